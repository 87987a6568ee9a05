"""The film as segments: every frame exactly once, fades centred and fair, nothing drifts."""

import random
from dataclasses import replace
from fractions import Fraction
from itertools import pairwise

import pytest

from vidstudio.core.scene import Scene, Transition
from vidstudio.core.timeline import Rate, Segment, boundaries, excerpt, segments, transition_lengths


def scenes_of(seconds: list[float], cuts: tuple[int, ...] = (), fade: float = 0.5) -> list[Scene]:
    scenes = [Scene(number, "", "", length, transition_seconds=fade) for number, length in enumerate(seconds, 1)]
    return [replace(scene, transition=Transition.CUT) if row in cuts else scene for row, scene in enumerate(scenes)]


def ranges(cut: list[Segment]) -> list[tuple[int, int]]:
    return [(segment.first, segment.first + segment.frames) for segment in cut]


def any_scenes(seed: int) -> tuple[list[Scene], Rate, float]:
    chance = random.Random(seed)
    seconds = [
        chance.choice([0.5, 0.52, 1.0, 2.04, 3.1, 4.0, chance.uniform(0.5, 9)]) for _ in range(chance.randint(1, 30))
    ]
    cuts = tuple(row for row in range(len(seconds)) if chance.random() < 0.2)
    rates: list[Rate] = [12, 24, 25, 30, Fraction(25, 4)]
    fps, fade = chance.choice(rates), chance.choice([0.0, 0.5, 1.0, 3.0])
    return scenes_of(seconds, cuts, fade), fps, fade


@pytest.mark.parametrize("seed", range(100))
def test_segments_cover_every_frame_once_in_order(seed: int) -> None:
    scenes, fps, _ = any_scenes(seed)
    cut = segments(scenes, fps)
    total = round(round(sum(scene.duration for scene in scenes), 6) * fps)
    assert ranges(cut)[0][0] == 0
    assert ranges(cut)[-1][1] == total
    assert all(end == start for (_, end), (start, _) in pairwise(ranges(cut)))
    assert all(segment.frames > 0 for segment in cut)


@pytest.mark.parametrize("seed", range(100))
def test_each_scene_is_seen_without_a_gap_from_its_first_frame_to_its_last(seed: int) -> None:
    scenes, fps, _ = any_scenes(seed)
    seen: dict[int, int] = {}
    lengths: dict[int, int] = {}
    for segment in segments(scenes, fps):
        for layer in segment.layers:
            assert layer.start == seen.get(layer.row, 0)
            seen[layer.row] = layer.start + segment.frames
            assert lengths.setdefault(layer.row, layer.length) == layer.length
    assert seen == lengths
    assert sorted(seen) == list(range(len(scenes)))


@pytest.mark.parametrize("seed", range(100))
def test_a_fade_lies_even_around_its_boundary_and_leaves_half_of_each_neighbour(seed: int) -> None:
    scenes, fps, fade = any_scenes(seed)
    edges = boundaries([scene.duration for scene in scenes], fps)
    for segment in segments(scenes, fps):
        if len(segment.layers) == 2:
            row = segment.layers[0].row
            half = segment.frames // 2
            assert segment.first + half == edges[row + 1]
            assert segment.frames == 2 * half <= round(fade * fps)
            assert half <= min(edges[row + 1] - edges[row], edges[row + 2] - edges[row + 1]) / 2
            assert scenes[row].transition is Transition.CROSS_FADE


def test_boundaries_are_rounded_from_sums_and_do_not_drift() -> None:
    edges = boundaries([0.52] * 100, 24)
    assert edges[-1] == (52 * 24)
    assert all(abs(edge - row * 0.52 * 24) <= 0.5 for row, edge in enumerate(edges))


def test_four_seconds_with_half_second_fades() -> None:
    cut = segments(scenes_of([4.0, 4.0, 4.0]), 24)
    assert ranges(cut) == [(0, 90), (90, 102), (102, 186), (186, 198), (198, 288)]
    assert [len(segment.layers) for segment in cut] == [1, 2, 1, 2, 1]
    assert [layer.length for segment in cut for layer in segment.layers] == [102, 102, 108, 108, 108, 102, 102]


def test_a_cut_has_no_segment_of_its_own() -> None:
    assert ranges(segments(scenes_of([1.0, 1.0], cuts=(0,)), 24)) == [(0, 24), (24, 48)]


def test_the_last_scenes_transition_is_not_used() -> None:
    assert segments(scenes_of([1.0]), 24) == segments(scenes_of([1.0], cuts=(0,)), 24)


def test_a_scene_that_is_all_fade_has_no_body() -> None:
    cut = segments(scenes_of([4.0, 0.5, 4.0]), 24)
    assert ranges(cut) == [(0, 90), (90, 102), (102, 114), (114, 204)]
    assert [[layer.row for layer in segment.layers] for segment in cut] == [[0], [0, 1], [1, 2], [2]]


def test_a_fade_is_shortened_for_its_shorter_neighbour() -> None:
    scenes = scenes_of([4.0, 0.5, 4.0], fade=2.0)
    assert transition_lengths(scenes, boundaries([4.0, 0.5, 4.0], 24), 24) == [12, 12]


def test_each_boundary_has_the_length_and_the_kind_its_scene_wants() -> None:
    kinds = [Transition.WIPE, Transition.CUT, Transition.SLIDE]
    scenes = [
        replace(scene, transition=kind, transition_seconds=seconds)
        for scene, kind, seconds in zip(scenes_of([4.0] * 3), kinds, [1.0, 2.0, 3.0], strict=True)
    ]
    cut = segments([*scenes, *scenes_of([4.0])], 24)
    assert [(piece.transition, piece.frames) for piece in cut if len(piece.layers) == 2] == [
        (Transition.WIPE, 24),
        (Transition.SLIDE, 72),
    ]


def test_an_excerpt_shows_its_scenes_alone_in_the_same_segments() -> None:
    cut = segments(scenes_of([4.0] * 5), 24)
    part = excerpt(cut, range(1, 4))
    assert part == cut[2:7]
    assert {layer.row for piece in part for layer in piece.layers} == {1, 2, 3}
    assert excerpt(cut, range(5)) == cut
    assert excerpt(segments(scenes_of([4.0, 0.5, 4.0]), 24), range(1, 2)) == []


def test_no_scenes_make_no_segments() -> None:
    assert segments([], 24) == []
