"""Composition: where the horizon lies, where the subject stands, where the light comes from."""

from dataclasses import dataclass

import numpy as np

from vidstudio.services.images.drafting.canvas import Canvas
from vidstudio.services.images.drafting.look import INDOORS, RGB, Framing, Light, Look, Setting
from vidstudio.services.images.drafting.texture import Array, noise_tile
from vidstudio.services.images.drafting.tones import Tones, choose_tones, lit

UNIT = 1080
"""Pixels of the short side of every draft: sizes of drawn things are shares of it."""

_HORIZONS = {Framing.WIDE: 0.60, Framing.LOW: 0.76, Framing.MEDIUM: 0.58, Framing.CLOSE: 0.56, Framing.DETAIL: 0.52}
_SIZES = {Framing.WIDE: 0.25, Framing.MEDIUM: 0.62, Framing.LOW: 0.50, Framing.SHOULDER: 0.40, Framing.AERIAL: 0.06}


@dataclass(slots=True)
class Stage:
    """A picture in the making.

    Attributes:
        horizon: y of the horizon, pixels.
        focus: x of the main subject, pixels, on a line of thirds.
        ground: y of its feet.
        size: height of a standing person there, pixels.
        sun: x, y of sun or moon, pixels; may lie outside the picture.
        tile: the noise of this picture.
    """

    canvas: Canvas
    look: Look
    tones: Tones
    rng: np.random.Generator
    horizon: float
    focus: float
    ground: float
    size: float
    sun: tuple[float, float]
    tile: Array

    @property
    def width(self) -> int:
        """Of the canvas, pixels."""
        return self.canvas.width

    @property
    def height(self) -> int:
        """Of the canvas, pixels."""
        return self.canvas.height

    @property
    def side(self) -> float:
        """-1 where the light comes from the left of the subject, 1 from the right."""
        return -1.0 if self.sun[0] < self.focus else 1.0

    @property
    def dim(self) -> bool:
        """Whether lamps and windows are lit."""
        return self.look.light in {Light.NIGHT, Light.DUSK, Light.STORM, Light.RAIN}

    def lit(self, color: RGB, distance: float = 0.0) -> RGB:
        """A surface's colour in this picture's light."""
        return lit(color, self.tones, distance)

    def between(self, low: float, high: float) -> float:
        """A random number of this picture."""
        return float(self.rng.uniform(low, high))


def set_stage(look: Look, width: int, height: int, seed: int) -> Stage:
    """Compose: the same look and seed always give the same stage."""
    rng = np.random.default_rng([look.key & 0xFFFFFFFF, look.key >> 32, seed & 0xFFFFFFFF, (seed >> 32) & 0xFFFFFFFF])
    horizon = height * (_HORIZONS.get(look.framing, 0.58) + rng.uniform(-0.07, 0.06))
    if look.setting in INDOORS:
        horizon = height * rng.uniform(0.46, 0.52)
    side = 1 if rng.random() < 0.5 else -1
    focus = width * (0.5 + side * (rng.uniform(0.12, 0.18) if width > height else rng.uniform(0.04, 0.12)))
    if look.framing in {Framing.CLOSE, Framing.DETAIL}:
        focus = width * (0.5 + side * rng.uniform(0.06, 0.13))
    size = _SIZES.get(look.framing, 0.62) * UNIT * rng.uniform(0.9, 1.1)
    return Stage(
        canvas=Canvas(width, height),
        look=look,
        tones=choose_tones(look),
        rng=rng,
        horizon=float(horizon),
        focus=float(focus),
        ground=_ground(look, float(horizon), height, float(size)),
        size=float(size),
        sun=_sun(look, rng, float(focus), float(horizon), width, height, side),
        tile=noise_tile(int(rng.integers(6))),
    )


def _ground(look: Look, horizon: float, height: int, size: float) -> float:
    if look.framing is Framing.MEDIUM:
        return horizon + max(size * 0.62, (height - horizon) * 0.62)
    if look.framing is Framing.LOW:
        return height * 0.86
    low = 0.62 if look.setting in INDOORS else 0.40
    return horizon + (height - horizon) * low


def _sun(
    look: Look, rng: np.random.Generator, focus: float, horizon: float, width: int, height: int, side: int
) -> tuple[float, float]:
    """Low and near the subject at the ends of the day, high and away from it at noon and at night."""
    if look.light in {Light.GOLDEN, Light.DAWN, Light.DUSK}:
        away = rng.uniform(0.05, 0.12) if rng.random() < 0.5 else rng.uniform(0.25, 0.36)
        lift = rng.uniform(0.01, 0.09) if look.light is not Light.GOLDEN else rng.uniform(0.05, 0.16)
        return focus - side * width * away, horizon - height * lift
    x = width * (0.5 - side * rng.uniform(0.16, 0.32))
    lift = 0.7 if look.setting is Setting.SPACE else rng.uniform(0.55, 0.74)
    return x, horizon * (1 - lift)
