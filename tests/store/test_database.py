"""Opening the library's file, and refusing what is none."""

import os
import sqlite3
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath

import pytest

from tests.factories import dump, refusal, stored_job
from tests.small_disk import small_disk
from vidstudio.errors import DiskFull, LibraryRefused, NotFound, StorageRefused, VidstudioError
from vidstudio.store import database as module
from vidstudio.store.database import _address
from vidstudio.store.library import Library
from vidstudio.store.migrations import VERSION

WRITER = """
import sys
from pathlib import Path, PurePath, PurePosixPath, PureWindowsPath
from vidstudio.store.library import Library
with Library(Path(sys.argv[1])) as library:
    for _ in range(int(sys.argv[2])):
        library.jobs.add_download(1)
"""


def ask(file: Path, pragma: str) -> object:
    with closing(sqlite3.connect(file)) as connection:
        return connection.execute(f"PRAGMA {pragma}").fetchone()[0]


def refused(file: Path) -> VidstudioError:
    with pytest.raises((LibraryRefused, StorageRefused)) as error, Library(file):
        pass
    return error.value


def test_a_new_library_has_its_version_and_writes_ahead(database: Path) -> None:
    with Library(database) as library:
        assert library._database.foreign_keys == 1
        assert library._database.synchronous == 2
        assert library.jobs.summaries() == ()
    assert ask(database, "user_version") == VERSION
    assert ask(database, "journal_mode") == "wal"
    assert ask(database, "integrity_check") == "ok"


def test_foreign_keys_hold(library: Library) -> None:
    with pytest.raises(NotFound):
        library.generations.refine_free(99, None, "A description", None)
    with pytest.raises(Exception, match="FOREIGN KEY"):
        library._database.execute_sql("INSERT INTO asset VALUES (1, 99, '', '', '', 1, '')")


def test_a_missing_folder_is_made(tmp_path: Path) -> None:
    with Library(tmp_path / "a" / "ü 🎬" / "library.db") as library:
        assert stored_job(library).id == 1


def test_opening_again_changes_nothing(database: Path) -> None:
    with Library(database) as library:
        stored_job(library)
    before = dump(database)
    with Library(database), Library(database):
        pass
    assert dump(database) == before
    assert not list(database.parent.glob("*.backup.db"))


def test_a_newer_library_is_refused_and_left_as_it_was(database: Path) -> None:
    with Library(database) as library:
        stored_job(library)
    with closing(sqlite3.connect(database)) as connection:
        connection.execute(f"PRAGMA user_version = {VERSION + 1}")
    bytes_before, files_before = database.read_bytes(), sorted(database.parent.iterdir())
    error = refused(database)
    assert isinstance(error, LibraryRefused)
    assert "made by a newer vidstudio" in error.message
    assert database.read_bytes() == bytes_before
    assert sorted(database.parent.iterdir()) == files_before


@pytest.mark.parametrize("tables", [("bookmarks",), ("job",), ("scene", "other")])
def test_a_database_of_another_program_is_refused(database: Path, tables: tuple[str, ...]) -> None:
    with closing(sqlite3.connect(database)) as connection:
        for table in tables:
            connection.execute(f"CREATE TABLE {table} (id INTEGER)")
        connection.execute("PRAGMA user_version = 1")
    before = database.read_bytes()
    assert "another program" in refused(database).message
    assert database.read_bytes() == before


@pytest.mark.parametrize("content", [b"hello, this is no database at all" * 40, b"SQLite format 3\0" + b"\xff" * 4000])
def test_a_damaged_file_is_refused_and_left_as_it_was(database: Path, content: bytes) -> None:
    database.write_bytes(content)
    error = refused(database)
    assert "damaged or no library" in error.message
    assert "backup" in error.hint
    assert database.read_bytes() == content


@pytest.mark.parametrize(
    ("file", "address"),
    [
        (PurePosixPath("/films/müller/a b.db"), "file:///films/m%C3%BCller/a%20b.db"),
        (PureWindowsPath(r"C:\Films\library.db"), "file:///C:/Films/library.db"),
        (PureWindowsPath(r"\\server\share\library.db"), "file:////server/share/library.db"),
    ],
)
def test_a_library_has_an_address_for_sqlite_wherever_it_is(file: PurePath, address: str) -> None:
    assert _address(file) == address


