"""Where a job may go from where it is."""

from itertools import pairwise

import pytest

from vidstudio.core.job import BUSY, AspectRatio, JobStatus, check_transition
from vidstudio.core.scene import ImageStatus
from vidstudio.errors import NotReady

LINE = ("pending", "parsing", "generating_storyboard", "storyboard_ready", "rendering", "completed")


def test_the_words_are_the_agreed_ones() -> None:
    assert {status.value for status in JobStatus} == {*LINE, "failed", "canceled"}
    assert {status.value for status in ImageStatus} == {"pending", "generating", "completed", "failed"}


def test_the_line_from_idea_to_film_can_be_walked() -> None:
    for now, then in pairwise(LINE):
        check_transition(1, JobStatus(now), JobStatus(then))


@pytest.mark.parametrize(
    ("now", "then"),
    [
        ("storyboard_ready", "completed"),
        ("completed", "storyboard_ready"),
        ("pending", "rendering"),
        ("failed", "completed"),
        ("rendering", "failed"),
    ],
)
def test_no_step_is_skipped(now: str, then: str) -> None:
    with pytest.raises(NotReady, match=f"Job 12 can't go from {now} to {then}"):
        check_transition(12, JobStatus(now), JobStatus(then))


def test_busy_states_are_those_in_which_somebody_works() -> None:
    assert {JobStatus.STORYBOARD_READY, JobStatus.COMPLETED, JobStatus.FAILED, JobStatus.CANCELED}.isdisjoint(BUSY)
    assert len(BUSY) == 4


def test_sides() -> None:
    assert [ratio.sides for ratio in AspectRatio] == [(16, 9), (9, 16), (1, 1), (4, 5), (21, 9)]
