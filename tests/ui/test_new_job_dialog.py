"""The dialog for a new job: what will come of the text, what it costs, and the making of it."""

from collections.abc import Callable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QWidget
from pytestqt.qtbot import QtBot

from tests.factories import a_studio
from tests.ui.looking import find, text_of
from vidstudio.core.images import ImageModel
from vidstudio.core.job import AspectRatio, JobStatus
from vidstudio.errors import DiskFull
from vidstudio.services.images.models import DEFAULT_MODEL, MODELS
from vidstudio.services.images.models import model as known_model
from vidstudio.studio.jobs import NewJob, Pictures
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.new_job_dialog import NewJobDialog
from vidstudio.ui.state import RefineState
from vidstudio.ui.workbench import Workbench

Make = Callable[..., NewJobDialog]
SCRIPT = "# Tide\n\n## Ebb (4 s)\n\nThe water leaves.\n\n## Flood (3 s)\n\nIt comes back.\n"


@pytest.fixture
def make(qtbot: QtBot) -> Iterator[Make]:
    made: list[NewJobDialog] = []

    def dialog(*, models: Sequence[ImageModel] = (), model: str = "") -> NewJobDialog:
        new = NewJobDialog(RefineState(0, Decimal("0.02")), models=models, model=model)
        made.append(new)
        qtbot.addWidget(new)
        with qtbot.waitExposed(new):
            new.open()
        return new

    yield dialog
    for each in made:
        each.close()


def wish(qtbot: QtBot, dialog: NewJobDialog) -> NewJob:
    with qtbot.waitSignal(dialog.create_wished) as told:
        QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    assert told.args is not None
    wanted = told.args[0]
    assert isinstance(wanted, NewJob)
    return wanted


def test_nothing_can_be_made_of_nothing(make: Make) -> None:
    dialog = make()
    assert not dialog.create_button.isEnabled()
    dialog.text_edit.setPlainText("   \n")
    assert not dialog.create_button.isEnabled()


def test_the_note_follows_what_is_typed(make: Make) -> None:
    dialog = make()
    QTest.keyClicks(dialog.text_edit, "A heron waits.")
    assert text_of(dialog, "outlineNote") == "6 scenes, 0:30 in all"
    dialog.duration.setValue(20)
    assert text_of(dialog, "outlineNote") == "4 scenes, 0:20 in all"
    assert dialog.create_button.isEnabled()


def test_what_can_not_be_made_is_said_at_once(make: Make) -> None:
    dialog = make()
    dialog.text_edit.setPlainText("?!")
    assert text_of(dialog, "outlineNote").startswith("The idea is empty.")
    assert find(dialog, QWidget, "outlineNote").property("tone") == "danger"
    dialog.text_edit.setPlainText("A heron waits.")
    dialog.style_box.setCurrentText("")
    assert text_of(dialog, "outlineNote").startswith("The style is empty.")
    assert not dialog.create_button.isEnabled()


