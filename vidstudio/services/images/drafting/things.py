"""Things: on a table (y = 0 is the table top), on the floor, or in the air."""

import numpy as np

from vidstudio.services.images.drafting.shapes import (
    Figure,
    Paint,
    Part,
    blob,
    body,
    box,
    curve,
    limb,
    outline,
    painted,
    ring,
    strokes,
)


def street_lamp(_rng: np.random.Generator) -> Figure:
    """An old street lamp."""
    post = body(
        limb((0, 0), 0.022, (0, -0.80), 0.014),
        limb((0, -0.06), 0.04, (0, 0), 0.05),
        limb((-0.06, -0.79), 0.010, (0.06, -0.79), 0.010),
        outline("-0.085,-0.945 0,-1 0.085,-0.945"),
        limb((0, -1.0), 0.01, (0, -1.03), 0.006),
    )
    return tuple(
        post
        + painted(Paint.LAMP, outline("-0.045,-0.8 -0.075,-0.94 0.075,-0.94 0.045,-0.8"))
        + strokes(0.005, [(0, -0.80), (0, -0.94)])
    )


def table_lamp(_rng: np.random.Generator) -> Figure:
    """A lamp with a shade."""
    base = body(ring(0, -0.02, 0.20, 0.035), limb((0, -0.03), 0.03, (0, -0.5), 0.018), ring(0, -0.16, 0.07, 0.10))
    shade = painted(Paint.LAMP, outline("-0.16,-1 0.16,-1 0.32,-0.5 -0.32,-0.5"))
    return tuple(base + shade)


def table(_rng: np.random.Generator) -> Figure:
    """A table with two chairs and a bowl."""
    top = painted(Paint.ACCENT, outline("-0.95,-0.8 0.95,-0.8 1.05,-0.7 -1.05,-0.7"))
    legs = body(
        box(-1.05, -0.70, 1.05, -0.63),
        outline("-0.92,-0.63 -0.82,-0.63 -0.86,0 -0.92,0"),
        outline("0.82,-0.63 0.92,-0.63 0.92,0 0.86,0"),
    )
    chairs: list[Part] = []
    for x, way in ((-1.22, 1), (1.22, -1)):
        chairs += body(
            limb((x - way * 0.06, -1.02), 0.028, (x, -0.02), 0.026),
            limb((x + way * 0.36, -0.46), 0.024, (x + way * 0.38, -0.02), 0.022),
            limb((x, -0.48), 0.035, (x + way * 0.38, -0.48), 0.030),
            limb((x - way * 0.06, -0.96), 0.04, (x - way * 0.03, -0.74), 0.03),
        )
    bowl = (
        painted(Paint.PALE, curve("-0.22,-0.96 0.22,-0.96 0.14,-0.83 0,-0.8 -0.14,-0.83"))
        + body(ring(0.0, -0.965, 0.20, 0.03))
        + painted(Paint.ACCENT, ring(-0.08, -0.99, 0.07), ring(0.07, -0.995, 0.075))
    )
    return tuple(chairs + legs + top + bowl)


def cup(_rng: np.random.Generator) -> Figure:
    """A cup on its saucer."""
    saucer = painted(Paint.PALE, ring(0, -0.05, 0.66, 0.085)) + body(ring(0, -0.06, 0.36, 0.04))
    handle = Part((ring(0.42, -0.54, 0.22, 0.24), ring(0.42, -0.54, 0.13, 0.15)), Paint.ACCENT)
    bowl = painted(
        Paint.ACCENT,
        curve("-0.44,-0.94 0.44,-0.94 0.4,-0.5 0.24,-0.14 0,-0.08 -0.24,-0.14 -0.4,-0.5"),
        ring(0, -0.93, 0.44, 0.085),
    )
    return (
        *saucer,
        handle,
        *bowl,
        *painted(Paint.PALE, ring(0, -0.935, 0.42, 0.072)),
        *body(ring(0, -0.92, 0.385, 0.055)),
    )


