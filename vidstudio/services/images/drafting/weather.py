"""What falls or hangs in the air between us and the scene."""

import cv2
import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix
from vidstudio.services.images.drafting.look import INDOORS, Light, Setting
from vidstudio.services.images.drafting.shapes import limb, ring
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import flat, ridge

_NO_WEATHER = INDOORS | {Setting.SPACE, Setting.UNDERWATER, Setting.ABSTRACT}


def paint_weather(stage: Stage) -> None:
    """Rain, snow, fog or lightning over everything painted so far; nothing indoors, in space or under water."""
    if stage.look.setting in _NO_WEATHER:
        return
    kinds = {stage.look.weather, stage.look.light}
    if Light.FOG in kinds:
        _fog(stage)
    if Light.STORM in kinds:
        _lightning(stage)
    if kinds & {Light.RAIN, Light.STORM}:
        _rain(stage)
    if Light.SNOWFALL in kinds:
        _snow(stage)


def _rain(stage: Stage) -> None:
    lean = 0.16 * stage.side
    for count, length, width, strength in ((420, 0.035, 0.5, 0.20), (150, 0.075, 0.9, 0.24)):
        shapes = []
        for x, y in stage.rng.random((count, 2)) * (stage.width, stage.height):
            reach = UNIT * length * stage.between(0.6, 1.3)
            shapes.append(
                (limb((float(x), float(y)), width, (float(x) - lean * reach, float(y) + reach), width * 0.6),)
            )
        stage.canvas.shine(stage.canvas.stencil(shapes, 0.7), mix(stage.tones.low, (1, 1, 1), 0.4), strength)


def _snow(stage: Stage) -> None:
    for count, size, soft, strength in ((420, 1.7, 0.8, 0.75), (120, 3.6, 1.6, 0.75), (26, 9.0, 5.0, 0.5)):
        spots = stage.rng.random((count, 2)) * (stage.width, stage.height)
        shapes = [(ring(float(x), float(y), size * stage.between(0.6, 1.3), points=12),) for x, y in spots]
        stage.canvas.paint(stage.canvas.stencil(shapes, soft), (0.97, 0.98, 1.0), strength)


def _fog(stage: Stage) -> None:
    shape = (stage.height // 4, stage.width // 4)
    torn = flat(stage.tile, shape, 0.34, 2.6, stage.between(0, 500))
    rows = np.linspace(0, 1, shape[0], dtype=np.float32)[:, None]
    bank = np.exp(-(((rows - stage.horizon / stage.height) / 0.24) ** 2))
    veil = np.clip(0.10 + 0.40 * bank * (0.85 + 0.35 * torn), 0, 0.8)
    grown = cv2.resize(np.asarray(veil, np.float32), (stage.width, stage.height), interpolation=cv2.INTER_CUBIC)
    stage.canvas.paint(Stencil(0, 0, np.asarray(grown, np.float32)), mix(stage.tones.haze, stage.tones.low, 0.4))


def _lightning(stage: Stage) -> None:
    if stage.rng.random() < 0.25:
        return
    x0 = stage.width - stage.focus
    line = ridge(stage.rng, 24, 0.55, 2, 5)
    y = np.linspace(-10, stage.horizon, 24)
    x = x0 + line * UNIT * 0.12
    bolts = [
        (limb((float(a), float(b)), 3.2, (float(c), float(d)), 2.4),)
        for a, b, c, d in zip(x[:-1], y[:-1], x[1:], y[1:], strict=True)
    ]
    at = int(stage.between(8, 14))
    fork = x[at] + np.linspace(0, 1, 8) * UNIT * 0.12 * stage.side + ridge(stage.rng, 8, 0.5, 2, 4) * UNIT * 0.03
    bolts += [
        (limb((float(a), float(b)), 1.5, (float(c), float(d)), 1.0),)
        for a, b, c, d in zip(fork[:-1], y[at : at + 7], fork[1:], y[at + 1 : at + 8], strict=False)
    ]
    stage.canvas.glow(float(x.mean()), stage.horizon * 0.45, UNIT * 0.34, (0.80, 0.86, 1.0), 0.40)
    stage.canvas.shine(stage.canvas.stencil(bolts, 7), (0.80, 0.86, 1.0), 0.9)
    stage.canvas.paint(stage.canvas.stencil(bolts, 0.7), (0.98, 0.98, 1.0), 0.95)
