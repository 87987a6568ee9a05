"""Who and what: figures put on the stage, shaded by its light, with shadow, rim and glow."""

import numpy as np

from vidstudio.services.images.drafting import animals, busts, things
from vidstudio.services.images.drafting.canvas import mix
from vidstudio.services.images.drafting.kinds import COATS, KINDS, OWN_COLORS, Kind, Place
from vidstudio.services.images.drafting.look import INDOORS, PEOPLE, Framing, Light, Setting, Subject
from vidstudio.services.images.drafting.shading import cast_shadow, paint_figure, reflect, rim
from vidstudio.services.images.drafting.shapes import Paint, Part, moved, poly
from vidstudio.services.images.drafting.stage import UNIT, Stage
from vidstudio.services.images.drafting.surroundings import beam, knoll, quay, steam, tabletop

_WATERS = frozenset({Setting.SEA, Setting.LAKE, Setting.RIVER})


def paint_subjects(stage: Stage) -> None:
    """Draw the look's subjects, the main one at the focus and last where it stands nearest."""
    figures = [subject for subject in cast(stage) if subject in KINDS]
    on_table = any(KINDS[subject].place is Place.TABLE for subject in figures[:1])
    if stage.look.framing is Framing.CLOSE and figures and figures[0] in PEOPLE:
        _paint_bust(stage, figures[0])
        if Subject.CANDLE in figures:
            _paint_companion(stage, Subject.CANDLE)
        return
    if not on_table:
        figures = [subject for subject in figures if KINDS[subject].place is not Place.TABLE]
    if stage.look.setting in INDOORS:
        out_of_place = {Subject.WINDOW} if PEOPLE & set(figures) else set()
        figures = [s for s in figures if s not in out_of_place and KINDS[s].place is not Place.FAR]
    if on_table:
        figures = [subject for subject in figures if KINDS[subject].place is not Place.GROUND or subject in PEOPLE]
    order = sorted(enumerate(figures), key=lambda item: (KINDS[item[1]].place.value, -item[0]))
    if on_table:
        tabletop(stage)
    elif stage.look.setting in _WATERS | {Setting.SKY, Setting.MOUNTAINS}:
        standing = [rank for rank, subject in enumerate(figures) if _stands(stage, subject)]
        if standing and (stage.look.setting is not Setting.MOUNTAINS or PEOPLE & set(figures)):
            knoll(stage, _column(stage, standing[0]))
    elif stage.look.setting is Setting.CITY and any(_stands(stage, subject) for subject in figures):
        quay(stage)
    for rank, subject in order:
        _paint_subject(stage, subject, rank)


def cast(stage: Stage) -> tuple[Subject, ...]:
    """The subjects in order of weight for this framing: details show the thing, not who holds it."""
    subjects = stage.look.subjects
    if stage.look.framing in {Framing.DETAIL, Framing.SHOULDER}:
        things_shown = tuple(subject for subject in subjects if subject not in PEOPLE)
        return things_shown or subjects
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
    if subject in {Subject.CHILD, Subject.GIRL} and not focused(stage) and rank == 0:
        size *= 1.1
    x, foot = _spot(stage, kind, rank, size)
    figure = moved(make(stage.rng), x, foot, size, flip=(x > stage.width / 2) ^ (rank > 0))
    accent = stage.look.accent if rank == 0 or not stage.look.colors else mix(stage.look.accent, (0.4, 0.4, 0.42), 0.6)
    if not stage.look.colors and subject in OWN_COLORS:
        accent = OWN_COLORS[subject]
    distance = _distance(stage, kind, size)
    if kind.place in {Place.GROUND, Place.TABLE} and _stands_on_ground(stage):
        cast_shadow(stage, figure, foot, size)
    if kind.place is Place.WATER or (kind.place is Place.FAR and stage.look.setting in _WATERS):
        reflect(stage, figure, foot, distance, accent)
    if kind.place is Place.FAR and stage.look.light is Light.DAY:
        figure = tuple(Part(part.contours, Paint.GLASS if part.paint is Paint.LAMP else part.paint) for part in figure)
    paint_figure(stage, figure, size, distance, accent, COATS.get(subject))
    if subject is Subject.LIGHTHOUSE and stage.look.light is not Light.DAY:
        beam(stage, x, foot - size * 0.85, size)
    if subject == Subject.CUP:
        steam(stage, x, foot - size, size)


def _stands_on_ground(stage: Stage) -> bool:
    return stage.look.setting not in {Setting.UNDERWATER, Setting.ABSTRACT}


def _distance(stage: Stage, kind: Kind, size: float) -> float:
    if kind.place is Place.TABLE or focused(stage):
        return 0.03
    near = min(1.0, size / (UNIT * 0.6 * max(kind.size, 0.4)))
    return float(np.clip(0.34 - 0.34 * near, 0.04, 0.30)) + (0.10 if kind.place is Place.FAR else 0.0)


def _spot(stage: Stage, kind: Kind, rank: int, size: float) -> tuple[float, float]:
    x = _column(stage, rank)
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
    return x, _foot(stage, kind, rank)


def _foot(stage: Stage, kind: Kind, rank: int) -> float:
    """Y of what stands on a table or on the ground; those behind the first stand a little higher."""
    if kind.place is Place.TABLE:
        return stage.height * 0.70
    if focused(stage):
        return stage.height * 0.80
    return stage.ground - (0.0 if stage.look.setting in _WATERS else UNIT * 0.03 * rank)


def _column(stage: Stage, rank: int) -> float:
    """X of the first, second or third subject, pixels."""
    away = (0, -1, 1)[rank] * (1 if stage.focus > stage.width / 2 else -1)
    return stage.focus + away * stage.width * (0.27 if rank < 2 else 0.12)


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


def _paint_companion(stage: Stage, subject: Subject) -> None:
    """A small thing before the face in a close-up."""
    x, foot, size = stage.width - stage.focus, stage.height * 0.72, UNIT * 0.30
    x += (0.10 if x > stage.width / 2 else -0.10) * stage.width
    stage.canvas.glow(x, foot - size * 0.85, UNIT * 0.5, (1.0, 0.62, 0.28), 0.45)
    paint_figure(stage, moved(KINDS[subject].make(stage.rng), x, foot, size), size, 0.0, stage.look.accent)


def paint_shoulder(stage: Stage) -> None:
    """Somebody's back, dark and out of focus, at the other side of the picture."""
    x = stage.width - stage.focus + (0.10 if stage.focus < stage.width / 2 else -0.10) * stage.width
    size = UNIT * 0.72
    figure = moved(busts.shoulder(stage.rng), x, stage.height * 1.02, size)
    stencil = stage.canvas.stencil([part.contours for part in figure], 9.0)
    stage.canvas.paint(stencil, mix(stage.tones.shade, stage.lit((0.16, 0.15, 0.17)), 0.5))
    if stencil is not None:
        rim(stage, stencil, size, 0.30)
