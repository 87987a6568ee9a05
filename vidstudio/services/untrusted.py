"""Looking into files that come from elsewhere, in a process of its own: what breaks libav breaks that process alone."""

import json
import subprocess
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from vidstudio.core.media import AudioFacts, MediaFacts
from vidstudio.errors import SourceUnreadable
from vidstudio.services.ffmpeg import NO_WINDOW
from vidstudio.services.looking import SECONDS
from vidstudio.services.own_process import own_command
from vidstudio.services.reasons import read_reason
from vidstudio.services.tied import tied

_HINT = "It may be damaged. Convert it with another program first, or choose another file."
_FRACTIONS = ("sample_aspect_ratio", "fps")


def probe_untrusted(path: Path) -> MediaFacts:
    """The facts of a film; raises as ``services.probe.probe`` does, and for a file that takes too much to read.

    A file that has not changed since is not looked into again: a process each time would hold up a film of many clips.
    """
    return _facts(path.absolute(), *_state(path))


@lru_cache(maxsize=256)
def _facts(path: Path, _size: int, _changed_at: int) -> MediaFacts:
    data = json.loads(_looked("film", path))
    return MediaFacts(**{**data, **{name: Fraction(data[name]) for name in _FRACTIONS}})


def probe_audio_untrusted(path: Path) -> AudioFacts:
    """The facts of a sound file; raises likewise."""
    return AudioFacts(**json.loads(_looked("sound", path)))


def poster_untrusted(path: Path, seconds: float) -> bytes:
    """A PNG that stands for a clip so long; raises likewise."""
    return _looked("poster", path, str(seconds))


def _state(path: Path) -> tuple[int, int]:
    try:
        state = path.stat()
    except (OSError, ValueError):  # told by the process that looks
        return 0, 0
    return state.st_size, state.st_mtime_ns


def _looked(what: str, path: Path, *rest: str) -> bytes:
    try:
        done = subprocess.run(
            tied(own_command("look", what, str(path.absolute()), *rest)),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS,
            check=False,
            creationflags=NO_WINDOW,
        )
    except subprocess.TimeoutExpired as exc:
        raise SourceUnreadable(f"“{path.name}” takes too long to read.", _HINT) from exc
    except (OSError, ValueError) as exc:  # a name the system itself refuses
        raise SourceUnreadable(f"“{path.name}” can't be read: {exc}.", _HINT) from exc
    refused = read_reason(done.returncode, done.stderr.decode("utf-8", "replace").strip().splitlines())
    if refused:
        raise refused
    if done.returncode or not done.stdout:
        raise SourceUnreadable(f"“{path.name}” can't be read: it asks for too much.", _HINT)
    return done.stdout
