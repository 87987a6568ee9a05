"""A finished film into a file to hand over: formats, qualities, and the plan of ffmpeg runs that makes one.

The settings were chosen by measurement, see ``tests/bench/export.py``: against the command anybody would type, mp4 and
mov take about four fifths of the processor time, webm two thirds of it and a fifth fewer bits, as like to the source.
"""

from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction
from pathlib import Path

from vidstudio.core.conform import conformed
from vidstudio.core.media import FILM_FORMATS, MediaFacts
from vidstudio.core.plan import Expected, Plan, Step


class ExportFormat(StrEnum):
    """Container of an export; also its file name extension."""

    MP4 = "mp4"
    MOV = "mov"
    WEBM = "webm"

    @property
    def video_codec(self) -> str:
        """Codec of the pictures, by libav's name."""
        return "vp9" if self is ExportFormat.WEBM else "h264"

    @property
    def audio_codec(self) -> str:
        """Codec of the sound, by libav's name."""
        return "opus" if self is ExportFormat.WEBM else "aac"

    @property
    def twin(self) -> "ExportFormat | None":
        """The format that holds the very same streams, so that one is made from the other without encoding."""
        return _TWINS.get(self)


_TWINS = {ExportFormat.MP4: ExportFormat.MOV, ExportFormat.MOV: ExportFormat.MP4}


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

_X264 = ("-c:v", "libx264", "-preset", "faster", "-bf", "5", "-x264-params", "rc-lookahead=30")
_VP9 = (
    *("-c:v", "libvpx-vp9", "-deadline", "good", "-cpu-used", "5", "-row-mt", "1", "-tile-columns", "2"),
    *("-enable-tpl", "0", "-auto-alt-ref", "1", "-lag-in-frames", "25", "-arnr-maxframes", "3"),
)
"""Threads are left to the encoder: it takes all cores, up to 16."""

FAST_START = ("-movflags", "+faststart")
"""The index before the data, so that a file plays while it is fetched."""

SOUND_RATE = 48_000
"""Hz; Opus knows no other that is higher, and film sound is made at it."""

_RATES = (
    *(Fraction(24000, 1001), Fraction(24), Fraction(25), Fraction(30000, 1001), Fraction(30)),
    *(Fraction(48), Fraction(50), Fraction(60000, 1001), Fraction(60)),
)
"""Frames a second of film and television."""


_FIRST_PASS_COST = 0.15
"""Time of a frame in VP9's first pass beside the second: it took 13 % of both, measured at 720p."""


def fit(width: int, height: int, quality: Quality) -> tuple[int, int]:
    """The size of an export of a film that is ``width`` by ``height`` on screen (square pixels, upright).

    The box of the quality is a frame to fit, never a shape to stretch to, and is turned upright for a portrait film.
    Sides are even, as yuv420p asks. A film smaller than the box is never enlarged: enlarging adds bytes and no
    detail, and every player does it as well. Films made here are at least as large as the largest box, so this only
    concerns films that came from elsewhere.
    """
    box = quality.spec.width, quality.spec.height
    box_width, box_height = box if width >= height else box[::-1]
    scale = min(Fraction(1), Fraction(box_width, width), Fraction(box_height, height))
    return _even(width * scale, min(box_width, width)), _even(height * scale, min(box_height, height))


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


def export_kinds(
    fmt: ExportFormat | None, quality: Quality | None, *, every: bool
) -> list[tuple[ExportFormat, Quality]]:
    """Which exports are meant; what is left open is the default, or all there is if ``every`` one is wanted.

    In the order they are best made in: twins follow each other.
    """
    formats = (fmt,) if fmt else tuple(ExportFormat) if every else (DEFAULT_FORMAT,)
    qualities = (quality,) if quality else tuple(Quality) if every else (DEFAULT_QUALITY,)
    return [(fmt, quality) for quality in qualities for fmt in formats]


def export_name(fmt: ExportFormat, quality: Quality) -> str:
    """File name of an export in a job's exports folder."""
    return f"{fmt}_{quality}.{fmt}"


def export_plan(
    source: Path,
    facts: MediaFacts,
    fmt: ExportFormat,
    quality: Quality,
    *,
    target: Path,
    work: Path,
    ffmpeg: str,
    token: str,
) -> Plan:
    """What makes ``target`` out of ``source``.

    ``facts`` is a probe of ``source``. The output is a temporary file beside ``target``. ``work``, an absolute path,
    gets one folder of this plan's own for scratch files, removed after it. ``token``, letters and digits, sets the
    plan apart from every other one that may run at the same time.
    """
    output = temporary_name(target, token, fmt)
    scratch = work / f"export-{token}"
    size = fit(facts.display_width, facts.display_height, quality)
    rate = frame_rate(facts.fps)
    frames = max(1, round(facts.video_duration * rate))
    head = (ffmpeg, *reading(source))
    video = _video(facts, size, rate)
    sound = sound_arguments(facts, fmt, quality, "0")
    steps = tuple(
        Step(run.title, (*head, *video, *run.arguments), (source, *run.inputs), (run.output,), frames, cost=run.cost)
        for run in passes(fmt, quality, sound, output, scratch)
    )
    room = largest(facts.video_duration, quality)
    return Plan(steps, output, target, expected(facts, fmt, size), leftovers=(scratch,), room=room)


