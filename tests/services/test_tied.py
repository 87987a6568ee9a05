"""A child ends when the program that started it is killed."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from vidstudio.services.tied import _launcher, tied

_CHILD = "import time; time.sleep(60)"
_PARENT = f"""
import subprocess, sys, time
from vidstudio.services.tied import tied
child = subprocess.Popen(tied([sys.executable, "-c", "{_CHILD}"]))
print(child.pid, flush=True)
time.sleep(60)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
def test_a_child_ends_with_a_killed_parent() -> None:
    parent = subprocess.Popen([sys.executable, "-c", _PARENT], stdout=subprocess.PIPE, text=True)
    assert parent.stdout is not None
    child = int(parent.stdout.readline())
    deadline = time.monotonic() + 20
    while _command(child) != [sys.executable, "-c", _CHILD] and time.monotonic() < deadline:
        time.sleep(0.01)  # it is not tied before it has become that, and has its parent's name until it is setpriv
    assert _runs(child)
    parent.send_signal(signal.SIGKILL)
    parent.wait()
    parent.stdout.close()
    deadline = time.monotonic() + 20
    while _runs(child) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not _runs(child)


def test_a_program_that_is_not_there_is_left_as_it_is() -> None:
    assert tied(["/nowhere/ffmpeg", "-version"]) == ("/nowhere/ffmpeg", "-version")


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells children of their parent's death")
@pytest.mark.parametrize(("does", "patience", "kept"), [("exit 1", 60, False), ("exec sleep 60", 0.2, True)])
def test_a_launcher_that_can_not_do_it_is_left_out_but_not_a_slow_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, does: str, patience: float, kept: bool
) -> None:
    setpriv = tmp_path / "setpriv"
    setpriv.write_text(f"#!/bin/sh\n{does}\n")
    setpriv.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)
    monkeypatch.setattr("vidstudio.services.tied._PATIENCE", patience)
    _launcher.cache_clear()
    try:
        assert (tied([sys.executable])[0] == str(setpriv)) is kept
    finally:
        _launcher.cache_clear()


def _command(pid: int) -> list[str]:
    return Path(f"/proc/{pid}/cmdline").read_text("utf-8", "replace").split("\0")[:-1]


def _runs(pid: int) -> bool:
    try:
        stat = Path(f"/proc/{pid}/stat").read_text("ascii", "replace")
        return stat.rpartition(")")[2].split()[0] != "Z"
    except OSError:
        return False
