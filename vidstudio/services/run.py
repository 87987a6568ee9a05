"""Runs a plan with subprocess: the command line's way, and that of every test. The window has its own, on QProcess."""

import contextlib
import logging
import os
import subprocess
import threading
import time
from collections import deque
from dataclasses import dataclass
from queue import Empty, Queue

from vidstudio.core.control import Control, Progress
from vidstudio.core.plan import Plan, Step, ready
from vidstudio.core.progress import Meter, ProgressReader, Report
from vidstudio.errors import ProcessFailed, Stalled
from vidstudio.services.child_group import ChildGroup
from vidstudio.services.deliver import check_outputs, discard, prepare, write_files
from vidstudio.services.ffmpeg import NO_WINDOW, cannot_start, explain
from vidstudio.services.suspend import resume, suspend
from vidstudio.services.tied import tied

KEPT_LINES = 40
"""Lines of stderr kept of each process."""

STALL_SECONDS = 300.0
"""Without any progress for so long, a process is taken to hang."""

_LOOK_EVERY = 0.1
"""Seconds between looks at Cancel; processes report by themselves."""

_GRACE = 2.0
"""Seconds from asking a process to end until it is killed."""

_NEW_GROUP: int = getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0)

_log = logging.getLogger(__name__)


def run_plan(
    plan: Plan, control: Control, *, stall_seconds: float = STALL_SECONDS, fps: float = 24.0, at_once: int = 3
) -> None:
    """Run all steps of a plan, up to ``at_once`` of those that don't wait for each other side by side.

    Leaves ``plan.output`` for ``deliver`` when it returns, and neither processes nor leftovers however it ends.
    ``fps`` is the film's frame rate, for the speed that is reported.

    Raises:
        Canceled: ``control`` asked for it.
        Stalled: nothing moved for ``stall_seconds``.
        SourceMissing, SourceUnreadable, FfmpegUnusable, ProcessFailed, DiskFull, StorageRefused: a step could not
            start or ended with an error; the other steps were stopped.
    """
    complete = False
    try:
        control.check()
        prepare(plan)
        with contextlib.closing(_Run(plan, control, fps, at_once)) as run:
            run.to_the_end(stall_seconds)
        complete = True
    finally:
        discard(plan, with_output=not complete)


@dataclass(frozen=True, slots=True)
class _Ended:
    returncode: int


class _Child:
    """One step at work: its process, how far it is, and the last lines it wrote to stderr."""

    def __init__(self, step: Step, events: "Queue[tuple[_Child, Report | _Ended]]") -> None:
        self.step = step
        self.frame = 0
        self.out_time = 0.0
        self.size: int | None = None
        self._held = False
        self.errors: deque[str] = deque(maxlen=KEPT_LINES)
        self._events = events
        self._process = _started(step)
        self._group = ChildGroup(self._process.pid)
        work = (self._read_progress, self._read_errors, self._wait)
        self._threads = [threading.Thread(target=each, name=step.title, daemon=True) for each in work]
        for thread in self._threads:
            thread.start()

    def moved(self, report: Report) -> bool:
        """Take in a report; whether it tells of more done than before."""
        before = self.frame, self.out_time, self.size
        self.frame = min(max(self.frame, report.frame or 0), self.step.frames)
        self.out_time = max(self.out_time, report.out_time or 0.0)
        self.size = report.size or self.size
        return (self.frame, self.out_time, self.size) != before

    def hold(self, *, held: bool) -> None:
        """Hold the process and all it has started, or let them go on."""
        self._held = held
        (suspend if held else resume)(self._process.pid)

    def ask_to_end(self) -> None:
        """Send the request to end to the process and all it has started."""
        if self._process.poll() is None:
            self._group.ask_to_end()
            if self._held:
                self.hold(held=False)

    def end(self, deadline: float) -> None:
        """Wait until ``deadline``, then kill; then gather what is left of the process and its threads."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(max(0.0, deadline - time.monotonic()))
        self._group.close()
        self._process.wait()
        for thread in self._threads:
            thread.join(_GRACE)
        for pipe in (self._process.stdout, self._process.stderr):
            if pipe is not None and not any(thread.is_alive() for thread in self._threads):
                pipe.close()

    def _read_progress(self) -> None:
        reader = ProgressReader()
        stdout = self._process.stdout
        while stdout is not None and (chunk := os.read(stdout.fileno(), 65_536)):
            for report in reader.feed(chunk):
                self._events.put((self, report))

    def _read_errors(self) -> None:
        stderr = self._process.stderr
        while stderr is not None and (line := stderr.readline(2000)):
            text = line.decode("utf-8", "replace").strip()
            if text:
                self.errors.append(text)

    def _wait(self) -> None:
        self._events.put((self, _Ended(self._process.wait())))


def _started(step: Step) -> subprocess.Popen[bytes]:
    """The step's process, at the head of a session of its own so that all it starts can be ended with it."""
    try:
        return subprocess.Popen(
            tied(step.argv),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            start_new_session=True,
            creationflags=NO_WINDOW | _NEW_GROUP,
        )
    except (OSError, ValueError) as exc:
        raise cannot_start(step.argv[0], getattr(exc, "strerror", None) or str(exc)) from exc


