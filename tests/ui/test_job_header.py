"""The line above the storyboard: what it says, which button leads, and what its buttons wish for."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from tests.factories import MOMENT, a_job, approved
from tests.ui.looking import find, shown, text_of
from vidstudio.core.approval import fingerprint
from vidstudio.core.control import Progress
from vidstudio.core.job import Film, JobStatus
from vidstudio.ui.job_header import JobHeader
from vidstudio.ui.state import header_state

READY = approved(a_job())
FILM = Film(fingerprint(READY), 7.5, 1920, 1080, MOMENT)
DONE = replace(READY, film=FILM, status=JobStatus.COMPLETED)


@pytest.fixture
def header(qtbot: QtBot) -> JobHeader:
    made = JobHeader()
    qtbot.addWidget(made)
    made.resize(900, 120)
    with qtbot.waitExposed(made):
        made.show()
    made.show_state(header_state(a_job(), None))
    return made


def leading(header: JobHeader) -> set[str]:
    return {part.objectName() for part in header.findChildren(QWidget) if part.property("kind") == "primary"}


def test_what_it_says(header: JobHeader) -> None:
    assert text_of(header, "jobTitle") == "Heron"
    assert text_of(header, "jobFacts") == "3 scenes  ·  0:08  ·  16:9  ·  cinematic"
    assert text_of(header, "approvalBadge") == "Not approved"
    assert text_of(header, "jobNote") == "Look it over, then approve it."
    assert find(header, QWidget, "approvalBadge").property("tone") == "muted"


def test_the_next_step_leads(header: JobHeader) -> None:
    assert leading(header) == {"approveButton"}
    assert (header.approve.text(), header.approve.isEnabled(), header.render_button.isEnabled()) == (
        "Approve",
        True,
        False,
    )
    header.show_state(header_state(READY, None))
    assert leading(header) == {"renderButton"}
    assert (header.approve.text(), header.approve.isEnabled(), header.render_button.isEnabled()) == (
        "Approved",
        False,
        True,
    )


def test_a_film_can_be_played_and_made_again(header: JobHeader) -> None:
    assert not shown(header, "playButton")
    header.show_state(header_state(DONE, Path("/films/7/final.mp4")))
    assert shown(header, "playButton")
    assert (header.render_button.text(), header.render_button.isEnabled()) == ("Render again", False)


def test_its_buttons_are_wishes(qtbot: QtBot, header: JobHeader) -> None:
    header.show_state(header_state(a_job(), Path("/films/7/final.mp4")))
    pairs = [
        (header.approve, header.approve_wished),
        (header.play, header.play_wished),
        (header.add, header.add_wished),
    ]
    for pressed, wish in pairs:
        with qtbot.waitSignal(wish):
            QTest.mouseClick(pressed, Qt.MouseButton.LeftButton)
    header.show_state(header_state(READY, None))
    with qtbot.waitSignal(header.render_wished):
        QTest.mouseClick(header.render_button, Qt.MouseButton.LeftButton)
    header.work.begin("Starting")
    header.show_progress(Progress(0.5, "Rendering frames"))
    with qtbot.waitSignal(header.cancel_wished):
        QTest.mouseClick(header.work.cancel, Qt.MouseButton.LeftButton)


def test_nothing_can_be_added_while_it_is_drawn(header: JobHeader) -> None:
    header.show_state(header_state(replace(a_job(), status=JobStatus.GENERATING_STORYBOARD), None))
    assert not header.add.isEnabled()
