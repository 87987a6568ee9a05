"""How a package is tried, whatever the system: step by step, each told as it goes."""

import time
from collections.abc import Callable

MOST_DOWNLOADED, MOST_INSTALLED = 160, 500
"""Megabytes that a package may have, and unpack to."""


class Skipped(Exception):
    """It can't be tried here; the message says why."""


class Failed(Exception):
    """The package is not as it should be."""


def verdict(trial: Callable[[], None]) -> int:
    """Try all of it; 0 if all is well or it can't be tried here, 1 if something is wrong."""
    try:
        trial()
    except Skipped as exc:
        print(f"skipped: {exc}")
        return 0
    except Failed as exc:
        print(f"FAILED  {exc}")
        return 1
    return 0


def tried(name: str, step: Callable[[], str]) -> None:
    """Take one step, and say how long it took and what it found."""
    begun = time.monotonic()
    said = step()
    print(f"ok      {name:28}{time.monotonic() - begun:6.1f} s  {said}", flush=True)
