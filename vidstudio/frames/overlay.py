"""Something to lay over frames: planes as those of a frame, each with its opacity, and the fast way to do it."""

from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from vidstudio.frames.picture import Pixels
from vidstudio.frames.still import frame_planes

Opacity = npt.NDArray[np.float32]
"""Rows and columns, 0 to 1."""

_STRIP_PIXELS = 1 << 17
"""Mixed at a time: what is computed on the way stays in the processor's cache."""


@dataclass(frozen=True, slots=True)
class Overlay:
    """A rectangle of a film's picture, its corner and its size in even pixels, BT.709 in limited range, 4:2:0.

    Attributes:
        left, top: where its corner lies in the frame, pixels.
        planes: Y, U, V; U and V with half of Y's width and height.
        opacities: of Y and of U and V, 0 to 255.
    """

    left: int
    top: int
    planes: tuple[Pixels, Pixels, Pixels]
    opacities: tuple[Pixels, Pixels]

    @property
    def width(self) -> int:
        """In pixels of Y."""
        return int(self.planes[0].shape[1])

    @property
    def height(self) -> int:
        """In pixels of Y."""
        return int(self.planes[0].shape[0])


@dataclass(frozen=True, slots=True)
class Coat:
    """One color laid on, the later one over the earlier; ``color`` is red, green and blue, 0 to 255."""

    opacity: Opacity
    color: tuple[int, int, int]


def make_overlay(left: int, top: int, coats: list[Coat]) -> Overlay:
    """An overlay of coats that all have its size; ``left``, ``top``, width and height are even."""
    shape = coats[0].opacity.shape
    opacity = np.zeros(shape, np.float32)
    planes = [np.zeros(shape, np.float32) for _ in range(3)]
    for coat in coats:
        opacity += coat.opacity * (1 - opacity)
        planes = [plane + (value - plane) * coat.opacity for plane, value in zip(planes, _yuv(coat.color), strict=True)]
    thin = _thinned(opacity)
    luma, blue, red = planes
    colors = _parted(luma, opacity), _parted(_thinned(blue), thin), _parted(_thinned(red), thin)
    return Overlay(left, top, colors, (_eight_bits(opacity * 255), _eight_bits(thin * 255)))


def lay(overlay: Overlay, frame: Pixels, strength: float = 1.0) -> None:
    """Lay it over a planar 4:2:0 frame (see ``frame_planes``), in place, at ``strength`` (0 to 1) of its opacity.

    Where the opacity is 0 the frame keeps its values, where it is 255 at full strength it has those of the overlay.
    Rounded once, in 16 bits: the sum of two rounded halves would draw contours into dark gradients.
    """
    if strength <= 0:
        return
    thick, thin = (_weakened(opacity, strength) for opacity in overlay.opacities)
    for target, color, opacity in zip(frame_planes(frame), overlay.planes, (thick, thin, thin), strict=True):
        step = 1 if opacity is thick else 2
        left, top = overlay.left // step, overlay.top // step
        rows, columns = color.shape
        box = target[top : top + rows, left : left + columns]
        height = max(_STRIP_PIXELS // columns, 1)
        for row in range(0, rows, height):
            _mix(box[row : row + height], color[row : row + height], opacity[row : row + height])


def _mix(box: Pixels, color: Pixels, opacity: Pixels) -> None:
    mixed = np.multiply(box, cv2.bitwise_not(opacity), dtype=np.uint16)
    mixed += np.multiply(color, opacity, dtype=np.uint16)
    cv2.convertScaleAbs(mixed, dst=box, alpha=1 / 255)


def _yuv(color: tuple[int, int, int]) -> tuple[float, float, float]:
    """Y, U and V of red, green and blue (0 to 255): ITU-R BT.709-6 section 3, in limited range."""
    red, green, blue = (value / 255 for value in color)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    return 16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748


def _weakened(opacity: Pixels, strength: float) -> Pixels:
    return opacity if strength >= 1 else np.asarray(cv2.convertScaleAbs(opacity, alpha=strength), np.uint8)


def _thinned(plane: Opacity) -> Opacity:
    """Every second row and column, where 4:2:0 samples lie: level with the left one of Y, between two rows."""
    rows = (plane[0::2] + plane[1::2]) / 2
    padded = np.pad(rows, ((0, 0), (1, 0)), mode="edge")
    return np.asarray((padded[:, 0:-1:2] + 2 * padded[:, 1::2] + padded[:, 2::2]) / 4, np.float32)


def _parted(plane: Opacity, opacity: Opacity) -> Pixels:
    """A plane that is multiplied by its opacity, without it; anything where nothing is seen."""
    return _eight_bits(np.asarray(plane / np.maximum(opacity, 1 / 1024), np.float32))


def _eight_bits(plane: Opacity) -> Pixels:
    return np.asarray(np.clip(plane + 0.5, 0, 255), np.uint8)
