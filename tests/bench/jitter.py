"""How steadily a camera move glides: positions of drawn frames against exact ones, in pixels a frame.

Where a drawn patch lies against the exact one is found by iterated least squares on image gradients (Lucas and Kanade
1981); what the eye sees as shaking is the change of that error from frame to frame, given as its root mean square over
all patches and frames.

Exact is a sinc of eight lobes on either side, in double precision. Lanczos resampling, with three, is no measure:
Pillow's shakes by up to 0.006 px itself in 720p, as a zoom goes through the phases of its kernel.
"""

import itertools
import math
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
Floats = npt.NDArray[np.float32]
Doubles = npt.NDArray[np.float64]
_LOBES, _KAISER = 8, 9.0
_PATCH, _MARGIN = 200, 40
"""Pixels: side of the patches, and how far the outer ones lie from the frame's edges."""


@dataclass(frozen=True, slots=True)
class Glide:
    """Of drawn frames before any encoder: jitter in pixels a frame (rms), and SSIM of the luma.

    ``rounded`` is the jitter of the exact frames in 8 bit, which is all that patches without much in them can show.
    """

    jitter: float
    rounded: float
    ssim: float


def sampled(luma: Image, seen: Window, size: tuple[int, int], part: tuple[int, int, int, int]) -> Floats:
    """What a camera without any flaw sees in the part (left, top, width, height) of a frame of that size."""
    left, top, across, down = part
    rows, columns = luma.shape
    x, of_x = _weights(seen.left * columns + (left + np.arange(across) + 0.5) * seen.size * columns / size[0] - 0.5)
    y, of_y = _weights(seen.top * rows + (top + np.arange(down) + 0.5) * seen.size * rows / size[1] - 0.5)
    seen_there = np.pad(luma, _LOBES, "edge")[y, x].astype(np.float64)
    return np.asarray(of_y @ seen_there @ of_x.T, np.float32)


def _weights(places: Doubles) -> tuple[slice, Doubles]:
    """Which samples of a row with ``_LOBES`` more at either end are needed, and the weight of each at every place."""
    first, last = math.floor(places[0]) + 1 - _LOBES, math.floor(places[-1]) + _LOBES
    distance = places[:, None] - np.arange(first, last + 1)
    kaiser = np.i0(_KAISER * np.sqrt(np.clip(1 - (distance / _LOBES) ** 2, 0, 1))) / np.i0(_KAISER)
    weights: Doubles = np.sinc(distance) * np.where(np.abs(distance) < _LOBES, kaiser, 0)
    return slice(first + _LOBES, last + _LOBES + 1), weights / weights.sum(1, keepdims=True)


def displacement(reference: Image | Floats, patch: Image | Floats) -> npt.NDArray[np.float64]:
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
    errors = np.zeros((segment.frames, len(corners), 2, 2))
    likes = []
    with ThreadPoolExecutor(2) as threads:
        for index, frame in enumerate(drawn(spec)):
            seen = seen_of(layer, index, fps)

            def off(corner: tuple[int, int], frame: Image = frame, seen: Window = seen) -> npt.NDArray[np.float64]:
                x, y = corner
                part = (x, y, _PATCH, _PATCH)
                wanted = sampled(luma, seen, (width, height), part)
                shown = frame[y : y + _PATCH, x : x + _PATCH], np.rint(wanted)
                return np.array([displacement(wanted, patch) for patch in shown])

            errors[index] = list(threads.map(off, corners))
            if index % EVERY == 0:
                likes.append(ssim(exact(luma, seen, width, height), frame[:height]))
    squares = (np.diff(errors, axis=0) ** 2).sum(-1)
    ours, rounded = np.sqrt(squares.mean((0, 1)))
    return Glide(float(ours), float(rounded), float(np.mean(likes)))