def test_what_is_asked_for(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    dialog.text_edit.setPlainText("A heron waits.")
    dialog.title_edit.setText("Heron")
    dialog.duration.setValue(12.5)
    dialog.shape.setCurrentIndex(1)
    dialog.style_box.setCurrentText("ink wash")
    assert wish(qtbot, dialog) == NewJob(
        "A heron waits.", title="Heron", duration=12.5, aspect_ratio=AspectRatio.TALL, style="ink wash"
    )


def test_the_price_of_all_pictures_is_on_the_button(make: Make) -> None:
    dialog = make(models=MODELS)
    dialog.pictures.setCurrentIndex(dialog.pictures.findData(DEFAULT_MODEL))
    dialog.text_edit.setPlainText("A heron waits.")
    assert dialog.create_button.text() == "Create storyboard  ·  $0.12"
    dialog.duration.setValue(20)
    assert dialog.create_button.text() == "Create storyboard  ·  $0.08"
    dialog.text_edit.setPlainText("A heron waits. " * 2000)
    assert dialog.create_button.text() == "Create storyboard  ·  $0.02 a scene"
    dialog.pictures.setCurrentIndex(0)
    assert dialog.create_button.text() == "Create storyboard"


def test_models_are_offered_where_there_are_any_the_chosen_one_first(qtbot: QtBot, make: Make) -> None:
    assert make().pictures.count() == 2
    offered = make(models=(*MODELS, known_model("openai:gpt-image-1")), model="openai:gpt-image-1")
    assert offered.pictures.findData(DEFAULT_MODEL) > offered.pictures.findData("openai:gpt-image-1") == 2
    offered.pictures.setCurrentIndex(2)
    offered.text_edit.setPlainText("A heron waits.")
    wanted = wish(qtbot, offered)
    assert (wanted.pictures, wanted.model) == (Pictures.SERVICE, "openai:gpt-image-1")


def test_a_script_brings_its_own_length(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    (tmp_path / "tide.md").write_text(SCRIPT, "utf-8")
    dialog = make()
    dialog.load_script(tmp_path / "tide.md")
    assert text_of(dialog, "textKind").startswith("Script")
    assert text_of(dialog, "outlineNote") == "2 scenes, 0:07 in all"
    assert dialog.duration.value() == 7
    assert (wish(qtbot, dialog).is_script, wish(qtbot, dialog).duration) == (True, None)
    dialog.duration.setValue(14)
    assert text_of(dialog, "outlineNote") == "2 scenes, 0:14 in all"
    assert wish(qtbot, dialog).duration == 14


def test_an_emptied_script_is_an_idea_again(qtbot: QtBot, make: Make, tmp_path: Path) -> None:
    (tmp_path / "tide.md").write_text(SCRIPT, "utf-8")
    dialog = make()
    dialog.load_script(tmp_path / "tide.md")
    dialog.text_edit.clear()
    dialog.text_edit.setPlainText("A heron waits.")
    wanted = wish(qtbot, dialog)
    assert (wanted.is_script, wanted.duration) == (False, 7)


def test_a_script_that_cant_be_read_changes_nothing(make: Make, tmp_path: Path) -> None:
    (tmp_path / "tide.md").write_bytes(b"\x00\x01\xff")
    dialog = make()
    dialog.text_edit.setPlainText("A heron waits.")
    dialog.load_script(tmp_path / "tide.md")
    assert "no text file" in text_of(dialog, "outlineNote")
    assert dialog.text_edit.toPlainText() == "A heron waits."
    assert dialog.create_button.isEnabled()


def test_own_pictures_come_from_a_folder(
    qtbot: QtBot, make: Make, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    dialog = make()
    dialog.text_edit.setPlainText("A heron waits.")
    answers = iter([str(pictures), ""])
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: next(answers))
    own = dialog.pictures.findData("own")
    dialog.pictures.setCurrentIndex(own)
    dialog.pictures.activated.emit(own)
    assert wish(qtbot, dialog).pictures == pictures
    assert dialog.pictures.currentText() == "My own: pictures"
    dialog.pictures.activated.emit(own)  # and this time no folder
    assert wish(qtbot, dialog).pictures is Pictures.DRAFT


def test_control_and_return_create(qtbot: QtBot, make: Make) -> None:
    dialog = make()
    dialog.activateWindow()
    dialog.text_edit.setPlainText("A heron waits.")
    with qtbot.waitSignal(dialog.create_wished):
        QTest.keyClick(dialog.text_edit, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)


def test_while_it_is_made_it_cant_be_made_again(make: Make) -> None:
    dialog = make()
    dialog.text_edit.setPlainText("A heron waits.")
    dialog.begin()
    dialog.duration.setValue(10)
    assert not dialog.create_button.isEnabled()
    dialog.fail(DiskFull("The disk is full.", "Make room."))
    assert text_of(dialog, "outlineNote") == "The disk is full. Make room."
    assert dialog.create_button.isEnabled()


def open_in(window: MainWindow) -> NewJobDialog:
    QTest.mouseClick(window.jobs.new, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewJobDialog)
    dialog.text_edit.setPlainText("A fox digs. It finds a bone.")
    return dialog


@pytest.mark.slow
def test_from_idea_to_open_job(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    dialog = open_in(window)
    with qtbot.waitSignal(bench.opened):
        QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    assert dialog.isHidden()
    assert bench.view is not None
    assert bench.view.job.status is JobStatus.STORYBOARD_READY
    assert bench.view.job.title == "A fox digs"
    assert all(scene.picture for scene in bench.model.storyboard)


def test_canceled_it_leaves_no_trace(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    dialog = open_in(window)
    dialog.duration.setValue(3000)
    QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "scene" in text_of(dialog, "newJobProgressText"))
    QTest.mouseClick(dialog.work.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(dialog.work.isHidden)
    assert dialog.isVisible()
    assert dialog.create_button.isEnabled()
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert dialog.isHidden()
    jobs: list[object] = []
    bench.store.submit(lambda library: library.jobs.summaries(), jobs.append)
    qtbot.waitUntil(lambda: bool(jobs))
    assert len(jobs[0]) == 1  # type: ignore[arg-type]


def test_closing_it_stops_the_making(qtbot: QtBot, window: MainWindow, bench: Workbench) -> None:
    dialog = open_in(window)
    dialog.duration.setValue(3000)
    QTest.mouseClick(dialog.create_button, Qt.MouseButton.LeftButton)
    tasks = list(bench._tasks)
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    with qtbot.waitSignals([task.finished for task in tasks]):
        pass
    bench.close()
    bench.store.close()
    with a_studio() as studio:
        assert len(studio.library(lambda library: library.jobs.summaries())) == 1
