"""Work around a plan, as one task: planned on a thread, run through QProcess, finished on a thread."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal, Slot

from vidstudio.background.plan_runner import Outcome, PlanRunner
from vidstudio.background.task import BackgroundTask
from vidstudio.core.control import Control, Progress
from vidstudio.core.plan import Plan
from vidstudio.errors import VidstudioError
from vidstudio.services.deliver import prepare, write_files


@dataclass(frozen=True, slots=True)
class PlannedWork:
    """What surrounds a plan.

    Attributes:
        begin: makes ready whatever the plan needs; gives the work, or its result when there is nothing to run. Where
            that takes long it asks the control whether to go on.
        plan: the plan of that work, or None when there is nothing to run.
        finish: what to do when all steps are done; gives the result.
        abandon: what to do when they are not, with the error if that was the reason.
        instead: other work to run in its place, once its steps have ended with an error or well (None); None for none.
    """

    begin: Callable[[Control], Any]
    plan: Callable[[Any], Plan | None]
    finish: Callable[[Any], Any]
    abandon: Callable[[Any, VidstudioError | None], object]
    instead: Callable[[Any, VidstudioError | None], Any] = lambda _begun, _error: None


class PlannedTask(QObject):
    """Tells ``started`` once its plan runs, else what a ``BackgroundTask`` does; keep it until ``finished``."""

    started = Signal()
    progressed = Signal(Progress)
    succeeded = Signal(object)
    failed = Signal(object)
    canceled = Signal()
    finished = Signal()

    def __init__(self, work: PlannedWork, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._work = work
        self._begun: Any = None
        self._canceled = False
        self._runner: PlanRunner | None = None
        self._task = self._on_thread(self._begin, self._on_begun)

    def start(self) -> None:
        """Begin; once only."""
        self._task.start()

    def cancel(self) -> None:
        """Stop; everything is then as it was before. Too late once the last step is done."""
        self._task.cancel()
        self._stop()

    def leave(self) -> None:
        """Stop because the program ends."""
        self._task.leave()
        self._stop()

    def _stop(self) -> None:
        self._canceled = True
        if self._runner is not None:
            self._runner.cancel()

    def hold(self) -> None:
        """Hold the processes that run; before and after them nothing is held."""
        if self._runner is not None:
            self._runner.hold()

    def let_go_on(self) -> None:
        """Let held processes go on."""
        if self._runner is not None:
            self._runner.let_go_on()

    def _begin(self, control: Control) -> Plan | None:
        self._begun = self._work.begin(control)
        return self._ready()

    def _ready(self) -> Plan | None:
        """The plan of the work that was begun, its folders and files made."""
        try:
            plan = self._work.plan(self._begun)
            if plan is None:
                return None
            prepare(plan)
            for step in plan.steps:
                write_files(step)
        except BaseException as exc:
            self._work.abandon(self._begun, exc if isinstance(exc, VidstudioError) else None)
            raise
        return plan

    @Slot(object)
    def _on_begun(self, plan: Plan | None) -> None:
        if plan is None:
            self._end(self.succeeded, self._begun)
        elif self._canceled:
            self._abandon()
        else:
            self._runner = PlanRunner(plan, self)
            self._runner.progressed.connect(self.progressed)
            self._runner.finished.connect(self._on_run)
            self._runner.start()
            self.started.emit()

    @Slot(Outcome)
    def _on_run(self, outcome: Outcome) -> None:
        self._runner = None
        if outcome.canceled:
            self._abandon()
            return
        self._task = self._on_thread(lambda _control: self._after(outcome.error), self._on_after)
        self._task.start()

    def _after(self, error: VidstudioError | None) -> Any:
        """The plan to run now in place of one that has ended, else the result; raises the error if it has failed."""
        other = self._other(error)
        if other is not None:
            self._begun = other
            return self._ready()
        if error is not None:
            self._work.abandon(self._begun, error)
            raise error
        return self._work.finish(self._begun)

    def _other(self, error: VidstudioError | None) -> Any:
        try:
            return self._work.instead(self._begun, error)
        except BaseException as exc:
            self._work.abandon(self._begun, exc if isinstance(exc, VidstudioError) else None)
            raise

    @Slot(object)
    def _on_after(self, result: object) -> None:
        if isinstance(result, Plan):
            self._on_begun(result)
        else:
            self._end(self.succeeded, result)

    def _abandon(self) -> None:
        self._task = self._on_thread(
            lambda _control: self._work.abandon(self._begun, None), lambda _nothing: self._end(self.canceled)
        )
        self._task.start()

    def _on_thread(self, work: Callable[[Control], Any], then: Callable[[Any], object]) -> BackgroundTask:
        task = BackgroundTask(work, self)
        task.succeeded.connect(then)
        task.failed.connect(lambda error: self._end(self.failed, error))
        task.canceled.connect(lambda: self._end(self.canceled))  # the library has been closed meanwhile
        return task

    def _end(self, signal: Any, *values: object) -> None:
        signal.emit(*values)
        self.finished.emit()
