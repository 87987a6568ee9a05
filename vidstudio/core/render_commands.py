"""What a render tells ffmpeg: how segments and sound are encoded, and how they are joined without encoding again."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from vidstudio.core.timeline import MOST_SECONDS

SAMPLE_RATE = 48000

# At least the likeness of "veryfast" on slow moves (PSNR, SSIM) at 0.6 of its cost, chosen with tests/bench/render.py;
# scene cuts are not looked for, as they lie between segments.
_X264 = (
    "mbtree=1:rc-lookahead=20:b-adapt=0:bframes=3:b-pyramid=none:partitions=i8x8:direct=temporal"
    ":scenecut=0:stitchable=1:open-gop=0"
)
_QUIET = ("-nostdin", "-v", "error", "-nostats")


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What a film looks like beside its storyboard; ``short_side`` in pixels, ``crf`` as x264 counts quality."""

    short_side: int = 1080
    fps: Fraction = Fraction(24)
    crf: float = 18.4


def encoder_options(options: RenderOptions) -> tuple[tuple[str, str], ...]:
    """Of libx264, by libav's names: H.264 High, with the same headers in every segment, so that they can be joined."""
    x264 = f"{_X264}:keyint={round(MOST_SECONDS * options.fps)}"
    return (("preset", "superfast"), ("profile", "high"), ("crf", f"{options.crf:g}"), ("x264-params", x264))


def join_command(
    ffmpeg: str, listing: Path, sound: Path, output: Path, options: RenderOptions, from_second: float | None = None
) -> tuple[str, ...]:
    """Segments by their list and the sound into an MP4 that can start to play before all of it is there.

    The sound is copied as it is, or, where the segments are an excerpt that begins at ``from_second``, cut to it.
    """
    cut = () if from_second is None else ("-ss", f"{from_second:.6f}")
    encoding = ("copy",) if from_second is None else ("aac", "-b:a", "192k", "-shortest")
    return (
        *(ffmpeg, *_QUIET, "-progress", "pipe:1", "-y"),
        *("-f", "concat", "-safe", "0", "-i", f"file:{listing}", *cut, "-i", f"file:{sound}"),
        *("-map", "0:v:0", "-map", "1:a:0", "-c:v", "copy", "-c:a", *encoding),
        *("-video_track_timescale", _timescale(options), "-movflags", "+faststart", "-f", "mp4", f"file:{output}"),
    )


def listing(paths: Sequence[Path], edges: Sequence[int], fps: Fraction) -> str:
    """The list for ffmpeg's concat demuxer, from the segments' files and the frames between which they lie.

    It adds durations up in whole microseconds: they are rounded so that their sum never drifts.
    """
    times = [round(edge * 1_000_000 / fps) for edge in edges]
    lines = ["ffconcat version 1.0"]
    for path, start, end in zip(paths, times, times[1:], strict=False):
        lines += [f"file {_quoted(f'file:{path}')}", f"duration {end - start}us"]
    return "\n".join(lines) + "\n"


def _timescale(options: RenderOptions) -> str:
    return str(1000 * options.fps)  # whole for every rate and a quarter of it


def _quoted(text: str) -> str:
    """A token in ffmpeg's quoting: all is literal between single quotes, and a quote itself stands outside of them."""
    return "'" + text.replace("'", r"'\''") + "'"
