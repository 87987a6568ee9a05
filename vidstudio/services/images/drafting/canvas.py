"""The sheet a draft is painted on: float pixels, stencils, light."""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np

from vidstudio.services.images.drafting.look import RGB
from vidstudio.services.images.drafting.texture import Array

_SUBPIXEL = 4


@dataclass(frozen=True, slots=True)
class Stencil:
    """Where paint goes: opacity 0 to 1 for the rectangle whose corner is at ``x``, ``y`` of the canvas."""

    x: int
    y: int
    alpha: Array

    @property
    def window(self) -> tuple[slice, slice]:
        """The rectangle as an index into the canvas."""
        rows, columns = self.alpha.shape
        return slice(self.y, self.y + rows), slice(self.x, self.x + columns)


class Canvas:
    """RGB pixels as floats 0 to 1, shape (height, width, 3)."""

    def __init__(self, width: int, height: int) -> None:
        self.width, self.height = width, height
        self.pixels: Array = np.zeros((height, width, 3), np.float32)

    def stencil(self, contours: Sequence[Sequence[Array]], soft: float = 0.0) -> Stencil | None:
        """The union of shapes; each shape is one or more closed contours of (x, y) pixels, even-odd.

        Returns None where nothing falls on the canvas. ``soft`` blurs the edge, pixels.
        """
        if not contours:
            return None
        everything = np.concatenate([points for shape in contours for points in shape])
        pad = 2 + int(soft * 3)
        x0, y0 = np.floor(everything.min(axis=0)).astype(int) - pad
        x1, y1 = np.ceil(everything.max(axis=0)).astype(int) + pad
        x0, y0, x1, y1 = max(x0, 0), max(y0, 0), min(x1, self.width), min(y1, self.height)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return None
        sheet = np.zeros((y1 - y0, x1 - x0), np.uint8)
        for shape in contours:
            paths = [np.round((points - (x0, y0)) * 2**_SUBPIXEL).astype(np.int32) for points in shape]
            cv2.fillPoly(sheet, paths, 255, cv2.LINE_AA, _SUBPIXEL)
        alpha: Array = np.asarray(sheet / np.float32(255), np.float32)
        if soft > 0:
            alpha = np.asarray(cv2.GaussianBlur(alpha, (0, 0), soft), np.float32)
        return Stencil(int(x0), int(y0), np.asarray(alpha, np.float32))

    def paint(self, stencil: Stencil | None, color: RGB | Array, opacity: float = 1.0) -> None:
        """Lay colour over the canvas; ``color`` is one colour or anything that broadcasts to the stencil."""
        if stencil is None:
            return
        area = self.pixels[stencil.window]
        area += (np.asarray(color, np.float32) - area) * (stencil.alpha * np.float32(opacity))[..., None]

    def shine(self, stencil: Stencil | None, color: RGB | Array, strength: float = 1.0) -> None:
        """Add light: the brighter the canvas already is, the less it adds."""
        if stencil is None:
            return
        area = self.pixels[stencil.window]
        area += (1 - area) * (stencil.alpha * np.float32(strength))[..., None] * np.asarray(color, np.float32)

    def below(self, line: Array, top: RGB | Array, bottom: RGB | Array, reach: float) -> None:
        """Fill everything under a line (height in pixels for each column), ``top`` turning into ``bottom``.

        ``line`` has one y for each column; the colour turns over ``reach`` pixels.
        """
        first = int(max(0, np.floor(line.min())))
        if first >= self.height:
            return
        rows = np.arange(first, self.height, dtype=np.float32)[:, None]
        turn = np.clip((rows - max(first, 0)) / max(reach, 1), 0, 1)[..., None]
        color = np.asarray(top, np.float32) * (1 - turn) + np.asarray(bottom, np.float32) * turn
        alpha = np.clip(rows - line[None, :] + 0.5, 0, 1)
        self.paint(Stencil(0, first, np.asarray(alpha, np.float32)), np.asarray(color, np.float32))

    def glow(self, x: float, y: float, radius: float, color: RGB, strength: float = 1.0, flatten: float = 1.0) -> None:
        """A soft light round a point; ``radius`` is where it has fallen to a third, ``flatten`` squeezes it."""
        step = max(1, int(radius / 24))
        reach = radius * 3.2
        x0, x1 = int(max(0, x - reach)), int(min(self.width, x + reach))
        y0, y1 = int(max(0, y - reach / flatten)), int(min(self.height, y + reach / flatten))
        if x1 - x0 < 2 or y1 - y0 < 2:
            return
        columns = np.linspace(x0, x1, max(2, (x1 - x0) // step), dtype=np.float32) - np.float32(x)
        rows = (np.linspace(y0, y1, max(2, (y1 - y0) // step), dtype=np.float32) - np.float32(y)) * flatten
        distance = np.hypot(columns[None, :], rows[:, None]) / radius
        falloff = np.exp(-(distance**1.25) * 1.1) * np.clip(1 - distance / 3.2, 0, 1)
        alpha = cv2.resize(np.asarray(falloff, np.float32), (x1 - x0, y1 - y0), interpolation=cv2.INTER_LINEAR)
        self.shine(Stencil(x0, y0, np.asarray(alpha, np.float32)), color, strength)

    def blur(self, sigma: float) -> None:
        """Put everything painted so far out of focus; ``sigma`` in pixels."""
        small = max(1, int(sigma / 3))
        size = (self.width // small, self.height // small)
        reduced = cv2.resize(self.pixels, size, interpolation=cv2.INTER_AREA)
        reduced = cv2.GaussianBlur(reduced, (0, 0), sigma / small)
        grown = cv2.resize(reduced, (self.width, self.height), interpolation=cv2.INTER_CUBIC)
        self.pixels = np.asarray(np.clip(grown, 0, 1), np.float32)


def mix(one: RGB, other: RGB, share: float) -> RGB:
    """``one`` with ``share`` (0 to 1) of ``other`` in it."""
    return (
        one[0] + (other[0] - one[0]) * share,
        one[1] + (other[1] - one[1]) * share,
        one[2] + (other[2] - one[2]) * share,
    )


def times(one: RGB, other: RGB) -> RGB:
    """A surface of colour ``one`` in light of colour ``other``."""
    return one[0] * other[0], one[1] * other[1], one[2] * other[2]


def scale(color: RGB, factor: float) -> RGB:
    """A lighter or darker colour, kept in range."""
    return min(1.0, color[0] * factor), min(1.0, color[1] * factor), min(1.0, color[2] * factor)
