"""Works off the queue in the window: begins what may begin, follows what is asked of it here or elsewhere."""

import logging
import os
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from PySide6.QtCore import QObject, Signal

from vidstudio.background.planned_task import PlannedTask, PlannedWork
from vidstudio.core.control import Control, Progress
from vidstudio.core.estimate import Rates, rates
from vidstudio.core.preset import Preset
from vidstudio.core.queue import OPEN, Priority, Queue, QueueItem, QueueState, WhenDone, at_once, next_item
from vidstudio.errors import VidstudioError
from vidstudio.services.awake import Awake
from vidstudio.store.library import Library
from vidstudio.studio.queue import QueueWork, abandon_item, begin_item, finish_item, item_instead, queue_up
from vidstudio.ui.workbench import Workbench

_log = logging.getLogger(__name__)


class QueueDesk(QObject):
    """The queue as this window has it.

    Nothing that was there when the window opened begins before the user says so: ``going`` is False until something
    is added here, or ``go_on`` is asked for.

    Signals:
        changed: the queue as it is kept now (Queue).
        progressed: an entry's number, and where it is (Progress).
        ended: an entry that is over (QueueItem).
        offered: how many entries an earlier session has left.
        all_done: nothing waits or runs any more; what was made last (QueueItem or None), and how many failed.
        idle: nothing is at work here any more.
        failed: what was asked can't be done, with its reason.
    """

    changed = Signal(object)
    progressed = Signal(int, object)
    ended = Signal(object)
    offered = Signal(int)
    all_done = Signal(object, int)
    idle = Signal()
    failed = Signal(object)

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.queue = Queue()
        self.progress: dict[int, Progress] = {}
        self.going = False
        self._tasks: dict[int, PlannedTask] = {}
        self._last: QueueItem | None = None
        self._failures = 0
        self._stopping = self._seen = False
        self._awake = Awake()
        self._aside = ThreadPoolExecutor(1, "awake")
        bench.store.changed_elsewhere.connect(self.reload)

    @property
    def running(self) -> bool:
        """Whether anything is at work here."""
        return bool(self._tasks)

    @property
    def learnt(self) -> Rates:
        """What each codec takes on this machine; see ``core.estimate``."""
        return rates(self.queue.items, hardware=self._bench.studio.settings.hardware_encoders)

    def reload(self) -> None:
        """Take over the queue as it is kept, and begin what may begin."""
        self._bench.store.submit(lambda library: library.queue.read(), self._take, self.failed.emit)

    def add(self, job_ids: Sequence[int], presets: Sequence[Preset | None], to: Path | None = None) -> None:
        """Put jobs in line, and go on with it."""
        self.going = True
        self._bench.run(
            lambda _control: queue_up(self._bench.studio, job_ids, presets, to), lambda _added: self.reload()
        )

    def go_on(self) -> None:
        """Begin what waits."""
        self.going = True
        self._ask(lambda library: library.queue.change_settings(paused=False))

    def pause_queue(self) -> None:
        """Begin nothing new; what runs goes on to its end."""
        self._ask(lambda library: library.queue.change_settings(paused=True))

    def set_when_done(self, what: WhenDone) -> None:
        """Choose what happens once all is done."""
        self._ask(lambda library: library.queue.change_settings(when_done=what))

    def pause(self, ids: Sequence[int]) -> None:
        """Hold entries where they are."""
        self._ask(lambda library: library.queue.pause(ids))

    def resume(self, ids: Sequence[int]) -> None:
        """Let held entries go on."""
        self._ask(lambda library: library.queue.resume(ids))

    def cancel(self, ids: Sequence[int]) -> None:
        """Cancel entries; of those that are over meanwhile, nothing more is asked."""
        still = [item.id for item in self.queue.items if item.id in set(ids) and item.state in OPEN]
        self._ask(lambda library: library.queue.cancel(still))

    def retry(self, ids: Sequence[int]) -> None:
        """Put entries back in line, and go on with it."""
        self.going = True
        self._ask(lambda library: library.queue.retry(ids))

    def remove(self, ids: Sequence[int]) -> None:
        """Take entries out of the list."""
        self._ask(lambda library: library.queue.remove(ids))

    def clear(self) -> None:
        """Take out all that is over."""
        self._ask(lambda library: library.queue.clear())

    def edit(self, ids: Sequence[int], preset: Preset, to: Path | None) -> None:
        """Have entries that wait make something else."""
        where = str(to) if to else ""
        self._ask(lambda library: [library.queue.edit(item_id, preset, where) for item_id in ids])

    def set_priority(self, ids: Sequence[int], priority: Priority) -> None:
        """Have entries that wait come before or after all others."""
        self._ask(lambda library: library.queue.set_priority(ids, priority))

    def reorder(self, ids: Sequence[int]) -> None:
        """Put what waits in this order."""
        self._ask(lambda library: library.queue.reorder(ids))

    def of_job(self, job_id: int) -> list[QueueItem]:
        """The entries of a job that are still to come."""
        return [item for item in self.queue.items if item.job_id == job_id and item.state in OPEN]

    def stop(self) -> None:
        """The window closes: end what runs here, to be offered again; ``ended`` follows for each."""
        self._stopping, self.going = True, False
        for task in self._tasks.values():
            task.leave()

    def close(self) -> None:
        """Let the machine sleep again, and end the last thread."""
        self._aside.submit(self._awake.end)
        self._aside.shutdown()

    def _ask(self, act: Callable[[Library], object]) -> None:
        def done(_result: object) -> None:
            self.reload()

        def refused(error: Exception) -> None:
            self.failed.emit(error)
            self.reload()

        self._bench.store.submit(act, done, refused)

    def _take(self, queue: Queue) -> None:
        self.queue = queue
        self._follow()
        self.changed.emit(queue)
        if not self._seen:
            self._seen = True
            left = queue.count({QueueState.WAITING, QueueState.INTERRUPTED})
            if left and not self.going:
                self.offered.emit(left)
        self._go_on()

    def _follow(self) -> None:
        """Whoever paused or canceled an entry, here or elsewhere: its process is to do the same."""
        for item in self.queue.items:
            task = self._tasks.get(item.id)
            if task is None:
                continue
            if item.state is QueueState.CANCELED:
                task.cancel()
            elif item.state is QueueState.PAUSED:
                task.hold()
            else:
                task.let_go_on()

    def _go_on(self) -> None:
        wished = self._bench.studio.settings.exports_at_once
        free = at_once(os.cpu_count() or 1, wished) - len(self._tasks)
        if self.going and not self.queue.settings.paused and free > 0:
            item = next_item(tuple(each for each in self.queue.items if each.id not in self._tasks))
            if item is not None:
                self._start(item)

    def _start(self, item: QueueItem) -> None:
        studio = self._bench.studio

        def begin(control: Control) -> QueueWork | QueueItem | None:
            begun = begin_item(studio, item.id, control)
            return finish_item(studio, begun) if begun and begun.plan is None else begun

        def abandon(begun: QueueWork, error: VidstudioError | None) -> None:
            given_up = QueueState.INTERRUPTED if self._stopping else QueueState.CANCELED
            abandon_item(studio, begun, QueueState.FAILED if error else given_up, error)

        work = PlannedWork(
            begin=begin,
            plan=lambda begun: begun.plan if isinstance(begun, QueueWork) else None,
            finish=lambda begun: finish_item(studio, begun),
            abandon=abandon,
            instead=lambda begun, error: item_instead(studio, begun, error),
        )
        if not self._tasks:
            self._aside.submit(self._awake.begin)
        task = self._tasks[item.id] = PlannedTask(work, self)
        task.started.connect(self.reload)
        task.progressed.connect(lambda progress: self._on_progress(item.id, progress))
        task.succeeded.connect(self._on_made)
        failures: list[Exception] = []
        task.failed.connect(failures.append)
        task.failed.connect(self._on_failed)
        task.finished.connect(lambda: self._on_finished(item.id, failed=bool(failures)))
        task.start()

    def _on_made(self, made: QueueItem | None) -> None:
        self._last = made or self._last

    def _on_failed(self, error: Exception) -> None:
        self._failures += 1
        self.failed.emit(error)

    def _on_progress(self, item_id: int, progress: Progress) -> None:
        self.progress[item_id] = progress
        self.progressed.emit(item_id, progress)

    def _on_finished(self, item_id: int, *, failed: bool) -> None:
        self._tasks.pop(item_id).deleteLater()
        self.progress.pop(item_id, None)
        if not self._tasks:
            self.idle.emit()
        self._bench.store.submit(
            lambda library: library.queue.read(), lambda queue: self._after(item_id, queue, failed=failed)
        )

    def _after(self, item_id: int, queue: Queue, *, failed: bool) -> None:
        """Tell how an entry ended once the queue as it is after it is here.

        One that could not even be taken waits still: to begin it again at once would never end.
        """
        over = next((item for item in queue.items if item.id == item_id), None)
        if failed and over is not None and over.state is QueueState.WAITING:
            self.going = False
        self._take(queue)
        if over is not None:
            self.ended.emit(over)
        self._bench.refresh()
        if not self._tasks:
            self._aside.submit(self._awake.end)
            if not self._stopping and not queue.count(OPEN):
                self.all_done.emit(self._last, self._failures)
                self._last, self._failures = None, 0
