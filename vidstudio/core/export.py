"""A finished film into a file to hand over: the nine pairs of a format and a quality, and the plan of an export.

Any other ``Preset`` is planned in the same way.
"""

import hashlib
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from vidstudio.core.conform import conformed
from vidstudio.core.encoders import Pass, encoder_of, passes, pixel_format, sound_arguments
from vidstudio.core.hardware import HardwareEncoder, card_filters
from vidstudio.core.lettered import lettered
from vidstudio.core.media import MediaFacts, film_limits
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.core.preset import RULES, Codec, Container, Preset
from vidstudio.errors import InputRefused


class ExportFormat(StrEnum):
    """Container of an export; also its file name extension."""

    MP4 = "mp4"
    MOV = "mov"
    WEBM = "webm"


class Quality(StrEnum):
    """How large and how rich an export is; see ``spec``."""

    LOW = "low"
    MEDIUM = "medium"
    HIGH = "high"

    @property
    def spec(self) -> "QualitySpec":
        """Box and bit rates."""
        return _SPECS[self]


@dataclass(frozen=True, slots=True)
class QualitySpec:
    """The box a lying film has to fit in, pixels, and the bit rates, kbit/s."""

    width: int
    height: int
    video_kbps: int
    audio_kbps: int


_SPECS = {
    Quality.LOW: QualitySpec(854, 480, 1000, 128),
    Quality.MEDIUM: QualitySpec(1280, 720, 2500, 192),
    Quality.HIGH: QualitySpec(1920, 1080, 5000, 256),
}

DEFAULT_FORMAT = ExportFormat.MP4
DEFAULT_QUALITY = Quality.MEDIUM


def pair(fmt: ExportFormat, quality: Quality) -> Preset:
    """The preset that is meant by a format and a quality; its name is that of the file, ``mp4_medium``."""
    spec, webm = quality.spec, fmt is ExportFormat.WEBM
    return Preset(
        name=f"{fmt}_{quality}",
        container=Container(fmt.value),
        codec=Codec.VP9 if webm else Codec.H264,
        width=spec.width,
        height=spec.height,
        video_kbps=spec.video_kbps,
        passes=2 if webm else 1,
        audio_kbps=spec.audio_kbps,
    )


def pair_of(preset: Preset) -> tuple[ExportFormat, Quality] | None:
    """The format and the quality a preset is of, or a part of a film by it; None for any other preset."""
    return _BY_NAME.get(preset.name)


def export_kinds(fmt: ExportFormat | None, quality: Quality | None, *, every: bool) -> list[Preset]:
    """Which pairs are meant; what is left open is the default, or all there is if ``every`` one is wanted.

    In the order they are best made in: twins follow each other.
    """
    formats = (fmt,) if fmt else tuple(ExportFormat) if every else (DEFAULT_FORMAT,)
    qualities = (quality,) if quality else tuple(Quality) if every else (DEFAULT_QUALITY,)
    return [pair(fmt, quality) for quality in qualities for fmt in formats]


PAIRS = tuple(export_kinds(None, None, every=True))
"""All nine."""

DEFAULT_PAIR = pair(DEFAULT_FORMAT, DEFAULT_QUALITY)

_BY_NAME = {pair(fmt, quality).name: (fmt, quality) for fmt in ExportFormat for quality in Quality}

_RATES = (
    *(Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30)),
    *(Fraction(48), Fraction(50), Fraction(60000, 1001), Fraction(60)),
)
"""Frames a second of film and television."""


_LEAST_ROOM = 16 << 20
"""Bytes: of a short film, what is no picture and how far bit rates are missed count for more than its length."""


@dataclass(frozen=True, slots=True)
class Span:
    """A part of a film, in seconds."""

    start: float
    seconds: float


def fit(width: int, height: int, preset: Preset) -> tuple[int, int]:
    """The size of an export of a film that is ``width`` by ``height`` on screen (square pixels, upright).

    The preset's box is a frame to fit, never a shape to stretch to, and is turned the way the film lies. Sides are
    even, as yuv420p asks. A film smaller than the box is never enlarged: enlarging adds bytes and no detail, and every
    player does it as well. Films made here are at least as large as the largest quality's box, so this only concerns
    larger boxes, and films that came from elsewhere.
    """
    if preset.width is None or preset.height is None:
        scale = Fraction(preset.percent or 100).limit_denominator(10_000) / 100
        return _even(width * scale, width), _even(height * scale, height)
    long, short = max(preset.width, preset.height), min(preset.width, preset.height)
    box_width, box_height = (long, short) if width >= height else (short, long)
    scale = min(Fraction(1), Fraction(box_width, width), Fraction(box_height, height))
    return _even(width * scale, min(box_width, width)), _even(height * scale, min(box_height, height))


def proposed(width: int, height: int, ending: str) -> Preset:
    """The pair to begin with for a film of that size, in pixels, until somebody chooses.

    One that the smallest box holds whole is not worth the bits of a larger one. ``ending`` is that of the file it came
    as: who has MOV or WebM is likely to want it.
    """
    fmt = ExportFormat(ending) if ending in set(ExportFormat) else DEFAULT_FORMAT
    quality = Quality.LOW if _holds(Quality.LOW.spec, width, height) else DEFAULT_QUALITY
    return pair(fmt, quality)


