"""The pane shows, and copies, the document of the job, and follows it."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from tests.factories import MOMENT, a_job, approved
from vidstudio.core.job import Job
from vidstudio.core.metadata import metadata
from vidstudio.core.scene import ImageStatus
from vidstudio.ui.edits import Edits
from vidstudio.ui.metadata_pane import MetadataPane
from vidstudio.ui.workbench import Workbench


@pytest.fixture
def pane(qtbot: QtBot) -> MetadataPane:
    made = MetadataPane()
    qtbot.addWidget(made)
    return made


def copied(qtbot: QtBot, pane: MetadataPane) -> object:
    QTest.mouseClick(pane.copy, Qt.MouseButton.LeftButton)
    return json.loads(QGuiApplication.clipboard().text())


def test_what_it_shows(pane: MetadataPane) -> None:
    job = replace(approved(a_job()), refinement_count=2, download_count=5, estimated_cost=Decimal("0.06"))
    pane.show_job(replace(job, actual_cost=Decimal("0.009")), Path("/films/7/final.mp4"))
    shown = {key: pane.value(key) for key in pane._values}
    assert shown == {
        "jobId": "7",
        "status": "storyboard_ready",
        "approved": f"{MOMENT:%Y-%m-%d %H:%M:%S} UTC",
        "scenes": "3 of 3 completed",
        "duration": "0:08, 16:9, cinematic",
        "estimated": "0.06 USD",
        "actual": "0.009 USD",
        "refinements": "2",
        "downloads": "5",
        "video": "file:///films/7/final.mp4",
        "updated": f"{MOMENT:%Y-%m-%d %H:%M:%S} UTC",
        "error": "",
    }


def test_what_is_copied_is_the_document(qtbot: QtBot, pane: MetadataPane) -> None:
    job = a_job()
    pane.show_job(job, None)
    assert copied(qtbot, pane) == metadata(job, None)
    assert pane.copy.text() == "Copied"
    pane.show_job(job, None)
    assert pane.copy.text() == "Copy JSON"


def test_failures_and_errors_have_their_rows(pane: MetadataPane) -> None:
    job = a_job()
    scenes = (replace(job.scenes[0], picture=None, status=ImageStatus.FAILED), *job.scenes[1:])
    pane.show_job(replace(job, scenes=scenes, error="The service said no."), None)
    assert pane.value("scenes") == "2 of 3 completed, 1 failed"
    assert pane.value("error") == "The service said no."
    assert not pane._values["error"].isHidden()
    pane.show_job(job, None)
    assert pane._values["error"].isHidden()


def test_without_a_job_it_is_empty(pane: MetadataPane) -> None:
    pane.show_job(a_job(), None)
    pane.show_job(None, None)
    assert not pane.copy.isEnabled()
    assert not any(pane.value(key) for key in pane._values)


def test_it_follows_the_job(qtbot: QtBot, pane: MetadataPane, opened: Workbench, job: Job) -> None:
    opened.changed.connect(lambda view: pane.show_job(view.job, view.film))
    with qtbot.waitSignal(opened.changed):
        Edits(opened, opened).approve(job)
    assert pane.value("approved") != "no"
    with qtbot.waitSignal(opened.changed):
        Edits(opened, opened).remove([job.scenes[0].id])
    assert pane.value("approved") == "no"
    assert pane.value("scenes") == "2 of 2 completed"
    assert opened.view is not None
    assert copied(qtbot, pane) == metadata(opened.view.job, None)
