"""Editing scenes from the command line's side: what the library holds afterwards, and what is refused."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from tests.factories import dump, fingerprints
from tests.frames.test_clips import LOSSLESS, clip
from tests.frames.test_rendered_films import tone
from vidstudio.core.approval import changes_since_approval, is_approved
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.job import Job
from vidstudio.core.scene import Framing, Motion, PictureSource, Transition
from vidstudio.errors import InputRefused, NotFound, SourceMissing, SourceUnreadable
from vidstudio.studio.context import Studio
from vidstudio.studio.edit import add_card, caption_scenes, edit_scene, follow_narration


def kept(studio: Studio, job: Job) -> Job:
    return studio.library(lambda library: library.jobs.get(job.id))


def test_everything_of_a_scene_can_be_changed_and_is_kept(studio: Studio, job: Job) -> None:
    changes = {
        "duration": 3.5,
        "motion": Motion.AUTO,
        "strength": 0.5,
        "transition": Transition.WIPE,
        "transition_seconds": 1.25,
        "framing": Framing.BLUR,
        "caption": "  Ein Reiher \x00 wartet  ",
        "caption_style": CaptionStyle.LOWER_THIRD,
    }
    edit_scene(studio, job.id, 2, changes)
    scene = kept(studio, job).scenes[1]
    assert {name: getattr(scene, name) for name in changes} == changes | {"caption": "Ein Reiher wartet"}
    assert kept(studio, job).scenes[::2] == job.scenes[::2]


def test_an_edit_withdraws_approval_and_says_what_changed(studio: Studio, job: Job) -> None:
    studio.library(lambda library: library.jobs.approve(job.id))
    edited = edit_scene(studio, job.id, 1, {"transition": Transition.CUT, "caption": "Words"})
    assert not is_approved(edited)
    assert changes_since_approval(edited) == ["Scene 1: transition, caption changed"]
    assert is_approved(edit_scene(studio, job.id, 1, {"transition": Transition.CROSS_FADE, "caption": ""}))


def test_sound_keeps_the_approval(studio: Studio, job: Job, tmp_path: Path) -> None:
    studio.library(lambda library: library.jobs.approve(job.id))
    assert is_approved(edit_scene(studio, job.id, 1, {"narration": tone(tmp_path / "a.wav", 1)}))


@pytest.mark.parametrize(
    "changes",
    [
        {"duration": 0.1},
        {"duration": float("nan")},
        {"strength": -0.1},
        {"strength": 2.01},
        {"transition_seconds": 11},
        {"transition_seconds": float("nan")},
        {"caption": "x" * 301},
    ],
)
def test_what_no_film_can_show_is_refused(studio: Studio, job: Job, home: Path, changes: dict[str, object]) -> None:
    before, files = dump(home / "library.db"), fingerprints(home)
    with pytest.raises(InputRefused) as error:
        edit_scene(studio, job.id, 1, changes)
    assert error.value.hint
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)


def test_there_has_to_be_such_a_scene(studio: Studio, job: Job) -> None:
    for number in (0, 4, -1):
        with pytest.raises(NotFound):
            edit_scene(studio, job.id, number, {"duration": 2.0})


def test_a_narration_is_copied_kept_once_and_taken_out(studio: Studio, job: Job, tmp_path: Path) -> None:
    file = tone(tmp_path / "-it's: voice 🎵.WAV", 1.5)
    for number in (1, 2):
        edit_scene(studio, job.id, number, {"narration": file})
    first, second, _ = kept(studio, job).scenes
    assert first.narration is not None
    assert first.narration == second.narration
    assert first.narration.name == file.name
    assert first.narration.seconds == pytest.approx(1.5, abs=0.01)
    (copy,) = studio.storage.assets(job.id).iterdir()
    assert copy.name == first.narration.file
    assert copy.read_bytes() == file.read_bytes()
    assert edit_scene(studio, job.id, 1, {"narration": None}).scenes[0].narration is None


def test_a_scene_can_follow_its_narration(studio: Studio, job: Job, tmp_path: Path) -> None:
    edit_scene(studio, job.id, 1, {"narration": tone(tmp_path / "voice.wav", 2.25)})
    assert follow_narration(studio, job.id, 1).scenes[0].duration == 2.75
    with pytest.raises(InputRefused, match="no narration"):
        follow_narration(studio, job.id, 2)


def test_a_clip_brings_a_picture_that_stands_for_it(studio: Studio, job: Job, tmp_path: Path) -> None:
    edit_scene(studio, job.id, 3, {"clip": clip(tmp_path / "clip.mp4", *LOSSLESS)})
    scene = kept(studio, job).scenes[2]
    assert scene.clip is not None
    assert scene.clip.seconds == pytest.approx(2.0, abs=0.05)
    assert scene.picture is not None
    assert (scene.picture.source, scene.picture.width, scene.picture.height) == (PictureSource.OWN, 320, 180)
    image = np.asarray(Image.open(studio.storage.images(job.id) / scene.picture.file).convert("L"))
    assert 30 < image.mean() < 230


@pytest.mark.parametrize("kind", ["narration", "effect", "clip"])
def test_a_file_that_is_none_is_refused_and_nothing_changes(
    studio: Studio, job: Job, home: Path, tmp_path: Path, kind: str
) -> None:
    broken = tmp_path / "broken.mp4"
    broken.write_bytes(b"no media at all" * 100)
    before, files = dump(home / "library.db"), fingerprints(home)
    for file, error in ((broken, SourceUnreadable), (tmp_path / "none", SourceMissing), (tmp_path, SourceUnreadable)):
        with pytest.raises(error):
            edit_scene(studio, job.id, 1, {kind: file})
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)


def test_captions_come_from_what_is_said(studio: Studio, job: Job) -> None:
    descriptions = ["He shouts: “Now!” The dog runs.", "The mist lifts. It strikes.", "Sie sagt »Komm mit«."]
    after = [
        type(scene)(**{name: getattr(scene, name) for name in scene.__slots__} | {"description": text})
        for scene, text in zip(job.scenes, descriptions, strict=True)
    ]
    studio.library(lambda library: library.storyboards.save(job.id, job.scenes, after))
    edit_scene(studio, job.id, 3, {"caption": "Title", "caption_style": CaptionStyle.TITLE})
    said = [scene.caption for scene in caption_scenes(studio, job.id).scenes]
    assert said == ["Now!", "The mist lifts.", "Title"]
    assert [scene.caption for scene in caption_scenes(studio, job.id, captioned=False).scenes] == ["", "", "Title"]


def test_cards_stand_before_and_behind_the_scenes(studio: Studio, job: Job) -> None:
    add_card(studio, job.id, "The Heron\nA film", CaptionStyle.TITLE)
    carded = add_card(studio, job.id, "The end", CaptionStyle.END)
    assert [scene.caption_style for scene in carded.scenes] == ["title", *["caption"] * 3, "end"]
    assert [scene.caption for scene in carded.scenes] == ["The Heron\nA film", "", "", "", "The end"]
    assert carded.scenes[1:-1] == job.scenes
    for scene in (carded.scenes[0], carded.scenes[-1]):
        assert scene.picture is not None
        assert (scene.picture.width, scene.picture.height) == (1920, 1080)
        assert (studio.storage.images(job.id) / scene.picture.file).is_file()
    with pytest.raises(InputRefused, match="no words"):
        add_card(studio, job.id, " \n ", CaptionStyle.END)
