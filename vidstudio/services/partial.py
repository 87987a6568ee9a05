"""A file that is still coming from a server, and what that server said of it, kept beside it to go on from there."""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import BinaryIO

FILM, NOTE, LOCK = ".film", ".json", ".lock"
"""Endings of a fetch's three files: what has come, what the server said, and who is at work on it."""


@dataclass(frozen=True, slots=True)
class Version:
    """One state of the file at the server.

    Attributes:
        etag, modified: as the server names it and its time, empty where it does not.
        length: bytes, None where it does not say.
    """

    etag: str = ""
    modified: str = ""
    length: int | None = None

    @property
    def condition(self) -> str:
        """What to ask the rest by: only of this very file. Empty if nothing tells it from another one."""
        return self.modified if self.etag.startswith("W/") else self.etag or self.modified


class Partial:
    """The file, and a note beside it; a note that can't be read counts as none."""

    def __init__(self, file: Path) -> None:
        self._file, self._note = file, file.with_suffix(NOTE)
        self.version = self._noted()

    @property
    def have(self) -> int:
        """Bytes that have come."""
        try:
            return self._file.stat().st_size
        except FileNotFoundError:
            return 0

    def begin(self, version: Version) -> None:
        """Begin anew.

        A new file, never the old one emptied: that may have another name by now, as the finished film.
        """
        self.forget()
        self._note.write_text(json.dumps(asdict(version)), "utf-8")
        self._file.touch(exist_ok=False)
        self.version = version

    def open(self) -> BinaryIO:
        """Where to write on; flush each piece, so that all that has come survives a kill."""
        return self._file.open("ab")

    def forget(self) -> None:
        """Take both files away."""
        for path in (self._note, self._file):
            path.unlink(missing_ok=True)
        self.version = Version()

    def hand_over(self, output: Path) -> None:
        """Give the whole file another name too, so that a kill right now loses nothing of it."""
        try:
            output.hardlink_to(self._file)
        except OSError:  # a file system with one name for each file
            self._file.replace(output)
            self._note.unlink(missing_ok=True)

    def _noted(self) -> Version:
        with suppress(OSError, ValueError, TypeError):
            return Version(**json.loads(self._note.read_text("utf-8")))
        return Version()
