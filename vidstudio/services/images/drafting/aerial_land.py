"""Land from above, one painter for each kind: coast, bare relief, wood, fields, town."""

import cv2
import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import RGB, Setting
from vidstudio.services.images.drafting.materials import GRASS, LAMP, LEAF, SAND, SEA, SNOW, WALL, WHEAT
from vidstudio.services.images.drafting.shapes import limb, ring
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, flat, noise_tile, smoothstep


def _field(stage: Stage, scale_: float, shift: float) -> Array:
    shape = (stage.height, stage.width)
    broad = flat(noise_tile(30 + int(shift) % 5, 2.0), shape, scale_, 1.25, shift)
    return np.asarray(broad + 0.16 * flat(noise_tile(7, 1.7), shape, scale_ * 2.4, 1.2, shift), np.float32)


def _smooth_field(stage: Stage, scale_: float, shift: float) -> Array:
    shape = (stage.height, stage.width)
    return np.asarray(
        flat(noise_tile(30 + int(shift) % 5, 2.3), shape, scale_, 1.25, shift)
        + 0.12 * flat(noise_tile(7, 1.8), shape, scale_ * 2.4, 1.2, shift),
        np.float32,
    )


def _shading(stage: Stage, height: Array, strength: float) -> Array:
    soft = cv2.GaussianBlur(height, (0, 0), 2.0)
    slope = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) * stage.side + cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) * -0.8
    return np.asarray(np.clip(1 - slope * strength, 0.35, 1.65), np.float32)


def _tint(stage: Stage, tones: Array) -> None:
    stage.canvas.pixels[:] = np.clip(tones, 0, 1)


def coast(stage: Stage) -> None:
    shift = stage.between(0, 500)
    way = 1 if stage.focus > stage.width / 2 else -1
    tilt = np.linspace(-1.9, 1.9, stage.width, dtype=np.float32)[None, :] * way
    land = np.asarray(_smooth_field(stage, 0.12, shift) * 0.62 - tilt - 0.12, np.float32)
    river = stage.look.setting is Setting.RIVER
    if river:
        rows = np.linspace(0, 1, stage.height, dtype=np.float32)[:, None]
        x = np.linspace(-1, 1, stage.width, dtype=np.float32)[None, :]
        land = np.asarray(
            np.abs(x - 0.42 * np.sin(rows * 6 + shift)) * 3.4 - 0.5 + 0.22 * _smooth_field(stage, 0.2, shift),
            np.float32,
        )
    depth = smoothstep(np.asarray(-land, np.float32), 0.0, 1.5)[..., None]
    shallow, deep = (
        np.array(stage.lit((0.30, 0.68, 0.66), 0.08), np.float32),
        np.array(stage.lit(SEA, 0.02), np.float32),
    )
    water = shallow * (1 - depth) + deep * depth
    water *= 1 + 0.06 * flat(noise_tile(11, 1.3), (stage.height, stage.width), 0.9, 0.5, shift)[..., None]
    sand = np.array(stage.lit(SAND, 0.1), np.float32)
    green = np.array(stage.lit(mix(GRASS, LEAF, 0.6), 0.05), np.float32)
    inland = smoothstep(land, 0.16, 0.42)[..., None]
    ground = (sand * (1 - inland) + green * inland) * _shading(stage, _smooth_field(stage, 0.30, shift + 60), 3.0)[
        ..., None
    ]
    shore = smoothstep(land, -0.01, 0.02)[..., None]
    _tint(stage, water * (1 - shore) + ground * shore)
    ragged = land + 0.025 * flat(noise_tile(7, 1.5), (stage.height, stage.width), 1.1, 1.0, shift)
    foam = np.exp(-(((ragged + 0.03) / 0.035) ** 2)) + 0.55 * np.exp(-(((ragged + 0.19) / 0.03) ** 2)) * (not river)
    stage.canvas.paint(
        Stencil(0, 0, np.asarray(np.clip(foam, 0, 1), np.float32)), mix(stage.tones.low, (1, 1, 1), 0.5), 0.8
    )


