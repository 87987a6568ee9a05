"""Each edit by hand is one step that can be undone, and undo brings the approval back."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any

import pytest
from pytestqt.qtbot import QtBot

from tests.ui.looking import kept
from vidstudio.core.approval import is_approved
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.film import DEFAULT_SETTINGS, FilmSettings
from vidstudio.core.job import Job
from vidstudio.core.scene import Asset, Framing, ImageStatus, Motion, Scene, Transition
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
    "transition": lambda edits, scenes: edits.change([scenes[0].id, scenes[2].id], transition=Transition.WIPE),
    "framing": lambda edits, scenes: edits.change([scenes[1].id], framing=Framing.BLUR),
    "several fields": lambda edits, scenes: edits.replace_scene(
        scenes[1], replace(scenes[1], duration=3.25, caption="  A   heron  ", strength=0.4)
    ),
    "captions": lambda edits, _: edits.caption(captioned=True),
    "motion": lambda edits, scenes: edits.change([scene.id for scene in scenes], motion=Motion.HOLD),
}


@pytest.fixture
def edits(qtbot: QtBot, opened: Workbench, job: Job) -> Edits:
    """Edits of an approved job."""
    made = Edits(opened, opened)
    with qtbot.waitSignal(opened.changed):
        made.approve(job)
    return made


def texts(scenes: tuple[Scene, ...]) -> list[Scene]:
    return [replace(scene, id=0) for scene in scenes]


@pytest.mark.parametrize("name", EDITS)
def test_an_edit_is_one_step_and_its_undo_brings_the_approval_back(
    qtbot: QtBot, opened: Workbench, edits: Edits, job: Job, name: str
) -> None:
    before = kept(opened, job.id)
    assert is_approved(before)
    EDITS[name](edits, before.scenes)
    assert opened.stack.count() == 1
    qtbot.waitUntil(lambda: not is_approved(kept(opened, job.id)))
    after = kept(opened, job.id)
    assert texts(after.scenes) != texts(before.scenes)
    qtbot.waitUntil(lambda: opened.view is not None and opened.view.job.scenes == after.scenes)
    opened.stack.undo()
    qtbot.waitUntil(lambda: is_approved(kept(opened, job.id)))
    assert kept(opened, job.id).scenes == before.scenes
    opened.stack.redo()
    qtbot.waitUntil(lambda: texts(kept(opened, job.id).scenes) == texts(after.scenes))
    qtbot.waitUntil(lambda: opened.view is not None and not is_approved(opened.view.job))


NOTHING: dict[str, Edit] = {
    "moved to where it is": lambda edits, _: edits.move([0], 1),
    "none removed": lambda edits, _: edits.remove([]),
    "an unknown scene removed": lambda edits, _: edits.remove([99]),
    "an unknown scene duplicated": lambda edits, _: edits.duplicate(99),
    "the same duration": lambda edits, scenes: edits.set_duration(scenes[0].id, scenes[0].duration),
    "an unknown scene's duration": lambda edits, _: edits.set_duration(99, 5),
    "nothing differs": lambda edits, scenes: edits.replace_scene(scenes[0], scenes[0]),
    "no captions to take out": lambda edits, _: edits.caption(captioned=False),
    "no narration to follow": lambda edits, scenes: edits.match_narration([scene.id for scene in scenes]),
    "the same motion": lambda edits, scenes: edits.change([scenes[0].id], motion=scenes[0].motion),
}


@pytest.mark.parametrize("name", NOTHING)
def test_what_changes_nothing_is_no_step(opened: Workbench, edits: Edits, name: str) -> None:
    NOTHING[name](edits, opened.model.storyboard.scenes)
    assert opened.stack.count() == 0


def test_a_new_scene_has_a_prompt_in_the_jobs_style_and_no_picture(
    qtbot: QtBot, opened: Workbench, edits: Edits, job: Job
) -> None:
    edits.insert(0, "The heron flies away")
    qtbot.waitUntil(lambda: len(kept(opened, job.id).scenes) == 4)
    scene = kept(opened, job.id).scenes[0]
    assert scene.picture is None
    assert job.style in scene.image_prompt


def test_several_scenes_change_together_and_back_together(
    qtbot: QtBot, opened: Workbench, edits: Edits, job: Job
) -> None:
    edits.change([scene.id for scene in job.scenes], transition=Transition.CUT)
    qtbot.waitUntil(lambda: {scene.transition for scene in kept(opened, job.id).scenes} == {Transition.CUT})
    assert opened.undo.undoText() == "Change transition of 3 scenes"
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes == job.scenes)


def narrate(opened: Workbench, row: int, seconds: float) -> None:
    """Give a scene a narration that long, in the model alone."""
    voice = Asset(0, "voice.wav", "voice.wav", "0" * 64, seconds)
    opened.model.apply_update(replace(opened.model.storyboard[row], narration=voice))


def test_scenes_follow_their_narration_all_in_one_step(opened: Workbench, edits: Edits, job: Job) -> None:
    for row, seconds in ((0, 6.2), (2, 900.0)):
        narrate(opened, row, seconds)
    edits.match_narration([scene.id for scene in job.scenes])
    assert [scene.duration for scene in opened.model.storyboard] == [6.7, 5.0, 600.0]
    assert (opened.undo.undoText(), opened.stack.count()) == ("Match narration of 2 scenes", 1)
    opened.stack.undo()
    assert [scene.duration for scene in opened.model.storyboard] == [5.0, 5.0, 5.0]


def test_captions_leave_titles_alone(qtbot: QtBot, opened: Workbench, edits: Edits, job: Job) -> None:
    edits.replace_scene(job.scenes[0], replace(job.scenes[0], caption="Heron", caption_style=CaptionStyle.TITLE))
    edits.caption(captioned=True)
    qtbot.waitUntil(lambda: bool(kept(opened, job.id).scenes[2].caption))
    words = [scene.caption for scene in kept(opened, job.id).scenes]
    assert words[0] == "Heron"
    assert words[1:] == ["The mist lifts.", "It strikes."]
    edits.caption(captioned=False)
    qtbot.waitUntil(lambda: [s.caption for s in kept(opened, job.id).scenes] == ["Heron", "", ""])
    assert [opened.stack.text(step) for step in range(3)] == [
        "Edit scene 1",
        "Caption 2 scenes",
        "Remove captions of 2 scenes",
    ]


def test_an_edit_of_a_length_is_a_step_of_its_own(opened: Workbench, edits: Edits, job: Job) -> None:
    first = job.scenes[0]
    edits.set_duration(first.id, 7)
    edits.set_duration(first.id, 8)
    edits.replace_scene(opened.model.storyboard[0], replace(opened.model.storyboard[0], duration=9))
    assert opened.stack.count() == 2
    opened.stack.undo()
    assert opened.model.storyboard[0].duration == 8


@pytest.mark.parametrize(("style", "row"), [(CaptionStyle.TITLE, 0), (CaptionStyle.END, 3)], ids=["title", "end"])
def test_a_card_goes_to_its_end_of_the_film_and_back_out(
    qtbot: QtBot, opened: Workbench, edits: Edits, job: Job, style: CaptionStyle, row: int
) -> None:
    picture = opened.model.storyboard[0].picture
    card = Scene(0, "Heron", "", 4.0, Motion.HOLD, picture=picture, caption="Heron", caption_style=style)
    edits.add_card(replace(card, status=ImageStatus.COMPLETED))
    qtbot.waitUntil(lambda: opened.model.storyboard[row].id > 0 and opened.model.rowCount() == 4)
    assert kept(opened, job.id).scenes[row].caption == "Heron"
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).scenes == job.scenes)
    opened.stack.redo()
    qtbot.waitUntil(lambda: len(kept(opened, job.id).scenes) == 4)


def test_film_settings_are_a_step_and_keep_the_approval(
    qtbot: QtBot, opened: Workbench, edits: Edits, job: Job
) -> None:
    wanted = FilmSettings(fps=30, short_side=720, watermark="heron.example", music_decibels=-6.0)
    edits.set_film(job, replace(wanted, watermark="  heron.example "))
    qtbot.waitUntil(lambda: kept(opened, job.id).settings == wanted)
    assert is_approved(kept(opened, job.id))
    opened.stack.undo()
    qtbot.waitUntil(lambda: kept(opened, job.id).settings == DEFAULT_SETTINGS)
    opened.stack.redo()
    qtbot.waitUntil(lambda: kept(opened, job.id).settings == wanted)


def test_film_settings_as_they_are_and_such_that_cant_be_are_no_step(opened: Workbench, edits: Edits, job: Job) -> None:
    edits.set_film(job, job.settings)
    with pytest.raises(InputRefused):
        edits.set_film(job, replace(job.settings, watermark="w" * 61))
    assert opened.stack.count() == 0


REFUSED: dict[str, Any] = {"caption": "x" * 301, "strength": 2.5, "duration": 0.1, "transition_seconds": 11.0}


@pytest.mark.parametrize("field", REFUSED)
def test_what_no_film_can_show_is_refused(opened: Workbench, edits: Edits, job: Job, field: str) -> None:
    with pytest.raises(InputRefused):
        edits.replace_scene(job.scenes[0], replace(job.scenes[0], **{field: REFUSED[field]}))
    assert opened.model.storyboard.scenes == job.scenes
    assert opened.stack.count() == 0


def test_a_duration_out_of_range_is_refused(opened: Workbench, edits: Edits) -> None:
    with pytest.raises(InputRefused):
        edits.set_duration(opened.model.storyboard[0].id, 0.1)
    assert opened.stack.count() == 0


def test_with_nothing_open_nothing_happens(qapp: object, bench: Workbench) -> None:
    edits = Edits(bench, bench)
    edits.insert(0, "A scene")
    edits.move([], 0)
    assert len(bench.model.storyboard) == 0
