"""Runs a plan through QProcess, its steps side by side where they don't wait for each other."""

import logging
import sys
import time
from collections import deque
from dataclasses import dataclass

from PySide6.QtCore import QObject, QProcess, Qt, QTimer, Signal, Slot

from vidstudio.core.control import Progress
from vidstudio.core.plan import Plan, Step, ready
from vidstudio.core.progress import Meter, ProgressReader
from vidstudio.errors import ProcessFailed, Stalled, VidstudioError
from vidstudio.services.child_group import ChildGroup
from vidstudio.services.deliver import check_outputs
from vidstudio.services.ffmpeg import cannot_start, explain
from vidstudio.services.run import KEPT_LINES, STALL_SECONDS
from vidstudio.services.suspend import resume, suspend
from vidstudio.services.tied import tied

GRACE_MS = 2000
"""From asking a process to end until it is killed."""

AT_ONCE = 3
"""Processes side by side, as ``services.run`` has it."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Outcome:
    """How a plan ended: well, with an error, or canceled."""

    error: VidstudioError | None = None
    canceled: bool = False


class PlanRunner(QObject):
    """Runs the processes of a plan whose folders and files were made by ``services.deliver`` before.

    ``finished`` comes exactly once, when no process is left; failing to start and exiting both end in it.
    """

    progressed = Signal(Progress)
    finished = Signal(Outcome)

    def __init__(self, plan: Plan, parent: QObject | None = None, stall_seconds: float = STALL_SECONDS) -> None:
        super().__init__(parent)
        self._plan = plan
        self._done: set[Step] = set()
        self._running: dict[Step, _StepProcess] = {}
        self._meter = Meter(plan.weight, 24.0, time.monotonic())
        self._outcome: Outcome | None = None
        self._over = False
        self._held = False
        self._stall = QTimer(self, singleShot=True, interval=int(stall_seconds * 1000))
        self._stall.timeout.connect(self._on_stalled)

    def start(self) -> None:
        """Begin; once only."""
        self._stall.start()
        self._go_on()

    def cancel(self) -> None:
        """Stop all processes; ``finished`` follows when they are gone."""
        self._stop(Outcome(canceled=True))

    def hold(self) -> None:
        """Hold all processes where they are; the time they stand still is no sign of hanging."""
        if not self._held:
            self._held = True
            self._stall.stop()
            for process in self._running.values():
                process.hold(held=True)

    def let_go_on(self) -> None:
        """Let processes that are held go on."""
        if self._held:
            self._held = False
            self._meter.rest(time.monotonic())
            for process in self._running.values():
                process.hold(held=False)
            self._stall.start()
            self._go_on()

    def _go_on(self) -> None:
        """Start what may start now; tell the end when there is nothing left to wait for."""
        if self._outcome is None and not self._held:
            waiting = [step for step in ready(self._plan.steps, self._done) if step not in self._running]
            for step in waiting[: AT_ONCE - len(self._running)]:
                self._start(step)
        if not self._running and not self._over:
            self._over = True
            self._stall.stop()
            self.finished.emit(self._outcome or self._complete())

    def _complete(self) -> Outcome:
        if self._done.issuperset(self._plan.steps):
            return Outcome()
        return Outcome(error=ProcessFailed("The plan can't be finished: its steps wait for each other."))

    def _start(self, step: Step) -> None:
        process = _StepProcess(step, self)
        self._running[step] = process
        process.moved.connect(self._on_moved)
        process.ended.connect(self._on_ended, Qt.ConnectionType.QueuedConnection)
        process.start()

    @Slot()
    def _on_moved(self) -> None:
        self._stall.start()
        self._tell()

    def _tell(self) -> None:
        moving = next((step for step in self._running if step.frames), None)
        done = sum(step.weight() for step in self._done)
        done += sum(step.weight(process.frames) for step, process in self._running.items())
        estimate = self._meter.at(done, time.monotonic())
        title = moving.title if moving else self._plan.steps[-1].title
        self.progressed.emit(Progress(estimate.fraction, title, estimate.seconds_left, estimate.speed, self._size()))

    def _size(self) -> int | None:
        return next((process.size for process in self._running.values() if process.size), None)

    @Slot(object, object)
    def _on_ended(self, step: Step, error: VidstudioError | None) -> None:
        self._running.pop(step).deleteLater()
        if not self._held:
            self._stall.start()
        if error is None:
            self._done.add(step)
            self._tell()
        else:
            self._stop(Outcome(error=error))
        self._go_on()

    @Slot()
    def _on_stalled(self) -> None:
        seconds = self._stall.interval() / 1000
        length = f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:g} seconds"
        title = next((step.title for step in self._running), "It took too long")
        hint = "Try again; the log, under Help, has its last words."
        self._stop(Outcome(error=Stalled(f"{title}: no progress for {length}, so it was stopped.", hint)))

    def _stop(self, outcome: Outcome) -> None:
        self._outcome = self._outcome or outcome
        for process in self._running.values():
            process.stop()


class _StepProcess(QObject):
    """One step's process; ``ended`` comes once, with the error or None."""

    moved = Signal()
    ended = Signal(object, object)

    def __init__(self, step: Step, parent: QObject) -> None:
        super().__init__(parent)
        self.frames = 0
        self.size: int | None = None
        self._held = False
        self._out_time = 0.0
        self._step = step
        self._reader = ProgressReader()
        self._tail: deque[str] = deque(maxlen=KEPT_LINES)
        self._process = QProcess(self)
        self._group: ChildGroup | None = None
        self._process.setStandardInputFile(QProcess.nullDevice())
        if sys.platform != "win32":
            its_own = self._process.unixProcessParameters()
            its_own.flags |= QProcess.UnixProcessFlag.CreateNewSession  # all that it starts is ended with it
            self._process.setUnixProcessParameters(its_own)
        self._process.readyReadStandardOutput.connect(self._on_output)
        self._process.readyReadStandardError.connect(self._on_errors)
        self._process.started.connect(self._on_started)
        self._process.finished.connect(self._on_finished)
        self._process.errorOccurred.connect(self._on_error)
        self._grace = QTimer(self, singleShot=True, interval=GRACE_MS)
        self._grace.timeout.connect(self._kill)

    def start(self) -> None:
        program, *arguments = tied(self._step.argv)
        self._process.start(program, arguments)

    def hold(self, *, held: bool) -> None:
        self._held = held
        if self._process.processId():
            (suspend if held else resume)(self._process.processId())

    def stop(self) -> None:
        if self._group is None:
            self._process.terminate()
        else:
            self._group.ask_to_end()
        if self._held:
            self.hold(held=False)
        self._grace.start()

    @Slot()
    def _on_started(self) -> None:
        self._group = ChildGroup(self._process.processId())

    @Slot()
    def _kill(self) -> None:
        self._process.kill()
        if self._group is not None:
            self._group.kill()

    @Slot()
    def _on_output(self) -> None:
        """A report that tells of no more done than before is not passed on: ffmpeg sends those while it hangs."""
        before = self.frames, self._out_time, self.size
        for report in self._reader.feed(bytes(self._process.readAllStandardOutput().data())):
            self.frames = max(self.frames, report.frame or 0)
            self._out_time = max(self._out_time, report.out_time or 0.0)
            self.size = report.size or self.size
        if (self.frames, self._out_time, self.size) != before:
            self.moved.emit()

    @Slot()
    def _on_errors(self) -> None:
        text = bytes(self._process.readAllStandardError().data()).decode(errors="replace")
        self._tail.extend(line for line in text.splitlines() if line.strip())

    @Slot(QProcess.ProcessError)
    def _on_error(self, error: QProcess.ProcessError) -> None:
        if error is QProcess.ProcessError.FailedToStart:
            self.ended.emit(self._step, cannot_start(self._step.argv[0], self._process.errorString()))

    @Slot(int, QProcess.ExitStatus)
    def _on_finished(self, code: int, status: QProcess.ExitStatus) -> None:
        self._on_errors()
        if self._group is not None:
            self._group.close()
        crashed = status is QProcess.ExitStatus.CrashExit
        error: VidstudioError | None = None
        if crashed or code:
            # the code of a crash is the signal; on Windows it has none that can be told
            error = explain(-(code or 1) if crashed else code, list(self._tail), self._step.title)
            _log.warning("%s ended with %d: %s", self._step.title, code, "\n".join(self._tail))
        else:
            try:
                check_outputs(self._step)
            except VidstudioError as exc:
                error = exc
        self.ended.emit(self._step, error)
