"""Open country: mountains, hills, dunes, snow, forests; back to front, each layer less hazy."""

import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.forest import paint_forest
from vidstudio.services.images.drafting.look import Framing, Light, Setting
from vidstudio.services.images.drafting.materials import GRASS, LEAF, SAND, SEA, SNOW, WHEAT
from vidstudio.services.images.drafting.sky import paint_sky
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.terrain import (
    dune_shade,
    grain_of_ground,
    headland,
    hedges,
    light_pool,
    meadow,
    mist,
    ranges,
    reeds,
    scattered,
    tree_line,
    wooded_slopes,
)
from vidstudio.services.images.drafting.texture import rolling, smoothstep
from vidstudio.services.images.drafting.water import paint_shore, paint_surf, paint_water


def paint_sea(stage: Stage) -> None:
    """Open water; a headland on the far side, sometimes a beach."""
    paint_sky(stage)
    if stage.rng.random() < 0.75:
        headland(stage)
    rough = stage.look.weather is Light.STORM or stage.look.light is Light.STORM
    paint_water(stage, stage.horizon, SEA, calm=False)
    if rough or stage.rng.random() < 0.4:
        paint_surf(stage)
    if not rough and stage.look.framing is not Framing.CLOSE and stage.rng.random() < 0.55:
        paint_shore(stage)
    mist(stage, stage.horizon, 0.05, 0.45)


def paint_lake(stage: Stage) -> None:
    """Mountains and a tree line in still water."""
    paint_sky(stage)
    ranges(stage, 3, 0.30)
    tree_line(stage, stage.horizon + 2, 0.07, 0.35, pines=True)
    paint_water(stage, stage.horizon, (0.08, 0.24, 0.30), calm=True)
    mist(stage, stage.horizon, 0.035, 0.55)
    reeds(stage)


def paint_river(stage: Stage) -> None:
    """A river that winds from the hills to the foreground."""
    paint_sky(stage)
    ranges(stage, 2, 0.22)
    tree_line(stage, stage.horizon + 2, 0.06, 0.45, pines=stage.rng.random() < 0.5)
    country = np.asarray(stage.canvas.pixels.copy(), np.float32)
    paint_water(stage, stage.horizon, (0.10, 0.26, 0.30), calm=True)
    river = stage.canvas.pixels.copy()
    stage.canvas.pixels = country
    meadow(stage, stage.horizon, GRASS, 0.32)
    rows = np.arange(stage.height, dtype=np.float32)
    depth = np.clip((rows - stage.horizon) / (stage.height - stage.horizon), 0.0, 1)
    middle = stage.width * (0.5 + 0.16 * np.sin(depth**0.6 * stage.between(4.5, 7) + stage.between(0, 3)))
    wide = stage.width * (0.015 + 0.27 * depth**1.5)
    x = np.arange(stage.width, dtype=np.float32)[None, :]
    wobble = stage.tile[(np.arange(stage.height) * 2) % 512, 5] * depth * 14
    alpha = smoothstep(np.asarray((wide + wobble)[:, None] - np.abs(x - middle[:, None]), np.float32), -4, 6)
    alpha[rows < stage.horizon] = 0
    stage.canvas.paint(Stencil(0, 0, alpha), river)
    mist(stage, stage.horizon, 0.05, 0.5)


def paint_mountains(stage: Stage) -> None:
    """Ranges behind ranges, a meadow or a wood before them."""
    paint_sky(stage)
    ranges(stage, 4, stage.between(0.36, 0.56))
    tree_line(stage, stage.horizon + UNIT * 0.04, 0.085, 0.30, pines=True)
    mist(stage, stage.horizon - UNIT * 0.03, 0.05, 0.5)
    near = stage.rng.random()
    if near < 0.3:
        paint_water(stage, stage.horizon + UNIT * 0.035, (0.08, 0.24, 0.30), calm=True)
        mist(stage, stage.horizon + UNIT * 0.035, 0.03, 0.5)
    elif near < 0.65:
        wooded_slopes(stage)
    else:
        meadow(stage, stage.horizon + UNIT * 0.035, (0.30, 0.38, 0.26), 0.25)


