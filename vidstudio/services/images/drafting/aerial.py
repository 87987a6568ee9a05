"""The land from straight above: relief lit from one side, coast, fields, blocks of houses."""

import itertools
from dataclasses import replace

import numpy as np

from vidstudio.services.images.drafting.aerial_land import blocks, canopy, coast, patchwork, relief
from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import PEOPLE, RGB, Setting, Subject
from vidstudio.services.images.drafting.materials import GRASS, ROCK, SAND, SNOW
from vidstudio.services.images.drafting.shapes import limb, poly, ring
from vidstudio.services.images.drafting.stage import UNIT, Stage

_WATERY = frozenset({Setting.SEA, Setting.LAKE, Setting.UNDERWATER, Setting.RIVER})
_BUILT = frozenset({Setting.CITY, Setting.STREET, Setting.OFFICE, Setting.ROOM, Setting.KITCHEN})
_BARE: dict[Setting, RGB] = {
    Setting.MOUNTAINS: ROCK,
    Setting.SNOW: SNOW,
    Setting.DESERT: SAND,
    Setting.SPACE: (0.42, 0.40, 0.42),
}


def paint_aerial(stage: Stage) -> None:
    """Paint the setting as a drone sees it."""
    setting = stage.look.setting
    stage.tones = replace(stage.tones, tint=mix(stage.tones.tint, (1.0, 0.97, 0.92), 0.0 if stage.dim else 0.4))
    if setting in _WATERY:
        coast(stage)
    elif setting in _BUILT:
        blocks(stage)
    elif setting is Setting.FOREST:
        canopy(stage)
    elif setting in _BARE:
        relief(stage, _BARE[setting])
    else:
        patchwork(stage)
    _road(stage) if setting is Setting.ROAD else None
    _subject(stage)
    rows = np.linspace(1, 0, stage.height, dtype=np.float32)[:, None] ** 2.2
    veil = np.asarray(np.broadcast_to(rows * 0.45, (stage.height, stage.width)), np.float32)
    stage.canvas.paint(Stencil(0, 0, veil), mix(stage.tones.haze, stage.tones.low, 0.5))
    stage.canvas.glow(stage.sun[0], stage.height * 0.1, UNIT * 0.6, stage.tones.source, stage.tones.power * 0.35)


def _road(stage: Stage) -> None:
    t = np.linspace(-0.05, 1.05, 90)
    x = stage.focus + np.sin(t * 5.5 + stage.between(0, 6)) * stage.width * 0.10
    points = [(float(a), float(b)) for a, b in zip(x, t * stage.height, strict=True)]
    for width, color in (
        (UNIT * 0.034, scale(stage.lit(GRASS), 0.5)),
        (UNIT * 0.028, stage.lit((0.34, 0.35, 0.38), 0.06)),
    ):
        stage.canvas.paint(
            stage.canvas.stencil([(limb(a, width, b, width),) for a, b in itertools.pairwise(points)]),
            color,
        )
    dashes = [(limb(a, 2.0, b, 2.0),) for a, b in zip(points[::3], points[1::3], strict=False)]
    stage.canvas.paint(stage.canvas.stencil(dashes), stage.lit((0.95, 0.92, 0.85)))


def _subject(stage: Stage) -> None:
    """Something small at the focus with its shadow or wake, so that the height is felt."""
    canvas, x, y, unit = stage.canvas, stage.focus, stage.height * 0.42, UNIT * 0.022
    shown = stage.look
    if shown.shows(Subject.BOAT, Subject.SHIP, Subject.WHALE):
        wake = [
            (poly((x, y), (x - unit * 2.6, y + unit * 9), (x - unit * 1.6, y + unit * 9)),),
            (poly((x, y), (x + unit * 2.6, y + unit * 9), (x + unit * 1.6, y + unit * 9)),),
        ]
        canvas.paint(canvas.stencil(wake, 3), mix(stage.tones.low, (1, 1, 1), 0.5), 0.6)
        hull = poly(
            (x, y - unit * 1.8),
            (x + unit * 0.7, y - unit * 0.2),
            (x + unit * 0.55, y + unit * 1.8),
            (x - unit * 0.55, y + unit * 1.8),
            (x - unit * 0.7, y - unit * 0.2),
        )
        canvas.paint(canvas.stencil([(hull,)]), stage.lit((0.92, 0.90, 0.86)))
        canvas.paint(canvas.stencil([(ring(x, y + unit * 0.5, unit * 0.35, unit * 0.7),)]), stage.lit(shown.accent))
    elif shown.shows(Subject.CAR, Subject.TRAIN, Subject.BICYCLE):
        shape = limb((x, y - unit), unit * 0.72, (x, y + unit), unit * 0.72)
        canvas.paint(
            canvas.stencil([(shape + np.array((-stage.side * unit * 0.7, unit * 0.5), np.float32),)], 2),
            stage.tones.shade,
            0.6,
        )
        canvas.paint(canvas.stencil([(shape,)]), stage.lit(shown.accent))
        canvas.paint(
            canvas.stencil([(limb((x, y - unit * 0.2), unit * 0.5, (x, y + unit * 0.6), unit * 0.5),)]),
            scale(stage.lit(shown.accent), 0.6),
        )
    elif PEOPLE & set(shown.subjects) or shown.shows(Subject.DOG, Subject.HORSE):
        shadow = limb((x, y), unit * 0.28, (x - stage.side * unit * 3.4, y + unit * 1.9), unit * 0.4)
        canvas.paint(canvas.stencil([(shadow,)], 1.5), stage.tones.shade, 0.65)
        canvas.paint(canvas.stencil([(ring(x, y, unit * 0.62, unit * 0.40),)]), stage.lit(shown.accent))
        canvas.paint(canvas.stencil([(ring(x, y, unit * 0.28),)]), stage.lit((0.2, 0.16, 0.14)))
