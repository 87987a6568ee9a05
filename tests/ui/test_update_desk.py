"""The window asks once, looks by leave, and says in one line that there is a newer version."""

import json
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.servers.films import FilmServer
from tests.ui.looking import find, text_of
from vidstudio.core.job import AspectRatio, JobStatus
from vidstudio.core.update import QUESTION, TRUTH
from vidstudio.errors import LimitReached
from vidstudio.paths import places
from vidstudio.settings import load_settings, save_settings
from vidstudio.store.jobs import JobSummary
from vidstudio.ui import update_desk
from vidstudio.ui.main_window import MainWindow

LAST_WEEK = datetime.now(UTC) - timedelta(days=7)
FILMS = (JobSummary(1, "Heron", JobStatus.COMPLETED, 30.0, 6, AspectRatio.WIDE, LAST_WEEK, "", has_film=True),)


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update_desk, "LATER_MS", 0)


@pytest.fixture
def told(films: FilmServer, monkeypatch: pytest.MonkeyPatch) -> FilmServer:
    """The address, which tells of a newer version."""
    films.content = json.dumps({"version": "99.0", "page": f"{films.root}/get"}).encode()
    monkeypatch.setenv("VIDSTUDIO_UPDATE_ADDRESS", films.root)
    return films


@pytest.fixture
def pages(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the browser was asked to open."""
    opened: list[str] = []
    monkeypatch.setattr(QDesktopServices, "openUrl", lambda url: opened.append(url.toString()))
    return opened


def says(window: MainWindow, words: str) -> bool:
    return window.messages.isVisible() and text_of(window.messages, "messageText") == words


def presses(window: MainWindow, name: str) -> None:
    QTest.mouseClick(find(window.messages, QPushButton, name), Qt.MouseButton.LeftButton)


def asked(qtbot: QtBot, window: MainWindow) -> None:
    """Have the window begin, and wait for its question."""
    window.updates.begin(FILMS)
    qtbot.waitUntil(lambda: says(window, QUESTION))


NEWER = "A newer version is there: vidstudio 99.0."


def test_yes_looks_and_the_page_is_a_button_away(
    qtbot: QtBot, window: MainWindow, told: FilmServer, pages: list[str]
) -> None:
    asked(qtbot, window)
    assert text_of(window.messages, "messageHint").startswith(TRUTH)
    assert load_settings(places()).look_for_updates is False
    assert told.asked == []
    presses(window, "offerYesLookButton")
    qtbot.waitUntil(lambda: says(window, NEWER))
    assert load_settings(places()).look_for_updates is True
    assert window.bench.studio.settings.look_for_updates is True
    presses(window, "offerOpenPageButton")
    assert pages == [f"{told.root}/get"]
    assert window.messages.isHidden()


def test_no_is_no_for_good(qtbot: QtBot, window: MainWindow, told: FilmServer) -> None:
    asked(qtbot, window)
    assert window.messages.dismiss.isHidden()
    presses(window, "offerNoButton")
    assert window.messages.isHidden()
    assert load_settings(places()).look_for_updates is False
    window.updates.begin(FILMS)
    qtbot.wait(50)
    assert window.messages.isHidden()
    assert told.asked == []


def test_an_error_goes_before_and_the_offer_comes_back(qtbot: QtBot, window: MainWindow, told: FilmServer) -> None:
    asked(qtbot, window)
    window.messages.show_error(LimitReached("All 5 are used."))
    assert says(window, "All 5 are used.")
    qtbot.waitUntil(lambda: not window.messages.findChildren(QPushButton, "offerNoButton"))
    presses(window, "dismissButton")
    assert says(window, QUESTION)
    presses(window, "offerNoButton")
    assert window.messages.isHidden()


def test_who_wants_it_is_told_and_not_asked(qtbot: QtBot, window: MainWindow, told: FilmServer) -> None:
    settings = save_settings(places(), {"look_for_updates": True})
    window.bench.studio = replace(window.bench.studio, settings=settings)
    window.messages.show_error(LimitReached("All 5 are used."))
    window.updates.begin(())
    qtbot.waitUntil(lambda: len(told.asked) == 1)
    qtbot.waitUntil(lambda: window.messages._offer is not None)
    assert says(window, "All 5 are used.")
    presses(window, "dismissButton")
    assert says(window, NEWER)
    presses(window, "dismissButton")
    assert window.messages.isHidden()


@pytest.mark.parametrize(
    "jobs", [(), (replace(FILMS[0], updated_at=datetime.now(UTC)),), (replace(FILMS[0], has_film=False),)]
)
def test_a_first_day_has_no_questions(
    qtbot: QtBot, window: MainWindow, told: FilmServer, jobs: tuple[JobSummary, ...]
) -> None:
    window.updates.begin(jobs)
    qtbot.wait(50)
    assert window.messages.isHidden()
    assert load_settings(places()).look_for_updates is None
    assert told.asked == []


def test_without_an_address_there_is_nothing_to_ask(qtbot: QtBot, window: MainWindow) -> None:
    window.updates.begin(FILMS)
    qtbot.wait(50)
    assert window.messages.isHidden()
    assert load_settings(places()).look_for_updates is None
