"""Running plans by subprocess: order, progress, cancel, stalls, errors, and that nothing is left behind.

Steps are real little Python programs, so that each end can be had at will.
"""

import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from vidstudio import errors
from vidstudio.core.control import Control, Progress
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.services.run import run_plan

_EXPECTED = Expected("mp4", "h264", None, 2, 2, 1.0)

_TELL = """
import sys, time, pathlib, os, subprocess, signal
def tell(frame, end=False):
    print(f"frame={frame}\\nprogress={'end' if end else 'continue'}", flush=True)
"""


def _step(code: str, *, title: str = "Working", frames: int = 10, **fields: tuple[object, ...]) -> Step:
    argv = (sys.executable, "-I", "-S", "-c", _TELL + textwrap.dedent(code))
    return Step(title, argv, frames=frames, **fields)  # type: ignore[arg-type]


def _plan(folder: Path, *steps: Step) -> Plan:
    work = folder / "work"
    return Plan(steps, folder / "out" / ".part.mp4", folder / "out" / "film.mp4", _EXPECTED, (work,))


def _write(path: Path, code: str = "") -> str:
    return f"{code}\npathlib.Path({str(path)!r}).write_text('new')"


@pytest.fixture(autouse=True)
def _threads_end() -> Iterator[None]:
    before = set(threading.enumerate())
    yield
    assert set(threading.enumerate()) <= before


def _gone(pid: int) -> bool:
    """Whether a process has ended, for one that nobody may have waited for yet."""
    for _ in range(100):
        try:
            os.kill(pid, 0)
            if sys.platform == "linux" and ") Z " in Path(f"/proc/{pid}/stat").read_text():
                return True
        except (ProcessLookupError, FileNotFoundError):
            return True
        time.sleep(0.05)
    return False


def _pid(path: Path) -> int:
    for _ in range(200):
        if path.exists() and path.read_text():
            return int(path.read_text())
        time.sleep(0.05)
    raise AssertionError(f"{path} was never written")


def test_steps_run_in_order_and_progress_reaches_one(tmp_path: Path) -> None:
    middle, output = tmp_path / "work" / "a.txt", tmp_path / "out" / ".part.mp4"
    listed = tmp_path / "work" / "list.txt"
    first = _step(
        _write(middle, f"assert pathlib.Path({str(listed)!r}).read_bytes() == b'here\\n'\ntell(4)\ntell(10, True)"),
        title="First",
        outputs=(middle,),
        files=((listed, "here\n"),),
    )
    second = _step(
        f"assert pathlib.Path({str(middle)!r}).exists()\ntell(30)\n{_write(output)}",
        title="Second",
        frames=30,
        inputs=(middle,),
        outputs=(output,),
    )
    seen: list[Progress] = []
    run_plan(_plan(tmp_path, second, first), Control(seen.append))
    assert output.read_text() == "new"
    assert not (tmp_path / "work").exists()
    fractions = [progress.fraction or 0 for progress in seen]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert 4 / 40 in fractions
    texts = [progress.text for progress in seen]
    assert list(dict.fromkeys(texts)) == ["First", "Second"]


def test_steps_that_do_not_wait_for_each_other_run_side_by_side(tmp_path: Path) -> None:
    output = tmp_path / "out" / ".part.mp4"
    marks = [tmp_path / name for name in ("a", "b")]
    meet = """
    mine, other = pathlib.Path({0!r}), pathlib.Path({1!r})
    mine.write_text("here")
    while not other.exists(): time.sleep(0.01)
    """
    steps = [
        _step(meet.format(str(mine), str(other)), title=mine.name, outputs=(mine,))
        for mine, other in (marks, marks[::-1])
    ]
    last = _step(_write(output), inputs=tuple(marks), outputs=(output,))
    run_plan(_plan(tmp_path, *steps, last), Control(), stall_seconds=60)
    assert output.exists()


