"""The window's composition root: everything is built once, here, and handed in."""

import faulthandler
import gc
import os
import sys

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QMessageBox

from vidstudio import __version__
from vidstudio.background.store_thread import StoreThread
from vidstudio.core.control import Control
from vidstudio.errors import VidstudioError
from vidstudio.log import start_log
from vidstudio.paths import places
from vidstudio.settings import load_settings
from vidstudio.store.jobs import JobSummary
from vidstudio.studio.context import Studio
from vidstudio.studio.recover import recover
from vidstudio.ui.icons import app_icon
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.theme import apply_theme
from vidstudio.ui.workbench import Workbench

_SCREENS = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")


class App:
    """The application: its window, its library and their end."""

    def __init__(self, qt: QApplication, job_id: int | None = None) -> None:
        here = places()
        settings = load_settings(here)
        start_log(here.log_file)
        apply_theme(qt, settings.appearance)
        self._wanted = job_id
        self._started = False
        self.store = StoreThread(here.database)
        self.bench = Workbench(Studio(self.store, here, settings), self.store)
        self.window = MainWindow(self.bench, QSettings(str(here.window_file), QSettings.Format.IniFormat))
        self.window.closed.connect(self.close)
        self.bench.jobs_changed.connect(self._on_first_list)

    def start(self) -> None:
        """Show the window, then begin the work that may take a while."""
        self.window.show()
        QTimer.singleShot(0, self._begin)

    def close(self) -> None:
        """Leave running work for the next start and let go of the library."""
        self.bench.close()
        self.store.close()

    def _begin(self) -> None:
        studio = self.bench.studio

        def put_right(_control: Control) -> None:
            recover(studio)

        task = self.bench.run(put_right, lambda _nothing: self.bench.list_jobs(), quiet=True)
        task.failed.connect(self._on_no_library)
        self.window.refining.look_for_token()

    def _on_first_list(self, summaries: tuple[JobSummary, ...]) -> None:
        if self._started:
            return
        self._started = True
        if self._wanted is not None:
            self.bench.open_job(self._wanted)
        elif summaries:
            self.bench.open_job(summaries[0].id)
        else:
            self.window.dialogs.sample()
        self.window.refining.resume_all()

    def _on_no_library(self, error: Exception) -> None:
        words = f"{error.message}\n\n{error.hint}" if isinstance(error, VidstudioError) else str(error)
        QMessageBox.critical(self.window, "vidstudio", words)
        self.window.close()


def build_app(arguments: list[str], job_id: int | None = None) -> tuple[QApplication, App]:
    """Make the application without running it, so that tests can hold it."""
    qt = QApplication.instance()
    if not isinstance(qt, QApplication):
        qt = QApplication(arguments)
    qt.setApplicationName("vidstudio")
    qt.setApplicationDisplayName("vidstudio")
    qt.setApplicationVersion(__version__)
    qt.setDesktopFileName("vidstudio")
    qt.setWindowIcon(app_icon())
    return qt, App(qt, job_id)


def main(job_id: int | None = None) -> int:
    """Open the window and run until it is closed; gives the exit code."""
    if sys.platform.startswith("linux") and not any(
        os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
    ):
        sys.stderr.write(
            "error: There is no screen to open the window on. The commands work without one: vidstudio --help\n"
        )
        return 1
    if sys.stderr is not None:
        faulthandler.enable()
    try:
        qt, app = build_app(sys.argv[:1], job_id)
    except VidstudioError as exc:
        sys.stderr.write(f"error: {exc.message} {exc.hint}\n")
        return 1
    gc.freeze()  # what was built so far stays; looking through it for garbage would stop the window for 50 ms at a time
    app.start()
    return qt.exec()
