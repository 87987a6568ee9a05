"""Open country: mountains, hills, dunes, snow, forests; back to front, each layer less hazy."""

import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale, times
from vidstudio.services.images.drafting.look import RGB, Framing, Light, Setting
from vidstudio.services.images.drafting.plants import broadleaf, grass, pine
from vidstudio.services.images.drafting.shapes import Part, moved
from vidstudio.services.images.drafting.sky import paint_sky
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, flat, noise_tile, plane, ridge, rolling, smoothstep
from vidstudio.services.images.drafting.water import paint_shore, paint_surf, paint_water

ROCK: RGB = (0.36, 0.38, 0.46)
GRASS: RGB = (0.42, 0.52, 0.24)
WHEAT: RGB = (0.80, 0.64, 0.30)
SAND: RGB = (0.90, 0.62, 0.38)
SNOW: RGB = (0.90, 0.94, 1.0)
LEAF: RGB = (0.20, 0.36, 0.22)
SEA: RGB = (0.10, 0.34, 0.44)


def paint_sea(stage: Stage) -> None:
    """Open water; a headland on the far side, sometimes a beach."""
    paint_sky(stage)
    if stage.rng.random() < 0.75:
        _headland(stage)
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
    _reeds(stage)


def paint_river(stage: Stage) -> None:
    """A river that winds from the hills to the foreground."""
    paint_sky(stage)
    ranges(stage, 2, 0.22)
    tree_line(stage, stage.horizon + 2, 0.06, 0.45, pines=stage.rng.random() < 0.5)
    country = np.asarray(stage.canvas.pixels.copy(), np.float32)
    paint_water(stage, stage.horizon, (0.10, 0.26, 0.30), calm=True)
    river = stage.canvas.pixels.copy()
    stage.canvas.pixels = country
    _meadow(stage, stage.horizon, GRASS, 0.32)
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


def paint_forest(stage: Stage) -> None:
    """Trunks in ranks, pale and many far off, dark and few near; light falls between them."""
    tones, canvas = stage.tones, stage.canvas
    paint_sky(stage, stage.horizon * 1.1, clouds=False)
    leaf = stage.lit(LEAF, 0.55)
    canvas.paint(Stencil(0, 0, np.full((stage.height, stage.width), 0.55, np.float32)), mix(leaf, tones.haze, 0.5))
    canvas.glow(
        stage.sun[0], stage.horizon * 0.62, UNIT * 0.55, mix(tones.source, tones.low, 0.4), 0.25 + tones.power * 0.5
    )
    for rank in range(4):
        near = rank / 3
        floor = np.full(stage.width, stage.horizon + (stage.height - stage.horizon) * 0.16 * rank, np.float32)
        floor += rolling(stage.rng, stage.width, 1.5) * UNIT * 0.012
        color = stage.lit(LEAF, 0.78 - 0.66 * near)
        _trunks(stage, rank, float(floor.mean()), scale(mix(color, (0.20, 0.15, 0.12), 0.25 * near), 0.8))
        canvas.below(floor, color, scale(color, 0.75), UNIT * 0.2)
        if rank < 3:
            mist(stage, float(floor.mean()), 0.07, 0.38 * (1 - near))
    _shafts(stage)
    _dapple(stage)


def paint_mountains(stage: Stage) -> None:
    """Ranges behind ranges, a meadow or a wood before them."""
    paint_sky(stage)
    ranges(stage, 4, 0.46)
    tree_line(stage, stage.horizon + UNIT * 0.04, 0.085, 0.30, pines=True)
    mist(stage, stage.horizon - UNIT * 0.03, 0.05, 0.5)
    _meadow(stage, stage.horizon + UNIT * 0.035, (0.30, 0.38, 0.26), 0.25)


