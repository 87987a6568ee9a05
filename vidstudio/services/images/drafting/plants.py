"""Trees, flowers and grass as silhouettes of height 1, feet at y = 0."""

import numpy as np

from vidstudio.services.images.drafting.shapes import Figure, Paint, Part, body, limb, outline, painted, poly, ring
from vidstudio.services.images.drafting.texture import Array


def pine(rng: np.random.Generator) -> Figure:
    """A fir with ragged boughs."""
    left, right = [], []
    tiers = 9
    for tier in range(tiers):
        y = -1 + 0.94 * (tier + 0.6) / tiers
        wide = 0.035 + 0.19 * (tier + 1) / tiers
        left += [(-wide * rng.uniform(0.75, 1.15), y + 0.06), (-wide * 0.42, y + 0.035)]
        right += [(wide * rng.uniform(0.75, 1.15), y + 0.06), (wide * 0.42, y + 0.035)]
    edge = np.array([(0.0, -1.0), *right, (0.03, -0.02), (-0.03, -0.02), *left[::-1]], np.float32)
    return (Part((edge,)), Part((outline("-0.022,-0.1 0.022,-0.1 0.03,0 -0.03,0"),)))


def broadleaf(rng: np.random.Generator) -> Figure:
    """A small round tree for hedges and tree lines."""
    crowns = [
        ring(
            rng.uniform(-0.26, 0.26),
            -rng.uniform(0.42, 0.78),
            rng.uniform(0.18, 0.30),
            rng.uniform(0.15, 0.24),
            points=14,
        )
        for _ in range(5)
    ]
    return tuple(body(*crowns, outline("-0.03,-0.5 0.03,-0.5 0.05,0 -0.05,0")))


def oak(rng: np.random.Generator) -> Figure:
    """A single big tree: trunk, boughs, and a crown of many leaf masses, the lit ones in the accent paint."""
    boughs = [
        outline("-0.035,-0.42 0.035,-0.42 0.05,-0.08 0.1,0 -0.1,0 -0.05,-0.08"),
        limb((0, -0.38), 0.030, (-0.22, -0.62), 0.012),
        limb((0, -0.40), 0.030, (0.24, -0.64), 0.012),
        limb((0, -0.40), 0.028, (0.04, -0.80), 0.010),
    ]
    crown: list[Array] = []
    for _ in range(46):
        angle, reach = rng.uniform(0, 2 * np.pi), rng.uniform(0, 1) ** 0.6
        x, y = 0.36 * reach * np.cos(angle), -0.68 + 0.25 * reach * np.sin(angle)
        crown.append(ring(x, y, rng.uniform(0.05, 0.11), rng.uniform(0.04, 0.08), points=16))
    leaves = [
        ring(rng.uniform(-0.44, 0.44), -0.68 + rng.uniform(-0.3, 0.26), 0.016, 0.011, points=8) for _ in range(50)
    ]
    lit = [contour - (0.0, 0.03) for contour in crown if rng.random() < 0.5 and contour[:, 1].mean() < -0.66]
    return tuple(body(*boughs, *crown, *leaves) + painted(Paint.ACCENT, *[np.asarray(c, np.float32) for c in lit]))


def flower(rng: np.random.Generator) -> Figure:
    """Three blossoms on bent stems."""
    parts: list[Part] = []
    for x, tall, size in ((0.0, 1.0, 0.17), (-0.26, 0.72, 0.12), (0.27, 0.60, 0.11)):
        bend = x * 0.35
        top = -tall + size
        parts += body(limb((bend, 0.0), 0.012, ((x + bend) / 2, top * 0.5), 0.010))
        parts += body(limb(((x + bend) / 2, top * 0.5), 0.010, (x, top), 0.008))
        way = 1 if x >= 0 else -1
        parts += body(ring((x + bend) / 2 + way * 0.09, top * 0.42, 0.11, 0.028, -35 * way))
        turn = rng.uniform(0, 60)
        for petal in range(7):
            angle = np.radians(turn + petal * 360 / 7)
            parts += painted(
                Paint.ACCENT,
                ring(
                    x + np.cos(angle) * size * 0.58,
                    top + np.sin(angle) * size * 0.50,
                    size * 0.48,
                    size * 0.27,
                    np.degrees(angle),
                ),
            )
        parts += body(ring(x, top, size * 0.24, size * 0.21))
    return tuple(parts)


def grass(rng: np.random.Generator) -> Figure:
    """A tuft of blades."""
    blades = []
    for _ in range(12):
        foot, lean, tall = rng.uniform(-0.3, 0.3), rng.uniform(-0.35, 0.35), rng.uniform(0.45, 1.0)
        blades.append(
            poly(
                (foot - 0.015, 0.0),
                (foot + lean * 0.45, -tall * 0.6),
                (foot + lean, -tall),
                (foot + lean * 0.5 + 0.01, -tall * 0.55),
                (foot + 0.02, 0.0),
            )
        )
    return tuple(body(*blades))
