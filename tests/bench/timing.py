"""Alternating timed runs: contestants take turns, so that a noisy machine is noisy to all of them alike."""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Run:
    """Seconds of wall clock, and of processor time of the whole process tree."""

    wall: float
    cpu: float


@dataclass(frozen=True, slots=True)
class Contestant:
    """What to time.

    Attributes:
        prepare: gives the commands, run one after the other; called before each round, outside of the measured time.
    """

    name: str
    prepare: Callable[[], Sequence[Sequence[str]]]


def timed(argv: Sequence[str]) -> Run:
    """Run once; raises ``CalledProcessError`` with the end of its stderr printed when it fails."""
    with tempfile.TemporaryFile() as errors:
        start = time.monotonic()
        process = subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=errors)
        _, status, usage = os.wait4(process.pid, 0)
        wall = time.monotonic() - start
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            errors.seek(0)
            sys.stderr.write(errors.read().decode(errors="replace")[-2000:])
            raise subprocess.CalledProcessError(process.returncode, list(argv)[:1])
    return Run(wall, usage.ru_utime + usage.ru_stime)


def alternate(contestants: Sequence[Contestant], rounds: int) -> dict[str, list[Run]]:
    """A B C A B C ...: the runs of each by name."""
    runs: dict[str, list[Run]] = {contestant.name: [] for contestant in contestants}
    for _ in range(rounds):
        for contestant in contestants:
            steps = [timed(argv) for argv in contestant.prepare()]
            runs[contestant.name].append(Run(sum(step.wall for step in steps), sum(step.cpu for step in steps)))
    return runs


def median(runs: Sequence[Run]) -> Run:
    """Of wall and of processor time, each by itself."""
    return Run(statistics.median(run.wall for run in runs), statistics.median(run.cpu for run in runs))


def ratio(runs: Mapping[str, Sequence[Run]], name: str, base: str) -> Run:
    """Of the medians of ``name`` to those of ``base``."""
    a, b = median(runs[name]), median(runs[base])
    return Run(a.wall / b.wall, a.cpu / b.cpu)


def print_table(runs: Mapping[str, Sequence[Run]], base: str) -> None:
    """Medians and their ratios to ``base``, a line each."""
    width = max(len(name) for name in runs)
    for name, measured in runs.items():
        walls = [run.wall for run in measured]
        middle, against = median(measured), ratio(runs, name, base)
        print(
            f"{name:{width}}  wall {middle.wall:6.2f} s [{min(walls):.2f}-{max(walls):.2f}]"
            f"  cpu {middle.cpu:6.2f} s  x{against.wall:.3f} wall  x{against.cpu:.3f} cpu  of {base}",
            flush=True,
        )


def print_goal(what: str, value: float, limit: float, *, least: bool = False) -> None:
    """A figure beside its goal, which is the most it may be, or the ``least``."""
    reached = value >= limit if least else value <= limit
    bound = "at least" if least else "at most"
    print(f"  goal: {what} {bound} {limit:g}: {value:.4g}{'' if reached else '   MISSED'}", flush=True)
