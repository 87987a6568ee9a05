"""Scenes edited through the dialog, and files taken for them, with the real library and real media."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.recordings import clip, voice
from tests.ui.looking import kept, text_of
from vidstudio.core.approval import is_approved
from vidstudio.core.job import Job
from vidstudio.core.scene import Framing, PictureSource, Transition
from vidstudio.errors import SourceUnreadable
from vidstudio.ui.edits import Edits
from vidstudio.ui.scene_desk import SceneDesk
from vidstudio.ui.scene_dialog import SceneDialog
from vidstudio.ui.workbench import Workbench


@pytest.fixture
def edits(opened: Workbench) -> Edits:
    return Edits(opened, opened)


@pytest.fixture
def desk(opened: Workbench, edits: Edits) -> SceneDesk:
    return SceneDesk(opened, edits, opened)


@pytest.fixture
def parent(qtbot: QtBot, opened: Workbench) -> Iterator[QWidget]:
    """What the dialogs belong to."""
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    widget.close()


@pytest.fixture
def dialog(desk: SceneDesk, job: Job, parent: QWidget) -> SceneDialog:
    """The dialog of the second scene."""
    desk.open_dialog(job.scenes[1].id, parent)
    made = parent.findChild(SceneDialog)
    assert isinstance(made, SceneDialog)
    return made


def save(dialog: SceneDialog) -> None:
    QTest.mouseClick(dialog.save, Qt.MouseButton.LeftButton)


def taken(qtbot: QtBot, dialog: SceneDialog, field: str, file: Path) -> None:
    """Choose a file and wait until it is taken or refused."""
    dialog.files[field].chosen.emit(file)
    assert dialog.running
    qtbot.waitUntil(lambda: not dialog.running)


def test_save_is_one_step_and_can_be_undone(
    qtbot: QtBot, opened: Workbench, edits: Edits, dialog: SceneDialog, job: Job
) -> None:
    with qtbot.waitSignal(opened.changed):
        edits.approve(job)
    dialog.duration.setValue(3.5)
    dialog.transition.choose(Transition.DIP_TO_WHITE)
    dialog.framing.choose(Framing.BLUR)
    dialog.caption.setPlainText("  The mist \n\n lifts ")
    save(dialog)
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes != job.scenes)
    wanted = replace(
        job.scenes[1],
        duration=3.5,
        transition=Transition.DIP_TO_WHITE,
        framing=Framing.BLUR,
        caption="The mist\nlifts",
    )
    assert kept(opened, job.id).scenes == (job.scenes[0], wanted, job.scenes[2])
    assert (opened.stack.count(), opened.undo.undoText()) == (1, "Edit scene 2")
    opened.stack.undo()
    qtbot.waitUntil(lambda: is_approved(kept(opened, job.id)))
    assert kept(opened, job.id).scenes == job.scenes
    opened.stack.redo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[1] == wanted)
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_nothing_changed_is_no_step(qtbot: QtBot, opened: Workbench, dialog: SceneDialog) -> None:
    save(dialog)
    assert opened.stack.count() == 0
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_sounds_and_a_clip_are_kept_with_the_job(
    qtbot: QtBot, opened: Workbench, dialog: SceneDialog, job: Job, tmp_path: Path
) -> None:
    taken(qtbot, dialog, "narration", voice(tmp_path / "keeper, take 3.wav", 1.25))
    taken(qtbot, dialog, "effect", voice(tmp_path / "surf.wav", 2.0))
    taken(qtbot, dialog, "clip", clip(tmp_path / "harbour.mp4"))
    assert kept(opened, job.id).scenes == job.scenes  # nothing is changed before it is saved
    assert text_of(dialog, "narrationFile") == "keeper, take 3.wav · 1.25 s"
    save(dialog)
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[1].clip is not None)
    scene = kept(opened, job.id).scenes[1]
    folder = opened.studio.storage.assets(job.id)
    for asset, name in (
        (scene.narration, "keeper, take 3.wav"),
        (scene.effect, "surf.wav"),
        (scene.clip, "harbour.mp4"),
    ):
        assert asset is not None
        assert asset.name == name
        assert (folder / asset.file).read_bytes() == (tmp_path / name).read_bytes()
    assert scene.picture is not None
    assert scene.picture != job.scenes[1].picture
    assert scene.picture.source is PictureSource.OWN
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes == job.scenes)
    opened.stack.redo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[1] == scene)


def test_a_file_that_cant_be_played_is_refused_in_the_dialog(
    qtbot: QtBot, opened: Workbench, dialog: SceneDialog, job: Job, tmp_path: Path
) -> None:
    (tmp_path / "notes.wav").write_text("no sound")
    told: list[Exception] = []
    opened.failed.connect(told.append)
    taken(qtbot, dialog, "narration", tmp_path / "notes.wav")
    assert "notes.wav" in text_of(dialog, "sceneMessage")
    assert dialog.isVisible()
    assert dialog.wished() == job.scenes[1]
    assert told == []


def test_a_value_that_cant_be_is_refused_in_the_dialog(opened: Workbench, dialog: SceneDialog, job: Job) -> None:
    dialog.caption.setPlainText("x" * 301)
    save(dialog)
    assert text_of(dialog, "sceneMessage").startswith("The caption is too long: 301 characters.")
    assert dialog.isVisible()
    assert opened.stack.count() == 0
    assert opened.model.storyboard.scenes == job.scenes


def test_a_canceled_file_changes_nothing(qtbot: QtBot, dialog: SceneDialog, job: Job, tmp_path: Path) -> None:
    dialog.files["effect"].chosen.emit(voice(tmp_path / "surf.wav"))
    QTest.mouseClick(dialog.work.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: not dialog.running)
    assert dialog.wished() == job.scenes[1]
    assert dialog.isVisible()


def test_a_dialog_closed_meanwhile_waits_for_its_file(qtbot: QtBot, dialog: SceneDialog, tmp_path: Path) -> None:
    dialog.files["effect"].chosen.emit(voice(tmp_path / "surf.wav"))
    QTest.keyClick(dialog, Qt.Key.Key_Escape)
    assert isValid(dialog)
    qtbot.waitUntil(lambda: not isValid(dialog))


def test_a_scene_removed_meanwhile_is_told(
    qtbot: QtBot, opened: Workbench, edits: Edits, dialog: SceneDialog, job: Job
) -> None:
    edits.remove([job.scenes[1].id])
    dialog.duration.setValue(9)
    save(dialog)
    assert text_of(dialog, "sceneMessage") == "That scene is no longer in the storyboard."
    qtbot.waitUntil(lambda: len(kept(opened, job.id).scenes) == 2)


def test_a_scene_just_made_is_edited_under_the_number_it_gets(
    qtbot: QtBot, opened: Workbench, edits: Edits, desk: SceneDesk, job: Job, parent: QWidget
) -> None:
    edits.duplicate(job.scenes[0].id)
    desk.open_dialog(0, parent)
    qtbot.waitUntil(lambda: parent.findChild(SceneDialog) is not None)
    dialog = parent.findChild(SceneDialog)
    assert isinstance(dialog, SceneDialog)
    assert dialog.windowTitle() == "Scene 2"
    dialog.duration.setValue(9)
    save(dialog)
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[1].duration == 9)


DROPPED: dict[str, Callable[[Path], Path]] = {
    "narration": lambda folder: voice(folder / "take.wav"),
    "clip": lambda folder: clip(folder / "take.mp4"),
}


@pytest.mark.parametrize("field", DROPPED)
def test_a_dropped_file_is_a_step_that_can_be_undone(
    qtbot: QtBot, opened: Workbench, desk: SceneDesk, job: Job, tmp_path: Path, field: str
) -> None:
    desk.take_file(job.scenes[2].id, field, str(DROPPED[field](tmp_path)))
    qtbot.waitUntil(lambda: opened.stack.count() == 1)
    assert opened.undo.undoText() == f"{field.title()} of scene 3"
    scene = kept(opened, job.id).scenes[2]
    assert getattr(scene, field).name.startswith("take.")
    assert (scene.picture != job.scenes[2].picture) == (field == "clip")
    assert opened.model.storyboard[2] == scene
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes == job.scenes)
    opened.stack.redo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[2] == scene)


def test_a_dropped_file_and_an_edit_meanwhile_are_two_steps(
    qtbot: QtBot, opened: Workbench, edits: Edits, desk: SceneDesk, job: Job, tmp_path: Path
) -> None:
    scene_id = job.scenes[0].id
    desk.take_file(scene_id, "narration", str(voice(tmp_path / "take.wav")))
    edits.set_duration(scene_id, 9)
    edits.move([0], 3)
    qtbot.waitUntil(lambda: opened.stack.count() == 3)
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[2].narration is not None)
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[2].narration is None)
    assert kept(opened, job.id).scenes[2] == replace(job.scenes[0], duration=9)


def test_a_dropped_file_that_is_none_is_told(
    qtbot: QtBot, opened: Workbench, desk: SceneDesk, job: Job, tmp_path: Path
) -> None:
    (tmp_path / "notes.mp4").write_text("no film")
    with qtbot.waitSignal(opened.failed) as told:
        desk.take_file(job.scenes[0].id, "clip", str(tmp_path / "notes.mp4"))
    assert told.args is not None
    assert isinstance(told.args[0], SourceUnreadable)
    assert (kept(opened, job.id).scenes, opened.stack.count()) == (job.scenes, 0)


def test_a_dropped_file_belongs_to_its_job_though_another_is_open_then(
    qtbot: QtBot, opened: Workbench, desk: SceneDesk, job: Job, second_job: Job, tmp_path: Path
) -> None:
    desk.take_file(job.scenes[0].id, "narration", str(voice(tmp_path / "take.wav")))
    with qtbot.waitSignal(opened.opened):
        opened.open_job(second_job.id)
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes[0].narration is not None)
    assert opened.model.storyboard.scenes == second_job.scenes
    assert opened.stack.count() == 0
