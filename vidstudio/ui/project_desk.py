"""Project files in the window: saved, opened, and dropped on it; one after the other, each beside the window."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QEvent, QObject, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QDropEvent
from PySide6.QtWidgets import QDialog, QFileDialog, QVBoxLayout, QWidget

from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.core.project import project_name
from vidstudio.core.wanted import SUFFIX, is_project_name
from vidstudio.core.wording import shorten
from vidstudio.paths import expanded
from vidstudio.studio.project_opening import open_project
from vidstudio.studio.project_saving import save_project
from vidstudio.ui.widgets import MARGIN, WorkBar
from vidstudio.ui.workbench import Workbench

SHOWN_AFTER_MS = 300
"""What takes no longer needs no dialog."""

_DROPS = (QEvent.Type.DragEnter, QEvent.Type.Drop)
_TITLE = 40
"""Letters of a job's title in a remark."""

_FILES = f"Projects (*{SUFFIX})"


class ProjectDesk(QObject):
    """Opens and saves; installed as the window's event filter, it takes what is dropped there.

    Signals:
        noticed: a remark and its detail.
        failed: an error to show; nothing was changed.
        opened: number of the new job.
    """

    noticed = Signal(str, str)
    failed = Signal(object)
    opened = Signal(int)

    def __init__(self, bench: Workbench, window: QWidget) -> None:
        super().__init__(window)
        self._bench = bench
        self._window = window
        self._waiting: list[Callable[[], None]] = []
        self.dialog: ProjectDialog | None = None
        window.installEventFilter(self)

    def ask_open(self) -> None:
        """Ask for a project file and open it."""
        file, _ = QFileDialog.getOpenFileName(self._window, "Open a project", "", f"{_FILES};;All files (*)")
        if file:
            self.open_file(Path(file))

    def open_file(self, file: Path) -> None:
        """Make a new job of a project file and put it on the table."""
        studio = self._bench.studio
        self._start(f"Opening “{file.name}”", lambda control: open_project(studio, file, control), self._on_opened)

    def ask_save(self, job: Job) -> None:
        """Ask where a copy of a job shall go and save it there."""
        usual = str(expanded("~") / project_name(job.title))
        dialog = QFileDialog(self._window, "Save a copy", usual, _FILES)
        dialog.setAcceptMode(QFileDialog.AcceptMode.AcceptSave)
        dialog.setDefaultSuffix(SUFFIX)  # so that it asks about the file that would be replaced
        dialog.selectFile(usual)
        dialog.fileSelected.connect(lambda file: self.save_copy(job, Path(file)))
        dialog.finished.connect(lambda _result: dialog.deleteLater())
        dialog.open()

    def save_copy(self, job: Job, to: Path) -> None:
        """Save a job as it is kept now as a project file."""
        studio = self._bench.studio
        self._start(f"Saving “{to.name}”", lambda control: save_project(studio, job.id, to, control), self._on_saved)

    def eventFilter(self, _window: QObject, event: QEvent) -> bool:
        if event.type() not in _DROPS or not isinstance(event, QDropEvent):
            return False
        files = [Path(url.toLocalFile()) for url in event.mimeData().urls() if is_project_name(url.toLocalFile())]
        if not files:
            return False
        event.setDropAction(Qt.DropAction.CopyAction)
        event.accept()
        for file in files if event.type() == QEvent.Type.Drop else ():
            self.open_file(file)
        return True

    def _start(self, words: str, work: Callable[[Control], Any], done: Callable[[Any], None]) -> None:
        self._waiting.append(lambda: self._run(words, work, done))
        if self.dialog is None:
            self._waiting.pop(0)()

    def _run(self, words: str, work: Callable[[Control], Any], done: Callable[[Any], None]) -> None:
        dialog = self.dialog = ProjectDialog(words, self._window)
        task = self._bench.run(work, done, quiet=True)
        task.progressed.connect(dialog.work.show_progress)
        task.failed.connect(self.failed)
        task.canceled.connect(lambda: self.noticed.emit("Canceled.", "Nothing was changed."))
        task.finished.connect(self._on_finished)
        dialog.cancel_wished.connect(task.cancel)

    def _on_finished(self) -> None:
        if self.dialog is not None:
            self.dialog.end()
            self.dialog = None
        if self._waiting:
            self._waiting.pop(0)()

    def _on_opened(self, job: Job) -> None:
        self._bench.list_jobs()
        self._bench.open_job(job.id)
        hint = "" if job.video_url else "It wants your approval before it is rendered. "
        self.noticed.emit(
            f"Opened “{shorten(job.title, _TITLE)}” as a new job.", f"{hint}Changes go to the job, not to the file."
        )
        self.opened.emit(job.id)

    def _on_saved(self, file: Path) -> None:
        self.noticed.emit(f"Saved a copy as “{file.name}”.", str(file.parent))


class ProjectDialog(QDialog):
    """objectName ``projectDialog``. What is under way, and Cancel; shown once it takes a while."""

    cancel_wished = Signal()

    def __init__(self, words: str, parent: QWidget) -> None:
        super().__init__(parent)
        self.setObjectName("projectDialog")
        self.setWindowTitle(words)
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.work = WorkBar("projectProgress", "cancelProjectButton", words)
        self.work.setMinimumWidth(420)
        self.work.cancel_wished.connect(self.reject)
        self.work.begin(words)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.addWidget(self.work)
        self._later = QTimer(self, singleShot=True, interval=SHOWN_AFTER_MS)
        self._later.timeout.connect(self.open)
        self._later.start()

    def reject(self) -> None:
        """Asked to stop, by the button or by Escape: it stays until the work has ended."""
        self.work.stopping()
        self.cancel_wished.emit()

    def closeEvent(self, event: QCloseEvent) -> None:
        self.reject()
        event.ignore()

    def end(self) -> None:
        """The work is over."""
        self._later.stop()
        self.done(QDialog.DialogCode.Accepted)
        self.deleteLater()
