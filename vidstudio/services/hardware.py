"""Which encoders of the graphics card work here, found by really encoding a second with each.

That an ffmpeg lists an encoder says nothing: driver, card and permissions decide. What was found is remembered for the
ffmpeg and the card it was found with, so that it is tried once and not at every start.
"""

import contextlib
import hashlib
import json
import logging
import platform
import sys
import tempfile
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from vidstudio.core.control import Control, Progress
from vidstudio.core.hardware import (
    HardwareEncoder,
    HardwareKind,
    Rating,
    candidates,
    card_arguments,
    card_filters,
    trial,
)
from vidstudio.core.preset import Codec
from vidstudio.errors import MediaError
from vidstudio.services.answer import answer
from vidstudio.services.ffmpeg import encoders
from vidstudio.services.probe import probe

PATIENCE = 10.0
"""Seconds a card may take for one; a driver that hangs is not waited for any longer."""

_SIZE = 1280, 720
_FORMAT = 1
_MOST_KEPT = 16
"""Pairs of an ffmpeg and a card, the newest ones."""

_log = logging.getLogger(__name__)


def find_hardware(
    ffmpeg: str, file: Path, control: Control, *, again: bool = False, patience: float = PATIENCE
) -> tuple[HardwareEncoder, ...]:
    """The encoders that work, the one to choose first at the front: as ``file`` has them, else tried.

    ``again`` tries them whatever it has. Raises ``FfmpegUnusable`` or ``Canceled``; nothing is remembered then.
    """
    key = _key(ffmpeg)
    known = None if again else _read(file).get(key)
    if known is not None:
        return known
    found: list[HardwareEncoder] = []
    hanging: set[HardwareKind] = set()
    for encoder in candidates(sys.platform, encoders(ffmpeg)):
        if encoder.kind in hanging:
            continue
        control.progress(Progress(None, f"Trying {encoder.kind.label}"))
        works = try_encoder(ffmpeg, encoder, control, patience)
        if works is None:
            hanging.add(encoder.kind)
        elif works:
            found.append(encoder)
    _log.info("Encoders of the graphics card that work: %s", ", ".join({each.name: 0 for each in found}) or "none")
    _keep(file, key, found)
    return tuple(found)


def try_encoder(ffmpeg: str, encoder: HardwareEncoder, control: Control, patience: float = PATIENCE) -> bool | None:
    """Whether it makes a second of film that is right; None if it did not end in time."""
    preset = trial(encoder)
    with tempfile.TemporaryDirectory(prefix="vidstudio-") as folder:
        film = Path(folder) / "second.mp4"
        picture = f"testsrc2=s={_SIZE[0]}x{_SIZE[1]}:r=24:d=1"
        make = ["-f", "lavfi", "-i", picture, "-vf", f"format=yuv420p,{card_filters(encoder.kind)}"]
        make += [*card_arguments(encoder, preset), "-f", "mp4", f"file:{film}"]
        for arguments in (make, ["-xerror", "-i", f"file:{film}", "-f", "null", "-"]):
            command = [ffmpeg, "-nostdin", "-v", "error", "-nostats", "-y", *arguments]
            try:
                code = answer(command, control, patience).code
            except OSError:
                return False
            if code != 0:
                return None if code is None else False
        try:
            facts = probe(film)
        except MediaError:
            return False
        right = facts.video_codec == preset.codec and (facts.width, facts.height) == _SIZE
        return right and abs(facts.video_duration - 1) < 0.1


def forget_encoder(ffmpeg: str, file: Path, encoder: HardwareEncoder) -> None:
    """Remember that one does not work any more."""
    key = _key(ffmpeg)
    _keep(file, key, [each for each in _read(file).get(key, ()) if each != encoder])


def graphics(devices: Path = Path("/sys/class/drm"), modules: Path = Path("/sys/module")) -> str:
    """Tells one set of graphics cards and drivers from another, as far as the system says without more libraries.

    On Linux, makers and models in ``devices`` and drivers' versions in ``modules``.
    """
    if sys.platform == "win32":
        return _windows_graphics()
    if sys.platform == "darwin":
        return f"{platform.machine()} {platform.mac_ver()[0]}"
    cards = sorted(
        f"{_line(card / 'device' / 'vendor')}:{_line(card / 'device' / 'device')}"
        for card in devices.glob("card[0-9]*")
    )
    drivers = [f"{name} {_line(modules / name / 'version')}" for name in ("nvidia", "amdgpu", "i915", "xe")]
    return " ".join([*cards, *drivers, platform.release()])


def _windows_graphics() -> str:
    """Names and drivers' versions of the display adapters, from the registry."""
    found: list[str] = []
    if sys.platform == "win32":
        import winreg  # noqa: PLC0415 - Windows alone has it

        adapters = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
        for number in range(16):
            path = rf"{adapters}\{number:04}"
            with contextlib.suppress(OSError), winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, path) as key:
                facts = (str(winreg.QueryValueEx(key, name)[0]) for name in ("DriverDesc", "DriverVersion"))
                found.append(" ".join(facts))
    return " ".join(found)


def _line(file: Path) -> str:
    try:
        return file.read_text("utf-8", "replace").strip()
    except OSError:
        return "-"


def _key(ffmpeg: str) -> str:
    try:
        facts = Path(ffmpeg).stat()
    except OSError:
        return ""
    told = f"{ffmpeg} {facts.st_size} {facts.st_mtime_ns} {graphics()}"
    return hashlib.sha256(told.encode(errors="surrogateescape")).hexdigest()[:32]


def _read(file: Path) -> dict[str, tuple[HardwareEncoder, ...]]:
    """What is remembered; nothing of a file that is damaged, or that a newer program wrote."""
    try:
        data: Any = json.loads(file.read_text("utf-8"))
        if data["format"] != _FORMAT:
            return {}
        return {str(key): tuple(_encoder(*entry) for entry in found) for key, found in data["found"].items()}
    except (OSError, ValueError, TypeError, KeyError, AttributeError, RecursionError):
        return {}


def _encoder(kind: str, codec: str, rating: str) -> HardwareEncoder:
    return HardwareEncoder(HardwareKind(kind), Codec(codec), Rating(rating))


def _keep(file: Path, key: str, found: Iterable[HardwareEncoder]) -> None:
    """Remember it; what can't be written is found again next time."""
    kept = {**{old: known for old, known in _read(file).items() if old != key}, key: tuple(found)}
    newest = list(kept.items())[-_MOST_KEPT:]
    data = {key: [(each.kind, each.codec, each.rating) for each in known] for key, known in newest}
    fresh = file.with_name(f".{file.name}.new")
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps({"format": _FORMAT, "found": data}), "utf-8")
        fresh.replace(file)
    except OSError:
        _log.warning("What works of the graphics card could not be kept", exc_info=True)
