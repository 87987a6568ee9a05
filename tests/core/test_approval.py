"""Approval: a fingerprint of exactly this storyboard."""

from collections.abc import Callable
from dataclasses import replace

import pytest

from tests.factories import a_job, a_picture, a_scene, approved
from vidstudio.core.approval import (
    changes_since_approval,
    check_approvable,
    check_renderable,
    film_is_stale,
    fingerprint,
    is_approved,
)
from vidstudio.core.job import Film, Job, JobStatus
from vidstudio.core.scene import Motion, Scene, Transition
from vidstudio.errors import NotReady

Edit = Callable[[tuple[Scene, ...]], tuple[Scene, ...]]


def second(**changes: object) -> Edit:
    return lambda scenes: (scenes[0], replace(scenes[1], **changes), *scenes[2:])  # type: ignore[arg-type]


EDITS: dict[str, tuple[Edit, list[str]]] = {
    "description": (second(description="Another one"), ["Scene 2: description changed"]),
    "prompt": (second(image_prompt="Another one"), ["Scene 2: image prompt changed"]),
    "duration": (second(duration=2.6), ["Scene 2: duration changed"]),
    "motion": (second(motion=Motion.HOLD), ["Scene 2: camera move changed"]),
    "transition": (second(transition=Transition.CUT), ["Scene 2: transition changed"]),
    "picture": (second(picture=a_picture("other bytes")), ["Scene 2: picture changed"]),
    "no picture": (second(picture=None), ["Scene 2: picture changed"]),
    "two things": (second(duration=9.0, description="Else"), ["Scene 2: description, duration changed"]),
    "order": (lambda scenes: (scenes[1], scenes[0], scenes[2]), ["The order changed"]),
    "removed": (lambda scenes: scenes[:1] + scenes[2:], ["Scene 2 of the approved storyboard was removed"]),
    "added": (lambda scenes: (*scenes, a_scene(9)), ["Scene 4 is new"]),
    "replaced": (
        lambda scenes: (a_scene(9), *scenes[1:]),
        ["Scene 1 is new", "Scene 1 of the approved storyboard was removed"],
    ),
}


@pytest.mark.parametrize(("edit", "words"), EDITS.values(), ids=EDITS)
def test_every_kind_of_change_withdraws_approval_and_undo_brings_it_back(edit: Edit, words: list[str]) -> None:
    yes = approved(a_job())
    changed = replace(yes, scenes=edit(yes.scenes))
    assert is_approved(yes)
    assert not is_approved(changed)
    assert fingerprint(changed) != fingerprint(yes)
    assert changes_since_approval(changed) == words
    undone = replace(changed, scenes=yes.scenes)
    assert is_approved(undone)
    assert changes_since_approval(undone) == []


def test_the_same_picture_bytes_in_another_file_are_the_same() -> None:
    yes = approved(a_job())
    first = yes.scenes[0]
    assert first.picture is not None
    renamed = replace(first, picture=replace(first.picture, id=99, file="copy.png", prompt="told otherwise"))
    assert is_approved(replace(yes, scenes=(renamed, *yes.scenes[1:])))


def test_nothing_is_approved_before_somebody_says_so() -> None:
    assert not is_approved(a_job())
    assert not is_approved(a_job(scenes=0))
    assert changes_since_approval(a_job()) == []


def test_music_makes_a_film_stale_but_keeps_the_approval() -> None:
    yes = approved(a_job(music="a.mp3", music_digest="aa"))
    done = replace(yes, film=Film(fingerprint(yes), 7.5, 1920, 1080, yes.updated_at))
    assert not film_is_stale(done)
    other = replace(done, music_digest="bb")
    assert film_is_stale(other)
    assert is_approved(other)
    assert not film_is_stale(yes)


def refused(check: Callable[[Job], None], job: Job) -> str:
    with pytest.raises(NotReady) as error:
        check(job)
    return error.value.message


def test_render_needs_approval_a_scene_and_a_picture_in_every_scene() -> None:
    check_renderable(approved(a_job()))
    check_renderable(approved(a_job(status=JobStatus.COMPLETED)))
    assert refused(check_renderable, a_job()) == "Job 7 is not approved."
    assert "has no scenes" in refused(check_renderable, approved(a_job(scenes=0)))
    bare = a_job()
    bare = replace(bare, scenes=(replace(bare.scenes[0], picture=None), bare.scenes[1], a_scene(3, picture=None)))
    assert refused(check_renderable, approved(bare)) == "Job 7 has no picture in scene 1, 3."
    assert "already being rendered" in refused(check_renderable, approved(a_job(status=JobStatus.RENDERING)))


def test_a_refused_render_says_what_changed() -> None:
    yes = approved(a_job())
    job = replace(yes, scenes=second(duration=9.0)(yes.scenes))
    assert refused(check_renderable, job) == "Job 7 is not approved as it is now (Scene 2: duration changed)."


@pytest.mark.parametrize("status", sorted(set(JobStatus) - {"storyboard_ready", "completed", "rendering"}))
def test_an_unfinished_storyboard_can_not_be_approved(status: JobStatus) -> None:
    assert f"(status is {status})" in refused(check_approvable, a_job(status=status))
