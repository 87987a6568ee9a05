"""Killed or out of room at any moment: pieces and film are whole or absent, and the next render is right."""

import random
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.factories import a_studio, made_job
from tests.frames.sample_films import save, textured
from tests.small_disk import small_disk
from tests.studio.test_recover import children, left, vidstudio
from vidstudio.core.control import Control
from vidstudio.core.film import FilmSettings
from vidstudio.core.job import Job
from vidstudio.errors import DiskFull
from vidstudio.frames.seal import is_whole
from vidstudio.studio.context import Studio
from vidstudio.studio.render import render

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix"),
]

MOMENTS = 20


@pytest.fixture
def studio() -> Iterator[Studio]:
    with a_studio() as opened:
        yield opened


@pytest.fixture
def film_of_noise(studio: Studio, tmp_path: Path) -> Job:
    """An approved job with detailed pictures in 720p, so that its pieces are large and take a while."""
    for seed in range(4):
        save(textured(seed, 960, 540), tmp_path / "pictures" / f"{seed}.png")
    job = made_job(studio, tmp_path / "pictures", scenes=3, duration=2.4)
    studio.library(lambda library: library.jobs.set_settings(job.id, FilmSettings(short_side=720)))
    return studio.library(lambda library: library.jobs.approve(job.id))


def pieces(studio: Studio) -> list[Path]:
    folder = studio.places.segments
    return [file for file in folder.iterdir() if not file.name.startswith(".")] if folder.is_dir() else []


def test_killed_at_any_moment(studio: Studio, film_of_noise: Job, home: Path) -> None:
    job = film_of_noise
    started = time.monotonic()
    render(studio, job.id, Control())
    whole = time.monotonic() - started + 0.5  # and the start of the command
    film = studio.storage.film(job.id)
    right = film.read_bytes()
    chance, interrupted = random.Random(7), 0
    for _ in range(MOMENTS):
        shutil.rmtree(studio.places.segments, ignore_errors=True)
        with subprocess.Popen(
            vidstudio("render", job.id), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            time.sleep(chance.uniform(0.2, whole))
            interrupted += process.poll() is None
            process.kill()
        deadline = time.monotonic() + 20
        while children(home) and time.monotonic() < deadline:
            time.sleep(0.05)
        assert children(home) == []
        assert all(is_whole(piece) for piece in pieces(studio))
        assert film.read_bytes() == right
        subprocess.run(vidstudio("jobs"), check=True, capture_output=True)
        assert left(home) == []
    assert interrupted >= MOMENTS // 2
    render(studio, job.id, Control())
    assert film.read_bytes() == right


@pytest.mark.skipif(sys.platform != "linux", reason="mounts a tiny disk")
def test_a_disk_full_at_any_moment(studio: Studio, film_of_noise: Job) -> None:
    job = film_of_noise
    render(studio, job.id, Control())
    film = studio.storage.film(job.id)
    right = film.read_bytes()
    needed = sum(piece.stat().st_size for piece in pieces(studio)) // 1024
    chance = random.Random(3)
    for _ in range(MOMENTS):
        shutil.rmtree(studio.places.segments)
        with small_disk(studio.places.segments, f"{chance.randint(4, needed - 8)}k"):
            with pytest.raises(DiskFull):
                render(studio, job.id, Control())
            assert all(is_whole(piece) for piece in pieces(studio))
            assert not [file for file in studio.places.segments.iterdir() if file.name.startswith(".")]
        assert film.read_bytes() == right
    shutil.rmtree(studio.places.segments)
    render(studio, job.id, Control())
    assert film.read_bytes() == right


def test_a_damaged_piece_is_noticed_and_made_again(studio: Studio, film_of_noise: Job) -> None:
    job = film_of_noise
    render(studio, job.id, Control())
    film = studio.storage.film(job.id)
    right = film.read_bytes()
    first, second, *_ = sorted(pieces(studio), key=lambda piece: -piece.stat().st_size)
    data = bytearray(first.read_bytes())
    data[len(data) // 2] ^= 1
    first.write_bytes(data)
    second.write_bytes(second.read_bytes()[:-100])
    untouched = {piece: piece.stat().st_ino for piece in pieces(studio) if piece not in {first, second}}
    render(studio, job.id, Control())
    assert all(is_whole(piece) for piece in pieces(studio))
    assert {piece: piece.stat().st_ino for piece in untouched} == untouched
    assert film.read_bytes() == right
