"""From approval through the film to its exports, as the window shows it and as it lies on the disk."""

from pathlib import Path

import pytest

from tests.end_to_end.conftest import OpenWindow
from tests.end_to_end.hard_pictures import hard_pictures
from tests.factories import a_studio, made_job
from vidstudio.services.probe import probe

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]


def test_a_film_is_approved_rendered_and_exported(open_window: OpenWindow, tmp_path: Path) -> None:
    with a_studio() as studio:
        job = made_job(studio, hard_pictures(tmp_path / "pictures"), duration=3.0)
    window = open_window("film")
    window.ends_well()
    assert window.is_left_alone(patience=0)
    with a_studio() as studio:
        kept = studio.library(lambda library: library.jobs.get(job.id))
        exports = studio.library(lambda library: library.exports.of_job(job.id))
        folder, film = studio.storage.exports(job.id), probe(studio.storage.film(job.id))
    assert (kept.status, kept.download_count, kept.scenes) == ("completed", 2, job.scenes)
    assert (film.video_codec, film.audio_codec) == ("h264", "aac")
    assert film.video_duration == pytest.approx(3.0, abs=0.05)
    assert {file.name for file in folder.iterdir()} == {"mp4_medium.mp4", "webm_low.webm"}
    assert {Path(export.file).name for export in exports} == {"mp4_medium.mp4", "webm_low.webm"}
    assert probe(folder / "webm_low.webm").video_codec == "vp9"
