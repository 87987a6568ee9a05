"""Lines of text set in whatever fonts their letters need: measured, wrapped, drawn. Hold ``fonts.ONE_AT_A_TIME``."""

from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

from PIL import ImageDraw, ImageFont

from vidstudio.lettering import fonts

READ_CHARACTERS = 600
"""How much of a text is looked at: more than any picture has room for."""

ELLIPSIS = "…"


@dataclass(frozen=True, slots=True)
class Run:
    """A piece of a line in one font."""

    text: str
    font: ImageFont.FreeTypeFont


Line = tuple[Run, ...]


def wrap(text: str, size: int, room: float, limit: int) -> list[Line]:
    """The text in at most ``limit`` lines no wider than ``room`` pixels, ``…`` where it was cut."""
    words = drawable(text[:READ_CHARACTERS]).split()
    rows: list[str] = []
    row = ""
    for word in words:
        for piece in _pieces(word, size, room):
            longer = f"{row} {piece}".strip()
            if width(_runs(longer, size)) <= room:
                row = longer
                continue
            rows.append(row)
            row = piece
    rows = [*rows, row] if row else rows
    if len(rows) > limit or len(text) > READ_CHARACTERS:
        rows = rows[:limit]
        rows[-1:] = [_cut(rows[-1], size, room)] if rows else []
    return [_runs(row, size) for row in rows]


def draw_line(draw: ImageDraw.ImageDraw, line: Line, left: float, right: float, y: float) -> None:
    """Draw a line on the baseline ``y``, from the left edge or, where it reads that way, from the right one."""
    from_right = fonts.reads_right_to_left("".join(run.text for run in line))
    x = right - width(line) if from_right else left
    for run in reversed(line) if from_right else line:
        draw.text((x, y), run.text, font=run.font, fill=255, anchor="ls")
        x += run.font.getlength(run.text)


def drawable(text: str) -> str:
    """The text without control characters and without what no font here can show."""
    spaced = "".join(letter if letter.isprintable() or fonts.is_silent(letter) else " " for letter in text)
    return "".join(letter for letter in spaced if fonts.is_silent(letter) or fonts.font_for(letter) is not None)


def width(line: Line) -> float:
    """How far a line reaches, in pixels."""
    return sum(run.font.getlength(run.text) for run in line)


def _pieces(word: str, size: int, room: float) -> list[str]:
    """A word too long for a line, broken anywhere: also how scripts without spaces are broken."""
    pieces, piece = [], ""
    for letter in word:
        if piece and width(_runs(piece + letter, size)) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def _cut(row: str, size: int, room: float) -> str:
    while row and width(_runs(row + ELLIPSIS, size)) > room:
        row = row.rpartition(" ")[0] if " " in row else row[:-1]
    return row.rstrip(" ,.;:-–—") + ELLIPSIS


def _runs(text: str, size: int) -> Line:
    whole = fonts.font_for_all(text)
    if whole is not None:
        return (Run(text, fonts.load(whole, size)),)
    chosen: list[tuple[str, Path]] = []
    for letter in text:
        before = chosen[-1][1] if chosen else fonts.bundled_font()
        path = before if fonts.is_silent(letter) else fonts.font_for(letter)
        chosen.append((letter, path or before))
    grouped = groupby(chosen, key=lambda item: item[1])
    return tuple(Run("".join(letter for letter, _ in items), fonts.load(path, size)) for path, items in grouped)
