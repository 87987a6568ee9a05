"""What stands in rooms."""

from vidstudio.services.images.drafting.canvas import mix, scale
from vidstudio.services.images.drafting.look import RGB, Light, Setting, Subject
from vidstudio.services.images.drafting.materials import BULB, WOOD
from vidstudio.services.images.drafting.shapes import box, limb, poly, ring
from vidstudio.services.images.drafting.stage import UNIT, Stage

_WALLS: dict[Setting, tuple[RGB, ...]] = {
    Setting.ROOM: ((0.62, 0.48, 0.40), (0.40, 0.50, 0.48), (0.52, 0.44, 0.54)),
    Setting.KITCHEN: ((0.80, 0.72, 0.56), (0.58, 0.70, 0.66)),
    Setting.OFFICE: ((0.58, 0.64, 0.70), (0.66, 0.66, 0.62)),
}


def wall_color(stage: Stage) -> RGB:
    walls = _WALLS[stage.look.setting]
    color = walls[stage.look.key // 13 % len(walls)]
    if stage.look.colors:
        color = mix(color, stage.look.colors[0], 0.25)
    dim = 0.66 if stage.look.light is Light.NIGHT else 0.66 + 0.28 * max(stage.tones.tint)
    tint = mix(stage.tones.tint, BULB, 0.35) if stage.dim else stage.tones.tint
    return color[0] * tint[0] * dim, color[1] * tint[1] * dim, color[2] * tint[2] * dim


def furniture(stage: Stage, x0: float, x1: float, y0: float, y1: float) -> None:
    wall = wall_color(stage)
    dark = mix(scale(wall, 0.5), WOOD, 0.12)
    tall, wide = y1 - y0, x1 - x0
    right_side = stage.focus <= stage.width / 2
    if stage.look.setting is Setting.KITCHEN:
        _kitchen(stage, x0, x1, y0, y1, dark)
        return
    if stage.look.setting is Setting.OFFICE:
        _desks(stage, x0, x1, y1, dark)
        return
    shelf_at = x0 + wide * (0.04 if not right_side else 0.70)
    if stage.rng.random() < 0.6:
        _shelf(stage, shelf_at, y1, wide * 0.22, tall * 0.66, dark)
    else:
        _sofa(
            stage, shelf_at - wide * 0.03, y1 + UNIT * 0.03, wide * 0.32, scale(mix(wall, stage.look.accent, 0.5), 0.62)
        )
    frame_x, frame_y = x0 + wide * 0.5, y0 + tall * 0.24
    stage.canvas.paint(stage.canvas.stencil([(box(frame_x - 52, frame_y, frame_x + 52, frame_y + 130),)]), dark)
    stage.canvas.paint(
        stage.canvas.stencil([(box(frame_x - 42, frame_y + 10, frame_x + 42, frame_y + 120),)]),
        mix(scale(wall, 1.1), stage.look.accent, 0.3),
    )


def _shelf(stage: Stage, x: float, foot: float, wide: float, tall: float, color: RGB) -> None:
    canvas = stage.canvas
    canvas.paint(canvas.stencil([(box(x, foot - tall, x + wide, foot + 8),)]), color)
    rows = 5
    for row in range(rows):
        top = foot - tall + tall * row / rows + 8
        bottom = foot - tall + tall * (row + 1) / rows - 4
        canvas.paint(canvas.stencil([(box(x + 8, top, x + wide - 8, bottom),)]), scale(color, 0.55))
        at = x + 12
        while at < x + wide - 26:
            thick, high = stage.between(7, 17), (bottom - top) * stage.between(0.55, 0.92)
            if stage.rng.random() < 0.84:
                tone = mix(
                    mix(color, stage.look.accent, stage.between(0, 0.7)), wall_color(stage), stage.between(0, 0.8)
                )
                canvas.paint(canvas.stencil([(box(at, bottom - high, at + thick, bottom),)]), scale(tone, 1.1))
            at += thick + 2


def _sofa(stage: Stage, x: float, foot: float, wide: float, color: RGB) -> None:
    canvas, tall = stage.canvas, wide * 0.34
    back = [
        (box(x + wide * 0.06, foot - tall, x + wide * 0.94, foot - tall * 0.2),),
        (ring(x + wide * 0.5, foot - tall, wide * 0.44, tall * 0.10),),
    ]
    canvas.paint(canvas.stencil(back), color)
    arms = [
        (limb((x + wide * end, foot - tall * 0.62), wide * 0.055, (x + wide * end, foot - tall * 0.10), wide * 0.055),)
        for end in (0.06, 0.94)
    ]
    seat = [(box(x + wide * 0.06, foot - tall * 0.50, x + wide * 0.94, foot - tall * 0.10),)]
    canvas.paint(canvas.stencil(seat), scale(color, 1.25))
    canvas.paint(canvas.stencil(arms), scale(color, 0.85))


def _kitchen(stage: Stage, x0: float, x1: float, y0: float, y1: float, dark: RGB) -> None:
    canvas, wide, tall = stage.canvas, x1 - x0, y1 - y0
    top = y1 - tall * 0.27
    canvas.paint(canvas.stencil([(box(x0, top, x1, y1 + 10),)]), scale(dark, 1.15))
    for n in range(1, 7):
        x = x0 + wide * n / 7
        canvas.paint(canvas.stencil([(box(x - 2, top + 26, x + 2, y1),)]), scale(dark, 0.6))
    canvas.paint(
        canvas.stencil([(box(x0 - 8, top - 12, x1 + 8, top + 10),)]), mix(scale(dark, 1.8), stage.tones.low, 0.18)
    )
    side = 0.56 if stage.focus > stage.width / 2 else 0.06
    canvas.paint(
        canvas.stencil([(box(x0 + wide * side, y0 + tall * 0.10, x0 + wide * (side + 0.38), y0 + tall * 0.16),)]), dark
    )
    for n in range(5):
        x, size = x0 + wide * (side + 0.05 + 0.075 * n), stage.between(13, 24)
        tone = mix(scale(wall_color(stage), 1.2), stage.look.accent, 0.5 * (n % 2))
        canvas.paint(canvas.stencil([(ring(x, y0 + tall * 0.10 - size * 0.8, size * 0.8, size),)]), tone)
        pan = x0 + wide * (side + 0.03 + 0.08 * n)
        canvas.paint(
            canvas.stencil(
                [
                    (limb((pan, y0 + tall * 0.16), 2, (pan, y0 + tall * 0.26), 2),),
                    (ring(pan, y0 + tall * 0.30, size, size * 1.05),),
                ]
            ),
            scale(dark, 0.7),
        )


def _desks(stage: Stage, x0: float, x1: float, y1: float, dark: RGB) -> None:
    canvas, wide = stage.canvas, x1 - x0
    for n in range(3):
        x, foot = x0 + wide * (0.05 + 0.34 * n), y1 + UNIT * 0.03
        tall, span = UNIT * 0.13, wide * 0.22
        shapes = [
            (box(x, foot - tall, x + span, foot - tall + 12),),
            (box(x + 8, foot - tall, x + 16, foot),),
            (box(x + span - 16, foot - tall, x + span - 8, foot),),
        ]
        shapes += [
            (box(x + span * 0.3, foot - tall - 84, x + span * 0.72, foot - tall - 18),),
            (box(x + span * 0.49, foot - tall - 20, x + span * 0.53, foot - tall),),
        ]
        canvas.paint(canvas.stencil(shapes), dark)
        screen = box(x + span * 0.3 + 5, foot - tall - 79, x + span * 0.72 - 5, foot - tall - 23)
        canvas.paint(canvas.stencil([(screen,)]), mix((0.55, 0.78, 0.92), stage.tones.haze, 0.3), 0.7)


def lamp(stage: Stage, x0: float, x1: float, y0: float) -> None:
    """A pendant; lit when it is dark outside."""
    if not stage.dim and stage.look.shows(Subject.LAMP):
        return
    x = x0 + (x1 - x0) * (0.62 if stage.focus > stage.width / 2 else 0.38)
    y = y0 + UNIT * 0.15
    wide = UNIT * 0.055
    shade = poly(
        (x - wide * 0.35, y - wide * 0.8),
        (x + wide * 0.35, y - wide * 0.8),
        (x + wide, y + wide * 0.2),
        (x - wide, y + wide * 0.2),
    )
    stage.canvas.paint(
        stage.canvas.stencil([(shade,), (limb((x, -9), 2, (x, y - wide * 0.7), 2),)]),
        scale(mix(wall_color(stage), stage.look.accent, 0.4), 0.5),
    )
    if not stage.dim:
        return
    stage.canvas.paint(
        stage.canvas.stencil([(ring(x, y + wide * 0.2, wide * 0.9, wide * 0.16),)], 1.5), (1.0, 0.93, 0.76)
    )
    stage.canvas.glow(x, y + wide * 0.3, UNIT * 0.20, BULB, 0.75)
    stage.canvas.glow(x, y + UNIT * 0.30, UNIT * 0.55, BULB, 0.42)
