"""What a program says that is asked one thing: it is watched for Cancel and for its time, and never left running."""

import subprocess
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass

from vidstudio.core.control import Control
from vidstudio.services.child_group import ChildGroup
from vidstudio.services.ffmpeg import NO_WINDOW
from vidstudio.services.tied import tied

_LOOK_EVERY = 0.1


@dataclass(frozen=True, slots=True)
class Answer:
    """How it ended, None if it had to be ended, and what it said on stderr."""

    code: int | None
    said: bytes = b""


def answer(command: Sequence[str], control: Control, patience: float) -> Answer:
    """Run a program to its end, for no more than ``patience`` seconds.

    Raises ``Canceled``, and ``OSError`` or ``ValueError`` where it does not start.
    """
    process = subprocess.Popen(
        tied(command),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        start_new_session=True,
        creationflags=NO_WINDOW,
    )
    group = ChildGroup(process.pid)
    until = time.monotonic() + patience
    try:
        while time.monotonic() < until:
            control.check()
            with suppress(subprocess.TimeoutExpired):
                said = process.communicate(timeout=_LOOK_EVERY)[1]
                return Answer(process.returncode, said)
        return Answer(None)
    finally:
        group.close()
        process.wait()
        if process.stderr is not None:
            process.stderr.close()