def paint_field(stage: Stage) -> None:
    """Rolling fields, hedges and a few trees."""
    paint_sky(stage)
    ranges(stage, 1, 0.10)
    crop = WHEAT if stage.look.key % 2 else GRASS
    for rank in range(3):
        near = rank / 2
        base = stage.horizon + (stage.height - stage.horizon) * (0.0, 0.12, 0.34)[rank]
        line = np.asarray(
            base + rolling(stage.rng, stage.width, 1.0 + near) * UNIT * (0.018 + 0.014 * near), np.float32
        )
        own = (GRASS, mix(GRASS, crop, 0.5), crop)[rank]
        color = stage.lit(own, 0.62 - 0.5 * near)
        if rank < 2:
            _hedges(stage, line, 0.02 + 0.025 * near, scale(stage.lit(LEAF, 0.62 - 0.4 * near), 0.85))
        stage.canvas.below(line, color, scale(color, 0.62), (stage.height - base) * 1.1)
    _grain_of_ground(stage, stage.horizon + (stage.height - stage.horizon) * 0.30, 0.20)
    _light_pool(stage)


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
        _dune_shade(stage, np.asarray(line, np.float32), color)
    _grain_of_ground(stage, stage.horizon + UNIT * 0.06, 0.10, stretch=7.0)


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
        _dune_shade(stage, line, color)
        if rank == 1:
            _scattered(stage, line, pine, 0.20, 5, (0.14, 0.20, 0.22), 0.25)
    _light_pool(stage)


def ranges(stage: Stage, count: int, height: float, rock: RGB = ROCK) -> None:
    """``count`` mountain ranges above the horizon, the farthest ``height`` (share of the unit) tall."""
    for rank in range(count):
        near = rank / max(count, 2)
        tall = UNIT * height * (1 - 0.72 * near) * stage.between(0.85, 1.1)
        line = ridge(stage.rng, stage.width, 0.52, 4)
        heap = np.exp(-(((np.arange(stage.width) - stage.sun[0]) / stage.width * 1.4) ** 2)) * 0.0 + 1.0
        peaks = np.asarray(stage.horizon - tall * (0.50 + 0.50 * line * heap), np.float32)
        color = stage.lit(mix(rock, LEAF, 0.55 * near), 0.80 - 0.52 * near)
        stage.canvas.below(peaks, color, mix(color, stage.tones.haze, 0.62), tall * 1.0)
        if count > 1:
            _faces(stage, peaks, tall, near, rock)
        mist(stage, stage.horizon - tall * 0.12, 0.04, 0.35)


def _faces(stage: Stage, peaks: Array, tall: float, near: float, rock: RGB) -> None:
    """Light on the slopes that look toward the sun, snow on the highest."""
    first = int(max(0, peaks.min()))
    last = int(min(stage.height, stage.horizon + 2))
    if last - first < 8:
        return
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    fall = rows - peaks[None, :]
    crags = flat(noise_tile(9, 1.5), (last - first, stage.width), 0.6, 0.5, 100 * near)
    lean = np.arange(stage.width, dtype=np.float32)[None, :] + fall * 0.5 * stage.side
    slope = np.gradient(np.convolve(peaks, np.ones(9) / 9, "same"))
    facing = np.interp(np.clip(lean, 0, stage.width - 1), np.arange(stage.width), slope) * -stage.side
    facing = np.asarray(facing + crags * 0.42, np.float32)
    inside = np.clip(fall, 0, 1) * np.clip(1 - fall / (tall * 1.05), 0, 1)
    glow = smoothstep(facing, 0.05, 0.9) * inside
    strength = (0.36 - 0.12 * near) * (0.35 + stage.tones.power)
    stage.canvas.paint(
        Stencil(0, first, np.asarray(glow, np.float32)), mix(stage.tones.low, stage.tones.source, 0.4), strength
    )
    shade = smoothstep(-facing, 0.1, 1.0) * inside
    dark = mix(stage.lit(scale(rock, 0.6), 0.4), stage.tones.top, 0.35)
    stage.canvas.paint(Stencil(0, first, np.asarray(shade, np.float32)), dark, 0.32)
    if near < 0.3 and tall > UNIT * 0.3:
        cap = smoothstep(np.asarray(crags * 26 + tall * 0.26 - fall, np.float32), 0, 24) * np.clip(fall, 0, 1)
        snow = mix(times(SNOW, mix(stage.tones.tint, (1, 1, 1), 0.3)), stage.tones.haze, 0.35)
        stage.canvas.paint(
            Stencil(0, first, np.asarray(cap * (0.35 + 0.65 * smoothstep(facing, -0.5, 0.5)), np.float32)), snow, 0.8
        )


def mist(stage: Stage, y: float, thickness: float, strength: float) -> None:
    """A bank of haze at a height; ``thickness`` as a share of the unit."""
    reach = UNIT * thickness
    first, last = int(max(0, y - reach * 2.2)), int(min(stage.height, y + reach * 2.2))
    if last - first < 2:
        return
    rows = np.arange(first, last, dtype=np.float32)[:, None]
    torn = flat(stage.tile, (last - first, stage.width), 0.16, 3.0, y)
    bank = np.exp(-(((rows - y) / reach) ** 2)) * np.clip(0.8 + torn * 0.35, 0, 1.3) * strength
    stage.canvas.paint(
        Stencil(0, first, np.asarray(np.clip(bank, 0, 1), np.float32)), mix(stage.tones.haze, stage.tones.low, 0.35)
    )