def test_an_empty_file_becomes_a_library(database: Path) -> None:
    database.touch()
    with Library(database) as library:
        assert stored_job(library).id == 1


def test_a_folder_in_its_place_is_refused(database: Path) -> None:
    database.mkdir()
    assert isinstance(refused(database), StorageRefused)
    database.rmdir()
    database.write_text("no folder")
    assert isinstance(refused(database / "library.db"), StorageRefused)


@contextmanager
def as_nobody() -> Iterator[Path]:
    """A folder that may be read and not written; whoever runs the tests is nobody in particular meanwhile."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        folder.chmod(0o755)
        yield folder


@pytest.mark.skipif(not hasattr(os, "geteuid"), reason="rights of folders are another thing on Windows")
@pytest.mark.parametrize("exists", [True, False])
def test_a_folder_that_may_not_be_written_is_told(exists: bool) -> None:
    with as_nobody() as folder:
        file = folder / "library.db"
        if exists:
            with Library(file):
                pass
            file.chmod(0o444)
        folder.chmod(0o555)
        me = os.geteuid()
        try:
            if me == 0:
                os.seteuid(65534)
            error = refused(file)
        finally:
            if me == 0:
                os.seteuid(0)
            folder.chmod(0o755)
    assert isinstance(error, StorageRefused)
    assert str(file) in error.message
    assert "permissions" in error.hint


def test_a_locked_library_is_told(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with Library(database) as library:
        stored_job(library)
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    with closing(sqlite3.connect(database, isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        assert "is in use" in refused(database).message
        other.execute("ROLLBACK")


def test_a_write_against_a_lock_is_told_and_works_later(database: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "BUSY_SECONDS", 0.05)
    with Library(database) as library, closing(sqlite3.connect(database, isolation_level=None)) as other:
        job = stored_job(library)
        other.execute("BEGIN IMMEDIATE")
        with pytest.raises(LibraryRefused, match="is in use"):
            library.jobs.rename(job.id, "Egret")
        assert library.jobs.get(job.id).title == "Heron"
        other.execute("ROLLBACK")
        assert library.jobs.rename(job.id, "Egret").title == "Egret"


def test_a_full_disk_is_told_and_leaves_the_library_as_it_was(tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk", "1m") as disk:
        with Library(disk / "library.db") as library:
            job = stored_job(library)
            with pytest.raises(DiskFull, match="no room on the disk") as error:
                library.jobs.rename(job.id, "x" * 2_000_000)
            assert "Free some space" in refusal(error.value)
            assert library.jobs.get(job.id).id == job.id
        with Library(disk / "library.db") as library:
            assert len(library.jobs.get(job.id).scenes) == 3


def test_two_processes_write_at_the_same_time(database: Path) -> None:
    with Library(database) as library:
        stored_job(library)
    writers = [subprocess.Popen([sys.executable, "-c", WRITER, str(database), "60"]) for _ in range(2)]
    with Library(database) as library:
        before = library.revision()
        for _ in range(60):
            library.jobs.add_download(1)
        assert [writer.wait(60) for writer in writers] == [0, 0]
        assert library.jobs.get(1).download_count == 180
        assert library.revision() != before


def test_a_half_written_transaction_of_a_killed_process_is_gone(database: Path) -> None:
    with Library(database) as library:
        stored_job(library)
    before = dump(database)
    script = (
        "import os, sqlite3, sys; c = sqlite3.connect(sys.argv[1], isolation_level=None);"
        "c.execute('BEGIN IMMEDIATE'); c.execute(\"UPDATE job SET title = 'half'\"); os.kill(os.getpid(), 9)"
    )
    assert subprocess.run([sys.executable, "-c", script, str(database)], check=False).returncode == -9
    with Library(database) as library:
        assert library.jobs.get(1).title == "Heron"
    assert dump(database) == before
