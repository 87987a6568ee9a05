"""Rooms: a back wall with a window, floor, furniture, and the light that falls in."""

import numpy as np

from vidstudio.services.images.drafting.canvas import Canvas, Stencil, mix, scale
from vidstudio.services.images.drafting.furniture import furniture, lamp, wall_color
from vidstudio.services.images.drafting.look import RGB, Light, Setting
from vidstudio.services.images.drafting.materials import WOOD
from vidstudio.services.images.drafting.shapes import box, limb, poly
from vidstudio.services.images.drafting.sky import paint_sky
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.terrain import ranges, tree_line
from vidstudio.services.images.drafting.texture import Array, noise_tile, plane

_Frame = tuple[float, float, float, float]


def paint_indoors(stage: Stage) -> None:
    """The room around the subject; at night a lamp lights it, by day the window does."""
    x0, x1, y0, y1 = _back_wall(stage)
    view = _view(stage)
    _shell(stage, x0, x1, y0, y1)
    windows = _windows(stage, x0, x1, y0, y1)
    furniture(stage, x0, x1, y0, y1)
    for frame in windows:
        _window(stage, view, frame)
    lamp(stage, x0, x1, y0)
    if stage.look.light is not Light.NIGHT:
        _fall_of_light(stage, windows)


def _back_wall(stage: Stage) -> _Frame:
    inset = 0.17 if stage.width > stage.height else 0.10
    shift = (stage.focus / stage.width - 0.5) * -0.18
    x0, x1 = stage.width * (inset + shift), stage.width * (1 - inset + shift)
    return x0, x1, stage.height * 0.10, stage.horizon + (stage.height - stage.horizon) * 0.34


def _view(stage: Stage) -> Array:
    """What is seen through the window."""
    kept = stage.horizon
    stage.horizon = stage.height * 0.52
    paint_sky(stage)
    ranges(stage, 1, 0.12)
    tree_line(stage, stage.horizon + 5, 0.09, 0.45, pines=stage.look.key % 2 == 0)
    stage.canvas.below(
        np.full(stage.width, stage.horizon, np.float32),
        stage.lit((0.3, 0.4, 0.26), 0.5),
        stage.lit((0.3, 0.4, 0.26), 0.3),
        200,
    )
    view = stage.canvas.pixels
    stage.canvas.pixels = np.zeros_like(view)
    stage.horizon = kept
    return view


def _shell(stage: Stage, x0: float, x1: float, y0: float, y1: float) -> None:
    canvas, wall = stage.canvas, wall_color(stage)
    w, h = float(stage.width), float(stage.height)
    canvas.pixels[:] = wall
    low = (y1 - y0) * 0.9
    canvas.paint(canvas.stencil([(poly((0, -9), (w, -9), (x1, y0), (x0, y0)),)]), scale(wall, 0.62))
    canvas.paint(canvas.stencil([(poly((-9, 0), (x0, y0), (x0, y1), (-9, y1 + low)),)]), scale(wall, 0.74))
    canvas.paint(canvas.stencil([(poly((w + 9, 0), (x1, y0), (x1, y1), (w + 9, y1 + low)),)]), scale(wall, 0.82))
    wood = mix((wall[0] * 0.8, wall[1] * 0.62, wall[2] * 0.5), WOOD, 0.15)
    floor = canvas.stencil(
        [(poly((x0, y1), (x1, y1), (w + 9, y1 + low), (w + 9, h + 9), (-9, h + 9), (-9, y1 + low)),)]
    )
    if floor is not None:
        rows = np.linspace(0, 1, floor.alpha.shape[0], dtype=np.float32)[:, None, None]
        color = np.array(scale(wood, 1.1), np.float32) * (1 - rows) + np.array(scale(wood, 0.45), np.float32) * rows
        canvas.paint(floor, color * (1 + 0.12 * plane(noise_tile(3, 1.3), floor.alpha.shape, 0.5, 0.3)[..., None]))
    _boards(canvas, x0, x1, y1, h, scale(wood, 0.5))
    skirting = poly((x0, y1 - UNIT * 0.016), (x1, y1 - UNIT * 0.016), (x1, y1), (x0, y1))
    canvas.paint(canvas.stencil([(skirting,)]), scale(wall, 0.7))
    canvas.glow(stage.width * 0.5, (y0 + y1) / 2, UNIT * 0.7, wall, 0.25)


def _boards(canvas: Canvas, x0: float, x1: float, y1: float, bottom: float, color: RGB) -> None:
    middle = (x0 + x1) / 2
    lines = []
    for share in np.linspace(0, 1, 9):
        x = x0 + (x1 - x0) * share
        lines.append((limb((float(x), y1), 0.5, (float(middle + (x - middle) * 2.4), bottom), 2.2),))
    canvas.paint(canvas.stencil(lines), color, 0.4)


