"""Vehicles from the side, on y = 0; boats float with their waterline there."""

import numpy as np

from vidstudio.services.images.drafting.shapes import (
    Figure,
    Paint,
    Part,
    body,
    box,
    curve,
    hoop,
    limb,
    outline,
    painted,
    ring,
    strokes,
)


def car(_rng: np.random.Generator) -> Figure:
    """A small saloon, length about 2.4."""
    shell = curve(
        "-1.18,-0.3 -1.16,-0.56 -0.98,-0.64 -0.72,-0.68 -0.46,-0.94 -0.1,-1 0.28,-0.97 0.58,-0.7 "
        "0.94,-0.62 1.16,-0.52 1.2,-0.3 1.1,-0.2 -1.1,-0.2"
    )
    glass = [
        curve("-0.56,-0.7 -0.38,-0.9 -0.06,-0.93 -0.06,-0.69"),
        curve("0.02,-0.69 0.02,-0.93 0.24,-0.9 0.44,-0.69"),
    ]
    wheels: list[Part] = []
    for x in (-0.70, 0.72):
        wheels += body(ring(x, -0.20, 0.245))
        wheels += body(ring(x, -0.20, 0.20)) + painted(Paint.GLASS, ring(x, -0.20, 0.105))
    trim = body(limb((-1.1, -0.27), 0.03, (1.12, -0.27), 0.03))
    lights = painted(Paint.LAMP, ring(1.13, -0.48, 0.045, 0.055)) + painted(Paint.LAMP, ring(-1.15, -0.52, 0.022, 0.05))
    return tuple(painted(Paint.ACCENT, shell) + trim + painted(Paint.GLASS, *glass) + wheels + lights)


def boat(_rng: np.random.Generator) -> Figure:
    """A small sailing boat."""
    hull = outline("-0.46,-0.12 0.5,-0.15 0.36,0.02 -0.36,0.02")
    mast = body(limb((0.02, -0.1), 0.010, (0.02, -1.0), 0.006))
    main = curve("0,-0.97 -0.02,-0.5 -0.02,-0.2 -0.22,-0.18 -0.44,-0.2 -0.26,-0.5")
    jib = curve("0.04,-0.9 0.2,-0.52 0.45,-0.18 0.2,-0.19 0.05,-0.22 0.07,-0.5")
    return tuple(
        mast
        + painted(Paint.PALE, main, jib)
        + painted(Paint.ACCENT, hull)
        + body(limb((-0.45, -0.125), 0.012, (0.49, -0.155), 0.012))
    )


def ship(_rng: np.random.Generator) -> Figure:
    """A steamer, length about 3."""
    hull = outline("-1.45,-0.36 -0.7,-0.3 0.9,-0.3 1.55,-0.46 1.36,0.03 -1.32,0.03")
    decks = [box(-1.0, -0.50, 0.72, -0.28), box(-0.82, -0.64, 0.52, -0.48), box(0.10, -0.78, 0.48, -0.62)]
    funnels = [
        outline("-0.52,-0.64 -0.48,-0.94 -0.3,-0.94 -0.3,-0.64"),
        outline("-0.14,-0.64 -0.1,-0.94 0.06,-0.94 0.06,-0.64"),
    ]
    caps = [
        outline("-0.49,-0.88 -0.48,-0.95 -0.3,-0.95 -0.3,-0.88"),
        outline("-0.11,-0.88 -0.1,-0.95 0.06,-0.95 0.06,-0.88"),
    ]
    ports = [box(-0.94 + 0.115 * n, -0.43, -0.89 + 0.115 * n, -0.38) for n in range(14)] + [
        box(-0.76 + 0.12 * n, -0.58, -0.71 + 0.12 * n, -0.53) for n in range(10)
    ]
    lines = strokes(
        0.006, [(0.86, -0.36), (0.86, -1.0), (1.5, -0.46)], [(0.86, -1.0), (-0.2, -0.94)], [(-1.1, -0.4), (-1.1, -0.78)]
    )
    return tuple(
        lines
        + painted(Paint.ACCENT, *funnels)
        + body(*caps)
        + painted(Paint.PALE, *decks)
        + body(hull)
        + painted(Paint.LAMP, *ports)
    )


def train(_rng: np.random.Generator) -> Figure:
    """A train that leaves the picture on the left: long, windows lit."""
    parts: list[Part] = body(limb((-14, 0.03), 0.03, (14, 0.03), 0.03))
    nose = curve("-0.9,-0.06 -0.9,-0.94 0.2,-0.95 0.62,-0.9 0.98,-0.58 1.1,-0.22 1,-0.06")
    parts += painted(Paint.ACCENT, nose) + painted(Paint.GLASS, curve("0.5,-0.86 0.7,-0.8 0.92,-0.56 0.56,-0.56"))
    windows = [box(-0.74 + 0.26 * n, -0.76, -0.56 + 0.26 * n, -0.52) for n in range(5)]
    for coach in range(5):
        right = -0.98 - coach * 2.5
        parts += painted(Paint.ACCENT, box(right - 2.4, -0.94, right, -0.06)) + body(
            box(right - 0.02, -0.8, right + 0.1, -0.14)
        )
        windows += [box(right - 2.26 + 0.31 * n, -0.76, right - 2.04 + 0.31 * n, -0.50) for n in range(7)]
        parts += body(*[ring(right - x, -0.05, 0.085) for x in (0.4, 0.65, 1.75, 2.0)])
    parts += body(ring(-0.5, -0.05, 0.085), ring(0.4, -0.05, 0.085), box(-14, -0.30, -0.9, -0.25))
    return tuple(parts + painted(Paint.LAMP, *windows, ring(1.02, -0.34, 0.05)))


