"""Holding a running process and all it has started, and letting it go on: memory is kept, no processor used."""

import contextlib
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import psutil


def suspend(pid: int) -> None:
    """Hold a process and its children; one that has ended already is passed over."""
    _each(pid, lambda process: process.suspend())


def resume(pid: int) -> None:
    """Let a process that is held, and its children, go on."""
    _each(pid, lambda process: process.resume())


def end_held(part: str) -> None:
    """Kill processes that were held when their program died and are at work on a file of that name: none would end.

    ``part`` is unique enough to be found in their arguments.
    """
    import psutil  # noqa: PLC0415 - it takes longer to load than a window may stop

    for process in psutil.process_iter(["status", "cmdline"]):
        arguments = process.info["cmdline"] or ()
        if process.info["status"] == psutil.STATUS_STOPPED and any(part in argument for argument in arguments):
            with contextlib.suppress(psutil.Error):
                process.kill()


def _each(pid: int, act: Callable[["psutil.Process"], object]) -> None:
    """The parent first, so that it does not take a child that stands still for one that hangs."""
    import psutil  # noqa: PLC0415 - see above

    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(pid)
        act(parent)
        for process in parent.children(recursive=True):
            with contextlib.suppress(psutil.Error):
                act(process)
