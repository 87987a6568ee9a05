"""A virtual screen that a window is tried on, and pictures of it."""

import shutil
import subprocess
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from installer.trials import Failed

_SIZE = "1280x800"
_SEEN_BYTES = 30_000
"""A picture of the screen with a window in it has more."""

_PATIENCE = 90.0
"""Seconds until a window is there."""


@contextmanager
def screen() -> Iterator[str]:
    """A new screen's name for ``DISPLAY``; empty where none can be had."""
    if shutil.which("Xvfb") is None:
        yield ""
        return
    command = ["Xvfb", "-displayfd", "1", "-screen", "0", f"{_SIZE}x24"]
    server = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    try:
        number = server.stdout.readline().strip() if server.stdout else ""
        yield f":{number}" if number else ""
    finally:
        server.terminate()
        server.wait(20)


def photographed(ffmpeg: Path, display: str, picture: Path, ended: Callable[[], str]) -> None:
    """Wait for a window and take its picture, once it had time to fill; ``ended`` says why none will come any more."""
    picture.unlink(missing_ok=True)
    begun = time.monotonic()
    while not _taken(ffmpeg, display, picture) or picture.stat().st_size < _SEEN_BYTES:
        if (why := ended()) or time.monotonic() - begun > _PATIENCE:
            raise Failed(f"no window: {why or f'the screen was empty for {_PATIENCE:.0f} seconds'}")
        time.sleep(1)
    time.sleep(3)
    _taken(ffmpeg, display, picture)


def _taken(ffmpeg: Path, display: str, picture: Path) -> bool:
    grab = ["-f", "x11grab", "-video_size", _SIZE, "-i", display, "-frames:v", "1", "-update", "1", str(picture)]
    command = [str(ffmpeg), "-v", "error", "-nostdin", "-y", *grab]
    return subprocess.run(command, capture_output=True, check=False).returncode == 0
