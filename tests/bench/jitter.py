"""How steadily a camera move glides: positions of drawn frames against exact ones, in pixels a frame.

Where a drawn patch lies against the exact one is found by iterated least squares on image gradients (Lucas and Kanade
1981); what the eye sees as shaking is the change of that error from frame to frame, given as its root mean square over
all patches and frames.
"""

import itertools
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import cv2
import numpy as np
import numpy.typing as npt

from tests.bench.films import drawn
from tests.bench.likeness import EVERY, exact, luma_of, seen_of, ssim
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.motion import Window

Image = npt.NDArray[np.uint8]
_PATCH, _MARGIN = 200, 40
"""Pixels: side of the patches, and how far the outer ones lie from the frame's edges."""


@dataclass(frozen=True, slots=True)
class Glide:
    """Jitter in pixels a frame (rms), and SSIM of the luma, of drawn frames before any encoder."""

    jitter: float
    ssim: float


def displacement(reference: Image, patch: Image) -> npt.NDArray[np.float64]:
    """How far ``patch`` is shifted against ``reference`` in x and y, in pixels; for shifts below about two pixels."""
    a, b = (cv2.GaussianBlur(image.astype(np.float32), (0, 0), 1.5) for image in (reference, patch))
    inner = np.s_[8:-8, 8:-8]
    gradient = [np.asarray(cv2.Scharr(a, cv2.CV_32F, *axis))[inner].ravel() / 32 for axis in ((1, 0), (0, 1))]
    slopes = np.stack(gradient, 1).astype(np.float64)
    normal = slopes.T @ slopes
    shift = np.zeros(2)
    for _ in range(8):
        matrix = np.array([[1, 0, shift[0]], [0, 1, shift[1]]])
        # Linear, which shifts a slope by exactly what it is told; OpenCV's cubic shifts it by up to a third more.
        flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
        moved = np.asarray(cv2.warpAffine(b, matrix, b.shape[::-1], flags=flags, borderMode=cv2.BORDER_REPLICATE))
        difference = (np.asarray(a) - moved)[inner].ravel()
        step = np.linalg.lstsq(normal, slopes.T @ difference, rcond=None)[0]
        shift += step
        if np.abs(step).max() < 1e-4:
            break
    return shift


def glide(spec: FramesSpec) -> Glide:
    """Of a film of one scene, a photo with a move."""
    (segment,) = spec.segments
    (layer,) = segment.layers
    width, height, fps = spec.width, spec.height, float(spec.fps)
    luma = luma_of(np.asarray(cv2.imread(layer.source), np.uint8), width, height)
    places = [(_MARGIN, (side - _PATCH) // 2, side - _PATCH - _MARGIN) for side in (width, height)]
    corners = list(itertools.product(*places))
    errors = np.zeros((segment.frames, len(corners), 2))
    likes = []
    with ThreadPoolExecutor(2) as threads:
        for index, frame in enumerate(drawn(spec)):
            seen = seen_of(layer, index, fps)

            def off(corner: tuple[int, int], frame: Image = frame, seen: Window = seen) -> npt.NDArray[np.float64]:
                x, y = corner
                wanted = exact(luma, seen, width, height, (x, y, _PATCH, _PATCH))
                return displacement(wanted, frame[y : y + _PATCH, x : x + _PATCH])

            errors[index] = list(threads.map(off, corners))
            if index % EVERY == 0:
                likes.append(ssim(exact(luma, seen, width, height), frame[:height]))
    change = np.diff(errors, axis=0)
    return Glide(float(np.sqrt((change**2).sum(-1).mean())), float(np.mean(likes)))
