"""How the camera moves over a still: which part of the picture is seen at which moment.

A move is a function of time alone, free of pixels: the window it gives back is in fractions of the picture as far as
the film shows it, so that a size, a frame rate or a renderer may change without changing the move.
"""

import math
from dataclasses import dataclass

from vidstudio.core.job import Motion

MAX_TRAVEL = 0.14
"""How much a long move zooms, as a fraction; a pan crosses what that zoom leaves hidden."""

TRAVEL_PER_SECOND = 0.05
"""Limit for short scenes, so that half a second does not get the whole move."""

_RAMP = 0.25
"""Share of a move in which it gains speed, and again in which it loses it."""


@dataclass(frozen=True, slots=True)
class Window:
    """The part that is seen: its left and top edge and its side, 1 being the whole width or height."""

    left: float
    top: float
    size: float


@dataclass(frozen=True, slots=True)
class _Pose:
    """One end of a move.

    Attributes:
        zoom: 0 shows the whole picture, 1 is as close as the move goes.
        x, y: where the window lies in what the zoom hides, 0 at the left and top, 1 at the right and bottom.
    """

    zoom: float
    x: float = 0.5
    y: float = 0.5


_MOVES = {
    Motion.PUSH_IN: (_Pose(0), _Pose(1)),
    Motion.PULL_OUT: (_Pose(1), _Pose(0)),
    Motion.PAN_LEFT: (_Pose(1, x=1), _Pose(1, x=0)),
    Motion.PAN_RIGHT: (_Pose(1, x=0), _Pose(1, x=1)),
    Motion.PAN_UP: (_Pose(1, y=1), _Pose(1, y=0)),
    Motion.PAN_DOWN: (_Pose(1, y=0), _Pose(1, y=1)),
    Motion.DRIFT: (_Pose(0.6, 0.15, 0.3), _Pose(1, 0.85, 0.7)),
    Motion.HOLD: (_Pose(0), _Pose(0)),
}


def travel(seconds: float) -> float:
    """How far a move of that length goes, as a fraction of zoom."""
    return min(MAX_TRAVEL, TRAVEL_PER_SECOND * seconds)


def ease(time: float) -> float:
    """Way covered at ``time`` (both 0 to 1): the speed rises and falls in half cosines and is constant in between."""
    if time > 0.5:
        return 1 - ease(1 - time)
    if time > _RAMP:
        return (time - _RAMP / 2) / (1 - _RAMP)
    return (time - _RAMP / math.pi * math.sin(math.pi * time / _RAMP)) / 2 / (1 - _RAMP)


def window(motion: Motion, time: float, amount: float) -> Window:
    """What is seen at ``time`` (0 to 1) of a move that zooms or pans by ``amount`` (see ``travel``)."""
    start, end = _MOVES[motion]
    way = ease(time)
    # In powers, as a lens does it: a zoom of equal steps in size looks as if it slowed down.
    size = math.pow(1 + amount, -_between(start.zoom, end.zoom, way))
    hidden = 1 - size
    return Window(hidden * _between(start.x, end.x, way), hidden * _between(start.y, end.y, way), size)


def _between(start: float, end: float, way: float) -> float:
    return start + (end - start) * way
