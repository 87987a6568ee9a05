"""Who and what: figures put on the stage, shaded by its light, with shadow, rim and glow."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

import cv2
import numpy as np

from vidstudio.services.images.drafting import animals, buildings, people, plants, things, vehicles
from vidstudio.services.images.drafting.canvas import Stencil, mix, scale
from vidstudio.services.images.drafting.look import INDOORS, PEOPLE, RGB, Framing, Light, Setting, Subject
from vidstudio.services.images.drafting.shapes import Figure, Paint, Part, box, limb, moved, poly, ring
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.texture import Array, rolling, smoothstep

Maker = Callable[[np.random.Generator], Figure]

_WATERS = frozenset({Setting.SEA, Setting.LAKE, Setting.RIVER})
_LAMPLIGHT: RGB = (1.0, 0.86, 0.58)


class Place(Enum):
    """Where a kind of subject belongs; painted in this order, far to near."""

    SKY = 0
    FAR = 1
    WATER = 2
    WALL = 3
    GROUND = 4
    TABLE = 5


@dataclass(frozen=True, slots=True)
class Kind:
    """How a subject is drawn.

    Attributes:
        size: height beside a standing person in a wide shot.
        near: height in a close shot, as a share of the unit.
        close: another drawing for close shots.
    """

    make: Maker
    place: Place
    size: float
    near: float
    close: Maker | None = None


def _bust(rng: np.random.Generator) -> Figure:
    return people.bust(rng, long_hair=False)


def _bust_long(rng: np.random.Generator) -> Figure:
    return people.bust(rng, long_hair=True)


KINDS: dict[Subject, Kind] = {
    Subject.MAN: Kind(people.man, Place.GROUND, 1.0, 0.62, _bust),
    Subject.WOMAN: Kind(people.woman, Place.GROUND, 0.95, 0.60, _bust_long),
    Subject.CHILD: Kind(people.child, Place.GROUND, 0.66, 0.54, _bust),
    Subject.COUPLE: Kind(people.couple, Place.GROUND, 1.0, 0.60, _bust_long),
    Subject.CROWD: Kind(people.crowd, Place.GROUND, 0.95, 0.62, _bust),
    Subject.ROBOT: Kind(people.robot, Place.GROUND, 1.0, 0.62, people.robot_head),
    Subject.ASTRONAUT: Kind(people.astronaut, Place.GROUND, 1.05, 0.62, people.helmet),
    Subject.UMBRELLA: Kind(people.umbrella, Place.GROUND, 1.0, 0.9),
    Subject.DOG: Kind(animals.dog, Place.GROUND, 0.55, 0.72),
    Subject.CAT: Kind(animals.cat, Place.GROUND, 0.42, 0.66),
    Subject.BIRD: Kind(animals.birds, Place.SKY, 0.55, 0.50, animals.bird_close),
    Subject.HORSE: Kind(animals.horse, Place.GROUND, 1.0, 0.62),
    Subject.DEER: Kind(animals.deer, Place.GROUND, 0.9, 0.72),
    Subject.WHALE: Kind(animals.whale, Place.SKY, 1.3, 0.55),
    Subject.FISH: Kind(animals.fishes, Place.SKY, 1.0, 0.52, animals.fish_close),
    Subject.CAR: Kind(vehicles.car, Place.GROUND, 0.72, 0.40),
    Subject.BOAT: Kind(vehicles.boat, Place.WATER, 1.0, 0.66),
    Subject.SHIP: Kind(vehicles.ship, Place.WATER, 0.9, 0.44),
    Subject.TRAIN: Kind(vehicles.train, Place.GROUND, 0.62, 0.36),
    Subject.BICYCLE: Kind(vehicles.bicycle, Place.GROUND, 0.85, 0.54),
    Subject.PLANE: Kind(vehicles.plane, Place.SKY, 0.85, 0.5),
    Subject.ROCKET: Kind(vehicles.rocket, Place.SKY, 2.0, 0.78),
    Subject.HOUSE: Kind(buildings.house, Place.FAR, 1.05, 0.62),
    Subject.LIGHTHOUSE: Kind(buildings.lighthouse, Place.FAR, 1.9, 0.86),
    Subject.TOWER: Kind(buildings.tower, Place.FAR, 1.9, 0.86),
    Subject.SKYSCRAPER: Kind(buildings.skyscraper, Place.FAR, 2.1, 0.9),
    Subject.BRIDGE: Kind(buildings.bridge, Place.FAR, 1.1, 0.44),
    Subject.CASTLE: Kind(buildings.castle, Place.FAR, 1.5, 0.6),
    Subject.TREE: Kind(plants.oak, Place.GROUND, 1.7, 0.86),
    Subject.FLOWER: Kind(plants.flower, Place.GROUND, 0.62, 0.62),
    Subject.LAMP: Kind(things.street_lamp, Place.GROUND, 1.5, 0.72),
    Subject.TABLE: Kind(things.table, Place.GROUND, 0.62, 0.40),
    Subject.CUP: Kind(things.cup, Place.TABLE, 0.32, 0.36),
    Subject.BOOK: Kind(things.book, Place.TABLE, 0.30, 0.40),
    Subject.COMPUTER: Kind(things.computer, Place.TABLE, 0.50, 0.48),
    Subject.PHONE: Kind(things.phone, Place.TABLE, 0.5, 0.50),
    Subject.DOOR: Kind(things.door, Place.WALL, 1.25, 0.78),
    Subject.WINDOW: Kind(things.window, Place.WALL, 0.9, 0.72),
    Subject.CANDLE: Kind(things.candle, Place.TABLE, 0.42, 0.56),
    Subject.FIRE: Kind(things.fire, Place.GROUND, 0.48, 0.56),
    Subject.BALLOON: Kind(things.balloon, Place.SKY, 1.5, 0.62),
}
"""Subjects that are figures; mountain, moon and sun are part of the setting."""

_OWN_COLORS: dict[Subject, RGB] = {
    Subject.TREE: (0.34, 0.46, 0.20),
    Subject.DOG: (0.70, 0.26, 0.16),
    Subject.ROCKET: (0.80, 0.24, 0.18),
    Subject.LIGHTHOUSE: (0.74, 0.18, 0.16),
}


def paint_subjects(stage: Stage) -> None:
    """Draw the look's subjects, the main one at the focus and last where it stands nearest."""
    figures = [subject for subject in cast(stage) if subject in KINDS]
    on_table = any(KINDS[subject].place is Place.TABLE for subject in figures[:1])
    if stage.look.framing is Framing.CLOSE and figures and figures[0] in PEOPLE:
        _paint_bust(stage, figures[0])
        return
    if on_table:
        figures = [subject for subject in figures if KINDS[subject].place is not Place.GROUND or subject in PEOPLE]
    order = sorted(enumerate(figures), key=lambda item: (KINDS[item[1]].place.value, -item[0]))
    if on_table:
        _tabletop(stage)
    elif any(_stands(stage, subject) for subject in figures) and stage.look.setting in _WATERS | {Setting.SKY}:
        _knoll(stage)
    for rank, subject in order:
        _paint_subject(stage, subject, rank)


