"""A child and all that it starts: the memory each may take, and the end of all of them."""

import os
import signal
import sys
from contextlib import suppress

_LEAST = 4 << 30


class ChildGroup:
    """Holds a child just started, which heads a session of its own where there are such.

    Each process in it may have three quarters of the machine's memory, and at least 4 GiB: a film of a few bytes can
    ask for more than there is, and stop all of the machine. On Windows they end when this program does, as
    ``services.tied`` sees to on Linux.
    """

    def __init__(self, pid: int) -> None:
        self._pid = pid
        if sys.platform == "win32":
            from vidstudio.services.job_object import Job, memory_of_machine  # noqa: PLC0415 - Windows alone

            self._job = Job(memory=_most(memory_of_machine()))
            with suppress(OSError):  # it has ended already
                self._job.add(pid)
        else:
            _bound_memory(pid)

    def ask_to_end(self) -> None:
        """Ask all of them to end.

        Windows has no way to ask a program without a window; what it was writing is thrown away in any case.
        """
        if sys.platform == "win32":
            self._job.end()
        else:
            self._signal(signal.SIGTERM)

    def kill(self) -> None:
        """End what is left of them, at once."""
        if sys.platform == "win32":
            self._job.end()
        else:
            self._signal(signal.SIGKILL)

    def close(self) -> None:
        """Kill what is left of them, and hold them no longer."""
        self.kill()
        if sys.platform == "win32":
            self._job.close()

    def _signal(self, number: int) -> None:
        if sys.platform != "win32":
            with suppress(ProcessLookupError, PermissionError):
                os.killpg(self._pid, number)


def _bound_memory(pid: int) -> None:
    """Never to more than it is already; only Linux lets others be limited, and none that has ended."""
    with suppress(ImportError, AttributeError, OSError, ValueError):
        from resource import RLIMIT_DATA, prlimit  # noqa: PLC0415 - not there on every system

        most = _most(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE"))
        _, hard = prlimit(pid, RLIMIT_DATA)
        prlimit(pid, RLIMIT_DATA, (most, most) if hard < 0 else (min(most, hard), hard))


def _most(memory: int) -> int:
    return max(_LEAST, memory * 3 // 4)
