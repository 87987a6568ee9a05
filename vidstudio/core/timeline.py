"""Where each scene lies in the film, to the frame.

A scene's boundaries are rounded from the sum of all durations before them, never added up from rounded lengths, so that
nothing drifts. A cross-fade lies centred on its boundary and takes the same from both neighbours. The film is cut into
segments that can be rendered, kept and used again one by one: what lies between two fades, and the fades.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from vidstudio.core.job import Scene, Transition


@dataclass(frozen=True, slots=True)
class Layer:
    """A piece of one scene as it is seen in a segment.

    Attributes:
        row: the scene's place in the storyboard, counted from 0.
        start: where the piece begins in the scene's visible range, in frames.
        length: the scene's whole visible range in frames, with its shares of the fades: its move spans it.
    """

    row: int
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class Segment:
    """A run of frames of the film: one layer is a scene by itself, two are a fade from the first to the second."""

    first: int
    frames: int
    layers: tuple[Layer, ...]


def boundaries(durations: Sequence[float], fps: int) -> list[int]:
    """The frame at which each scene begins, and as the last one the film's length; durations in seconds."""
    sums = accumulate(durations, initial=0.0)
    return [round(round(seconds, 6) * fps) for seconds in sums]  # durations are kept to the microsecond


def fade_lengths(scenes: Sequence[Scene], edges: Sequence[int], wanted: int) -> list[int]:
    """Frames of the transition at each boundary inside the film, 0 for a cut.

    Even, so that half of it lies on each side; that half is at most half of the shorter neighbour.
    """
    lengths = [end - start for start, end in pairwise(edges)]
    return [
        0 if scene.transition is Transition.CUT else 2 * min(wanted // 2, before // 2, after // 2)
        for scene, (before, after) in zip(scenes, pairwise(lengths), strict=False)
    ]


def segments(scenes: Sequence[Scene], fps: int, fade_seconds: float) -> list[Segment]:
    """The whole film as segments, in order and without gaps; a scene that is all fade has none of its own."""
    if not scenes:
        return []
    edges = boundaries([scene.duration for scene in scenes], fps)
    halves = [fade // 2 for fade in fade_lengths(scenes, edges, round(fade_seconds * fps))]
    seen = [
        range(edges[row] - before, edges[row + 1] + after)
        for row, (before, after) in enumerate(zip([0, *halves], [*halves, 0], strict=True))
    ]
    return list(_cut(seen))


def _cut(seen: Sequence[range]) -> Iterator[Segment]:
    """Segments from the range of frames in which each scene is seen; neighbours overlap where they fade."""
    at = 0
    for row, frames in enumerate(seen):
        following = seen[row + 1] if row + 1 < len(seen) else None
        alone_until = following.start if following else frames.stop
        if alone_until > at:
            yield Segment(at, alone_until - at, (_layer(row, frames, at),))
        if following and frames.stop > alone_until:
            both = (_layer(row, frames, alone_until), _layer(row + 1, following, alone_until))
            yield Segment(alone_until, frames.stop - alone_until, both)
        at = frames.stop


def _layer(row: int, seen: range, frame: int) -> Layer:
    return Layer(row, frame - seen.start, len(seen))
