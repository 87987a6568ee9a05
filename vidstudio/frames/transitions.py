"""How one scene gives way to the next: two frames made one."""

import cv2
import numpy as np

from vidstudio.core.motion import ease
from vidstudio.core.scene import Transition
from vidstudio.frames.picture import Pixels
from vidstudio.frames.still import frame_planes

_SOFT_EDGE = 0.08
"""Width of a wipe's edge, as a share of the frame's."""

_BLACK, _WHITE = 16, 235
"""Luma in limited range; chroma is 128 for both."""


def blend(transition: Transition, frame: Pixels, following: Pixels, time: float) -> None:
    """Lay ``following`` over ``frame`` as far as the transition is at ``time`` (0 to 1); both are planar 4:2:0."""
    if transition is Transition.DIP_TO_BLACK:
        _dip(frame, following, time, _BLACK)
    elif transition is Transition.DIP_TO_WHITE:
        _dip(frame, following, time, _WHITE)
    elif transition is Transition.SLIDE:
        for plane, over in zip(frame_planes(frame), frame_planes(following), strict=True):
            _slide(plane, over, ease(time) * plane.shape[1])
    elif transition is Transition.WIPE:
        for plane, over in zip(frame_planes(frame), frame_planes(following), strict=True):
            _wipe(plane, over, ease(time))
    else:
        cv2.addWeighted(frame, 1 - time, following, time, 0, dst=frame)


def _dip(frame: Pixels, following: Pixels, time: float, luma: int) -> None:
    """The first half of the time the one scene goes, the second half the other comes."""
    seen = following if time >= 0.5 else frame
    left = abs(2 * time - 1)
    for plane, shown, ground in zip(frame_planes(frame), frame_planes(seen), (luma, 128, 128), strict=True):
        cv2.convertScaleAbs(shown, dst=plane, alpha=left, beta=ground * (1 - left))


def _slide(plane: Pixels, over: Pixels, way: float) -> None:
    """The next scene pushes this one out to the left; between two whole pixels as well, or slow ends would shake."""
    width = plane.shape[1]
    seam = width - way
    shifted, coming = _shifted(plane, -way), _shifted(over, seam)
    column = int(seam)
    plane[:, :column] = shifted[:, :column]
    plane[:, column:] = coming[:, column:]
    if column < width:
        share = seam - column
        plane[:, column] = np.rint(shifted[:, column] * share + coming[:, column] * (1 - share)).astype(np.uint8)


def _shifted(plane: Pixels, pixels: float) -> Pixels:
    height, width = plane.shape
    matrix = np.array([[1.0, 0.0, -pixels], [0.0, 1.0, 0.0]])
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    moved = cv2.warpAffine(plane, matrix, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    return np.asarray(moved, np.uint8)


def _wipe(plane: Pixels, over: Pixels, time: float) -> None:
    """The next scene is uncovered from left to right behind a soft edge."""
    width = plane.shape[1]
    soft = _SOFT_EDGE * width
    edge = time * (width + soft)  # the right end of the soft edge
    share = np.clip((edge - np.arange(width) - 0.5) / soft, 0, 1)
    whole, begun = int(np.searchsorted(-share, -1, "right")), int(np.searchsorted(-share, 0, "left"))
    plane[:, :whole] = over[:, :whole]
    mixed = np.s_[:, whole:begun]
    weights = share[whole:begun].astype(np.float32)
    plane[mixed] = np.rint(plane[mixed] * (1 - weights) + over[mixed] * weights).astype(np.uint8)
