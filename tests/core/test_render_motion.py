"""Camera moves: inside the picture, eased, slow, and different from each other."""

from itertools import pairwise

import pytest

from vidstudio.core.motion import MAX_TRAVEL, Window, ease, travel, window
from vidstudio.core.scene import Motion

TIMES = [step / 500 for step in range(501)]
MOVES = [motion for motion in Motion if motion not in {Motion.HOLD, Motion.AUTO}]


def centre(seen: Window) -> tuple[float, float]:
    return seen.left + seen.size / 2, seen.top + seen.size / 2


@pytest.mark.parametrize("motion", sorted(set(Motion) - {Motion.AUTO}))
def test_nothing_beside_the_picture_is_ever_seen(motion: Motion) -> None:
    for time in TIMES:
        seen = window(motion, time, MAX_TRAVEL)
        assert seen.left >= 0
        assert seen.top >= 0
        assert max(seen.left, seen.top) + seen.size <= 1 + 1e-12
        assert seen.size >= 1 / (1 + MAX_TRAVEL) - 1e-12


def test_hold_shows_the_whole_picture_all_the_time() -> None:
    assert {window(Motion.HOLD, time, MAX_TRAVEL) for time in TIMES} == {Window(0, 0, 1)}


@pytest.mark.parametrize("motion", MOVES)
def test_a_move_starts_and_ends_gently_and_never_jumps(motion: Motion) -> None:
    seen = [window(motion, time, MAX_TRAVEL) for time in TIMES]
    steps = [abs(a.left - b.left) + abs(a.top - b.top) + abs(a.size - b.size) for a, b in pairwise(seen)]
    assert min(steps[0], steps[-1]) > 0
    assert max(steps[0], steps[-1]) < max(steps) / 100
    assert all(abs(a - b) < max(steps) / 40 for a, b in pairwise(steps))


def test_zooms_go_the_way_they_are_called_and_stay_centred() -> None:
    near, far = 1 / (1 + MAX_TRAVEL), 1.0
    assert window(Motion.PUSH_IN, 0, MAX_TRAVEL).size == far
    assert window(Motion.PUSH_IN, 1, MAX_TRAVEL).size == pytest.approx(near)
    assert window(Motion.PULL_OUT, 0, MAX_TRAVEL).size == pytest.approx(near)
    assert window(Motion.PULL_OUT, 1, MAX_TRAVEL).size == far
    assert centre(window(Motion.PUSH_IN, 0.3, MAX_TRAVEL)) == pytest.approx((0.5, 0.5))


@pytest.mark.parametrize(
    ("motion", "axis", "sign"),
    [(Motion.PAN_LEFT, 0, -1), (Motion.PAN_RIGHT, 0, 1), (Motion.PAN_UP, 1, -1), (Motion.PAN_DOWN, 1, 1)],
)
def test_pans_go_the_way_they_are_called_at_one_distance(motion: Motion, axis: int, sign: int) -> None:
    start, end = window(motion, 0, MAX_TRAVEL), window(motion, 1, MAX_TRAVEL)
    moved = [b - a for a, b in zip(centre(start), centre(end), strict=True)]
    assert start.size == end.size
    assert moved[axis] == pytest.approx(sign * (1 - start.size))
    assert moved[1 - axis] == 0


def test_a_drift_goes_aslant_and_nearer() -> None:
    start, end = window(Motion.DRIFT, 0, MAX_TRAVEL), window(Motion.DRIFT, 1, MAX_TRAVEL)
    assert all(b > a for a, b in zip(centre(start), centre(end), strict=True))
    assert end.size < start.size


def test_a_zoom_looks_equally_fast_from_far_and_from_near() -> None:
    sizes = [window(Motion.PUSH_IN, time, MAX_TRAVEL).size for time in (0.3, 0.4, 0.5, 0.6, 0.7)]
    ratios = [b / a for a, b in pairwise(sizes)]
    assert ratios == pytest.approx([ratios[0]] * 4)


def test_short_scenes_do_not_get_the_whole_move() -> None:
    assert travel(0.5) < travel(2) < travel(4) == travel(60) == MAX_TRAVEL


def test_easing_is_symmetric_and_complete() -> None:
    assert (ease(0), ease(0.5), ease(1)) == pytest.approx((0, 0.5, 1))
    assert [ease(time) for time in TIMES] == pytest.approx([1 - ease(1 - time) for time in TIMES])