def _windows(stage: Stage, x0: float, x1: float, y0: float, y1: float) -> list[_Frame]:
    wide, tall = x1 - x0, y1 - y0
    left = stage.focus > stage.width / 2
    if stage.look.setting is Setting.OFFICE:
        top, bottom = y0 + tall * 0.10, y0 + tall * 0.66
        return [(x0 + wide * (0.06 + 0.30 * n), top, x0 + wide * (0.06 + 0.30 * n + 0.28), bottom) for n in range(3)]
    span = stage.between(0.26, 0.34) if wide > tall else stage.between(0.42, 0.52)
    at = 0.08 if left else 0.92 - span
    if stage.look.framing is not stage.look.framing.WIDE and stage.rng.random() < 0.5:
        at = 0.5 - span / 2
    return [(x0 + wide * at, y0 + tall * 0.14, x0 + wide * (at + span), y0 + tall * 0.70)]


def _window(stage: Stage, view: Array, frame: _Frame) -> None:
    canvas = stage.canvas
    left, top, right, bottom = frame
    pane = canvas.stencil([(box(*frame),)])
    if pane is None:
        return
    wood = scale(mix(wall_color(stage), (0.9, 0.86, 0.8), 0.12), 0.6)
    edge = UNIT * 0.014
    canvas.paint(canvas.stencil([(box(left - edge, top - edge, right + edge, bottom + edge),)]), wood)
    bright = 1.0 if stage.look.light is Light.NIGHT else 1.12
    rows, columns = pane.alpha.shape
    ground = int(stage.height * 0.52)
    start = min(max(ground - int(rows * 0.80), 0), stage.height - rows)
    canvas.paint(pane, np.clip(view[start : start + rows, pane.x : pane.x + columns] * bright, 0, 1))
    bars = [
        (box((left + right) / 2 - edge * 0.3, top, (left + right) / 2 + edge * 0.3, bottom),),
        (box(left, top + (bottom - top) * 0.42 - edge * 0.3, right, top + (bottom - top) * 0.42 + edge * 0.3),),
    ]
    canvas.paint(canvas.stencil(bars), wood)
    canvas.paint(
        canvas.stencil([(box(left - edge * 2, bottom + edge * 0.4, right + edge * 2, bottom + edge * 1.8),)]),
        scale(wood, 1.2),
    )
    if stage.look.setting is not Setting.OFFICE:
        _curtains(stage, frame)
    spill = 0.16 if stage.look.light is Light.NIGHT else 0.5
    canvas.glow(
        (left + right) / 2,
        (top + bottom) / 2,
        (right - left) * 0.85,
        mix(stage.tones.low, stage.tones.source, 0.3),
        spill * 0.6,
    )


def _curtains(stage: Stage, frame: _Frame) -> None:
    left, top, right, bottom = frame
    wide = (right - left) * 0.20
    cloth = scale(mix(wall_color(stage), stage.look.accent, 0.4), 0.9)
    for side, x in ((-1, left), (1, right)):
        shape = poly(
            (x - side * wide * 0.5, top - 26),
            (x + side * wide * 0.9, top - 26),
            (x + side * wide * 1.1, bottom + 90),
            (x - side * wide * 0.1, bottom + 90),
            (x - side * wide * 0.2, bottom * 0.6 + top * 0.4),
        )
        fold = stage.canvas.stencil([(shape,)])
        if fold is None:
            continue
        waves = 0.82 + 0.18 * np.sin(np.arange(fold.alpha.shape[1], dtype=np.float32) * 0.22)[None, :, None]
        stage.canvas.paint(fold, np.array(cloth, np.float32) * np.asarray(waves, np.float32), 0.94)


def _fall_of_light(stage: Stage, windows: list[_Frame]) -> None:
    """Sunlight on the floor in the window's shape, and the beam in the air."""
    power = (0.16 + 0.5 * stage.tones.power) * (0.4 if stage.dim else 1.0)
    way = 1 if windows[0][0] < stage.width * 0.4 else -1
    tone = mix(stage.tones.source, stage.tones.low, 0.4)
    floor = stage.horizon + (stage.height - stage.horizon) * 0.46
    for left, top, right, bottom in windows:
        run, span = way * UNIT * 0.34, right - left
        patches = [
            (
                poly(
                    (left + run + span * a, floor),
                    (left + run + span * b, floor),
                    (left + run * 1.5 + span * (b * 1.25), floor + UNIT * 0.17),
                    (left + run * 1.5 + span * (a * 1.25), floor + UNIT * 0.17),
                ),
            )
            for a, b in ((0.02, 0.47), (0.53, 0.98))
        ]
        stage.canvas.shine(stage.canvas.stencil(patches, 4), tone, power * 0.75)
        beam = stage.canvas.stencil(
            [
                (
                    poly(
                        (left, top),
                        (right, top),
                        (right + run * 1.4, floor + 120),
                        (left + run * 1.3, floor + 120),
                        (left, bottom),
                    ),
                )
            ],
            26,
        )
        if beam is not None:
            fade = np.linspace(1, 0.1, beam.alpha.shape[0], dtype=np.float32)[:, None]
            stage.canvas.shine(Stencil(beam.x, beam.y, beam.alpha * fade), tone, power * 0.34)
