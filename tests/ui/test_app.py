"""The application from its start to its end, in the test's home."""

import faulthandler
import logging
import os
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QMessageBox
from pytestqt.qtbot import QtBot

from tests.factories import a_studio
from tests.ui.looking import kept, when_asked
from vidstudio.__main__ import _refuse
from vidstudio.app import main, open_frame
from vidstudio.app.composition import App, build_app
from vidstudio.app.screen import NAMES
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.wanted import LAST, Wanted
from vidstudio.paths import places
from vidstudio.studio.jobs import outline
from vidstudio.studio.sample import sample_script
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.window_frame import WindowFrame

Start = Callable[..., App]


@pytest.fixture
def start(qapp: QApplication) -> Iterator[Start]:
    made: list[App] = []
    handlers, raising = list(logging.getLogger().handlers), logging.raiseExceptions

    def begin(wanted: Wanted = LAST) -> App:
        qt, app = build_app(["vidstudio"], wanted)
        assert qt is qapp
        made.append(app)
        app.start()
        return app

    yield begin
    for app in made:
        app.window.close()
        app.close()
        for thing in (app.window, app.bench, app.store):
            thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for handler in set(logging.getLogger().handlers) - set(handlers):
        logging.getLogger().removeHandler(handler)
        handler.close()
    logging.raiseExceptions = raising


def read_and_accepted() -> tuple[list[str], QTimer]:
    """What the next box says, once it is there; keep the timer until then."""
    said: list[str] = []

    def read(box: QDialog) -> None:
        assert isinstance(box, QMessageBox)
        said.append(box.text())
        box.accept()

    return said, when_asked(read)


def is_open(app: App, job_id: int) -> bool:
    return app.bench.view is not None and app.bench.view.job.id == job_id


def test_the_newest_job_is_open(qtbot: QtBot, start: Start, second_job: Job) -> None:
    app = start()
    qtbot.waitUntil(lambda: is_open(app, second_job.id))
    assert app.window.isVisible()
    assert app.window.jobs.model.rowCount() == 2


def test_the_job_that_was_asked_for_is_open(qtbot: QtBot, start: Start, job: Job, second_job: Job) -> None:
    app = start(Wanted(job_id=job.id))
    qtbot.waitUntil(lambda: is_open(app, job.id))


def test_what_another_start_wants_is_opened_once_no_dialog_is_open(
    qtbot: QtBot, start: Start, job: Job, second_job: Job
) -> None:
    app = start()
    app.open(Wanted(job.id))  # before it has read the list
    qtbot.waitUntil(lambda: is_open(app, job.id))
    app.open(LAST)
    app.window.dialogs.new_job()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, QDialog)
    app.open(Wanted(second_job.id))
    qtbot.wait(50)
    assert is_open(app, job.id)
    dialog.reject()
    qtbot.waitUntil(lambda: is_open(app, second_job.id))


def test_a_minimized_window_comes_forward(qtbot: QtBot, home: Path) -> None:
    frame = WindowFrame(QSettings(str(places().window_file), QSettings.Format.IniFormat))
    qtbot.addWidget(frame)
    frame.showMinimized()
    qtbot.waitUntil(frame.isMinimized)
    frame.come_forward("leave")
    qtbot.waitUntil(frame.isActiveWindow)
    assert not frame.isMinimized()
    assert "XDG_ACTIVATION_TOKEN" not in os.environ


@pytest.mark.slow
def test_the_first_start_makes_the_sample(qtbot: QtBot, start: Start) -> None:
    app = start()
    qtbot.waitUntil(lambda: app.bench.view is not None)
    assert app.bench.view is not None
    assert app.bench.view.job.status is JobStatus.STORYBOARD_READY
    assert app.bench.view.job.title == outline(sample_script()).title


def test_a_job_that_a_crash_left_rendering_is_as_it_was(qtbot: QtBot, start: Start, job: Job) -> None:
    with a_studio() as studio:
        studio.library(lambda library: library.jobs.approve(job.id))
        studio.library(lambda library: library.jobs.begin_render(job.id))
    app = start()
    qtbot.waitUntil(lambda: is_open(app, job.id))
    assert kept(app.bench, job.id).status is JobStatus.STORYBOARD_READY


