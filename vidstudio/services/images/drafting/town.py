"""Town and road: skylines, streets in perspective, roads to the horizon."""

import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.land import GRASS, WHEAT, mist, ranges, tree_line
from vidstudio.services.images.drafting.look import RGB, Light, Mood, Setting
from vidstudio.services.images.drafting.shapes import box, limb, poly, ring
from vidstudio.services.images.drafting.sky import paint_sky
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, noise_tile, plane, rolling, smoothstep
from vidstudio.services.images.drafting.water import paint_water

WALL: RGB = (0.36, 0.40, 0.50)
ASPHALT: RGB = (0.26, 0.28, 0.33)
LAMP: RGB = (1.0, 0.80, 0.48)
NEON: tuple[RGB, ...] = ((1.0, 0.25, 0.62), (0.22, 0.85, 1.0), (1.0, 0.62, 0.25))


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
    shapes = [(box(x, top, x + wide, base + 4),)]
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
    columns, rows = int((wide - 6) / cell_x), int(min(tall, UNIT * 0.40) / cell_y)
    if columns < 1 or rows < 1:
        return []
    chosen = stage.rng.random((rows, columns)) < stage.between(0.04, 0.34)
    windows = []
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


def paint_street(stage: Stage) -> None:
    """House fronts on both sides run to a vanishing point; a wet or sunlit street between."""
    paint_sky(stage, stage.horizon * 1.05)
    vanish = stage.width * 0.5 + (stage.focus - stage.width * 0.5) * 0.55
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
    drop = reach * 0.34
    foot, top = stage.horizon + drop, stage.horizon - tall
    color = stage.lit(mix(WALL, (0.50, 0.38, 0.34), 0.5 if stage.rng.random() < 0.5 else 0.0), 0.74 - 0.66 * near)
    far_top, far_foot = top + tall * 0.16, foot - drop * 0.2
    outer = edge + side * deep * 3
    face = [(edge, top), (edge, foot), (outer, foot + deep * 3 * 0.34), (outer, top - deep * 0.9)]
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
        stage.canvas.paint(stage.canvas.stencil(shapes), scale(glass, 0.55), 0.5)
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
    dry = stage.canvas.pixels.copy()
    paint_water(stage, top, ASPHALT, calm=True)
    rows = np.arange(stage.height, dtype=np.float32)[:, None]
    x = np.arange(stage.width, dtype=np.float32)[None, :]
    bed = smoothstep(np.asarray((rows - stage.horizon) * 2.3 + 12 - np.abs(x - vanish), np.float32), -8, 8)
    wet = 0.88 if stage.look.weather is not None or stage.dim else 0.35
    road = np.array(stage.lit(ASPHALT, 0.06), np.float32)
    side_walk = np.array(scale(stage.lit(mix(ASPHALT, WALL, 0.5), 0.1), 0.9), np.float32)
    under = side_walk + (road - side_walk) * bed[..., None]
    water = stage.canvas.pixels
    ground = under + (water - under) * np.float32(wet)
    grain = plane(noise_tile(3, 1.25), (stage.height - first, stage.width), 0.7, 3.0)
    ground[first:] *= 1 + grain[..., None] * np.float32(0.08)
    stage.canvas.pixels = dry
    stage.canvas.pixels[first:] = np.clip(ground[first:], 0, 1)


def _street_lamps(stage: Stage, vanish: float) -> None:
    for step in range(4):
        near = (step / 3) ** 1.6
        for side in (-1, 1):
            x = vanish + side * stage.width * (0.055 + 0.36 * near)
            tall = UNIT * (0.07 + 0.46 * near)
            foot = stage.horizon + UNIT * (0.02 + 0.17 * near)
            post = [(limb((x, foot), 1 + 4 * near, (x, foot - tall), 1 + 3 * near),),
                    (limb((x, foot - tall), 1 + 3 * near, (x - side * tall * 0.14, foot - tall * 1.03), 1 + 3 * near),)]  # fmt: skip
            stage.canvas.paint(stage.canvas.stencil(post), mix(stage.tones.shade, stage.tones.haze, 0.4 * (1 - near)))
            head = (x - side * tall * 0.15, foot - tall * 1.02)
            stage.canvas.glow(*head, UNIT * (0.02 + 0.07 * near), LAMP, 0.8)
            stage.canvas.paint(
                stage.canvas.stencil([(ring(*head, 2 + 6 * near, 2 + 4 * near),)], 1.0), (1.0, 0.94, 0.80)
            )


def paint_road(stage: Stage) -> None:
    """A road that bends away to the hills."""
    paint_sky(stage)
    ranges(stage, 2, 0.2)
    tree_line(stage, stage.horizon + 3, 0.05, 0.45, pines=stage.look.key % 2 == 0)
    ground = stage.lit(mix(GRASS, WHEAT, 0.5), 0.2)
    line = np.asarray(stage.horizon + rolling(stage.rng, stage.width, 1.0) * UNIT * 0.008, np.float32)
    stage.canvas.below(line, mix(ground, stage.tones.haze, 0.4), scale(ground, 0.55), stage.height - stage.horizon)
    first = int(stage.horizon)
    grain = plane(noise_tile(3, 1.25), (stage.height - first, stage.width), 0.7, 3.0)
    stage.canvas.pixels[first:] *= 1 + grain[..., None] * np.float32(0.18)
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
    sides = smoothstep(0.014 - np.abs(np.abs(across) - 0.90), -0.006, 0.006)
    dash = (np.mod(1.6 / depth + 0.3, 1.0) < 0.5).astype(np.float32)
    centre = smoothstep(0.014 - np.abs(across), -0.006, 0.006) * dash
    stage.canvas.paint(Stencil(0, first, np.maximum(sides, centre) * np.clip(depth * 3, 0, 1)), paint, 0.8)


TOWN = {Setting.CITY: paint_city, Setting.STREET: paint_street, Setting.ROAD: paint_road}
