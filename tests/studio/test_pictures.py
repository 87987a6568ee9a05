"""Drafts and the user's own pictures."""

from pathlib import Path

import pytest

from tests.factories import dump, fingerprints
from vidstudio.core.job import Job
from vidstudio.core.scene import PictureSource
from vidstudio.errors import NotFound, PictureRefused
from vidstudio.studio.context import Studio
from vidstudio.studio.pictures import draw, take_own


def test_an_own_picture_becomes_the_scenes_and_the_earlier_one_is_kept(
    studio: Studio, job: Job, pictures: Path
) -> None:
    after = take_own(studio, job.id, job.scenes[1].id, pictures / "9.png")
    picture = after.scenes[1].picture
    assert picture is not None
    assert (picture.source, picture.prompt, picture.model) == (PictureSource.OWN, "", "")
    versions = studio.library(lambda library: library.storyboards.versions(job.scenes[1].id))
    assert [version.picture for version in versions] == [job.scenes[1].picture, picture]
    assert all((studio.storage.images(job.id) / version.picture.file).is_file() for version in versions)


def test_a_refused_picture_leaves_everything(studio: Studio, job: Job, home: Path, tmp_path: Path) -> None:
    (tmp_path / "words.png").write_text("only words")
    before, files = dump(home / "library.db"), fingerprints(home)
    with pytest.raises(PictureRefused, match=r"words\.png is no picture"):
        take_own(studio, job.id, job.scenes[0].id, tmp_path / "words.png")
    with pytest.raises(PictureRefused):
        take_own(studio, job.id, job.scenes[0].id, tmp_path / "missing.png")
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)


def test_an_own_picture_for_no_scene_is_refused(studio: Studio, job: Job, pictures: Path) -> None:
    with pytest.raises(NotFound):
        take_own(studio, job.id, 99, pictures / "9.png")


def test_each_draft_of_a_scene_is_another_one(studio: Studio, job: Job) -> None:
    first = draw(studio, job, job.scenes[0])
    studio.library(lambda library: library.storyboards.add_version(job.scenes[0].id, first))
    second = draw(studio, job, job.scenes[0])
    assert first.digest != second.digest
    assert (first.width, first.height, first.prompt) == (1920, 1080, job.scenes[0].image_prompt)
