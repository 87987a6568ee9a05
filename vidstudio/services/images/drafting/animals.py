"""Animals as silhouettes; four-legged ones stand on y = 0, the others float about y = -0.5."""

import itertools

import numpy as np

from vidstudio.services.images.drafting.shapes import (
    Figure,
    Paint,
    Part,
    blob,
    body,
    curve,
    limb,
    moved,
    outline,
    painted,
    poly,
    ring,
)
from vidstudio.services.images.drafting.texture import Array


def dog(rng: np.random.Generator) -> Figure:
    """A dog on its feet, ears down, tail up."""
    wag = float(rng.uniform(-0.1, 0.1))
    trunk = curve(
        "-0.5,-0.62 -0.3,-0.7 0,-0.68 0.26,-0.72 0.4,-0.62 0.4,-0.46 0.26,-0.36 0,-0.4 -0.28,-0.44 "
        "-0.46,-0.4 -0.54,-0.5"
    )
    legs = [
        limb((0.27, -0.46), 0.085, (0.28, -0.22), 0.045),
        limb((0.28, -0.22), 0.045, (0.27, -0.03), 0.036),
        limb((0.36, -0.44), 0.075, (0.40, -0.22), 0.042),
        limb((0.40, -0.22), 0.042, (0.40, -0.03), 0.034),
        limb((-0.42, -0.50), 0.115, (-0.40, -0.28), 0.056),
        limb((-0.40, -0.28), 0.050, (-0.50, -0.16), 0.036),
        limb((-0.50, -0.16), 0.036, (-0.46, -0.03), 0.034),
        limb((-0.30, -0.46), 0.09, (-0.28, -0.24), 0.045),
        limb((-0.28, -0.24), 0.042, (-0.34, -0.03), 0.034),
    ]
    feet = [ring(x, -0.022, 0.052, 0.024) for x in (0.29, 0.42, -0.44, -0.32)]
    head = [
        limb((0.36, -0.64), 0.115, (0.46, -0.84), 0.085),
        ring(0.50, -0.89, 0.115, 0.105),
        limb((0.54, -0.87), 0.072, (0.70, -0.82), 0.044),
        ring(0.735, -0.845, 0.022),
    ]
    ear = curve("0.43,-0.98 0.48,-0.97 0.47,-0.8 0.4,-0.72 0.365,-0.8")
    tail = [
        limb((-0.50, -0.60), 0.045, (-0.66, -0.72), 0.036),
        limb((-0.66, -0.72), 0.036, (-0.72, -0.92 + wag), 0.016),
    ]
    return tuple(
        body(trunk, *legs, *feet, *head, ear, *tail)
        + painted(Paint.ACCENT, limb((0.375, -0.74), 0.026, (0.50, -0.77), 0.022))
    )


def cat(rng: np.random.Generator) -> Figure:
    """A cat that sits with its back to us, tail round its feet."""
    way = 1 if rng.random() < 0.5 else -1
    back = curve(
        "0,-0.7 0.14,-0.64 0.22,-0.42 0.29,-0.18 0.25,-0.02 0,0 -0.25,-0.02 -0.29,-0.18 -0.22,-0.42 -0.14,-0.64"
    )
    head = curve("0,-0.96 0.11,-0.93 0.17,-0.83 0.15,-0.72 0,-0.66 -0.15,-0.72 -0.17,-0.83 -0.11,-0.93")
    ears = [
        outline("-0.165,-0.86 -0.145,-1.06 -0.045,-0.94"),
        outline("0.165,-0.86 0.145,-1.06 0.045,-0.94"),
    ]
    steps = np.linspace(0, 1, 7)
    path = [(float(way * (0.20 + 0.32 * t - 0.10 * t**3)), float(-0.05 - 0.02 * t - 0.26 * t**3)) for t in steps]
    tail = [limb(a, 0.042 - 0.003 * n, b, 0.039 - 0.003 * n) for n, (a, b) in enumerate(itertools.pairwise(path))]
    return tuple(body(back, head, *ears, *tail))


def birds(rng: np.random.Generator) -> Figure:
    """A loose flock, the leader biggest; spread over about two heights."""
    figure: list[Part] = list(_bird(rng, 0.0, -0.60, 0.42))
    for _ in range(9):
        figure += _bird(
            rng, float(rng.uniform(-1.5, 1.3)), -float(rng.uniform(0.2, 1.35)), float(rng.uniform(0.09, 0.22))
        )
    return tuple(figure)


