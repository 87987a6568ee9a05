"""PlannedTask: every ending, a cancel in each phase, and clearing up exactly once."""

import threading
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.background.scripts import FAIL, SLEEP, WRITE, plan_of, script
from vidstudio.background.planned_task import PlannedTask, PlannedWork
from vidstudio.core.control import Control
from vidstudio.core.plan import Plan
from vidstudio.errors import (
    DiskFull,
    InputRefused,
    LeftForLater,
    NotReady,
    ProcessFailed,
    SourceMissing,
    VidstudioError,
)


@dataclass
class Desk:
    """Work that notes what is called, and can be told to fail, to wait, or to ask whether to go on."""

    plan: Plan | None
    other: Plan | None = None
    raises: dict[str, Exception] = field(default_factory=dict)
    waits: dict[str, threading.Event] = field(default_factory=dict)
    asks: bool = False
    calls: list[str] = field(default_factory=list)
    threads: set[int] = field(default_factory=set)

    def work(self) -> PlannedWork:
        return PlannedWork(
            begin=self._begin,
            plan=lambda _begun: self.plan,
            finish=lambda begun: f"{begun}, {self._do('finish')}",
            abandon=lambda _begun, _error: self._do("abandon"),
            instead=self._instead if self.other else lambda _begun, _error: None,
        )

    def _begin(self, control: Control) -> str:
        if self.asks:
            self.calls.append("ask")
            try:
                control.wait(60)
            except Exception as exc:
                self.calls.append(type(exc).__name__)
                raise
        return self._do("begin")

    def _instead(self, begun: str, error: VidstudioError | None) -> str | None:
        """The other plan, once."""
        if self.plan is self.other:
            return None
        self.plan = self.other
        return f"{begun}, {self._do('instead')} of {type(error).__name__}"

    def _do(self, phase: str) -> str:
        self.calls.append(phase)
        self.threads.add(threading.get_ident())
        if phase in self.waits:
            self.waits[phase].wait(60)
        if phase in self.raises:
            raise self.raises[phase]
        return phase


class Watched:
    """A task, and all it tells."""

    def __init__(self, desk: Desk) -> None:
        self.task = PlannedTask(desk.work())
        self.told: list[tuple[str, Any]] = []
        self.task.started.connect(lambda: self.told.append(("started", None)))
        self.task.succeeded.connect(lambda result: self.told.append(("succeeded", result)))
        self.task.failed.connect(lambda error: self.told.append(("failed", error)))
        self.task.canceled.connect(lambda: self.told.append(("canceled", None)))
        self.task.finished.connect(lambda: self.told.append(("finished", None)))

    def run(self, qtbot: QtBot) -> list[tuple[str, Any]]:
        with qtbot.waitSignal(self.task.finished):
            self.task.start()
        return self.told


def writing(tmp_path: Path) -> Plan:
    return plan_of(tmp_path, script("Writing", WRITE, tmp_path / "work" / "out"))


