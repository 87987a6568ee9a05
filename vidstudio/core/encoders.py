"""A preset as ffmpeg's arguments: how pictures and sound, wherever they come from, are coded into one file.

The settings were chosen by measurement, see ``tests/bench/export.py``: against the command anybody would type, on a
film of photos, H.264 takes 0.8 to 0.9 of the processor time at a VMAF no lower than 0.1 below; VP9 0.6 to 0.7 of it and
a fifth fewer bits, at a VMAF that is higher, or at the largest size no lower than 0.2 below.
"""

from dataclasses import dataclass
from pathlib import Path

from vidstudio.core.hardware import HardwareEncoder, card_arguments
from vidstudio.core.media import MediaFacts
from vidstudio.core.preset import Codec, Preset

FAST_START = ("-movflags", "+faststart")
"""The index before the data, so that a file plays while it is fetched."""

SOUND_RATE = 48_000
"""Hz; Opus knows no other that is higher, and film sound is made at it."""

PEAK = -1.0
"""dB: no sound that is brought to a loudness goes over it."""

# Threads are left to the encoders: they take all cores, up to 16.
_ENCODERS: dict[Codec, tuple[str, ...]] = {
    Codec.H264: ("-c:v", "libx264", "-preset", "faster", "-x264-params", "rc-lookahead=40:subme=7"),
    Codec.H265: ("-c:v", "libx265", "-preset", "fast", "-x265-params", "log-level=error", "-tag:v", "hvc1"),
    Codec.VP9: (
        *("-c:v", "libvpx-vp9", "-deadline", "good", "-row-mt", "1", "-tile-columns", "2", "-enable-tpl", "0"),
        *("-auto-alt-ref", "1", "-lag-in-frames", "25"),
    ),
    Codec.AV1: ("-c:v", "libsvtav1", "-preset", "8"),
    Codec.PRORES: ("-c:v", "prores_ks", "-profile:v", "hq", "-vendor", "apl0"),
    Codec.GIF: ("-c:v", "gif", "-loop", "0"),
    Codec.WEBP: ("-pix_fmt", "bgra", "-c:v", "libwebp_anim", "-loop", "0", "-compression_level", "4"),
}
_SMALL_H264 = ("-c:v", "libx264", "-preset", "faster", "-bf", "5", "-x264-params", "rc-lookahead=30")
"""Scaled down so far, nothing is left that a finer search would find: VMAF is above the usual command's without it."""

_SMALL = 480
"""Lines of a box that are few enough for that."""

_LARGE = 720
"""Lines of a box above which VP9 searches finer: scaled down less, a film shows what a faster search leaves out."""

_FINE_VP9 = ("-cpu-used", "4", "-arnr-maxframes", "7")
_FAST_VP9 = ("-cpu-used", "5", "-arnr-maxframes", "3")

_SOUNDS = {"aac": "aac", "opus": "libopus", "pcm_s16le": "pcm_s16le"}

_FIRST_PASS_COST = {Codec.VP9: 0.15, Codec.H264: 0.4}
"""Time of a frame in the first pass beside the second: VP9's took 13 % of both, H.264's 28 %, measured at 720p."""


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


def encoder_names(preset: Preset) -> list[str]:
    """The encoders it needs, by ffmpeg's names."""
    sound = preset.audio_codec
    return [_ENCODERS[preset.codec][_ENCODERS[preset.codec].index("-c:v") + 1], *([_SOUNDS[sound]] if sound else [])]


def pixel_format(preset: Preset) -> str:
    """In which the pictures reach the encoder, by ffmpeg's name; still as BT.709, also for what becomes RGB."""
    return {Codec.PRORES: "yuv422p10le", Codec.GIF: "yuv444p", Codec.WEBP: "yuv444p"}.get(preset.codec, "yuv420p")


def encoder_of(preset: Preset, hardware: HardwareEncoder | None = None) -> str:
    """Which encoder makes the pictures, by ffmpeg's name: that of the card, or the software."""
    return hardware.name if hardware else encoder_names(preset)[0]


def passes(
    preset: Preset,
    sound: tuple[str, ...],
    output: Path,
    scratch: Path,
    most: int,
    hardware: HardwareEncoder | None = None,
) -> tuple[Pass, ...]:
    """How the pictures are encoded, in software or by a card; ``scratch`` is for what one pass tells the next.

    Writing ends at ``most`` bytes; the file is too short then.
    """
    encoder = card_arguments(hardware, preset) if hardware else (*_encoder(preset), *_rate(preset))
    fast = FAST_START if preset.container.indexed else ()
    tail = (*sound, *fast, "-fs", str(most), "-f", preset.container.value, f"file:{output}")
    if preset.passes == 1:
        return (Pass("Encoding", (*encoder, *tail), (), output),)
    # VP9 meets its bit rate, and uses its best kind of frame, in two passes only.
    log, passlog = scratch / "pass-0.log", ("-passlogfile", str(scratch / "pass"))
    first, second = ((*encoder, "-pass", number, *passlog) for number in "12")
    cost = _FIRST_PASS_COST[preset.codec]
    return (
        Pass("Encoding, pass 1 of 2", (*first, "-an", "-f", "null", "-"), (), log, cost),
        Pass("Encoding, pass 2 of 2", (*second, *tail), (log,), output),
    )


def _encoder(preset: Preset) -> tuple[str, ...]:
    lines = min(preset.height, preset.width or preset.height) if preset.height is not None else None
    if preset.codec is Codec.H264 and lines is not None and lines <= _SMALL:
        return _SMALL_H264
    if preset.codec is Codec.VP9:
        return (*_ENCODERS[preset.codec], *(_FINE_VP9 if lines is None or lines > _LARGE else _FAST_VP9))
    return _ENCODERS[preset.codec]


def _rate(preset: Preset) -> tuple[str, ...]:
    if preset.video_kbps is not None:
        return ("-b:v", f"{preset.video_kbps}k")
    if preset.quality is None:
        return ()
    if preset.codec is Codec.WEBP:
        return ("-quality", str(preset.quality))
    free = ("-b:v", "0") if preset.codec is Codec.VP9 else ()
    return ("-crf", str(preset.quality), *free)


def sound_arguments(facts: MediaFacts, preset: Preset, source: str, gain: float = 0.0) -> tuple[str, ...]:
    """The sound of input number ``source`` in stereo, ``gain`` decibels louder; a silent film stays silent.

    Louder sound is limited in its true peaks: between samples as well, which four times the rate shows.
    """
    codec = preset.audio_codec
    if facts.audio_codec is None or codec is None:
        return ("-an",)
    bits = ("-b:a", f"{preset.audio_kbps}k") if codec != "pcm_s16le" else ()
    filters: tuple[str, ...] = ()
    if gain:
        limit = 10 ** (PEAK / 20)
        fine = f"aresample={4 * SOUND_RATE},alimiter=limit={limit:.4f}:attack=5:release=50:level=0"
        filters = ("-af", f"volume={gain:.2f}dB,{fine},aresample={SOUND_RATE}")
    track = ("-map", f"{source}:a:{facts.audio_track}")
    return (*track, *filters, "-c:a", _SOUNDS[codec], *bits, "-ac", "2", "-ar", str(SOUND_RATE))
