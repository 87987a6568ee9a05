"""What an export is to be: container, codec, size, rate, sound and extras, under a name. Plain data, checked once.

The nine pairs of a format and a quality are presets like any other; users make their own beside them, as files.
"""

import re
import unicodedata
from dataclasses import dataclass, replace
from enum import StrEnum
from fractions import Fraction

from vidstudio.core.sentences import clean
from vidstudio.errors import InputRefused


class Container(StrEnum):
    """The file around the streams; also its file name extension."""

    MP4 = "mp4"
    MOV = "mov"
    WEBM = "webm"
    GIF = "gif"
    WEBP = "webp"

    @property
    def twin(self) -> "Container | None":
        """The container that holds the very same streams, so that one is made from the other without encoding."""
        return {Container.MP4: Container.MOV, Container.MOV: Container.MP4}.get(self)

    @property
    def indexed(self) -> bool:
        """Whether it has an index that has to lie before the data, to be played while it is fetched."""
        return self in {Container.MP4, Container.MOV}

    @property
    def silent(self) -> bool:
        """Whether it has no sound: a moving picture for a page."""
        return self in {Container.GIF, Container.WEBP}


class Codec(StrEnum):
    """How pictures are coded; its value is libav's name of the decoder."""

    H264 = "h264"
    H265 = "hevc"
    VP9 = "vp9"
    AV1 = "av1"
    PRORES = "prores"
    GIF = "gif"
    WEBP = "webp"


@dataclass(frozen=True, slots=True)
class CodecRules:
    """What may be asked of a codec.

    Attributes:
        title: as people write it.
        containers: where it may lie, the usual one first.
        quality: best and worst number of its own scale of constant quality, or None where it has none to choose.
        usual: the number that looks like the source to most people.
        bits: a pixel takes about so many at ``usual`` in films of photos that move, for the estimate of a size.
        bit_rate: whether it can be held to one.
        two_passes: whether looking at the film first is worth its time.
    """

    title: str
    containers: tuple[Container, ...]
    quality: tuple[int, int] | None
    usual: int
    bits: float
    bit_rate: bool = True
    two_passes: bool = False


RULES = {
    Codec.H264: CodecRules("H.264", (Container.MP4, Container.MOV), (0, 51), 20, 0.07, two_passes=True),
    Codec.H265: CodecRules("H.265", (Container.MP4, Container.MOV), (0, 51), 23, 0.05),
    Codec.VP9: CodecRules("VP9", (Container.WEBM,), (0, 63), 31, 0.05, two_passes=True),
    Codec.AV1: CodecRules("AV1", (Container.WEBM, Container.MP4), (0, 63), 32, 0.04),
    Codec.PRORES: CodecRules("ProRes 422 HQ", (Container.MOV,), None, 0, 4.4, bit_rate=False),
    Codec.GIF: CodecRules("GIF", (Container.GIF,), None, 0, 3.0, bit_rate=False),
    Codec.WEBP: CodecRules("WebP", (Container.WEBP,), (100, 0), 75, 0.5, bit_rate=False),
}
"""Bits of a pixel were measured on the sample film; they only serve the estimate until this machine has its own."""

NAME_LETTERS = 60
WATERMARK_LETTERS = 60
SIDES = (16, 8192)
"""Pixels."""

RATES = (Fraction(1), Fraction(120))
LOUDNESS = (-40.0, -5.0)
"""LUFS."""

KBPS = (50, 400_000)
AUDIO_KBPS = (32, 512)