def test_begun_run_and_finished(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(writing(tmp_path))
    watched = Watched(desk)
    assert watched.run(qtbot) == [("started", None), ("succeeded", "begin, finish"), ("finished", None)]
    assert desk.calls == ["begin", "finish"]
    assert threading.get_ident() not in desk.threads


def test_nothing_to_run_is_the_result_of_begin(qtbot: QtBot) -> None:
    desk = Desk(None)
    assert Watched(desk).run(qtbot) == [("succeeded", "begin"), ("finished", None)]
    assert desk.calls == ["begin"]


def test_a_begin_that_fails_needs_no_clearing_up(qtbot: QtBot, tmp_path: Path) -> None:
    error = NotReady("Not approved.")
    desk = Desk(writing(tmp_path), raises={"begin": error})
    assert Watched(desk).run(qtbot) == [("failed", error), ("finished", None)]
    assert desk.calls == ["begin"]


def test_a_source_that_is_gone_is_cleared_up_behind(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(plan_of(tmp_path, script("Writing", WRITE, tmp_path / "out", tmp_path / "gone.png")))
    told = Watched(desk).run(qtbot)
    assert isinstance(told[0][1], SourceMissing)
    assert desk.calls == ["begin", "abandon"]


def test_a_step_that_fails_is_cleared_up_behind(qtbot: QtBot, tmp_path: Path) -> None:
    desk = Desk(plan_of(tmp_path, script("Painting", FAIL, tmp_path / "out")))
    told = Watched(desk).run(qtbot)
    assert [name for name, _ in told] == ["started", "failed", "finished"]
    assert isinstance(told[1][1], ProcessFailed)
    assert desk.calls == ["begin", "abandon"]


@pytest.mark.parametrize(("code", "ended"), [(FAIL, "ProcessFailed"), (WRITE, "NoneType")])
def test_another_plan_runs_in_place_of_one_that_has_ended(qtbot: QtBot, tmp_path: Path, code: str, ended: str) -> None:
    first = plan_of(tmp_path, script("Painting", code, tmp_path / "first"))
    desk = Desk(first, other=writing(tmp_path))
    told = Watched(desk).run(qtbot)
    assert [name for name, _ in told] == ["started", "started", "succeeded", "finished"]
    assert told[2][1] == f"begin, instead of {ended}, finish"
    assert (tmp_path / "work" / "out").read_text() == "made"
    assert desk.calls == ["begin", "instead", "finish"]
    assert threading.get_ident() not in desk.threads


def test_another_plan_that_fails_too_is_the_end(qtbot: QtBot, tmp_path: Path) -> None:
    first, other = (plan_of(tmp_path, script(title, FAIL, tmp_path / "out")) for title in ("First", "Other"))
    desk = Desk(first, other=other)
    told = Watched(desk).run(qtbot)
    assert [name for name, _ in told] == ["started", "started", "failed", "finished"]
    assert told[2][1].message.startswith("Other: ")
    assert desk.calls == ["begin", "instead", "abandon"]


def test_cancel_between_two_plans(qtbot: QtBot, tmp_path: Path) -> None:
    go = threading.Event()
    first = plan_of(tmp_path, script("Painting", FAIL, tmp_path / "first"))
    desk = Desk(first, other=writing(tmp_path), waits={"instead": go})
    watched = Watched(desk)
    watched.task.start()
    qtbot.waitUntil(lambda: desk.calls == ["begin", "instead"])
    with qtbot.waitSignal(watched.task.finished):
        watched.task.cancel()
        go.set()
    assert watched.told == [("started", None), ("canceled", None), ("finished", None)]
    assert desk.calls == ["begin", "instead", "abandon"]
    assert not (tmp_path / "work" / "out").exists()


def test_a_finish_that_fails_has_cleared_up_itself(qtbot: QtBot, tmp_path: Path) -> None:
    error = DiskFull("Full.")
    desk = Desk(writing(tmp_path), raises={"finish": error})
    assert Watched(desk).run(qtbot)[1:] == [("failed", error), ("finished", None)]
    assert desk.calls == ["begin", "finish"]


def test_clearing_up_that_fails_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    error = InputRefused("The library is gone.")
    desk = Desk(plan_of(tmp_path, script("Painting", FAIL, tmp_path / "out")), raises={"abandon": error})
    assert Watched(desk).run(qtbot)[1:] == [("failed", error), ("finished", None)]
    assert desk.calls == ["begin", "abandon"]


@pytest.mark.parametrize("phase", ["begin", "finish"])
def test_a_library_closed_meanwhile_is_no_failure(qtbot: QtBot, tmp_path: Path, phase: str) -> None:
    desk = Desk(writing(tmp_path), raises={phase: LeftForLater()})
    assert Watched(desk).run(qtbot)[-2:] == [("canceled", None), ("finished", None)]


def test_cancel_while_it_begins(qtbot: QtBot, tmp_path: Path) -> None:
    go = threading.Event()
    desk = Desk(writing(tmp_path), waits={"begin": go})
    watched = Watched(desk)
    watched.task.start()
    qtbot.waitUntil(lambda: desk.calls == ["begin"])
    with qtbot.waitSignal(watched.task.finished):
        watched.task.cancel()
        go.set()
    assert watched.told == [("canceled", None), ("finished", None)]
    assert desk.calls == ["begin", "abandon"]
    assert not (tmp_path / "work" / "out").exists()


@pytest.mark.parametrize(("stop", "heard"), [("cancel", "Canceled"), ("leave", "LeftForLater")])
def test_a_begin_that_asks_hears_of_it_at_once(qtbot: QtBot, stop: str, heard: str) -> None:
    desk = Desk(None, asks=True)
    watched = Watched(desk)
    watched.task.start()
    qtbot.waitUntil(lambda: desk.calls == ["ask"])
    with qtbot.waitSignal(watched.task.finished):
        getattr(watched.task, stop)()
    assert desk.calls == ["ask", heard]
    assert watched.told == [("canceled", None), ("finished", None)]


def test_cancel_while_it_runs(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "out"
    desk = Desk(plan_of(tmp_path, script("Sleeping", SLEEP, out)))
    watched = Watched(desk)
    watched.task.start()
    qtbot.waitUntil(out.exists)
    with qtbot.waitSignal(watched.task.finished):
        watched.task.cancel()
        watched.task.cancel()
    assert watched.told == [("started", None), ("canceled", None), ("finished", None)]
    assert desk.calls == ["begin", "abandon"]


def test_cancel_while_it_finishes_is_too_late(qtbot: QtBot, tmp_path: Path) -> None:
    go = threading.Event()
    desk = Desk(writing(tmp_path), waits={"finish": go})
    watched = Watched(desk)
    watched.task.start()
    qtbot.waitUntil(lambda: desk.calls == ["begin", "finish"])
    with qtbot.waitSignal(watched.task.finished):
        watched.task.cancel()
        go.set()
    assert watched.told[1:] == [("succeeded", "begin, finish"), ("finished", None)]
    assert desk.calls == ["begin", "finish"]


def test_cancel_while_it_clears_up_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    go = threading.Event()
    desk = Desk(plan_of(tmp_path, script("Painting", FAIL, tmp_path / "out")), waits={"abandon": go})
    watched = Watched(desk)
    watched.task.start()
    qtbot.waitUntil(lambda: desk.calls == ["begin", "abandon"])
    with qtbot.waitSignal(watched.task.finished):
        watched.task.cancel()
        go.set()
    assert [name for name, _ in watched.told] == ["started", "failed", "finished"]
    assert desk.calls == ["begin", "abandon"]


def test_its_files_are_written_before_it_runs_and_progress_comes_through(qtbot: QtBot, tmp_path: Path) -> None:
    copy = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(pathlib.Path(sys.argv[2]).read_text())"
    listing, out = tmp_path / "work" / "list.txt", tmp_path / "out"
    step = script("Copying", copy, out)
    step = type(step)(step.title, (*step.argv, str(listing)), (), (out,), 10, ((listing, "scene 1\n"),))
    watched = Watched(Desk(plan_of(tmp_path, step)))
    fractions: list[float | None] = []
    watched.task.progressed.connect(lambda progress: fractions.append(progress.fraction))
    watched.run(qtbot)
    assert out.read_text() == "scene 1\n"
    assert fractions[-1] == 1.0
