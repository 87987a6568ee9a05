"""A program asked one thing: what it says, and that nothing of it is left."""

import sys
import time
from pathlib import Path
from threading import Timer

import psutil
import pytest

from vidstudio.core.control import Control
from vidstudio.errors import Canceled
from vidstudio.services.answer import Answer, answer

SAYS = "import sys; sys.stderr.write('x' * 200_000); sys.exit(3)"
STAYS = """
import pathlib, subprocess, sys, time
child = subprocess.Popen([sys.executable, "-I", "-S", "-c", "import time; time.sleep(600)"])
pathlib.Path(sys.argv[1]).write_text(str(child.pid))
time.sleep(600)
"""


def test_it_is_heard_to_the_end() -> None:
    assert answer([sys.executable, "-I", "-S", "-c", SAYS], Control(), 60) == Answer(3, b"x" * 200_000)


@pytest.mark.parametrize("canceled", [True, False])
def test_nothing_of_it_is_left(tmp_path: Path, canceled: bool) -> None:
    control, file = Control(), tmp_path / "child"
    command = [sys.executable, "-I", "-S", "-c", STAYS, str(file)]
    if canceled:
        timer = Timer(1.0, control.cancel)
        timer.start()
        with pytest.raises(Canceled):
            answer(command, control, 60)
        timer.join()
    else:
        assert answer(command, control, 1.0) == Answer(None)
    child = int(file.read_text())
    until = time.monotonic() + 20
    while _runs(child) and time.monotonic() < until:
        time.sleep(0.02)
    assert not _runs(child)


def test_one_that_is_not_there_is_told() -> None:
    with pytest.raises(OSError, match="nowhere"):
        answer(["/nowhere/ffmpeg"], Control(), 1)


def _runs(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False
