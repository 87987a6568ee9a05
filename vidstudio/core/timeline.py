"""Where each scene lies in the film, to the frame.

A scene's boundaries are rounded from the sum of all durations before them, never added up from rounded lengths, so that
nothing drifts. A transition lies centred on its boundary and takes the same from both neighbours. The film is cut into
segments that can be rendered, kept and used again one by one: what lies between two transitions, and the transitions.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from itertools import accumulate, pairwise

from vidstudio.core.scene import Scene, Transition

MOST_SECONDS = 5
"""Longer than any segment of one scene: as often there has to be a key frame anyway, for players to seek by."""

Rate = int | Fraction
"""Frames a second."""


@dataclass(frozen=True, slots=True)
class Layer:
    """A piece of one scene as it is seen in a segment.

    Attributes:
        row: the scene's place in the storyboard, counted from 0.
        start: where the piece begins in the scene's visible range, in frames.
        length: the scene's whole visible range in frames, with its shares of the transitions: its move spans it.
    """

    row: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of frames of the film: one layer is a scene by itself, two are a ``transition`` between them."""

    first: int
    frames: int
    layers: tuple[Layer, ...]
    transition: Transition = Transition.CUT


def boundaries(durations: Sequence[float], fps: Rate) -> list[int]:
    """The frame at which each scene begins, and as the last one the film's length; durations in seconds."""
    sums = accumulate(durations, initial=0.0)
    return [round(round(seconds, 6) * fps) for seconds in sums]  # durations are kept to the microsecond


def transition_lengths(scenes: Sequence[Scene], edges: Sequence[int], fps: Rate) -> list[int]:
    """Frames of the transition at each boundary inside the film, 0 for a cut.

    Even, so that half of it lies on each side; that half is at most half of the shorter neighbour.
    """
    lengths = [end - start for start, end in pairwise(edges)]
    return [
        2 * min(_wanted(scene, fps) // 2, before // 2, after // 2)
        for scene, (before, after) in zip(scenes, pairwise(lengths), strict=False)
    ]


def _wanted(scene: Scene, fps: Rate) -> int:
    return 0 if scene.transition is Transition.CUT else round(scene.transition_seconds * fps)


def segments(scenes: Sequence[Scene], fps: Rate) -> list[Segment]:
    """The whole film as segments, in order and without gaps; a scene that is all transition has none of its own."""
    if not scenes:
        return []
    edges = boundaries([scene.duration for scene in scenes], fps)
    halves = [length // 2 for length in transition_lengths(scenes, edges, fps)]
    seen = [
        range(edges[row] - before, edges[row + 1] + after)
        for row, (before, after) in enumerate(zip([0, *halves], [*halves, 0], strict=True))
    ]
    most = round(MOST_SECONDS * fps)
    return [piece for segment in _cut(seen, scenes) for piece in _divided(segment, most)]


def _divided(segment: Segment, most: int) -> Iterator[Segment]:
    """A long scene by itself in equal pieces, so that several can be at work on it; a transition stays whole."""
    count = 1 if len(segment.layers) > 1 else -(-segment.frames // most)
    edges = [segment.frames * number // count for number in range(count + 1)]
    for start, end in pairwise(edges):
        layers = tuple(replace(layer, start=layer.start + start) for layer in segment.layers)
        yield Segment(segment.first + start, end - start, layers, segment.transition)


def _cut(seen: Sequence[range], scenes: Sequence[Scene]) -> Iterator[Segment]:
    """Segments from the range of frames in which each scene is seen; neighbours overlap in their transition."""
    at = 0
    for row, frames in enumerate(seen):
        following = seen[row + 1] if row + 1 < len(seen) else None
        alone_until = following.start if following else frames.stop
        if alone_until > at:
            yield Segment(at, alone_until - at, (_layer(row, frames, at),))
        if following and frames.stop > alone_until:
            both = (_layer(row, frames, alone_until), _layer(row + 1, following, alone_until))
            yield Segment(alone_until, frames.stop - alone_until, both, scenes[row].transition)
        at = frames.stop


def _layer(row: int, seen: range, frame: int) -> Layer:
    return Layer(row, frame - seen.start, len(seen))


def excerpt(cut: Sequence[Segment], rows: range) -> list[Segment]:
    """The segments that show these scenes and no others; transitions to their outer neighbours stay out."""
    return [segment for segment in cut if all(layer.row in rows for layer in segment.layers)]
