"""Which ffmpeg is used, whether it is fit for the work, and what its errors mean."""

import logging
import os
import re
import signal
import subprocess
import sys
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path

import imageio_ffmpeg  # type: ignore[import-untyped]

from vidstudio.core.encoders import encoder_names
from vidstudio.core.preset import Preset
from vidstudio.errors import (
    DiskFull,
    FfmpegUnusable,
    ProcessFailed,
    SourceMissing,
    SourceUnreadable,
    StorageRefused,
    VidstudioError,
)
from vidstudio.services.reasons import read_reason
from vidstudio.services.search_path import on_path

ENCODERS = ("libx264", "libvpx-vp9", "aac", "libopus")
"""What the formats of an export need."""

NO_WINDOW: int = getattr(subprocess, "CREATE_NO_WINDOW", 0)
"""Creation flag that keeps a console window from flashing up on Windows; 0 elsewhere."""

_VARIABLE = "VIDSTUDIO_FFMPEG"
_PATIENCE = 20.0
"""Seconds a healthy ffmpeg never needs to tell its version, not even on a cold disk under a virus scanner."""

_log = logging.getLogger(__name__)


def find_ffmpeg(named: str = "", environ: Mapping[str, str] = os.environ) -> str:
    """Path of a working ffmpeg: the one in the settings, in ``VIDSTUDIO_FFMPEG``, the bundled one, one on the PATH.

    One that somebody named is used or refused, never replaced by another in silence.

    Raises:
        FfmpegUnusable: the named one does not work, or there is none at all.
    """
    # The third name is that of the package with the bundled ffmpeg, which takes it without looking whether it runs.
    wishes = {"the settings": named, _VARIABLE: environ.get(_VARIABLE, "")}
    wishes["IMAGEIO_FFMPEG_EXE"] = environ.get("IMAGEIO_FFMPEG_EXE", "")
    for where, wish in wishes.items():
        if wish:
            return _named(wish, where)
    return _bundled() or _on_path()


def version(ffmpeg: str) -> str:
    """First line of what ``ffmpeg -version`` prints. Raises ``FfmpegUnusable``."""
    return _identify(ffmpeg, _changed(ffmpeg))


def require_encoders(ffmpeg: str, preset: Preset) -> None:
    """Raise ``FfmpegUnusable`` unless this ffmpeg has what a preset needs."""
    missing = [name for name in encoder_names(preset) if name not in encoders(ffmpeg)]
    if missing:
        raise FfmpegUnusable(
            f"This ffmpeg was built without {', '.join(missing)}.", "Choose another codec, or another ffmpeg."
        )


def encoders(ffmpeg: str) -> frozenset[str]:
    """Names of the encoders an ffmpeg was built with, whether or not the machine can run them."""
    return _encoders(ffmpeg, _changed(ffmpeg))


@lru_cache(maxsize=8)
def _encoders(ffmpeg: str, _changed_at: int) -> frozenset[str]:
    return frozenset(re.findall(r"^ [A-Z.]{6} (\S+)", _asked(ffmpeg, "-encoders"), re.MULTILINE))


def _named(wish: str, where: str) -> str:
    hint = f"Correct or remove it in {where}; without it, the ffmpeg that comes with this program is used."
    path = on_path(os.path.expanduser(wish))  # noqa: PTH111 - a bare name is looked for
    if path is None:
        raise FfmpegUnusable(f"There is no program at “{wish}”, which {where} names as ffmpeg.", hint)
    try:
        version(path)
    except FfmpegUnusable as exc:
        raise FfmpegUnusable(f"{exc.message[:-1]}, which {where} names.", hint) from exc
    return path


def _bundled() -> str | None:
    try:
        path = on_path(str(imageio_ffmpeg.get_ffmpeg_exe()))
        if path is not None:
            version(path)
    except (RuntimeError, FfmpegUnusable) as exc:
        _log.warning("The bundled ffmpeg can't be used: %s", exc)
        return None
    return path


def _on_path() -> str:
    path = on_path("ffmpeg")
    if path is None:
        raise FfmpegUnusable("No ffmpeg was found.", "Install ffmpeg, or name one in the settings.")
    version(path)
    return path


def _changed(ffmpeg: str) -> int:
    try:
        return Path(ffmpeg).stat().st_mtime_ns
    except OSError as exc:
        raise FfmpegUnusable(f"“{ffmpeg}” can't be run.", "Install ffmpeg, or name one in the settings.") from exc


@lru_cache(maxsize=8)
def _identify(ffmpeg: str, _changed_at: int) -> str:
    """The version line of an ffmpeg that runs and has all encoders; asked again once the file has changed."""
    first = _asked(ffmpeg, "-version").partition("\n")[0].strip()
    if not first.startswith("ffmpeg version"):
        raise FfmpegUnusable(f"“{ffmpeg}” is not ffmpeg.", "Name the ffmpeg program itself in the settings.")
    known = _encoders(ffmpeg, _changed_at)
    missing = [encoder for encoder in ENCODERS if encoder not in known]
    if missing:
        hint = "Use a full build of ffmpeg, or the one that comes with this program."
        raise FfmpegUnusable(f"“{ffmpeg}” was built without {', '.join(missing)}.", hint)
    return first


