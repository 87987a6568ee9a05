"""Skies: gradient, clouds in perspective, sun, moon, stars."""

import cv2
import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix
from vidstudio.services.images.drafting.look import Light, Subject
from vidstudio.services.images.drafting.shapes import ring
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, flat, noise_tile, plane, smoothstep

_COARSE = 4
"""The sky is soft: it is worked out at a quarter of the size."""

_COVER: dict[Light, float] = {
    Light.DAY: 0.1,
    Light.DAWN: 0.25,
    Light.GOLDEN: 0.25,
    Light.DUSK: 0.2,
    Light.NIGHT: 0.75,
    Light.STORM: -0.9,
    Light.RAIN: -0.5,
    Light.SNOWFALL: -0.2,
    Light.FOG: 1.2,
}
"""Noise above this is cloud: lower means more cloud."""


def paint_sky(stage: Stage, bottom: float | None = None, clouds: bool = True) -> None:
    """Fill the canvas with sky whose low tone reaches ``bottom`` (pixels; the horizon if None)."""
    height, width = stage.height // _COARSE, stage.width // _COARSE
    horizon = (stage.horizon if bottom is None else bottom) / _COARSE
    sky = _gradient(stage, height, width, horizon)
    if clouds:
        _clouds(stage, sky, int(max(8, min(horizon, height))))
    stage.canvas.pixels = np.asarray(
        np.clip(cv2.resize(sky, (stage.width, stage.height), interpolation=cv2.INTER_CUBIC), 0, 1), np.float32
    )
    if stage.look.light is Light.NIGHT:
        paint_stars(stage, int(stage.horizon), 260)
    _source(stage)


def _gradient(stage: Stage, height: int, width: int, horizon: float) -> Array:
    tones = stage.tones
    place = np.clip(np.arange(height) / max(horizon, 1), 0, 1) ** 0.9
    stops = np.array([tones.top, tones.middle, tones.low])
    column = np.stack([np.interp(place, (0, 0.58, 1), stops[:, channel]) for channel in range(3)], axis=1)
    sky = np.asarray(np.broadcast_to(column[:, None, :], (height, width, 3)), np.float32).copy()
    x, y = stage.sun[0] / _COARSE, stage.sun[1] / _COARSE
    across = (np.arange(width, dtype=np.float32)[None, :] - x) / (height * 1.1)
    down = (np.arange(height, dtype=np.float32)[:, None] - y) / (height * 0.62)
    near = np.exp(-(across**2 + down**2) * 2.2)[..., None] * np.float32(stage.tones.power * 0.55)
    sky += (1 - sky) * near * np.array(mix(tones.source, tones.low, 0.4), np.float32)
    return sky


def _clouds(stage: Stage, sky: Array, horizon: int) -> None:
    """Clouds on a plane overhead, lit from the side of the sun."""
    light, tones = stage.look.light, stage.tones
    shift = stage.between(0, 400)
    shape = (horizon, sky.shape[1])
    density = plane(noise_tile(20 + int(shift) % 6, 2.1), shape, 0.30, 0.62, shift)[::-1]
    detail = plane(noise_tile(7, 1.7), shape, 0.75, 0.9, shift)[::-1]
    field = np.asarray(cv2.GaussianBlur(np.asarray(density + detail * 0.24, np.float32), (0, 0), 0.9), np.float32)
    cover = smoothstep(field, _COVER[light], _COVER[light] + 1.3)
    toward = 9 if stage.sun[0] > stage.width / 2 else -9
    relief = np.clip((field - _shifted(field, toward, 5)) * 0.75 + 0.5, 0, 1)[..., None]
    low_sun = light in {Light.GOLDEN, Light.DAWN, Light.DUSK}
    dark = mix(tones.middle, tones.top, 0.45) if light is not Light.DAY else mix(tones.haze, tones.top, 0.25)
    bright = mix(tones.source, tones.low, 0.45 if low_sun else 0.2)
    if light in {Light.NIGHT, Light.STORM, Light.RAIN}:
        bright = mix(tones.middle, tones.low, 0.75)
    color = np.array(dark, np.float32) * (1 - relief) + np.array(bright, np.float32) * relief
    area = sky[:horizon]
    area += (color - area) * (cover * np.float32(0.78))[..., None]


def _shifted(field: Array, across: int, down: int) -> Array:
    """The field seen from a little aside; the edges are drawn out."""
    matrix = np.array([[1, 0, -across], [0, 1, -down]], np.float32)
    rows, columns = field.shape
    return np.asarray(cv2.warpAffine(field, matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE), np.float32)


def paint_stars(stage: Stage, bottom: int, count: int) -> None:
    """Stars above ``bottom``, few of them bright, fading toward the horizon."""
    rng, canvas = stage.rng, stage.canvas
    bottom = max(8, min(bottom, stage.height - 4))
    sheet = np.zeros((bottom, stage.width), np.float32)
    y = (rng.random(count) ** 1.3 * (bottom - 6)).astype(int) + 2
    x = rng.integers(2, stage.width - 3, count)
    power = rng.random(count) ** 4 * 2.4 + 0.35
    sheet[y, x] = power * (1 - y / bottom) ** 0.5
    sheet = np.asarray(cv2.GaussianBlur(sheet, (0, 0), 1.1) * 5, np.float32)
    canvas.shine(Stencil(0, 0, np.clip(sheet, 0, 1)), (0.93, 0.95, 1.0))


def _source(stage: Stage) -> None:
    light, tones, canvas = stage.look.light, stage.tones, stage.canvas
    x, y = stage.sun
    hidden = {Light.STORM, Light.RAIN, Light.SNOWFALL}
    if light in hidden and not stage.look.shows(Subject.MOON, Subject.SUN):
        return
    if light is Light.NIGHT or stage.look.shows(Subject.MOON):
        paint_moon(stage, x, y, UNIT * stage.between(0.034, 0.05) * (1.9 if stage.look.shows(Subject.MOON) else 1))
        return
    radius = UNIT * (0.030 if light is Light.DAY else 0.044) * (1.7 if stage.look.shows(Subject.SUN) else 1)
    canvas.glow(x, y, radius * 7, tones.source, tones.power * 0.75)
    canvas.glow(x, y, radius * 2.2, tones.source, tones.power)
    if light is not Light.FOG:
        canvas.paint(canvas.stencil([[ring(x, y, radius)]], 2.0), mix(tones.source, (1, 1, 1), 0.55), 0.95)


def paint_moon(stage: Stage, x: float, y: float, radius: float) -> None:
    """A moon with its seas, and the air around it lit."""
    canvas, tones = stage.canvas, stage.tones
    canvas.glow(x, y, radius * 5.5, tones.source, 0.34)
    canvas.glow(x, y, radius * 1.9, tones.source, 0.4)
    disc = canvas.stencil([[ring(x, y, radius)]], 1.0)
    if disc is None:
        return
    seas = smoothstep(flat(stage.tile, disc.alpha.shape, 60 / radius, 1.0, 90), 0.0, 1.4)[..., None] * np.float32(0.16)
    canvas.paint(disc, np.array(mix(tones.source, (1.0, 0.99, 0.94), 0.6), np.float32) * (1 - seas))
