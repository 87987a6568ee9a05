"""A street in perspective: house fronts on both sides, wet or dry paving, lamps."""

import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import RGB, Light, Mood
from vidstudio.services.images.drafting.materials import ASPHALT, LAMP, WALL
from vidstudio.services.images.drafting.shapes import box, limb, poly, ring
from vidstudio.services.images.drafting.sky import paint_sky
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.terrain import mist
from vidstudio.services.images.drafting.texture import noise_tile, plane, smoothstep
from vidstudio.services.images.drafting.water import paint_water

_FOOT_SLOPE = 0.34
"""How fast the foot of the house fronts falls toward us, pixels down a pixel aside."""


NEON: tuple[RGB, ...] = ((1.0, 0.25, 0.62), (0.22, 0.85, 1.0), (1.0, 0.62, 0.25))


def paint_street(stage: Stage) -> None:
    """House fronts on both sides run to a vanishing point; a wet or sunlit street between."""
    paint_sky(stage, stage.horizon * 1.05)
    vanish = stage.width * 0.5 + (stage.focus - stage.width * 0.5) * stage.between(-0.6, 0.9)
    stage.canvas.glow(
        vanish, stage.horizon - UNIT * 0.05, UNIT * 0.4, mix(stage.tones.low, stage.tones.source, 0.4), 0.5
    )
    for step in range(6):
        near = step / 5
        for side in (-1, 1):
            _front(stage, vanish, side, near)
        if step < 4:
            mist(stage, stage.horizon - UNIT * 0.02, 0.10, 0.14)
    _pavement(stage, vanish)
    if stage.dim or stage.look.light is Light.FOG or Mood.NEON in stage.look.moods:
        _street_lamps(stage, vanish)


def _front(stage: Stage, vanish: float, side: int, near: float) -> None:
    """One house front: a block whose roof and foot lines run to the vanishing point."""
    reach = stage.width * (0.045 + 0.60 * near**2.1) * stage.between(0.9, 1.1)
    edge = vanish + side * reach
    deep = UNIT * (0.04 + 0.8 * (reach / stage.width)) * stage.between(0.9, 1.15)
    tall = UNIT * (0.10 + 1.35 * (reach / stage.width)) * stage.between(0.75, 1.2)
    drop = reach * _FOOT_SLOPE
    foot, top = stage.horizon + drop, stage.horizon - tall
    color = stage.lit(mix(WALL, (0.50, 0.38, 0.34), 0.5 if stage.rng.random() < 0.5 else 0.0), 0.74 - 0.66 * near)
    far_top, far_foot = top + tall * 0.16, foot - drop * 0.2
    outer = edge + side * deep * 3
    face = [(edge, top), (edge, foot), (outer, foot + deep * 3 * _FOOT_SLOPE), (outer, top - deep * 0.9)]
    stage.canvas.paint(stage.canvas.stencil([(poly(*face),)]), scale(color, 0.72))
    inner = edge - side * reach * 0.16
    stage.canvas.paint(
        stage.canvas.stencil([(poly((edge, top), (inner, far_top), (inner, far_foot), (edge, foot)),)]),
        mix(color, stage.tones.low, 0.16 + 0.10 * stage.tones.power),
    )
    _front_windows(stage, edge, side, top, foot, deep, near)


