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
_LIGHT_GROUND = 0.62
"""Mean tone above which the mark is dark instead of light."""
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
    bottom, pitch = height * (1 + SAFE) / 2 - size * 0.42, size * 1.36
    with _FREETYPE:
        lines = _wrapped(text, size, right - left - 2 * inset, 2 if width > height else 3)
        letters = Image.new("L", (width, height), 0)
        for number, line in enumerate(lines):
            y = bottom - (len(lines) - 1 - number) * pitch
            _draw_line(ImageDraw.Draw(letters), line, left + inset, right - inset, y)
        mark = Image.new("L", (width, height), 0)
        box = _draw_mark(ImageDraw.Draw(mark), left + inset, height * (1 - SAFE) / 2 + size * 0.9, size)
    top = int(bottom - (len(lines) - 0.1) * pitch)
    shaded = pixels * _scrim(pixels, top, bool(lines))[:, None, None]
    shaded = _inked(shaded, letters, (0, top - size, width, int(bottom) + size), 0.97, 0.35)
    left_, top_, right_, bottom_ = box
    dark = float(pixels[top_:bottom_, left_:right_].mean()) > _LIGHT_GROUND
    return _inked(shaded, mark, box, 0.10 if dark else 0.97, 0.0 if dark else 0.25)


def _inked(pixels: Array, letters: Image.Image, box: tuple[int, int, int, int], ink: float, halo: float) -> Array:
    """Lay letters over the pixels, which are changed, with a soft dark halo under them; only ``box`` is looked at."""
    left, top, right, bottom = box
    part = letters.crop(box)
    mask = np.asarray(part, np.float32)[..., None] / 255
    area = pixels[top:bottom, left:right]
    if halo > 0:
        soft = cv2.GaussianBlur(np.asarray(part.reduce(4), np.float32) / 255, (0, 0), 3.0)
        area *= 1 - halo * cv2.resize(soft, part.size, interpolation=cv2.INTER_LINEAR)[..., None]
    area += (np.float32(ink) - area) * mask
    return pixels


def _scrim(pixels: Array, top: int, needed: bool) -> Array:
    """What each row is multiplied by: darker behind the words, the more the lighter the picture is there."""
    height = pixels.shape[0]
    rows = np.arange(height, dtype=np.float32)
    ground = float(pixels[top : int(height * (1 + SAFE) / 2) : 4, ::8].mean())
    strength = float(np.clip(0.30 + (ground - 0.25) * 0.75, 0.25, 0.58)) if needed else 0.0
    fade = smoothstep(rows, top - height * 0.15, top + height * 0.05) * strength
    return np.asarray(1 - fade * (1 - 0.45 * smoothstep(rows, height * (1 + SAFE) / 2, float(height))), np.float32)


def _draw_mark(draw: ImageDraw.ImageDraw, x: float, y: float, size: int) -> tuple[int, int, int, int]:
    """Draw the mark and return the rectangle it lies in."""
    start = x
    font = fonts.load(fonts.bundled_font(), round(size * 0.62))
    for letter in MARK:
        draw.text((x, y), letter, font=font, fill=205, anchor="ls")
        x += font.getlength(letter) + size * 0.10
    return int(start) - 4, int(y - size), int(x) + 4, int(y + size * 0.4)


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
