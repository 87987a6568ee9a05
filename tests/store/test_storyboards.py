"""Storyboards in the library."""

import sqlite3
from contextlib import closing
from dataclasses import replace
from pathlib import Path

import pytest

from tests.factories import a_picture, a_scene, dump, stored_job
from vidstudio.core.job import JobStatus
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import InputRefused, NotFound, NotReady
from vidstudio.store.library import Library


def test_reorder_renumbers_by_position(library: Library) -> None:
    job = stored_job(library)
    after = library.storyboards.reorder(job.id, [3, 1, 2])
    assert after.scenes == (job.scenes[2], job.scenes[0], job.scenes[1])


@pytest.mark.parametrize("numbers", [[], [1, 2], [1, 2, 4], [1, 2, 2], [1, 2, 3, 3], [0, 1, 2], [1, 2, 3, 4]])
def test_a_wrong_reorder_changes_nothing(library: Library, database: Path, numbers: list[int]) -> None:
    job = stored_job(library)
    before = dump(database)
    with pytest.raises(InputRefused):
        library.storyboards.reorder(job.id, numbers)
    assert dump(database) == before
    assert library.jobs.get(job.id) == job


def test_a_storyboard_still_being_drawn_is_not_changed(library: Library, database: Path) -> None:
    job = stored_job(library)
    library.jobs.set_status(job.id, JobStatus.GENERATING_STORYBOARD)
    before = dump(database)
    with pytest.raises(NotReady, match="still being drawn"):
        library.storyboards.reorder(job.id, [3, 2, 1])
    with pytest.raises(NotReady, match="still being drawn"):
        library.storyboards.save(job.id, job.scenes, job.scenes[:1])
    assert dump(database) == before


def test_a_scene_taken_out_comes_back_with_its_picture(library: Library) -> None:
    job = stored_job(library)
    fewer = library.storyboards.save(job.id, job.scenes, job.scenes[1:])
    assert fewer.scenes == job.scenes[1:]
    assert [version.picture for version in library.storyboards.versions(job.scenes[0].id)] == [job.scenes[0].picture]
    assert library.storyboards.save(job.id, fewer.scenes, job.scenes).scenes == job.scenes


def test_a_new_scene_gets_a_number_of_its_own(library: Library) -> None:
    job = stored_job(library)
    after = library.storyboards.save(
        job.id, job.scenes, Storyboard(job.scenes).insert(1, a_scene(0, picture=None)).scenes
    )
    assert [scene.id for scene in after.scenes] == [1, 4, 2, 3]
    assert after.scenes[1].description == "What is seen in shot 0"


def test_a_stale_save_is_refused(library: Library, database: Path) -> None:
    job = stored_job(library)
    with closing(sqlite3.connect(database)) as other:
        other.execute("UPDATE scene SET description = 'By another' WHERE id = ?", (job.scenes[0].id,))
        other.commit()
    before = dump(database)
    mine = (replace(job.scenes[0], description="By me"), *job.scenes[1:])
    with pytest.raises(NotReady, match="changed elsewhere"):
        library.storyboards.save(job.id, job.scenes, mine)
    assert dump(database) == before


@pytest.mark.parametrize("change", ["order", "removed"])
def test_a_save_against_another_order_is_refused(library: Library, database: Path, change: str) -> None:
    job = stored_job(library)
    if change == "order":
        library.storyboards.reorder(job.id, [3, 2, 1])
    else:
        library.storyboards.save(job.id, job.scenes, job.scenes[:2])
    before = dump(database)
    with pytest.raises(NotReady, match="changed elsewhere"):
        library.storyboards.save(job.id, job.scenes, (replace(job.scenes[0], duration=1.0), *job.scenes[1:]))
    assert dump(database) == before


def test_a_picture_that_came_meanwhile_stays(library: Library) -> None:
    job = stored_job(library)
    library.storyboards.set_picture(job.scenes[0].id, a_picture("new"))
    longer = (replace(job.scenes[0], duration=9.0), *job.scenes[1:])
    after = library.storyboards.save(job.id, job.scenes, longer)
    assert after.scenes[0].duration == 9.0
    assert after.scenes[0].picture is not None
    assert after.scenes[0].picture.file == "new.png"


def test_versions_are_never_thrown_away(library: Library) -> None:
    job = stored_job(library)
    scene = job.scenes[0]
    for mark in "abc":
        job = library.storyboards.set_picture(scene.id, a_picture(mark))
    library.storyboards.add_version(scene.id, a_picture("d"))
    back = replace(job.scenes[0], picture=library.storyboards.versions(scene.id)[1].picture)
    after = library.storyboards.save(job.id, job.scenes, (back, *job.scenes[1:]))
    library.storyboards.save(job.id, after.scenes, after.scenes[1:])
    names = [version.picture.file for version in library.storyboards.versions(scene.id)]
    assert names == [f"{job.id}-{scene.id}.png", "a.png", "b.png", "c.png", "d.png"]
    assert after.scenes[0].picture is not None
    assert after.scenes[0].picture.file == "a.png"


def test_a_picture_makes_a_failed_job_usable(library: Library) -> None:
    job = stored_job(library, pictures=False)
    library.jobs.set_status(job.id, JobStatus.GENERATING_STORYBOARD)
    library.jobs.set_status(job.id, JobStatus.FAILED, "No network")
    after = library.storyboards.set_picture(job.scenes[0].id, a_picture())
    assert (after.status, after.error) == (JobStatus.STORYBOARD_READY, "")


def test_there_is_no_such_scene(library: Library) -> None:
    with pytest.raises(NotFound, match="no such scene"):
        library.storyboards.set_picture(77, a_picture())
