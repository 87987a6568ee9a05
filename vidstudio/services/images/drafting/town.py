"""Town and road: skylines, streets in perspective, roads to the horizon."""

import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import RGB, Light, Setting
from vidstudio.services.images.drafting.materials import ASPHALT, GRASS, LAMP, LEAF, ROCK, SAND, SNOW, WALL, WHEAT
from vidstudio.services.images.drafting.shapes import box, limb, poly
from vidstudio.services.images.drafting.sky import paint_sky
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.street import paint_street
from vidstudio.services.images.drafting.terrain import mist, ranges, tree_line
from vidstudio.services.images.drafting.texture import Array, noise_tile, plane, rolling, smoothstep
from vidstudio.services.images.drafting.water import paint_water

_ROADSIDES: dict[Setting, RGB] = {Setting.DESERT: SAND, Setting.SNOW: SNOW, Setting.FOREST: LEAF, Setting.SPACE: ROCK}


def paint_city(stage: Stage) -> None:
    """Towers in ranks over water or roofs, windows lit when it is dark."""
    paint_sky(stage)
    base = stage.horizon + UNIT * 0.02
    for rank in range(4):
        near = rank / 3
        color = stage.lit(WALL, 0.80 - 0.62 * near)
        _tower_rank(stage, base + UNIT * 0.03 * rank, rank, color)
        mist(stage, base + UNIT * 0.02 * rank, 0.07, 0.42 * (1 - near * 0.6))
    if stage.look.key % 3 or stage.look.weather is Light.RAIN:
        paint_water(stage, base + UNIT * 0.10, (0.10, 0.17, 0.24), calm=True)
    else:
        _roofs(stage)
    if stage.dim:
        stage.canvas.glow(stage.focus, base, UNIT * 0.8, mix(LAMP, stage.tones.low, 0.3), 0.22, flatten=3.0)


def _tower_rank(stage: Stage, base: float, rank: int, color: RGB) -> None:
    near = rank / 3
    shapes: list[tuple[Array, ...]] = []
    windows: list[tuple[Array, ...]] = []
    x = -UNIT * 0.06
    middle = stage.focus if rank % 2 else stage.width - stage.focus
    while x < stage.width:
        wide = UNIT * stage.between(0.045, 0.10) * (0.7 + 0.5 * near)
        centre = np.exp(-(((x - middle) / (stage.width * 0.30)) ** 2))
        tall = UNIT * (stage.between(0.10, 0.24) + centre * stage.between(0.08, 0.32)) * (1.15 - 0.45 * near)
        shapes += _tower(stage, x, base, wide, tall)
        if stage.dim or rank > 1:
            windows += _lit_windows(stage, x, base - tall, wide, tall)
        x += wide * stage.between(0.82, 1.35)
    stencil = stage.canvas.stencil(shapes)
    if stencil is None:
        return
    fade = np.linspace(0, 1, stencil.alpha.shape[0], dtype=np.float32)[:, None, None]
    top, bottom = np.array(scale(color, 0.85), np.float32), np.array(mix(color, stage.tones.haze, 0.35), np.float32)
    stage.canvas.paint(stencil, top * (1 - fade) + bottom * fade)
    stage.canvas.below(np.full(stage.width, base, np.float32), color, scale(color, 0.6), UNIT * 0.3)
    if windows and stage.dim:
        stage.canvas.paint(
            stage.canvas.stencil(windows), mix(LAMP, stage.tones.haze, 0.45 * (1 - near)), 0.35 + 0.55 * near
        )
    elif windows:
        stage.canvas.paint(stage.canvas.stencil(windows), mix(stage.tones.low, stage.tones.middle, 0.4), 0.25)


def _tower(stage: Stage, x: float, base: float, wide: float, tall: float) -> list[tuple[Array, ...]]:
    top = base - tall
    shapes: list[tuple[Array, ...]] = [(box(x, top, x + wide, base + 4),)]
    kind = int(stage.rng.integers(5))
    if kind == 0:
        shapes.append((box(x + wide * 0.2, top - tall * 0.08, x + wide * 0.8, top + 2),))
    elif kind == 1:
        shapes.append((limb((x + wide / 2, top), 1.6, (x + wide / 2, top - tall * 0.22), 0.8),))
        shapes.append((box(x + wide * 0.32, top - tall * 0.06, x + wide * 0.68, top + 2),))
    elif kind == 2:
        shapes.append((poly((x, top + 1), (x + wide, top + 1), (x + wide, top - wide * 0.35)),))
    return shapes


def _lit_windows(stage: Stage, x: float, top: float, wide: float, tall: float) -> list[tuple[Array, ...]]:
    cell_x, cell_y = UNIT * 0.0115, UNIT * 0.0165
    columns, rows = int((wide - 6) / cell_x), int(min(tall - 16, UNIT * 0.40) / cell_y)
    if columns < 1 or rows < 1:
        return []
    chosen = stage.rng.random((rows, columns)) < stage.between(0.04, 0.34)
    windows: list[tuple[Array, ...]] = []
    for row, column in np.argwhere(chosen):
        left, up = x + 5 + column * cell_x, top + 6 + row * cell_y
        windows.append((box(left, up, left + cell_x * 0.55, up + cell_y * 0.55),))
    return windows


