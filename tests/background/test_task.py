"""BackgroundTask: one ending, in order, on the maker's thread, with the newest progress."""

import gc
import threading
from collections.abc import Callable
from typing import Any

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot
from shiboken6 import isValid

from vidstudio.background.task import BackgroundTask
from vidstudio.core.control import Control, Progress
from vidstudio.errors import Canceled, InputRefused, LeftForLater


class Told:
    """Everything a task told, in order, and on which thread."""

    def __init__(self, task: BackgroundTask) -> None:
        self.events: list[tuple[str, Any]] = []
        self.threads: set[Any] = set()
        task.progressed.connect(lambda progress: self._note("progressed", progress))
        task.succeeded.connect(lambda result: self._note("succeeded", result))
        task.failed.connect(lambda error: self._note("failed", error))
        task.canceled.connect(lambda: self._note("canceled", None))
        task.finished.connect(lambda: self._note("finished", None))

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.events]

    def _note(self, name: str, value: Any) -> None:
        self.events.append((name, value))
        self.threads.add(threading.get_ident())


def run(qtbot: QtBot, work: Callable[[Control], Any]) -> Told:
    task = BackgroundTask(work)
    told = Told(task)
    with qtbot.waitSignal(task.finished):
        task.start()
    return told


def raising(error: BaseException) -> Callable[[Control], Any]:
    def work(_control: Control) -> None:
        raise error

    return work


def test_it_runs_elsewhere_and_tells_here(qtbot: QtBot) -> None:
    threads: list[int] = []

    def work(_control: Control) -> str:
        threads.append(threading.get_ident())
        return "done"

    told = run(qtbot, work)
    assert told.events == [("succeeded", "done"), ("finished", None)]
    assert told.threads == {threading.get_ident()}
    assert threads != [threading.get_ident()]


@pytest.mark.parametrize(
    "error", [InputRefused("No."), ValueError("odd"), SystemExit(3)], ids=lambda e: type(e).__name__
)
def test_an_exception_is_a_failure_with_that_exception(qtbot: QtBot, error: BaseException) -> None:
    assert run(qtbot, raising(error)).events == [("failed", error), ("finished", None)]


@pytest.mark.parametrize("error", [Canceled(), LeftForLater()], ids=lambda e: type(e).__name__)
def test_a_stop_is_no_failure(qtbot: QtBot, error: Exception) -> None:
    assert run(qtbot, raising(error)).names == ["canceled", "finished"]


def test_a_result_that_is_an_exception_is_a_success(qtbot: QtBot) -> None:
    error = InputRefused("Kept for later.")
    assert run(qtbot, lambda _control: error).events == [("succeeded", error), ("finished", None)]


@pytest.mark.parametrize("ask", [BackgroundTask.cancel, BackgroundTask.leave])
def test_it_stops_when_asked(qtbot: QtBot, ask: Callable[[BackgroundTask], None]) -> None:
    begun = threading.Event()

    def work(control: Control) -> None:
        begun.set()
        control.wait(600)

    task = BackgroundTask(work)
    told = Told(task)
    task.start()
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(task.finished):
        ask(task)
    assert told.names == ["canceled", "finished"]


def test_a_cancel_that_comes_too_late_is_a_success(qtbot: QtBot) -> None:
    begun, go = threading.Event(), threading.Event()

    def work(_control: Control) -> str:
        begun.set()
        go.wait(60)
        return "saved"

    task = BackgroundTask(work)
    told = Told(task)
    task.start()
    qtbot.waitUntil(begun.is_set)
    with qtbot.waitSignal(task.finished):
        task.cancel()
        go.set()
    assert told.events == [("succeeded", "saved"), ("finished", None)]


def test_the_last_progress_arrives_however_fast_it_came(qtbot: QtBot) -> None:
    def work(control: Control) -> None:
        for step in range(2001):
            control.progress(Progress(step / 4000, f"step {step}"))

    told = run(qtbot, work)
    steps = [value.text for name, value in told.events if name == "progressed"]
    assert steps[-1] == "step 2000"
    assert len(steps) < 500
    assert told.names[-2:] == ["succeeded", "finished"]


def test_progress_held_back_is_shown_while_the_work_goes_on(qtbot: QtBot) -> None:
    go = threading.Event()

    def work(control: Control) -> None:
        for word in ("one", "two", "three"):
            control.progress(Progress(None, word))
        go.wait(60)

    task = BackgroundTask(work)
    told = Told(task)
    task.start()
    qtbot.waitUntil(lambda: ("progressed", Progress(None, "three")) in told.events)
    with qtbot.waitSignal(task.finished):
        go.set()


def test_the_owner_may_delete_it_as_soon_as_it_is_finished(qtbot: QtBot) -> None:
    for _ in range(20):
        task = BackgroundTask(lambda control: control.progress(Progress(1.0, "all")))
        task.finished.connect(task.deleteLater)
        task.start()
        qtbot.waitUntil(lambda task=task: not isValid(task))  # type: ignore[misc]


def test_wait_tells_whether_it_has_ended(qtbot: QtBot) -> None:
    go = threading.Event()
    task = BackgroundTask(lambda _control: go.wait(60))
    task.start()
    assert not task.wait(10)
    with qtbot.waitSignal(task.finished):
        go.set()
        assert task.wait(60_000)


def test_many_at_once_leave_no_thread(qtbot: QtBot) -> None:
    tasks = [BackgroundTask(lambda _control, number=number: number) for number in range(20)]  # type: ignore[misc]
    results: list[int] = []
    for task in tasks:
        task.succeeded.connect(results.append)
    with qtbot.waitSignals([task.finished for task in tasks]):
        for task in tasks:
            task.start()
    assert sorted(results) == list(range(20))
    assert not [
        thing
        for thing in gc.get_objects()
        if isinstance(thing, QThread) and isValid(thing) and thing.isRunning() and thing != QThread.currentThread()
    ]
