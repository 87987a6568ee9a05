"""vidstudio is started again while its window is open: as real processes on a real screen."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.screen import skip_without_tools, virtual_screen
from tests.factories import a_studio, made_job, picture_folder
from vidstudio.paths import places

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]

LONGEST = 60.0
"""Seconds for a window to be there, on a machine with other things to do."""

Started = subprocess.Popen[str]


class Desk:
    """A screen on which the program is started, as from a menu."""

    def __init__(self, display: str, ends: ExitStack) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND_", "DBUS_"))}
        self.environment = kept | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
        self._ends = ends

    def starts(self, *arguments: str, **more: str) -> Started:
        """Start it, and leave it to itself."""
        command = [sys.executable, "-m", "vidstudio", *arguments]
        process = subprocess.Popen(command, env=self.environment | more, stderr=subprocess.PIPE, text=True)
        self._ends.callback(_end, process)
        return process

    def titles(self) -> dict[int, str]:
        """Titles of the windows on the screen, by their number."""
        found = self._look("search", "--onlyvisible", "--name", "vidstudio")
        return {int(number): self._look("getwindowname", number)[0] for number in found}

    def waits_for(self, what: str, seen: Callable[[], object]) -> None:
        """Look again and again until it is seen."""
        until = time.monotonic() + LONGEST
        while not seen():
            assert time.monotonic() < until, f"waited in vain for {what}: {self.titles()}"
            time.sleep(0.05)

    def shows(self, *titles: str) -> bool:
        """Whether these windows are there, and no others."""
        return sorted(self.titles().values()) == sorted(f"{title} – vidstudio" for title in titles)

    def in_front(self) -> str:
        """The title of the window under the pointer, where that has the keyboard too."""
        under = dict(line.split("=") for line in self._look("getmouselocation", "--shell")).get("WINDOW", "")
        focused = self._look("getwindowfocus")
        return self._look("getwindowname", under)[0] if focused == [under] else ""

    def goes_to(self, title: str) -> None:
        """Give a window the keyboard, as a window manager would."""
        (number,) = [number for number, name in self.titles().items() if name.startswith(title)]
        self._look("windowraise", str(number), "windowfocus", "--sync", str(number))

    def closes(self, title: str) -> None:
        """Close a window by its key."""
        self.goes_to(title)
        self._look("key", "ctrl+q")

    def _look(self, *arguments: str) -> list[str]:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout.splitlines()


def _end(process: Started) -> None:
    process.kill()
    process.communicate()


@pytest.fixture
def desk() -> Iterator[Desk]:
    skip_without_tools()
    with ExitStack() as ends:
        yield Desk(ends.enter_context(virtual_screen()), ends)


@pytest.fixture(autouse=True)
def jobs(home: Path, tmp_path: Path) -> None:
    """Two of them, the fox being the newest."""
    pictures = picture_folder(tmp_path / "pictures")
    with a_studio() as studio:
        made_job(studio, pictures, 2, title="Heron")
        made_job(studio, pictures, 2, title="Fox")


def ended(process: Started) -> tuple[int, str]:
    """Exit code, and what was said."""
    _, said = process.communicate(timeout=LONGEST)
    return process.returncode, said


def test_the_open_window_comes_forward_and_opens_what_is_wanted(desk: Desk, tmp_path: Path) -> None:
    first = desk.starts()
    desk.waits_for("the window", lambda: desk.shows("Fox"))
    other = desk.starts(VIDSTUDIO_HOME=str(tmp_path / "other"))
    desk.waits_for("another library's window", lambda: desk.shows("Fox", "The Keeper and the Whale"))
    desk.goes_to("The Keeper")
    desk.waits_for("it in front", lambda: desk.in_front().startswith("The Keeper"))
    begun = time.monotonic()
    assert ended(desk.starts("open", "1")) == (0, "")
    took = time.monotonic() - begun
    desk.waits_for("the other job", lambda: desk.shows("Heron", "The Keeper and the Whale"))
    desk.waits_for("it in front", lambda: desk.in_front() == "Heron – vidstudio")
    assert took < 5
    assert ended(desk.starts()) == (0, "")
    assert ended(desk.starts("open")) == (0, "")
    assert desk.shows("Heron", "The Keeper and the Whale")
    assert (first.poll(), other.poll()) == (None, None)


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
    assert 2 <= time.monotonic() - begun < 5
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
