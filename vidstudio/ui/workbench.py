"""The job on the table: what is open, how it is changed and saved, and the work going on beside the window."""

import logging
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QUndoGroup, QUndoStack

from vidstudio.background.reread import Reread
from vidstudio.background.store_thread import StoreThread
from vidstudio.background.task import BackgroundTask
from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.settings import Settings
from vidstudio.store.library import Library
from vidstudio.studio.context import Studio
from vidstudio.studio.export import video_file
from vidstudio.ui.storyboard.commands import UpdateScene
from vidstudio.ui.storyboard.model import StoryboardModel

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class JobView:
    """A job as it is kept, and its film's file if that is on disk."""

    job: Job
    film: Path | None


class Workbench(QObject):
    """Holds the open job, its storyboard model and its undo stack, and saves through the library's thread.

    Signals:
        opened: another job is on the table (JobView or None).
        changed: the open job as it is kept now (JobView).
        jobs_changed: the list of jobs (tuple of JobSummary).
        failed: an error to show; nothing was lost.
    """

    opened = Signal(object)
    changed = Signal(object)
    jobs_changed = Signal(object)
    failed = Signal(object)

    def __init__(self, studio: Studio, store: StoreThread, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.studio = studio
        self.store = store
        self.model = StoryboardModel(self)
        self.undo = QUndoGroup(self)
        self.view: JobView | None = None
        self._stacks: dict[int, QUndoStack] = {}
        self._unsaved = 0
        self._list: Reread[object, object] = Reread(
            partial(store.submit, lambda library: library.jobs.summaries()),
            lambda summaries, _asked: self.jobs_changed.emit(summaries),
            self.failed.emit,
        )
        self._closed = False
        self._waiting: list[Callable[[], object]] = []
        self._tasks: set[BackgroundTask] = set()
        store.changed_elsewhere.connect(self._on_changed_elsewhere)

    @property
    def stack(self) -> QUndoStack:
        """The undo stack of the open job."""
        return self.undo.activeStack()

    def use_settings(self, settings: Settings) -> None:
        """Work with other settings from now on; work that has begun goes on with the earlier ones."""
        self.studio = replace(self.studio, settings=settings)

    def list_jobs(self) -> None:
        """Tell the list of jobs anew."""
        self._list.ask()

    def open_job(self, job_id: int) -> None:
        """Put a job on the table."""
        self.load(job_id, self._show)

    def load(
        self, job_id: int, then: Callable[[JobView], object], failed: Callable[[Exception], object] | None = None
    ) -> None:
        """Hand a job as it is kept now to ``then``; an error is told unless ``failed`` takes it."""
        self.store.submit(lambda library: self._with_film(library.jobs.get(job_id)), then, failed or self.failed.emit)

    def refresh(self) -> None:
        """Tell the open job and the list as they are kept now."""
        self.list_jobs()
        if self.view is not None:
            self.load(self.view.job.id, self.take)

    def take(self, view: JobView) -> None:
        """The open job came back from the library, perhaps with other scenes."""
        if self.view is None or view is self.view or view.job.id != self.view.job.id:
            return
        self.view = view
        if not self._unsaved and tuple(self.model.storyboard) != view.job.scenes:
            self.model.set_storyboard(Storyboard(view.job.scenes))
        self.changed.emit(view)
        self._do_waiting()

    def save(self, before: Storyboard, after: Storyboard) -> None:
        """Keep an edit that the model shows already; if that is refused, the model goes back to what is kept."""
        if self.view is None:
            return
        job_id = self.view.job.id
        self._unsaved += 1

        def done(view: JobView) -> None:
            self._unsaved -= 1
            self.take(view)
            self.list_jobs()  # poster and length are of the job's list too

        def refused(error: Exception) -> None:
            self._unsaved -= 1
            self._stacks[job_id].clear()
            self._waiting.clear()
            self.failed.emit(error)
            self.refresh()

        self.store.submit(
            lambda library: self._with_film(library.storyboards.save(job_id, before.scenes, after.scenes)),
            done,
            refused,
        )

    def when_saved(self, do: Callable[[], object]) -> None:
        """Do what needs the ids of all scenes: now, or as soon as the library has given new ones theirs."""
        self._waiting.append(do)
        self._do_waiting()

    def _do_waiting(self) -> None:
        while self._waiting and all(scene.id for scene in self.model.storyboard):
            self._waiting.pop(0)()

    def change(self, action: Callable[[Library], Job], then: Callable[[JobView], object] | None = None) -> None:
        """Change the open job in the library and take over what came of it."""

        def done(view: JobView) -> None:
            self.take(view)
            self.list_jobs()
            if then is not None:
                then(view)

        self.store.submit(lambda library: self._with_film(action(library)), done, self.failed.emit)

    def record(self, view: JobView, before: Scene, what: str, fields: Iterable[str] | None = None) -> Scene | None:
        """Take over a scene that was changed in the library; while its job is open, that is a step of its undo stack.

        ``fields`` are what was changed of it: undoing leaves the rest as it is then. None: all that differs from
        ``before``. Gives the scene as it is kept, None where it was taken out.
        """
        self.take(view)
        after = next((scene for scene in view.job.scenes if scene.id == before.id), None)
        if after is None or self.view is None or self.view.job.id != view.job.id:
            return after
        earlier = before if fields is None else replace(after, **{name: getattr(before, name) for name in fields})
        if earlier != after:
            self.stack.push(UpdateScene(self.model, self.save, earlier, after, what))
        return after

    def run(
        self, work: Callable[[Control], Any], then: Callable[[Any], object], *, quiet: bool = False
    ) -> BackgroundTask:
        """Start work beside the window; an error is told unless ``quiet``, where the caller shows it itself.

        Once the bench is closed nothing is started, as nobody would wait for its end.
        """
        task = BackgroundTask(work, self)
        if self._closed:
            return task
        self._tasks.add(task)
        task.succeeded.connect(then)
        if not quiet:
            task.failed.connect(self.failed)
        task.finished.connect(lambda: self._forget(task))
        task.start()
        return task

    def close(self, milliseconds: int = 5000) -> None:
        """Leave all work for the next start and wait for its threads."""
        self._closed = True
        for task in self._tasks:
            task.leave()
        for task in self._tasks:
            if not task.wait(milliseconds):
                _log.error("A task did not stop in time")

    def view_of(self, job: Job) -> JobView:
        """A job with its film; looks on the disk, so not for the window's thread."""
        return self._with_film(job)

    def _with_film(self, job: Job) -> JobView:
        return JobView(job, video_file(self.studio, job))

    def _show(self, view: JobView) -> None:
        job = view.job
        self.view = view
        self._waiting.clear()
        if job.id not in self._stacks:
            self._stacks[job.id] = QUndoStack(self.undo)
        self.undo.setActiveStack(self._stacks[job.id])
        self.model.set_storyboard(Storyboard(job.scenes))
        self.opened.emit(view)
        self.changed.emit(view)

    def _on_changed_elsewhere(self) -> None:
        if not self._unsaved:
            self.refresh()

    def _forget(self, task: BackgroundTask) -> None:
        self._tasks.discard(task)
        task.deleteLater()
