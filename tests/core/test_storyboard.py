"""Moves on a storyboard: pure, and refused when they are none."""

import pytest

from tests.factories import a_scene
from vidstudio.core.storyboard import Storyboard, check_scene_seconds, without_picture
from vidstudio.errors import InputRefused, NotFound

FIVE = Storyboard(tuple(a_scene(number * 10) for number in range(1, 6)))


def ids(storyboard: Storyboard) -> list[int]:
    return [scene.id for scene in storyboard]


def test_reorder_takes_the_full_new_order() -> None:
    assert ids(FIVE.reorder([5, 3, 1, 2, 4])) == [50, 30, 10, 20, 40]
    assert FIVE.reorder([1, 2, 3, 4, 5]) == FIVE


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ([], "The new order is empty."),
        ([1, 2, 3, 4], "Scene 5 is missing from the new order."),
        ([1], "Scene 2, 3, 4, 5 is missing from the new order."),
        ([1, 2, 3, 4, 5, 6], "There is no scene 6."),
        ([0, 1, 2, 3, 4], "There is no scene 0."),
        ([-1, 1, 2, 3, 4, 5], "There is no scene -1."),
        ([1, 2, 3, 4, 5, 5], "Scene 5 is named more than once."),
        ([1, 1, 2, 2, 3], "Scene 1, 2 is named more than once."),
    ],
)
def test_reorder_refuses_what_is_no_full_order(numbers: list[int], words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        FIVE.reorder(numbers)
    assert refused.value.message == words
    assert refused.value.hint == "Give each of 1 to 5 once."


def test_reorder_of_nothing_is_refused() -> None:
    for numbers in ([], [1]):
        with pytest.raises(InputRefused):
            Storyboard().reorder(numbers)


@pytest.mark.parametrize(
    ("rows", "before", "order"),
    [
        ([0], 5, [20, 30, 40, 50, 10]),
        ([4], 0, [50, 10, 20, 30, 40]),
        ([1, 3], 0, [20, 40, 10, 30, 50]),
        ([3, 1], 5, [10, 30, 50, 20, 40]),
        ([0, 1], 1, [10, 20, 30, 40, 50]),
        ([2], 2, [10, 20, 30, 40, 50]),
        ([2], 3, [10, 20, 30, 40, 50]),
    ],
)
def test_move(rows: list[int], before: int, order: list[int]) -> None:
    assert ids(FIVE.move(rows, before)) == order


def test_insert_remove_and_update_undo_each_other() -> None:
    new = a_scene(60)
    assert ids(FIVE.insert(2, new)) == [10, 20, 60, 30, 40, 50]
    assert FIVE.insert(2, new).remove(2) == FIVE
    changed = FIVE.update(a_scene(30, description="Something else"))
    assert changed[2].description == "Something else"
    assert changed.update(a_scene(30)) == FIVE
    with pytest.raises(NotFound):
        FIVE.update(a_scene(99))


def test_numbers_and_times() -> None:
    assert FIVE.numbered(1).id == 10
    assert FIVE.row_of(50) == 4
    assert FIVE.starts() == [0, 2.5, 5, 7.5, 10]
    assert FIVE.duration == 12.5
    assert len(FIVE) == 5
    with pytest.raises(NotFound, match="no scene 6"):
        FIVE.numbered(6)
    with pytest.raises(NotFound):
        Storyboard().numbered(1)
    assert Storyboard().starts() == []


def test_many_short_scenes_add_up_without_drift() -> None:
    assert Storyboard(tuple(a_scene(n, duration=0.1) for n in range(1, 3001))).duration == 300


def test_a_scene_lasts_a_quarter_second_to_ten_minutes() -> None:
    assert (check_scene_seconds(0.25), check_scene_seconds(600)) == (0.25, 600)
    for wrong in (0.249, 600.1, float("nan"), -1):
        with pytest.raises(InputRefused, match="can't last"):
            check_scene_seconds(wrong)


def test_a_scene_without_its_picture() -> None:
    bare = without_picture(a_scene(1, error="no network"))
    assert (bare.picture, bare.status, bare.error) == (None, "pending", "")
