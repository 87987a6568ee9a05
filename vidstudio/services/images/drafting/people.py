"""People and their kind, head to foot, and busts for close-ups."""

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
    moved,
    painted,
    poly,
    ring,
)


def man(rng: np.random.Generator) -> Figure:
    """A man in a coat, walking or standing."""
    legs = _stride() if rng.random() < 0.5 else _stance()
    return tuple(legs + _coat(-0.30) + _arms(float(rng.uniform(0, 0.05))) + _head())


def woman(rng: np.random.Generator) -> Figure:
    """A woman in a flared dress, long hair."""
    dress = curve(
        "-0.085,-0.815 0,-0.835 0.085,-0.815 0.075,-0.66 0.06,-0.58 0.12,-0.4 0.175,-0.24 0,-0.225 "
        "-0.185,-0.25 -0.12,-0.4 -0.06,-0.58 -0.078,-0.66"
    )
    hair = curve("-0.055,-0.955 0,-1 0.055,-0.96 0.062,-0.88 0.07,-0.76 0.02,-0.73 -0.05,-0.74 -0.07,-0.82")
    legs = body(
        limb((-0.035, -0.26), 0.030, (-0.04, -0.03), 0.018),
        limb((0.04, -0.26), 0.030, (0.055, -0.03), 0.018),
        ring(-0.03, -0.012, 0.038, 0.014),
        ring(0.07, -0.012, 0.038, 0.014),
    )
    swing = float(rng.uniform(0.0, 0.05))
    arms = painted(
        Paint.ACCENT,
        limb((-0.08, -0.79), 0.026, (-0.115 - swing, -0.60), 0.020),
        limb((0.08, -0.79), 0.026, (0.115 + swing, -0.60), 0.020),
    )
    hands = painted(
        Paint.SKIN,
        limb((-0.117 - swing, -0.59), 0.017, (-0.11 - swing, -0.46), 0.014),
        limb((0.117 + swing, -0.59), 0.017, (0.125 + swing, -0.46), 0.014),
    )
    return tuple(
        legs
        + hands
        + arms
        + painted(Paint.ACCENT, dress)
        + painted(Paint.SKIN, limb((0, -0.86), 0.026, (0, -0.81), 0.028))
        + body(hair)
    )


def child(rng: np.random.Generator) -> Figure:
    """A child: a big head on a short body; height 1 like all figures, to be drawn smaller."""
    legs = body(
        limb((-0.06, -0.34), 0.062, (-0.075, -0.05), 0.042),
        limb((0.06, -0.34), 0.062, (0.085, -0.05), 0.042),
        ring(-0.065, -0.025, 0.066, 0.028),
        ring(0.105, -0.025, 0.066, 0.028),
    )
    coat = painted(
        Paint.ACCENT,
        curve("-0.12,-0.66 0,-0.7 0.12,-0.66 0.16,-0.48 0.185,-0.3 0,-0.275 -0.185,-0.3 -0.16,-0.48"),
    )
    lift = float(rng.uniform(-0.16, 0.14))
    arms = painted(
        Paint.ACCENT,
        limb((-0.12, -0.63), 0.042, (-0.22, -0.42), 0.032),
        limb((0.12, -0.63), 0.042, (0.24, -0.47 - lift), 0.032),
    )
    head = painted(Paint.SKIN, ring(0.008, -0.835, 0.118, 0.128)) + body(
        curve("-0.13,-0.86 -0.09,-0.97 0.02,-1 0.12,-0.94 0.135,-0.86 0.07,-0.9 -0.02,-0.885 -0.08,-0.8 -0.125,-0.76")
    )
    return tuple(legs + arms + coat + head)


def couple(rng: np.random.Generator) -> Figure:
    """Two people side by side."""
    return moved(man(rng), -0.17, 0) + moved(woman(rng), 0.17, 0, 0.93, flip=True)


def crowd(rng: np.random.Generator) -> Figure:
    """Five people, the middle ones nearest."""
    figure: Figure = ()
    for x, size in ((-0.62, 0.80), (0.58, 0.82), (-0.34, 0.92), (0.30, 0.95), (-0.02, 1.0)):
        make = (man, woman)[int(rng.integers(2))]
        figure += moved(make(rng), x, 0.0, size * float(rng.uniform(0.94, 1.04)), flip=bool(rng.random() < 0.5))
    return figure


def robot(_rng: np.random.Generator) -> Figure:
    """A round-cornered robot with a lit visor."""
    parts = body(
        limb((-0.07, -0.40), 0.045, (-0.08, -0.08), 0.04),
        limb((0.07, -0.40), 0.045, (0.09, -0.08), 0.04),
        curve("-0.15,0 -0.14,-0.07 -0.03,-0.07 -0.02,0"),
        curve("0.03,0 0.04,-0.07 0.16,-0.07 0.17,0"),
    )
    parts += painted(
        Paint.PALE,
        curve("-0.15,-0.72 0,-0.75 0.15,-0.72 0.16,-0.55 0.11,-0.38 -0.11,-0.38 -0.16,-0.55"),
    )
    parts += body(limb((-0.18, -0.68), 0.04, (-0.21, -0.50), 0.03), limb((0.18, -0.68), 0.04, (0.23, -0.50), 0.03))
    parts += painted(
        Paint.PALE, limb((-0.21, -0.50), 0.04, (-0.20, -0.32), 0.035), limb((0.23, -0.50), 0.04, (0.25, -0.33), 0.035)
    )
    parts += painted(
        Paint.PALE,
        curve("-0.12,-0.95 0,-0.985 0.12,-0.95 0.14,-0.87 0.11,-0.785 -0.11,-0.785 -0.14,-0.87"),
    )
    parts += body(curve("-0.075,-0.925 0.11,-0.925 0.115,-0.83 -0.075,-0.83"))
    return tuple(
        parts
        + painted(Paint.LAMP, ring(-0.015, -0.878, 0.020), ring(0.065, -0.878, 0.020))
        + painted(Paint.ACCENT, ring(0.0, -0.60, 0.045))
    )