def cast(stage: Stage) -> tuple[Subject, ...]:
    """The subjects in order of weight for this framing: details show the thing, not who holds it."""
    subjects = stage.look.subjects
    if stage.look.framing in {Framing.DETAIL, Framing.SHOULDER}:
        return tuple(sorted(subjects, key=lambda subject: subject in PEOPLE)) if len(subjects) > 1 else subjects
    return subjects


def focused(stage: Stage) -> bool:
    """Whether the shot is so near that what lies behind the subject is out of focus."""
    return stage.look.framing in {Framing.CLOSE, Framing.DETAIL}


def _stands(stage: Stage, subject: Subject) -> bool:
    return KINDS[subject].place is Place.GROUND and stage.look.setting not in {Setting.UNDERWATER, Setting.ABSTRACT}


def _height(stage: Stage, kind: Kind, rank: int) -> float:
    if focused(stage):
        return UNIT * kind.near * (1.25 if stage.look.framing is Framing.DETAIL else 1.1) * (1 if rank == 0 else 0.6)
    size = stage.size * kind.size
    if stage.look.framing in {Framing.MEDIUM, Framing.LOW, Framing.SHOULDER}:
        size = min(size, UNIT * (0.95 if stage.look.framing is Framing.LOW else 0.80))
        if kind.place is Place.TABLE:
            size = UNIT * kind.near
    if kind.place in {Place.SKY, Place.FAR} and stage.look.framing is Framing.WIDE:
        size = max(size, UNIT * 0.2 * kind.size**0.5)
    return size * (1.0 if rank == 0 else 0.82)


