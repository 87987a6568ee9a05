"""Seconds shared out among scenes."""

import random

import pytest

from vidstudio.core.durations import check_film_seconds, share
from vidstudio.errors import InputRefused


def test_shares_add_up_exactly_whatever_the_weights() -> None:
    random_number = random.Random(1)
    for _ in range(1000):
        count = random_number.randint(1, 60)
        total = round(
            random_number.uniform(max(1.0, count * 0.25), min(3600.0, count * 600)), random_number.randint(0, 3)
        )
        if total / count < 0.25:
            continue
        shares = share(total, [random_number.choice([0.0, 1.0, 7.5, 900.0]) for _ in range(count)])
        assert round(sum(shares), 6) == total
        assert min(shares) >= 0.25 - 1e-9
        assert max(shares) <= 600.1


def test_equal_weights_get_equal_shares_as_far_as_tenths_go() -> None:
    assert share(30, [1.0] * 6) == [5.0] * 6
    assert share(10, [1.0] * 3) == [3.4, 3.3, 3.3]
    assert share(1, [1.0] * 4) == [0.25] * 4


def test_no_scene_is_below_half_or_above_twice_the_average_weight() -> None:
    shares = share(100, [1.0, 1.0, 1.0, 1000.0])
    assert max(shares) / min(shares) == pytest.approx(4, abs=0.1)


@pytest.mark.parametrize(("total", "count"), [(1, 5), (30, 121), (0.9, 4)])
def test_more_scenes_than_fit_are_refused(total: float, count: int) -> None:
    with pytest.raises(InputRefused, match="don't fit"):
        share(total, [1.0] * count)


def test_fewer_scenes_than_fill_it_are_refused() -> None:
    with pytest.raises(InputRefused, match="1 scene can't fill 601 s"):
        share(601, [1.0])
    assert share(1200, [1.0, 9.0]) == [600.0, 600.0]


def test_a_films_length_has_limits() -> None:
    assert check_film_seconds(1) == 1.0
    assert check_film_seconds(3600) == 3600.0
    for wrong in (0.999, 3600.1, float("nan"), float("-inf")):
        with pytest.raises(InputRefused):
            check_film_seconds(wrong)
