"""Noise and curves that make drawn things look grown instead of computed."""

from functools import lru_cache

import cv2
import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float32]

TILE = 512
"""Side of a noise tile, pixels; tiles repeat without a seam."""

_FARTHEST = 16000
"""OpenCV's remap counts places in 16 bits."""


@lru_cache(maxsize=32)
def noise_tile(number: int, roughness: float = 1.7) -> Array:
    """A seamless ``TILE`` x ``TILE`` field of cloud-like noise, mean 0, about -2 to 2."""
    rng = np.random.default_rng(number)
    spectrum = np.fft.rfft2(rng.standard_normal((TILE, TILE)))
    fy, fx = np.fft.fftfreq(TILE)[:, None], np.fft.rfftfreq(TILE)[None, :]
    spectrum *= 1.0 / np.maximum(np.hypot(fx, fy), 1.0 / TILE) ** roughness
    spectrum[0, 0] = 0
    field = np.fft.irfft2(spectrum, s=(TILE, TILE))
    tile = np.asarray(field / field.std(), np.float32)
    tile.flags.writeable = False
    return tile


def sample(tile: Array, u: Array, v: Array) -> Array:
    """The tile at places ``u``, ``v`` (tile pixels, same shape, within ``_FARTHEST``), wrapped round."""
    return np.asarray(cv2.remap(tile, u, v, cv2.INTER_LINEAR, borderMode=cv2.BORDER_WRAP))


def flat(tile: Array, shape: tuple[int, int], scale: float, stretch: float = 1.0, shift: float = 0.0) -> Array:
    """Noise seen face on: ``scale`` tile pixels a picture pixel across, ``stretch`` times that downwards."""
    rows, columns = shape
    across = (np.arange(max(2, int(columns * scale) + 2)) + int(shift)) % TILE
    down = (np.arange(max(2, int(rows * scale * stretch) + 2)) + int(shift * 0.7)) % TILE
    return np.asarray(cv2.resize(tile[np.ix_(down, across)], (columns, rows), interpolation=cv2.INTER_CUBIC))


def plane(tile: Array, shape: tuple[int, int], scale: float, stretch: float = 1.0, shift: float = 0.0) -> Array:
    """Noise on a plane that runs to the horizon above row 0, faded out where it gets too fine to see."""
    rows, columns = shape
    depth = np.arange(rows, dtype=np.float32)[:, None] + 1.5
    near = rows / depth
    across = np.arange(columns, dtype=np.float32)[None, :] - columns / 2
    u = np.asarray(np.clip(across * near * scale + shift, -_FARTHEST, _FARTHEST), np.float32)
    v = np.asarray(np.broadcast_to(np.minimum(near * rows * scale * stretch + shift, _FARTHEST), shape), np.float32)
    return np.asarray(sample(tile, u, v) * np.clip(depth / rows * 9, 0, 1), np.float32)


def ridge(rng: np.random.Generator, width: int, roughness: float = 0.5, start: int = 3, octaves: int = 8) -> Array:
    """A mountain line by midpoint displacement: ``width`` heights, mean 0, about -1 to 1."""
    line = rng.uniform(-1, 1, start + 1)
    size = 1.0
    for _ in range(octaves):
        size *= roughness
        middle = (line[:-1] + line[1:]) / 2 + rng.uniform(-size, size, len(line) - 1)
        grown = np.empty(len(line) * 2 - 1)
        grown[::2], grown[1::2] = line, middle
        line = grown
    heights = np.interp(np.linspace(0, len(line) - 1, width), np.arange(len(line)), line)
    return np.asarray(heights - heights.mean(), np.float32)


def rolling(rng: np.random.Generator, width: int, waves: float = 1.5) -> Array:
    """A soft hill or dune line: ``width`` heights, about -1 to 1."""
    x = np.linspace(0, 2 * np.pi, width)
    total = np.zeros(width)
    for octave, size in enumerate((1.0, 0.45, 0.2)):
        total += size * np.sin(x * waves * 1.9**octave * rng.uniform(0.7, 1.2) + rng.uniform(0, 6.3))
    return np.asarray(total / 1.4, np.float32)


def smoothstep(values: Array, low: float, high: float) -> Array:
    """0 below ``low``, 1 above ``high``, a soft ramp between."""
    t = np.clip((values - low) / (high - low), 0, 1)
    return np.asarray(t * t * (3 - 2 * t), np.float32)
