"""The sample film: always there, made once."""

from pathlib import Path

import pytest

from vidstudio.core.control import Control
from vidstudio.core.job import JobStatus
from vidstudio.core.script import Outline
from vidstudio.services.probe import probe
from vidstudio.studio.context import Studio
from vidstudio.studio.jobs import outline
from vidstudio.studio.sample import make_sample, sample_script


def the_outline() -> Outline:
    return outline(sample_script())


def test_the_sample_is_a_script_with_a_title_and_lengths() -> None:
    made = the_outline()
    assert made.title
    assert 3 <= len(made.scenes) <= 12
    assert made.duration == sum(scene.duration for scene in made.scenes)
    assert all(scene.description and "sample" not in scene.description.lower() for scene in made.scenes)


@pytest.mark.slow
def test_the_sample_is_made_once_and_exported_again(studio: Studio, home: Path) -> None:
    file = make_sample(studio, Control())
    facts = probe(file)
    assert facts.video_duration == pytest.approx(the_outline().duration, abs=0.2)
    (job,) = studio.library(lambda library: library.jobs.summaries())
    assert (job.title, job.status) == (the_outline().title, JobStatus.COMPLETED)
    stamp = file.stat().st_mtime_ns
    assert make_sample(studio, Control()).stat().st_mtime_ns == stamp
    assert len(studio.library(lambda library: library.jobs.summaries())) == 1
