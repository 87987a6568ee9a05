"""What conftest.py promises to every test."""

import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import keyring
import pytest

LEAKS = """
import socket, subprocess, threading, time
from PySide6.QtCore import QTimer
kept = []

def test_thread():
    threading.Thread(target=time.sleep, args=(9,), daemon=True).start()

def test_process():
    kept.append(subprocess.Popen(["sleep", "9"]))

def test_timer(qtbot):
    kept.append(QTimer())
    kept[-1].start(20_000)

def test_clean(qtbot):
    timer = QTimer()
    timer.start(20_000)
    timer.deleteLater()
    kept.append(timer)
    subprocess.run(["true"])
    thread = threading.Thread(target=time.sleep, args=(0.01,))
    thread.start()
"""


def test_the_home_is_a_folder_of_this_test(home: Path, tmp_path: Path) -> None:
    assert os.environ["VIDSTUDIO_HOME"] == str(home)
    assert home.parent == tmp_path
    assert not home.exists()


@pytest.mark.parametrize("turn", [1, 2])
def test_passwords_live_as_long_as_one_test(turn: int) -> None:
    assert keyring.get_password("vidstudio", "token") is None
    keyring.set_password("vidstudio", "token", f"secret {turn}")
    assert keyring.get_password("vidstudio", "token") == f"secret {turn}"


@pytest.mark.parametrize("address", ["192.0.2.1", "an.example", b"an.example"])
def test_the_network_is_refused(address: str) -> None:
    with pytest.raises(pytest.fail.Exception, match="reached for the network"):
        socket.create_connection((address, 80), timeout=1)


def test_loopback_is_allowed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as server, socket.create_connection(server.getsockname()) as client:
        assert client.getpeername() == server.getsockname()


@pytest.mark.slow
@pytest.mark.skipif(sys.platform != "linux", reason="child processes are looked up in /proc")
def test_what_a_test_leaves_behind_fails_it(tmp_path: Path) -> None:
    shutil.copy(Path(__file__).with_name("conftest.py"), tmp_path / "conftest.py")
    (tmp_path / "test_leaks.py").write_text(LEAKS)
    root = Path(__file__).resolve().parent.parent
    pytest_here = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", os.devnull, "--rootdir=."]
    done = subprocess.run(
        [*pytest_here, "test_leaks.py"],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(root)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 1, done.stdout + done.stderr
    assert "4 passed, 3 errors" in done.stdout
    assert all(f"test_{what} - Failed: This test left behind" in done.stdout for what in ("thread", "process", "timer"))
