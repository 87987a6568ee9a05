"""What packages of every system say about the program."""

import os
import re
import subprocess
from datetime import UTC, datetime
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

NAME = "vidstudio"
WINDOW_NAME = f"{NAME}w"
"""The program on Windows that opens the window and has no console."""

ID = "io.vidstudio.vidstudio"
"""What the program is called among all others: on macOS, and in software centres."""

PROJECT_ID = f"{ID}.project"
"""What its project files are called among all other kinds of files, on macOS and Windows."""

PROJECT = "vidstudio project"
"""The same for people."""

SUMMARY = "From an idea or a script to a storyboard, a film, and files"
MAKERS = "vidstudio contributors"
CONTACT = f"{MAKERS} <contributors@vidstudio.example>"
HOME = "https://vidstudio.example"
"""Where the project lives. It has no public address yet: an address that is kept free for such a case."""

SCREENSHOT = f"{HOME}/screenshot.png"
"""``resources/screenshot.png``, where software centres can fetch it."""

DESCRIPTION = (
    (
        "An idea or a script becomes a storyboard, the storyboard a film, the film files to hand over: one window, one"
        " local library, no server, no account needed."
    ),
    (
        "Draft pictures are drawn on the spot and can be replaced by your own or by image models; the film is rendered"
        " on this computer with real camera moves, captions, music and narration, and exported to MP4, MOV, WebM and"
        " presets for the places films go."
    ),
)


def version() -> str:
    """The program's."""
    text = (ROOT / "vidstudio" / "__init__.py").read_text("utf-8")
    return next(match[1] for match in re.finditer(r'__version__ = "(.+?)"', text))


def build_time() -> int:
    """Seconds since 1970 that everything built bears, so that the same source gives the same files.

    ``SOURCE_DATE_EPOCH``, else the time of the last commit, else a moment that means nothing.
    """
    named = os.environ.get("SOURCE_DATE_EPOCH", "")
    if named.isdecimal():
        return int(named)
    command = ["git", "-C", str(ROOT), "log", "-1", "--format=%ct"]
    try:
        said = subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
    except (OSError, subprocess.CalledProcessError):
        said = ""
    return int(said) if said.isdecimal() else 1_767_225_600


def build_date() -> datetime:
    """The same as a date."""
    return datetime.fromtimestamp(build_time(), UTC)