def test_no_more_than_asked_for_run_at_once(tmp_path: Path) -> None:
    output, alone = tmp_path / "out" / ".part.mp4", tmp_path / "alone"
    code = """
    alone = pathlib.Path({0!r})
    alone.mkdir()
    time.sleep(0.05)
    alone.rmdir()
    """
    steps = [_step(code.format(str(alone)), title=str(n)) for n in range(4)]
    run_plan(_plan(tmp_path, *steps, _step(_write(output), outputs=(output,))), Control(), at_once=1)
    assert output.exists()


def test_noise_on_both_outputs_neither_blocks_nor_breaks(tmp_path: Path) -> None:
    output = tmp_path / "out" / ".part.mp4"
    noise = """
    for n in range(2000):
        sys.stderr.write("x" * 500 + "\\n")
        sys.stdout.write("y" * 500 + "\\n")
    sys.stderr.write("z" * 3_000_000)
    sys.stdout.write("\\x00" * 3_000_000 + "\\n")
    tell(10, True)
    """
    seen: list[Progress] = []
    run_plan(_plan(tmp_path, _step(_write(output, textwrap.dedent(noise)), outputs=(output,))), Control(seen.append))
    assert seen[-1].fraction == 1.0


def test_an_error_stops_the_other_steps_and_tells_the_last_line(tmp_path: Path) -> None:
    pid, output = tmp_path / "pid", tmp_path / "out" / ".part.mp4"
    waits = _step(f"pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\ntime.sleep(600)", title="Waits")
    fails = _step(
        f"""
        while not pathlib.Path({str(pid)!r}).exists(): time.sleep(0.01)
        pathlib.Path({str(output)!r}).write_text("half")
        sys.exit("[mov @ 0x55aa] first\\nthe last line")
        """,
        title="Fails",
        outputs=(output,),
    )
    with pytest.raises(errors.ProcessFailed) as caught:
        run_plan(_plan(tmp_path, waits, fails), Control())
    assert caught.value.message == "Fails: the last line."
    assert _gone(_pid(pid))
    assert not output.exists()
    assert not (tmp_path / "work").exists()


def test_a_step_that_leaves_nothing_is_an_error(tmp_path: Path) -> None:
    output = tmp_path / "out" / ".part.mp4"
    with pytest.raises(errors.ProcessFailed, match="ended without making"):
        run_plan(_plan(tmp_path, _step("tell(10, True)", outputs=(output,))), Control())


def test_a_program_that_is_not_there(tmp_path: Path) -> None:
    for program, kind in (("ffmpeg", errors.FfmpegUnusable), ("other", errors.ProcessFailed)):
        step = Step("Working", (str(tmp_path / "nowhere" / program),))
        with pytest.raises(kind, match=f"{program}” could not be started: No such file"):
            run_plan(_plan(tmp_path, step), Control())


def test_a_source_that_is_not_there_starts_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    step = _step(_write(mark), inputs=(tmp_path / "gone.mp4",))
    with pytest.raises(errors.SourceMissing, match=r"gone\.mp4"):
        run_plan(_plan(tmp_path, step), Control())
    assert not mark.exists()


def test_steps_that_wait_for_each_other_are_refused(tmp_path: Path) -> None:
    a, b = tmp_path / "a", tmp_path / "b"
    steps = _step("", title="1", inputs=(a,), outputs=(b,)), _step("", title="2", inputs=(b,), outputs=(a,))
    with pytest.raises(errors.ProcessFailed, match="wait for each other"):
        run_plan(_plan(tmp_path, *steps), Control())