def _asked(ffmpeg: str, question: str) -> str:
    """What it prints; in UTF-8, whatever the machine's language."""
    hint = "Reinstall it, or name another ffmpeg in the settings."
    try:
        answer = subprocess.run(
            [ffmpeg, "-hide_banner", question] if question != "-version" else [ffmpeg, question],
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=_PATIENCE,
            check=True,
            encoding="utf-8",
            errors="replace",
            creationflags=NO_WINDOW,
        )
    except (OSError, subprocess.SubprocessError) as exc:
        raise FfmpegUnusable(f"“{ffmpeg}” does not run.", hint) from exc
    return answer.stdout


def cannot_start(program: str, reason: str) -> VidstudioError:
    """The error for a step whose program did not even start."""
    message = f"“{program}” could not be started: {reason}."
    if "ffmpeg" in Path(program).name.lower():
        return FfmpegUnusable(message, "Reinstall it, or name another ffmpeg in the settings.")
    return ProcessFailed(message, "Reinstall this program.")


_TOLD: tuple[tuple[tuple[str, ...], type[VidstudioError]], ...] = (
    # Words that strerror and ffmpeg use, in the order of trust: a full disk also breaks the file being written.
    (("No space left on device", "Disk quota exceeded", "not enough space on the disk"), DiskFull),
    (("to decoder: ", "in decoder: ", "Decoding error"), SourceUnreadable),
    (("File too large", "Permission denied", "Read-only file system", "Operation not permitted"), StorageRefused),
    (("Unknown encoder", "No such filter", "Unrecognized option"), FfmpegUnusable),
    (("moov atom not found", "Invalid data found", "corrupt", "Error rate"), SourceUnreadable),
    (("No such file or directory",), SourceMissing),
)
_CODES: dict[int, type[VidstudioError]] = {
    228: DiskFull,
    243: StorageRefused,
    226: StorageRefused,
    254: SourceMissing,
    183: SourceUnreadable,
    69: SourceUnreadable,
    8: FfmpegUnusable,
}
"""ffmpeg exits with the low byte of its error: -28 is ENOSPC, -13 EACCES, -30 EROFS, -2 ENOENT; 183 and 8 are its own
"invalid data" and "encoder not found", 69 "too many decoding errors"."""

_ASKED_TO_END = 255
"""ffmpeg's code after SIGTERM or SIGINT."""

_NO_ENCODER = "Error while opening encoder"
_MORE = "The log has more; Help opens it."

_SAID: dict[type[VidstudioError], tuple[str, str]] = {
    DiskFull: ("the disk is full.", "Make room and try again; what was there before is still there."),
    StorageRefused: (
        "a file could not be read or written.",
        "Check the folder's permissions, or choose another folder.",
    ),
    FfmpegUnusable: ("this ffmpeg lacks something it needs.", "Use the ffmpeg that comes with this program."),
    SourceUnreadable: ("the source is damaged or incomplete.", "Copy or render the source again."),
    SourceMissing: ("a file it needs is not there.", "Put the file back, or render it again."),
}


def explain(returncode: int, stderr_tail: Sequence[str], step_title: str) -> VidstudioError:
    """The error for a process that ended with ``returncode`` and these last lines on stderr.

    Negative codes are signals, as ``subprocess`` gives them; the window's runner hands in the same.
    """
    refused = read_reason(returncode, stderr_tail)
    if refused:  # one of our own, which says it in our words
        return _with_log(refused, list(stderr_tail)[:-1])
    lines = [cleaned for line in stderr_tail if (cleaned := _without_address(line))]
    text = "\n".join(lines)
    if "Cannot allocate memory" in text:
        hint = "Close other programs, or choose a film with smaller pictures."
        return _with_log(ProcessFailed(f"{step_title}: it takes more memory than there is.", hint), lines)
    kind = next((kind for words, kind in _TOLD if any(word in text for word in words)), None)
    if _NO_ENCODER in text and kind in {None, StorageRefused}:
        # the -1 of a card becomes "Operation not permitted", and the code of a process that was asked to end
        return _with_log(ProcessFailed(f"{step_title}: {lines[0].rstrip('.')}.", _MORE), lines)
    # a decoder's -1 becomes the code of a process that was asked to end, but it has said why
    if _killed(returncode) and not (returncode == _ASKED_TO_END and kind is SourceUnreadable):
        hint = "Try again. If it happens again, the machine may be short of memory: close other programs."
        return _with_log(ProcessFailed(f"{step_title}: the process was stopped from outside.", hint), lines)
    kind = kind or _CODES.get(returncode & 0xFF)
    if kind is None:
        last = lines[-1].rstrip(".") if lines else f"ended with code {returncode}"
        return _with_log(ProcessFailed(f"{step_title}: {last}.", _MORE), lines)
    said, hint = _SAID[kind]
    return _with_log(kind(f"{step_title}: {said}", hint), lines)


def _with_log(error: VidstudioError, lines: Sequence[str]) -> VidstudioError:
    error.log = "\n".join(lines)
    return error


def _killed(returncode: int) -> bool:
    """Whether a signal ended it: -9, 137 as a shell tells it, or what ffmpeg ends with when it is asked to."""
    return returncode in {_ASKED_TO_END, 128 + signal.SIGTERM, 137} or (returncode < 0 and sys.platform != "win32")


def _without_address(line: str) -> str:
    """A line of stderr without ffmpeg's "[libx264 @ 0x55d0c8]", which means nothing to anybody."""
    return re.sub(r"\[[^\]]* @ (0x)?[0-9a-f]+\] ?", "", line).strip()
