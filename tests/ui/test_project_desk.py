"""Project files in the window: saved, opened, dropped, and handed over by a double click."""

import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDragEnterEvent, QDropEvent, QFileOpenEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.factories import a_studio
from tests.studio.projects import everywhere
from tests.ui.looking import find, kept, text_of
from tests.ui.test_app import Start, is_open, start
from vidstudio.app import Application
from vidstudio.core.approval import is_approved
from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.core.wanted import Wanted
from vidstudio.studio.project_saving import save_project
from vidstudio.ui.main_window import MainWindow

__all__ = ["start"]


@pytest.fixture
def project(job: Job, tmp_path: Path) -> Path:
    """The first job, saved before the window is opened."""
    with a_studio() as studio:
        return save_project(studio, job.id, tmp_path / "Heron", Control())


def message(window: MainWindow) -> str:
    return text_of(window, "messageText")


def test_a_copy_is_saved_where_the_person_says(qtbot: QtBot, project: Path, window: MainWindow, tmp_path: Path) -> None:
    window.menus.save_copy.trigger()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QFileDialog)
    assert dialog.defaultSuffix() == "vidstudio"
    assert Path(dialog.selectedFiles()[0]).name == "A heron waits in the reeds.vidstudio"
    dialog.setDirectory(str(tmp_path))
    dialog.selectFile(str(tmp_path / "mine"))
    with qtbot.waitSignal(window.projects.noticed):
        dialog.accept()
    assert message(window) == "Saved a copy as “mine.vidstudio”."
    assert (tmp_path / "mine.vidstudio").read_bytes() == project.read_bytes()
    qtbot.waitUntil(lambda: window.projects.dialog is None)


def test_nothing_can_be_saved_while_no_job_is_open(make_window: Callable[[], MainWindow]) -> None:
    assert not make_window().menus.save_copy.isEnabled()


def test_a_file_becomes_a_new_job_on_the_table(
    qtbot: QtBot, project: Path, window: MainWindow, job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(project), ""))
    with qtbot.waitSignal(window.projects.opened) as told:
        window.projects.ask_open()
    assert told.args
    number = int(told.args[0])
    assert number != job.id
    qtbot.waitUntil(lambda: window.bench.view is not None and window.bench.view.job.id == number)
    qtbot.waitUntil(lambda: window.jobs.model.rowCount() == 2)
    assert message(window) == f"Opened “{job.title}” as a new job."
    assert "approval" in text_of(window, "messageHint")
    opened = kept(window.bench, number)
    assert everywhere(opened) == everywhere(job)
    assert not is_approved(opened)
    assert window.header.approve.isEnabled()
    assert not window.menus.render.isEnabled()


def test_what_is_no_project_is_told_and_changes_nothing(qtbot: QtBot, window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "other.vidstudio").write_bytes(b"something else")
    with qtbot.waitSignal(window.projects.failed):
        window.projects.open_file(tmp_path / "other.vidstudio")
    assert "“other.vidstudio” is no project file" in message(window)
    qtbot.waitUntil(lambda: window.projects.dialog is None)
    assert window.jobs.model.rowCount() == 1


@pytest.fixture
def slow_file(tmp_path: Path, project: Path) -> Path:
    """A project with thousands of pictures in it, so that opening it takes a while."""
    import json  # noqa: PLC0415 - only here

    with zipfile.ZipFile(project) as old:
        entries = {name: old.read(name) for name in old.namelist()}
    document = json.loads(entries.pop("project.json"))
    scene, picture = document["job"]["scenes"][0], entries["media/1.png"]
    for number in range(1000, 4000):
        scene["versions"].append({"file": f"media/{number}.png", "source": "own"})
        entries[f"media/{number}.png"] = picture
    file = tmp_path / "slow.vidstudio"
    with zipfile.ZipFile(file, "w") as new:
        new.writestr("mimetype", entries.pop("mimetype"))
        new.writestr("project.json", json.dumps(document))
        for name, data in entries.items():
            new.writestr(name, data)
    return file


