"""Children that do not outlive us: a killed program leaves no encoder running behind it."""

import subprocess
import sys
from collections.abc import Sequence
from functools import cache

from vidstudio.services.search_path import on_path

_PATIENCE = 5.0


def tied(argv: Sequence[str]) -> tuple[str, ...]:
    """The same command, asked by the system to end (SIGTERM) when the thread that starts it is gone.

    Linux alone offers that (prctl's PR_SET_PDEATHSIG, through util-linux's setpriv). Elsewhere, and for a program that
    is not there to be started, the command comes back as it is.
    """
    launcher = _launcher()
    return (*launcher, *argv) if launcher and on_path(argv[0]) else tuple(argv)


@cache
def _launcher() -> tuple[str, ...]:
    if sys.platform != "linux":
        return ()
    setpriv = on_path("setpriv")
    if setpriv is None:
        return ()
    launcher = (setpriv, "--pdeathsig", "TERM", "--")
    try:
        tried = subprocess.run([*launcher, "true"], check=False, capture_output=True, timeout=_PATIENCE)
    except subprocess.TimeoutExpired:  # which tells of the machine, not of what it can
        return launcher
    except OSError:
        return ()
    return () if tried.returncode else launcher  # busybox has a setpriv that can't
