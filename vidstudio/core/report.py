"""What came out of an export: the finished file as measured, and what it took to make it."""

import json
from dataclasses import asdict, dataclass, fields
from typing import Any

FELL_BACK = "The graphics card's encoder failed; made in software."
"""The note on a file that the card could not make."""


@dataclass(frozen=True, slots=True)
class Report:
    """Measured on the finished file.

    Attributes:
        way: how it was made: "encode", "frames" (straight from the storyboard), "copy" or "kept" (it was there).
        codec: libav's name; container likewise.
        size: bytes; seconds, width, height, frames of its pictures.
        kbps: mean bit rate of the whole file.
        loudness, peak: LUFS and dB true peak, None for silence or where it was not measured.
        took: seconds of work.
        vmaf: likeness to the film, 0 to 100, where it was measured.
        fingerprint: of the storyboard behind it, see ``core.approval``; another one now means it is of an older one.
        note: what the user should know; see ``FELL_BACK``.
        encoder: of the pictures, by ffmpeg's name; empty for copies, and where it was not kept yet.
    """

    way: str
    container: str
    codec: str
    size: int
    seconds: float
    width: int
    height: int
    frames: int
    kbps: float
    took: float
    loudness: float | None = None
    peak: float | None = None
    vmaf: float | None = None
    fingerprint: str = ""
    note: str = ""
    encoder: str = ""

    def to_json(self) -> str:
        """One line of JSON."""
        return json.dumps(asdict(self))


def read_report(text: str) -> Report | None:
    """A kept report; None for none, or for one that does not say enough."""
    try:
        data: dict[str, Any] = json.loads(text) if text else {}
        known = {field.name for field in fields(Report)}
        return Report(**{key: value for key, value in data.items() if key in known}) if data else None
    except (ValueError, TypeError):
        return None
