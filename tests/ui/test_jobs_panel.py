"""The list of jobs: a proper model, a choice that stays, and what is chosen by hand."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.modeltest import ModelTester
from pytestqt.qtbot import QtBot

from tests.factories import MOMENT, image_bytes
from vidstudio.core.job import AspectRatio, JobStatus
from vidstudio.store.jobs import JobSummary
from vidstudio.ui.jobs_panel import JobRole, JobsModel, JobsPanel, facts


def summaries(*ids: int) -> tuple[JobSummary, ...]:
    wide = AspectRatio.WIDE
    return tuple(JobSummary(n, f"Film {n}", JobStatus.COMPLETED, 30.0, 6, wide, MOMENT, "") for n in ids)


@pytest.fixture
def panel(qtbot: QtBot) -> JobsPanel:
    made = JobsPanel()
    qtbot.addWidget(made)
    made.resize(280, 600)
    with qtbot.waitExposed(made):
        made.show()
    made.show_jobs(summaries(3, 2, 1))
    return made


def chosen(panel: JobsPanel) -> int:
    summary = panel.view.currentIndex().data(JobRole.SUMMARY)
    return summary.id if summary else 0


def test_the_model_keeps_qts_rules(qtmodeltester: ModelTester) -> None:
    model = JobsModel()
    model.set_summaries(summaries(2, 1))
    qtmodeltester.check(model)  # type: ignore[no-untyped-call]
    model.set_summaries(tuple(replace(summary, title="Renamed") for summary in summaries(2, 1)))
    model.set_summaries(summaries(3, 2, 1))
    model.set_summaries(())


def test_what_the_model_says() -> None:
    model = JobsModel()
    model.set_summaries(summaries(2, 1))
    index = model.index(1)
    assert index.data() == "Film 1"
    assert index.data(Qt.ItemDataRole.AccessibleTextRole) == f"Job 1, Film 1, {facts(summaries(1)[0])}"
    assert (model.row_of(1), model.row_of(9)) == (1, -1)


def test_the_same_jobs_are_changed_in_their_rows(qtbot: QtBot) -> None:
    model = JobsModel()
    model.set_summaries(summaries(2, 1))
    with qtbot.waitSignal(model.dataChanged), qtbot.assertNotEmitted(model.modelReset):
        model.set_summaries(tuple(replace(summary, title="Renamed") for summary in summaries(2, 1)))
    assert model.index(0).data() == "Renamed"


def test_choosing_by_hand_opens(qtbot: QtBot, panel: JobsPanel) -> None:
    box = panel.view.visualRect(panel.model.index(1))
    with qtbot.waitSignal(panel.job_chosen) as told:
        QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert told.args == [2]
    with qtbot.waitSignal(panel.job_chosen) as told:
        QTest.keyClick(panel.view, Qt.Key.Key_Down)
    assert told.args == [1]


def test_marking_the_open_job_opens_nothing(qtbot: QtBot, panel: JobsPanel) -> None:
    with qtbot.assertNotEmitted(panel.job_chosen):
        panel.choose(1)
    assert chosen(panel) == 1


def test_the_open_job_stays_marked_whatever_comes(qtbot: QtBot, panel: JobsPanel) -> None:
    panel.choose(2)
    with qtbot.assertNotEmitted(panel.job_chosen):
        panel.show_jobs(summaries(5, 4, 3, 2, 1))
    assert chosen(panel) == 2


def test_a_job_marked_before_the_list_came_is_marked_then(qtbot: QtBot, panel: JobsPanel) -> None:
    panel.choose(4)
    panel.show_jobs(summaries(4, 3, 2, 1))
    assert chosen(panel) == 4


def test_new_is_a_wish(qtbot: QtBot, panel: JobsPanel) -> None:
    with qtbot.waitSignal(panel.new_wished):
        QTest.mouseClick(panel.new, Qt.MouseButton.LeftButton)


def test_a_poster_is_painted_once_it_is_there(qtbot: QtBot, panel: JobsPanel, tmp_path: Path) -> None:
    folder = tmp_path / "1" / "images"
    folder.mkdir(parents=True)
    (folder / "first.png").write_bytes(image_bytes((255, 0, 0)))
    panel.set_storage(tmp_path)
    panel.show_jobs((replace(summaries(1)[0], poster="first.png"),))

    def red() -> bool:
        image = panel.view.viewport().grab().toImage()
        box = panel.view.visualRect(panel.model.index(0))
        return image.pixelColor(box.left() + 48, box.center().y()).red() > 200

    qtbot.waitUntil(red)
    panel.close_pictures()
