"""A picture made ready to be moved over, and one frame of it.

The picture is turned into Y, U and V planes once, each with half as many pixels again as the film needs. A frame is
then one bilinear ``warpAffine`` a plane: positions are fractions of a pixel, so a slow move does not shake, and no
frame is converted from RGB. The planes are sharpened by as much as the bilinear step will blur them.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from vidstudio.core.motion import CENTRE, MAX_TRAVEL, Point, Window
from vidstudio.frames.picture import Pixels

_OVERSAMPLING = 1.5

# BT.709 in limited range from BGR, ITU-R BT.709-6 section 3 scaled to 8 bit: 16-235 for luma, 16-240 around 128.
_YUV = np.array(
    [
        [0.0722 * 219 / 255, 0.7152 * 219 / 255, 0.2126 * 219 / 255, 16],
        [0.5 * 224 / 255, -0.3854 * 224 / 255, -0.1146 * 224 / 255, 128],
        [-0.0458 * 224 / 255, -0.4542 * 224 / 255, 0.5 * 224 / 255, 128],
    ],
    np.float32,
)


@dataclass(frozen=True, slots=True)
class Still:
    """Planes of what a picture shows in a film.

    Attributes:
        planes: Y, U, V; U and V with half of Y's width and height.
        left, top, width, height: where the film's frame lies in each plane, as fractions of the plane.
    """

    planes: tuple[Pixels, ...]
    left: float
    top: float
    width: float
    height: float


def make_still(picture: Pixels, width: int, height: int, *, reach: float = MAX_TRAVEL, about: Point = CENTRE) -> Still:
    """Planes of the part of a BGR picture that covers a film of that size; nothing is stretched.

    ``reach`` is how close the camera comes, as a fraction of zoom, and ``about`` where in the picture that part has its
    middle, as far as the edges allow.
    """
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    across, down = width / scale, height / scale
    left = max(min(about[0] * columns - across / 2, columns - across), 0.0)
    top = max(min(about[1] * rows - down / 2, rows - down), 0.0)
    x, y = math.floor(left), math.floor(top)
    crop = picture[y : math.ceil(top + down), x : math.ceil(left + across)]
    rows, columns = crop.shape[:2]
    return Still(
        planes=_planes(crop, scale, 1 + reach),
        left=(left - x) / columns,
        top=(top - y) / rows,
        width=across / columns,
        height=down / rows,
    )


def _planes(crop: Pixels, scale: float, closest: float) -> tuple[Pixels, ...]:
    rows, columns = crop.shape[:2]
    if scale * closest < 1:  # more detail than any frame can show would flicker
        crop = _reduced(crop, columns * scale * closest, rows * scale * closest)
    luma, *chroma = yuv(crop)
    density = scale * _OVERSAMPLING
    return (
        _prepared(luma, columns * density, rows * density),
        *(_prepared(plane, columns * density / 2, rows * density / 2) for plane in chroma),
    )


def yuv(picture: Pixels) -> tuple[Pixels, ...]:
    """Y, U and V of a BGR picture, all of its size."""
    return tuple(np.asarray(plane, np.uint8) for plane in cv2.split(cv2.transform(picture, _YUV)))


def _reduced(picture: Pixels, width: float, height: float) -> Pixels:
    """A smaller picture, band-limited by Lanczos, which OpenCV has for enlarging alone; 4 dB nearer to exact frames."""
    size = max(1, round(width)), max(1, round(height))
    return np.asarray(Image.fromarray(picture).resize(size, Image.Resampling.LANCZOS), np.uint8)


def _resized(pixels: Pixels, width: float, height: float) -> Pixels:
    size = (max(1, round(width)), max(1, round(height)))
    shrinking = size[0] < pixels.shape[1]
    return np.asarray(
        cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if shrinking else cv2.INTER_LANCZOS4), np.uint8
    )


def _prepared(plane: Pixels, width: float, height: float) -> Pixels:
    """At the size it is drawn from; an enlarged plane is sharpened against the blur of bilinear drawing."""
    resized = _resized(plane, width, height)
    if resized.shape[1] <= 1.2 * plane.shape[1]:
        return resized
    blurred = cv2.GaussianBlur(resized, (0, 0), 1.0)
    return np.asarray(cv2.addWeighted(resized, 1.3, blurred, -0.3, 0), np.uint8)


def frame_planes(frame: Pixels) -> tuple[Pixels, Pixels, Pixels]:
    """Views on Y, U and V of a planar 4:2:0 frame, an array of ``height * 3 / 2`` rows and ``width`` columns."""
    rows, width = frame.shape
    height = rows * 2 // 3
    chroma = frame[height:].reshape(2, height // 2, width // 2)
    return frame[:height], chroma[0], chroma[1]


def draw(still: Still, window: Window, planes: tuple[Pixels, Pixels, Pixels]) -> None:
    """Draw what the window shows into Y, U and V of a frame (see ``frame_planes``) or of an even part of one."""
    luma, *chroma = planes
    height, width = luma.shape
    _draw_plane(still, still.planes[0], window, luma, (0.5 / width, 0.5 / height))
    # 4:2:0 chroma as H.264 has it unless told otherwise: level with the left luma sample, between two rows of them.
    for plane, target in zip(still.planes[1:], chroma, strict=True):
        _draw_plane(still, plane, window, target, (0.5 / width, 1 / height))


def _draw_plane(still: Still, plane: Pixels, window: Window, target: Pixels, first: tuple[float, float]) -> None:
    """``first``: where the target's first sample lies, as fractions of the frame's width and height."""
    rows, columns = plane.shape
    height, width = target.shape
    across, down = still.width * columns, still.height * rows
    matrix: npt.NDArray[np.float64] = np.array(
        [
            [window.size * across / width, 0, still.left * columns + (window.left + window.size * first[0]) * across],
            [0, window.size * down / height, still.top * rows + (window.top + window.size * first[1]) * down],
        ]
    )
    matrix[:, 2] -= 0.5  # OpenCV counts from the middle of the first sample
    cv2.warpAffine(
        plane,
        matrix,
        (width, height),
        dst=target,
        flags=cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP,
        borderMode=cv2.BORDER_REPLICATE,
    )