@pytest.mark.parametrize("deaf", [False, True])
def test_cancel_ends_the_process_and_its_own_processes(tmp_path: Path, deaf: bool) -> None:
    pid, child, output = tmp_path / "pid", tmp_path / "child", tmp_path / "out" / ".part.mp4"
    step = _step(
        f"""
        if {deaf}: signal.signal(signal.SIGTERM, signal.SIG_IGN)
        grandchild = subprocess.Popen([sys.executable, "-c", "import time; time.sleep(600)"])
        pathlib.Path({str(child)!r}).write_text(str(grandchild.pid))
        pathlib.Path({str(output)!r}).write_text("half")
        pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))
        tell(3)
        time.sleep(600)
        """,
        outputs=(output,),
    )
    plan = _plan(tmp_path, step)
    plan.target.parent.mkdir()
    plan.target.write_text("earlier")
    control = Control(lambda progress: control.cancel() if progress.fraction else None)
    with pytest.raises(errors.Canceled):
        run_plan(plan, control)
    assert _gone(_pid(pid))
    assert _gone(_pid(child))
    assert [path.name for path in plan.target.parent.iterdir()] == ["film.mp4"]
    assert plan.target.read_text() == "earlier"


def test_a_cancel_before_the_start_starts_nothing(tmp_path: Path) -> None:
    mark = tmp_path / "mark"
    control = Control()
    control.cancel()
    with pytest.raises(errors.Canceled):
        run_plan(_plan(tmp_path, _step(_write(mark))), control)
    assert not mark.exists()


def test_a_process_that_hangs_is_stopped(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    step = _step(
        f"""
        pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))
        while True:
            tell(1)  # it talks, but does not get on
            time.sleep(0.05)
        """
    )
    with pytest.raises(errors.Stalled, match=r"Working: no progress for 0\.5 seconds"):
        run_plan(_plan(tmp_path, step), Control(), stall_seconds=0.5)
    assert _gone(_pid(pid))


def test_what_grows_gets_on_though_no_frame_is_done(tmp_path: Path) -> None:
    step = _step(
        """
        for size in (10, 20, 30):
            print(f"frame=0\\ntotal_size={size}\\nprogress=continue", flush=True)
            time.sleep(0.1)
        """
    )
    told: list[Progress] = []
    run_plan(_plan(tmp_path, step), Control(told.append))
    assert {progress.size for progress in told} >= {10, 20, 30}


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_a_process_killed_from_outside(tmp_path: Path) -> None:
    with pytest.raises(errors.ProcessFailed, match="Working: the process was stopped from outside"):
        run_plan(_plan(tmp_path, _step("os.kill(os.getpid(), signal.SIGKILL)")), Control())


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_error_in_whoever_watches_ends_the_process_too(tmp_path: Path) -> None:
    pid = tmp_path / "pid"
    step = _step(f"pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))\ntell(5)\ntime.sleep(600)")

    def watch(progress: Progress) -> None:
        if progress.fraction:
            raise RuntimeError("the watcher broke")

    with pytest.raises(RuntimeError, match="the watcher broke"):
        run_plan(_plan(tmp_path, step), Control(watch))
    assert _gone(_pid(pid))


@pytest.mark.skipif(sys.platform == "win32", reason="signals of POSIX")
def test_an_interrupt_from_the_keyboard_ends_the_process(tmp_path: Path) -> None:
    pid, output = tmp_path / "pid", tmp_path / "out" / ".part.mp4"
    waits = f"""
import os, pathlib, time
pathlib.Path({str(output)!r}).write_text("half")
pathlib.Path({str(pid)!r}).write_text(str(os.getpid()))
time.sleep(600)
"""
    runner = f"""
import sys, pathlib
from vidstudio.core.control import Control
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.services.run import run_plan
step = Step("Working", (sys.executable, "-c", {waits!r}))
output = pathlib.Path({str(output)!r})
run_plan(Plan((step,), output, output.with_name("film.mp4"), Expected("mp4", "h264", None, 2, 2, 1.0)), Control())
"""
    process = subprocess.Popen([sys.executable, "-c", runner], stderr=subprocess.PIPE)
    started = _pid(pid)
    process.send_signal(signal.SIGINT)
    _, said = process.communicate(timeout=30)
    assert b"KeyboardInterrupt" in said
    assert _gone(started)
    assert not output.exists()
