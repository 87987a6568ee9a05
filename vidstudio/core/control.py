"""How long work tells where it is, and hears that it should stop."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

from vidstudio.errors import Canceled


@dataclass(frozen=True, slots=True)
class Progress:
    """Where long work is.

    Attributes:
        fraction: 0 to 1, or None while nobody can tell.
        text: what is being done ("Rendering frames").
        seconds_left: time left, or None while unknown.
        speed: in units of real time (2.0: two seconds of film a second), or None.
    """

    fraction: float | None
    text: str
    seconds_left: float | None = None
    speed: float | None = None


class Control:
    """Handed into long work: it reports through ``progress`` and asks ``check`` or ``wait`` whether to go on.

    Safe to use from several threads; ``cancel`` may come from any of them.
    """

    def __init__(
        self, on_progress: Callable[[Progress], None] | None = None, canceled: threading.Event | None = None
    ) -> None:
        self._on_progress = on_progress
        self._canceled = canceled or threading.Event()

    def part(self, start: float, end: float, text: str) -> "Control":
        """For one of several pieces of work: its progress fills ``start`` to ``end`` of this one, under ``text``."""

        def scaled(progress: Progress) -> None:
            fraction = start + (end - start) * (progress.fraction or 0.0)
            self.progress(Progress(fraction, f"{text}: {progress.text}"))

        return Control(scaled, self._canceled)

    def progress(self, progress: Progress) -> None:
        """Tell whoever watches."""
        if self._on_progress is not None:
            self._on_progress(progress)

    def cancel(self) -> None:
        """Ask the work to stop; returns at once."""
        self._canceled.set()

    @property
    def canceled(self) -> bool:
        """Whether Cancel was asked for."""
        return self._canceled.is_set()

    def check(self) -> None:
        """Raise ``Canceled`` if Cancel was asked for."""
        if self.canceled:
            raise Canceled

    def wait(self, seconds: float) -> None:
        """Sleep, but wake and raise ``Canceled`` as soon as Cancel is asked for."""
        if self._canceled.wait(seconds):
            raise Canceled
