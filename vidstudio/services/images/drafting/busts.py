"""Heads and shoulders for close-ups, the crown at y = -1, the chest at 0."""

import numpy as np

from vidstudio.services.images.drafting.shapes import (
    Figure,
    Paint,
    blob,
    body,
    box,
    curve,
    limb,
    painted,
    ring,
)


def bust(rng: np.random.Generator, long_hair: bool) -> Figure:
    """Head and shoulders in profile, the crown at y = -1, the chest at 0."""
    face = curve(
        "0.1,-0.96 0.215,-0.9 0.258,-0.8 0.262,-0.735 0.248,-0.695 0.272,-0.645 0.305,-0.585 0.297,-0.562 "
        "0.262,-0.552 0.272,-0.52 0.256,-0.5 0.266,-0.474 0.244,-0.446 0.25,-0.405 0.222,-0.372 "
        "0.13,-0.372 0.085,-0.33 0.09,-0.22 0.15,-0.1 -0.2,-0.05 -0.17,-0.25 -0.16,-0.45 -0.1,-0.8",
        steps=8,
    )
    back = -0.30 if long_hair else -0.17
    nape = -0.12 if long_hair else -0.40
    hair = blob(
        (0.262, -0.875),
        (0.255, -0.955),
        (0.16, -1.03),
        (0.0, -1.055),
        (-0.15, -1.01),
        (-0.245, -0.87),
        (-0.265, -0.66),
        (back, nape - 0.14),
        (back + 0.04, nape),
        (-0.13, nape - 0.02),
        (-0.085, -0.50),
        (-0.045, -0.66),
        (0.015, -0.69),
        (0.03, -0.57),
        (0.052, -0.57),
        (0.075, -0.72),
        (0.12, -0.82),
        (0.20, -0.845),
    )
    chest = curve(
        "0.13,-0.13 0.3,-0.04 0.46,0.1 0.52,0.45 0.52,0.9 -0.62,0.9 -0.62,0.35 -0.54,0.06 -0.34,-0.07 "
        "-0.19,-0.19 -0.06,-0.12 0.04,-0.06"
    )
    parts = painted(Paint.SKIN, face, ring(-0.005, -0.61, 0.036, 0.055, -12))
    brow = body(
        limb((0.165, -0.750), 0.006, (0.205, -0.768), 0.010),
        limb((0.205, -0.768), 0.010, (0.246, -0.752), 0.006),
        curve("0.186,-0.69 0.21,-0.706 0.236,-0.7 0.238,-0.682 0.21,-0.676"),
    )
    collar = (
        body(curve("0.11,-0.17 0.2,-0.07 0.06,-0.01 -0.1,-0.05 -0.22,-0.13 -0.19,-0.21 -0.05,-0.13"))
        if rng.random() < 0.6
        else []
    )
    return tuple(parts + brow + painted(Paint.ACCENT, chest) + collar + body(hair))


def helmet(_rng: np.random.Generator) -> Figure:
    """An astronaut's head and shoulders."""
    shell = painted(
        Paint.PALE,
        ring(0.0, -0.58, 0.40, 0.42),
        curve("-0.42,-0.14 0,-0.22 0.42,-0.14 0.66,0.1 0.7,0.9 -0.7,0.9 -0.66,0.1"),
    )
    neck = body(ring(0.0, -0.20, 0.30, 0.06))
    visor = painted(
        Paint.GLASS,
        curve("-0.22,-0.76 0.08,-0.84 0.33,-0.72 0.36,-0.52 0.22,-0.36 -0.06,-0.34 -0.24,-0.46"),
    )
    return tuple(shell + neck + visor + painted(Paint.ACCENT, box(-0.40, 0.05, -0.18, 0.12)))


def robot_head(_rng: np.random.Generator) -> Figure:
    """A robot's head and shoulders."""
    shell = painted(
        Paint.PALE,
        curve("-0.3,-0.9 0,-0.97 0.3,-0.9 0.37,-0.62 0.3,-0.36 -0.3,-0.36 -0.37,-0.62"),
        curve("-0.46,-0.1 0,-0.18 0.46,-0.1 0.58,0.2 0.58,0.9 -0.58,0.9 -0.58,0.2"),
    )
    neck = body(limb((0.0, -0.34), 0.10, (0.0, -0.10), 0.12), curve("-0.19,-0.8 0.28,-0.8 0.31,-0.54 -0.19,-0.54"))
    return tuple(
        neck[:1]
        + shell
        + neck[1:]
        + painted(Paint.LAMP, ring(-0.04, -0.67, 0.055), ring(0.17, -0.67, 0.055))
        + painted(Paint.ACCENT, ring(0.0, 0.12, 0.08))
    )


def shoulder(_rng: np.random.Generator) -> Figure:
    """The back of a head and a shoulder, very near."""
    return tuple(
        body(
            curve(
                "-0.19,-0.62 -0.17,-0.9 0,-1 0.17,-0.9 0.19,-0.62 0.13,-0.4 0.14,-0.28 0.44,-0.14 0.62,0.2 0.66,1 "
                "-0.66,1 -0.62,0.2 -0.44,-0.14 -0.14,-0.28 -0.13,-0.4"
            )
        )
    )
