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


def ratio(runs: Mapping[str, Sequence[Run]], name: str, base: str) -> Run:
    """Median of the ratios to ``base``, round by round."""
    pairs = list(zip(runs[name], runs[base], strict=True))
    return Run(statistics.median(a.wall / b.wall for a, b in pairs), statistics.median(a.cpu / b.cpu for a, b in pairs))


def print_table(runs: Mapping[str, Sequence[Run]], base: str) -> None:
    """Medians and ratios to ``base``, a line each."""
    width = max(len(name) for name in runs)
    for name, measured in runs.items():
        walls = [run.wall for run in measured]
        cpu = statistics.median(run.cpu for run in measured)
        against = ratio(runs, name, base)
        print(
            f"{name:{width}}  wall {statistics.median(walls):6.2f} s [{min(walls):.2f}-{max(walls):.2f}]"
            f"  cpu {cpu:6.2f} s  x{against.wall:.3f} wall  x{against.cpu:.3f} cpu  of {base}",
            flush=True,
        )
