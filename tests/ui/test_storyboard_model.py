"""The model tells Qt exactly what changes, so that selections and scroll positions follow their scenes."""

import random
from dataclasses import replace

import pytest
from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.factories import a_picture, a_scene
from vidstudio.core.scene import ImageStatus
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import NotFound
from vidstudio.ui.storyboard.model import SceneRole, StoryboardModel


def a_model(count: int) -> StoryboardModel:
    """A model of scenes 1 to ``count``, watched by Qt's own tester for as long as it lives."""
    model = StoryboardModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Warning, model)
    model.set_storyboard(a_board(range(1, count + 1)))
    return model


def a_board(ids: "range | list[int]") -> Storyboard:
    return Storyboard(tuple(a_scene(number) for number in ids))


def ids(model: StoryboardModel) -> list[int]:
    """What a view would see."""
    return [model.index(row).data(SceneRole.SCENE).id for row in range(model.rowCount())]


def marks(model: StoryboardModel) -> list[tuple[int, QPersistentModelIndex]]:
    """Every scene's id with what Qt keeps to follow it."""
    return [(scene.id, QPersistentModelIndex(model.index(row))) for row, scene in enumerate(model.storyboard)]


def assert_followed(model: StoryboardModel, before: list[tuple[int, QPersistentModelIndex]]) -> None:
    now = ids(model)
    for scene_id, mark in before:
        assert mark.isValid() == (scene_id in now)
        if mark.isValid():
            assert now[mark.row()] == scene_id


@pytest.mark.parametrize("seed", range(10))
def test_random_moves_do_what_the_rules_say_and_selections_follow(qtbot: QtBot, seed: int) -> None:
    dice = random.Random(seed)
    model = a_model(dice.randint(1, 9))
    for _ in range(40):
        count = model.rowCount()
        before, board = marks(model), model.storyboard
        rows = dice.sample(range(count), dice.randint(1, count))
        target = dice.randint(0, count)
        model.apply_move(rows, target)
        assert model.storyboard == board.move(rows, target)
        assert ids(model) == [scene.id for scene in board.move(rows, target)]
        assert_followed(model, before)


@pytest.mark.parametrize("seed", range(10))
def test_random_changes_of_one_job_arrive_without_a_reset(qtbot: QtBot, seed: int) -> None:
    dice = random.Random(seed)
    model = a_model(dice.randint(2, 8))
    fresh = iter(range(100, 200))
    with qtbot.assertNotEmitted(model.modelReset):
        for _ in range(20):
            before = marks(model)
            scenes = dice.sample(model.storyboard.scenes, dice.randint(1, len(model.storyboard)))
            scenes = [replace(scene, duration=dice.choice([2.5, 4.0])) for scene in scenes]
            for _ in range(dice.randint(0, 3)):
                scenes.insert(dice.randint(0, len(scenes)), a_scene(next(fresh)))
            board = Storyboard(tuple(scenes))
            model.set_storyboard(board)
            assert model.storyboard == board
            assert_followed(model, before)


def test_insert_remove_and_update_touch_their_row(qtbot: QtBot) -> None:
    model = a_model(3)
    before = marks(model)
    with qtbot.waitSignal(model.rowsInserted) as inserted:
        model.apply_insert(1, a_scene(9))
    assert inserted.args is not None
    assert inserted.args[1:] == [1, 1]
    with qtbot.waitSignal(model.rowsRemoved) as removed:
        model.apply_remove(0)
    assert removed.args is not None
    assert removed.args[1:] == [0, 0]
    with qtbot.waitSignal(model.dataChanged) as changed:
        model.apply_update(replace(a_scene(3), description="Another ending"))
    assert changed.args is not None
    assert [changed.args[0].row(), changed.args[1].row()] == [2, 2]
    assert ids(model) == [9, 2, 3]
    assert model.index(2).data() == "Another ending"
    assert_followed(model, before)


def test_an_unknown_scene_is_refused_and_nothing_changes(qtbot: QtBot) -> None:
    model = a_model(2)
    with pytest.raises(NotFound), qtbot.assertNotEmitted(model.dataChanged):
        model.apply_update(a_scene(9))
    assert ids(model) == [1, 2]


def test_another_job_is_one_reset(qtbot: QtBot) -> None:
    model = a_model(3)
    resets: list[bool] = []
    model.modelReset.connect(lambda: resets.append(True))
    model.set_storyboard(a_board([11, 12]))
    assert resets == [True]
    assert ids(model) == [11, 12]
    model.set_storyboard(Storyboard())
    assert model.rowCount() == 0


def test_the_same_storyboard_again_says_nothing(qtbot: QtBot) -> None:
    model = a_model(3)
    signals = [model.dataChanged, model.layoutChanged, model.rowsInserted, model.rowsRemoved, model.modelReset]
    heard: list[str] = []
    for signal in signals:
        signal.connect(lambda *_: heard.append("changed"))
    model.set_storyboard(a_board(range(1, 4)))
    assert heard == []


def test_a_new_scene_keeps_its_place_when_the_library_gives_it_an_id(qtbot: QtBot) -> None:
    model = a_model(2)
    model.apply_insert(1, a_scene(0))
    new = QPersistentModelIndex(model.index(1))
    with qtbot.assertNotEmitted(model.rowsRemoved), qtbot.assertNotEmitted(model.rowsInserted):
        model.set_storyboard(a_board([1, 7, 2]))
    assert ids(model) == [1, 7, 2]
    assert new.row() == 1


def test_move_rows_is_a_wish_and_moves_nothing(qtbot: QtBot) -> None:
    model = a_model(4)
    with qtbot.waitSignal(model.move_wished) as wish:
        assert not model.moveRows(QModelIndex(), 1, 2, QModelIndex(), 4)
    assert wish.args == [(1, 2), 4]
    assert ids(model) == [1, 2, 3, 4]
    with qtbot.assertNotEmitted(model.move_wished):
        assert not model.moveRows(QModelIndex(), 3, 2, QModelIndex(), 0)
        assert not model.moveRows(QModelIndex(), 0, 1, QModelIndex(), 9)


def test_an_arrived_picture_repaints_the_scenes_that_show_it(qtbot: QtBot) -> None:
    model = a_model(3)
    model.apply_update(replace(a_scene(3), picture=a_picture("1", 1)))
    rows: list[int] = []
    model.dataChanged.connect(lambda first, last, _roles: rows.extend(range(first.row(), last.row() + 1)))
    model.thumbnail_arrived(a_picture("1").digest)
    assert rows == [0, 2]


def test_screen_readers_and_tool_tips_hear_it_all(qtbot: QtBot) -> None:
    model = a_model(2)
    model.apply_update(
        a_scene(
            2,
            description="<b>A fox</b> & a hen",
            duration=1.0,
            status=ImageStatus.FAILED,
            error="The service is <down>.",
        )
    )
    index = model.index(1)
    spoken = index.data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "Scene 2, 1 second, <b>A fox</b> & a hen, picture failed"
    assert "2.5 seconds" in model.index(0).data(Qt.ItemDataRole.AccessibleTextRole)
    tip = index.data(Qt.ItemDataRole.ToolTipRole)
    assert "&lt;b&gt;A fox&lt;/b&gt; &amp; a hen" in tip
    assert "A picture of shot 2" in tip
    assert "The service is &lt;down&gt;." in tip
    assert index.data(SceneRole.NUMBER) == 2
    assert index.data(SceneRole.THUMBNAIL) == a_picture("2").digest
