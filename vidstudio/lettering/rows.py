"""One line of text ready to be drawn: its parts from left to right, each in a font that has its letters.

Other than ``lines``, which leaves order and marks to the one font that usually has all of a text. Hold
``fonts.ONE_AT_A_TIME``.
"""

import unicodedata
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

from vidstudio.core.captions import Weight
from vidstudio.lettering import fonts
from vidstudio.lettering.breaks import clusters
from vidstudio.lettering.direction import in_visual_order, without_embeddings

_NO_BREAK_SPACES = {"\u2007", "\u202f"}
_NEVER_DRAWN = {"\u00ad", "\u2060", "\ufeff"}


@dataclass(frozen=True, slots=True)
class Part:
    """A piece of a row in one font and one direction; ``left`` is where it starts, pixels from the row's left end."""

    text: str
    font: ImageFont.FreeTypeFont
    right_to_left: bool
    left: float


@dataclass(frozen=True, slots=True)
class Row:
    """A line of text.

    Attributes:
        width: in pixels.
        rise, drop: how far ink reaches above and below the baseline, pixels.
    """

    text: str
    parts: tuple[Part, ...]
    width: float
    rise: float
    drop: float

    def draw(self, draw: ImageDraw.ImageDraw, left: float, baseline: float) -> None:
        """Draw it in white."""
        for part in self.parts:
            at = (left + part.left, baseline)
            draw.text(at, part.text, font=part.font, fill=255, anchor="ls", direction=_direction(part.right_to_left))


def set_row(text: str, size: int, weight: Weight, *, right_to_left: bool) -> Row:
    """A line in letters of ``size`` pixels; ``right_to_left`` is the direction of the whole paragraph.

    The text is one that ``legible`` has gone through.
    """
    parts: list[Part] = []
    left = rise = drop = 0.0
    for piece, backwards in in_visual_order(text, right_to_left=right_to_left):
        runs = _runs(piece)
        for run, path in reversed(runs) if backwards else runs:
            font = fonts.load(fonts.in_weight(path, weight, run), size)
            shown = run[::-1] if backwards and _direction(backwards) is None else run
            parts.append(Part(shown, font, backwards, left))
            left += font.getlength(shown, direction=_direction(backwards))
            _, top, _, bottom = font.getbbox(shown, anchor="ls", direction=_direction(backwards))
            rise, drop = max(rise, -top), max(drop, bottom)
    return Row(text, tuple(parts), left, rise, drop)


def legible(line: str) -> str:
    """What of a line can be drawn: without control characters, letters no font has, and marks their font has not."""
    plain = unicodedata.normalize("NFC", without_embeddings(line))
    return "".join(_legible(cluster) for cluster in clusters(plain)).strip()


def _legible(cluster: str) -> str:
    letter, marks = cluster[0], cluster[1:]
    if letter in _NO_BREAK_SPACES or letter == "\u00a0":
        return "\u00a0"
    if letter in _NEVER_DRAWN or (letter.isprintable() and fonts.font_for(letter) is None):
        return ""
    category = unicodedata.category(letter)
    if category == "Cf":
        return letter
    if letter.isspace() or not letter.isprintable():
        return " "
    path = fonts.font_for(letter)
    if path is None or category in {"Mn", "Me"}:
        return ""
    return letter + "".join(mark for mark in marks if unicodedata.category(mark) == "Cf" or fonts.covers(path, mark))


def _runs(text: str) -> list[tuple[str, Path]]:
    """The text in pieces, each with its font."""
    chosen: list[tuple[str, Path]] = []
    for cluster in clusters(text):
        before = chosen[-1][1] if chosen else None
        chosen.append((cluster, _font(cluster[0], before)))
    grouped = groupby(chosen, key=lambda item: item[1])
    return [("".join(cluster for cluster, _ in items), path) for path, items in grouped]


def _font(letter: str, before: Path | None) -> Path:
    """The font of a letter; signs and spaces stay in the one before them if they can."""
    if before is not None and not letter.isalpha() and (fonts.is_silent(letter) or fonts.covers(before, letter)):
        return before
    return fonts.font_for(letter) or before or fonts.bundled_font()


def _direction(right_to_left: bool) -> str | None:
    """As Pillow wants to be told, or None where it can't shape text and draws letters as they come."""
    if fonts.shaping() is not ImageFont.Layout.RAQM:
        return None
    return "rtl" if right_to_left else "ltr"
