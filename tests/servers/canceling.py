"""A person who presses Cancel as soon as a loopback service has heard of something."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Protocol

from vidstudio.core.control import Control


class Waits(Protocol):
    """A loopback service."""

    def wait_for(self, kind: str, count: int = 1, patience: float = 60.0) -> None:
        """Block until that many requests of a kind have arrived."""


@contextmanager
def canceled_at(server: Waits, kind: str) -> Iterator[Control]:
    """A control that is canceled once a request of that kind has arrived."""
    control = Control()

    def cancel() -> None:
        server.wait_for(kind)
        control.cancel()

    canceler = threading.Thread(target=cancel)
    canceler.start()
    yield control
    canceler.join()
