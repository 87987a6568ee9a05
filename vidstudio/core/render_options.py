"""How a film is rendered beside what its storyboard says: size, rate, and what the encoder is told."""

from dataclasses import dataclass
from fractions import Fraction

from vidstudio.core.timeline import MOST_SECONDS

SAMPLE_RATE = 48000

# At least the likeness of "veryfast" on slow moves (PSNR, SSIM) at 0.6 of its cost, chosen with tests/bench/render.py;
# scene cuts are not looked for, as they lie between segments.
_X264 = (
    "mbtree=1:rc-lookahead=20:b-adapt=0:bframes=5:b-pyramid=normal:partitions=i8x8:direct=temporal"
    ":scenecut=0:stitchable=1:open-gop=0"
)

REORDERED = 2
"""How many pictures at most are decoded before one that is shown earlier: a P-picture and the B-picture it is for."""


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