@dataclass(frozen=True, slots=True)
class Preset:
    """One way to export.

    Attributes:
        name: what people call it; see ``slug``.
        width, height: the box a lying film has to fit in, pixels, turned upright for a portrait one; None for the
            film's own size, or ``percent`` of it.
        fps: frames a second, None for the film's own.
        video_kbps: bit rate of the pictures, kbit/s, or None for constant quality.
        quality: of the codec's own scale; None where the codec has none, or with a bit rate.
        passes: 1 or 2.
        audio_kbps: bit rate of the sound, None for a silent file.
        loudness: LUFS the whole is brought to, None to leave it.
        captions: False leaves captions, titles and cards out of the pictures.
        watermark: words over the middle of every frame, empty for none.
        time_code: whether hours, minutes, seconds and frames run along in every frame.
        scenes: "2-4" for some scenes alone, empty for all.
        start, end: seconds of the film, None for its own start and end.
        about: what it is for, in a few words.
    """

    name: str
    container: Container = Container.MP4
    codec: Codec = Codec.H264
    width: int | None = None
    height: int | None = None
    percent: float | None = None
    fps: Fraction | None = None
    video_kbps: int | None = None
    quality: int | None = None
    passes: int = 1
    audio_kbps: int | None = 192
    loudness: float | None = None
    captions: bool = True
    watermark: str = ""
    time_code: bool = False
    scenes: str = ""
    start: float | None = None
    end: float | None = None
    about: str = ""

    @property
    def slug(self) -> str:
        """Its name as part of a file name; two presets with the same one are the same to the library."""
        return slug(self.name)

    @property
    def stem(self) -> str:
        """File name, without its extension, of an export made by it."""
        part = self.scenes and f"_scenes-{self.scenes}"
        if self.start is not None or self.end is not None:
            part += f"_{self.start or 0:g}-{'' if self.end is None else f'{self.end:g}'}s"
        return f"{self.slug}{part}"

    @property
    def audio_codec(self) -> str | None:
        """Codec of the sound by libav's name, None for a silent file."""
        if self.container.silent or self.audio_kbps is None:
            return None
        if self.codec is Codec.PRORES:
            return "pcm_s16le"
        return "opus" if self.container is Container.WEBM else "aac"

    @property
    def whole(self) -> bool:
        """Whether it takes the film from beginning to end."""
        return not self.scenes and self.start is None and self.end is None

    @property
    def comparable(self) -> bool:
        """Whether its exports show the film picture by picture, so that they can be compared with it."""
        return self.whole and not self.container.silent

    @property
    def plain(self) -> bool:
        """Whether nothing is changed but size and bits, so that a film may already be what it asks for."""
        extras = self.fps, self.loudness, self.watermark or None, self.time_code or None
        return self.whole and self.captions and not any(extra is not None for extra in extras)


def slug(name: str) -> str:
    """Letters and digits of any script, in small letters, with hyphens for what lies between; within 80 bytes."""
    text = unicodedata.normalize("NFC", name).lower()
    kept = "".join(letter if letter.isalnum() or letter == "_" else "-" for letter in text)
    joined = "-".join(part for part in kept.split("-") if part)
    return joined.encode()[:80].decode(errors="ignore").strip("-") or "preset"


def check_preset(preset: Preset) -> Preset:
    """The preset, its words cleaned, if there can be such an export; raises ``InputRefused`` naming what can't be."""
    name = " ".join(clean(preset.name).split())
    _require(bool(name), "The preset has no name.", "Give it one.")
    _require(len(name) <= NAME_LETTERS, "The preset's name is too long.", f"At most {NAME_LETTERS} characters.")
    watermark, about = (" ".join(clean(text).split()) for text in (preset.watermark, preset.about))
    _require(len(watermark) <= WATERMARK_LETTERS, "The watermark is too long.", f"At most {WATERMARK_LETTERS} letters.")
    _check_codec(preset)
    _check_size(preset)
    if preset.fps is not None:
        _within("frames a second", float(preset.fps), (float(RATES[0]), float(RATES[1])))
    if preset.audio_kbps is not None:
        _within("kbit/s of sound", preset.audio_kbps, AUDIO_KBPS)
    if preset.loudness is not None:
        _within("LUFS", preset.loudness, LOUDNESS)
    _check_range(preset)
    audio = None if preset.container.silent else preset.audio_kbps
    return replace(preset, name=name, watermark=watermark, about=about[:200], audio_kbps=audio)


