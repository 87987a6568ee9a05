"""PlanRunner with real processes: little Python programs, and ffmpeg."""

import os
import signal
from pathlib import Path

import psutil
import pytest
from pytestqt.qtbot import QtBot

from tests.background.scripts import DEAF, FAIL, GROW, REPEAT, SLEEP, WRITE, plan_of, script
from vidstudio.background.plan_runner import AT_ONCE, Outcome, PlanRunner
from vidstudio.core.control import Progress
from vidstudio.core.plan import Plan, Step
from vidstudio.errors import FfmpegUnusable, ProcessFailed, SourceMissing, Stalled
from vidstudio.services.ffmpeg import find_ffmpeg

"""Milliseconds that nothing here needs on a busy machine."""


class Watched:
    """A runner, and all it tells."""

    def __init__(self, plan: Plan, stall_seconds: float = 300.0) -> None:
        self.runner = PlanRunner(plan, stall_seconds=stall_seconds)
        self.progress: list[Progress] = []
        self.outcomes: list[Outcome] = []
        self.runner.progressed.connect(self.progress.append)
        self.runner.finished.connect(self.outcomes.append)

    def run(self, qtbot: QtBot) -> Outcome:
        with qtbot.waitSignal(self.runner.finished):
            self.runner.start()
        return self.outcome

    def stop_once(self, qtbot: QtBot, begun: Path) -> Outcome:
        """Cancel as soon as a step has written its file."""
        self.runner.start()
        qtbot.waitUntil(begun.exists)
        with qtbot.waitSignal(self.runner.finished):
            self.runner.cancel()
        return self.outcome

    @property
    def outcome(self) -> Outcome:
        assert len(self.outcomes) == 1
        return self.outcomes[0]


def test_a_step_that_ends_well(qtbot: QtBot, tmp_path: Path) -> None:
    watched = Watched(plan_of(tmp_path, script("Writing", WRITE, tmp_path / "out")))
    assert watched.run(qtbot) == Outcome()
    assert (tmp_path / "out").read_text() == "made"
    assert watched.progress[-1].fraction == 1.0


def test_steps_wait_for_those_whose_output_they_read(qtbot: QtBot, tmp_path: Path) -> None:
    first, second, third = (tmp_path / name for name in ("one", "two", "three"))
    copy = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(pathlib.Path(sys.argv[2]).read_text() + '+')"
    steps = [
        script("Third", copy, third, second),
        script("Second", copy, second, first),
        script("First", WRITE, first),
    ]
    assert Watched(plan_of(tmp_path, *steps)).run(qtbot) == Outcome()
    assert third.read_text() == "made++"


MEET = """
import pathlib, sys, time
pathlib.Path(sys.argv[1]).write_text('here')
while not pathlib.Path(sys.argv[2]).exists():
    time.sleep(0.01)
"""


def meeting(title: str, output: Path, other: Path) -> Step:
    """A step that ends only once another one has begun."""
    return Step(title, (*script(title, MEET, output).argv, str(other)), (), (output,))


