"""One message at a time: errors stay, remarks go by themselves."""

import logging

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from tests.ui.looking import find, shown, text_of
from vidstudio.errors import LimitReached
from vidstudio.ui.message_bar import MessageBar


@pytest.fixture
def bar(qtbot: QtBot) -> MessageBar:
    made = MessageBar()
    qtbot.addWidget(made)
    return made


def test_nothing_is_shown_at_first(bar: MessageBar) -> None:
    assert bar.isHidden()


def test_an_error_has_its_own_words_and_stays(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_notice("The film is ready.")
    bar.show_error(LimitReached("All 5 are used.", "Drop in a picture."))
    assert text_of(bar, "messageText") == "All 5 are used."
    assert text_of(bar, "messageHint") == "Drop in a picture."
    assert bar.property("kind") == "alert"
    assert not bar._timer.isActive()
    assert bar.isVisible()


def test_an_error_of_nobodys_is_named_plainly_and_logged(bar: MessageBar, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.ERROR):
        bar.show_error(ZeroDivisionError("division by zero"))
    assert text_of(bar, "messageText") == "Something unexpected went wrong (ZeroDivisionError)."
    assert "Open Log" in text_of(bar, "messageHint")
    assert caplog.records[0].exc_info is not None


def test_a_remark_goes_by_itself(qtbot: QtBot, bar: MessageBar) -> None:
    bar._timer.setInterval(1)
    bar.show_notice("The film is ready.", "Heron")
    assert bar.property("kind") == "banner"
    qtbot.waitUntil(bar.isHidden)


def test_a_hint_takes_no_room_where_there_is_none(bar: MessageBar) -> None:
    bar.show_notice("The film is ready.")
    assert not shown(bar, "messageHint")


def test_it_can_be_dismissed(qtbot: QtBot, bar: MessageBar) -> None:
    bar.show_error(LimitReached("All 5 are used."))
    QTest.mouseClick(bar.dismiss, Qt.MouseButton.LeftButton)
    assert bar.isHidden()


def test_its_icon_is_in_the_colour_of_the_message(bar: MessageBar) -> None:
    bar.show_notice("The film is ready.")
    calm = find(bar, QLabel, "messageIcon").pixmap().toImage()
    bar.show_error(LimitReached("All 5 are used."))
    assert find(bar, QLabel, "messageIcon").pixmap().toImage() != calm
