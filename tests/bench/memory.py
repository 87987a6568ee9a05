"""How much memory a process and all its children take at most: the sum of their proportional shares (PSS)."""

import re
import subprocess
import time
from collections.abc import Sequence
from pathlib import Path

_LOOK_EVERY = 0.02
"""Seconds: a peak may be short."""


def peak_megabytes(argv: Sequence[str]) -> float:
    """Run a command to its end and give the most that was seen, in megabytes."""
    most = 0
    with subprocess.Popen(argv, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL) as process:
        while process.poll() is None:
            most = max(most, sum(map(_share, _family(process.pid))))
            time.sleep(_LOOK_EVERY)
    if process.returncode:
        raise subprocess.CalledProcessError(process.returncode, list(argv)[:1])
    return most * 1.024 / 1000


def _family(pid: int) -> list[int]:
    """The process and all that descend from it."""
    found, waiting = [], [pid]
    while waiting:
        found.append(waiting.pop())
        for file in Path(f"/proc/{found[-1]}/task").glob("*/children"):
            try:
                waiting += map(int, file.read_text().split())
            except OSError:  # ended meanwhile
                continue
    return found


def _share(pid: int) -> int:
    """In units of 1024 bytes."""
    try:
        told = re.search(r"^Pss:\s+(\d+)", Path(f"/proc/{pid}/smaps_rollup").read_text(), re.MULTILINE)
    except OSError:
        return 0
    return int(told[1]) if told else 0
