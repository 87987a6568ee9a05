"""Text in lines of about one length, made smaller or cut where it is too long. Hold ``fonts.ONE_AT_A_TIME``."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

from vidstudio.core.captions import Weight
from vidstudio.lettering.breaks import Piece, clusters, pieces
from vidstudio.lettering.fonts import reads_right_to_left
from vidstudio.lettering.lines import ELLIPSIS, READ_CHARACTERS
from vidstudio.lettering.rows import Row, legible, set_row

_SCALES = (1.0, 0.94, 0.88, 0.82, 0.76, 0.7)
_SCALES_FOR_A_WORD = (0.64, 0.58, 0.52)
"""Still smaller, but only to keep a long word in one piece."""

_CLEARANCE = 0.08
"""Between the lowest ink of a line and the highest of the next, in letter sizes."""

_LONELY = 0.35
_POOR = 0.25
_GOOD = 0.12
"""What a break costs or gains, as what a line that falls short by that share of the width costs."""


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines of text.

    Attributes:
        size: of the letters as they were set, pixels.
        right_to_left: where the text as a whole reads from the right.
    """

    rows: tuple[Row, ...]
    size: int
    right_to_left: bool

    @property
    def width(self) -> float:
        """Of the longest line, pixels."""
        return max(row.width for row in self.rows)

    def baselines(self, pitch: float) -> list[float]:
        """Of all lines, pixels below the first one; ``pitch`` is in letter sizes, more where ink would touch."""
        found = [0.0]
        for above, below in zip(self.rows, self.rows[1:], strict=False):
            clear = above.drop + below.rise + _CLEARANCE * self.size
            found.append(found[-1] + max(pitch * self.size, clear))
        return found


@dataclass(frozen=True, slots=True)
class _Setting:
    size: int
    weight: Weight
    room: float
    right_to_left: bool

    def row(self, text: str) -> Row:
        return _row(text, self.size, self.weight, self.right_to_left)

    def width(self, text: str) -> float:
        return self.row(text).width


def set_paragraph(text: str, size: int, weight: Weight, room: float, most_lines: int) -> Paragraph | None:
    """The text in at most ``most_lines`` lines no wider than ``room`` pixels, letters of at most ``size`` pixels.

    Line breaks in it are kept if there are not more of them than lines. What does not fit is set down to about 70 %
    of the size, then cut at a word. None where there is nothing to draw.
    """
    lines = [line for part in text[:READ_CHARACTERS].splitlines() if (line := legible(part))]
    if not any(letter.isprintable() and not letter.isspace() for line in lines for letter in line):
        return None
    right_to_left = reads_right_to_left(" ".join(lines))
    lines = lines if len(lines) <= most_lines else [" ".join(lines)]
    whole = len(text) <= READ_CHARACTERS
    settings = [_Setting(max(round(size * scale), 1), weight, room, right_to_left) for scale in _SCALES]
    smaller = (replace(settings[0], size=max(round(size * scale), 1)) for scale in _SCALES_FOR_A_WORD)
    tried = [*settings, *smaller] if _has_long_word(lines, settings[-1]) else settings
    for setting in tried if whole else ():
        rows = _fitted([pieces(line) for line in lines], setting, most_lines)
        if rows:
            return Paragraph(tuple(rows), setting.size, right_to_left)
    setting = settings[-1]
    broken = [_broken(pieces(line), setting) for line in lines]
    rows = _fitted(broken, setting, most_lines) if whole else None
    rows = rows or _shortened(" ".join(lines), setting, most_lines)
    return Paragraph(tuple(rows), setting.size, right_to_left) if rows else None


@lru_cache(maxsize=4096)
def _row(text: str, size: int, weight: Weight, right_to_left: bool) -> Row:
    return set_row(text, size, weight, right_to_left=right_to_left)


def _has_long_word(lines: Sequence[str], setting: _Setting) -> bool:
    return any(setting.width(piece.text) > setting.room for line in lines for piece in pieces(line))


def _fitted(parts: Sequence[list[Piece]], setting: _Setting, most_lines: int) -> list[Row] | None:
    """Each part in as few lines as it needs, or None if these are too many."""
    rows: list[Row] = []
    for part in parts:
        ends = _balanced([_Measured(piece, setting.width(piece.text)) for piece in part], setting)
        if ends is None:
            return None
        rows += [setting.row(_joined(part[start:end])) for start, end in ends]
    fits = len(rows) <= most_lines and all(row.width <= setting.room for row in rows)
    return rows if fits else None


@dataclass(frozen=True, slots=True)
class _Measured:
    piece: Piece
    width: float


def _balanced(measured: Sequence[_Measured], setting: _Setting) -> list[tuple[int, int]] | None:
    """First and last piece (exclusive) of each line: the fewest lines, and of these the most even ones."""
    count = len(measured)
    space = setting.width("n n") - setting.width("nn")
    best: list[tuple[int, float, int]] = [(0, 0.0, 0)]  # lines, cost, where the last of them starts
    for end in range(1, count + 1):
        found: tuple[int, float, int] | None = None
        for start, width in _starts(measured, end, space):
            if width > setting.room:
                break
            lines, cost, _ = best[start]
            if lines < 0:
                continue
            cost += ((setting.room - width) / setting.room) ** 2 + _cost_of_break(measured, start, end)
            if found is None or (lines + 1, cost) < found[:2]:
                found = lines + 1, cost, start
        best.append(found or (-1, 0.0, 0))
    if best[-1][0] < 1:
        return None
    ends, end = [], count
    while end:
        ends.append((best[end][2], end))
        end = best[end][2]
    return ends[::-1]


def _starts(measured: Sequence[_Measured], end: int, space: float) -> Iterator[tuple[int, float]]:
    """Where a line that ends there may start, and how wide it is then."""
    width = 0.0
    for start in range(end - 1, -1, -1):
        width += measured[start].width + (space if start < end - 1 and measured[start].piece.space else 0)
        yield start, width


def _cost_of_break(measured: Sequence[_Measured], start: int, end: int) -> float:
    """What speaks against a line of these pieces but for its length."""
    last = measured[end - 1].piece
    if end == len(measured):
        return _LONELY**2 if start == end - 1 > 1 and measured[start - 1].piece.space else 0.0
    if last.poor:
        return _POOR**2
    return -(_GOOD**2) if last.text[-1] in ",;:.!?…،؛。、" else 0.0


def _broken(parts: Sequence[Piece], setting: _Setting) -> list[Piece]:
    """The pieces, those too long for a line broken anywhere."""
    found: list[Piece] = []
    for piece in parts:
        text = ""
        for cluster in clusters(piece.text):
            if text and setting.width(text + cluster) > setting.room:
                found.append(Piece(text))
                text = ""
            text += cluster
        found.append(replace(piece, text=text))
    return found


def _shortened(text: str, setting: _Setting, most_lines: int) -> list[Row] | None:
    """As many pieces as fit, with an ellipsis."""
    parts = _broken(pieces(text), replace(setting, room=setting.room - setting.width(ELLIPSIS)))
    for kept in range(len(parts), 0, -1):
        last = parts[kept - 1].text.rstrip(" ,.;:-–—،、。") + ELLIPSIS
        rows = _fitted([[*parts[: kept - 1], Piece(last)]], setting, most_lines)
        if rows:
            return rows
    return None


def _joined(parts: Sequence[Piece]) -> str:
    return "".join(piece.text + (" " if piece.space else "") for piece in parts).rstrip(" ")
