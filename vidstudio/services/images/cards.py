"""The ground of a title or end card: a calm dark picture for words to stand on."""

import io

import numpy as np
from PIL import Image

_TOP, _BOTTOM = (38, 42, 54), (14, 15, 20)
"""sRGB of the upper and the lower edge."""


def draw_card(width: int, height: int) -> bytes:
    """A PNG of that size: a slow gradient, a little lighter in the middle, dithered so that it shows no steps."""
    down = np.linspace(0, 1, height)[:, None, None]
    ground = np.array(_TOP) * (1 - down) + np.array(_BOTTOM) * down
    across = np.cos(np.linspace(-1, 1, width))[None, :, None]
    noise = np.random.default_rng(1).uniform(-0.5, 0.5, (height, width, 1))
    pixels = np.clip(ground * (0.7 + 0.3 * across) + noise, 0, 255)
    buffer = io.BytesIO()
    Image.fromarray(np.rint(pixels).astype(np.uint8)).save(buffer, "PNG")
    return buffer.getvalue()
