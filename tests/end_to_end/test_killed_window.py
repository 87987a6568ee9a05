"""A window killed in mid-work: nothing half-written, nothing left running, nothing lost, nothing paid twice."""

import shutil
import sqlite3
import subprocess
import sys
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.end_to_end.conftest import OpenWindow
from tests.end_to_end.hard_pictures import hard_pictures
from tests.end_to_end.window_process import WindowProcess
from tests.factories import a_studio, made_job, picture_folder
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import Behaviour
from vidstudio.core.control import Control
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.job import Job
from vidstudio.paths import places
from vidstudio.studio.context import stamp
from vidstudio.studio.export_now import export_now as export
from vidstudio.studio.render import render

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]

ORPHANS_END_WITHIN = 8.0
"""Seconds; what is killed here would work on for longer."""


def kill_under_way(window: WindowProcess) -> None:
    window.hears("under way")
    window.kill()


def check_nothing_runs_on(window: WindowProcess) -> None:
    assert window.is_left_alone(ORPHANS_END_WITHIN), f"still running: {window.command_lines()}"


def kept(job_id: int) -> Job:
    """The job, and a library that is whole."""
    with closing(sqlite3.connect(places().database)) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchone() == ("ok",)
    with a_studio() as studio:
        return studio.library(lambda library: library.jobs.get(job_id))


def half_files(home: Path) -> list[str]:
    """What only work under way may have."""
    parts = [path.name for path in home.rglob(".*") if ".part" in path.name]
    return parts + [path.name for path in (home / "cache" / "work").glob("*")]


def next_command() -> None:
    """The program starts again: any command will do."""
    command = [sys.executable, "-m", "vidstudio", "jobs"]
    assert subprocess.run(command, check=True, capture_output=True, timeout=120).stdout


@pytest.fixture(scope="module")
def film_home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Where the first test that has made the film keeps it for the others."""
    return tmp_path_factory.mktemp("film") / "home"


@pytest.fixture
def film(home: Path, tmp_path: Path, film_home: Path) -> Job:
    """A job with a film of noise, the only one."""
    if film_home.exists():
        shutil.copytree(film_home, home)
        return kept(1)
    with a_studio() as studio:
        job = made_job(studio, hard_pictures(tmp_path / "pictures"), duration=4.5)
        studio.library(lambda library: library.jobs.approve(job.id))
        job = render(studio, job.id, Control())
    shutil.copytree(home, film_home)
    return job


def test_a_killed_render_leaves_the_earlier_film(open_window: OpenWindow, home: Path, film: Job) -> None:
    with a_studio() as studio:
        file = studio.storage.film(film.id)
        studio.library(lambda library: library.storyboards.reorder(film.id, [3, 2, 1]))
        before = studio.library(lambda library: library.jobs.approve(film.id))
    earlier = file.read_bytes()
    shutil.rmtree(places().segments)
    window = open_window("interruption", "render")
    kill_under_way(window)
    check_nothing_runs_on(window)
    assert kept(film.id).status == "rendering"
    next_command()
    assert half_files(home) == []
    assert file.read_bytes() == earlier
    assert replace(kept(film.id), updated_at=before.updated_at) == before
    assert before.status == "completed"


def test_a_killed_export_leaves_the_earlier_one(open_window: OpenWindow, home: Path, film: Job) -> None:
    with a_studio() as studio:
        quick = export(studio, film.id, pair(ExportFormat.MP4, Quality.LOW), Control())
        old = quick.with_name("webm_high.webm")  # of an older film, so that it is made anew
        old.write_bytes(b"an older film")
        (known,) = studio.library(lambda library: library.exports.of_job(film.id))
        stale = replace(known, format="webm", quality="high", file=str(old), source="", stamp=stamp(old))
        studio.library(lambda library: library.exports.record(stale))
    before, earlier = kept(film.id), {file: file.read_bytes() for file in quick.parent.iterdir()}
    window = open_window("interruption", "export")
    kill_under_way(window)
    assert half_files(home) != []
    open_window("next_start").ends_well()
    assert half_files(home) == []
    assert {file: file.read_bytes() for file in quick.parent.iterdir()} == earlier
    assert kept(film.id) == before


def test_a_killed_export_stops_encoding(open_window: OpenWindow, film: Job) -> None:
    window = open_window("interruption", "export")
    kill_under_way(window)
    check_nothing_runs_on(window)


def test_a_killed_refinement_arrives_with_the_next_start_and_is_paid_once(
    open_window: OpenWindow, home: Path, tmp_path: Path, replicate_server: ReplicateServer
) -> None:
    with a_studio() as studio:
        job = made_job(studio, picture_folder(tmp_path / "pictures"))
    replicate_server.behaviour = Behaviour(seconds=6)
    service = {"REPLICATE_API_TOKEN": TOKEN, "REPLICATE_BASE_URL": replicate_server.url}
    kill_under_way(open_window("interruption", "refinement", **service))
    (killed,) = replicate_server.ids
    assert replicate_server.status(killed) == "processing"
    assert kept(job.id).scenes[0].picture == job.scenes[0].picture
    open_window("next_start", "awaiting-a-picture", **service).ends_well()
    assert half_files(home) == []
    assert replicate_server.ids == [killed]
    assert (replicate_server.created, replicate_server.charged) == (1, 1)
    now = kept(job.id)
    assert (now.refinement_count, now.estimated_cost, now.actual_cost) == (1, Decimal("0.02"), Decimal("0.003"))
    assert now.scenes[1:] == job.scenes[1:]
