"""The program as whoever uses the machine starts it: a process of its own, seen from outside."""

import os
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import ExitStack

LONGEST = 60.0
"""Seconds for a window to be there, on a machine with other things to do."""

Started = subprocess.Popen[str]


class Desk:
    """A screen on which the program is started, as from a menu."""

    def __init__(self, display: str, ends: ExitStack) -> None:
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND_", "DBUS_"))}
        self.environment = kept | {"DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "LC_ALL": "C.UTF-8"}
        self._ends = ends

    def starts(self, *arguments: str, by: Sequence[str] = (), **more: str) -> Started:
        """Start it, and leave it to itself; ``by`` is a command that starts what follows."""
        command = [*by, sys.executable, "-m", "vidstudio", *arguments]
        environment = self.environment | more
        process = subprocess.Popen(command, env=environment, stderr=subprocess.PIPE, text=True, errors="replace")
        self._ends.callback(_end, process)
        return process

    def titles(self) -> dict[int, str]:
        """Titles of the windows on the screen, by their number."""
        found = self.look("search", "--onlyvisible", "--name", "vidstudio")
        return {int(number): name for number in found if (name := self._name(number))}

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
        under = dict(line.split("=") for line in self.look("getmouselocation", "--shell")).get("WINDOW", "")
        focused = self.look("getwindowfocus")
        return self._name(under) if focused == [under] else ""

    def goes_to(self, title: str) -> None:
        """Give a window the keyboard, as a window manager would."""
        (number,) = [number for number, name in self.titles().items() if name.startswith(title)]
        self.look("windowraise", str(number), "windowfocus", "--sync", str(number))

    def confirms(self, window: Started) -> tuple[int, str]:
        """Press the button of the box that a window shows, the last on the screen; how it ended, and what it said."""
        until = time.monotonic() + LONGEST
        while window.poll() is None:
            assert time.monotonic() < until, f"there is no box: {self.titles()}"
            for number in list(self.titles())[-1:]:
                self.look("windowfocus", str(number), "key", "Return")
            time.sleep(0.3)
        return ended(window)

    def closes(self, title: str) -> None:
        """Close a window by its key."""
        self.goes_to(title)
        self.look("key", "ctrl+q")

    def _name(self, number: str) -> str:
        """Empty where the window is gone since it was found."""
        return "".join(self.look("getwindowname", number)[:1])

    def look(self, *arguments: str) -> list[str]:
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, check=False
        )
        return done.stdout.splitlines()


def _end(process: Started) -> None:
    process.kill()
    process.communicate()


def ended(process: Started) -> tuple[int, str]:
    """Exit code, and what was said."""
    _, said = process.communicate(timeout=LONGEST)
    return process.returncode, said
