"""A person at the real window: looks on the event loop's thread, acts through the X server with xdotool."""

import subprocess
import sys
import time
from collections.abc import Callable
from concurrent.futures import Future
from functools import partial
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QObject, QPoint, QRect, Qt, Signal, Slot
from PySide6.QtGui import QCursor, QImage
from PySide6.QtWidgets import QAbstractSpinBox, QApplication

from tests.end_to_end.sight import (
    has_keyboard,
    has_scrolled,
    holds_focus,
    middle_of,
    pixels,
    screen_image,
    shown,
    text_of,
    widget,
)
from vidstudio.app.composition import App
from vidstudio.core.job import Job

PATIENCE = 60.0
"""Seconds anything may take to be seen; far more than it needs, for machines with other things to do."""

GLANCE = 0.03
"""Seconds from one look to the next."""

T = TypeVar("T")


class Person:
    """Lives on a thread of its own, beside the event loop; never touches a widget but by looking at it.

    There is no window manager on the screen, so what it would do on a click is done here: give the keyboard to the
    window, or to the dialog in front of it.
    """

    def __init__(self, app: App, shots: Path) -> None:
        self.app = app
        self.window = app.window
        self._shots = shots
        self._eyes = _Eyes()

    def sees(self, look: Callable[[], T]) -> T:
        """What ``look`` gives on the event loop's thread; its errors come out here."""
        future: Future[T] = Future()

        def do() -> None:
            try:
                future.set_result(look())
            except BaseException as exc:  # noqa: BLE001 - it belongs to whoever looks
                future.set_exception(exc)

        self._eyes.asked.emit(do)
        return future.result(PATIENCE)

    def waits_for(self, what: str, seen: Callable[[], object], patience: float = PATIENCE) -> None:
        """Look again and again until it is seen; ``what`` names it where it never comes."""
        until = time.monotonic() + patience
        while not self.sees(seen):
            if time.monotonic() > until:
                raise AssertionError(f"waited in vain for: {what}")
            time.sleep(GLANCE)

    def watches(self, value: Callable[[], T], until: Callable[[], object], what: str) -> list[T]:
        """Every other value seen until something happens, in order."""
        found: list[T] = []

        def look() -> bool:
            now = value()
            if not found or found[-1] != now:
                found.append(now)
            return bool(until())

        self.waits_for(what, look)
        return found

    def waits_for_text(self, name: str, text: str) -> None:
        """Wait until a label, button or field shows a text."""
        self.waits_for(f"“{text}” in {name}", lambda: shown(name) and text_of(name) == text)

    def kept(self, job_id: int) -> Job:
        """The job as the library has it."""
        return self.app.store(lambda library: library.jobs.get(job_id))

    def waits_until_kept(self, what: str, job_id: int, true: Callable[[Job], object]) -> Job:
        """Wait until the library has the job as it should be."""
        until = time.monotonic() + PATIENCE
        while not true(job := self.kept(job_id)):
            if time.monotonic() > until:
                raise AssertionError(f"waited in vain for the library: {what}; it has {job}")
            time.sleep(GLANCE)
        return job

    def shoots(self, name: str) -> QImage:
        """A picture of the screen, kept under that name."""
        image = self.sees(screen_image)
        self._shots.mkdir(parents=True, exist_ok=True)
        image.save(str(self._shots / f"{name}.png"))
        return image

    def points(self, find: Callable[[], QPoint | None], what: str) -> None:
        """Move the pointer to a place, in global points; ``find`` gives None while it can't be reached."""
        self.waits_for(f"a place to point at: {what}", lambda: find() is not None)
        place = self.sees(find)
        assert place is not None
        x, y = self.sees(lambda: pixels(place))
        xdotool("mousemove", str(x), str(y))
        self.waits_for(f"the pointer at {place}", lambda: (QCursor.pos() - place).manhattanLength() <= 2)

    def clicks(self, name: str) -> None:
        """Click into the middle of the widget of that name, once it can be reached."""
        self.points(lambda: middle_of(name), name)
        xdotool("click", "1")

    def clicks_card(self, row: int) -> None:
        """Choose a scene, scrolling to it with the wheel where it is out of sight."""
        view = self.window.storyboard
        while way := self.sees(lambda: self._way_to(row)):
            self.points(lambda: view.viewport().mapToGlobal(view.viewport().rect().center()), "the storyboard")
            before = self.sees(view.verticalScrollBar().value)
            xdotool("click", "4" if way < 0 else "5")
            self.waits_for("the storyboard to scroll", partial(has_scrolled, view, before))
        self.points(lambda: self.card(row).center(), f"card {row}")
        xdotool("click", "1")
        self.waits_for(f"card {row} to be chosen", lambda: self.window.storyboard.selected_rows() == (row,))

    def card(self, row: int) -> QRect:
        """Where a scene's cell is on the screen; to be asked while looking."""
        view = self.window.storyboard
        place = view.visualRect(view.model().index(row, 0))
        return QRect(view.viewport().mapToGlobal(place.topLeft()), place.size())

    def presses(self, *keys: str) -> None:
        """Press keys, one after the other, as xdotool names them."""
        self._takes_the_keyboard()
        xdotool("key", "--clearmodifiers", *keys)

    def writes(self, name: str, text: str) -> None:
        """Replace what a field has; one for numbers shows them in its own way, which is not waited for."""
        self.clicks(name)
        self._takes_the_keyboard()
        self.waits_for(f"the cursor in {name}", lambda: holds_focus(name))
        xdotool("key", "--clearmodifiers", "ctrl+a")
        xdotool("type", "--clearmodifiers", "--delay", "8", text)
        if not self.sees(lambda: isinstance(widget(name), QAbstractSpinBox)):
            self.waits_for_text(name, text)

    def tells(self, line: str) -> None:
        """Say something to the test."""
        sys.stdout.write(f"{line}\n")
        sys.stdout.flush()

    def listens(self) -> str:
        """What the test says next; empty once it has nothing more to say."""
        return sys.stdin.readline().strip()

    def _way_to(self, row: int) -> int:
        """0 where the middle of a card is in sight, -1 above, 1 below."""
        view = self.window.storyboard
        at, height = view.visualRect(view.model().index(row, 0)).center().y(), view.viewport().height()
        return (at >= height) - (at < 0)

    def _takes_the_keyboard(self) -> None:
        if self.sees(QApplication.activePopupWidget) is not None:
            return  # a menu takes it by itself
        front = self.sees(lambda: int((QApplication.activeModalWidget() or self.window).winId()))
        if not self.sees(lambda: has_keyboard(front)):
            xdotool("windowfocus", "--sync", str(front))
            self.waits_for("the keyboard", lambda: has_keyboard(front))


class _Eyes(QObject):
    asked = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.asked.connect(self._on_asked, Qt.ConnectionType.QueuedConnection)

    @Slot(object)
    def _on_asked(self, look: Callable[[], None]) -> None:
        look()


def xdotool(*arguments: str) -> None:
    """Have the X server do something."""
    subprocess.run(["xdotool", *arguments], check=True, timeout=PATIENCE, stdin=subprocess.DEVNULL)
