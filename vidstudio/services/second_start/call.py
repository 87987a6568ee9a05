"""The second start's end of the line: one message, one answer."""

import json
import os
import socket
import sys
import time
from enum import Enum, auto
from pathlib import Path

from vidstudio.core.second_start import SecondStart
from vidstudio.core.wanted import Wanted
from vidstudio.services.second_start.note import HOST, Note, read_note

SCREENS = ("DISPLAY", "WAYLAND_DISPLAY")
_ACTIVATION = ("XDG_ACTIVATION_TOKEN", "DESKTOP_STARTUP_ID")
_LONGEST = 4096
"""Bytes of an answer."""


class Answer(Enum):
    """How the open window has answered; ``ABSENT`` where it does not listen yet, or no more."""

    TAKEN = auto()
    DECLINED = auto()
    NONE = auto()
    ABSENT = auto()


def call_window(note_file: Path, wanted: Wanted, until: float) -> Answer:
    """Tell the window of a note what to open; waits for its answer until that moment of the monotonic clock."""
    note = read_note(note_file)
    if note is None:
        return Answer.ABSENT
    try:
        with socket.create_connection((HOST, note.port), timeout=_left(until)) as line:
            _let_come_forward(note)
            line.sendall(_message(note, wanted))
            answer = _heard(line, until)
    except OSError:
        return Answer.NONE
    if answer is None:
        return Answer.NONE
    return Answer.TAKEN if answer else Answer.DECLINED


def _message(note: Note, wanted: Wanted) -> bytes:
    screens = tuple((name, value) for name in SCREENS if (value := os.environ.get(name, "")))
    activation = next((value for name in _ACTIVATION if (value := os.environ.get(name, ""))), "")
    told = SecondStart(wanted, screens, activation)
    return json.dumps({"secret": note.secret, **told.document()}).encode() + b"\n"


def _heard(line: socket.socket, until: float) -> bool | None:
    """Whether the window has taken over, None where it says nothing that can be read."""
    heard = b""
    while not heard.endswith(b"\n") and len(heard) < _LONGEST:
        line.settimeout(_left(until))
        piece = line.recv(_LONGEST)
        if not piece:
            break
        heard += piece
    try:
        taken = json.loads(heard)["taken"]
    except (ValueError, TypeError, KeyError):
        return None
    return taken if isinstance(taken, bool) else None


def _left(until: float) -> float:
    return max(0.05, until - time.monotonic())


def _let_come_forward(note: Note) -> None:
    """Windows lets a program come to the front if the one that is there says so."""
    if sys.platform == "win32":
        import ctypes  # noqa: PLC0415 - Windows alone

        ctypes.windll.user32.AllowSetForegroundWindow(note.process)