def _holds(box: QualitySpec, width: int, height: int) -> bool:
    """Whether a film has room in a quality's box, turned the way it lies."""
    return max(width, height) <= max(box.width, box.height) and min(width, height) <= min(box.width, box.height)


def _even(side: Fraction, limit: int) -> int:
    """The even number nearest to ``side`` that is not above ``limit``, and at least 2."""
    return max(2, min(2 * round(side / 2), limit - limit % 2))


def frame_rate(fps: Fraction) -> Fraction:
    """The constant rate for a film whose mean rate is ``fps``.

    Whole rates and the n/1001 of television stay as they are. The odd mean of a film with a varying rate goes to the
    standard rate within 2 % of it, else to a plain number; nothing above 120.
    """
    if fps <= 0:
        return Fraction(30)
    if fps.denominator in {1, 1001} and fps <= 120:
        return fps
    nearest = min(_RATES, key=lambda rate: abs(rate - fps))
    if abs(nearest - fps) <= fps * Fraction(2, 100):
        return nearest
    return Fraction(min(max(round(fps), 1), 120))


def whole_of(facts: MediaFacts) -> Span:
    """All of a film, and a second: a picture that says it is to be shown in a year would else be waited for."""
    return Span(0.0, max(facts.duration, facts.video_duration) + 1.0)


def span_in(preset: Preset, seconds: float) -> Span | None:
    """The part of a film of that length that a preset's start and end mean, None for the whole.

    Raises ``InputRefused`` for one that begins after the film has ended.
    """
    if preset.start is None and preset.end is None:
        return None
    start, end = preset.start or 0.0, min(seconds, seconds if preset.end is None else preset.end)
    if start >= end:
        raise InputRefused(
            f"The film is {seconds:.1f} s long, and the range begins at {start:g} s.", "Choose an earlier start."
        )
    return Span(start, end - start)


def export_plan(
    source: Path,
    facts: MediaFacts,
    preset: Preset,
    *,
    target: Path,
    work: Path,
    ffmpeg: str,
    token: str,
    span: Span | None = None,
    gain: float = 0.0,
    hardware: HardwareEncoder | None = None,
) -> Plan:
    """What makes ``target`` out of ``source``, or out of a ``span`` of it, its sound ``gain`` decibels louder.

    It is encoded in software, or by ``hardware``. ``facts`` is a probe of ``source``. The output is a temporary file
    beside ``target``. ``work``, an absolute path, gets one folder of this plan's own for scratch files, removed after
    it. ``token``, letters and digits, sets the plan apart from every other one that may run at the same time.
    """
    output = temporary_name(target, token, preset.container)
    scratch = work / f"export-{token}"
    size = fit(facts.display_width, facts.display_height, preset)
    rate = preset.fps or frame_rate(facts.fps)
    seconds = span.seconds if span else facts.video_duration
    frames = max(1, round(seconds * rate))
    part = span or whole_of(facts)
    head = (ffmpeg, *reading(source, part, facts.width * facts.height))
    # AVI keeps no times: where pictures are stored out of their order, all of them count as that much late.
    begun = "setpts=PTS-STARTPTS" if facts.container == "avi" else ""
    # Changed by the muxer alone, another rate would hold the last picture for two frames more.
    paced = f"fps={rate}" if preset.fps else ""
    drawn = conformed(facts, size, pixel_format(preset))
    words = lettered(preset, rate, span.start if span else 0.0)
    ending = card_filters(hardware.kind) if hardware else ""
    filters = ",".join(filter(None, (begun, paced, drawn, words, ending)))
    sound = sound_arguments(facts, preset, "0", gain)
    room = likely_bytes(preset, size, rate, seconds)
    runs = passes(preset, sound, output, scratch, most_bytes(preset, room), hardware)
    if preset.codec is Codec.GIF:
        steps = _gif_steps(source, head, filters, part, frames, runs[0], scratch)
    else:
        video = (*_video(filters, rate), *_until(part))
        steps = tuple(
            Step(
                run.title,
                (*head, *video, *run.arguments),
                (source, *run.inputs),
                (run.output,),
                frames,
                cost=run.cost,
            )
            for run in runs
        )
    wanted = expected(facts, preset, size, rate, seconds)
    coded = encoder_of(preset, hardware)
    return Plan(steps, output, target, wanted, leftovers=(scratch,), room=room, encoder=coded)


def likely_bytes(preset: Preset, size: tuple[int, int], rate: Fraction, seconds: float) -> int:
    """How many bytes an export takes: nearly the most with a bit rate, which encoders keep to; else a fair guess.

    Six steps of H.264's scale halve or double the bits; the other scales are stretched to its length.
    """
    sound = preset.audio_kbps or 0
    if preset.codec is Codec.PRORES:
        sound = 1536
    if preset.video_kbps is not None:
        return round(seconds * 1000 / 8 * (preset.video_kbps + sound))
    rules, pixels = RULES[preset.codec], size[0] * size[1]
    bits = rules.bits
    if preset.quality is not None and rules.quality:
        best, worst = rules.quality
        bits *= 2 ** ((rules.usual - preset.quality) * 51 / (worst - best) / 6)
    return round(seconds * (float(pixels * rate) * bits + 1000 * (0 if preset.container.silent else sound)) / 8)