def bird_close(_rng: np.random.Generator) -> Figure:
    """One bird on a branch."""
    trunk = curve(
        "0.2,-0.8 0.3,-0.62 0.24,-0.36 0.06,-0.18 -0.14,-0.18 -0.34,-0.1 -0.62,0.1 -0.56,-0.04 -0.3,-0.36 "
        "-0.1,-0.66 0,-0.86 0.12,-0.9"
    )
    wing = curve("0.02,-0.6 0.1,-0.44 0,-0.26 -0.24,-0.14 -0.52,0.04 -0.3,-0.34 -0.12,-0.56")
    head = [ring(0.12, -0.86, 0.145, 0.135), outline("0.235,-0.9 0.4,-0.835 0.24,-0.8")]
    perch = [
        limb((-1.2, 0.02), 0.045, (0.2, -0.10), 0.040),
        limb((0.2, -0.10), 0.040, (1.3, -0.06), 0.024),
        limb((0.5, -0.09), 0.02, (0.9, -0.36), 0.010),
        limb((0.06, -0.20), 0.014, (0.06, -0.09), 0.014),
        limb((-0.04, -0.20), 0.014, (-0.04, -0.07), 0.014),
    ]
    leaves = [ring(0.90, -0.40, 0.10, 0.04, -50), ring(0.76, -0.30, 0.09, 0.035, 20), ring(1.1, -0.12, 0.10, 0.04, -20)]
    return tuple(
        body(*perch, *leaves, trunk, *head)
        + painted(Paint.ACCENT, wing)
        + painted(Paint.PALE, ring(0.165, -0.885, 0.020))
    )


def horse(rng: np.random.Generator) -> Figure:
    """A horse on its feet."""
    return tuple(body(*_hoofed(0.17)) + painted(Paint.DARK, *_mane(), *_horse_tail(float(rng.uniform(-0.05, 0.05)))))


def deer(_rng: np.random.Generator) -> Figure:
    """A stag with antlers."""
    antlers: list[Array] = []
    for lean in (-0.06, 0.06):
        root, tip = (0.50, -1.02), (0.46 + lean * 3, -1.34)
        antlers += [
            limb(root, 0.014, (0.44 + lean * 2.6, -1.18), 0.012),
            limb((0.44 + lean * 2.6, -1.18), 0.012, tip, 0.007),
        ]
        antlers += [
            limb((0.46 + lean * 1.8, -1.12), 0.010, (0.56 + lean * 2, -1.24), 0.006),
            limb((0.44 + lean * 2.6, -1.20), 0.010, (0.54 + lean * 3, -1.32), 0.006),
            limb((0.44 + lean * 2.7, -1.20), 0.009, (0.36 + lean * 3, -1.30), 0.006),
        ]
    return moved(tuple(body(*_hoofed(0.13), *antlers, ring(-0.50, -0.66, 0.05, 0.07))), 0, 0, 0.80)


def whale(rng: np.random.Generator) -> Figure:
    """A whale under way, seen from the side; length about 2."""
    trunk = curve(
        "1,-0.48 0.92,-0.66 0.55,-0.8 0.05,-0.78 -0.45,-0.62 -0.82,-0.52 -0.98,-0.54 -0.98,-0.46 "
        "-0.8,-0.42 -0.42,-0.34 0.05,-0.22 0.5,-0.2 0.88,-0.3"
    )
    fluke = curve("-0.93,-0.5 -1.08,-0.6 -1.26,-0.78 -1.32,-0.72 -1.18,-0.52 -1.3,-0.4 -1.26,-0.34 -1.06,-0.44")
    belly = curve("0.96,-0.44 0.6,-0.4 0.2,-0.36 0.05,-0.26 0.4,-0.2 0.74,-0.235 0.92,-0.32")
    fin = curve("0.42,-0.34 0.3,-0.3 0.05,0.06 -0.04,0.12 0,0 0.18,-0.3")
    dorsal = curve("-0.36,-0.62 -0.48,-0.72 -0.58,-0.7 -0.54,-0.58")
    calf = (
        [Part((contour * np.float32(0.30) + np.array((0.15, 0.22), np.float32),)) for contour in (trunk, fluke)]
        if rng.random() < 0.4
        else []
    )
    return tuple(
        body(trunk, fluke, dorsal)
        + painted(Paint.PALE, belly)
        + body(fin)
        + [Part(tuple(np.asarray(c, np.float32) for c in part.contours)) for part in calf]
    )


def fluke(_rng: np.random.Generator) -> Figure:
    """A whale's tail above the water."""
    tail = curve(
        "-0.14,0 -0.08,-0.36 -0.05,-0.6 -0.3,-0.74 -0.62,-0.98 -0.72,-0.96 -0.6,-0.72 -0.34,-0.56 "
        "-0.1,-0.66 0,-0.7 0.1,-0.66 0.34,-0.56 0.6,-0.72 0.72,-0.96 0.62,-0.98 0.3,-0.74 0.05,-0.6 "
        "0.08,-0.36 0.14,0"
    )
    return tuple(body(tail))


