"""How steadily a camera move glides: positions of drawn frames against exact ones, in pixels a frame.

The exact frames are Pillow's Lanczos resampling from a box with fractional edges. Where a drawn patch lies against the
exact one is found by iterated least squares on image gradients (Lucas and Kanade 1981); what the eye sees as shaking is
the change of that error from frame to frame, given as its root mean square over all patches and frames.
"""

import itertools

import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image

from vidstudio.core.motion import Window, travel, window
from vidstudio.core.scene import Motion
from vidstudio.frames.still import draw, frame_planes, make_still

Array = npt.NDArray[np.float32]
_PATCH = 200


def displacement(reference: npt.NDArray[np.uint8], patch: npt.NDArray[np.uint8]) -> npt.NDArray[np.float64]:
    """How far ``patch`` is shifted against ``reference`` in x and y, in pixels; for shifts below about two pixels."""
    a, b = (cv2.GaussianBlur(image.astype(np.float32), (0, 0), 1.5) for image in (reference, patch))
    inner = np.s_[8:-8, 8:-8]
    gradient = [np.asarray(cv2.Scharr(a, cv2.CV_32F, *axis))[inner].ravel() / 32 for axis in ((1, 0), (0, 1))]
    slopes = np.stack(gradient, 1).astype(np.float64)
    shift = np.zeros(2)
    for _ in range(8):
        matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
        # Linear, which shifts a slope by exactly what it is told; OpenCV's cubic shifts it by up to a third more.
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        moved = np.asarray(cv2.warpAffine(b, matrix, b.shape[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE))
        difference = (np.asarray(a) - moved)[inner].ravel()
        step = np.linalg.lstsq(slopes, difference, rcond=None)[0]
        shift += step
        if np.abs(step).max() < 1e-4:
            break
    return shift


def exact(luma: npt.NDArray[np.uint8], seen: Window, width: int, height: int) -> npt.NDArray[np.uint8]:
    """What a perfect renderer shows of a luma plane that has the film's shape."""
    rows, columns = luma.shape
    box = (
        seen.left * columns,
        seen.top * rows,
        (seen.left + seen.size) * columns,
        min(rows, (seen.top + seen.size) * rows),
    )
    return np.asarray(Image.fromarray(luma).resize((width, height), Image.Resampling.LANCZOS, box=box))


def jitter(picture: npt.NDArray[np.uint8], motion: Motion, *, size: tuple[int, int], frames: int, fps: int) -> float:
    """Root mean square of the change of position error, in pixels a frame; the picture has the film's shape."""
    width, height = size
    still = make_still(picture, width, height)
    luma = np.rint(picture @ np.array([0.0722, 0.7152, 0.2126]) * 219 / 255 + 16).astype(np.uint8)
    corners = list(itertools.product(*([40, (side - _PATCH) // 2, side - _PATCH - 40] for side in (width, height))))
    errors = np.zeros((frames, len(corners), 2))
    frame = np.empty((height * 3 // 2, width), np.uint8)
    for index in range(frames):
        seen = window(motion, (index + 0.5) / frames, travel(frames / fps))
        draw(still, seen, frame_planes(frame))
        wanted = exact(luma, seen, width, height)
        for number, (x, y) in enumerate(corners):
            part = np.s_[y : y + _PATCH, x : x + _PATCH]
            errors[index, number] = displacement(wanted[part], frame[:height][part])
    return float(np.sqrt((np.diff(errors, axis=0) ** 2).sum(-1).mean()))
