"""From an empty home to the sample and a job of one's own."""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import OpenWindow
from tests.factories import a_studio
from vidstudio.core.job import JobStatus

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]


def test_an_empty_home_shows_the_sample_and_takes_a_new_job(open_window: OpenWindow, home: Path) -> None:
    assert not home.exists()
    open_window("first_start").ends_well()
    with a_studio() as studio:
        jobs = studio.library(lambda library: [library.jobs.get(each.id) for each in library.jobs.summaries()])
        assert [job.title for job in jobs] == ["heron", "The Keeper and the Whale"]
        assert [len(job.scenes) for job in jobs] == [3, 6]
        assert sum(scene.duration for scene in jobs[0].scenes) == pytest.approx(3.0)
        for job in jobs:
            assert job.status is JobStatus.STORYBOARD_READY
            files = {studio.storage.images(job.id) / scene.picture.file for scene in job.scenes if scene.picture}
            assert len(files) == len(job.scenes)
            assert all(file.stat().st_size > 10_000 for file in files)
            assert {file.name for file in studio.storage.images(job.id).iterdir()} == {file.name for file in files}
