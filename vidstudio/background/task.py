"""One plain function on one thread."""

import logging
import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from vidstudio.core.control import Control, Progress
from vidstudio.errors import Canceled, LeftForLater

SHOWN_EVERY = 0.05
"""Seconds: progress that comes faster is not passed on."""

_log = logging.getLogger(__name__)


class BackgroundTask(QObject):
    """Tells ``progressed`` any number of times, exactly one of ``succeeded``, ``failed`` and ``canceled``, then
    ``finished``; all on the thread that made the task, and all after the work is wholly done.

    The owner keeps a reference until ``finished``.
    """

    progressed = Signal(Progress)
    succeeded = Signal(object)
    failed = Signal(object)
    canceled = Signal()
    finished = Signal()

    def __init__(self, work: Callable[[Control], Any], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _Thread(work, self)
        self._thread.reported.connect(self.progressed, Qt.ConnectionType.QueuedConnection)
        self._thread.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)

    def start(self) -> None:
        """Begin; once only."""
        self._thread.start()

    def cancel(self) -> None:
        """Ask the work to stop; ``canceled`` follows unless it was too late."""
        self._thread.control.cancel()

    def leave(self) -> None:
        """Ask the work to stop because the program ends; ``canceled`` follows."""
        self._thread.control.leave()

    def wait(self, milliseconds: int) -> bool:
        """Wait for the thread to end; whether it did."""
        return self._thread.wait(milliseconds)

    @Slot()
    def _on_finished(self) -> None:
        outcome = self._thread.outcome
        if isinstance(outcome, (Canceled, LeftForLater)):
            self.canceled.emit()
        elif isinstance(outcome, Exception):
            self.failed.emit(outcome)
        else:
            self.succeeded.emit(outcome)
        self.finished.emit()


class _Thread(QThread):
    reported = Signal(Progress)

    def __init__(self, work: Callable[[Control], Any], owner: QObject) -> None:
        super().__init__(owner)
        self.control = Control(self._report)
        self.outcome: Any = None
        self._work = work
        self._last = 0.0

    def run(self) -> None:
        try:
            self.outcome = self._work(self.control)
        except (Canceled, LeftForLater) as exc:
            self.outcome = exc
        except Exception as exc:  # noqa: BLE001 - it belongs to whoever made the task
            _log.exception("A task failed")
            self.outcome = exc

    def _report(self, progress: Progress) -> None:
        now = time.monotonic()
        if now - self._last >= SHOWN_EVERY or progress.fraction == 1.0:
            self._last = now
            self.reported.emit(progress)
