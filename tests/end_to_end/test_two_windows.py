"""Two windows and the command line at one library: each sees what the others do, and nothing is lost."""

import subprocess
import sys
from pathlib import Path

import pytest

from tests.end_to_end.conftest import OpenWindow
from tests.factories import a_studio, made_job, picture_folder

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]


def vidstudio(*arguments: str) -> None:
    subprocess.run([sys.executable, "-m", "vidstudio", *arguments], check=True, capture_output=True, timeout=120)


@pytest.mark.parametrize("screen_size", [(2560, 800)])
def test_windows_and_commands_see_each_other(open_window: OpenWindow, tmp_path: Path) -> None:
    with a_studio() as studio:
        job = made_job(studio, picture_folder(tmp_path / "pictures"))
    a, b, c = [scene.id for scene in job.scenes]
    left, right = open_window("listening"), open_window("listening")
    right.does("goes_to 1280")
    left.does("sets_length 0 2.5")
    right.does(f"shows_length {a} 2.5")
    vidstudio("reorder", str(job.id), "3", "1", "2")
    for window in (left, right):
        window.does(f"shows_order {c} {a} {b}")
    right.does("moves_to_end 0")
    left.does(f"shows_order {a} {b} {c}")
    first = job.scenes[0].picture
    assert first is not None
    for window in (left, right):
        window.does(f"lists {first.file}")
    left.does("shoots two-windows")
    left.does("undoes")
    right.does(f"shows_length {a} {job.scenes[0].duration}")
    vidstudio("refine", str(job.id), "2", "--description", "The mist lifts, and nothing is there.")
    right.does("undoes")
    for window in (left, right):
        window.does(f"shows_order {c} {a} {b}")
        window.is_done()
    with a_studio() as studio:
        kept = studio.library(lambda library: library.jobs.get(job.id))
    assert [scene.id for scene in kept.scenes] == [c, a, b]
    assert [scene.duration for scene in kept.scenes] == [job.scenes[0].duration] * 3
    assert [scene.picture for scene in kept.scenes] == [job.scenes[row].picture for row in (2, 0, 1)]
    assert kept.scenes[2].description == "The mist lifts, and nothing is there."
    assert kept.refinement_count == 1