def astronaut(_rng: np.random.Generator) -> Figure:
    """A suit with a pack and a dark visor."""
    parts = body(curve("-0.24,-0.8 -0.1,-0.84 -0.08,-0.44 -0.22,-0.46"))
    suit = [
        limb((-0.075, -0.42), 0.085, (-0.10, -0.09), 0.068),
        limb((0.075, -0.42), 0.085, (0.11, -0.09), 0.068),
        curve("-0.16,-0.76 0,-0.79 0.16,-0.76 0.18,-0.58 0.15,-0.38 -0.15,-0.38 -0.18,-0.58"),
        limb((-0.17, -0.70), 0.065, (-0.25, -0.50), 0.055),
        limb((-0.25, -0.50), 0.055, (-0.22, -0.36), 0.048),
        limb((0.17, -0.70), 0.065, (0.27, -0.52), 0.055),
        limb((0.27, -0.52), 0.055, (0.30, -0.38), 0.048),
        ring(0.0, -0.875, 0.125, 0.125),
    ]
    parts += painted(Paint.PALE, *suit)
    parts += body(ring(-0.10, -0.03, 0.10, 0.035), ring(0.13, -0.03, 0.10, 0.035), box(-0.09, -0.60, 0.09, -0.50))
    return tuple(
        parts
        + painted(
            Paint.GLASS,
            curve("-0.055,-0.93 0.05,-0.945 0.115,-0.9 0.105,-0.82 0.03,-0.8 -0.06,-0.83"),
        )
        + painted(Paint.ACCENT, box(-0.20, -0.66, -0.13, -0.63), box(0.12, -0.36, 0.02, -0.34))
    )


def umbrella(rng: np.random.Generator) -> Figure:
    """Somebody under an umbrella."""
    person = [part for part in man(rng) if part.paint is not Paint.ACCENT]
    coat = [Part(part.contours) for part in man(rng) if part.paint is Paint.ACCENT]
    dome = poly(
        *[(0.03 + 0.36 * np.cos(a), -1.0 - 0.22 * np.sin(a)) for a in np.linspace(0, np.pi, 30)],
        *[(-0.33 + 0.12 * n + 0.06, -1.03) if n % 1 else (-0.33 + 0.12 * n, -0.985) for n in np.arange(0, 6.5, 0.5)],
    )
    stick = body(
        limb((0.03, -1.2), 0.006, (0.06, -0.62), 0.006),
        limb((0.10, -0.78), 0.032, (0.07, -0.64), 0.024),
        limb((0.03, -1.25), 0.006, (0.03, -1.19), 0.008),
    )
    return tuple(coat + person + stick + painted(Paint.ACCENT, dome))


def _head() -> list[Part]:
    skin = painted(Paint.SKIN, ring(0.006, -0.925, 0.050, 0.066), limb((0, -0.87), 0.030, (0, -0.82), 0.036))
    return skin + body(
        curve("-0.054,-0.9 -0.05,-0.97 0,-1 0.05,-0.975 0.056,-0.945 0.01,-0.95 -0.012,-0.91 -0.03,-0.875")
    )


def _coat(hem: float) -> list[Part]:
    outline = blob(
        (-0.118, -0.80),
        (-0.055, -0.845),
        (0.0, -0.838),
        (0.055, -0.845),
        (0.118, -0.80),
        (0.125, -0.62),
        (0.145, hem - 0.06),
        (0.13, hem),
        (0.0, hem + 0.012),
        (-0.14, hem),
        (-0.145, hem - 0.06),
        (-0.122, -0.62),
    )
    return painted(Paint.ACCENT, outline)


def _arms(swing: float) -> list[Part]:
    arms = painted(
        Paint.ACCENT,
        limb((-0.115, -0.785), 0.036, (-0.16 - swing, -0.58), 0.030),
        limb((-0.16 - swing, -0.58), 0.030, (-0.15, -0.43), 0.024),
        limb((0.115, -0.785), 0.036, (0.155 + swing, -0.58), 0.030),
        limb((0.155 + swing, -0.58), 0.030, (0.165 + swing, -0.43), 0.024),
    )
    return arms + painted(Paint.SKIN, ring(-0.148, -0.405, 0.020, 0.028), ring(0.167 + swing, -0.405, 0.020, 0.028))


def _stance() -> list[Part]:
    return body(
        limb((-0.052, -0.44), 0.058, (-0.068, -0.05), 0.034),
        limb((0.055, -0.44), 0.058, (0.078, -0.05), 0.034),
        ring(-0.058, -0.018, 0.055, 0.020),
        ring(0.094, -0.018, 0.055, 0.020),
    )


def _stride() -> list[Part]:
    return body(
        limb((0.02, -0.46), 0.062, (0.075, -0.25), 0.044),
        limb((0.075, -0.25), 0.044, (0.115, -0.05), 0.030),
        ring(0.140, -0.018, 0.055, 0.020),
        limb((-0.01, -0.46), 0.060, (-0.045, -0.25), 0.042),
        limb((-0.045, -0.25), 0.042, (-0.135, -0.07), 0.028),
        ring(-0.122, -0.035, 0.050, 0.020, 25),
    )