def fishes(rng: np.random.Generator) -> Figure:
    """A school that swims one way."""
    figure: list[Part] = []
    for _ in range(22):
        x, y, size = float(rng.normal(0, 0.75)), -0.5 + float(rng.normal(0, 0.26)), float(rng.uniform(0.07, 0.16))
        figure += _fish(x, y, size, Paint.ACCENT if rng.random() < 0.22 else Paint.BODY)
    return tuple(figure)


def fish_close(_rng: np.random.Generator) -> Figure:
    """One fish, big."""
    return (
        *_fish(0.0, -0.5, 0.85, Paint.ACCENT),
        *painted(Paint.PALE, ring(0.56, -0.57, 0.06)),
        *body(ring(0.57, -0.57, 0.032)),
    )


def _fish(x: float, y: float, size: float, paint: Paint) -> list[Part]:
    shape = curve("0.95,0 0.55,-0.3 0,-0.36 -0.55,-0.12 -1,-0.4 -0.86,0 -1,0.4 -0.55,0.12 0,0.34 0.55,0.28")
    fin = outline("0.1,-0.3 -0.35,-0.62 -0.3,-0.22")
    return [
        Part((np.asarray(contour * np.float32(size) + np.array((x, y), np.float32), np.float32),), paint)
        for contour in (shape, fin)
    ]


def _bird(rng: np.random.Generator, x: float, y: float, size: float) -> list[Part]:
    lift, tilt = float(rng.uniform(0.15, 0.6)), float(rng.uniform(-0.15, 0.15))
    wings = blob(
        (0.0, 0.02),
        (0.30, -lift * 0.9),
        (0.66, -lift * 0.75 + tilt),
        (1.0, -lift * 0.2 + tilt),
        (0.62, -lift * 0.52 + tilt),
        (0.28, -lift * 0.35),
        (0.05, 0.16),
        (-0.05, 0.16),
        (-0.26, -lift * 0.38),
        (-0.6, -lift * 0.55 - tilt),
        (-0.96, -lift * 0.25 - tilt),
        (-0.64, -lift * 0.80 - tilt),
        (-0.30, -lift * 0.92),
    )
    trunk = ring(0.03, 0.07, 0.17, 0.055, -8)
    return [
        Part((np.asarray(contour * np.float32(size) + np.array((x, y), np.float32), np.float32),))
        for contour in (wings, trunk)
    ]


def _hoofed(girth: float) -> list[Array]:
    trunk = blob(
        (-0.54, -0.72),
        (-0.36, -0.83),
        (-0.05, -0.78),
        (0.22, -0.82),
        (0.38, -0.72),
        (0.36, -0.56),
        (0.20, -0.60 + girth),
        (-0.05, -0.62 + girth),
        (-0.32, -0.64 + girth),
        (-0.52, -0.54),
    )
    neck = curve("0.16,-0.8 0.32,-0.98 0.44,-1.1 0.54,-1.06 0.52,-0.92 0.44,-0.74 0.36,-0.58 0.18,-0.62")
    head = [
        limb((0.51, -1.05), 0.075, (0.66, -0.90), 0.050),
        limb((0.64, -0.92), 0.050, (0.71, -0.84), 0.040),
        outline("0.44,-1.1 0.47,-1.22 0.52,-1.11"),
    ]
    fore = [
        limb((0.28, -0.58), 0.085, (0.29, -0.34), 0.042),
        limb((0.29, -0.34), 0.038, (0.28, -0.05), 0.026),
        limb((0.36, -0.60), 0.07, (0.44, -0.36), 0.038),
        limb((0.44, -0.36), 0.034, (0.42, -0.07), 0.024),
    ]
    hind = [
        limb((-0.42, -0.62), 0.12, (-0.42, -0.40), 0.055),
        limb((-0.42, -0.40), 0.046, (-0.52, -0.28), 0.034),
        limb((-0.52, -0.28), 0.034, (-0.48, -0.05), 0.026),
        limb((-0.32, -0.60), 0.09, (-0.30, -0.38), 0.046),
        limb((-0.30, -0.38), 0.040, (-0.37, -0.26), 0.030),
        limb((-0.37, -0.26), 0.030, (-0.34, -0.05), 0.024),
    ]
    hooves = [
        poly((x - 0.03, -0.05), (x + 0.03, -0.05), (x + 0.048, 0.0), (x - 0.036, 0.0))
        for x in (0.28, 0.42, -0.48, -0.34)
    ]
    return [trunk, neck, *head, *fore, *hind, *hooves]


def _mane() -> list[Array]:
    return [curve("0.5,-1.16 0.4,-1.13 0.26,-0.98 0.12,-0.82 0.2,-0.76 0.34,-0.9 0.46,-1.06")]


def _horse_tail(sway: float) -> list[Array]:
    return [
        blob(
            (-0.50, -0.76),
            (-0.60, -0.74),
            (-0.70 + sway, -0.50),
            (-0.66 + sway, -0.22),
            (-0.60 + sway, -0.24),
            (-0.58, -0.50),
            (-0.53, -0.62),
        )
    ]
