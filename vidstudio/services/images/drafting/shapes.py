"""Building blocks of silhouettes: closed curves as arrays of (x, y), shape (n, 2)."""

import itertools
from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum

import cv2
import numpy as np

from vidstudio.services.images.drafting.texture import Array

Point = tuple[float, float]


class Paint(Enum):
    """What a part of a silhouette is painted with."""

    BODY = "body"
    DARK = "dark"
    ACCENT = "accent"
    PALE = "pale"
    SKIN = "skin"
    LAMP = "lamp"
    GLASS = "glass"


@dataclass(frozen=True, slots=True)
class Part:
    """One shape (contours, even-odd) and its paint.

    Figures are drawn in their own measure: feet at y = 0, y grows downwards, so the top of a figure of height 1 is at
    y = -1; they look to the right.
    """

    contours: tuple[Array, ...]
    paint: Paint = Paint.BODY


Figure = tuple[Part, ...]


def ring(x: float, y: float, rx: float, ry: float | None = None, tilt: float = 0.0, points: int = 48) -> Array:
    """An ellipse; ``tilt`` in degrees."""
    angle = np.linspace(0, 2 * np.pi, points, endpoint=False)
    across, down = rx * np.cos(angle), (rx if ry is None else ry) * np.sin(angle)
    turn = np.radians(tilt)
    return np.asarray(
        np.stack(
            [x + across * np.cos(turn) - down * np.sin(turn), y + across * np.sin(turn) + down * np.cos(turn)], axis=1
        ),
        np.float32,
    )


def limb(start: Point, start_width: float, end: Point, end_width: float) -> Array:
    """A tapered, round-ended bar; widths are radii."""
    both = np.concatenate([ring(*start, start_width, points=24), ring(*end, end_width, points=24)])
    return np.asarray(cv2.convexHull(both)[:, 0, :], np.float32)


def poly(*points: Point) -> Array:
    """Straight edges."""
    return np.asarray(points, np.float32)


def box(left: float, top: float, right: float, bottom: float) -> Array:
    """An upright rectangle."""
    return poly((left, top), (right, top), (right, bottom), (left, bottom))


def blob(*points: Point, steps: int = 10) -> Array:
    """A smooth closed curve through points (Catmull-Rom)."""
    p = np.asarray(points, np.float64)
    before, after, later = np.roll(p, 1, axis=0), np.roll(p, -1, axis=0), np.roll(p, -2, axis=0)
    linear, square, cube = after - before, 2 * before - 5 * p + 4 * after - later, 3 * p - before - 3 * after + later
    pieces = [p + 0.5 * (linear * t + square * t**2 + cube * t**3) for t in np.linspace(0, 1, steps, endpoint=False)]
    return np.asarray(np.stack(pieces, axis=1).reshape(-1, 2), np.float32)


def outline(points: str) -> Array:
    """Straight edges through points written as ``x,y x,y ...``."""
    return poly(*_points(points))


def curve(points: str, steps: int = 10) -> Array:
    """A smooth closed curve through points written as ``x,y x,y ...``."""
    return blob(*_points(points), steps=steps)


def _points(text: str) -> list[Point]:
    pairs = (pair.split(",") for pair in text.split())
    return [(float(x), float(y)) for x, y in pairs]


def body(*contours: Array) -> list[Part]:
    """Dark parts, one for each contour."""
    return [Part((contour,)) for contour in contours]


def painted(paint: Paint, *contours: Array) -> list[Part]:
    """Parts in a paint, one for each contour."""
    return [Part((contour,), paint) for contour in contours]


def hoop(x: float, y: float, radius: float, width: float) -> Part:
    """A circle's line."""
    return Part((ring(x, y, radius), ring(x, y, radius - width)))


def strokes(width: float, *lines: Sequence[Point]) -> list[Part]:
    """Lines of an even width (radius), each through its points."""
    return [Part((limb(start, width, end, width),)) for line in lines for start, end in itertools.pairwise(line)]


def moved(figure: Sequence[Part], x: float, y: float, factor: float = 1.0, flip: bool = False) -> Figure:
    """The figure elsewhere: scaled about its feet, mirrored if ``flip``."""
    size = np.array((-factor if flip else factor, factor), np.float32)
    place = np.array((x, y), np.float32)
    return tuple(Part(tuple(contour * size + place for contour in part.contours), part.paint) for part in figure)