def _roofs(stage: Stage) -> None:
    """Near rooftops with chimneys, dark, along the lower edge."""
    shapes: list[tuple[Array, ...]] = []
    lamps: list[tuple[Array, ...]] = []
    x = -UNIT * 0.1
    while x < stage.width:
        wide = UNIT * stage.between(0.16, 0.30)
        top = stage.horizon + (stage.height - stage.horizon) * stage.between(0.36, 0.56)
        peak = top - wide * stage.between(0.22, 0.42)
        shapes.append(
            (
                poly(
                    (x, top), (x + wide / 2, peak), (x + wide, top), (x + wide, stage.height + 9), (x, stage.height + 9)
                ),
            )
        )
        shapes.append((box(x + wide * 0.62, peak - wide * 0.02, x + wide * 0.72, top),))
        if stage.dim and stage.rng.random() < 0.8:
            at = x + wide * stage.between(0.3, 0.6)
            lamps.append((box(at, top + wide * 0.12, at + wide * 0.09, top + wide * 0.26),))
        x += wide * stage.between(0.75, 1.0)
    dark = mix(stage.lit(WALL, 0.05), stage.tones.shade, 0.55)
    stage.canvas.paint(stage.canvas.stencil(shapes), dark)
    if lamps:
        stage.canvas.paint(stage.canvas.stencil(lamps), LAMP)


def paint_road(stage: Stage) -> None:
    """A road that bends away to the hills."""
    paint_sky(stage)
    ranges(stage, 2, 0.2, (0.58, 0.40, 0.34) if stage.look.also is Setting.DESERT else ROCK)
    if stage.look.also not in {Setting.DESERT, Setting.SPACE}:
        tall = 0.20 if stage.look.also is Setting.FOREST else 0.05
        tree_line(stage, stage.horizon + 3, tall, 0.40, pines=stage.look.key % 2 == 0 or tall > 0.1)
    also = stage.look.also
    ground = stage.lit(_ROADSIDES.get(also, mix(GRASS, WHEAT, 0.5)) if also else mix(GRASS, WHEAT, 0.5), 0.2)
    line = np.asarray(stage.horizon + rolling(stage.rng, stage.width, 1.0) * UNIT * 0.008, np.float32)
    stage.canvas.below(line, mix(ground, stage.tones.haze, 0.4), scale(ground, 0.55), stage.height - stage.horizon)
    first = int(stage.horizon)
    grain = plane(noise_tile(3, 1.6), (stage.height - first, stage.width), 0.3, 2.4)
    stage.canvas.pixels[first:] *= 1 + grain[..., None] * np.float32(0.10)
    _lanes(stage, first)
    mist(stage, stage.horizon, 0.045, 0.5)


def _lanes(stage: Stage, first: int) -> None:
    rows = np.arange(first, stage.height, dtype=np.float32)[:, None]
    depth = np.clip((rows - stage.horizon) / (stage.height - stage.horizon), 0.001, 1)
    bend = stage.width * 0.10 * np.sin((1 - depth) ** 2 * 3.0) * (1 if stage.rng.random() < 0.5 else -1)
    middle = stage.width * 0.5 + (stage.focus - stage.width * 0.5) * (0.3 + 0.7 * depth) + bend
    half = UNIT * (0.006 + 0.56 * depth)
    x = np.arange(stage.width, dtype=np.float32)[None, :]
    across = np.asarray((x - middle) / half, np.float32)
    edge = smoothstep(1 - np.abs(across), 0.0, 0.02)
    color = mix(stage.lit(ASPHALT, 0.12), stage.tones.low, 0.08)
    far = np.asarray(depth[..., None] * 0.55 + 0.45, np.float32)
    tone = np.array(stage.tones.haze, np.float32) * (1 - far) + np.array(color, np.float32) * far
    stage.canvas.paint(Stencil(0, first, edge), tone)
    paint = mix(stage.lit((0.95, 0.92, 0.84), 0.1), stage.tones.low, 0.2)
    sides = smoothstep(np.asarray(0.014 - np.abs(np.abs(across) - 0.90), np.float32), -0.006, 0.006)
    dash = (np.mod(1.6 / depth + 0.3, 1.0) < 0.5).astype(np.float32)
    centre = smoothstep(np.asarray(0.014 - np.abs(across), np.float32), -0.006, 0.006) * dash
    stage.canvas.paint(Stencil(0, first, np.maximum(sides, centre) * np.clip(depth * 3, 0, 1)), paint, 0.8)


TOWN = {Setting.CITY: paint_city, Setting.STREET: paint_street, Setting.ROAD: paint_road}
