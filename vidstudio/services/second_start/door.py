"""The open window's end of the line: where it listens, and what it understands."""

import json
import os
import socket
from contextlib import suppress
from hmac import compare_digest
from pathlib import Path

from vidstudio.core.second_start import SecondStart, read_second_start
from vidstudio.errors import InputRefused
from vidstudio.services.second_start.note import HOST, Note, write_note

LONGEST = 64 * 1024
"""Bytes of a message."""


class Door:
    """A place to listen at, and the note that leads there; close it before the window is gone.

    Raises:
        OSError: nobody can listen here, or the note can't be written.
    """

    def __init__(self, note_file: Path) -> None:
        self.listener = socket.create_server((HOST, 0), backlog=16)
        self.listener.setblocking(False)
        self._secret = os.urandom(32).hex()
        self._note_file = note_file
        try:
            write_note(note_file, Note(self.listener.getsockname()[1], self._secret, os.getpid()))
        except OSError:
            self.listener.close()
            raise

    def understand(self, message: bytes) -> SecondStart:
        """What a caller says; raises ``InputRefused`` for one who does not know the secret, and for what is unknown."""
        try:
            document = json.loads(message)
        except (ValueError, RecursionError) as exc:
            raise InputRefused("The message can't be read.") from exc
        secret = document.get("secret") if isinstance(document, dict) else None
        if not isinstance(secret, str) or not compare_digest(secret.encode("utf-8", "replace"), self._secret.encode()):
            raise InputRefused("The caller is not the owner of the library.")
        return read_second_start(document)

    def close(self) -> None:
        """Listen no more; a second call does nothing."""
        if self.listener.fileno() >= 0:
            with suppress(OSError):
                self._note_file.unlink(missing_ok=True)
            self.listener.close()


def answer(*, taken: bool) -> bytes:
    """What the caller is told."""
    return json.dumps({"taken": taken}).encode() + b"\n"