def relief(stage: Stage, color: RGB) -> None:
    """Bare land as light and shade: dunes in rows, or ridges that branch."""
    shift = stage.between(0, 500)
    broad = _smooth_field(stage, 0.13, shift)
    if stage.look.setting is Setting.DESERT:
        rows = np.linspace(0, 1, stage.height, dtype=np.float32)[:, None]
        wave = rows * 30 + broad * 4.0
        height, steep = np.asarray(np.abs(np.sin(wave)) * 1.3 + broad * 0.6, np.float32), 8.0
    else:
        crest = 1 - np.abs(_smooth_field(stage, 0.20, shift + 90))
        height, steep = np.asarray(crest * 1.5 + broad * 0.5 + 0.3 * np.abs(_field(stage, 0.5, shift)), np.float32), 7.0
    shade = _shading(stage, height, steep)[..., None]
    own = np.array(stage.lit(color, 0.06), np.float32)
    low = np.array(mix(stage.lit(scale(color, 0.62), 0.1), stage.tones.top, 0.18), np.float32)
    share = smoothstep(height, -0.6, 1.6)[..., None]
    _tint(stage, (low * (1 - share) + own * share) * shade)
    if stage.look.setting in {Setting.MOUNTAINS, Setting.SNOW}:
        cap = smoothstep(height, 0.9, 1.5) * np.clip(shade[..., 0] - 0.25, 0, 1)
        stage.canvas.paint(Stencil(0, 0, np.asarray(cap, np.float32)), stage.lit(SNOW, 0.05), 0.9)


