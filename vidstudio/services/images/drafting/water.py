"""Water: the picture above the horizon mirrored, broken by waves, with the light's path on it."""

import cv2
import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import RGB, Light
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, noise_tile, plane, rolling, smoothstep

_TILE_NUMBER = 11
_CALM = 0.35


def paint_water(stage: Stage, top: float, color: RGB, calm: bool) -> None:
    """Everything below ``top`` becomes water that mirrors what is above it."""
    first = int(min(max(top, 8), stage.height - 8))
    rows = stage.height - first
    waves = plane(noise_tile(_TILE_NUMBER, 1.4), (rows, stage.width), 0.5, 5.0, stage.between(0, 500))
    mirrored = _mirror(stage.canvas.pixels, first, waves, (0.012 if calm else 0.05) * UNIT)
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None, None]
    own = np.array(stage.lit(color, 0.08), np.float32)
    share = (0.30 if calm else 0.42) + (0.30 if calm else 0.38) * depth
    water = mirrored * (1 - share) + own * share
    relief = waves * np.float32(0.025 if calm else 0.055)
    water += relief[..., None] * np.array(mix(stage.tones.low, stage.tones.middle, 0.4), np.float32)
    stage.canvas.pixels[first:] = np.clip(water, 0, 1)
    _glitter(stage, first, waves, calm)


def _mirror(pixels: Array, first: int, waves: Array, swing: float) -> Array:
    rows, columns = waves.shape
    depth = np.linspace(0.08, 1, rows, dtype=np.float32)[:, None]
    source = first - 1 - np.arange(rows, dtype=np.float32)[:, None] * (first / max(rows, first))
    y = np.clip(source - np.abs(waves) * depth * swing * 1.5, 0, first - 1)
    x = np.arange(columns, dtype=np.float32)[None, :] + waves * depth * np.float32(swing)
    return np.asarray(
        cv2.remap(
            pixels[:first],
            np.asarray(x, np.float32),
            np.asarray(y, np.float32),
            cv2.INTER_LINEAR,
            borderMode=cv2.BORDER_REFLECT_101,
        )
    )


def _glitter(stage: Stage, first: int, waves: Array, calm: bool) -> None:
    """The path of light under sun or moon: wider and more broken the nearer it comes."""
    if stage.look.light in {Light.STORM, Light.RAIN, Light.FOG, Light.SNOWFALL} or stage.sun[1] > first:
        return
    rows, columns = waves.shape
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    across = np.abs(np.arange(columns, dtype=np.float32)[None, :] - np.float32(stage.sun[0]))
    low = stage.look.light in {Light.GOLDEN, Light.DAWN, Light.DUSK}
    width = UNIT * ((0.035 if low else 0.08) + depth * (0.16 if low else 0.30))
    path = np.exp(-((across / width) ** 2))
    sparks = smoothstep(waves, 0.15 if calm else 0.25, 1.2) * (1 - depth * 0.45)
    base = 0.28 * (1 - depth)
    light = path * (sparks * 0.9 + base) * (0.5 + stage.tones.power * 0.6)
    stage.canvas.shine(Stencil(0, first, np.asarray(np.clip(light, 0, 1), np.float32)), stage.tones.source)


def paint_shore(stage: Stage) -> None:
    """A sand bank in the near corner, wet where the water leaves it."""
    side = 1 if stage.focus < stage.width / 2 else -1
    x = np.linspace(0, 1, stage.width, dtype=np.float32)[::side]
    share = 0.30 + 0.75 * x**1.2 + 0.03 * rolling(stage.rng, stage.width, 2.0)
    edge = np.asarray(stage.horizon + (stage.height - stage.horizon) * share, np.float32)
    foam = mix(stage.tones.low, (1, 1, 1), 0.35)
    stage.canvas.below(edge - np.float32(10), scale(foam, 0.9), foam, 12)
    sand = stage.lit((0.86, 0.72, 0.54), 0.10)
    stage.canvas.below(edge, scale(sand, 0.72), sand, UNIT * 0.12)
    stage.canvas.below(edge + np.float32(34), sand, scale(sand, 0.5), UNIT * 0.42)


def paint_surf(stage: Stage) -> None:
    """Rows of foam that run to the beach, for a wild sea."""
    rows = stage.height - int(stage.horizon)
    swell = plane(noise_tile(5, 1.8), (rows, stage.width), 0.22, 9.0, stage.between(0, 500))
    fine = plane(noise_tile(7, 1.2), (rows, stage.width), 0.9, 4.0, 40)
    depth = np.linspace(0, 1, rows, dtype=np.float32)[:, None]
    foam = smoothstep(np.asarray(swell + fine * 0.5, np.float32), 1.0, 1.9) * (_CALM + depth * 0.5)
    stage.canvas.paint(
        Stencil(0, int(stage.horizon), np.asarray(foam, np.float32)), mix(stage.tones.low, (1, 1, 1), 0.3)
    )
