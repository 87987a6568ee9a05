"""A picture as a scene shows it: framed for the film, and where its camera moves."""

from dataclasses import dataclass

import cv2
import numpy as np

from vidstudio.core.frames_spec import LayerSpec
from vidstudio.core.motion import CENTRE, MAX_TRAVEL, Point, travel, window
from vidstudio.core.scene import Framing
from vidstudio.frames.focus import focus
from vidstudio.frames.picture import Pixels
from vidstudio.frames.still import Still, draw, frame_planes, make_still, yuv

_NEARLY = 0.03
"""A picture whose shape is that near to the film's is cut to it: hairline bars help nobody."""

_DIMMED = 0.55
"""Of the blurred ground, so that the picture before it stands out."""

_COARSE = 16
"""The ground is blurred at that fraction of the film's size."""


@dataclass(frozen=True, slots=True)
class Shot:
    """What one scene shows, ready to be drawn at any moment of its move.

    Attributes:
        focus: what the camera is aimed at, in fractions of what the still shows.
        place: left, top, width and height of the still in the frame, pixels, all even.
        ground: a frame that is seen around the still; None where the still fills the frame.
    """

    still: Still
    focus: Point
    place: tuple[int, int, int, int]
    ground: Pixels | None = None


def make_shot(picture: Pixels, layer: LayerSpec, width: int, height: int) -> Shot:
    """A BGR picture made ready for a film of that size."""
    about = focus(picture) if layer.aimed else CENTRE
    reach = MAX_TRAVEL * layer.strength
    place = _place(picture, layer.framing, width, height)
    if place == (0, 0, width, height):
        still = make_still(picture, width, height, reach=reach, about=about)
        return Shot(still, _within(picture, about, width, height), place)
    still = make_still(picture, *place[2:], reach=reach)
    return Shot(still, about, place, _ground(picture, layer.framing, width, height))


def draw_shot(shot: Shot, layer: LayerSpec, index: int, fps: float, frame: Pixels) -> None:
    """Draw the frame ``index`` of the layer's piece; ``fps`` of the film."""
    time = (layer.start + index + 0.5) / layer.length
    seen = window(layer.motion, time, travel(layer.length / fps, layer.strength), shot.focus)
    if shot.ground is None:
        draw(shot.still, seen, frame_planes(frame))
        return
    np.copyto(frame, shot.ground)
    left, top, width, height = shot.place
    luma, *chroma = frame_planes(frame)
    half = np.s_[top // 2 : (top + height) // 2, left // 2 : (left + width) // 2]
    draw(shot.still, seen, (luma[top : top + height, left : left + width], chroma[0][half], chroma[1][half]))


def _place(picture: Pixels, framing: Framing, width: int, height: int) -> tuple[int, int, int, int]:
    rows, columns = picture.shape[:2]
    scale = min(width / columns, height / rows)
    across, down = (2 * max(1, round(side * scale / 2)) for side in (columns, rows))
    if framing is Framing.CROP or (across >= width * (1 - _NEARLY) and down >= height * (1 - _NEARLY)):
        return 0, 0, width, height
    left, top = (width - across) // 4 * 2, (height - down) // 4 * 2
    return left, top, across, down


def _within(picture: Pixels, about: Point, width: int, height: int) -> Point:
    """A point of the picture as a point of the part that covers the film, which lies about it."""
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    points = []
    for place, side, seen in ((about[0], columns, width / scale), (about[1], rows, height / scale)):
        start = max(min(place * side - seen / 2, side - seen), 0.0)
        points.append((place * side - start) / seen)
    return points[0], points[1]


def _ground(picture: Pixels, framing: Framing, width: int, height: int) -> Pixels:
    frame = np.empty((height * 3 // 2, width), np.uint8)
    luma, *chroma = frame_planes(frame)
    if framing is Framing.BARS:
        luma[:] = 16
        frame[height:] = 128
        return frame
    small = _covering(picture, width / _COARSE, height / _COARSE)
    soft = cv2.GaussianBlur(small, (0, 0), small.shape[0] / 20)
    dim = np.asarray(cv2.convertScaleAbs(soft, alpha=_DIMMED), np.uint8)
    for plane, target in zip(yuv(dim), (luma, *chroma), strict=True):
        cv2.resize(plane, target.shape[::-1], dst=target, interpolation=cv2.INTER_CUBIC)
    return frame


def _covering(picture: Pixels, width: float, height: float) -> Pixels:
    """The middle of a picture, made so small that it just covers that many pixels."""
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    across, down = min(columns, round(width / scale)), min(rows, round(height / scale))
    left, top = (columns - across) // 2, (rows - down) // 2
    crop = picture[top : top + down, left : left + across]
    size = max(2, round(width)), max(2, round(height))
    return np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)
