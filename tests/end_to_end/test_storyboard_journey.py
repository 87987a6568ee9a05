"""Order, durations and scenes changed by mouse and keys, undone and redone, and all of it in the library."""

from dataclasses import replace
from pathlib import Path

import pytest

from tests.end_to_end.conftest import OpenWindow
from tests.factories import a_studio, made_job, picture_folder

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]


def test_scenes_are_dragged_moved_changed_removed_and_brought_back(
    open_window: OpenWindow, tmp_path: Path, shots: Path
) -> None:
    with a_studio() as studio:
        job = made_job(studio, picture_folder(tmp_path / "pictures"), scenes=6)
    a, *rest = job.scenes
    open_window("storyboard_edits").ends_well()
    with a_studio() as studio:
        kept = studio.library(lambda library: library.jobs.get(job.id))
    assert kept.scenes == (rest[0], replace(rest[1], duration=1.5), *rest[2:], a)
    assert (shots / "mid-drag.png").stat().st_size > 10_000