def test_steps_that_dont_wait_for_each_other_run_side_by_side(qtbot: QtBot, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    plan = plan_of(tmp_path, meeting("One", one, two), meeting("Two", two, one))
    assert Watched(plan).run(qtbot) == Outcome()


def test_no_more_than_a_few_at_once(qtbot: QtBot, tmp_path: Path) -> None:
    steps = [script(f"Step {n}", SLEEP, tmp_path / f"out{n}") for n in range(AT_ONCE + 2)]
    watched = Watched(plan_of(tmp_path, *steps))
    watched.runner.start()
    qtbot.waitUntil(lambda: len(list(tmp_path.glob("out*"))) == AT_ONCE)
    with qtbot.waitSignal(watched.runner.finished):
        watched.runner.cancel()
    assert len(list(tmp_path.glob("out*"))) == AT_ONCE
    assert watched.outcome == Outcome(canceled=True)


def test_a_failure_has_the_last_words_of_stderr(qtbot: QtBot, tmp_path: Path) -> None:
    outcome = Watched(plan_of(tmp_path, script("Painting", FAIL, tmp_path / "out"))).run(qtbot)
    assert isinstance(outcome.error, ProcessFailed)
    assert outcome.error.message == "Painting: out of paint."
    assert not outcome.canceled


def test_a_failure_stops_the_others_and_starts_no_more(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "sleeping"
    fail_then = f"import pathlib, time\nwhile not pathlib.Path({str(out)!r}).exists(): time.sleep(0.01)\n{FAIL}"
    after = script("After", WRITE, tmp_path / "after", tmp_path / "failing")
    plan = plan_of(tmp_path, script("Sleeping", SLEEP, out), script("Failing", fail_then, tmp_path / "failing"), after)
    outcome = Watched(plan).run(qtbot)
    assert outcome.error is not None
    assert outcome.error.message == "Failing: out of paint."
    assert not (tmp_path / "after").exists()


def test_a_process_killed_from_outside(qtbot: QtBot, tmp_path: Path) -> None:
    kill = "import os, signal; os.kill(os.getpid(), signal.SIGKILL)"
    outcome = Watched(plan_of(tmp_path, script("Painting", kill, tmp_path / "out"))).run(qtbot)
    assert isinstance(outcome.error, ProcessFailed)
    assert "stopped from outside" in outcome.error.message


def test_a_program_that_is_not_there(qtbot: QtBot, tmp_path: Path) -> None:
    step = Step("Painting", (str(tmp_path / "brush"),), (), (tmp_path / "out",))
    outcome = Watched(plan_of(tmp_path, step)).run(qtbot)
    assert isinstance(outcome.error, ProcessFailed)
    assert "could not be started" in outcome.error.message


def test_an_ffmpeg_that_cant_be_run(qtbot: QtBot, tmp_path: Path) -> None:
    ffmpeg = tmp_path / "ffmpeg"
    ffmpeg.write_bytes(b"no program")
    ffmpeg.chmod(0o644)
    outcome = Watched(plan_of(tmp_path, Step("Encoding", (str(ffmpeg),), (), (tmp_path / "out",)))).run(qtbot)
    assert isinstance(outcome.error, FfmpegUnusable)


def test_one_that_cant_start_stops_one_that_runs(qtbot: QtBot, tmp_path: Path) -> None:
    missing = Step("Painting", (str(tmp_path / "brush"),), (), (tmp_path / "out",))
    plan = plan_of(tmp_path, script("Sleeping", SLEEP, tmp_path / "sleeping"), missing)
    outcome = Watched(plan).run(qtbot)
    assert outcome.error is not None
    assert "could not be started" in outcome.error.message


def test_an_output_that_was_promised_but_not_made(qtbot: QtBot, tmp_path: Path) -> None:
    outcome = Watched(plan_of(tmp_path, script("Painting", "pass", tmp_path / "out"))).run(qtbot)
    assert isinstance(outcome.error, ProcessFailed)
    assert "without making" in outcome.error.message


def test_steps_that_wait_for_each_other_are_an_error(qtbot: QtBot, tmp_path: Path) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    outcome = Watched(plan_of(tmp_path, script("One", WRITE, one, two), script("Two", WRITE, two, one))).run(qtbot)
    assert isinstance(outcome.error, ProcessFailed)
    assert "wait for each other" in outcome.error.message


def test_cancel_asks_the_process_to_end(qtbot: QtBot, tmp_path: Path) -> None:
    polite = f"""
import pathlib, signal, sys
def end(*_):
    pathlib.Path(sys.argv[1] + '.farewell').write_text('')
    sys.exit(0)
signal.signal(signal.SIGTERM, end)
{SLEEP}"""
    out = tmp_path / "out"
    watched = Watched(plan_of(tmp_path, script("Sleeping", polite, out)))
    assert watched.stop_once(qtbot, out) == Outcome(canceled=True)
    assert (tmp_path / "out.farewell").exists()


def test_cancel_kills_a_process_that_does_not_listen(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "out"
    watched = Watched(plan_of(tmp_path, script("Sleeping", DEAF, out)))
    assert watched.stop_once(qtbot, out) == Outcome(canceled=True)


def test_what_a_step_has_started_ends_with_it(qtbot: QtBot, tmp_path: Path) -> None:
    """Also where the step itself is deaf and has to be killed."""
    begun, child = tmp_path / "begun", tmp_path / "child"
    code = (
        "import pathlib, subprocess, sys\n"
        "child = subprocess.Popen([sys.executable, '-I', '-S', '-c', 'import time; time.sleep(600)'])\n"
        f"pathlib.Path({str(child)!r}).write_text(str(child.pid))\n"
    )
    watched = Watched(plan_of(tmp_path, script("Deaf", code + DEAF, begun)))
    assert watched.stop_once(qtbot, begun) == Outcome(canceled=True)
    started = int(child.read_text())
    qtbot.waitUntil(lambda: not psutil.pid_exists(started) or _is_dead(started))


def _is_dead(pid: int) -> bool:
    """Ended, and perhaps not yet taken note of by whoever has inherited it."""
    try:
        return psutil.Process(pid).status() == psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return True


def test_a_second_cancel_changes_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    out = tmp_path / "out"
    watched = Watched(plan_of(tmp_path, script("Sleeping", SLEEP, out)))
    watched.runner.start()
    qtbot.waitUntil(out.exists)
    with qtbot.waitSignal(watched.runner.finished):
        watched.runner.cancel()
        watched.runner.cancel()
    watched.runner.cancel()
    assert watched.outcome == Outcome(canceled=True)


@pytest.mark.parametrize("code", [SLEEP, REPEAT], ids=["silent", "repeats itself"])
def test_no_progress_for_too_long_is_a_stall(qtbot: QtBot, tmp_path: Path, code: str) -> None:
    watched = Watched(plan_of(tmp_path, script("Sleeping", code, tmp_path / "out")), stall_seconds=0.5)
    outcome = watched.run(qtbot)
    assert isinstance(outcome.error, Stalled)
    assert outcome.error.message == "Sleeping: no progress for 0.5 seconds, so it was stopped."
    assert outcome.error.hint


def test_what_grows_gets_on_though_no_frame_is_done(qtbot: QtBot, tmp_path: Path) -> None:
    watched = Watched(plan_of(tmp_path, script("Fetching", GROW, tmp_path / "out")))
    assert watched.run(qtbot) == Outcome()
    told = [progress for progress in watched.progress if progress.size]
    assert {progress.size for progress in told} == {10, 20, 30}
    assert {progress.fraction for progress in told} == {0.0}


def test_stdin_is_closed(qtbot: QtBot, tmp_path: Path) -> None:
    read = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text(repr(sys.stdin.read()))"
    assert Watched(plan_of(tmp_path, script("Reading", read, tmp_path / "out"))).run(qtbot) == Outcome()
    assert (tmp_path / "out").read_text() == "''"


def test_a_flood_on_stderr_blocks_nothing(qtbot: QtBot, tmp_path: Path) -> None:
    flood = "import sys\nfor n in range(200_000): print('line', n, file=sys.stderr)\nsys.exit(4)"
    outcome = Watched(plan_of(tmp_path, script("Talking", flood, tmp_path / "out"))).run(qtbot)
    assert outcome.error is not None
    assert outcome.error.message == "Talking: line 199999."


def test_ffmpeg_tells_where_it_is(qtbot: QtBot, tmp_path: Path) -> None:
    out, ffmpeg = tmp_path / "film.mp4", find_ffmpeg()
    source = "testsrc2=size=160x90:rate=24:duration=20"
    progress = ("-progress", "pipe:1", "-stats_period", "0.05")
    argv = (ffmpeg, "-nostdin", "-v", "error", *progress, "-f", "lavfi", "-i", source, "-c:v", "libx264", str(out))
    watched = Watched(plan_of(tmp_path, Step("Encoding", argv, (), (out,), frames=480)))
    assert watched.run(qtbot) == Outcome()
    fractions = [progress.fraction for progress in watched.progress if progress.fraction is not None]
    assert fractions == sorted(fractions)
    assert fractions[-1] == 1.0
    assert len(set(fractions)) > 2
    assert out.stat().st_size > 0


def test_ffmpegs_words_become_our_errors(qtbot: QtBot, tmp_path: Path) -> None:
    ffmpeg = find_ffmpeg()
    argv = (ffmpeg, "-nostdin", "-v", "error", "-i", str(tmp_path / "gone.mp4"), str(tmp_path / "out.mp4"))
    outcome = Watched(plan_of(tmp_path, Step("Encoding", argv, (), (tmp_path / "out.mp4",)))).run(qtbot)
    assert isinstance(outcome.error, SourceMissing)


def test_ffmpeg_ends_when_asked(qtbot: QtBot, tmp_path: Path) -> None:
    out, ffmpeg = tmp_path / "film.mkv", find_ffmpeg()
    argv = (ffmpeg, "-nostdin", "-v", "error", "-re", "-f", "lavfi", "-i", "testsrc2=size=160x90", str(out))
    watched = Watched(plan_of(tmp_path, Step("Encoding", argv, (), (out,))))
    assert watched.stop_once(qtbot, out) == Outcome(canceled=True)


def test_terminated_by_somebody_else(qtbot: QtBot, tmp_path: Path) -> None:
    tell = f"import os, pathlib\npathlib.Path({str(tmp_path / 'pid')!r}).write_text(str(os.getpid()))\n{SLEEP}"
    out = tmp_path / "out"
    watched = Watched(plan_of(tmp_path, script("Sleeping", tell, out)))
    watched.runner.start()
    qtbot.waitUntil(out.exists)
    with qtbot.waitSignal(watched.runner.finished):
        os.kill(int((tmp_path / "pid").read_text()), signal.SIGTERM)
    assert watched.outcome.error is not None
    assert "stopped from outside" in watched.outcome.error.message
