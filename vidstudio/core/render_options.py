"""How a film is rendered beside what its storyboard says: size, rate, and what the encoder is told."""

from dataclasses import dataclass
from fractions import Fraction

from vidstudio.core.timeline import MOST_SECONDS

SAMPLE_RATE = 48000

# At least the likeness of "veryfast" on slow moves (PSNR, SSIM) at 0.4 of its cost, chosen with tests/bench/render.py.
# Nearly all of a frame is what the frames before it showed, so what a macroblock tree would find out by looking ahead
# is told beforehand: pictures that others are predicted from get that much more bits. Looking ahead would keep some
# twenty pictures in memory. Scene cuts are not looked for, as they lie between segments.
_X264 = (
    "mbtree=0:rc-lookahead=0:b-adapt=0:bframes=5:b-pyramid=none:ipratio=2:pbratio=1.6:partitions=i8x8:direct=spatial"
    ":subme=2:scenecut=0:stitchable=1:open-gop=0"
)

_SLICED = 2560 * 1440
"""Pixels of the largest picture that is encoded by one thread. Of larger ones only one or two are encoded at a time, as
each encoder holds some ten of them, and then in four slices each. A number of its own, not that of the processors: the
same film is to have the same bytes everywhere."""

REORDERED = 1
"""How many pictures at most are decoded before one that is shown earlier: the P-picture that B-pictures are before."""


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What a film looks like beside its storyboard; ``short_side`` in pixels, ``crf`` as x264 counts quality."""

    short_side: int = 1080
    fps: Fraction = Fraction(24)
    crf: float = 18.7


def encoder_options(options: RenderOptions, width: int, height: int) -> tuple[tuple[str, str], ...]:
    """Of libx264, by libav's names: H.264 High, with the same headers in every segment, so that they can be joined."""
    threads = ":threads=4:sliced-threads=1" if width * height > _SLICED else ":threads=1"
    x264 = f"{_X264}:keyint={round(MOST_SECONDS * options.fps)}{threads}"
    return (("preset", "superfast"), ("profile", "high"), ("crf", f"{options.crf:g}"), ("x264-params", x264))
