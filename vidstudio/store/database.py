"""Opening the library's file: pragmas, the version it must have, a backup before it is changed."""

import errno
import os
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import UTC, datetime
from pathlib import Path, PurePath
from typing import Any

import peewee
from peewee import SqliteDatabase

from vidstudio.errors import DiskFull, LibraryRefused, StorageRefused
from vidstudio.paths import is_text
from vidstudio.store.migrations import STEPS, VERSION
from vidstudio.store.tables import TABLES, create_tables

BUSY_SECONDS = 10
"""How long a write waits for another window or command before it gives up."""

_ELSEWHERE = "Choose another folder with VIDSTUDIO_HOME."
_PERMISSIONS = "Check the permissions of its folder, or choose another folder with VIDSTUDIO_HOME."

_PRAGMAS = {"journal_mode": "wal", "foreign_keys": 1, "synchronous": "full"}


def open_database(file: Path) -> SqliteDatabase:
    """The database, made new, upgraded or as it is, with the tables bound to it.

    Raises ``LibraryRefused`` for a newer, damaged or foreign file and ``StorageRefused`` where nothing can be written.
    A file that is refused is left as it was.
    """
    if not is_text(file):
        raise StorageRefused(f"The library {file} can't be opened: its name is no text (UTF-8).", _ELSEWHERE)
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        found = _version_of(file)
        if found > VERSION:
            raise LibraryRefused(
                f"The library {file} was made by a newer vidstudio (format {found}, this one knows {VERSION}).",
                "Update vidstudio, or choose another folder with VIDSTUDIO_HOME.",
            )
        if 0 < found < VERSION:
            _back_up(file, found)
        database = _LibraryDatabase(str(file), pragmas=_PRAGMAS, timeout=BUSY_SECONDS, autoconnect=False)
        database.bind(TABLES)
        database.connect()
    except OSError as exc:
        raise StorageRefused(f"The library {file} can't be opened: {exc.strerror}.", _PERMISSIONS) from exc
    except (sqlite3.DatabaseError, peewee.PeeweeException) as exc:
        raise _refusal(file, exc) from exc
    try:
        _bring_up_to_date(database)
    except BaseException:
        database.close()
        raise
    return database


class _LibraryDatabase(SqliteDatabase):
    """Says what the system holds against a read or a write (a full disk, a lock, damage) in our words."""

    def execute_sql(self, sql: str, params: Any = None) -> Any:
        with self._refusals():
            return SqliteDatabase.execute_sql(self, sql, params)

    def begin(self, lock_type: str | None = None) -> None:
        with self._refusals():
            super().begin(lock_type)

    def commit(self) -> None:
        with self._refusals():
            super().commit()

    def rollback(self) -> None:
        if SqliteDatabase.connection(self).in_transaction:  # a full disk has rolled it back already
            super().rollback()

    @contextmanager
    def _refusals(self) -> Iterator[None]:
        try:
            yield
        except (peewee.OperationalError, peewee.DatabaseError) as exc:
            if isinstance(exc, (peewee.IntegrityError, peewee.ProgrammingError, peewee.DataError)):
                raise  # a mistake of ours
            raise _refusal(Path(self.database), exc) from exc


def _version_of(file: Path) -> int:
    """The format of the file: 0 for none yet, 1 for a library from before formats were numbered."""
    if file.is_dir():
        raise IsADirectoryError(errno.EISDIR, os.strerror(errno.EISDIR))
    if not file.exists() or not file.stat().st_size:
        return 0
    written_ahead = file.with_name(f"{file.name}-wal").exists()
    mode = "mode=ro" if written_ahead else "mode=ro&immutable=1"  # leaves no file beside it
    with closing(sqlite3.connect(f"{_address(file.absolute())}?{mode}", uri=True, timeout=BUSY_SECONDS)) as connection:
        version = int(connection.execute("PRAGMA user_version").fetchone()[0])
        tables = {name for (name,) in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    if tables and not {"job", "scene"} <= tables:
        raise LibraryRefused(
            f"The file {file} is a database of another program.", "Move it away, or choose another folder."
        )
    return version or (1 if tables else 0)


def _address(file: PurePath) -> str:
    """As SQLite has it, which takes no server's name before a path on a network share of Windows."""
    address = file.as_uri()
    return address if address.startswith("file:///") else address.replace("file:", "file://", 1)


def _back_up(file: Path, version: int) -> None:
    """A copy beside the library, whole even while another process has it open."""
    stamp = datetime.now(UTC).strftime("%Y%m%d-%H%M%S")
    copy = file.with_name(f"{file.stem}-format{version}-{stamp}.backup.db")
    try:
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
    except BaseException:
        copy.unlink(missing_ok=True)
        raise


def _bring_up_to_date(database: SqliteDatabase) -> None:
    """Make a new file's tables, or take an older file's steps, all in one transaction each."""
    with database.atomic("IMMEDIATE"):
        found = int(database.user_version)
        if found == VERSION:
            return
        if not found and not database.table_exists("job"):
            create_tables(database)
            database.user_version = VERSION
            return
        for version in range(max(found, 1), VERSION):
            STEPS[version](database)
            database.user_version = version + 1


def _refusal(file: Path, exc: Exception) -> LibraryRefused | StorageRefused | DiskFull:
    """What the database says, in words a creator can act on."""
    text = str(exc)
    if "locked" in text:
        return LibraryRefused(
            f"The library {file} is in use.", "Wait for the other vidstudio to finish, then try again."
        )
    if any(sign in text for sign in ("readonly", "unable to open", "disk I/O")):
        return StorageRefused(f"The library {file} can't be written.", _PERMISSIONS)
    if "full" in text:
        return DiskFull(
            f"There is no room on the disk for the library {file}.",
            "Free some space and try again, or choose another folder with VIDSTUDIO_HOME.",
        )
    return LibraryRefused(
        f"The library {file} is damaged or no library: {text}.",
        "Put a backup in its place, or move it away to start anew.",
    )
