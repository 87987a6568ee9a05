"""Memory that a child may take: a film of a few bytes can ask for more than the machine has, and stop all of it."""

import os
from contextlib import suppress

_LEAST = 4 << 30


def bound_memory(pid: int) -> None:
    """Let a process just started, and what it starts in its turn, have three quarters of the machine's memory each.

    At least 4 GiB, and never more than it is held to already. Only Linux lets others be limited; a process that has
    ended meanwhile is none to limit.
    """
    with suppress(ImportError, AttributeError, OSError, ValueError):
        from resource import RLIMIT_DATA, prlimit  # noqa: PLC0415 - not there on every system

        memory = os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
        most = max(_LEAST, memory * 3 // 4)
        _, hard = prlimit(pid, RLIMIT_DATA)
        prlimit(pid, RLIMIT_DATA, (most, most) if hard < 0 else (min(most, hard), hard))
