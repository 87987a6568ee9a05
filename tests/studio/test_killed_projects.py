"""Killed while a project is saved or opened: the earlier file stays, and there is a whole job or none."""

import random
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from tests.factories import a_studio, dump, fingerprints, made_job
from tests.frames.sample_films import save, textured
from tests.studio.projects import media_bytes
from tests.studio.test_recover import children, left, vidstudio
from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.studio.context import Studio
from vidstudio.studio.project_saving import save_project
from vidstudio.studio.recover import recover

pytestmark = [pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix"), pytest.mark.slow]

MOMENTS = 8


@pytest.fixture
def project(home: Path, tmp_path: Path) -> Path:
    """A job of some megabytes, saved."""
    for seed in range(6):
        save(textured(seed, 1920, 1080), tmp_path / "pictures" / f"{seed}.png")
    with a_studio() as studio:
        job = made_job(studio, tmp_path / "pictures", 6)
        return save_project(studio, job.id, tmp_path / "film", Control())


def killed_after(seconds: float, home: Path, *arguments: object) -> bool:
    """Start a command and kill it -9; whether it was still at work."""
    with subprocess.Popen(vidstudio(*arguments), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        time.sleep(seconds)
        interrupted = process.poll() is None
        process.kill()
    deadline = time.monotonic() + 20
    while children(home) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert children(home) == []
    return interrupted


def hidden(folder: Path) -> list[str]:
    return [path.name for path in folder.iterdir() if path.name.startswith(".")]


DIES = """
import os, signal, sys
from pathlib import Path
from tests.factories import a_studio
from vidstudio.core.control import Control
from vidstudio.studio.project_opening import open_project
from vidstudio.studio.project_saving import save_project

def die(progress):
    if progress.fraction > 0.5:
        os.kill(os.getpid(), signal.SIGKILL)

what, file = sys.argv[1:]
with a_studio() as studio:
    if what == "save":
        save_project(studio, 1, Path(file), Control(die))
    else:
        open_project(studio, Path(file), Control(die))
"""


@pytest.mark.parametrize("what", ["save", "open"])
def test_killed_half_way(project: Path, home: Path, what: str) -> None:
    whole, library, files = project.read_bytes(), dump(home / "library.db"), fingerprints(home)
    done = subprocess.run([sys.executable, "-c", DIES, what, str(project)], check=False)
    assert done.returncode == -signal.SIGKILL
    assert project.read_bytes() == whole
    assert hidden(project.parent if what == "save" else home / "videos")
    with a_studio() as studio:
        recover(studio)
    assert (project.read_bytes(), dump(home / "library.db"), fingerprints(home)) == (whole, library, files)
    assert (left(home), hidden(home / "videos"), hidden(project.parent)) == ([], [], [])


def test_a_folder_that_got_its_name_is_removed_unless_its_job_is_there(studio: Studio, job: Job, home: Path) -> None:
    """Killed between the two: the folder of the new job is there, and the job is or is not."""
    kept, files = studio.storage.job(job.id), fingerprints(home)
    for number, token in ((job.id, "0123abcd"), (job.id + 1, "4567cdef")):
        folder = home / "videos" / f".unpack-{token}"
        folder.mkdir()
        (folder / f"claim-{number}").touch()
        (home / "locks" / f"{folder.name[1:]}.lock").touch()
    studio.storage.images(job.id + 1).mkdir(parents=True)
    (studio.storage.images(job.id + 1) / "picture-1.png").write_bytes(b"half")
    recover(studio)
    assert kept.is_dir()
    assert (fingerprints(home), hidden(home / "videos"), left(home)) == (files, [], [])
    assert not studio.storage.job(job.id + 1).exists()


def test_what_a_living_process_saves_and_opens_is_left_alone(studio: Studio, job: Job, home: Path) -> None:
    folder, part = home / "videos" / ".unpack-0123abcd", home / "film.part"
    folder.mkdir()
    part.write_bytes(b"half")
    studio.places.work.mkdir(parents=True)
    (studio.places.work / "pack-0123abcd").write_text(str(part))
    with studio.locks.hold("unpack-0123abcd", ""), studio.locks.hold("pack-0123abcd", ""):
        recover(studio)
        assert folder.is_dir()
        assert part.is_file()
    recover(studio)
    assert not folder.exists()
    assert not part.exists()
    assert job.id


def test_killed_at_any_moment(project: Path, home: Path) -> None:
    whole, chance, interrupted = project.read_bytes(), random.Random(5), 0
    for arguments in (("pack", 1, project), ("unpack", project)) * (MOMENTS // 2):
        started = time.monotonic()
        subprocess.run(vidstudio(*arguments), check=True, capture_output=True)
        takes = time.monotonic() - started
        interrupted += killed_after(chance.uniform(takes / 3, takes), home, *arguments)
        with a_studio() as studio:
            recover(studio)
            assert (left(home), hidden(home / "videos"), hidden(project.parent)) == ([], [], [])
            assert project.read_bytes() == whole
            jobs = [each.id for each in studio.library(lambda library: library.jobs.summaries())]
            first = studio.library(lambda library: library.jobs.get(1))
            for number in jobs:
                job = studio.library(lambda library, number=number: library.jobs.get(number))  # type: ignore[misc]
                assert media_bytes(studio, job) == media_bytes(studio, first)
            folders = {int(path.name) for path in (home / "videos").iterdir()}
            assert folders == set(jobs)
    assert interrupted >= MOMENTS // 2
