"""Durations, money, sizes and states as text."""

from decimal import Decimal

import pytest

from vidstudio.core.job import JobStatus
from vidstudio.core.scene import Motion
from vidstudio.core.wording import MOTION, STATUS, clock, dollars, plural, seconds, shorten, size, time_left


def test_every_state_and_move_has_words() -> None:
    assert set(STATUS) == set(JobStatus)
    assert set(MOTION) == set(Motion)


@pytest.mark.parametrize(
    ("amount", "words"),
    [("0", "free"), ("0.0000", "free"), ("0.02", "$0.02"), ("0.1", "$0.10"), ("0.003", "$0.003"), ("1000", "$1000.00")],
)
def test_money(amount: str, words: str) -> None:
    assert dollars(Decimal(amount)) == words


@pytest.mark.parametrize(
    ("value", "words"),
    [(0, "0:00"), (5.4, "0:05"), (59.6, "1:00"), (754, "12:34"), (3599.6, "1:00:00"), (3750, "1:02:30"), (-3, "0:00")],
)
def test_clock(value: float, words: str) -> None:
    assert clock(value) == words


def test_seconds_and_time_left() -> None:
    assert [seconds(value) for value in (5, 4.5, 0.25, 3600, 12.3456)] == [
        "5 s",
        "4.5 s",
        "0.25 s",
        "3600 s",
        "12.35 s",
    ]
    assert time_left(None) == ""
    assert time_left(12) == "about 0:12 left"


@pytest.mark.parametrize(
    ("count", "words"),
    [(0, "0 bytes"), (999, "999 bytes"), (1000, "1 kB"), (999_700, "1.0 MB"), (12.4e6, "12.4 MB"), (3.21e9, "3.21 GB")],
)
def test_size(count: int, words: str) -> None:
    assert size(count) == words


def test_plural_and_shorten() -> None:
    assert [plural(count, "scene") for count in (0, 1, 2)] == ["0 scenes", "1 scene", "2 scenes"]
    assert shorten("one two\nthree", 20) == "one two three"
    assert shorten("one two three four", 10) == "one two…"
    assert shorten("x" * 50, 10) == "x" * 9 + "…"
