"""Each edit by hand is one step that can be undone, and undo brings the approval back."""

from collections.abc import Callable

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.looking import LONG, kept
from vidstudio.core.approval import is_approved
from vidstudio.core.job import Job, Motion, Scene
from vidstudio.errors import InputRefused
from vidstudio.ui.edits import Edits
from vidstudio.ui.workbench import Workbench

Edit = Callable[[Edits, tuple[Scene, ...]], None]

EDITS: dict[str, Edit] = {
    "move": lambda edits, _: edits.move([0, 2], 2),
    "remove": lambda edits, scenes: edits.remove([scenes[0].id, scenes[2].id]),
    "duplicate": lambda edits, scenes: edits.duplicate(scenes[1].id),
    "insert": lambda edits, _: edits.insert(1, "The heron flies away"),
    "duration": lambda edits, scenes: edits.set_duration(scenes[0].id, 9.5),
    "motion": lambda edits, scenes: edits.set_motion([scene.id for scene in scenes], Motion.HOLD),
}


@pytest.fixture
def edits(qtbot: QtBot, opened: Workbench, job: Job) -> Edits:
    """Edits of an approved job."""
    made = Edits(opened, opened)
    with qtbot.waitSignal(opened.changed):
        made.approve(job)
    return made


def texts(scenes: tuple[Scene, ...]) -> list[tuple[object, ...]]:
    return [(s.description, s.duration, s.motion, s.picture and s.picture.digest) for s in scenes]


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_one_step_and_its_undo_brings_the_approval_back(
    qtbot: QtBot, opened: Workbench, edits: Edits, job: Job, name: str
) -> None:
    before = kept(opened, job.id)
    assert is_approved(before)
    EDITS[name](edits, before.scenes)
    assert opened.stack.count() == 1
    qtbot.waitUntil(lambda: not is_approved(kept(opened, job.id)), timeout=LONG)
    after = kept(opened, job.id)
    assert texts(after.scenes) != texts(before.scenes)
    qtbot.waitUntil(lambda: opened.view is not None and opened.view.job.scenes == after.scenes, timeout=LONG)
    opened.stack.undo()
    qtbot.waitUntil(lambda: is_approved(kept(opened, job.id)), timeout=LONG)
    assert kept(opened, job.id).scenes == before.scenes
    opened.stack.redo()
    qtbot.waitUntil(lambda: texts(kept(opened, job.id).scenes) == texts(after.scenes), timeout=LONG)
    qtbot.waitUntil(lambda: opened.view is not None and not is_approved(opened.view.job), timeout=LONG)


NOTHING: dict[str, Edit] = {
    "moved to where it is": lambda edits, _: edits.move([0], 1),
    "none removed": lambda edits, _: edits.remove([]),
    "an unknown scene removed": lambda edits, _: edits.remove([99]),
    "an unknown scene duplicated": lambda edits, _: edits.duplicate(99),
    "the same duration": lambda edits, scenes: edits.set_duration(scenes[0].id, scenes[0].duration),
    "an unknown scene's duration": lambda edits, _: edits.set_duration(99, 5),
    "the same motion": lambda edits, scenes: edits.set_motion([scenes[0].id], scenes[0].motion),
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_changes_nothing_is_no_step(opened: Workbench, edits: Edits, name: str) -> None:
    NOTHING[name](edits, opened.model.storyboard.scenes)
    assert opened.stack.count() == 0


def test_a_new_scene_has_a_prompt_in_the_jobs_style_and_no_picture(
    qtbot: QtBot, opened: Workbench, edits: Edits, job: Job
) -> None:
    edits.insert(0, "The heron flies away")
    qtbot.waitUntil(lambda: len(kept(opened, job.id).scenes) == 4, timeout=LONG)
    scene = kept(opened, job.id).scenes[0]
    assert scene.picture is None
    assert job.style in scene.image_prompt


def test_a_duration_out_of_range_is_refused(opened: Workbench, edits: Edits) -> None:
    with pytest.raises(InputRefused):
        edits.set_duration(opened.model.storyboard[0].id, 0.1)
    assert opened.stack.count() == 0


def test_with_nothing_open_nothing_happens(qapp: object, bench: Workbench) -> None:
    edits = Edits(bench, bench)
    edits.insert(0, "A scene")
    edits.move([], 0)
    assert len(bench.model.storyboard) == 0