def canopy(stage: Stage) -> None:
    sheet = np.zeros((stage.height // 2, stage.width // 2, 3), np.float32)
    sheet[:] = scale(stage.lit(LEAF), 0.3)
    count = 3800
    spots = stage.rng.random((count, 2)) * (stage.width // 2, stage.height // 2)
    sizes = stage.rng.uniform(6, 17, count)
    hues = stage.rng.random(count)
    for (x, y), size, hue in zip(spots, sizes, hues, strict=True):
        base = mix(LEAF, WHEAT if stage.look.light.value.startswith("golden") else GRASS, 0.15 + 0.75 * float(hue) ** 2)
        shift = int(size * 0.22)
        at = (int(x), int(y))
        cv2.circle(
            sheet,
            (at[0] - int(stage.side * shift), at[1] + shift),
            int(size),
            scale(stage.lit(base), 0.42),
            -1,
            cv2.LINE_AA,
        )
        cv2.circle(sheet, at, int(size * 0.86), scale(stage.lit(base), 0.92), -1, cv2.LINE_AA)
        cv2.circle(
            sheet,
            (at[0] + int(stage.side * shift), at[1] - shift),
            int(size * 0.46),
            mix(stage.lit(base), stage.tones.low, 0.12),
            -1,
            cv2.LINE_AA,
        )
    grown = cv2.resize(cv2.GaussianBlur(sheet, (0, 0), 1.0), (stage.width, stage.height), interpolation=cv2.INTER_CUBIC)
    drift = 1 + 0.20 * flat(stage.tile, (stage.height, stage.width), 0.12, 1.0, 30)[..., None]
    _tint(stage, np.asarray(grown * drift, np.float32))


def patchwork(stage: Stage) -> None:
    """Fields of many colours, ploughed one way or the other, with hedges between."""
    canvas = stage.canvas
    canvas.pixels[:] = stage.lit(GRASS, 0.1)
    angle, cell = stage.between(-0.5, 0.5), UNIT * 0.30
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    middle = np.array((stage.width / 2, stage.height / 2), np.float32)
    crops = (
        GRASS,
        WHEAT,
        mix(GRASS, WHEAT, 0.5),
        scale(GRASS, 0.75),
        (0.50, 0.36, 0.25),
        mix(WHEAT, (0.9, 0.85, 0.6), 0.5),
    )
    grain = flat(noise_tile(3, 1.3), (stage.height, stage.width), 0.9, 1.0)
    hedge = scale(stage.lit(LEAF), 0.62)
    for row in range(-6, 7):
        x = -7.0 * cell + stage.between(0, cell)
        while x < 7 * cell:
            wide = cell * stage.between(0.5, 1.5)
            corner = np.array(
                [(x, row * cell), (x + wide, row * cell), (x + wide, (row + 1) * cell), (x, (row + 1) * cell)],
                np.float32,
            )
            spot = np.asarray(corner @ turn + middle, np.float32)
            field = canvas.stencil([(spot,)])
            x += wide
            crop = crops[int(stage.rng.integers(len(crops)))]
            if field is None:
                continue
            rows, columns = field.alpha.shape
            way = stage.between(0, 3.14)
            across = (
                np.arange(columns, dtype=np.float32)[None, :] * np.cos(way)
                + np.arange(rows, dtype=np.float32)[:, None] * np.sin(way)
            ) * 0.42
            furrow = 1 + 0.055 * np.sin(across) + 0.09 * grain[field.window]
            canvas.paint(field, np.array(stage.lit(crop, 0.06), np.float32) * np.asarray(furrow, np.float32)[..., None])
            edges = [
                (limb((float(a[0]), float(a[1])), 3.2, (float(b[0]), float(b[1])), 3.2),)
                for a, b in zip(spot, np.roll(spot, -1, axis=0), strict=True)
            ]
            canvas.paint(canvas.stencil(edges, 1.2), hedge, 0.85)
    trees = [
        (
            ring(
                float(stage.rng.uniform(0, stage.width)),
                float(stage.rng.uniform(0, stage.height)),
                stage.between(6, 13),
                points=14,
            ),
        )
        for _ in range(70)
    ]
    canvas.paint(
        canvas.stencil([(shape[0] + np.array((-stage.side * 7, 6), np.float32),) for shape in trees], 1.0),
        scale(hedge, 0.4),
        0.7,
    )
    canvas.paint(canvas.stencil(trees), hedge)


def blocks(stage: Stage) -> None:
    """Roofs and the streets between them, shadows to one side, lamps at night."""
    canvas = stage.canvas
    canvas.pixels[:] = scale(stage.lit((0.34, 0.36, 0.40)), 0.8)
    angle, cell = stage.between(-0.6, 0.6), UNIT * 0.155
    turn = np.array([[np.cos(angle), np.sin(angle)], [-np.sin(angle), np.cos(angle)]], np.float32)
    middle = np.array((stage.width / 2, stage.height / 2), np.float32)
    lamps, shadows, roofs = [], [], []
    for row in range(-10, 11):
        for column in range(-12, 13):
            x, y = column * cell, row * cell
            park = stage.rng.random() < 0.08
            size = cell * stage.between(0.62, 0.80)
            tall = UNIT * stage.between(0.012, 0.06)
            shape = np.asarray(
                np.array(
                    [(x, y), (x + size, y), (x + size, y + size * stage.between(0.7, 1.0)), (x, y + size)], np.float32
                )
                @ turn
                + middle,
                np.float32,
            )
            lamps.append(tuple(np.array((x - cell * 0.12, y - cell * 0.12), np.float32) @ turn + middle))
            if park:
                canvas.paint(canvas.stencil([(shape,)], 2), stage.lit(LEAF, 0.1))
                continue
            shadows.append(
                (
                    np.asarray(
                        cv2.convexHull(
                            np.concatenate([shape, shape + np.array((-stage.side * tall, tall * 0.7), np.float32)])
                        )[:, 0, :],
                        np.float32,
                    ),
                )
            )
            roofs.append(
                (
                    shape,
                    mix(
                        WALL,
                        ((0.66, 0.42, 0.34), (0.78, 0.76, 0.72), WALL)[int(stage.rng.integers(3))],
                        stage.between(0.2, 0.9),
                    ),
                )
            )
    canvas.paint(canvas.stencil(shadows, 1.0), scale(stage.tones.shade, 0.7), 0.6)
    for shape, color in roofs:
        canvas.paint(canvas.stencil([(shape,)]), stage.lit(color, 0.06))
        inner = np.asarray((shape - shape.mean(axis=0)) * 0.55 + shape.mean(axis=0), np.float32)
        canvas.paint(
            canvas.stencil([(inner,)]), scale(stage.lit(color, 0.06), 0.86 if stage.rng.random() < 0.5 else 1.12)
        )
    if stage.dim:
        for x, y in lamps:
            if 0 < x < stage.width and 0 < y < stage.height:
                canvas.glow(float(x), float(y), UNIT * 0.032, LAMP, 0.8)
