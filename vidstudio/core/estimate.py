"""How large exports will be and how long they will take, told before they begin.

Time is learnt on this machine: from what each codec took in the queue's history, by frames and pixels, in software and
by the graphics card apart. Until there is any, it is what two cores of a desktop of 2024 need.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction
from statistics import median

from vidstudio.core.export import fit, frame_rate, likely_bytes, twin
from vidstudio.core.hardware import card_codes, kind_of
from vidstudio.core.preset import Codec, Preset
from vidstudio.core.queue import QueueItem

_FIRST = {
    Codec.H264: 0.013,
    Codec.H265: 0.06,
    Codec.VP9: 0.11,
    Codec.AV1: 0.03,
    Codec.PRORES: 0.02,
    Codec.GIF: 0.05,
    Codec.WEBP: 0.25,
}
"""Seconds for a million pixels of one frame, all passes together."""

_START = 1.0
"""Seconds before the first frame and after the last: probing, planning, measuring."""

_REMEMBERED = 12
"""Exports of a codec the estimate is made from, the newest ones: machines and settings change."""

Rates = Mapping[tuple[Codec, bool], float]
"""Seconds for a million pixels of one frame, as measured here: by codec, and whether a card encoded."""


@dataclass(frozen=True, slots=True)
class FilmFacts:
    """What an estimate needs to know of a film: pixels, seconds, frames a second."""

    width: int
    height: int
    seconds: float
    fps: Fraction


@dataclass(frozen=True, slots=True)
class Estimate:
    """Of some exports together: bytes, seconds of work, and how many of them are copied from each other."""

    size: int
    seconds: float
    copies: int


def rates(items: Iterable[QueueItem], *, hardware: bool = False) -> Rates:
    """What exports took; ``items`` with the newest first, ``hardware`` if cards may encode as things are now.

    One that had to be made twice says nothing of either.
    """
    found: dict[tuple[Codec, bool], list[float]] = {}
    for item in items:
        report = item.report
        if report is None or item.preset is None or report.note or report.way not in {"encode", "frames"}:
            continue
        by_card = kind_of(report.encoder) is not None
        if by_card and not hardware:
            continue
        work = report.frames * report.width * report.height / 1e6
        kept = found.setdefault((item.preset.codec, by_card), [])
        if work >= 20 and len(kept) < _REMEMBERED:
            kept.append(max(0.0, report.took - _START) / work)
    return {made: median(kept) for made, kept in found.items() if kept}


def estimate(film: FilmFacts, presets: Sequence[Preset], learnt: Rates) -> Estimate:
    """What exports of a film by these presets take together, one after the other."""
    size, seconds, copies = 0, 0.0, 0
    wanted = set(presets)
    for row, preset in enumerate(presets):
        length = _length(film, preset)
        width, height = fit(film.width, film.height, preset)
        rate = preset.fps or frame_rate(film.fps)
        size += likely_bytes(preset, (width, height), rate, length)
        other = twin(preset)
        if other in wanted and list(presets).index(other) < row:
            copies += 1
            continue
        software = learnt.get((preset.codec, False), _FIRST[preset.codec])
        cost = learnt.get((preset.codec, card_codes(preset)), software)
        seconds += _START + float(rate) * length * width * height / 1e6 * cost
    return Estimate(size, seconds, copies)


def _length(film: FilmFacts, preset: Preset) -> float:
    """Seconds; of some scenes alone nobody knows here, so it is the whole."""
    end = film.seconds if preset.end is None else min(preset.end, film.seconds)
    return max(0.0, end - (preset.start or 0.0))
