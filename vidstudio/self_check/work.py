"""A studio to try parts with, in the home that is there for it, and a film of a second."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.paths import places
from vidstudio.self_check.parts import Broken
from vidstudio.services.ffmpeg import NO_WINDOW, find_ffmpeg
from vidstudio.settings import load_settings
from vidstudio.store.library import Library, directly
from vidstudio.studio.context import Studio
from vidstudio.studio.jobs import NewJob, create_job

FRAMES = 25

_SCRIPT = "# Self-check\n\n## 1. A fox (1 s)\nA fox walks through the snow.\n"


@contextmanager
def a_studio() -> Iterator[Studio]:
    """Everything that commands work with, with an empty library."""
    here = places()
    with Library(here.database) as library:
        yield Studio(directly(library), here, load_settings(here))


def a_job(studio: Studio) -> Job:
    """One scene of a second with a draft picture."""
    return create_job(studio, NewJob(_SCRIPT, is_script=True), Control())


def a_second(file: Path) -> Path:
    """Encode a second of picture and sound as films are, H.264 and AAC."""
    sources = ["-f", "lavfi", "-i", f"testsrc2=size=320x180:rate={FRAMES}", "-f", "lavfi", "-i", "sine=frequency=440"]
    codecs = ["-t", "1", "-c:v", "libx264", "-pix_fmt", "yuv420p", "-c:a", "aac", "-movflags", "+faststart"]
    file.parent.mkdir(parents=True, exist_ok=True)
    command = [find_ffmpeg(), "-v", "error", "-nostdin", "-y", *sources, *codecs, str(file)]
    done = subprocess.run(command, capture_output=True, text=True, check=False, creationflags=NO_WINDOW)
    if done.returncode:
        raise Broken(f"ffmpeg ended with {done.returncode}: {done.stderr}")
    return file
