"""How like a film is to what a perfect renderer would show: PSNR and SSIM of the luma.

The exact frames are Pillow's Lanczos resampling from a box with fractional edges, cross-fades their weighted sums.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import av
import cv2
import numpy as np
import numpy.typing as npt
from PIL import Image as Pillow

from vidstudio.core.frames_spec import FramesSpec, LayerSpec
from vidstudio.core.motion import Window, travel, window

Image = npt.NDArray[np.uint8]
Floats = npt.NDArray[np.float32]
EVERY = 8
"""Of so many frames one is looked at."""


@dataclass(frozen=True, slots=True)
class Score:
    """PSNR in dB of all frames together, and the mean SSIM."""

    psnr: float
    ssim: float


def luma_of(picture: Image, width: int, height: int) -> Image:
    """Luma in limited range (BT.709) of the middle of a BGR picture, cut to that shape without scaling."""
    rows, columns = picture.shape[:2]
    scale = max(width / columns, height / rows)
    across, down = round(width / scale), round(height / scale)
    left, top = (columns - across) // 2, (rows - down) // 2
    cut = picture[top : top + down, left : left + across]
    return np.asarray(np.rint(cut @ np.array([0.0722, 0.7152, 0.2126]) * 219 / 255 + 16), np.uint8)


def exact(luma: Image, seen: Window, width: int, height: int, part: tuple[int, int, int, int] | None = None) -> Image:
    """What a perfect renderer shows of a luma plane that has the film's shape, or of the ``part`` that is wanted.

    ``part`` is left, top, width and height in the frame.
    """
    rows, columns = luma.shape
    left, top, across, down = part or (0, 0, width, height)
    scale_x, scale_y = seen.size * columns / width, seen.size * rows / height
    box = (
        seen.left * columns + left * scale_x,
        seen.top * rows + top * scale_y,
        min(columns, seen.left * columns + (left + across) * scale_x),
        min(rows, seen.top * rows + (top + down) * scale_y),
    )
    return np.asarray(Pillow.fromarray(luma).resize((across, down), Pillow.Resampling.LANCZOS, box=box))


def seen_of(layer: LayerSpec, index: int, fps: float) -> Window:
    """What a layer shows at a frame of its segment."""
    return window(layer.motion, (layer.start + index + 0.5) / layer.length, travel(layer.length / fps, layer.strength))


def exact_frames(spec: FramesSpec, moment: float = 0.5) -> list[Image]:
    """Luma of every ``EVERY``-th frame of a film of photos and cross-fades; ``moment`` of a frame counts in a fade."""
    lumas: dict[str, Image] = {}

    def shown(layer: LayerSpec, index: int) -> Image:
        if layer.source not in lumas:
            picture = np.asarray(cv2.imread(layer.source), np.uint8)
            lumas[layer.source] = luma_of(picture, spec.width, spec.height)
        return exact(lumas[layer.source], seen_of(layer, index, float(spec.fps)), spec.width, spec.height)

    places = [(segment, index) for segment in spec.segments for index in range(segment.frames)]
    frames = []
    for segment, index in places[::EVERY]:
        frame, *following = (shown(layer, index) for layer in segment.layers)
        share = (index + moment) / segment.frames
        for over in following:
            frame = np.rint(frame * (1 - share) + over * share).astype(np.uint8)
        frames.append(frame)
    return frames


def decoded(film: Path) -> Iterator[Image]:
    """Luma of every ``EVERY``-th frame."""
    with av.open(str(film)) as container:
        container.streams.video[0].thread_type = "AUTO"
        for frame in islice(container.decode(video=0), 0, None, EVERY):
            yield np.asarray(frame.to_ndarray(format="yuv420p")[: frame.height], np.uint8)


def score(wanted: Iterable[Image], found: Iterable[Image]) -> Score:
    """Compare frame by frame; as many of both, or ``ValueError``."""
    pairs = [(squared_error(a, b), ssim(a, b)) for a, b in zip(wanted, found, strict=True)]
    error, like = np.mean(pairs, axis=0)
    return Score(float(10 * np.log10(255**2 / max(error, 1e-6))), float(like))


def squared_error(a: Image, b: Image) -> float:
    """Mean over all pixels."""
    difference = cv2.absdiff(a, b).astype(np.float32)
    return float(np.square(difference).mean())


def ssim(a: Image, b: Image) -> float:
    """Structural similarity (Wang, Bovik, Sheikh, Simoncelli 2004), Gaussian window of 11 pixels, sigma 1.5."""
    x, y = a.astype(np.float32), b.astype(np.float32)
    mean_x, mean_y = _soft(x), _soft(y)
    both = mean_x * mean_y
    squares = mean_x * mean_x + mean_y * mean_y
    spread = _soft(x * x + y * y) - squares
    shared = _soft(x * y) - both
    bright, contrast = np.float32((0.01 * 255) ** 2), np.float32((0.03 * 255) ** 2)
    like = (2 * both + bright) * (2 * shared + contrast) / ((squares + bright) * (spread + contrast))
    return float(like[5:-5, 5:-5].mean(dtype=np.float64))


def _soft(values: Floats) -> Floats:
    return np.asarray(cv2.GaussianBlur(values, (11, 11), 1.5), np.float32)
