"""What is asked about a film as a whole, and what the library holds of the answers."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QInputDialog, QLineEdit, QWidget
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from tests.recordings import voice
from tests.ui.looking import find, kept, text_of
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.film import DEFAULT_SETTINGS, FilmSettings
from vidstudio.core.job import AspectRatio, Job
from vidstudio.core.scene import Motion
from vidstudio.errors import InputRefused
from vidstudio.services.probe import probe_audio
from vidstudio.ui.edits import Edits
from vidstudio.ui.film_dialog import FilmDialog
from vidstudio.ui.film_dialogs import FilmDialogs
from vidstudio.ui.workbench import Workbench

pytestmark = pytest.mark.slow


@pytest.fixture
def parent(qtbot: QtBot, opened: Workbench) -> Iterator[QWidget]:
    widget = QWidget()
    qtbot.addWidget(widget)
    widget.show()
    yield widget
    widget.close()


@pytest.fixture
def dialogs(opened: Workbench, parent: QWidget) -> FilmDialogs:
    return FilmDialogs(opened, Edits(opened, opened), parent)


@pytest.fixture
def settings(dialogs: FilmDialogs, parent: QWidget, job: Job) -> FilmDialog:
    """The film settings' dialog."""
    dialogs.settings(job)
    made = parent.findChild(FilmDialog)
    assert isinstance(made, FilmDialog)
    return made


def test_sizes_are_told_in_the_films_shape(qtbot: QtBot) -> None:
    dialog = FilmDialog(FilmSettings(fps=50, short_side=2160), AspectRatio.TALL)
    qtbot.addWidget(dialog)
    words = [dialog.size_box.itemText(row) for row in range(dialog.size_box.count())]
    assert words == ["720p  ·  720 x 1280", "1080p  ·  1080 x 1920", "1440p  ·  1440 x 2560", "2160p  ·  2160 x 3840"]
    assert (dialog.size_box.value, dialog.rate.currentText()) == (2160, "50 frames a second")


def test_saved_settings_are_kept_and_can_be_undone(
    qtbot: QtBot, opened: Workbench, settings: FilmDialog, job: Job
) -> None:
    settings.size_box.choose(720)
    settings.rate.choose(30)
    find(settings, QLineEdit, "watermarkEdit").setText("  heron.example ")
    settings.level.setValue(-7.5)
    assert text_of(settings, "watermarkCount") == "13 / 60"
    QTest.keyClick(settings.level, Qt.Key.Key_Return)
    wanted = FilmSettings(30, 720, "heron.example", -7.5)
    qtbot.waitUntil(lambda: kept(opened, job.id).settings == wanted)
    qtbot.waitUntil(lambda: not isValid(settings))
    assert opened.undo.undoText() == "Change film settings"
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).settings == DEFAULT_SETTINGS)


def test_a_watermark_too_long_is_refused_in_the_dialog(opened: Workbench, settings: FilmDialog) -> None:
    settings.watermark.setText("w" * 61)
    assert find(settings, QWidget, "watermarkCount").property("tone") == "danger"
    QTest.mouseClick(settings.save, Qt.MouseButton.LeftButton)
    assert text_of(settings, "filmMessage") == "The watermark is too long. At most 60 characters."
    assert settings.isVisible()
    assert opened.stack.count() == 0


def test_canceled_settings_change_nothing(qtbot: QtBot, opened: Workbench, settings: FilmDialog) -> None:
    settings.rate.choose(60)
    QTest.mouseClick(settings.close_button, Qt.MouseButton.LeftButton)
    assert opened.stack.count() == 0
    qtbot.waitUntil(lambda: not isValid(settings))


def answer(monkeypatch: pytest.MonkeyPatch, text: str, *, sure: bool = True) -> None:
    monkeypatch.setattr(QInputDialog, "getMultiLineText", lambda *_: (text, sure))


@pytest.mark.parametrize(("style", "row"), [(CaptionStyle.TITLE, 0), (CaptionStyle.END, 3)], ids=["title", "end"])
def test_a_card_is_a_scene_of_words(
    qtbot: QtBot,
    opened: Workbench,
    dialogs: FilmDialogs,
    job: Job,
    monkeypatch: pytest.MonkeyPatch,
    style: CaptionStyle,
    row: int,
) -> None:
    answer(monkeypatch, " The Heron \n a film ")
    (dialogs.title_card if style is CaptionStyle.TITLE else dialogs.end_card)(job)
    qtbot.waitUntil(lambda: opened.model.rowCount() == 4 and opened.model.storyboard[row].id > 0)
    scene = kept(opened, job.id).scenes[row]
    assert (scene.caption, scene.caption_style, scene.motion) == ("The Heron\na film", style, Motion.HOLD)
    assert scene.picture is not None
    assert (opened.studio.storage.images(job.id) / scene.picture.file).is_file()
    assert opened.undo.undoText() == f"Add {style} card"
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes == job.scenes)


@pytest.mark.parametrize(("text", "sure"), [("  \n ", True), ("The Heron", False)])
def test_a_card_nobody_wants_is_not_made(
    opened: Workbench, dialogs: FilmDialogs, job: Job, monkeypatch: pytest.MonkeyPatch, text: str, sure: bool
) -> None:
    answer(monkeypatch, text, sure=sure)
    dialogs.title_card(job)
    assert opened.model.rowCount() == 3


def test_a_card_with_too_many_words_is_refused(
    qtbot: QtBot, opened: Workbench, dialogs: FilmDialogs, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    answer(monkeypatch, "x" * 301)
    with qtbot.waitSignal(opened.failed) as told:
        dialogs.end_card(job)
    assert told.args is not None
    assert isinstance(told.args[0], InputRefused)
    assert kept(opened, job.id).scenes == job.scenes


def test_a_card_of_a_job_that_is_no_longer_open_still_goes_into_it(
    qtbot: QtBot,
    opened: Workbench,
    dialogs: FilmDialogs,
    job: Job,
    second_job: Job,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    answer(monkeypatch, "The Heron")
    with qtbot.waitSignal(opened.opened):
        opened.open_job(second_job.id)
    dialogs.end_card(job)
    qtbot.waitUntil(lambda: len(kept(opened, job.id).scenes) == 4)
    assert opened.model.storyboard.scenes == second_job.scenes
    assert opened.stack.count() == 0


def test_music_is_made_as_long_as_the_film_and_taken_out_again(
    qtbot: QtBot, opened: Workbench, dialogs: FilmDialogs, job: Job
) -> None:
    with qtbot.waitSignal(dialogs.noticed):
        dialogs.generate_music(job)
    now = kept(opened, job.id)
    length = sum(scene.duration for scene in now.scenes)
    assert probe_audio(opened.studio.storage.job(job.id) / now.music).duration == pytest.approx(length, abs=0.01)
    assert opened.view is not None
    assert opened.view.job.music == now.music
    dialogs.no_music(job)
    qtbot.waitUntil(lambda: not kept(opened, job.id).music)


def test_the_users_own_music(
    qtbot: QtBot,
    opened: Workbench,
    dialogs: FilmDialogs,
    job: Job,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    file = voice(tmp_path / "waltz.wav")
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(file), ""))
    dialogs.music(job)
    qtbot.waitUntil(lambda: kept(opened, job.id).music == "music.wav")
