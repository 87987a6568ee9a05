"""A virtual X screen of a test's own, gone with the test."""

import os
import select
import shutil
import subprocess
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

import pytest

PATIENCE = 30.0
"""Seconds Xvfb may take to say which display it is."""


def skip_without_tools() -> None:
    """Skip the running test where there is no virtual screen, or nobody to press its keys."""
    missing = [tool for tool in ("Xvfb", "xdotool") if shutil.which(tool) is None]
    if missing:
        pytest.skip(f"{' and '.join(missing)} not installed: no virtual X screen to drive the window on")


@contextmanager
def virtual_screen(size: tuple[int, int] = (1280, 800), without: Sequence[str] = ()) -> Iterator[str]:
    """The ``DISPLAY`` of a fresh screen of that many pixels; Xvfb chooses a free number by itself.

    ``without`` are extensions of the X server that a poorer one does not have.
    """
    reading, writing = os.pipe()
    shape = f"{size[0]}x{size[1]}x24"
    command = ["Xvfb", "-displayfd", str(writing), "-screen", "0", shape, "-nolisten", "tcp", "-noreset"]
    command += [word for extension in without for word in ("-extension", extension)]
    process = subprocess.Popen(
        command, pass_fds=(writing,), stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    os.close(writing)
    try:
        yield f":{_first_line(reading)}"
    finally:
        os.close(reading)
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _first_line(reading: int) -> str:
    told = b""
    while not told.endswith(b"\n"):
        ready, _, _ = select.select([reading], [], [], PATIENCE)
        piece = os.read(reading, 64) if ready else b""
        if not piece:
            raise RuntimeError("Xvfb did not start")
        told += piece
    return told.decode().strip()
