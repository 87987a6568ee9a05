"""How the process is told to stop: a signal, a listener that went away, a parent that died."""

import os
import signal
import sys
import threading
import time
from collections.abc import Iterable
from contextlib import suppress
from pathlib import Path
from types import FrameType
from typing import NoReturn

_PARENT_CHECK_SECONDS = 0.5


class Stopped(BaseException):
    """Raised in the main thread wherever it is: other programs are ended and files cleaned up on the way out.

    Threads are not waited for: one of them may be at a large picture for a second. The process ends with ``leave``.

    Attributes:
        exit_code: 128 and the signal's number, as shells have it.
    """

    def __init__(self, number: int = signal.SIGTERM) -> None:
        super().__init__(number)
        self.exit_code = 128 + number


def stop_on_signals() -> None:
    """Turn SIGTERM, SIGINT and the parent's death into ``Stopped``; called from the main thread."""
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, _stop)
    if sys.platform != "win32":
        threading.Thread(target=_watch_parent, args=(os.getppid(),), daemon=True, name="parent-watch").start()


def at_once(kind: type[BaseException] | None) -> bool:
    """Whether an error of that kind is on its way to the end of the process, so that no thread has to be waited for."""
    return kind is not None and issubclass(kind, Stopped)


def leave(code: int, half_files: Iterable[str]) -> NoReturn:
    """End the process with its threads still at work, and leave nothing half written."""
    for path in half_files:
        with suppress(OSError):
            Path(path).unlink()
    os._exit(code)


def _stop(number: int, _: FrameType | None) -> NoReturn:
    for each in (signal.SIGTERM, signal.SIGINT):
        signal.signal(each, signal.SIG_IGN)  # once is enough, and cleaning up must not be interrupted
    raise Stopped(number)


def _watch_parent(parent: int) -> None:
    while os.getppid() == parent:
        time.sleep(_PARENT_CHECK_SECONDS)
    os.kill(os.getpid(), signal.SIGTERM)
