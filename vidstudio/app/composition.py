"""What goes into the frame: everything is built once, here, and handed in."""

from importlib import import_module
from pathlib import Path

from PySide6.QtCore import QSettings, QTimer
from PySide6.QtWidgets import QApplication, QDialog

from vidstudio.app import Application, make_qt
from vidstudio.background.store_thread import StoreThread
from vidstudio.core.control import Control
from vidstudio.core.wanted import LAST, Wanted
from vidstudio.log import start_log
from vidstudio.paths import places
from vidstudio.settings import load_settings
from vidstudio.store.jobs import JobSummary
from vidstudio.studio.context import Studio
from vidstudio.studio.recover import recover
from vidstudio.ui.icons import app_icon
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.refusal import refuse_to_begin
from vidstudio.ui.theme import apply_theme
from vidstudio.ui.workbench import Workbench

_HEAVY = ("vidstudio.services.images.draft", "vidstudio.services.images.replicate")
"""Loading OpenCV and the service's library stops all threads for a moment: better at the start than within an edit."""


class App:
    """The application: its window, its library and their end."""

    def __init__(self, qt: QApplication, wanted: Wanted = LAST) -> None:
        here = places()
        settings = load_settings(here)
        start_log(here.log_file)
        qt.setWindowIcon(app_icon())
        apply_theme(qt, settings.appearance)
        self._waiting = [] if wanted == LAST else [wanted]
        self._started = False
        self.store = StoreThread(here.database)
        self.bench = Workbench(Studio(self.store, here, settings), self.store)
        self.window = MainWindow(self.bench, QSettings(str(here.window_file), QSettings.Format.IniFormat))
        self.window.closed.connect(self.close)
        self.bench.jobs_changed.connect(self._on_first_list)
        self._told_by = qt if isinstance(qt, Application) else None
        if self._told_by is not None:
            self._told_by.file_wished.connect(self._on_file)

    def start(self) -> None:
        """Show the window by itself, then begin the work that may take a while."""
        self.window.show()
        self.begin()

    def begin(self) -> None:
        """Begin the work that may take a while, once the window is there."""
        QTimer.singleShot(0, self._begin)

    def open(self, wanted: Wanted) -> None:
        """Show a job, or make one of a project file and show that.

        At the start once the list of jobs is there; later once no dialog is open, as its answer is about what is open
        now.
        """
        dialog = QApplication.activeModalWidget()
        if wanted == LAST:
            return
        if not self._started:
            self._waiting.append(wanted)
        elif isinstance(dialog, QDialog):
            dialog.finished.connect(lambda _code: QTimer.singleShot(0, self.window, lambda: self.open(wanted)))
        elif wanted.project is not None:
            self.window.projects.open_file(wanted.project)
        elif wanted.job_id is not None:
            self.bench.open_job(wanted.job_id)

    def close(self) -> None:
        """Leave running work for the next start and let go of the library."""
        if self._told_by is not None:
            self._told_by.file_wished.disconnect(self._on_file)
            self._told_by = None
        self.bench.close()
        self.store.close()

    def _on_file(self, file: str) -> None:
        self.open(Wanted(project=Path(file)))

    def _begin(self) -> None:
        studio = self.bench.studio

        def put_right(_control: Control) -> None:
            recover(studio)

        def ready(_nothing: object) -> None:
            self.bench.list_jobs()
            self.window.deliveries.begin()

        task = self.bench.run(put_right, ready, quiet=True)
        task.failed.connect(lambda error: refuse_to_begin(self.window, error))
        self.window.refining.look_for_token()
        self.bench.run(lambda _control: [import_module(name) for name in _HEAVY], lambda _loaded: None, quiet=True)

    def _on_first_list(self, summaries: tuple[JobSummary, ...]) -> None:
        if self._started:
            return
        self._started = True
        if summaries and all(wanted.job_id is None for wanted in self._waiting):
            self.bench.open_job(summaries[0].id)
        elif not self._waiting:
            self.window.dialogs.sample()
        for wanted in self._waiting:
            self.open(wanted)
        self.window.refining.resume_all()
        self.window.updates.begin(summaries)


def build_app(arguments: list[str], wanted: Wanted = LAST) -> tuple[QApplication, App]:
    """Make the application without running it, and its window without a frame, so that tests can hold it."""
    qt = make_qt(arguments)
    return qt, App(qt, wanted)
