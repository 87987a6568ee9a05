"""Places without a ground to stand on: space, under water, above the clouds, and pure shapes."""

import cv2
import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import RGB, Light, Setting
from vidstudio.services.images.drafting.shapes import curve, poly, ring
from vidstudio.services.images.drafting.sky import paint_sky, paint_stars
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, flat, noise_tile, ridge, rolling, smoothstep

_NEBULAE: tuple[tuple[RGB, RGB], ...] = (
    ((0.36, 0.12, 0.46), (0.10, 0.42, 0.62)),
    ((0.52, 0.20, 0.20), (0.80, 0.52, 0.28)),
    ((0.06, 0.34, 0.42), (0.30, 0.22, 0.56)),
)


def paint_space(stage: Stage) -> None:
    """Nebula, stars, a planet with its lit edge, sometimes the ground of a moon."""
    canvas, key = stage.canvas, stage.look.key
    veil, core = _NEBULAE[key % len(_NEBULAE)]
    if stage.look.colors:
        core = stage.look.colors[0]
    canvas.pixels[:] = (0.012, 0.014, 0.035)
    shape = (stage.height // 4, stage.width // 4)
    shift = stage.between(0, 500)
    for tone, move in ((veil, 0.0), (core, 170.0)):
        cloud = smoothstep(flat(stage.tile, shape, 0.42, 1.3, shift + move), -0.6, 2.4)
        cloud *= 0.75 + 0.25 * flat(noise_tile(7, 1.4), shape, 0.9, 1.0, move)
        grown = cv2.resize(np.asarray(cloud, np.float32), (stage.width, stage.height), interpolation=cv2.INTER_CUBIC)
        canvas.shine(Stencil(0, 0, np.asarray(np.clip(grown, 0, 1), np.float32)), tone, 0.75)
    paint_stars(stage, stage.height - 2, 700)
    _planet(
        stage,
        mix(core, (0.55, 0.52, 0.50), 0.4),
        stage.sun[0],
        stage.height * stage.between(0.28, 0.36),
        UNIT * stage.between(0.16, 0.26),
    )
    if stage.rng.random() < 0.65 or stage.look.subjects:
        line = stage.ground - UNIT * 0.10 + ridge(stage.rng, stage.width, 0.44, 4) * UNIT * 0.05
        dust = scale(mix((0.42, 0.40, 0.42), core, 0.25), 0.8)
        far = np.asarray(line - UNIT * 0.05 - ridge(stage.rng, stage.width, 0.5, 5) * UNIT * 0.04, np.float32)
        canvas.below(far, scale(dust, 0.55), scale(dust, 0.3), UNIT * 0.2)
        canvas.below(np.asarray(line, np.float32), dust, scale(dust, 0.22), UNIT * 0.4)


def _planet(stage: Stage, color: RGB, x: float, y: float, radius: float) -> None:
    canvas = stage.canvas
    side = -stage.side
    canvas.glow(x + side * radius * 0.5, y - radius * 0.3, radius * 1.15, mix(color, (1, 1, 1), 0.4), 0.5)
    disc = canvas.stencil([(ring(x, y, radius, points=160),)])
    if disc is None:
        return
    rows, columns = disc.alpha.shape
    down = (np.arange(rows, dtype=np.float32)[:, None] + disc.y - y) / radius
    across = (np.arange(columns, dtype=np.float32)[None, :] + disc.x - x) / radius
    height = np.sqrt(np.clip(1 - across**2 - down**2, 0.0, 1))
    facing = np.clip(across * side * 0.78 - down * 0.42 + height * 0.34, 0, 1)
    bands = flat(stage.tile, (rows, columns), 34 / radius, 5.0, 60)
    surface = np.array(color, np.float32) * (1 + 0.22 * bands[..., None]) * (facing * 1.25 + 0.02)[..., None]
    rim = smoothstep(np.asarray(1 - height, np.float32), 0.45, 1.0) * smoothstep(
        np.asarray(facing, np.float32), 0.05, 0.5
    )
    surface += rim[..., None] * np.array(mix(color, (0.8, 0.92, 1.0), 0.7), np.float32) * 0.55
    canvas.paint(disc, np.asarray(np.clip(surface, 0, 1), np.float32))
    if stage.look.key % 2:
        belt = canvas.stencil(
            [(ring(x, y, radius * 1.9, radius * 0.34, -14, 160), ring(x, y, radius * 1.45, radius * 0.24, -14, 160))], 1
        )
        if belt is not None:
            hidden = np.zeros_like(belt.alpha)
            dy, dx = disc.y - belt.y, disc.x - belt.x
            if dy >= 0 and dx >= 0:
                part = hidden[dy : dy + rows, dx : dx + columns]
                part[:] = disc.alpha[: part.shape[0], : part.shape[1]]
                hidden[int(max(0, y - belt.y)) :] = 0
            canvas.paint(Stencil(belt.x, belt.y, belt.alpha * (1 - hidden)), mix(color, (0.9, 0.88, 0.84), 0.5), 0.6)


def paint_underwater(stage: Stage) -> None:
    """Blue that deepens, shafts from the surface, a reef below."""
    canvas, tones = stage.canvas, stage.tones
    dark = stage.look.light is Light.NIGHT
    top = mix(mix((0.42, 0.82, 0.84), tones.low, 0.3), (0.04, 0.14, 0.24), 0.6 if dark else 0.0)
    low = mix((0.02, 0.16, 0.26), tones.shade, 0.25)
    rows = np.linspace(0, 1, stage.height, dtype=np.float32)[:, None, None] ** 0.62
    canvas.pixels[:] = np.array(top, np.float32) * (1 - rows) + np.array(low, np.float32) * rows
    canvas.glow(stage.sun[0], -UNIT * 0.05, UNIT * 0.55, (0.92, 1.0, 0.94), 0.75 if not dark else 0.3)
    _rays(stage)
    for rank in range(3):
        near = rank / 2
        line = stage.height * (0.80 + 0.055 * rank) - UNIT * 0.09 * ridge(stage.rng, stage.width, 0.5, 4) * (
            0.6 + near * 0.5
        )
        color = mix((0.05, 0.12, 0.16), mix(top, low, 0.55), 0.75 - 0.70 * near)
        canvas.below(np.asarray(line, np.float32), color, scale(color, 0.6), UNIT * 0.25)
        _weed(stage, np.asarray(line, np.float32), color, near)
    specks = stage.rng.random((90, 2)) * (stage.width, stage.height)
    motes = [(ring(float(x), float(y), 1.2 + 2.4 * stage.rng.random() ** 3, points=10),) for x, y in specks]
    canvas.shine(canvas.stencil(motes, 1.2), (0.85, 1.0, 0.95), 0.35)


def _rays(stage: Stage) -> None:
    shapes = []
    for _ in range(9):
        foot = stage.sun[0] + stage.between(-0.75, 0.75) * stage.width
        head = stage.sun[0] + (foot - stage.sun[0]) * 0.3
        wide = UNIT * stage.between(0.015, 0.05)
        shapes.append(
            (
                poly(
                    (head - wide * 0.5, -20),
                    (head + wide * 0.5, -20),
                    (foot + wide * 2, stage.height * 0.95),
                    (foot - wide * 2, stage.height * 0.95),
                ),
            )
        )
    rays = stage.canvas.stencil(shapes, 20)
    if rays is not None:
        fade = np.linspace(1, 0, rays.alpha.shape[0], dtype=np.float32)[:, None] ** 1.2
        stage.canvas.shine(Stencil(rays.x, rays.y, rays.alpha * fade), (0.80, 1.0, 0.95), 0.26)


def _weed(stage: Stage, line: Array, color: RGB, near: float) -> None:
    shapes = []
    for _ in range(int(4 + 10 * near)):
        x = stage.between(0, 1) * stage.width
        if abs(x - stage.focus) < UNIT * 0.2:
            continue
        foot, tall, sway = (
            float(line[int(min(x, stage.width - 1))]),
            UNIT * stage.between(0.05, 0.20) * (0.5 + near),
            stage.between(-1, 1),
        )
        steps = np.linspace(0, 1, 14)
        curve = x + np.sin(steps * 5 + sway * 3) * tall * 0.09 * steps
        wide = (1 - steps) * tall * 0.045 + 1
        left = np.stack([curve - wide, foot + 8 - steps * tall], axis=1)
        right = np.stack([curve + wide, foot + 8 - steps * tall], axis=1)
        shapes.append((np.asarray(np.concatenate([left, right[::-1]]), np.float32),))
    if shapes:
        stage.canvas.paint(stage.canvas.stencil(shapes), color)


def paint_above_clouds(stage: Stage) -> None:
    """A sea of cloud: heaps in ranks, lit on top, dim below."""
    stage.horizon = stage.height * stage.between(0.60, 0.68)
    paint_sky(stage)
    for rank in range(5):
        near = rank / 4
        base = stage.horizon + (stage.height - stage.horizon) * 0.80 * near**1.2
        _cloud_bank(stage, base, near)


def _cloud_bank(stage: Stage, base: float, near: float) -> None:
    line = np.full(stage.width, base, np.float32)
    x = np.arange(stage.width, dtype=np.float32)
    swell = rolling(stage.rng, stage.width, 1.2)
    for _ in range(int(46 - 22 * near)):
        middle, radius = stage.between(0, stage.width), UNIT * stage.between(0.02, 0.06) * (0.6 + 1.5 * near)
        lift = float(swell[int(min(middle, stage.width - 1))]) * UNIT * 0.05 * (0.5 + near)
        heap = base - lift - np.sqrt(np.clip(radius**2 - (x - middle) ** 2, 0, None)) * 0.8
        line = np.minimum(line, np.where(np.abs(x - middle) < radius, heap, base))
    lit = mix(stage.lit((0.98, 0.95, 0.94), 0.42 - 0.30 * near), stage.tones.low, 0.40)
    dim = mix(stage.lit((0.66, 0.66, 0.76), 0.40 - 0.25 * near), stage.tones.top, 0.30)
    soft = cv2.GaussianBlur(line[None, :], (0, 0), 3.0)[0]
    stage.canvas.below(np.asarray(soft, np.float32), lit, dim, UNIT * (0.06 + 0.16 * near))
    first = int(max(0, line.min()))
    rows = min(stage.height - first, int(UNIT * 0.22))
    if rows > 8:
        puff = flat(stage.tile, (rows, stage.width), 1.1 - 0.5 * near, 1.4, 80 * near)
        fall = np.arange(first, first + rows, dtype=np.float32)[:, None] - line[None, :]
        inside = np.clip(fall / 30, 0, 1) * np.clip(1 - fall / (UNIT * 0.2), 0, 1)
        stage.canvas.paint(Stencil(0, first, np.asarray(smoothstep(puff, 0.1, 1.5) * inside, np.float32)), lit, 0.55)


def paint_abstract(stage: Stage) -> None:
    """Large soft leaves of colour over one another, from the tones of the light."""
    canvas, tones, key = stage.canvas, stage.tones, stage.look.key
    paint_sky(stage, float(stage.height), clouds=False)
    hues = [tones.top, stage.look.accent, tones.middle, tones.haze, stage.lit(stage.look.accent, 0.3), tones.shade]
    for layer in range(6):
        base = stage.height * (0.26 + 0.14 * layer)
        line = base + rolling(stage.rng, stage.width, 0.55 + 0.12 * (key % 3)) * UNIT * (0.15 - 0.012 * layer)
        color = mix(hues[layer], tones.low, 0.12)
        shadow = np.asarray(line - 26, np.float32)
        canvas.below(shadow, scale(color, 0.8), color, 20) if layer % 2 else None
        canvas.below(np.asarray(line, np.float32), mix(color, tones.low, 0.35), scale(color, 0.72), UNIT * 0.42)
    if key % 2 == 0:
        leaf = curve("0,-1 0.7,-0.6 0.9,0.2 0.1,0.8 -0.8,0.4 -0.7,-0.5")
        spot = leaf * np.float32(UNIT * 0.16) + np.array((stage.focus, stage.height * 0.36), np.float32)
        canvas.paint(
            canvas.stencil([(np.asarray(spot, np.float32),)], 2.0), mix(stage.look.accent, tones.source, 0.35), 0.85
        )


BEYOND = {
    Setting.SPACE: paint_space,
    Setting.UNDERWATER: paint_underwater,
    Setting.SKY: paint_above_clouds,
    Setting.ABSTRACT: paint_abstract,
}
