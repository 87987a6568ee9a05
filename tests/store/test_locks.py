"""Who is at work on what."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from vidstudio.errors import NotReady, StorageRefused
from vidstudio.store.locks import Locks

HOLDER = """
import sys, time
from pathlib import Path
from vidstudio.store.locks import Locks
lock = Locks(Path(sys.argv[1])).take("render-4", "")
print("taken", flush=True)
time.sleep(600)
"""


def test_a_lock_is_for_one_and_its_file_goes_with_it(tmp_path: Path) -> None:
    locks = Locks(tmp_path)
    lock = locks.take("render-4", "")
    with pytest.raises(NotReady, match="Job 4 is being rendered") as error:
        Locks(tmp_path).take("render-4", "Job 4 is being rendered.")
    assert "Wait" in error.value.hint
    assert locks.held("render") == {"render-4"}
    assert locks.held("export") == set()
    lock.release()
    lock.release()
    assert list(tmp_path.iterdir()) == []
    with locks.hold("render-4", ""), locks.hold("render-5", ""):
        assert locks.abandoned() == []
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("kill", [True, False])
def test_a_lock_of_a_dead_process_is_found(tmp_path: Path, kill: bool) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDER, tmp_path], stdout=subprocess.PIPE) as holder:
        try:
            assert holder.stdout is not None
            assert holder.stdout.readline().strip() == b"taken"
            assert Locks(tmp_path).abandoned() == []
            with pytest.raises(NotReady):
                Locks(tmp_path).take("render-4", "")
        finally:
            (holder.kill if kill else holder.terminate)()
    (left,) = Locks(tmp_path).abandoned()
    assert left.name == "render-4"
    left.release()
    assert Locks(tmp_path).abandoned() == []


def test_no_folder_no_locks(tmp_path: Path) -> None:
    locks = Locks(tmp_path / "missing")
    assert (locks.abandoned(), locks.held("render")) == ([], set())
    assert not (tmp_path / "missing").exists()


def test_a_name_is_no_path(tmp_path: Path) -> None:
    with pytest.raises(ValueError, match="a/b"):
        Locks(tmp_path).take("../a/b", "")


def test_a_folder_that_can_not_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StorageRefused, match=f"locks{os.sep}?") as error:
        Locks(tmp_path / "file" / "locks").take("render-4", "")
    assert "permissions" in error.value.hint
