"""Renders and previews of the window, one at a time, and the hand-over of finished files.

A render and a preview would only slow each other down. Exports go through the queue.
"""

from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QUrl, Signal
from PySide6.QtGui import QDesktopServices

from vidstudio.background.planned_task import PlannedTask, PlannedWork
from vidstudio.core.control import Progress
from vidstudio.core.job import Job
from vidstudio.errors import NotReady
from vidstudio.studio.render import (
    RenderWork,
    abandon_preview,
    abandon_render,
    begin_preview,
    begin_render,
    finish_preview,
    finish_render,
)
from vidstudio.ui.workbench import Workbench


class FilmWork(QObject):
    """One kind of work, render or preview: what it tells while it runs.

    Signals:
        begun: it was asked for; with the title of the job.
        started: its plan runs; the job is marked so in the library.
        made: what came of it: the Job, or the file.
        failed: the error; canceled: nothing; both leave everything as it was before.
        ended: it is over, however it ended.
    """

    begun = Signal(str)
    started = Signal()
    progressed = Signal(Progress)
    made = Signal(object)
    canceled = Signal()
    failed = Signal(object)
    ended = Signal()

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._task: PlannedTask | None = None

    @property
    def running(self) -> bool:
        """Whether it is under way."""
        return self._task is not None

    def start(self, work: PlannedWork, title: str, beside: "FilmWork | None" = None) -> None:
        """Begin; refuses while one is under way, of this kind or of the one that can't be done beside it."""
        if self.running or (beside is not None and beside.running):
            self.failed.emit(NotReady("Another one is still under way.", "Wait until it is done, or cancel it."))
            return
        task = self._task = PlannedTask(work, self)
        task.started.connect(self.started)
        task.progressed.connect(self.progressed)
        task.succeeded.connect(self.made)
        task.failed.connect(self.failed)
        task.canceled.connect(self.canceled)
        task.finished.connect(self._on_finished)
        self.begun.emit(title)
        task.start()

    def cancel(self) -> None:
        """Stop it; ``canceled`` follows unless it was too late."""
        if self._task is not None:
            self._task.cancel()

    def _on_finished(self) -> None:
        task, self._task = self._task, None
        if task is not None:
            task.deleteLater()
        self.ended.emit()


class FilmDesk(QObject):
    """Starts renders and previews of the open job and hands finished files to the user."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.render = FilmWork(self)
        self.preview = FilmWork(self)
        self.works = (self.render, self.preview)
        self.fetching = False
        self.render.started.connect(bench.refresh)
        self.render.ended.connect(bench.refresh)
        self.preview.made.connect(_open)

    @property
    def running(self) -> bool:
        """Whether anything is under way."""
        return any(work.running for work in self.works)

    @property
    def filming(self) -> bool:
        """Whether a film or a preview is being made."""
        return self.render.running or self.preview.running

    def start_render(self, job: Job) -> None:
        """Render a job, or fetch its film from elsewhere; ``fetching`` says which."""
        studio = self._bench.studio
        if not self.filming:
            self.fetching = bool(job.video_url)
        work = PlannedWork(
            begin=lambda _control: begin_render(studio, job.id),
            plan=lambda begun: begun.plan,
            finish=lambda begun: finish_render(studio, begun),
            abandon=lambda begun, _error: _abandon_render(self._bench, begun),
        )
        self.render.start(work, job.title, beside=self.preview)

    def start_preview(self, job: Job, rows: range | None = None) -> None:
        """Make a quick draft of the whole storyboard as it is, or some scenes just as the film will show them.

        It needs no approval, changes nothing in the library, and is opened when it is done.
        """
        studio, draft = self._bench.studio, rows is None
        work = PlannedWork(
            begin=lambda _control: begin_preview(studio, job.id, rows=rows, draft=draft),
            plan=lambda begun: begun.plan,
            finish=lambda begun: finish_preview(studio, begun),
            abandon=lambda begun, _error: abandon_preview(begun),
        )
        self.preview.start(work, job.title, beside=self.render)

    def cancel_all(self) -> None:
        """Stop everything; ``ended`` follows for each."""
        for work in self.works:
            work.cancel()

    def cancel_filming(self) -> None:
        """Stop the film or the preview that is being made."""
        self.render.cancel()
        self.preview.cancel()

    def play(self, job_id: int, file: Path) -> None:
        """Open a finished file in the system's player: a download."""
        self._hand(job_id, file)

    def reveal(self, job_id: int, file: Path) -> None:
        """Show a finished file in its folder: a download."""
        self._hand(job_id, file.parent)

    def _hand(self, job_id: int, path: Path) -> None:
        _open(path)
        self._bench.change(lambda library: library.jobs.add_download(job_id))


def _open(path: Path) -> None:
    QDesktopServices.openUrl(QUrl.fromLocalFile(str(path)))


def _abandon_render(bench: Workbench, begun: RenderWork) -> Any:
    return abandon_render(bench.studio, begun)