def paint_field(stage: Stage) -> None:
    """Rolling fields, hedges and a few trees."""
    paint_sky(stage)
    ranges(stage, 1, 0.10)
    crop = WHEAT if stage.look.key % 2 else GRASS
    snowy = Light.SNOWFALL in {stage.look.weather, stage.look.light}
    for rank in range(3):
        near = rank / 2
        base = stage.horizon + (stage.height - stage.horizon) * (0.0, 0.12, 0.34)[rank]
        line = np.asarray(
            base + rolling(stage.rng, stage.width, 1.0 + near) * UNIT * (0.018 + 0.014 * near), np.float32
        )
        own = SNOW if snowy else (GRASS, mix(GRASS, crop, 0.5), crop)[rank]
        color = stage.lit(own, 0.62 - 0.5 * near)
        if rank < 2:
            hedges(stage, line, 0.02 + 0.025 * near, scale(stage.lit(LEAF, 0.62 - 0.4 * near), 0.85))
        stage.canvas.below(line, color, scale(color, 0.62), (stage.height - base) * 1.1)
    grain_of_ground(stage, stage.horizon + (stage.height - stage.horizon) * 0.30, 0.20)
    light_pool(stage)


def paint_desert(stage: Stage) -> None:
    """Dunes with a lit and a shaded side."""
    paint_sky(stage)
    if stage.rng.random() < 0.5:
        ranges(stage, 1, 0.12, (0.62, 0.40, 0.32))
    for rank in range(5):
        near = rank / 4
        base = stage.horizon + (stage.height - stage.horizon) * 0.74 * near**1.25
        line = base + rolling(stage.rng, stage.width, 0.7 + 0.4 * near) * UNIT * (0.02 + 0.05 * near)
        color = stage.lit(SAND, 0.62 - 0.56 * near)
        stage.canvas.below(
            np.asarray(line, np.float32), mix(color, stage.tones.low, 0.22), scale(color, 0.70), UNIT * 0.24
        )
        dune_shade(stage, np.asarray(line, np.float32), color)
    grain_of_ground(stage, stage.horizon + UNIT * 0.06, 0.10, stretch=7.0)


def paint_snow(stage: Stage) -> None:
    """White country: cold peaks, dark firs, blue shade."""
    paint_sky(stage)
    ranges(stage, 3, 0.34, (0.72, 0.78, 0.88))
    tree_line(stage, stage.horizon + 4, 0.08, 0.35, pines=True, color=(0.20, 0.27, 0.30))
    mist(stage, stage.horizon, 0.04, 0.4)
    for rank in range(3):
        near = rank / 2
        base = stage.horizon + (stage.height - stage.horizon) * (0.0, 0.2, 0.52)[rank]
        line = np.asarray(base + rolling(stage.rng, stage.width, 0.8 + near * 0.5) * UNIT * 0.028, np.float32)
        color = stage.lit(SNOW, 0.35 - 0.3 * near)
        stage.canvas.below(line, mix(color, stage.tones.low, 0.3), scale(color, 0.80), UNIT * 0.3)
        dune_shade(stage, line, color)
        if rank == 1:
            scattered(stage, line, 0.20, 5, (0.14, 0.20, 0.22), 0.25)
    light_pool(stage)


OPEN_COUNTRY = {
    Setting.SEA: paint_sea,
    Setting.LAKE: paint_lake,
    Setting.RIVER: paint_river,
    Setting.FOREST: paint_forest,
    Setting.MOUNTAINS: paint_mountains,
    Setting.FIELD: paint_field,
    Setting.DESERT: paint_desert,
    Setting.SNOW: paint_snow,
}
