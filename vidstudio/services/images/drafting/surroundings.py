"""What subjects need about them: ground to stand on, a table, a beam, steam, leaves before the lens."""

import numpy as np

from vidstudio.services.images.drafting import animals
from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import INDOORS
from vidstudio.services.images.drafting.shading import LAMPLIGHT
from vidstudio.services.images.drafting.shapes import box, limb, moved, poly, ring
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, rolling, smoothstep


def beam(stage: Stage, x: float, y: float, size: float) -> None:
    far = -stage.width * 0.6 if x > stage.width / 2 else stage.width * 0.6
    for way, strength in ((1.0, 0.55), (-0.5, 0.3)):
        tip = x + far * way
        beam = stage.canvas.stencil(
            [(poly((x, y - size * 0.02), (tip, y - size * 0.22), (tip, y + size * 0.06), (x, y + size * 0.02)),)], 7
        )
        if beam is not None:
            columns = np.arange(beam.alpha.shape[1], dtype=np.float32)[None, :] + beam.x
            fade = np.clip(1 - np.abs(columns - x) / abs(tip - x), 0, 1) ** 1.3
            stage.canvas.shine(
                Stencil(beam.x, beam.y, np.asarray(beam.alpha * fade, np.float32)), (1.0, 0.93, 0.74), strength
            )
    stage.canvas.glow(x, y, size * 0.10, (1.0, 0.90, 0.66), 0.95)


def steam(stage: Stage, x: float, y: float, size: float) -> None:
    for n in range(3):
        t = np.linspace(0, 1, 12)
        path_x = x + (n - 1) * size * 0.16 + np.sin(t * 5 + n * 1.7) * size * 0.10 * (0.3 + t)
        path_y = y - t * size * 0.75
        shapes = [
            (limb((float(a), float(b)), size * 0.035, (float(c), float(d)), size * 0.035),)
            for a, b, c, d in zip(path_x[:-1], path_y[:-1], path_x[1:], path_y[1:], strict=True)
        ]
        veil = stage.canvas.stencil(shapes, size * 0.05)
        if veil is not None:
            fade = np.sin(np.linspace(0, np.pi, veil.alpha.shape[0], dtype=np.float32))[:, None]
            stage.canvas.shine(
                Stencil(veil.x, veil.y, np.asarray(veil.alpha * fade, np.float32)), stage.tones.low, 0.34
            )


def tabletop(stage: Stage) -> None:
    top = stage.height * 0.635
    wood = stage.lit((0.52, 0.34, 0.22), 0.04)
    stage.canvas.below(
        np.full(stage.width, top, np.float32), mix(wood, stage.tones.low, 0.20), scale(wood, 0.30), stage.height - top
    )
    stage.canvas.glow(
        stage.sun[0] * 0.5 + stage.focus * 0.5, top + UNIT * 0.06, UNIT * 0.30, stage.tones.low, 0.30, flatten=3.4
    )
    edge = stage.canvas.stencil([(box(0, top - 1.5, stage.width, top + 2),)], 1.0)
    stage.canvas.shine(edge, stage.tones.low, 0.25)


def knoll(stage: Stage, column: float) -> None:
    """Near ground to stand on where there is only water or air: a dark shoulder of land under the focus."""
    x = np.linspace(-1, 1, stage.width, dtype=np.float32) - (column / stage.width * 2 - 1)
    side = 1 if column > stage.width / 2 else -1
    fall = np.clip(np.abs(x) - 0.22, 0, None) * np.where(x * side > 0, 0.25, 1.3)
    top = stage.ground - UNIT * 0.004
    line = top + fall**1.4 * UNIT * 0.62 + rolling(stage.rng, stage.width, 6.0) * UNIT * 0.004
    line += (
        smoothstep(np.asarray(fall, np.float32), 0, 0.3) * UNIT * 0.02 * stage.tile[7, :512].repeat(8)[: stage.width]
    )
    color = stage.lit((0.26, 0.30, 0.24), 0.06)
    stage.canvas.below(
        np.asarray(line, np.float32), color, mix(scale(color, 0.35), stage.tones.shade, 0.5), UNIT * 0.18
    )


def quay(stage: Stage) -> None:
    """A paved bank to stand on before the skyline."""
    top = min(stage.ground - UNIT * 0.05, stage.height * 0.9)
    stone = stage.lit((0.34, 0.35, 0.40), 0.05)
    line = np.full(stage.width, top, np.float32)
    stage.canvas.below(line, mix(stone, stage.tones.low, 0.18), scale(stone, 0.45), stage.height - top)
    stage.canvas.shine(stage.canvas.stencil([(box(0, top - 1, stage.width, top + 3),)], 1.0), stage.tones.low, 0.35)
    posts = [
        (limb((float(x), top + 4), 5.0, (float(x), top - UNIT * 0.035), 4.0),)
        for x in np.arange(40, stage.width, UNIT * 0.24)
    ]
    stage.canvas.paint(stage.canvas.stencil(posts), mix(stage.tones.shade, stone, 0.25))


def paint_far_birds(stage: Stage) -> None:
    """A few birds, small and far: life in a view nobody is in."""
    x = stage.width - stage.focus
    flock = moved(
        animals.birds(stage.rng), x, stage.height * stage.between(0.28, 0.42), UNIT * stage.between(0.06, 0.10)
    )
    stencil = stage.canvas.stencil([part.contours for part in flock])
    stage.canvas.paint(stencil, mix(stage.tones.shade, stage.tones.haze, 0.35), 0.85)


def bokeh(stage: Stage) -> None:
    """Lights behind the subject, out of focus."""
    dim = stage.dim or stage.look.setting in INDOORS
    for _ in range(16 if dim else 9):
        x, y = stage.between(0, 1) * stage.width, stage.between(0.05, 0.62) * stage.height
        radius = UNIT * stage.between(0.014, 0.055)
        tone = mix(LAMPLIGHT if dim else stage.tones.source, stage.look.accent, stage.between(0, 0.4))
        stencil = stage.canvas.stencil([(ring(x, y, radius),)], 2.5)
        stage.canvas.shine(stencil, tone, stage.between(0.05, 0.22) * (1.2 if dim else 0.7))


def paint_framing_leaves(stage: Stage) -> None:
    """A dark branch from a corner above, out of focus: depth for a wide view of open country."""
    left = stage.focus > stage.width / 2
    shapes: list[tuple[Array, ...]] = []
    x0, y0 = (-30.0, -10.0) if left else (stage.width + 30.0, -10.0)
    way = 1 if left else -1
    for _ in range(3):
        x, y, angle = x0, y0 + stage.between(0, UNIT * 0.14), stage.between(0.02, 0.5)
        for step in range(9):
            nx, ny = x + way * UNIT * 0.042 * np.cos(angle), y + UNIT * 0.042 * np.sin(angle)
            shapes.append((limb((x, y), 5.5 - step * 0.55, (float(nx), float(ny)), 5.0 - step * 0.55),))
            for _ in range(4):
                at = (float(nx) + stage.between(-26, 26), float(ny) + stage.between(-22, 26))
                shapes.append(
                    (ring(*at, UNIT * stage.between(0.012, 0.021), UNIT * 0.0065, stage.between(0, 180), 14),)
                )
            x, y, angle = float(nx), float(ny), angle + stage.between(-0.22, 0.26)
    dark = mix(stage.lit((0.12, 0.17, 0.12)), stage.tones.shade, 0.6)
    stage.canvas.paint(stage.canvas.stencil(shapes, 1.8), dark, 0.94)