def tree_line(stage: Stage, y: float, height: float, distance: float, pines: bool, color: RGB = LEAF) -> None:
    """The edge of a wood along the horizon, uneven, darker at the top."""
    parts: list[Part] = []
    x = -UNIT * 0.05
    swell = rolling(stage.rng, stage.width, 2.0)
    while x < stage.width + UNIT * 0.05:
        at = int(np.clip(x, 0, stage.width - 1))
        tall = UNIT * height * (0.62 + 0.38 * float(swell[at])) * stage.between(0.6, 1.15)
        parts += moved((pine if pines else broadleaf)(stage.rng), x, y + 3, max(tall, 8))
        x += UNIT * height * stage.between(0.10, 0.34) * (1 if pines else 2.0)
    tone = stage.lit(color, distance)
    stencil = stage.canvas.stencil([part.contours for part in parts])
    stage.canvas.paint(stencil, scale(tone, 0.8))


def _headland(stage: Stage) -> None:
    side = 1 if stage.sun[0] < stage.width / 2 else -1
    for rank in range(2):
        x = np.linspace(0, 1, stage.width, dtype=np.float32)[::side]
        line = ridge(stage.rng, stage.width, 0.48, 3)
        rise = smoothstep(x, 0.45 + 0.18 * rank, 1.15)
        tall = UNIT * (0.20 - 0.05 * rank)
        peaks = stage.horizon + 4 - tall * rise * (1.0 + 0.4 * line) + (1 - rise) * 3
        color = stage.lit(mix(ROCK, LEAF, 0.4), 0.68 - 0.26 * rank)
        stage.canvas.below(np.asarray(peaks, np.float32), color, mix(color, stage.tones.haze, 0.5), tall)


def _meadow(stage: Stage, y: float, color: RGB, distance: float) -> None:
    line = np.asarray(y + rolling(stage.rng, stage.width, 1.2) * UNIT * 0.012, np.float32)
    tone = stage.lit(color, distance)
    stage.canvas.below(line, mix(tone, stage.tones.haze, 0.3), scale(stage.lit(color), 0.5), stage.height - y)
    _grain_of_ground(stage, y, 0.22)
    _light_pool(stage)


def _grain_of_ground(stage: Stage, y: float, strength: float, stretch: float = 3.0) -> None:
    first = int(y)
    if stage.height - first < 8:
        return
    grain = plane(noise_tile(3, 1.25), (stage.height - first, stage.width), 0.7, stretch, stage.between(0, 500))
    area = stage.canvas.pixels[first:]
    area *= 1 + np.clip(grain * strength, -0.5, 0.5)[..., None]
    np.clip(area, 0, 1, out=area)


def _light_pool(stage: Stage) -> None:
    """Low light that lies on the ground under the sun."""
    stage.canvas.glow(
        stage.sun[0], stage.horizon + UNIT * 0.06, UNIT * 0.42, mix(stage.tones.low, stage.tones.source, 0.5),
        stage.tones.power * 0.34, flatten=2.6,
    )  # fmt: skip


def _dune_shade(stage: Stage, line: Array, color: RGB) -> None:
    """The side of each crest that looks away from the light."""
    first = int(max(0, line.min()))
    rows = min(stage.height - first, int(UNIT * 0.26))
    if rows < 4:
        return
    fall = np.arange(first, first + rows, dtype=np.float32)[:, None] - line[None, :]
    slope = np.gradient(line)[None, :] * stage.side
    alpha = smoothstep(np.asarray(np.broadcast_to(slope, fall.shape), np.float32), 0.0, 0.35)
    alpha *= np.clip(fall, 0, 1) * np.exp(-np.clip(fall, 0, None) / (UNIT * 0.07))
    shade = mix(scale(color, 0.5), stage.tones.top, 0.35)
    stage.canvas.paint(Stencil(0, first, np.asarray(alpha, np.float32)), shade, 0.6)


