"""How loud a film is, by the measure broadcasters agreed on (EBU R 128): what exports are brought to and told of."""

import math
import re
from dataclasses import dataclass
from pathlib import Path

from vidstudio.core.control import Control
from vidstudio.core.export import Span, reading
from vidstudio.errors import MediaError, ProcessFailed
from vidstudio.services.answer import answer
from vidstudio.services.ffmpeg import cannot_start, explain

_PATIENCE = 600.0
"""Seconds: an hour of sound takes about ten."""

_SUMMARY = re.compile(r"\bI:\s+(-?[\d.]+|-?inf|nan) LUFS.*?\bPeak:\s+(-?[\d.]+|-?inf|nan) dBFS", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Loudness:
    """Of a whole film: ``integrated`` in LUFS, ``peak`` in dB true peak."""

    integrated: float
    peak: float


def measure_loudness(
    ffmpeg: str, film: Path, track: int, control: Control, span: Span | None = None
) -> Loudness | None:
    """How loud a sound track of it is, or a part of that; None for silence. Raises ``MediaError`` or ``Canceled``."""
    meter = ("-map", f"0:a:{track}", "-vn", "-af", "ebur128=peak=true:framelog=quiet", "-f", "null", "-")
    try:
        done = answer([ffmpeg, *reading(film, span, says="info"), *meter], control, _PATIENCE)
    except (OSError, ValueError) as exc:
        raise cannot_start(ffmpeg, str(exc)) from exc
    if done.code is None:
        raise ProcessFailed(f"Measuring how loud “{film.name}” is took too long.", "Try again.")
    text = done.said.decode(errors="replace")
    if done.code:
        error = explain(done.code, text.splitlines()[-20:], "Measuring the loudness")
        raise error if isinstance(error, MediaError) else ProcessFailed(error.message, error.hint)
    found = _SUMMARY.findall(text)
    if not found:
        return None
    integrated, peak = map(float, found[-1])
    silent = not math.isfinite(integrated) or integrated <= -70
    return None if silent else Loudness(integrated, peak if math.isfinite(peak) else -120.0)
