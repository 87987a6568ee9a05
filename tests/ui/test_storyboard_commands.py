"""Every step on the storyboard can be taken back and again, is saved each time, and never undoes what it did not do."""

import random
from dataclasses import replace

import pytest
from PySide6.QtGui import QUndoStack
from pytestqt.qtbot import QtBot

from tests.factories import a_picture, a_scene
from vidstudio.core.scene import Motion
from vidstudio.core.storyboard import Storyboard
from vidstudio.ui.storyboard.commands import InsertScene, MoveScenes, RemoveScenes, UpdateScene, UpdateScenes
from vidstudio.ui.storyboard.model import StoryboardModel


class Desk:
    """A storyboard of scenes 1 to n with its undo stack, and all that was saved."""

    def __init__(self, count: int) -> None:
        self.model = StoryboardModel()
        self.model.set_storyboard(Storyboard(tuple(a_scene(number) for number in range(1, count + 1))))
        self.stack = QUndoStack()
        self.saved: list[tuple[Storyboard, Storyboard]] = []

    def save(self, before: Storyboard, after: Storyboard) -> None:
        self.saved.append((before, after))

    @property
    def ids(self) -> list[int]:
        return [scene.id for scene in self.model.storyboard]


@pytest.fixture
def desk(qtbot: QtBot) -> Desk:
    return Desk(6)


def test_move_is_undone_and_done_again_and_saved_each_time(desk: Desk) -> None:
    desk.stack.push(MoveScenes.of_rows(desk.model, desk.save, (0, 2), 5))
    assert desk.ids == [2, 4, 5, 1, 3, 6]
    assert desk.stack.undoText() == "Move 2 scenes"
    desk.stack.undo()
    assert desk.ids == [1, 2, 3, 4, 5, 6]
    desk.stack.redo()
    assert desk.ids == [2, 4, 5, 1, 3, 6]
    boards = [[scene.id for scene in board] for pair in desk.saved for board in pair]
    there, back = [2, 4, 5, 1, 3, 6], [1, 2, 3, 4, 5, 6]
    assert boards == [back, there, there, back, back, there]


def test_move_names_the_scene_as_it_was_numbered(desk: Desk) -> None:
    desk.stack.push(MoveScenes(desk.model, desk.save, [3], None))
    assert desk.stack.undoText() == "Move scene 3"
    assert desk.ids == [1, 2, 4, 5, 6, 3]


@pytest.mark.parametrize("seed", range(10))
def test_random_steps_lead_back_to_the_beginning_and_forth_again(qtbot: QtBot, seed: int) -> None:
    dice = random.Random(seed)
    desk = Desk(dice.randint(3, 8))
    first, fresh = desk.model.storyboard, iter(range(100, 200))
    for _ in range(8):
        count = len(desk.model.storyboard)
        rows = dice.sample(range(count), dice.randint(1, count - 1))
        step = dice.randrange(4)
        if step == 0 and count > 3:
            desk.stack.push(RemoveScenes(desk.model, desk.save, [desk.ids[row] for row in rows[: count - 3]]))
        elif step == 1:
            desk.stack.push(InsertScene(desk.model, desk.save, dice.randint(0, count), a_scene(next(fresh))))
        elif step == 2:
            scene = desk.model.storyboard[rows[0]]
            desk.stack.push(UpdateScene(desk.model, desk.save, scene, replace(scene, motion=dice.choice(list(Motion)))))
        else:
            desk.stack.push(MoveScenes.of_rows(desk.model, desk.save, rows, dice.randint(0, count)))
    last = desk.model.storyboard
    while desk.stack.canUndo():
        desk.stack.undo()
    assert desk.model.storyboard == first
    while desk.stack.canRedo():
        desk.stack.redo()
    assert desk.model.storyboard == last
    for before, after in desk.saved:
        assert before != after


def test_removed_scenes_come_back_where_they_were(desk: Desk) -> None:
    before = desk.model.storyboard
    desk.stack.push(RemoveScenes(desk.model, desk.save, [5, 1, 2]))
    assert desk.ids == [3, 4, 6]
    assert desk.stack.undoText() == "Remove 3 scenes"
    desk.stack.undo()
    assert desk.model.storyboard == before


def test_durations_of_one_scene_are_one_step(desk: Desk) -> None:
    for seconds in (3.0, 3.5, 4.0):
        scene = desk.model.storyboard[1]
        desk.stack.push(UpdateScene(desk.model, desk.save, scene, replace(scene, duration=seconds)))
    assert desk.stack.count() == 1
    assert desk.stack.undoText() == "Change duration of scene 2"
    other = desk.model.storyboard[2]
    desk.stack.push(UpdateScene(desk.model, desk.save, other, replace(other, duration=9.0)))
    assert desk.stack.count() == 2
    desk.stack.undo()
    desk.stack.undo()
    assert [scene.duration for scene in desk.model.storyboard] == [2.5] * 6
    desk.stack.redo()
    assert desk.model.storyboard[1].duration == 4.0


def test_a_duration_changed_back_leaves_no_step(desk: Desk) -> None:
    for seconds in (3.0, 2.5):
        scene = desk.model.storyboard[1]
        desk.stack.push(UpdateScene(desk.model, desk.save, scene, replace(scene, duration=seconds)))
    assert not desk.stack.canUndo()
    assert len(desk.saved) == 2


def test_undo_of_a_text_keeps_the_picture_that_came_meanwhile(desk: Desk) -> None:
    scene = desk.model.storyboard[0]
    desk.stack.push(UpdateScene(desk.model, desk.save, scene, replace(scene, description="The heron is gone")))
    arrived = replace(desk.model.storyboard[0], picture=a_picture("new", 99))
    desk.model.apply_update(arrived)
    desk.stack.undo()
    assert desk.model.storyboard[0].description == scene.description
    assert desk.model.storyboard[0].picture == arrived.picture


def test_several_scenes_change_in_one_step(desk: Desk) -> None:
    pairs = [(scene, replace(scene, motion=Motion.HOLD)) for scene in desk.model.storyboard.scenes[:3]]
    desk.stack.push(UpdateScenes(desk.model, desk.save, pairs))
    assert desk.stack.undoText() == "Change motion of 3 scenes"
    assert [scene.motion for scene in desk.model.storyboard].count(Motion.HOLD) == 3
    assert len(desk.saved) == 1
    desk.stack.undo()
    assert Motion.HOLD not in {scene.motion for scene in desk.model.storyboard}


def test_an_inserted_scene_keeps_the_id_the_library_gave_it(desk: Desk) -> None:
    desk.stack.push(InsertScene(desk.model, desk.save, 2, a_scene(0), "Duplicate scene 2"))
    assert desk.stack.undoText() == "Duplicate scene 2"
    desk.model.set_storyboard(Storyboard(tuple(a_scene(number) for number in (1, 2, 70, 3, 4, 5, 6))))
    desk.stack.undo()
    assert desk.ids == [1, 2, 3, 4, 5, 6]
    desk.stack.redo()
    assert desk.ids == [1, 2, 70, 3, 4, 5, 6]


def test_a_step_whose_scene_has_gone_takes_itself_off_the_stack(desk: Desk) -> None:
    desk.stack.push(MoveScenes(desk.model, desk.save, [1], None))
    desk.model.apply_remove(desk.model.storyboard.row_of(1))
    saves = len(desk.saved)
    desk.stack.undo()
    assert desk.ids == [2, 3, 4, 5, 6]
    assert desk.stack.count() == 0
    assert len(desk.saved) == saves
