"""How the camera moves over a still: which part of the picture is seen at which moment.

A move is a function of time alone, free of pixels: the window it gives back is in fractions of the picture as far as
the film shows it, so that a size, a frame rate or a renderer may change without changing the move.
"""

import math
import zlib
from collections.abc import Sequence
from dataclasses import dataclass

from vidstudio.core.job import AspectRatio
from vidstudio.core.scene import Motion, Scene

MAX_TRAVEL = 0.14
"""How much a long move of strength 1 zooms, as a fraction; a pan crosses what that zoom leaves hidden."""

TRAVEL_PER_SECOND = 0.05
"""Limit for short scenes, so that half a second does not get the whole move."""

_RAMP = 0.25
"""Share of a move in which it gains speed, and again in which it loses it."""


Point = tuple[float, float]
"""A place in a picture: fractions of its width and height from the left and the top."""

CENTRE: Point = (0.5, 0.5)


@dataclass(frozen=True, slots=True)
class Move:
    """How the camera moves, decided: never ``AUTO``.

    Attributes:
        aimed: whether it goes for what matters in the picture, wherever that is, instead of its middle.
    """

    motion: Motion
    strength: float = 1.0
    aimed: bool = False


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


_VARIED = {
    False: (Motion.PUSH_IN, Motion.PAN_RIGHT, Motion.PULL_OUT, Motion.DRIFT, Motion.PAN_LEFT),
    True: (Motion.PUSH_IN, Motion.PAN_UP, Motion.PULL_OUT, Motion.DRIFT, Motion.PAN_DOWN),
}
"""What ``AUTO`` chooses from; a tall film tilts where another pans."""


def moves(scenes: Sequence[Scene], aspect_ratio: AspectRatio) -> list[Move]:
    """The move of every scene: its own, or, for ``AUTO``, one that is not its neighbours'.

    Which one it is hangs on the picture, not on the place, so that a moved scene mostly keeps its move.
    """
    across, down = aspect_ratio.sides
    varied = _VARIED[down > across]
    found: list[Move] = []
    for row, scene in enumerate(scenes):
        if scene.motion is not Motion.AUTO:
            found.append(Move(scene.motion, scene.strength))
            continue
        taken = {found[-1].motion} if found else set()
        taken |= {following.motion for following in scenes[row + 1 : row + 2]}
        first = zlib.crc32((scene.picture.digest if scene.picture else scene.description).encode()) % len(varied)
        free = [motion for motion in (*varied[first:], *varied[:first]) if motion not in taken]
        found.append(Move(free[0], scene.strength, aimed=True))
    return found


def travel(seconds: float, strength: float = 1.0) -> float:
    """How far a move of that length goes, as a fraction of zoom."""
    return min(MAX_TRAVEL, TRAVEL_PER_SECOND * seconds) * strength


def ease(time: float) -> float:
    """Way covered at ``time`` (both 0 to 1): the speed rises and falls in half cosines and is constant in between."""
    if time > 0.5:
        return 1 - ease(1 - time)
    if time > _RAMP:
        return (time - _RAMP / 2) / (1 - _RAMP)
    return (time - _RAMP / math.pi * math.sin(math.pi * time / _RAMP)) / 2 / (1 - _RAMP)


def window(motion: Motion, time: float, amount: float, focus: Point = CENTRE) -> Window:
    """What is seen at ``time`` (0 to 1) of a move that zooms or pans by ``amount`` (see ``travel``).

    Zooms end, or begin, with ``focus`` as near to the middle as the picture's edges allow, and a drift runs towards it.
    """
    start, end = _poses(motion, amount, focus)
    way = ease(time)
    # In powers, as a lens does it: a zoom of equal steps in size looks as if it slowed down.
    size = math.pow(1 + amount, -_between(start.zoom, end.zoom, way))
    hidden = 1 - size
    return Window(hidden * _between(start.x, end.x, way), hidden * _between(start.y, end.y, way), size)


def _poses(motion: Motion, amount: float, focus: Point) -> tuple[_Pose, _Pose]:
    start, end = _MOVES[motion]
    if focus == CENTRE or not amount:
        return start, end
    if motion in {Motion.PUSH_IN, Motion.PULL_OUT}:
        x, y = (_lean(place, 1 / (1 + amount)) for place in focus)
        return _Pose(start.zoom, x, y), _Pose(end.zoom, x, y)
    if motion is Motion.DRIFT:
        (x, y), (to_x, to_y) = ((pose.x, pose.y) for pose in (start, end))
        x, to_x = (x, to_x) if focus[0] >= 0.5 else (to_x, x)
        y, to_y = (y, to_y) if focus[1] >= 0.5 else (to_y, y)
        return _Pose(start.zoom, x, y), _Pose(end.zoom, to_x, to_y)
    return start, end


def _lean(place: float, size: float) -> float:
    """Where a window of that size has to lie in what it hides, so that ``place`` is in its middle if that can be."""
    return min(max((place - size / 2) / (1 - size), 0.0), 1.0)


def _between(start: float, end: float, way: float) -> float:
    return start + (end - start) * way