def _paint_subject(stage: Stage, subject: Subject, rank: int) -> None:
    kind = KINDS[subject]
    make = kind.close if focused(stage) and kind.close is not None and subject not in PEOPLE else kind.make
    if subject is Subject.WHALE and stage.look.setting in _WATERS:
        kind, make = Kind(animals.fluke, Place.WATER, 0.9, 0.5), animals.fluke
    if subject is Subject.LAMP and stage.look.setting in INDOORS:
        kind, make = Kind(things.table_lamp, Place.TABLE, 0.5, 0.5), things.table_lamp
    size = _height(stage, kind, rank)
    if subject is Subject.CHILD and not focused(stage) and rank == 0:
        size *= 1.1
    x, foot = _spot(stage, kind, rank, size)
    figure = moved(make(stage.rng), x, foot, size, flip=(x > stage.width / 2) ^ (rank > 0))
    accent = stage.look.accent if rank == 0 or not stage.look.colors else mix(stage.look.accent, (0.4, 0.4, 0.42), 0.6)
    if not stage.look.colors and subject in _OWN_COLORS:
        accent = _OWN_COLORS[subject]
    distance = _distance(stage, kind, size)
    if kind.place in {Place.GROUND, Place.TABLE} and _stands_on_ground(stage):
        _cast_shadow(stage, figure, foot, size)
    if kind.place is Place.WATER or (kind.place is Place.FAR and stage.look.setting in _WATERS):
        _reflect(stage, figure, foot, distance, accent)
    paint_figure(stage, figure, size, distance, accent)
    if subject is Subject.LIGHTHOUSE and stage.look.light is not Light.DAY:
        _beam(stage, x, foot - size * 0.85, size)
    if subject in {Subject.CUP}:
        _steam(stage, x, foot - size, size)


def _stands_on_ground(stage: Stage) -> bool:
    return stage.look.setting not in {Setting.UNDERWATER, Setting.ABSTRACT}


def _distance(stage: Stage, kind: Kind, size: float) -> float:
    if kind.place is Place.TABLE or focused(stage):
        return 0.03
    near = min(1.0, size / (UNIT * 0.6 * max(kind.size, 0.4)))
    return float(np.clip(0.34 - 0.34 * near, 0.04, 0.30)) + (0.10 if kind.place is Place.FAR else 0.0)


def _spot(stage: Stage, kind: Kind, rank: int, size: float) -> tuple[float, float]:
    away = (0, -1, 1)[rank] * (1 if stage.focus > stage.width / 2 else -1)
    x = stage.focus + away * stage.width * (0.27 if rank < 2 else 0.12)
    if kind.place is Place.SKY:
        middle = 0.30 if stage.look.setting is not Setting.UNDERWATER else 0.44
        return x, stage.height * (0.48 if focused(stage) else middle + 0.06 * rank) + size * 0.5
    if kind.place is Place.FAR:
        drop = 0.05 if stage.look.framing is Framing.WIDE else 0.14
        return x, stage.horizon + UNIT * (drop + 0.015 * rank)
    if kind.place is Place.WATER:
        return x, stage.horizon + UNIT * (0.05 if stage.look.framing is Framing.WIDE else 0.13)
    if kind.place is Place.WALL:
        foot = stage.horizon + (stage.height - stage.horizon) * 0.34
        return x, foot if kind.make is things.door else foot - UNIT * 0.12
    if kind.place is Place.TABLE:
        return x, stage.height * (0.70 if focused(stage) else 0.70)
    if focused(stage):
        return x, stage.height * 0.80
    lift = UNIT * 0.03 * rank
    return x, stage.ground - lift


def _paint_bust(stage: Stage, subject: Subject) -> None:
    kind = KINDS[subject]
    make = kind.close or kind.make
    size = UNIT * 0.78
    foot = stage.height * (0.90 if stage.width >= stage.height else 0.74)
    figure = moved(make(stage.rng), stage.focus, foot, size, flip=stage.focus > stage.width / 2)
    bottom = [
        Part(
            (
                poly((-0.6, 0.8), (0.5, 0.8), (0.5, 2.5), (-0.6, 2.5)) * size
                + np.array((stage.focus, foot), np.float32),
            ),
            Paint.ACCENT,
        )
    ]
    paint_figure(stage, tuple(bottom) + figure if stage.height > stage.width else figure, size, 0.03, stage.look.accent)


def paint_shoulder(stage: Stage) -> None:
    """Somebody's back, dark and out of focus, at the other side of the picture."""
    x = stage.width - stage.focus + (0.10 if stage.focus < stage.width / 2 else -0.10) * stage.width
    size = UNIT * 0.72
    figure = moved(people.shoulder(stage.rng), x, stage.height * 1.02, size)
    stencil = stage.canvas.stencil([part.contours for part in figure], 9.0)
    stage.canvas.paint(stencil, mix(stage.tones.shade, stage.lit((0.16, 0.15, 0.17)), 0.5))
    if stencil is not None:
        _rim(stage, stencil, size, 0.30)


