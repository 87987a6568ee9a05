"""Reading what changes in bursts."""

from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")
K = TypeVar("K")


class Reread(Generic[T, K]):
    """Reads something whenever it may have changed; asked while that goes on, it reads once more, however often.

    Each change of a burst would be read and shown by itself otherwise. For the window's thread alone.

    Args:
        read: begins to read, and hands what there is to its first argument, or an error to its second.
        told: hears what was read, and for what it was asked before that was begun.
    """

    def __init__(
        self,
        read: Callable[[Callable[[T], object], Callable[[Exception], object]], object],
        told: Callable[[T, tuple[K, ...]], object],
        failed: Callable[[Exception], object],
    ) -> None:
        self._read, self._told, self._failed = read, told, failed
        self._asked: list[K] = []
        self._reading = self._again = False

    def ask(self, *about: K) -> None:
        """Read what is there from now on."""
        self._asked += about
        self._again = self._reading
        if self._reading:
            return
        self._reading = True
        asked, self._asked = tuple(self._asked), []

        def done(read: T) -> None:
            self._go_on()
            self._told(read, asked)

        def refused(error: Exception) -> None:
            self._go_on()
            self._failed(error)

        self._read(done, refused)

    def _go_on(self) -> None:
        self._reading = False
        if self._again:
            self.ask()
