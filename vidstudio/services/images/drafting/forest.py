"""Inside a wood: trunks in ranks, shafts of light, spots of sun on the floor."""

import numpy as np

from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import RGB
from vidstudio.services.images.drafting.materials import LEAF
from vidstudio.services.images.drafting.sky import paint_sky
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.terrain import mist
from vidstudio.services.images.drafting.texture import Array, noise_tile, plane, rolling, smoothstep


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
        shapes.append(
            (
                np.array(
                    [
                        (x - thick * 1.7, foot + 6),
                        (x - thick, foot - thick * 5),
                        (x - thick * 0.7 + lean, -20),
                        (x + thick * 0.7 + lean, -20),
                        (x + thick, foot - thick * 5),
                        (x + thick * 1.7, foot + 6),
                    ],
                    np.float32,
                ),
            )
        )
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