def book(_rng: np.random.Generator) -> Figure:
    """An open book, its pages to us."""
    cover = painted(Paint.ACCENT, outline("-1,-0.06 -0.86,-0.62 0,-0.5 0.86,-0.62 1,-0.06 0,0.05"))
    left = curve("-0.94,-0.12 -0.82,-0.66 -0.45,-0.74 -0.01,-0.56 0,-0.02 -0.45,-0.16", steps=6)
    right = curve("0.94,-0.12 0.82,-0.66 0.45,-0.74 0.01,-0.56 0,-0.02 0.45,-0.16", steps=6)
    lines: list[Part] = []
    for n in range(6):
        y, wide = -0.58 + 0.075 * n, 0.03 + 0.012 * n
        lines += strokes(
            0.006,
            [(-0.74 - wide, y), (-0.42, y - 0.05), (-0.12, y + 0.03)],
            [(0.74 + wide, y), (0.42, y - 0.05), (0.12, y + 0.03)],
        )
    return tuple(cover + painted(Paint.PALE, left, right) + lines + strokes(0.010, [(0, -0.55), (0, -0.02)]))


def computer(_rng: np.random.Generator) -> Figure:
    """A laptop, its screen lit."""
    lid = body(outline("-0.74,-1 0.74,-1 0.7,-0.14 -0.7,-0.14"))
    screen = painted(Paint.LAMP, outline("-0.69,-0.95 0.69,-0.95 0.65,-0.19 -0.65,-0.19"))
    windows = painted(
        Paint.GLASS, box(-0.58, -0.86, -0.10, -0.50), box(-0.58, -0.42, 0.10, -0.36), box(-0.58, -0.31, -0.16, -0.26)
    ) + painted(Paint.ACCENT, box(0.02, -0.86, 0.56, -0.62), ring(0.40, -0.40, 0.12))
    return tuple(
        lid
        + screen
        + windows
        + painted(Paint.PALE, outline("-0.72,-0.15 0.72,-0.15 0.92,0 -0.92,0"))
        + body(outline("-0.62,-0.12 0.62,-0.12 0.68,-0.06 -0.68,-0.06"))
    )


def phone(_rng: np.random.Generator) -> Figure:
    """A phone held upright in a hand."""
    hand = painted(
        Paint.SKIN,
        curve("-0.42,-0.4 -0.2,-0.46 0.3,-0.4 0.42,-0.2 0.36,0.1 0.3,0.9 -0.36,0.9 -0.4,0.2"),
        limb((-0.34, -0.10), 0.085, (-0.27, -0.50), 0.062),
    )
    case = body(outline("-0.26,-1 0.26,-1 0.28,-0.97 0.28,-0.03 0.26,0 -0.26,0 -0.28,-0.03 -0.28,-0.97"))
    screen = (
        painted(Paint.LAMP, box(-0.245, -0.94, 0.245, -0.06))
        + painted(Paint.GLASS, box(-0.18, -0.86, 0.18, -0.56))
        + painted(Paint.ACCENT, box(-0.18, -0.50, 0.10, -0.45), box(-0.18, -0.40, 0.02, -0.35))
    )
    fingers = painted(Paint.SKIN, *[limb((0.36, y), 0.060, (0.22, y - 0.02), 0.050) for y in (-0.46, -0.31, -0.16)])
    return tuple(hand + case + screen + fingers)


def door(_rng: np.random.Generator) -> Figure:
    """A door ajar, light behind it."""
    frame = body(box(-0.30, -1.04, 0.30, 0.01)) + painted(Paint.LAMP, box(-0.25, -1.0, 0.25, 0.0))
    leaf = painted(Paint.ACCENT, outline("-0.25,-1 0.09,-0.96 0.09,0.06 -0.25,0"))
    panels = body(
        outline("-0.2,-0.9 0.04,-0.87 0.04,-0.52 -0.2,-0.52"),
        outline("-0.2,-0.44 0.04,-0.44 0.04,-0.06 -0.2,-0.09"),
    )
    inner = painted(
        Paint.ACCENT,
        outline("-0.185,-0.875 0.028,-0.85 0.028,-0.535 -0.185,-0.535"),
        outline("-0.185,-0.425 0.028,-0.425 0.028,-0.08 -0.185,-0.108"),
    )
    return tuple(frame + leaf + panels + inner + painted(Paint.LAMP, ring(0.060, -0.48, 0.014)))


