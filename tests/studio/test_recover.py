"""After a kill: everything is as before, and nothing is left behind."""

import signal
import sqlite3
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

from tests.factories import a_studio, dump, fingerprints, made_job, picture_folder
from vidstudio.core.control import Control
from vidstudio.core.job import Job, JobStatus
from vidstudio.studio.context import Studio
from vidstudio.studio.recover import recover
from vidstudio.studio.render import render

pytestmark = pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix")


def vidstudio(*arguments: object) -> list[str]:
    return [sys.executable, "-m", "vidstudio", *map(str, arguments)]


def children(home: Path) -> list[str]:
    """Processes that work in this home."""
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes().decode(errors="replace")
        except OSError:  # ended meanwhile
            continue
        if str(home) in command:
            found.append(command.replace("\0", " "))
    return found


def killed(arguments: list[str], home: Path, parts: str) -> None:
    """Start a command and kill it -9 once its half-written files are there.

    There, not filled: a muxer may keep what it has until the end, and then the end comes first.
    """
    with subprocess.Popen(arguments, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as process:
        try:
            while not any(home.rglob(parts)):
                assert process.poll() is None, "it ended before it could be killed"
                time.sleep(0.02)
        finally:
            process.kill()
    deadline = time.monotonic() + 30
    while children(home) and time.monotonic() < deadline:
        time.sleep(0.1)
    assert children(home) == []


def left(home: Path) -> list[str]:
    """Half-written files, locks and work folders."""
    files = [*home.rglob(".*.part*"), *home.rglob("*.lock"), *(home / "cache" / "work").glob("*")]
    return [path.name for path in files]


def test_a_stuck_job_without_a_process_is_as_it_was_before(studio: Studio, job: Job, home: Path) -> None:
    studio.library(lambda library: library.jobs.approve(job.id))
    before = dump(home / "library.db")
    studio.library(lambda library: library.jobs.begin_render(job.id))
    recover(studio)
    assert dump(home / "library.db") == before


@pytest.mark.parametrize("status", ["pending", "parsing", "generating_storyboard"])
def test_a_job_killed_while_it_was_made_can_be_gone_on_with(studio: Studio, job: Job, home: Path, status: str) -> None:
    with closing(sqlite3.connect(home / "library.db")) as other:
        other.execute("UPDATE job SET status = ?", (status,))
        other.commit()
    (studio.storage.images(job.id) / ".scene1-aa.png.77.part").write_bytes(b"half")
    (home / "locks" / f"new-{job.id}.lock").touch()
    recover(studio)
    assert studio.library(lambda library: library.jobs.get(job.id)).status is JobStatus.STORYBOARD_READY
    assert left(home) == []


def test_work_of_a_living_process_is_left_alone(studio: Studio, job: Job, home: Path) -> None:
    studio.library(lambda library: library.jobs.approve(job.id))
    studio.library(lambda library: library.jobs.begin_render(job.id))
    part = studio.storage.job(job.id) / ".final-aa.part.mp4"
    part.write_bytes(b"half")
    work = studio.places.work / f"render-{job.id}~aa"
    work.mkdir(parents=True)
    with studio.locks.hold(f"render-{job.id}", ""):
        (home / "locks" / "render-99.lock").touch()  # and another one died
        recover(studio)
        assert studio.library(lambda library: library.jobs.get(job.id)).status is JobStatus.RENDERING
        assert part.exists()
        assert work.exists()
        assert left(home) == [part.name, f"render-{job.id}.lock", work.name]


def test_recover_with_nothing_to_do_changes_nothing(studio: Studio, job: Job, home: Path) -> None:
    before, files = dump(home / "library.db"), fingerprints(home)
    recover(studio)
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)
    with closing(sqlite3.connect(home / "library.db")) as other:
        assert other.execute("SELECT status FROM job").fetchall() == [("storyboard_ready",)]


@pytest.mark.slow
def test_a_killed_render_and_a_killed_export_leave_the_earlier_film(home: Path, tmp_path: Path) -> None:
    with a_studio() as studio:
        job = made_job(studio, picture_folder(tmp_path / "pictures"), duration=8.0)
        studio.library(lambda library: library.jobs.approve(job.id))
        render(studio, job.id, Control())
        film = studio.storage.film(job.id)
        longer = studio.library(lambda library: library.jobs.get(job.id)).scenes
        studio.library(lambda library: library.storyboards.reorder(job.id, [3, 2, 1]))
        studio.library(lambda library: library.jobs.approve(job.id))
    assert len(longer) == 3
    before, bytes_before = dump(home / "library.db"), film.read_bytes()

    killed(vidstudio("render", job.id), home, ".*.part*")
    assert left(home)
    subprocess.run(vidstudio("jobs"), check=True, capture_output=True)
    assert (left(home), dump(home / "library.db"), film.read_bytes()) == ([], before, bytes_before)

    killed(vidstudio("export", job.id, "--format", "webm", "--quality", "high"), home, "exports/*/.*.part*")
    assert left(home)
    subprocess.run(vidstudio("jobs"), check=True, capture_output=True)
    assert (left(home), dump(home / "library.db"), film.read_bytes()) == ([], before, bytes_before)

    done = subprocess.run(vidstudio("render", job.id), check=True, capture_output=True, text=True)
    assert done.stdout == f"{film}\n"
    assert film.read_bytes() != bytes_before
