"""Where the words of a caption stand in a film's picture."""

import math
from collections.abc import Iterator
from dataclasses import dataclass

from vidstudio.core.captions import Across, CaptionLook, Down, Ground, Letters, safe_area
from vidstudio.lettering.lines import READ_CHARACTERS
from vidstudio.lettering.paragraph import Paragraph, set_paragraph
from vidstudio.lettering.rows import Row, legible

RULE_WIDTH, RULE_GAP = 0.006, 0.022
"""Of the bar beside the words, and from it to them: shares of the short side."""

_PAD_ACROSS, _PAD_ABOVE, _PAD_BELOW = 0.5, 0.4, 0.26
"""From the words to the plate's edge, in letter sizes; with descenders below, above and below look alike."""

_CAPITALS, _DESCENDERS = 0.73, 0.25
"""Height and depth of the bundled font, in letter sizes: room that every line is given, so that plates are alike."""

_GAP = 0.62
"""From what is below the first part's baseline to the capitals of the second part, in sizes of the latter."""

_SHARP_PIXELS, _LEAST_ZOOM, _MOST_ZOOM = 160, 2, 4
"""Letters are drawn that many times larger than they are shown, so that small ones keep shapes and distances."""


@dataclass(frozen=True, slots=True)
class Box:
    """A rectangle in pixels of the film."""

    left: float
    top: float
    right: float
    bottom: float

    def grown(self, across: float, above: float, below: float) -> "Box":
        """A larger one."""
        return Box(self.left - across, self.top - above, self.right + across, self.bottom + below)


@dataclass(frozen=True, slots=True)
class PlacedRow:
    """A line and where it starts; ``row`` is ``Words.zoom`` times as large as in the film."""

    row: Row
    left: float
    baseline: float


@dataclass(frozen=True, slots=True)
class Words:
    """All lines of a caption.

    Attributes:
        box: around them, with room for capitals and descenders, without plate and rule.
        size: of the largest letters, pixels of the film.
    """

    rows: tuple[PlacedRow, ...]
    box: Box
    size: float
    zoom: int
    right_to_left: bool

    @property
    def plate(self) -> Box:
        """A box with some air round the words."""
        return self.box.grown(self.size * _PAD_ACROSS, self.size * _PAD_ABOVE, self.size * _PAD_BELOW)


def place_words(text: str, look: CaptionLook, width: int, height: int) -> Words | None:
    """The words where they stand in a film of that size, or None where no letter of them can be drawn.

    Words, plate and rule lie in the safe area. Hold ``fonts.ONE_AT_A_TIME``.
    """
    parts = _parts(text, look)
    if not parts:
        return None
    space = _Space(look, width, height)
    words = None
    for fewer in range(max(space.most_lines(letters) for _, letters in parts)):
        set_parts = [(space.set(part, letters, fewer), letters) for part, letters in parts]
        words = _stacked([(paragraph, letters) for paragraph, letters in set_parts if paragraph], space)
        if words is None or space.holds(words):
            break
    return words


def _parts(text: str, look: CaptionLook) -> list[tuple[str, Letters]]:
    """The text, or its first line and the rest of it, with how each is set."""
    lines = [line for part in text[: READ_CHARACTERS + 1].splitlines() if (line := legible(part))]
    if look.below and len(lines) > 1:
        return [(lines[0], look.letters), ("\n".join(lines[1:]), look.below)]
    return [("\n".join(lines), look.letters)] if lines else []


class _Space:
    """The part of the picture that words of a look may fill."""

    def __init__(self, look: CaptionLook, width: int, height: int) -> None:
        self.look = look
        self.short = min(width, height)
        safe = safe_area(width, height)
        left, right = safe.left * width, safe.right * width
        if look.across is Across.CENTER:  # about the picture's middle, wherever that of the safe area is
            half = min(width / 2 - left, right - width / 2)
            left, right = width / 2 - half, width / 2 + half
        self.outer = Box(left, safe.top * height, right, safe.bottom * height)
        size = look.letters.size * self.short
        self.zoom = min(max(math.ceil(_SHARP_PIXELS / max(size, 1)), _LEAST_ZOOM), _MOST_ZOOM)
        plate = look.ground is Ground.PLATE
        self._across = size * _PAD_ACROSS if plate else 0.0
        self._above, self._below = (size * _PAD_ABOVE, size * _PAD_BELOW) if plate else (0.0, 0.0)
        self._rule = (RULE_WIDTH + RULE_GAP) * self.short if look.rule else 0.0
        widest = look.widest * self.short
        self.room = min(right - left - 2 * self._across - self._rule, widest)
        self._narrow = widest / self.room

    def most_lines(self, letters: Letters) -> int:
        return math.ceil(letters.most_lines * self._narrow - 0.01)

    def set(self, text: str, letters: Letters, fewer: int) -> Paragraph | None:
        size = round(letters.size * self.short * self.zoom)
        most = max(self.most_lines(letters) - fewer, 1)
        return set_paragraph(text, size, letters.weight, self.room * self.zoom, most)

    def holds(self, words: Words) -> bool:
        return words.box.top - self._above >= self.outer.top and words.box.bottom + self._below <= self.outer.bottom

    def top(self, height: float) -> float:
        """Where words of that height start."""
        match self.look.down:
            case Down.TOP:
                return self.outer.top + self._above
            case Down.MIDDLE:
                return (self.outer.top + self.outer.bottom - height) / 2
            case Down.BOTTOM:
                return self.outer.bottom - self._below - height

    def left(self, row_width: float, *, right_to_left: bool) -> float:
        """Where a line of that width starts."""
        match self.look.across:
            case Across.CENTER:
                return (self.outer.left + self.outer.right - row_width) / 2
            case Across.END:
                return self.outer.right - self._across - row_width
            case Across.START if right_to_left:
                return self.outer.right - self._across - self._rule - row_width
            case Across.START:
                return self.outer.left + self._across + self._rule


def _stacked(paragraphs: list[tuple[Paragraph, Letters]], space: _Space) -> Words | None:
    """One under the other."""
    if not paragraphs:
        return None
    rows = [row for paragraph, _ in paragraphs for row in paragraph.rows]
    first, last = paragraphs[0][0], paragraphs[-1][0]
    baselines = list(_baselines(paragraphs))
    above = max(_CAPITALS * first.size, first.rows[0].rise)
    below = max(_DESCENDERS * last.size, last.rows[-1].drop)
    zoom = space.zoom
    height = (above + baselines[-1] + below) / zoom
    top = space.top(height)
    right_to_left = first.right_to_left
    placed = tuple(
        PlacedRow(row, space.left(row.width / zoom, right_to_left=right_to_left), round(top + (above + down) / zoom))
        for row, down in zip(rows, baselines, strict=True)
    )
    left = min(row.left for row in placed)
    right = max(row.left + row.row.width / zoom for row in placed)
    return Words(placed, Box(left, top, right, top + height), first.size / zoom, zoom, right_to_left)


def _baselines(paragraphs: list[tuple[Paragraph, Letters]]) -> Iterator[float]:
    """Of all lines, below the first one."""
    start = 0.0
    for index, (paragraph, letters) in enumerate(paragraphs):
        if index:
            start += _GAP * paragraph.size + max(_CAPITALS * paragraph.size, paragraph.rows[0].rise)
        lines = paragraph.baselines(letters.pitch)
        yield from (start + line for line in lines)
        start += lines[-1] + max(_DESCENDERS * paragraph.size, paragraph.rows[-1].drop)
