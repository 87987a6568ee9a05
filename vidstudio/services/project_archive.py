"""Project files on the disk: a ZIP with its kind, its document, and its media, which are stored as they are.

Whoever calls has it written beside its place. It is read as what nobody vouches for: every name, count and size in it
is looked at before anything of it is used. As media are never packed, nothing that comes out is larger than the file.
"""

import hashlib
import os
import re
import stat
import struct
import time
import zlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import IO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, ZipFile, ZipInfo

from vidstudio.core.control import Control, Progress
from vidstudio.core.progress import Meter
from vidstudio.core.project_file import MOST_BYTES
from vidstudio.core.wanted import MIME_TYPE
from vidstudio.errors import SourceMissing, SourceUnreadable, StorageRefused
from vidstudio.services.deliver import written

KIND, DOCUMENT = "mimetype", "project.json"
"""The first file, by which the system knows what it has before it, and the second."""

_MEDIUM = re.compile(r"media/[0-9]{1,6}(\.[a-z0-9]{1,10})?")
_CHUNK = 1 << 20
_MOST_LISTED = 8_000_000
"""Bytes of the list of what is in it: some hundred thousand files."""

_DAMAGED = (
    *(BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(struct.error, ValueError, OverflowError, IndexError, KeyError),
)
"""What zipfile says of files that are none, or are damaged."""

_AGAIN = "Copy it again from where it came from."
_CHANGED = "Another program has changed it. Ask for it as vidstudio saved it."


class Copying:
    """Bytes on their way into an archive, or out of it: told with the time left, and stopped when that is asked for."""

    def __init__(self, whole: int, words: str, control: Control) -> None:
        self._words, self._control = words, control
        self._meter, self._done = Meter(max(1, whole), 1.0, time.monotonic()), 0

    def came(self, count: int) -> None:
        """So many more have come; raises ``Canceled``."""
        self._control.check()
        self._done += count
        now = self._meter.at(self._done, time.monotonic())
        self._control.progress(Progress(now.fraction, self._words, now.seconds_left, size=self._done))


def write_archive(file: Path, document: str, media: Mapping[str, Path], control: Control) -> None:
    """Write a whole archive to ``file``, which is not there yet; ``media`` are files by their names in it.

    Nothing in it tells when or where it was made: the same job makes the same bytes. Raises ``SourceMissing`` and
    ``Canceled``, and ``OSError`` for what the system says; what is half written is the caller's to remove.
    """
    copying = Copying(sum(_size(source) for source in media.values()), "Saving the project", control)
    with ZipFile(file, "x") as archive:
        archive.writestr(_entry(KIND), MIME_TYPE)
        archive.writestr(_entry(DOCUMENT, ZIP_DEFLATED), document)
        for name, source in media.items():
            entry = _entry(name)
            entry.file_size = _size(source)  # so that it knows of files beyond 4 GB
            with source.open("rb") as reading, archive.open(entry, "w") as writing:
                while chunk := reading.read(_CHUNK):
                    writing.write(chunk)
                    copying.came(len(chunk))


def _size(source: Path) -> int:
    try:
        return source.stat().st_size
    except OSError as exc:
        raise SourceMissing(
            f"“{source.name}” can't be read: {exc.strerror}.", f"It was looked for in {source.parent}."
        ) from exc


def _entry(name: str, packing: int = ZIP_STORED) -> ZipInfo:
    """Of a plain file anybody may read, from the first day ZIP knows."""
    entry = ZipInfo(name)
    entry.compress_type = packing
    entry.create_system = 3
    entry.external_attr = (stat.S_IFREG | 0o644) << 16
    return entry


class ProjectArchive:
    """An archive whose list was found sound; ``open_archive`` makes it.

    Attributes:
        document: of the project, not looked into.
        media: bytes of each medium, by its name.
    """

    def __init__(self, path: Path, archive: ZipFile) -> None:
        self._path, self._archive = path, archive
        entries = _sound(path, archive.infolist())
        with _reading(path):
            kind = archive.read(entries[KIND])
        if kind != MIME_TYPE.encode():
            raise _no_project(path)
        self.document = self._unpacked(entries[DOCUMENT])
        self.media = {name: entry.file_size for name, entry in entries.items() if name not in {KIND, DOCUMENT}}

    def extract(self, name: str, to: Path, copying: Copying) -> str:
        """Copy a medium to a new file, on the disk itself; gives the SHA-256 of its bytes.

        Raises ``SourceUnreadable``, ``DiskFull``, ``StorageRefused`` and ``Canceled``.
        """
        found = hashlib.sha256()
        with _reading(self._path):
            reading = self._archive.open(name)
        with reading, written(to), to.open("xb") as writing:
            while chunk := self._chunk(reading):
                found.update(chunk)
                writing.write(chunk)
                copying.came(len(chunk))
            writing.flush()
            os.fsync(writing.fileno())
        return found.hexdigest()

    def _chunk(self, reading: IO[bytes]) -> bytes:
        with _reading(self._path):
            return reading.read(_CHUNK)

    def _unpacked(self, entry: ZipInfo) -> bytes:
        """No more than one byte too much of what says that it is small."""
        with _reading(self._path), self._archive.open(entry) as reading:
            return reading.read(MOST_BYTES + 1)


@contextmanager
def open_archive(path: Path) -> Iterator[ProjectArchive]:
    """A project file to read from.

    Raises ``SourceMissing``, ``StorageRefused``, and ``SourceUnreadable`` for what is no project file, is damaged, or
    has anything in it that none has.
    """
    with _reading(path):
        if path.is_dir():
            raise SourceUnreadable(f"“{path.name}” is a folder, not a file.", "Choose a file.")
        _check_list(path)
        archive = ZipFile(path)
    with archive:
        yield ProjectArchive(path, archive)


def _check_list(path: Path) -> None:
    """Raise ``SourceUnreadable`` for a list that would take much memory to read (PKWARE's APPNOTE, 4.3.14 to 4.3.16).

    Ours ends the file, without a remark behind it; that of a file beyond 4 GB has its longer form right before it.
    """
    with path.open("rb") as file:
        size = file.seek(0, os.SEEK_END)
        file.seek(max(0, size - 98))
        tail = file.read(98)
    end = tail[-22:]
    if len(end) < 22 or not end.startswith(b"PK\5\6") or not end.endswith(b"\0\0"):
        raise _no_project(path)
    length = int.from_bytes(end[12:16], "little")
    if tail[-42:-38] == b"PK\6\7":
        if not tail.startswith(b"PK\6\6"):
            raise _no_project(path)
        length = int.from_bytes(tail[40:48], "little")
    if length > _MOST_LISTED:
        raise SourceUnreadable(f"“{path.name}” has too many files in it for a project.", _CHANGED)


def _sound(path: Path, listed: list[ZipInfo]) -> dict[str, ZipInfo]:
    """Entries by their names, if they are those of a project file and nothing else."""
    entries: dict[str, ZipInfo] = {}
    for entry in listed:
        name = entry.orig_filename
        if name not in {KIND, DOCUMENT} and not _MEDIUM.fullmatch(name):
            raise SourceUnreadable(f"“{path.name}” has “{_printable(name)}” in it, which no project has.", _CHANGED)
        if name in entries:
            raise SourceUnreadable(f"“{path.name}” has “{name}” in it twice.", _CHANGED)
        if not _plain(entry):
            raise SourceUnreadable(f"“{path.name}” has “{name}” in it in a way no project has.", _CHANGED)
        entries[name] = entry
    if not {KIND, DOCUMENT} <= entries.keys():
        raise _no_project(path)
    if sum(entry.compress_size for entry in listed) > path.stat().st_size:
        raise SourceUnreadable(f"“{path.name}” is damaged: it has less in it than it says.", _AGAIN)
    return entries


def _plain(entry: ZipInfo) -> bool:
    """Whether it is a file, nothing that leads elsewhere, not encrypted, and stored as it is where it may be large."""
    kind = stat.S_IFMT(entry.external_attr >> 16)
    stored = entry.compress_type == ZIP_STORED and entry.file_size == entry.compress_size
    packed = entry.filename == DOCUMENT and entry.compress_type == ZIP_DEFLATED and entry.file_size <= MOST_BYTES
    small = entry.filename != KIND or entry.file_size == len(MIME_TYPE)
    return kind in {0, stat.S_IFREG} and not entry.flag_bits & 0x41 and (stored or packed) and small


def _printable(name: str) -> str:
    return "".join(letter if letter.isprintable() else "?" for letter in name[:60])


def _no_project(path: Path) -> SourceUnreadable:
    return SourceUnreadable(
        f"“{path.name}” is no project file of vidstudio, or has lost its end on the way.",
        "Choose a file that vidstudio has saved, or copy it again.",
    )


@contextmanager
def _reading(path: Path) -> Iterator[None]:
    """Turn what the system and zipfile say against reading an archive into our errors."""
    try:
        yield
    except FileNotFoundError as exc:
        raise SourceMissing(f"There is no file “{path.name}”.", f"It was looked for in {path.parent}.") from exc
    except _DAMAGED as exc:
        raise SourceUnreadable(f"“{path.name}” is damaged: {str(exc) or 'it ends too soon'}.", _AGAIN) from exc
    except OSError as exc:
        raise StorageRefused(f"“{path.name}” can't be read: {exc.strerror or exc}.", "Check its permissions.") from exc
