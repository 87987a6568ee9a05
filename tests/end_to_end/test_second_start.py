"""vidstudio is started again while its window is open: as real processes on a real screen."""

import os
import signal
import time
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.desk import Desk, ended
from tests.end_to_end.screen import virtual_screen
from tests.factories import a_studio, made_job, picture_folder
from vidstudio.core.control import Control
from vidstudio.paths import places
from vidstudio.studio.project_saving import save_project

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]


@pytest.fixture(autouse=True)
def jobs(home: Path, tmp_path: Path) -> None:
    """Two of them, the fox being the newest."""
    pictures = picture_folder(tmp_path / "pictures")
    with a_studio() as studio:
        made_job(studio, pictures, 2, title="Heron")
        made_job(studio, pictures, 2, title="Fox")


def test_the_open_window_comes_forward_and_opens_what_is_wanted(desk: Desk, tmp_path: Path) -> None:
    first = desk.starts()
    desk.waits_for("the window", lambda: desk.shows("Fox"))
    other = desk.starts(VIDSTUDIO_HOME=str(tmp_path / "other"))
    desk.waits_for("another library's window", lambda: desk.shows("Fox", "The Keeper and the Whale"))
    desk.goes_to("The Keeper")
    desk.waits_for("it in front", lambda: desk.in_front().startswith("The Keeper"))
    assert ended(desk.starts("open", "1")) == (0, "")
    desk.waits_for("the other job", lambda: desk.shows("Heron", "The Keeper and the Whale"))
    desk.waits_for("it in front", lambda: desk.in_front() == "Heron – vidstudio")
    assert ended(desk.starts()) == (0, "")
    assert ended(desk.starts("open")) == (0, "")
    assert desk.shows("Heron", "The Keeper and the Whale")
    assert (first.poll(), other.poll()) == (None, None)


def test_a_project_file_becomes_a_job_in_the_open_window(desk: Desk, tmp_path: Path) -> None:
    with a_studio() as studio:
        file = save_project(studio, 1, tmp_path / "The heron’s “ü”.vidstudio", Control())
    desk.starts()
    desk.waits_for("the window", lambda: desk.shows("Fox"))
    assert ended(desk.starts(str(file))) == (0, "")
    desk.waits_for("the new job", lambda: desk.shows("Heron"))
    with a_studio() as studio:
        assert len(studio.library(lambda library: library.jobs.summaries())) == 3


def test_two_starts_at_once_are_one_window(desk: Desk) -> None:
    both = [desk.starts(), desk.starts()]
    desk.waits_for("the window", lambda: desk.shows("Fox"))
    desk.waits_for("the end of one", lambda: [each.poll() for each in both].count(0) == 1)
    assert desk.shows("Fox")


def test_a_killed_window_is_in_nobodys_way(desk: Desk) -> None:
    first = desk.starts()
    desk.waits_for("the window", lambda: desk.shows("Fox"))
    first.kill()
    first.wait()
    assert places().window_note.exists()
    desk.starts()
    desk.waits_for("the next window", lambda: desk.shows("Fox"))
    assert ended(desk.starts("open", "1")) == (0, "")
    desk.waits_for("the other job", lambda: desk.shows("Heron"))


def test_a_window_that_hangs_gets_another_beside_it(desk: Desk) -> None:
    first = desk.starts()
    desk.waits_for("the window", lambda: desk.shows("Fox"))
    os.utime(places().window_lock, (0, 0))  # it has not just been started
    first.send_signal(signal.SIGSTOP)
    begun = time.monotonic()
    second = desk.starts("open", "1")
    assert second.stderr is not None
    assert second.stderr.readline().startswith("The window that is open already does not answer")
    assert time.monotonic() - begun >= 2
    desk.waits_for("both windows", lambda: desk.shows("Fox", "Heron"))


def test_a_window_on_another_screen_is_left_there(desk: Desk) -> None:
    desk.starts()
    desk.waits_for("the window", lambda: desk.shows("Fox"))
    with ExitStack() as ends:
        elsewhere = Desk(ends.enter_context(virtual_screen()), ends)
        elsewhere.starts("open", "1")
        elsewhere.waits_for("a window of its own", lambda: elsewhere.shows("Heron"))
        assert desk.shows("Fox")


def test_a_window_that_was_closed_leaves_nothing_but_its_lock(desk: Desk, home: Path) -> None:
    first = desk.starts()
    desk.waits_for("the window", lambda: desk.shows("Fox"))
    desk.closes("Fox")
    assert ended(first) == (0, "")
    assert sorted(path.name for path in home.glob("window*")) == ["window.ini", "window.lock"]