def paint_figure(stage: Stage, figure: Figure, size: float, distance: float, accent: RGB) -> None:
    """Paint parts in their colours, then model them: a lit side, a dark side, a bright edge, glowing lamps."""
    colors = _colors(stage, distance, accent)
    lamps = [part for part in figure if part.paint is Paint.LAMP]
    for paint, parts in groupby(figure, key=lambda part: part.paint):
        stencil = stage.canvas.stencil([part.contours for part in parts])
        stage.canvas.paint(stencil, colors[paint])
    whole = stage.canvas.stencil([part.contours for part in figure])
    if whole is None:
        return
    alpha = whole.alpha
    if lamps:
        lit = stage.canvas.stencil([part.contours for part in lamps])
        if lit is not None:
            alpha = alpha.copy()
            y, x = lit.y - whole.y, lit.x - whole.x
            alpha[y : y + lit.alpha.shape[0], x : x + lit.alpha.shape[1]] *= 1 - lit.alpha
    body = Stencil(whole.x, whole.y, alpha)
    _model(stage, body, size, distance)
    _rim(stage, body, size, 0.75 * (1 - distance))
    _glow_of_lamps(stage, lamps, size)


def _colors(stage: Stage, distance: float, accent: RGB) -> dict[Paint, RGB]:
    dark = mix(stage.lit((0.15, 0.15, 0.18)), stage.tones.shade, 0.5)
    skin = ((0.72, 0.50, 0.38), (0.50, 0.33, 0.24), (0.82, 0.62, 0.50))[stage.look.key % 3]
    haze = distance
    return {
        Paint.BODY: mix(dark, stage.tones.haze, haze),
        Paint.ACCENT: stage.lit(scale(accent, 0.86), haze),
        Paint.PALE: stage.lit((0.84, 0.83, 0.80), haze),
        Paint.SKIN: stage.lit(skin, haze),
        Paint.GLASS: mix(mix(stage.tones.middle, stage.tones.top, 0.5), dark, 0.45),
        Paint.LAMP: _LAMPLIGHT if stage.look.light is not Light.DAY else mix(_LAMPLIGHT, (1, 1, 1), 0.4),
    }


