"""Who has the one window of a library. Loaded before the window's frame is seen, so with next to nothing of its own."""

import os
import sys
import time
from contextlib import suppress
from pathlib import Path

from vidstudio.core.wanted import Wanted
from vidstudio.paths import Places, changed_within

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

PATIENCE = 2.0
"""Seconds that a window gets to answer, or to end where it is closing."""

_STARTING = 20.0
"""Seconds from its start until a window must be able to answer: on a slow machine people start it twice."""

_PAUSE = 0.02


class Claim:
    """A lock that the system takes back when the process dies, whatever it dies of.

    A plain system lock rather than ``store.locks``: loading filelock would show the first frame a tenth later.

    The time of its file is when it was taken.

    Attributes:
        mine: this process has the window.
        taken: another process has it; neither is true where nobody can tell (a folder that can't be written).
    """

    def __init__(self, file: Path) -> None:
        self.mine = self.taken = False
        self._file = file
        self._descriptor = -1
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            self._descriptor = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
        except OSError:  # what opens the library has words for it
            return
        self.try_again()

    def try_again(self) -> None:
        """Take it if it is free now."""
        try:
            if sys.platform == "win32":
                msvcrt.locking(self._descriptor, msvcrt.LK_NBLCK, 1)
            else:
                fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except (BlockingIOError, PermissionError):
            self.taken = True
        except OSError as exc:  # a file system without locks; Wine gives no reason where one is held
            self.taken = exc.errno == 0
        else:
            self.mine, self.taken = True, False
            with suppress(OSError):
                os.utime(self._file)

    @property
    def is_new(self) -> bool:
        """Whether the process that has it may still be starting."""
        return changed_within(self._file, _STARTING)

    def release(self) -> None:
        """Give it back; a second call does nothing."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
        self._descriptor, self.mine = -1, False


def claim_window(here: Places, wanted: Wanted) -> Claim | None:
    """Be the one window of this library, or have the one there is come forward and open what is wanted.

    Gives the claim, to be kept for as long as the window is open; None where the other window has taken over. One that
    does not answer in ``PATIENCE`` is told of on stderr and gets a second one beside it, for which libraries are made;
    one that is only starting, and has left no note yet, is waited for.
    """
    claim = Claim(here.window_lock)
    until = time.monotonic() + PATIENCE
    while claim.taken:
        from vidstudio.services.second_start.call import Answer, call_window  # noqa: PLC0415 - seldom needed

        answer = call_window(here.window_note, wanted, until)
        if answer is Answer.TAKEN:
            claim.release()
            return None
        if answer is Answer.DECLINED:
            return claim
        if answer is Answer.ABSENT and claim.is_new:
            until = time.monotonic() + PATIENCE
        if time.monotonic() > until:
            _say("The window that is open already does not answer, so another one is opened.")
            return claim
        time.sleep(_PAUSE)
        claim.try_again()
    if claim.mine:
        with suppress(OSError):  # of one that was killed
            here.window_note.unlink(missing_ok=True)
    return claim


def _say(words: str) -> None:
    if sys.stderr is not None:
        sys.stderr.write(f"{words}\n")
