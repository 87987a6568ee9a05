"""The shot's words on the picture, and the mark that it is a draft."""

import threading
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import cv2
import numpy as np
from PIL import Image, ImageDraw, ImageFont

from vidstudio.services.images.drafting import fonts
from vidstudio.services.images.drafting.texture import Array, smoothstep

SAFE = 0.78
"""Share of width and height, about the middle, that stays in view when the film zooms in: all letters lie inside."""

MARK = "DRAFT"
_READ_CHARACTERS = 600
_ELLIPSIS = "…"
_FREETYPE = threading.Lock()


@dataclass(frozen=True, slots=True)
class _Run:
    text: str
    font: ImageFont.FreeTypeFont


_Line = tuple[_Run, ...]


def paint_caption(pixels: Array, text: str) -> Array:
    """Lay the words over the lower third, on a soft shadow of the picture; returns new pixels.

    Args:
        pixels: shape (height, width, 3), 0 to 1.
        text: any text; what no font can show is left out, what does not fit is cut at a word.
    """
    height, width = pixels.shape[:2]
    size = round(min(width, height) * 0.0345)
    left, right = width * (1 - SAFE) / 2, width * (1 + SAFE) / 2
    inset = min(width, height) * 0.006
    with _FREETYPE:
        limit = 2 if width > height else 3
        lines = _wrapped(text, size, right - left - 2 * inset, limit)
        letters = Image.new("L", (width, height), 0)
        draw = ImageDraw.Draw(letters)
        pitch = size * 1.36
        bottom = height * (1 + SAFE) / 2 - size * 0.42
        for number, line in enumerate(lines):
            y = bottom - (len(lines) - 1 - number) * pitch
            _draw_line(draw, line, left + inset, right - inset, y)
        _draw_mark(draw, left + inset, height * (1 - SAFE) / 2 + size * 0.9, size)
    mask = (np.asarray(letters, np.float32) / 255)[..., None]
    shaded = pixels * _scrim(height, width, bottom - (len(lines) - 0.1) * pitch, bool(lines))[..., None]
    shaded *= 1 - 0.35 * _halo(letters)[..., None]
    return np.asarray(shaded + (np.float32(0.97) - shaded) * mask, np.float32)


def _scrim(height: int, width: int, top: float, needed: bool) -> Array:
    """Dims the lower part, deepest behind the words; nothing where there are none."""
    rows = np.arange(height, dtype=np.float32)
    fade = smoothstep(rows, top - height * 0.13, top + height * 0.07) * (0.60 if needed else 0.0)
    return np.asarray(np.broadcast_to((1 - fade)[:, None], (height, width)), np.float32)


def _halo(letters: Image.Image) -> Array:
    small = letters.reduce(4)
    soft = cv2.GaussianBlur(np.asarray(small, np.float32) / 255, (0, 0), 3.0)
    return np.asarray(cv2.resize(soft, letters.size, interpolation=cv2.INTER_LINEAR), np.float32)


def _draw_mark(draw: ImageDraw.ImageDraw, x: float, y: float, size: int) -> None:
    font = fonts.load(fonts.bundled_font(), round(size * 0.58))
    draw.ellipse((x, y - size * 0.30, x + size * 0.20, y - size * 0.10), fill=190)
    x += size * 0.42
    for letter in MARK:
        draw.text((x, y), letter, font=font, fill=175, anchor="ls")
        x += font.getlength(letter) + size * 0.10


def _draw_line(draw: ImageDraw.ImageDraw, line: _Line, left: float, right: float, y: float) -> None:
    from_right = fonts.reads_right_to_left("".join(run.text for run in line))
    x = right - _width(line) if from_right else left
    for run in reversed(line) if from_right else line:
        draw.text((x, y), run.text, font=run.font, fill=255, anchor="ls")
        x += run.font.getlength(run.text)


def _wrapped(text: str, size: int, room: float, limit: int) -> list[_Line]:
    """The text in at most ``limit`` lines no wider than ``room`` pixels, ``…`` where it was cut."""
    words = _drawable(text[:_READ_CHARACTERS]).split()
    rows: list[str] = []
    row = ""
    for word in words:
        for piece in _pieces(word, size, room):
            longer = f"{row} {piece}".strip()
            if _width(_runs(longer, size)) <= room:
                row = longer
                continue
            rows.append(row)
            row = piece
    rows = [*rows, row] if row else rows
    if len(rows) > limit or len(text) > _READ_CHARACTERS:
        rows = rows[:limit]
        rows[-1:] = [_cut(rows[-1], size, room)] if rows else []
    return [_runs(row, size) for row in rows]


def _pieces(word: str, size: int, room: float) -> list[str]:
    """A word too long for a line, broken anywhere: also how scripts without spaces are broken."""
    pieces, piece = [], ""
    for letter in word:
        if piece and _width(_runs(piece + letter, size)) > room:
            pieces.append(piece)
            piece = ""
        piece += letter
    return [*pieces, piece]


def _cut(row: str, size: int, room: float) -> str:
    while row and _width(_runs(row + _ELLIPSIS, size)) > room:
        row = row.rpartition(" ")[0] if " " in row else row[:-1]
    return row.rstrip(" ,.;:-–—") + _ELLIPSIS


def _drawable(text: str) -> str:
    """The text without control characters and without what no font here can show."""
    spaced = "".join(letter if letter.isprintable() or fonts.is_silent(letter) else " " for letter in text)
    return "".join(letter for letter in spaced if fonts.is_silent(letter) or fonts.font_for(letter) is not None)


def _runs(text: str, size: int) -> _Line:
    whole = fonts.font_for_all(text)
    if whole is not None:
        return (_Run(text, fonts.load(whole, size)),)
    chosen: list[tuple[str, Path]] = []
    for letter in text:
        before = chosen[-1][1] if chosen else fonts.bundled_font()
        path = before if fonts.is_silent(letter) else fonts.font_for(letter)
        chosen.append((letter, path or before))
    grouped = groupby(chosen, key=lambda item: item[1])
    return tuple(_Run("".join(letter for letter, _ in items), fonts.load(path, size)) for path, items in grouped)


def _width(line: _Line) -> float:
    return sum(run.font.getlength(run.text) for run in line)
