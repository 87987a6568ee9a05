"""Rendering: what it needs, what it leaves, and what stays when nothing comes of it."""

from pathlib import Path

import pytest

from tests.factories import dump, fingerprints, made_job
from vidstudio.core.approval import film_is_stale
from vidstudio.core.control import Control, Progress
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.errors import Canceled, FfmpegUnusable, NotFound, NotReady, SourceMissing, VidstudioError
from vidstudio.services.probe import probe
from vidstudio.studio.context import Studio
from vidstudio.studio.export import video_file
from vidstudio.studio.render import begin_render, render


def approve(studio: Studio, job: Job) -> Job:
    return studio.library(lambda library: library.jobs.approve(job.id))


def refused(studio: Studio, job_id: int, error: type[VidstudioError], home: Path) -> str:
    """What is said against a render, which leaves all as it was."""
    before, files = dump(home / "library.db"), fingerprints(home)
    with pytest.raises(error) as told:
        render(studio, job_id, Control())
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)
    return told.value.message


def test_a_render_needs_an_approval(studio: Studio, job: Job, home: Path) -> None:
    assert refused(studio, job.id, NotReady, home) == f"Job {job.id} is not approved."
    approve(studio, job)
    studio.library(lambda library: library.storyboards.reorder(job.id, [2, 1, 3]))
    assert "The order changed" in refused(studio, job.id, NotReady, home)


def test_a_render_needs_a_job_with_scenes(studio: Studio, job: Job, home: Path) -> None:
    refused(studio, 99, NotFound, home)
    studio.library(lambda library: library.storyboards.save(job.id, job.scenes, ()))
    assert "no scenes" in refused(studio, job.id, NotReady, home)


def test_a_render_needs_its_pictures_on_disk(studio: Studio, job: Job, home: Path) -> None:
    approve(studio, job)
    assert job.scenes[1].picture is not None
    (studio.storage.images(job.id) / job.scenes[1].picture.file).unlink()
    assert "The picture of scene 2 is missing" in refused(studio, job.id, SourceMissing, home)


def test_a_render_needs_ffmpeg(studio: Studio, job: Job, home: Path) -> None:
    approve(studio, job)
    without = Studio(studio.library, studio.places, studio.settings.model_copy(update={"ffmpeg": "/nowhere/ffmpeg"}))
    refused(without, job.id, FfmpegUnusable, home)


def test_a_job_is_rendered_by_one_at_a_time(studio: Studio, job: Job, home: Path) -> None:
    approve(studio, job)
    with studio.locks.hold(f"render-{job.id}", ""):
        before = dump(home / "library.db")
        with pytest.raises(NotReady, match="already being rendered"):
            begin_render(studio, job.id)
        assert dump(home / "library.db") == before


@pytest.mark.slow
@pytest.mark.parametrize(("ratio", "size"), [("16:9", (1920, 1080)), ("9:16", (1080, 1920)), ("1:1", (1080, 1080))])
def test_a_film_has_its_length_and_shape(
    studio: Studio, pictures: Path, ratio: str, size: tuple[int, int], home: Path
) -> None:
    job = approve(studio, made_job(studio, pictures, duration=3.0, aspect_ratio=AspectRatio(ratio)))
    done = render(studio, job.id, Control())
    facts = probe(studio.storage.film(job.id))
    assert (facts.display_width, facts.display_height) == size
    assert facts.video_duration == pytest.approx(3, abs=0.1)
    assert (facts.video_codec, facts.audio_codec) == ("h264", "aac")
    assert done.status is JobStatus.COMPLETED
    assert video_file(studio, done) == studio.storage.film(job.id)
    assert not film_is_stale(done)
    assert sorted(path.name for path in studio.storage.job(job.id).iterdir()) == ["final.mp4", "images"]
    assert list(studio.places.work.iterdir()) == []
    assert list(studio.places.locks.iterdir()) == []


@pytest.mark.slow
def test_a_canceled_render_leaves_the_earlier_film(studio: Studio, pictures: Path, home: Path) -> None:
    job = approve(studio, made_job(studio, pictures, duration=3.0))
    done = render(studio, job.id, Control())
    changed = studio.library(lambda library: library.storyboards.reorder(job.id, [3, 2, 1]))
    assert film_is_stale(changed)
    approve(studio, job)
    before, films = dump(home / "library.db"), fingerprints(studio.storage.root)

    def watch(progress: Progress) -> None:
        if progress.text.startswith("Rendering") and progress.fraction:
            control.cancel()

    control = Control(watch)
    with pytest.raises(Canceled):
        render(studio, job.id, control)
    assert (dump(home / "library.db"), fingerprints(studio.storage.root)) == (before, films)
    assert studio.library(lambda library: library.jobs.get(job.id)).film == done.film
    assert list(studio.places.locks.iterdir()) == []
    assert not list(studio.places.cache.rglob(".*.part*"))
