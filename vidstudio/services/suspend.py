"""Holding a running process and all it has started, and letting it go on: memory is kept, no processor used."""

import contextlib
from collections.abc import Iterator

import psutil


def suspend(pid: int) -> None:
    """Hold a process and its children; one that has ended already is passed over."""
    for process in _family(pid):
        with contextlib.suppress(psutil.Error):
            process.suspend()


def resume(pid: int) -> None:
    """Let a process that is held, and its children, go on."""
    for process in _family(pid):
        with contextlib.suppress(psutil.Error):
            process.resume()


def end_held(part: str) -> None:
    """Kill processes that were held when their program died and are at work on a file of that name: none would end.

    ``part`` is unique enough to be found in their arguments.
    """
    for process in psutil.process_iter(["status", "cmdline"]):
        arguments = process.info["cmdline"] or ()
        if process.info["status"] == psutil.STATUS_STOPPED and any(part in argument for argument in arguments):
            with contextlib.suppress(psutil.Error):
                process.kill()


def _family(pid: int) -> Iterator[psutil.Process]:
    """The parent first, so that it does not take a child that stands still for one that hangs."""
    with contextlib.suppress(psutil.Error):
        parent = psutil.Process(pid)
        yield parent
        yield from parent.children(recursive=True)
