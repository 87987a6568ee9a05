"""How long work tells where it is, and hears that it should stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from vidstudio.errors import Canceled, LeftForLater


@dataclass(frozen=True, slots=True)
class Progress:
    """Where long work is.

    Attributes:
        fraction: 0 to 1, or None while nobody can tell.
        text: what is being done ("Rendering frames").
        seconds_left: time left, or None while unknown.
        speed: in units of real time (2.0: two seconds of film a second), or None.
        size: bytes of the output so far, or None.
    """

    fraction: float | None
    text: str
    seconds_left: float | None = None
    speed: float | None = None
    size: int | None = None


class _Wish:
    """What was asked of the work so far; shared by a control and its parts."""

    def __init__(self) -> None:
        self.asked = threading.Event()
        self.leave = False
        self.pause = False

    def raise_if_asked(self) -> None:
        if self.asked.is_set():
            raise LeftForLater if self.leave else Canceled


class Control:
    """Handed into long work: it reports through ``progress`` and asks ``check`` or ``wait`` whether to go on.

    Safe to use from several threads; ``cancel`` and ``leave`` may come from any of them.
    """

    def __init__(self, on_progress: Callable[[Progress], None] | None = None, wish: _Wish | None = None) -> None:
        self._on_progress = on_progress
        self._wish = wish or _Wish()

    def part(self, start: float, end: float, text: str) -> "Control":
        """For one of several pieces of work: its progress fills ``start`` to ``end`` of this one, under ``text``."""

        def scaled(progress: Progress) -> None:
            fraction = start + (end - start) * (progress.fraction or 0.0)
            self.progress(Progress(fraction, f"{text}: {progress.text}"))

        return Control(scaled, self._wish)

    def aside(self, on_progress: Callable[[Progress], None]) -> "Control":
        """For one of several pieces of work side by side: it stops with this one, and is told of by somebody else."""
        return Control(on_progress, self._wish)

    def progress(self, progress: Progress) -> None:
        """Tell whoever watches."""
        if self._on_progress is not None:
            self._on_progress(progress)

    def cancel(self) -> None:
        """Ask the work to stop; returns at once."""
        self._wish.asked.set()

    def pause(self) -> None:
        """Ask the work to hold where it is; what can't be held goes on."""
        self._wish.pause = True

    def go_on(self) -> None:
        """Ask work that is held to go on."""
        self._wish.pause = False

    @property
    def paused(self) -> bool:
        """Whether the work was asked to hold."""
        return self._wish.pause

    def leave(self) -> None:
        """Ask the work to stop because the program ends: what can be resumed is left running at the service."""
        self._wish.leave = True
        self._wish.asked.set()

    @property
    def canceled(self) -> bool:
        """Whether the work was asked to stop."""
        return self._wish.asked.is_set()

    def check(self) -> None:
        """Raise ``Canceled`` or ``LeftForLater`` if that was asked for."""
        self._wish.raise_if_asked()

    def wait(self, seconds: float) -> None:
        """Sleep, but wake and raise as ``check`` does as soon as it is asked for."""
        self._wish.asked.wait(seconds)
        self._wish.raise_if_asked()