def largest(seconds: float, quality: Quality) -> int:
    """How many bytes an export of so long a film takes at most, nearly: the encoders keep to their bit rates.

    A film in which little moves takes less.
    """
    spec = quality.spec
    return round(seconds * 1000 / 8 * (spec.video_kbps + spec.audio_kbps))


@dataclass(frozen=True, slots=True)
class Pass:
    """One run of the encoder over all pictures.

    Attributes:
        arguments: ffmpeg's, from the encoder to the output's name.
        inputs: files of an earlier pass.
        output: what it leaves.
        cost: time a frame takes it, beside a frame of the main pass.
    """

    title: str
    arguments: tuple[str, ...]
    inputs: tuple[Path, ...]
    output: Path
    cost: float = 1.0


def passes(
    fmt: ExportFormat, quality: Quality, sound: tuple[str, ...], output: Path, scratch: Path
) -> tuple[Pass, ...]:
    """How pictures, wherever they come from, are encoded; ``scratch`` is a folder for what one pass tells the next."""
    encoder = (*(_VP9 if fmt is ExportFormat.WEBM else _X264), "-b:v", f"{quality.spec.video_kbps}k")
    fast = () if fmt is ExportFormat.WEBM else FAST_START
    tail = (*sound, *fast, "-f", fmt.value, f"file:{output}")
    if fmt is not ExportFormat.WEBM:
        return (Pass("Encoding", (*encoder, *tail), (), output),)
    # VP9 meets its bit rate, and uses its best kind of frame, in two passes only.
    log, passlog = scratch / "pass-0.log", ("-passlogfile", str(scratch / "pass"))
    first, second = ((*encoder, "-pass", number, *passlog) for number in "12")
    return (
        Pass("Encoding, pass 1 of 2", (*first, "-an", "-f", "null", "-"), (), log, _FIRST_PASS_COST),
        Pass("Encoding, pass 2 of 2", (*second, *tail), (log,), output),
    )


def expected(facts: MediaFacts, fmt: ExportFormat, size: tuple[int, int]) -> Expected:
    """What an export of a film must be."""
    return Expected(
        container=fmt.value,
        video_codec=fmt.video_codec,
        audio_codec=None if facts.audio_codec is None else fmt.audio_codec,
        width=size[0],
        height=size[1],
        duration=facts.video_duration,
        tolerance=max(0.1, float(3 / frame_rate(facts.fps))),
    )


def temporary_name(target: Path, token: str, fmt: ExportFormat) -> Path:
    """A hidden name beside ``target``, within the 255 bytes file systems allow."""
    tail = f"-{token}.part.{fmt}"
    stem = target.stem.encode()[: 250 - len(tail)].decode(errors="ignore")
    return target.with_name(f".{stem}{tail}")


def reading(source: Path) -> tuple[str, ...]:
    """Options up to the input.

    A damaged source is an error instead of grey blocks in the export (``-xerror``, ``-err_detect``), and neither a
    playlist nor an address inside a file is followed (the white lists).
    """
    return (
        *("-nostdin", "-v", "error", "-nostats", "-progress", "pipe:1", "-stats_period", "0.25", "-y", "-xerror"),
        *("-err_detect", "explode", "-protocol_whitelist", "file,pipe", "-format_whitelist", ",".join(FILM_FORMATS)),
        *("-i", f"file:{source}"),
    )


def _video(facts: MediaFacts, size: tuple[int, int], rate: Fraction) -> tuple[str, ...]:
    """The first real video stream (``V``: no cover picture), scaled, at a constant rate.

    Metadata and chapters stay behind: an export is handed to others, and a source may carry places, devices, names.
    """
    return (
        *("-map", "0:V:0", "-sn", "-dn", "-map_metadata", "-1", "-map_chapters", "-1"),
        *("-vf", conformed(facts, size), "-fps_mode", "cfr", "-r", f"{rate.numerator}/{rate.denominator}"),
    )


def sound_arguments(facts: MediaFacts, fmt: ExportFormat, quality: Quality, source: str) -> tuple[str, ...]:
    """The first audio stream of input number ``source`` in stereo; a silent film stays silent."""
    if facts.audio_codec is None:
        return ("-an",)
    codec = "libopus" if fmt is ExportFormat.WEBM else "aac"
    rate, kbps = str(SOUND_RATE), f"{quality.spec.audio_kbps}k"
    return ("-map", f"{source}:a:0", "-c:a", codec, "-b:a", kbps, "-ac", "2", "-ar", rate)
