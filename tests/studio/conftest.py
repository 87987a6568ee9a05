"""A studio with its library, a folder of pictures, and an image service to pay."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import MOMENT, a_studio, made_job, picture_folder
from tests.servers.replicate import ReplicateServer
from vidstudio.core.approval import fingerprint
from vidstudio.core.job import Film, Job
from vidstudio.studio.context import Studio


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with ten pictures of the user's own."""
    return picture_folder(tmp_path / "pictures")


@pytest.fixture
def studio() -> Iterator[Studio]:
    """The studio in this test's home."""
    with a_studio() as opened:
        yield opened


@pytest.fixture
def job(studio: Studio, pictures: Path) -> Job:
    """A job of three scenes with pictures, not approved."""
    return made_job(studio, pictures)


@pytest.fixture
def done(studio: Studio, job: Job, short_film: Path) -> Job:
    """A completed job with a film of a second."""
    studio.storage.film(job.id).write_bytes(short_film.read_bytes())
    studio.library(lambda library: library.jobs.approve(job.id))
    studio.library(lambda library: library.jobs.begin_render(job.id))
    film = Film(fingerprint(job), 1.0, 640, 360, MOMENT)
    return studio.library(lambda library: library.jobs.finish_render(job.id, film))


@pytest.fixture
def long(studio: Studio, done: Job, noise: Path) -> Job:
    """The job with that film."""
    shutil.copyfile(noise, studio.storage.film(done.id))
    studio.library(lambda library: library.jobs.begin_render(done.id))
    made = Film(fingerprint(done), 8.0, 640, 360, MOMENT)
    return studio.library(lambda library: library.jobs.finish_render(done.id, made))


@pytest.fixture
def paid(replicate_in_use: ReplicateServer) -> Iterator[Studio]:
    """A studio whose image service is the one on loopback, asked a hundred times a second."""
    with a_studio() as opened:
        yield opened