@pytest.mark.parametrize("by_key", [True, False])
def test_opening_that_takes_long_shows_itself_and_can_be_canceled(
    qtbot: QtBot, window: MainWindow, slow_file: Path, *, by_key: bool
) -> None:
    window.projects.open_file(slow_file)
    dialog = window.projects.dialog
    assert dialog is not None
    assert not dialog.isVisible()
    qtbot.waitUntil(dialog.isVisible)
    qtbot.waitUntil(lambda: "%" in text_of(dialog, "projectProgressText"))
    with qtbot.waitSignal(window.projects.noticed):
        if by_key:
            QTest.keyClick(dialog, Qt.Key.Key_Escape)
        else:
            QTest.mouseClick(find(dialog, QPushButton, "cancelProjectButton"), Qt.MouseButton.LeftButton)
    assert message(window) == "Canceled."
    qtbot.waitUntil(lambda: window.projects.dialog is None)
    assert list(window.bench.studio.storage.root.glob(".*")) == []
    assert window.jobs.model.rowCount() == 1


def drop(on: QWidget, *files: Path) -> bool:
    """Drag files over a part of the window and let go; whether they were taken."""
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(file)) for file in files])
    copy, button, keys = Qt.DropAction.CopyAction, Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    entered = QDragEnterEvent(QPoint(20, 20), copy, data, button, keys)
    QApplication.sendEvent(on, entered)
    if not entered.isAccepted():
        return False
    dropped = QDropEvent(QPointF(20, 20), copy, data, button, keys)
    QApplication.sendEvent(on, dropped)
    return dropped.isAccepted()


def test_files_dropped_on_the_window_become_jobs_one_after_the_other(
    qtbot: QtBot, project: Path, window: MainWindow, tmp_path: Path
) -> None:
    second = project.with_name("SECOND.VIDSTUDIO")
    second.write_bytes(project.read_bytes())
    assert not drop(window, tmp_path / "pictures" / "1.png")
    assert drop(window, project, tmp_path / "pictures" / "1.png", second)
    qtbot.waitUntil(lambda: window.jobs.model.rowCount() == 3)
    qtbot.waitUntil(lambda: window.projects.dialog is None)


def test_a_file_dropped_on_the_storyboard_is_opened_too(qtbot: QtBot, project: Path, window: MainWindow) -> None:
    with qtbot.waitSignal(window.projects.opened):
        assert drop(window.storyboard.viewport(), project)
    qtbot.waitUntil(lambda: window.projects.dialog is None)


def test_a_start_with_a_file_opens_it(qtbot: QtBot, start: Start, project: Path, job: Job) -> None:
    app = start(Wanted(project=project))
    qtbot.waitUntil(lambda: is_open(app, job.id + 1))


def test_a_start_with_a_file_and_an_empty_library_makes_no_sample(
    qtbot: QtBot, project: Path, home: Path, start: Start, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("VIDSTUDIO_HOME", str(tmp_path / "other"))
    app = start(Wanted(project=project))
    qtbot.waitUntil(lambda: is_open(app, 1))
    assert app.window.jobs.model.rowCount() == 1


def test_an_open_window_takes_what_a_later_start_hands_it(
    qtbot: QtBot, start: Start, project: Path, job: Job, second_job: Job
) -> None:
    app = start()
    qtbot.waitUntil(lambda: is_open(app, second_job.id))
    app.open(Wanted(job_id=job.id))
    qtbot.waitUntil(lambda: is_open(app, job.id))
    app.open(Wanted(project=project))
    qtbot.waitUntil(lambda: is_open(app, second_job.id + 1))


def test_macos_hands_files_over_by_an_event(
    qtbot: QtBot, qapp: QApplication, start: Start, project: Path, job: Job
) -> None:
    assert isinstance(qapp, Application)
    app = start()
    QApplication.sendEvent(qapp, QFileOpenEvent(str(project)))  # before the list of jobs is there
    qtbot.waitUntil(lambda: is_open(app, job.id + 1))
    QApplication.sendEvent(qapp, QFileOpenEvent(str(project)))
    qtbot.waitUntil(lambda: is_open(app, job.id + 2))