def bicycle(_rng: np.random.Generator) -> Figure:
    """A bicycle with its rider."""
    wheels = [hoop(-0.36, -0.24, 0.24, 0.022), hoop(0.38, -0.24, 0.24, 0.022)]
    frame = strokes(
        0.013,
        [(-0.36, -0.24), (-0.05, -0.24), (0.28, -0.56), (-0.12, -0.56), (-0.36, -0.24)],
        [(-0.05, -0.24), (-0.14, -0.64)],
        [(0.26, -0.64), (0.38, -0.24)],
        [(0.26, -0.64), (0.33, -0.68)],
    )
    saddle = body(limb((-0.20, -0.65), 0.018, (-0.06, -0.65), 0.012))
    legs = body(
        limb((-0.11, -0.68), 0.058, (0.10, -0.48), 0.040),
        limb((0.10, -0.48), 0.038, (0.0, -0.20), 0.026),
        limb((0.0, -0.17), 0.020, (0.06, -0.16), 0.016),
    )
    coat = painted(
        Paint.ACCENT,
        curve("-0.18,-0.66 -0.13,-0.9 -0.02,-1.06 0.09,-1.1 0.13,-1.03 0.06,-0.86 -0.02,-0.66"),
        limb((0.08, -1.03), 0.036, (0.19, -0.84), 0.026),
        limb((0.19, -0.84), 0.024, (0.31, -0.70), 0.018),
    )
    head = painted(
        Paint.SKIN, ring(0.13, -1.19, 0.058, 0.070), limb((0.09, -1.12), 0.028, (0.11, -1.16), 0.028)
    ) + body(curve("0.06,-1.17 0.06,-1.26 0.14,-1.29 0.21,-1.24 0.14,-1.23 0.1,-1.17"))
    return (*wheels, *frame, *saddle, *legs, *coat, *head)


def plane(_rng: np.random.Generator) -> Figure:
    """An airliner that climbs, seen from the side and a little below."""
    turn = np.radians(-9)
    spin = np.array([[np.cos(turn), np.sin(turn)], [-np.sin(turn), np.cos(turn)]], np.float32)
    trunk = curve("1.3,-0.02 1.2,-0.11 0.95,-0.15 -0.8,-0.14 -1.25,-0.1 -1.34,-0.06 -0.9,0.1 0.9,0.12 1.22,0.07")
    fin = outline("-0.86,-0.12 -1.2,-0.56 -1.36,-0.56 -1.22,-0.1")
    far = outline("0.16,-0.12 -0.34,-0.44 -0.46,-0.44 -0.18,-0.12")
    wing = outline("0.26,0.06 -0.52,0.52 -0.72,0.54 -0.28,0.06")
    tail = outline("-0.98,0 -1.42,0.16 -1.5,0.15 -1.26,-0.02")
    engines = [limb((0.02, 0.22), 0.06, (-0.18, 0.22), 0.045)]
    windows = [ring(0.86 - 0.105 * n, -0.055, 0.018, 0.024, points=12) for n in range(16)]
    parts = (
        body(far)
        + painted(Paint.PALE, trunk)
        + painted(Paint.ACCENT, fin)
        + body(*engines, wing, tail)
        + painted(Paint.LAMP, *windows)
        + painted(Paint.GLASS, outline("1.06,-0.1 1.22,-0.06 1.08,-0.04"))
    )
    place = np.array((0, -0.5), np.float32)
    return tuple(
        Part(tuple(np.asarray(contour @ spin + place, np.float32) for contour in part.contours), part.paint)
        for part in parts
    )


def rocket(_rng: np.random.Generator) -> Figure:
    """A rocket on its flame."""
    trunk = curve("0,-1 0.085,-0.84 0.115,-0.62 0.1,-0.34 0.07,-0.26 -0.07,-0.26 -0.1,-0.34 -0.115,-0.62 -0.085,-0.84")
    tip = curve("0,-1 0.07,-0.87 0.085,-0.82 0,-0.8 -0.085,-0.82 -0.07,-0.87")
    fins = [
        outline("0.1,-0.48 0.23,-0.28 0.23,-0.14 0.085,-0.28"),
        outline("-0.1,-0.48 -0.23,-0.28 -0.23,-0.14 -0.085,-0.28"),
    ]
    flame = curve("0.055,-0.255 0.085,-0.14 0.035,0 0,0.1 -0.035,0 -0.085,-0.14 -0.055,-0.255")
    return tuple(
        painted(Paint.LAMP, flame)
        + painted(Paint.ACCENT, *fins)
        + painted(Paint.PALE, trunk)
        + painted(Paint.ACCENT, tip)
        + painted(Paint.GLASS, ring(0.0, -0.66, 0.042))
    )
