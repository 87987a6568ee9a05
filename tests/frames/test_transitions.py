"""Transitions: they begin with the one scene, end with the other, and move by less than a pixel."""

from itertools import pairwise

import numpy as np
import pytest

from tests.bench.jitter import displacement
from tests.frames.sample_films import Image, textured
from vidstudio.core.motion import ease
from vidstudio.core.scene import Transition
from vidstudio.frames.still import frame_planes, yuv
from vidstudio.frames.transitions import blend

WIDTH, HEIGHT = 320, 180
KINDS = [kind for kind in Transition if kind is not Transition.CUT]


def frame_of(picture: Image) -> Image:
    frame = np.empty((HEIGHT * 3 // 2, WIDTH), np.uint8)
    luma, *chroma = yuv(picture)
    for target, plane in zip(frame_planes(frame), (luma, *(plane[::2, ::2] for plane in chroma)), strict=True):
        target[:] = plane
    return frame


ONE, TWO = (frame_of(textured(seed, WIDTH, HEIGHT)) for seed in (1, 2))


def blended(kind: Transition, time: float, one: Image = ONE, two: Image = TWO) -> Image:
    frame = one.copy()
    blend(kind, frame, two, time)
    return frame


@pytest.mark.parametrize("kind", KINDS)
def test_it_leads_from_the_one_scene_to_the_other(kind: Transition) -> None:
    assert np.abs(blended(kind, 0.0).astype(int) - ONE).mean() < 0.01
    assert np.abs(blended(kind, 1.0).astype(int) - TWO).mean() < 0.01


@pytest.mark.parametrize("kind", KINDS)
def test_the_coming_scene_is_not_changed(kind: Transition) -> None:
    two = TWO.copy()
    blend(kind, ONE.copy(), two, 0.4)
    assert np.array_equal(two, TWO)


@pytest.mark.parametrize("kind", KINDS)
def test_the_way_is_gone_steadily(kind: Transition) -> None:
    """No step from frame to frame is a jump."""
    frames = [blended(kind, (index + 0.5) / 48).astype(float) for index in range(48)]
    steps = [np.abs(b - a).mean() for a, b in pairwise(frames)]
    assert max(steps) < 0.45 * np.abs(TWO.astype(float) - ONE).mean()
    assert min(steps[2:-2]) > 0


@pytest.mark.parametrize(("kind", "luma"), [(Transition.DIP_TO_BLACK, 16), (Transition.DIP_TO_WHITE, 235)])
def test_a_dip_is_plain_in_its_middle(kind: Transition, luma: int) -> None:
    planes = frame_planes(blended(kind, 0.5))
    assert [set(plane.ravel()) for plane in planes] == [{luma}, {128}, {128}]


def test_a_slide_moves_both_scenes_by_fractions_of_a_pixel() -> None:
    times = [0.05 + index / 400 for index in range(12)]
    frames = [frame_planes(blended(Transition.SLIDE, time))[0] for time in times]
    part = np.s_[40:140, 20:160]
    for (a, b), (before, after) in zip(pairwise(frames), pairwise(times), strict=True):
        wanted = (ease(before) - ease(after)) * WIDTH
        assert abs(wanted) < 1.5
        assert displacement(a[part], b[part]) == pytest.approx((wanted, 0), abs=0.06)


def test_a_slide_has_no_gap_at_its_seam() -> None:
    white = np.full((HEIGHT * 3 // 2, WIDTH), 200, np.uint8)
    for time in np.linspace(0, 1, 23):
        assert set(blended(Transition.SLIDE, float(time), white, white).ravel()) == {200}


def test_a_wipe_uncovers_from_the_left_behind_a_soft_edge() -> None:
    one, two = (np.full((HEIGHT * 3 // 2, WIDTH), tone, np.uint8) for tone in (50, 150))
    for plane in frame_planes(blended(Transition.WIPE, 0.5, one, two)):
        row = plane[3].astype(int)
        assert (row[0], row[-1]) == (150, 50)
        assert all(b <= a for a, b in pairwise(row))
        assert 4 <= ((row > 50) & (row < 150)).sum() <= plane.shape[1] * 0.09
