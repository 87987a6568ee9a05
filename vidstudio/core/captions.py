"""Words in the film's picture: how each kind looks, where it may stand, how it comes and goes.

Sizes are shares of the picture's short side, so that a caption looks the same in every size of a film and in every
shape of it; the drawing is done by ``vidstudio.frames``.
"""

import re
from dataclasses import dataclass
from enum import StrEnum

from vidstudio.core.sentences import clean
from vidstudio.errors import InputRefused

MAX_CAPTION_LETTERS = 300
"""The longest caption, in characters."""

MAX_CAPTION_LINES = 6
"""Line breaks after that many lines become spaces."""

_SPACES = re.compile(r"[ \t\u3000]+")  # not the no-break ones, which somebody has put there on purpose

_MOST_OF_A_SCENE = 0.2
"""The share of a scene that one fade takes at most: three fifths of the shortest scene are at full strength."""


class CaptionStyle(StrEnum):
    """What the words are for."""

    CAPTION = "caption"
    LOWER_THIRD = "lower_third"
    TITLE = "title"
    END = "end"


class Weight(StrEnum):
    """Weights of the bundled font."""

    REGULAR = "Regular"
    MEDIUM = "Medium"
    SEMIBOLD = "SemiBold"


class Across(StrEnum):
    """Where lines are lined up; text that reads from the right is lined up at the other side."""

    START = "start"
    CENTER = "center"
    END = "end"


class Down(StrEnum):
    """Where in the height of the safe area the words stand."""

    TOP = "top"
    MIDDLE = "middle"
    BOTTOM = "bottom"


class Ground(StrEnum):
    """What lies between picture and letters; a soft shadow always does."""

    NONE = "none"
    PLATE = "plate"
    SCRIM = "scrim"
    DIM = "dim"


@dataclass(frozen=True, slots=True)
class Letters:
    """How one part of the words is set.

    Attributes:
        size: height of the letters (the em), share of the short side.
        weight: of the bundled font; other fonts have the one they have.
        most_lines: how many lines of the full width; a narrower picture gets more, so that it shows as much text.
        pitch: from line to line, in letter sizes.
    """

    size: float
    weight: Weight
    most_lines: int
    pitch: float = 1.28


@dataclass(frozen=True, slots=True)
class CaptionLook:
    """How a kind of words looks.

    Attributes:
        letters: of all the text, or of its first line where ``below`` says how the rest is set.
        across, down: where the words stand in the safe area.
        widest: the longest line, share of the short side; never wider than the safe area.
        ground: what is darkened, by ``darkness`` (0 to 1).
        below: what comes after the first line break; None where all lines are alike.
        rule: whether a bar in the accent color stands before the words.
        ink: opacity of the letters, 0 to 1.
        fade_in, fade_out: seconds.
    """

    letters: Letters
    across: Across
    down: Down
    widest: float
    ground: Ground = Ground.NONE
    darkness: float = 0.0
    below: Letters | None = None
    rule: bool = False
    ink: float = 1.0
    fade_in: float = 0.0
    fade_out: float = 0.0


LOOKS: dict[CaptionStyle, CaptionLook] = {
    CaptionStyle.CAPTION: CaptionLook(
        Letters(0.048, Weight.MEDIUM, 3),
        Across.CENTER,
        Down.BOTTOM,
        widest=1.2,  # about 42 letters, the usual limit of a subtitle's line
        ground=Ground.PLATE,
        darkness=0.62,
        fade_in=0.25,
        fade_out=0.25,
    ),
    CaptionStyle.LOWER_THIRD: CaptionLook(
        Letters(0.056, Weight.SEMIBOLD, 2, 1.2),
        Across.START,
        Down.BOTTOM,
        widest=1.05,
        ground=Ground.SCRIM,
        darkness=0.62,
        below=Letters(0.034, Weight.REGULAR, 2, 1.34),
        rule=True,
        fade_in=0.4,
        fade_out=0.4,
    ),
    CaptionStyle.TITLE: CaptionLook(
        Letters(0.11, Weight.SEMIBOLD, 2, 1.14),
        Across.CENTER,
        Down.MIDDLE,
        widest=1.4,
        ground=Ground.DIM,
        darkness=0.56,
        below=Letters(0.043, Weight.REGULAR, 3, 1.36),
        fade_in=0.6,
        fade_out=0.5,
    ),
    CaptionStyle.END: CaptionLook(
        Letters(0.058, Weight.MEDIUM, 6, 1.42),
        Across.CENTER,
        Down.MIDDLE,
        widest=1.3,
        ground=Ground.DIM,
        darkness=0.7,
        fade_in=0.6,
        fade_out=0.8,
    ),
}

ACCENT = (245, 184, 61)
"""Red, green and blue of the bar beside a lower third, 0 to 255."""

WATERMARK_LOOK = CaptionLook(Letters(0.026, Weight.MEDIUM, 1), Across.END, Down.TOP, widest=0.45, ink=0.75)
"""A name or an address in a corner, all through the film."""


@dataclass(frozen=True, slots=True)
class SafeArea:
    """Where words are seen whole on every screen: its edges, as shares of width and height from the left and top."""

    left: float
    top: float
    right: float
    bottom: float


# EBU R 95 (safe areas for 16:9 television): graphics inside 90 % of width and height.
_WIDE = SafeArea(0.05, 0.05, 0.95, 0.95)
# As in R 95, but in feeds the buttons for sound and tagged people lie on the lower corners.
_FEED = SafeArea(0.06, 0.06, 0.94, 0.93)
# Meta's guide for Reels and Stories: nothing in the upper 14 %, the lower 35 %, the outer 6 %. The column of buttons of
# Shorts, Reels and TikTok takes the right 120 to 140 of 1080 pixels.
_VERTICAL = SafeArea(0.06, 0.14, 0.87, 0.65)


def safe_area(width: int, height: int) -> SafeArea:
    """The safe area of a picture of that size, by where pictures of that shape are watched."""
    shape = width / height
    if shape < 0.7:
        return _VERTICAL
    return _FEED if shape < 1.2 else _WIDE


def strength(style: CaptionStyle, frame: int, frames: int, fps: float) -> float:
    """How much of the words is seen, 0 to 1, in a frame (from 0) of a scene of ``frames``."""
    look = LOOKS[style]
    seconds = frames / fps
    since, left = (frame + 0.5) / fps, (frames - frame - 0.5) / fps
    shares = [_rise(since, min(look.fade_in, seconds * _MOST_OF_A_SCENE))]
    shares.append(_rise(left, min(look.fade_out, seconds * _MOST_OF_A_SCENE)))
    return min(shares)


def _rise(seconds: float, fade: float) -> float:
    """From 0 to 1 within ``fade`` seconds, slow at both ends."""
    way = min(max(seconds / fade, 0.0), 1.0) if fade > 0 else 1.0
    return way * way * (3 - 2 * way)


def check_caption(text: str) -> str:
    """The words as they are kept: cleaned, spaces folded, a few line breaks; empty for none.

    Raises ``InputRefused`` for more than ``MAX_CAPTION_LETTERS``.
    """
    lines = [folded for line in clean(text).splitlines() if (folded := _SPACES.sub(" ", line).strip())]
    kept = lines[: MAX_CAPTION_LINES - 1]
    if lines[len(kept) :]:
        kept.append(" ".join(lines[len(kept) :]))
    words = "\n".join(kept)
    if len(words) > MAX_CAPTION_LETTERS:
        raise InputRefused(
            f"The caption is too long: {len(words)} characters.",
            f"Use at most {MAX_CAPTION_LETTERS}; a few words are read more easily.",
        )
    return words