def _front_windows(stage: Stage, edge: float, side: int, top: float, foot: float, deep: float, near: float) -> None:
    shapes, neon = [], []
    cell = max(9.0, deep * 0.20)
    rows = int(min((foot - top) / (cell * 1.5), 9))
    for row in range(rows):
        for column in range(4):
            if stage.rng.random() < (0.45 if stage.dim else 0.25):
                continue
            x, y = edge + side * (column + 0.45) * cell * 1.25, top + (row + 0.5) * cell * 1.5
            sink = abs(x - edge) * 0.12
            shapes.append(
                (
                    poly(
                        (x, y - sink),
                        (x + side * cell * 0.6, y - sink * 1.2),
                        (x + side * cell * 0.6, y + cell * 0.85),
                        (x, y + cell * 0.8),
                    ),
                )
            )
    if near > 0.2 and (Mood.NEON in stage.look.moods or (stage.dim and stage.rng.random() < 0.35)):
        y = top + (foot - top) * stage.between(0.3, 0.6)
        neon.append(
            (
                box(
                    min(edge, edge - side * cell * 0.7),
                    y,
                    max(edge, edge - side * cell * 0.7),
                    y + cell * stage.between(1.8, 3.2),
                ),
            )
        )
    if shapes:
        lamp = mix(LAMP, stage.tones.haze, 0.5 * (1 - near))
        glass = mix(stage.tones.top, stage.tones.haze, 0.4)
        chosen = [shape for shape in shapes if stage.dim and stage.rng.random() < 0.42]
        stage.canvas.paint(stage.canvas.stencil(shapes), scale(glass, 0.42), 0.72)
        if chosen:
            stage.canvas.paint(stage.canvas.stencil(chosen), lamp, 0.9)
    if neon:
        color = NEON[int(stage.rng.integers(len(NEON)))]
        stage.canvas.paint(stage.canvas.stencil(neon, 1.0), mix(color, (1, 1, 1), 0.25))
        stage.canvas.glow(edge, y + cell, cell * 2.6, color, 0.55)


def _pavement(stage: Stage, vanish: float) -> None:
    """The street mirrors the fronts where it is wet, and takes the low light where it is dry."""
    top = stage.horizon + UNIT * 0.012
    first = int(top)
    dry = stage.canvas.pixels[first:].copy()
    paint_water(stage, top, ASPHALT, calm=True)
    rows = np.arange(first, stage.height, dtype=np.float32)[:, None]
    x = np.arange(stage.width, dtype=np.float32)[None, :]
    bed = smoothstep(np.asarray((rows - stage.horizon) * 2.3 + 12 - np.abs(x - vanish), np.float32), -8, 8)
    rainy = {stage.look.weather, stage.look.light} & {Light.RAIN, Light.STORM}
    wet = 0.85 if rainy or Mood.NEON in stage.look.moods else 0.42 if stage.dim else 0.12
    road = np.array(stage.lit(ASPHALT, 0.06), np.float32)
    side_walk = np.array(scale(stage.lit(mix(ASPHALT, WALL, 0.5), 0.1), 0.9), np.float32)
    under = side_walk + (road - side_walk) * bed[..., None]
    water = stage.canvas.pixels[first:]
    ground = under + (water - under) * np.float32(wet)
    grain = plane(noise_tile(3, 1.25), (stage.height - first, stage.width), 0.7, 3.0)
    ground *= 1 + grain[..., None] * np.float32(0.08)
    stage.canvas.pixels[first:] = dry
    open_to = np.asarray(rows - stage.horizon - np.abs(x - vanish) * np.float32(_FOOT_SLOPE), np.float32)
    clear = smoothstep(open_to, -1.5, 1.5)
    stage.canvas.paint(Stencil(0, first, clear), np.asarray(np.clip(ground, 0, 1), np.float32))


def _street_lamps(stage: Stage, vanish: float) -> None:
    for step in range(4):
        near = (step / 3) ** 1.6
        for side in (-1, 1):
            x = vanish + side * stage.width * (0.055 + 0.36 * near)
            tall = UNIT * (0.07 + 0.46 * near)
            foot = stage.horizon + UNIT * (0.02 + 0.17 * near)
            post = [
                (limb((x, foot), 1 + 4 * near, (x, foot - tall), 1 + 3 * near),),
                (limb((x, foot - tall), 1 + 3 * near, (x - side * tall * 0.14, foot - tall * 1.03), 1 + 3 * near),),
            ]
            stage.canvas.paint(stage.canvas.stencil(post), mix(stage.tones.shade, stage.tones.haze, 0.4 * (1 - near)))
            head = (x - side * tall * 0.15, foot - tall * 1.02)
            stage.canvas.glow(*head, UNIT * (0.02 + 0.07 * near), LAMP, 0.8)
            stage.canvas.paint(
                stage.canvas.stencil([(ring(*head, 2 + 6 * near, 2 + 4 * near),)], 1.0), (1.0, 0.94, 0.80)
            )
