"""Buildings as silhouettes of height 1 on y = 0."""

import itertools

import numpy as np

from vidstudio.services.images.drafting.shapes import (
    Figure,
    Paint,
    Part,
    body,
    box,
    curve,
    limb,
    moved,
    outline,
    painted,
    poly,
    ring,
)


def house(_rng: np.random.Generator) -> Figure:
    """A gabled house with lit windows and a chimney."""
    walls = painted(Paint.PALE, outline("-0.62,0.02 -0.62,-0.46 -0.3,-0.8 0.02,-0.46 0.02,0.02"))
    side = body(outline("0.02,0.02 0.02,-0.46 0.66,-0.44 0.66,0.02"))
    roof = painted(Paint.ACCENT, outline("-0.3,-0.86 0.4,-0.84 0.74,-0.42 0.06,-0.44"))
    eaves = body(
        outline("-0.3,-0.86 -0.28,-0.8 -0.66,-0.4 -0.7,-0.43"),
        outline("-0.3,-0.86 0.08,-0.44 0.03,-0.42 -0.31,-0.79"),
        box(0.30, -1.0, 0.42, -0.70),
    )
    lit = painted(
        Paint.LAMP,
        box(-0.50, -0.36, -0.36, -0.18),
        box(0.16, -0.34, 0.30, -0.17),
        box(0.42, -0.34, 0.56, -0.17),
        box(-0.35, -0.62, -0.25, -0.50),
    )
    bars = body(
        box(-0.436, -0.36, -0.424, -0.18),
        box(0.224, -0.34, 0.236, -0.17),
        box(0.484, -0.34, 0.496, -0.17),
        box(-0.24, -0.34, -0.08, 0.02),
    )
    return tuple(walls + side + roof + eaves + lit + bars)


def hamlet(rng: np.random.Generator) -> Figure:
    """A house and its neighbours, smaller behind it."""
    far = moved(house(rng), -1.35, -0.03, 0.48, flip=True) + moved(house(rng), 1.30, -0.03, 0.55)
    return far + moved(house(rng), 0.72, -0.02, 0.66, flip=True) + house(rng)


def lighthouse(_rng: np.random.Generator) -> Figure:
    """A banded tower on a rock, its lantern lit."""
    rock = body(curve("-0.52,0.06 -0.42,-0.05 -0.24,-0.1 -0.1,-0.14 0.12,-0.13 0.26,-0.07 0.46,-0.03 0.6,0.07 0,0.1"))
    tower = painted(Paint.PALE, outline("-0.115,-0.11 -0.072,-0.78 0.072,-0.78 0.115,-0.11"))
    bands = []
    for low, high in ((-0.24, -0.38), (-0.52, -0.65)):
        wide_low, wide_high = 0.115 + (low + 0.11) * 0.064, 0.115 + (high + 0.11) * 0.064
        bands.append(poly((-wide_low, low), (-wide_high, high), (wide_high, high), (wide_low, low)))
    top = body(
        box(-0.105, -0.80, 0.105, -0.775),
        outline("-0.085,-0.9 0,-0.985 0.085,-0.9"),
        limb((0, -0.98), 0.008, (0, -1.02), 0.004),
        box(-0.015, -0.18, 0.02, -0.11),
        box(-0.012, -0.46, 0.014, -0.42),
    )
    lantern = painted(Paint.LAMP, box(-0.058, -0.90, 0.058, -0.80))
    bars = body(box(-0.02, -0.90, -0.013, -0.80), box(0.013, -0.90, 0.02, -0.80))
    hut = painted(Paint.PALE, box(0.15, -0.20, 0.33, -0.06)) + painted(
        Paint.ACCENT, outline("0.13,-0.19 0.24,-0.27 0.35,-0.19")
    )
    return tuple(hut + rock + tower + painted(Paint.ACCENT, *bands) + top + lantern + bars)