def _model(stage: Stage, stencil: Stencil, size: float, distance: float) -> None:
    """Soft shading as of a rounded body: darker away from the light and toward the feet."""
    step = max(1, int(size / 160))
    rows, columns = stencil.alpha.shape
    small = cv2.resize(stencil.alpha, (max(2, columns // step), max(2, rows // step)), interpolation=cv2.INTER_AREA)
    sigma = max(1.0, size * 0.035 / step)
    soft = cv2.GaussianBlur(small, (0, 0), sigma, borderType=cv2.BORDER_REPLICATE)
    across = cv2.Sobel(soft, cv2.CV_32F, 1, 0, ksize=3) * (sigma / 3.2)
    down = cv2.Sobel(soft, cv2.CV_32F, 0, 1, ksize=3) * (sigma / 3.2)
    toward = np.asarray(-across * stage.side * 0.9 - down * -0.45, np.float32)
    facing = cv2.resize(np.asarray(toward, np.float32), (columns, rows), interpolation=cv2.INTER_LINEAR)
    strength = (0.42 + 0.25 * stage.tones.power) * (1 - distance)
    shade = np.clip(facing * 1.4, 0, 1) * strength
    light = np.clip(-facing * 1.4, 0, 1) * strength
    area = stage.canvas.pixels[stencil.window]
    area *= 1 - (shade * stencil.alpha)[..., None] * np.float32(0.75)
    stage.canvas.shine(
        Stencil(stencil.x, stencil.y, np.asarray(light * stencil.alpha, np.float32)),
        mix(stage.tones.low, stage.tones.source, 0.4),
        0.55,
    )


def _rim(stage: Stage, stencil: Stencil, size: float, strength: float) -> None:
    """The edge that catches sun or moon."""
    shift = float(np.clip(size * 0.008, 1.2, 9.0))
    matrix = np.array([[1, 0, -stage.side * shift], [0, 1, shift * 0.55]], np.float32)
    rows, columns = stencil.alpha.shape
    moved_by = cv2.warpAffine(stencil.alpha, matrix, (columns, rows), borderMode=cv2.BORDER_REPLICATE)
    edge = np.clip(stencil.alpha - moved_by, 0, 1)
    edge = cv2.GaussianBlur(np.asarray(edge, np.float32), (0, 0), max(0.6, shift * 0.28)) * stencil.alpha
    tone = mix(stage.tones.source, stage.tones.low, 0.35)
    power = strength * (0.30 + 0.75 * stage.tones.power)
    stage.canvas.shine(
        Stencil(stencil.x, stencil.y, np.asarray(np.clip(edge, 0, 1), np.float32)), tone, min(1.0, power)
    )


def _glow_of_lamps(stage: Stage, lamps: Sequence[Part], size: float) -> None:
    if stage.look.light is Light.DAY and stage.look.setting not in INDOORS:
        return
    for part in lamps[:12]:
        contour = part.contours[0]
        x, y = contour.mean(axis=0)
        reach = float(np.clip(np.ptp(contour, axis=0).mean() * 1.5, size * 0.03, size * 0.7))
        stage.canvas.glow(float(x), float(y), reach, (1.0, 0.70, 0.36), 0.34 if len(lamps) > 4 else 0.5)


def _cast_shadow(stage: Stage, figure: Figure, foot: float, size: float) -> None:
    """Laid on the ground, away from the light; longer the lower the sun."""
    low = stage.look.light in {Light.GOLDEN, Light.DAWN, Light.DUSK}
    flat, lean = (0.34, 0.9) if low else (0.16, 0.35)
    contours = []
    for part in figure:
        shapes = []
        for contour in part.contours:
            height = np.minimum(contour[:, 1] - foot, 0)
            x = contour[:, 0] + height * stage.side * lean * 0.6
            shapes.append(np.asarray(np.stack([x, foot - height * flat], axis=1), np.float32))
        contours.append(tuple(shapes))
    stencil = stage.canvas.stencil(contours, max(2.0, size * 0.012))
    power = 0.42 if stage.tones.power > 0.4 else 0.24
    if stencil is not None:
        fade = np.linspace(1, 0.25, stencil.alpha.shape[0], dtype=np.float32)[:, None]
        stage.canvas.paint(Stencil(stencil.x, stencil.y, stencil.alpha * fade), scale(stage.tones.shade, 0.8), power)
    middle = float(np.mean([part.contours[0][:, 0].mean() for part in figure]))
    stage.canvas.paint(
        stage.canvas.stencil([(ring(middle, foot, size * 0.22, size * 0.022),)], size * 0.018),
        scale(stage.tones.shade, 0.6),
        0.5,
    )


def _reflect(stage: Stage, figure: Figure, foot: float, distance: float, accent: RGB) -> None:
    colors = _colors(stage, distance, accent)
    for paint, parts in groupby(figure, key=lambda part: part.paint):
        shapes = [
            tuple(
                np.asarray(
                    np.stack([c[:, 0] + np.sin(c[:, 1] * 0.09) * 5, foot - (c[:, 1] - foot) * 0.72], axis=1), np.float32
                )
                for c in part.contours
            )
            for part in parts
        ]
        stage.canvas.paint(stage.canvas.stencil(shapes, 4.0), colors[paint], 0.34)


def _beam(stage: Stage, x: float, y: float, size: float) -> None:
    far = -stage.width * 0.6 if x > stage.width / 2 else stage.width * 0.6
    for way, strength in ((1.0, 0.55), (-0.5, 0.3)):
        tip = x + far * way
        beam = stage.canvas.stencil(
            [(poly((x, y - size * 0.02), (tip, y - size * 0.22), (tip, y + size * 0.06), (x, y + size * 0.02)),)], 7
        )
        if beam is not None:
            columns = np.arange(beam.alpha.shape[1], dtype=np.float32)[None, :] + beam.x
            fade = np.clip(1 - np.abs(columns - x) / abs(tip - x), 0, 1) ** 1.3
            stage.canvas.shine(
                Stencil(beam.x, beam.y, np.asarray(beam.alpha * fade, np.float32)), (1.0, 0.93, 0.74), strength
            )
    stage.canvas.glow(x, y, size * 0.10, (1.0, 0.90, 0.66), 0.95)


def _steam(stage: Stage, x: float, y: float, size: float) -> None:
    for n in range(3):
        t = np.linspace(0, 1, 12)
        path_x = x + (n - 1) * size * 0.16 + np.sin(t * 5 + n * 1.7) * size * 0.10 * (0.3 + t)
        path_y = y - t * size * 0.75
        shapes = [
            (limb((float(a), float(b)), size * 0.035, (float(c), float(d)), size * 0.035),)
            for a, b, c, d in zip(path_x[:-1], path_y[:-1], path_x[1:], path_y[1:], strict=True)
        ]
        veil = stage.canvas.stencil(shapes, size * 0.05)
        if veil is not None:
            fade = np.sin(np.linspace(0, np.pi, veil.alpha.shape[0], dtype=np.float32))[:, None]
            stage.canvas.shine(
                Stencil(veil.x, veil.y, np.asarray(veil.alpha * fade, np.float32)), stage.tones.low, 0.34
            )


def _tabletop(stage: Stage) -> None:
    top = stage.height * 0.635
    wood = stage.lit((0.52, 0.34, 0.22), 0.04)
    stage.canvas.below(
        np.full(stage.width, top, np.float32), mix(wood, stage.tones.low, 0.20), scale(wood, 0.30), stage.height - top
    )
    stage.canvas.glow(
        stage.sun[0] * 0.5 + stage.focus * 0.5, top + UNIT * 0.06, UNIT * 0.30, stage.tones.low, 0.30, flatten=3.4
    )
    edge = stage.canvas.stencil([(box(0, top - 1.5, stage.width, top + 2),)], 1.0)
    stage.canvas.shine(edge, stage.tones.low, 0.25)


def _knoll(stage: Stage) -> None:
    """Near ground to stand on where there is only water or air: a dark shoulder of land under the focus."""
    x = np.linspace(-1, 1, stage.width, dtype=np.float32) - (stage.focus / stage.width * 2 - 1)
    side = 1 if stage.focus > stage.width / 2 else -1
    fall = np.clip(np.abs(x) - 0.22, 0, None) * np.where(x * side > 0, 0.25, 1.3)
    top = stage.ground - UNIT * 0.004
    line = top + fall**1.4 * UNIT * 0.62 + rolling(stage.rng, stage.width, 6.0) * UNIT * 0.004
    line += (
        smoothstep(np.asarray(fall, np.float32), 0, 0.3) * UNIT * 0.02 * stage.tile[7, :512].repeat(8)[: stage.width]
    )
    color = stage.lit((0.26, 0.30, 0.24), 0.06)
    stage.canvas.below(
        np.asarray(line, np.float32), color, mix(scale(color, 0.35), stage.tones.shade, 0.5), UNIT * 0.18
    )


def bokeh(stage: Stage) -> None:
    """Lights behind the subject, out of focus."""
    dim = stage.dim or stage.look.setting in INDOORS
    for _ in range(16 if dim else 9):
        x, y = stage.between(0, 1) * stage.width, stage.between(0.05, 0.62) * stage.height
        radius = UNIT * stage.between(0.014, 0.055)
        tone = mix(_LAMPLIGHT if dim else stage.tones.source, stage.look.accent, stage.between(0, 0.4))
        stencil = stage.canvas.stencil([(ring(x, y, radius),)], 2.5)
        stage.canvas.shine(stencil, tone, stage.between(0.05, 0.22) * (1.2 if dim else 0.7))


def paint_framing_leaves(stage: Stage) -> None:
    """A dark branch from a corner above, out of focus: depth for a wide view of open country."""
    left = stage.focus > stage.width / 2
    shapes: list[tuple[Array, ...]] = []
    x0, y0 = (-30.0, -10.0) if left else (stage.width + 30.0, -10.0)
    way = 1 if left else -1
    for _ in range(3):
        x, y, angle = x0, y0 + stage.between(0, UNIT * 0.14), stage.between(0.02, 0.5)
        for step in range(9):
            nx, ny = x + way * UNIT * 0.042 * np.cos(angle), y + UNIT * 0.042 * np.sin(angle)
            shapes.append((limb((x, y), 5.5 - step * 0.55, (float(nx), float(ny)), 5.0 - step * 0.55),))
            for _ in range(4):
                at = (float(nx) + stage.between(-26, 26), float(ny) + stage.between(-22, 26))
                shapes.append(
                    (ring(*at, UNIT * stage.between(0.012, 0.021), UNIT * 0.0065, stage.between(0, 180), 14),)
                )
            x, y, angle = float(nx), float(ny), angle + stage.between(-0.22, 0.26)
    dark = mix(stage.lit((0.12, 0.17, 0.12)), stage.tones.shade, 0.6)
    stage.canvas.paint(stage.canvas.stencil(shapes, 1.8), dark, 0.94)
