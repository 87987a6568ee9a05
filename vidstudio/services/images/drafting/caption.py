"""The shot's words on the picture, and the mark that it is a draft."""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from vidstudio.lettering import fonts
from vidstudio.lettering.lines import draw_line, wrap
from vidstudio.services.images.drafting.texture import Array, smoothstep

SAFE = 0.78
"""Share of width and height, about the middle, that stays in view when the film zooms in: all letters lie inside."""

MARK = "DRAFT"
_LIGHT_GROUND = 0.62
"""Mean tone above which the mark is dark instead of light."""


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
    with fonts.ONE_AT_A_TIME:
        lines = wrap(text, size, right - left - 2 * inset, 2 if width > height else 3)
        letters = Image.new("L", (width, height), 0)
        for number, line in enumerate(lines):
            y = bottom - (len(lines) - 1 - number) * pitch
            draw_line(ImageDraw.Draw(letters), line, left + inset, right - inset, y)
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