def tower(_rng: np.random.Generator) -> Figure:
    """A church tower with a pointed roof and a low nave."""
    nave = body(outline("0.1,0.02 0.1,-0.32 0.62,-0.32 0.62,0.02")) + painted(
        Paint.ACCENT, outline("0.06,-0.3 0.14,-0.46 0.58,-0.46 0.66,-0.3")
    )
    shaft = painted(Paint.PALE, box(-0.14, -0.66, 0.14, 0.02)) + body(
        box(-0.16, -0.68, 0.16, -0.65), box(-0.15, -0.44, 0.15, -0.425)
    )
    spire = painted(Paint.ACCENT, outline("-0.17,-0.67 0,-1 0.17,-0.67")) + body(
        limb((0, -0.99), 0.008, (0, -1.06), 0.006), limb((-0.025, -1.035), 0.006, (0.025, -1.035), 0.006)
    )
    lit = painted(
        Paint.LAMP,
        outline("-0.045,-0.5 -0.045,-0.58 0,-0.62 0.045,-0.58 0.045,-0.5"),
        box(0.22, -0.20, 0.28, -0.08),
        box(0.36, -0.20, 0.42, -0.08),
        box(0.50, -0.20, 0.56, -0.08),
    )
    return tuple(nave + shaft + spire + lit)


def skyscraper(rng: np.random.Generator) -> Figure:
    """A stepped tower with rows of windows."""
    steps = body(
        box(-0.17, -0.62, 0.17, 0.02),
        box(-0.13, -0.80, 0.13, -0.6),
        box(-0.085, -0.90, 0.085, -0.78),
        limb((0, -0.9), 0.010, (0, -1.08), 0.003),
    )
    faces = painted(Paint.GLASS, box(0.02, -0.61, 0.165, 0.02), box(0.02, -0.79, 0.125, -0.6))
    lit = [
        box(x, y, x + 0.014, y + 0.014)
        for y in np.arange(-0.78, -0.03, 0.027)
        for x in np.arange(-0.15, 0.14, 0.024)
        if abs(x + 0.007) < (0.12 if y < -0.62 else 0.16) and rng.random() < 0.4
    ]
    return tuple(steps + faces + painted(Paint.LAMP, *lit))


def bridge(_rng: np.random.Generator) -> Figure:
    """A suspension bridge across the picture; pylons of height 1."""
    parts: list[Part] = []
    for x in (-1.35, 1.35):
        parts += body(
            box(x - 0.085, -1.0, x - 0.045, 0.10),
            box(x + 0.045, -1.0, x + 0.085, 0.10),
            box(x - 0.085, -0.92, x + 0.085, -0.88),
            box(x - 0.085, -0.62, x + 0.085, -0.58),
            box(x - 0.13, -0.02, x + 0.13, 0.10),
        )
    deck = body(box(-6, -0.34, 6, -0.29), box(-6, -0.38, 6, -0.37))
    for left, right in ((-4.05, -1.35), (-1.35, 1.35), (1.35, 4.05)):
        xs = np.linspace(left, right, 25)
        sag = [(float(x), float(-0.40 - 0.57 * ((x - (left + right) / 2) / ((right - left) / 2)) ** 2)) for x in xs]
        parts += body(
            *[limb(a, 0.012, b, 0.012) for a, b in itertools.pairwise(sag)],
            *[limb((x, y), 0.0035, (x, -0.34), 0.0035) for x, y in sag],
        )
    return tuple(parts + deck)


def castle(_rng: np.random.Generator) -> Figure:
    """A castle of several towers on a rock."""
    parts = body(curve("-1,0.12 -0.75,-0.05 -0.45,-0.16 -0.1,-0.22 0.3,-0.2 0.6,-0.08 1,0.12 0,0.2"))
    parts += painted(Paint.PALE, box(-0.46, -0.42, 0.46, -0.10))
    towers = [
        (-0.50, 0.085, -0.56),
        (0.50, 0.085, -0.52),
        (-0.18, 0.075, -0.68),
        (0.16, 0.10, -0.78),
        (0.32, 0.055, -0.60),
    ]
    for x, wide, top in towers:
        parts += painted(Paint.PALE, box(x - wide, top, x + wide, -0.08)) + painted(
            Paint.ACCENT, poly((x - wide * 1.25, top + 0.01), (x, top - wide * 2.3), (x + wide * 1.25, top + 0.01))
        )
        parts += painted(Paint.LAMP, box(x - 0.014, top + 0.08, x + 0.014, top + 0.13))
    merlons = [box(-0.44 + 0.08 * n, -0.46, -0.40 + 0.08 * n, -0.41) for n in range(12)]
    gate = body(outline("-0.06,-0.1 -0.06,-0.22 0,-0.28 0.06,-0.22 0.06,-0.1"))
    return tuple(
        parts + painted(Paint.PALE, *merlons) + gate + body(ring(-0.5, -0.02, 0.2, 0.05), ring(0.45, -0.02, 0.25, 0.05))
    )