def _hedges(stage: Stage, line: Array, height: float, color: RGB) -> None:
    parts: list[Part] = []
    for _ in range(int(stage.between(2, 5))):
        x, count = stage.between(0, stage.width), int(stage.between(2, 14))
        for _ in range(count):
            x += UNIT * height * stage.between(0.5, 1.1)
            if 0 <= x < stage.width:
                tall = UNIT * height * stage.between(0.7, 1.9)
                parts += moved(broadleaf(stage.rng), x, float(line[int(x)]) + 4, tall)
    if parts:
        stage.canvas.paint(stage.canvas.stencil([part.contours for part in parts]), color)


def _scattered(
    stage: Stage, line: Array, plant: object, height: float, count: int, color: RGB, distance: float
) -> None:
    parts: list[Part] = []
    for _ in range(count):
        x = stage.between(0.02, 0.98) * stage.width
        if abs(x - stage.focus) > UNIT * 0.2:
            parts += moved(pine(stage.rng), x, float(line[int(x)]) + 8, UNIT * height * stage.between(0.6, 1.2))
    if parts:
        stage.canvas.paint(stage.canvas.stencil([part.contours for part in parts]), stage.lit(color, distance))


def _trunks(stage: Stage, rank: int, floor: float, color: RGB) -> None:
    near = rank / 3
    shapes: list[tuple[Array, ...]] = []
    count = int((30, 18, 9, 5)[rank] * stage.width / 1920 + 2)
    for _ in range(count):
        x = stage.between(-0.02, 1.02) * stage.width
        if rank >= 2 and abs(x - stage.focus) < UNIT * 0.24:
            continue
        thick = UNIT * (0.006 + 0.030 * near**1.6) * stage.between(0.7, 1.4)
        lean = stage.between(-0.03, 0.03) * UNIT
        foot = floor + thick * 1.2
        shapes.append((
            np.array(
                [(x - thick * 1.7, foot + 6), (x - thick, foot - thick * 5), (x - thick * 0.7 + lean, -20),
                 (x + thick * 0.7 + lean, -20), (x + thick, foot - thick * 5), (x + thick * 1.7, foot + 6)], np.float32),
        ))  # fmt: skip
        if rank < 3:
            continue
        for _ in range(2):
            y, way = stage.between(0.05, 0.4) * stage.height, 1 if stage.rng.random() < 0.5 else -1
            reach = UNIT * stage.between(0.08, 0.2) * way
            shapes.append((np.array([(x, y), (x + reach, y - abs(reach) * 0.55), (x, y + thick * 0.8)], np.float32),))
    stage.canvas.paint(stage.canvas.stencil(shapes, 1.4 * (1 - near)), color)


def _shafts(stage: Stage) -> None:
    shapes = []
    x0, y0 = stage.sun[0], -UNIT * 0.25
    for _ in range(6):
        foot = stage.between(-0.1, 1.1) * stage.width
        wide = stage.between(0.01, 0.05) * UNIT
        shapes.append(
            (
                np.array(
                    [
                        (x0 - 8, y0),
                        (x0 + 8, y0),
                        (foot + wide * 2, stage.height * 0.86),
                        (foot - wide * 2, stage.height * 0.86),
                    ],
                    np.float32,
                ),
            )
        )
    beams = stage.canvas.stencil(shapes, 22)
    if beams is not None:
        rows = np.linspace(1, 0, beams.alpha.shape[0], dtype=np.float32)[:, None] ** 0.8
        stage.canvas.shine(
            Stencil(beams.x, beams.y, beams.alpha * rows), stage.tones.low, 0.10 + 0.22 * stage.tones.power
        )


def _dapple(stage: Stage) -> None:
    first = int(stage.horizon)
    spots = plane(noise_tile(3, 1.6), (stage.height - first, stage.width), 0.5, 4.0, stage.between(0, 500))
    stage.canvas.shine(Stencil(0, first, smoothstep(spots, 0.5, 1.6)), stage.tones.low, 0.10 + 0.16 * stage.tones.power)


def _reeds(stage: Stage) -> None:
    """Dark grass in a near corner frames the water."""
    side = stage.focus > stage.width / 2
    x0 = 0 if side else stage.width * 0.68
    parts: list[Part] = []
    for _ in range(5):
        parts += moved(
            grass(stage.rng),
            x0 + stage.between(0, 0.32) * stage.width,
            stage.height + 10,
            UNIT * stage.between(0.1, 0.26),
        )
    dark = mix(scale(stage.lit(LEAF), 0.4), stage.tones.shade, 0.5)
    stage.canvas.paint(stage.canvas.stencil([part.contours for part in parts], 1.5), dark)


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