def window(_rng: np.random.Generator) -> Figure:
    """A tall window with light in it."""
    frame = body(box(-0.44, -1.06, 0.44, -0.02), box(-0.50, -0.06, 0.50, 0.0)) + painted(
        Paint.GLASS, box(-0.38, -1.0, 0.38, -0.07)
    )
    sky = painted(Paint.LAMP, outline("-0.38,-1 0.38,-1 0.38,-0.52 0.1,-0.44 -0.38,-0.58"))
    return tuple(frame + sky + body(box(-0.018, -1.0, 0.018, -0.05), box(-0.38, -0.60, 0.38, -0.57)))


def candle(_rng: np.random.Generator) -> Figure:
    """A candle in a holder."""
    holder = body(ring(0, -0.03, 0.26, 0.05), ring(0.27, -0.07, 0.06, 0.05), limb((0, -0.04), 0.10, (0, -0.10), 0.11))
    wax = painted(
        Paint.PALE,
        outline("-0.085,-0.08 -0.08,-0.7 0.08,-0.68 0.085,-0.08"),
        ring(0, -0.69, 0.08, 0.022),
        limb((-0.06, -0.66), 0.018, (-0.066, -0.52), 0.016),
    )
    return tuple(
        holder
        + wax
        + strokes(0.006, [(0, -0.70), (0.004, -0.76)])
        + painted(Paint.LAMP, curve("0,-1 0.045,-0.86 0.04,-0.77 0,-0.74 -0.04,-0.77 -0.045,-0.86"))
    )


def fire(rng: np.random.Generator) -> Figure:
    """A camp fire."""
    logs = body(
        limb((-0.42, -0.04), 0.06, (0.34, -0.14), 0.055),
        limb((0.42, -0.04), 0.06, (-0.34, -0.15), 0.055),
        limb((-0.12, -0.03), 0.055, (0.16, -0.05), 0.055),
    )
    stones = body(*[ring(x, 0.0, 0.085, 0.055) for x in (-0.56, -0.30, 0.02, 0.30, 0.56)])
    sway = float(rng.uniform(-0.05, 0.05))
    flame = painted(
        Paint.LAMP,
        blob(
            (0.0 + sway, -1.0),
            (0.10, -0.72),
            (0.24, -0.58),
            (0.27, -0.32),
            (0.14, -0.12),
            (-0.14, -0.12),
            (-0.27, -0.32),
            (-0.20, -0.55),
            (-0.12, -0.62),
            (-0.06, -0.80),
        ),
    )
    sparks = painted(
        Paint.LAMP,
        *[ring(float(rng.normal(0, 0.16)), -float(rng.uniform(0.9, 1.5)), 0.012, points=8) for _ in range(9)],
    )
    return tuple(flame + logs + stones + sparks)


def balloon(_rng: np.random.Generator) -> Figure:
    """A hot-air balloon."""
    skin = curve(
        "0,-1 0.24,-0.94 0.37,-0.72 0.34,-0.5 0.17,-0.27 0.08,-0.2 -0.08,-0.2 -0.17,-0.27 -0.34,-0.5 "
        "-0.37,-0.72 -0.24,-0.94"
    )
    stripes = [
        curve(
            "0,-1 0.115,-0.92 0.165,-0.7 0.14,-0.46 0.05,-0.21 -0,-0.2 -0.05,-0.21 -0.14,-0.46 -0.165,-0.7 -0.115,-0.92"
        )
    ]
    inner = [curve("0,-1 0.045,-0.9 0.06,-0.7 0.05,-0.46 0.02,-0.21 -0.02,-0.21 -0.05,-0.46 -0.06,-0.7 -0.045,-0.9")]
    ropes = strokes(0.004, [(-0.07, -0.21), (-0.045, -0.09)], [(0.07, -0.21), (0.045, -0.09)])
    return tuple(
        ropes
        + painted(Paint.ACCENT, skin)
        + painted(Paint.PALE, *stripes)
        + painted(Paint.ACCENT, *inner)
        + body(outline("-0.055,-0.09 0.055,-0.09 0.042,0 -0.042,0"))
        + painted(Paint.LAMP, ring(0, -0.185, 0.022, 0.03))
    )