def test_closing_the_window_lets_go_of_everything(qtbot: QtBot, start: Start, job: Job) -> None:
    app = start()
    qtbot.waitUntil(lambda: is_open(app, job.id))
    app.window.close()
    assert not app.store._thread.isRunning()
    with a_studio() as studio:
        studio.library(lambda library: library.jobs.rename(job.id, "Egret"))


def test_a_library_that_cant_be_opened_says_so_and_ends(qtbot: QtBot, start: Start, home: Path) -> None:
    home.mkdir()
    places().database.write_bytes(b"This is no database. " * 100)
    said, timer = read_and_accepted()
    app = start()
    qtbot.waitUntil(lambda: not app.window.isVisible())
    assert not timer.isActive()
    assert "library.db" in said[0]
    assert "\n\n" in said[0]
    assert places().database.read_bytes().startswith(b"This is no database.")


def test_settings_that_cant_be_read_are_told_in_a_box_and_on_stderr(
    qapp: QApplication, home: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    home.mkdir()
    places().settings_file.write_text("this is [no TOML", "utf-8")
    monkeypatch.setattr(faulthandler, "enable", lambda: None)  # pytest has its own
    boxes = when_asked(lambda box: box.accept())
    assert main() == 1
    assert not boxes.isActive()
    assert "settings.toml" in capsys.readouterr().err


def test_without_a_screen_it_says_so(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    for name in NAMES:
        monkeypatch.delenv(name, raising=False)
    assert main() == 1
    assert "no screen" in capsys.readouterr().err


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere there is one screen, and no name for it")
@pytest.mark.parametrize("screen", ["DISPLAY=:7777", "WAYLAND_DISPLAY=nobody-0", "QT_QPA_PLATFORM=nothing"])
def test_a_screen_that_nobody_serves_is_no_crash(home: Path, screen: str) -> None:
    kept = {name: value for name, value in os.environ.items() if name not in NAMES}
    name, value = screen.split("=")
    ran = subprocess.run(
        [sys.executable, "-P", "-m", "vidstudio"],
        env=kept | {name: value}, capture_output=True, text=True, check=False, timeout=60,
    )  # fmt: skip
    assert ran.returncode == 1
    assert ran.stderr.splitlines()[0].startswith("qt.qpa")
    assert f"error: The window can't open on this screen ({screen})" in ran.stderr
    assert "Abort" not in ran.stderr


def test_the_frame_is_seen_before_anything_heavy_is_loaded(
    qtbot: QtBot, qapp: QApplication, home: Path, second_job: Job, monkeypatch: pytest.MonkeyPatch
) -> None:
    handlers, raising = list(logging.getLogger().handlers), logging.raiseExceptions
    _qt, frame = open_frame(["vidstudio"])
    with qtbot.waitSignal(frame.painted):
        assert frame.isVisible()
        assert frame.centralWidget() is None
    qtbot.waitUntil(lambda: isinstance(frame.centralWidget(), MainWindow))
    window = frame.centralWidget()
    assert isinstance(window, MainWindow)
    qtbot.waitUntil(lambda: second_job.title in frame.windowTitle())
    frame.resize(frame.width(), 600)
    frame.close()
    qtbot.waitUntil(lambda: not frame.isVisible())
    bench = window.bench
    for thing in (frame, bench, bench.store):
        thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    for handler in set(logging.getLogger().handlers) - set(handlers):
        logging.getLogger().removeHandler(handler)
        handler.close()
    logging.raiseExceptions = raising
    again = WindowFrame(QSettings(str(places().window_file), QSettings.Format.IniFormat))
    qtbot.addWidget(again)
    assert again.height() == 600


def test_without_a_console_what_is_wrong_is_told_in_a_box(qapp: QApplication, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stderr", None)
    said, boxes = read_and_accepted()
    assert _refuse("You have no home folder.") == 1
    assert not boxes.isActive()
    assert said == ["You have no home folder."]