class _Run:
    """A plan at work."""

    def __init__(self, plan: Plan, control: Control, fps: float, at_once: int) -> None:
        self._plan, self._control, self._at_once = plan, control, max(1, at_once)
        self._events: Queue[tuple[_Child, Report | _Ended]] = Queue()
        self._children: list[_Child] = []
        self._done: list[Step] = []
        self._meter = Meter(plan.weight, fps, time.monotonic())
        self._moved_at = time.monotonic()
        self._held = False

    def to_the_end(self, stall_seconds: float) -> None:
        while len(self._done) < len(self._plan.steps):
            self._start_ready()
            self._take_events()
            self._control.check()
            self._follow_pause()
            if not self._held and time.monotonic() - self._moved_at > stall_seconds:
                raise self._stalled(stall_seconds)

    def close(self) -> None:
        """End whatever still runs."""
        for child in self._children:
            child.ask_to_end()
        deadline = time.monotonic() + _GRACE
        for child in self._children:
            child.end(deadline)
        self._children.clear()

    def _follow_pause(self) -> None:
        """Hold or let go on what runs, as the control has it now."""
        if self._held:
            self._moved_at = time.monotonic()
            self._meter.rest(self._moved_at)
        if self._held is not self._control.paused:
            self._held = self._control.paused
            for child in self._children:
                child.hold(held=self._held)

    def _start_ready(self) -> None:
        running = {child.step for child in self._children}
        waiting = [step for step in ready(self._plan.steps, self._done) if step not in running]
        if self._held:
            return
        if not waiting and not running:
            raise ProcessFailed("The plan can't be finished: its steps wait for each other.")
        for step in waiting[: self._at_once - len(running)]:
            write_files(step)
            _log.debug("Starting %s: %s", step.title, step.argv)
            self._children.append(_Child(step, self._events))
            self._moved_at = time.monotonic()
            self._tell()

    def _take_events(self) -> None:
        """Wait a moment for the next event, and take it."""
        try:
            child, event = self._events.get(timeout=_LOOK_EVERY)
        except Empty:
            return
        if isinstance(event, _Ended):
            self._ended(child, event.returncode)
        elif child.moved(event):
            self._moved_at = time.monotonic()
            self._tell()

    def _ended(self, child: _Child, returncode: int) -> None:
        child.end(time.monotonic())
        self._children.remove(child)
        if returncode:
            _log.error("%s ended with %d:\n%s", child.step.title, returncode, "\n".join(child.errors))
            raise explain(returncode, child.errors, child.step.title)
        check_outputs(child.step)
        self._done.append(child.step)
        self._moved_at = time.monotonic()
        self._tell(child.step.title)

    def _tell(self, title: str = "") -> None:
        done = sum(step.weight() for step in self._done)
        now = self._meter.at(done + sum(child.step.weight(child.frame) for child in self._children), time.monotonic())
        text = self._children[0].step.title if self._children else title
        self._control.progress(Progress(now.fraction, text, now.seconds_left, now.speed, self._size()))

    def _size(self) -> int | None:
        return next((child.size for child in self._children if child.size), None)

    def _stalled(self, seconds: float) -> Stalled:
        title = self._children[0].step.title
        _log.error("%s made no progress:\n%s", title, "\n".join(self._children[0].errors))
        length = f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:g} seconds"
        return Stalled(f"{title}: no progress for {length}, so it was stopped.", "Try again; the log has more.")