def most_bytes(preset: Preset, likely: int) -> int:
    """How many bytes an export may take that is ``likely`` to take so many: far more than any film needs.

    Encoders without a bit rate take what a film asks for, and grain asks for thirty times what smooth pictures do.
    """
    return likely * (4 if preset.video_kbps is not None else 64) + _LEAST_ROOM


def _gif_steps(
    source: Path, head: tuple[str, ...], filters: str, part: Span, frames: int, run: Pass, scratch: Path
) -> tuple[Step, ...]:
    """The 256 colors of the whole film first, from a run of its own: in one run all frames would be kept in memory."""
    palette = scratch / "palette.png"
    quiet = ("-sn", "-dn", "-an", "-map_metadata", "-1", *_until(part))
    look = (*head, "-map", "0:V:0", *quiet, "-vf", f"{filters},palettegen=stats_mode=diff", "-update", "1")
    drawing = f"[0:V:0]{filters}[film];[film][1:v:0]paletteuse=dither=sierra2_4a:diff_mode=rectangle"
    draw = (*head, "-i", f"file:{palette}", "-filter_complex", drawing, *quiet, *run.arguments)
    return (
        Step("Choosing colors", (*look, f"file:{palette}"), (source,), (palette,), frames, cost=0.5),
        Step("Encoding", draw, (source, palette), (run.output,), frames),
    )


def expected(facts: MediaFacts, preset: Preset, size: tuple[int, int], rate: Fraction, seconds: float) -> Expected:
    """What an export of a film must be: its length right to a frame, or 50 ms where that is more.

    The last picture of a film whose rate varies, or that ends between two frames, may be held for up to two more.
    """
    frame = float(1 / rate)
    even = abs(seconds * rate - round(seconds * rate)) < 0.01 and facts.fps == rate
    return Expected(
        container=preset.container.value,
        video_codec=preset.codec.value,
        audio_codec=None if facts.audio_codec is None else preset.audio_codec,
        width=size[0],
        height=size[1],
        duration=seconds,
        tolerance=max(0.05, frame if even else 3 * frame),
        faststart=preset.container.indexed,
    )


def temporary_name(target: Path, token: str, container: Container) -> Path:
    """A hidden name beside ``target``, within the 255 bytes file systems allow."""
    tail = f"-{token}.part.{container}"
    stem = target.stem.encode()[: 250 - len(tail)].decode(errors="ignore")
    return target.with_name(f".{stem}{tail}")


def reading(source: Path, span: Span | None = None, pixels: int = 0, *, says: str = "error") -> tuple[str, ...]:
    """Options up to the input.

    A damaged source is an error instead of grey blocks in the export (``-xerror``, ``-err_detect``). ``pixels`` is what
    a picture of it has, where that is known; ``says`` how much ffmpeg says.
    """
    part: tuple[str, ...] = ()
    if span:
        part = (*(("-ss", f"{span.start:.6f}") if span.start else ()), "-t", f"{span.seconds:.6f}")
    return (
        *("-nostdin", "-v", says, "-nostats", "-progress", "pipe:1", "-stats_period", "0.25", "-y", "-xerror"),
        *("-err_detect", "explode", *film_limits(pixels), *part, "-i", f"file:{source}"),
    )


def _until(part: Span) -> tuple[str, ...]:
    """Nor is a last picture that says it is to be shown for a day written out for that long."""
    return ("-t", f"{part.seconds:.6f}")


def _video(filters: str, rate: Fraction) -> tuple[str, ...]:
    """The first real video stream (``V``: no cover picture), scaled, at a constant rate.

    Metadata and chapters stay behind: an export is handed to others, and a source may carry places, devices, names.
    """
    return (
        *("-map", "0:V:0", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-vf", filters, "-fps_mode", "cfr", "-r", f"{rate.numerator}/{rate.denominator}"),
    )


def kept_as(preset: Preset) -> tuple[str, str]:
    """Format and quality under which the library keeps an export; for other presets their name stands for a quality."""
    container = preset.container.value
    return container, preset.stem.removeprefix(f"{container}_")


def twin(preset: Preset) -> Preset | None:
    """The pair that holds the same streams in its other container, if the preset is a pair that has one."""
    other = preset.container.twin
    if other is None or preset not in PAIRS:
        return None
    return replace(preset, container=other, name=f"{other}_{kept_as(preset)[1]}")


def settings_of(preset: Preset) -> str:
    """Tells two presets of one name apart; empty for the nine pairs, which never change."""
    if preset in PAIRS:
        return ""
    return hashlib.sha256(repr(preset).encode()).hexdigest()[:16]