def _check_codec(preset: Preset) -> None:
    rules = RULES[preset.codec]
    fitting = " or ".join(container.value for container in rules.containers)
    _require(
        preset.container in rules.containers,
        f"{rules.title} does not go into {preset.container.value}.",
        f"Choose {fitting}, or another codec.",
    )
    rates = (preset.video_kbps is not None) + (preset.quality is not None)
    wanted = 1 if rules.bit_rate or rules.quality else 0
    if rates != wanted:
        choice = "either a bit rate or a quality" if rules.bit_rate else "a quality" if wanted else "neither"
        raise InputRefused(f"{rules.title} takes {choice}.", "Correct video_kbps and quality.")
    if preset.video_kbps is not None:
        _require(rules.bit_rate, f"{rules.title} can't be held to a bit rate.", "Give a quality instead.")
        _within("kbit/s", preset.video_kbps, KBPS)
    if preset.quality is not None and rules.quality:
        _within(f"for the quality of {rules.title}", preset.quality, (min(rules.quality), max(rules.quality)))
    _require(preset.passes in {1, 2}, f"There can't be {preset.passes} passes.", "Choose 1 or 2.")
    _require(
        preset.passes == 1 or (rules.two_passes and preset.video_kbps is not None),
        "Two passes are for a bit rate with H.264 or VP9.",
        "Choose one pass.",
    )


def _check_size(preset: Preset) -> None:
    sides = preset.width, preset.height
    _require((sides[0] is None) == (sides[1] is None), "A size has a width and a height.", "Give both or neither.")
    for side in sides:
        if side is not None:
            _within("pixels", side, SIDES)
    if preset.percent is not None:
        _require(sides == (None, None), "A size is given in pixels or in percent.", "Leave one of them out.")
        _within("percent", preset.percent, (1, 100))


def ranged(preset: Preset, text: str) -> Preset:
    """The preset for a part of the film: scenes as ``2-4`` or ``3``, or times as ``0:05-0:12.5``, ``0:05-``, ``-0:12``.

    Raises ``InputRefused`` for anything else; whether there are such scenes only their storyboard can tell.
    """
    hint = "Write scenes as 2-4 or 3, times as 0:05-0:12.5."
    first, dash, last = text.strip().partition("-")
    if ":" not in text:
        _require(bool(text.strip()), "The range is empty.", hint)
        return check_preset(replace(preset, scenes=text.strip(), start=None, end=None))
    start, end = (_moment(part, hint) for part in (first, last))
    if not dash:
        raise InputRefused(f"“{text}” is a moment, not a range.", hint)
    return check_preset(replace(preset, scenes="", start=start, end=end))


def _moment(text: str, hint: str) -> float | None:
    """Seconds of ``1:02:03.5``; None for nothing."""
    if not text.strip():
        return None
    match = re.fullmatch(r"(?:(\d{1,2}):)?(\d{1,4}):(\d{1,2}(?:\.\d{1,6})?)", text.strip(), re.ASCII)
    if match is None:
        raise InputRefused(f"“{text}” is no time.", hint)
    hours, minutes, seconds = match.groups()
    return int(hours or 0) * 3600 + int(minutes) * 60 + float(seconds)


def _check_range(preset: Preset) -> None:
    start, end = preset.start, preset.end
    times = start is not None or end is not None
    scenes = not preset.scenes or re.fullmatch(r"[0-9]{1,5}(-[0-9]{1,5})?", preset.scenes)
    _require(bool(scenes), f"“{preset.scenes}” is no range of scenes.", "Write it as 2-4 or 3.")
    _require(not (times and preset.scenes), "A range is given in scenes or in seconds.", "Leave one of them out.")
    for second in (start, end):
        if second is not None:
            _within("seconds", second, (0, 86_400))
    _require(start is None or end is None or start < end, "The range ends before it begins.", "Correct start and end.")


def _within(what: str, value: float, bounds: tuple[float, float]) -> None:
    low, high = bounds
    _require(low <= value <= high, f"{value:g} {what} can't be.", f"Choose {low:g} to {high:g}.")  # refuses NaN too


def _require(holds: bool, message: str, hint: str) -> None:
    if not holds:
        raise InputRefused(message, hint)
