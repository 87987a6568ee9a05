"""One plain function on one thread."""

import logging
import threading
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QObject, Qt, QThread, QTimer, Signal, Slot

from vidstudio.core.control import Control, Progress
from vidstudio.errors import Canceled, LeftForLater

SHOWN_EVERY = 0.05
"""Seconds: of progress that comes faster, the newest is passed on."""

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
        self._thread.reported.connect(self._on_reported, Qt.ConnectionType.QueuedConnection)
        self._thread.finished.connect(self._on_finished, Qt.ConnectionType.QueuedConnection)
        self._rest = QTimer(self, singleShot=True, interval=round(SHOWN_EVERY * 1000))
        self._rest.timeout.connect(self._show_newest)

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
    def _on_reported(self) -> None:
        if not self._rest.isActive():
            self._show_newest()

    @Slot()
    def _show_newest(self) -> None:
        newest = self._thread.take_newest()
        if newest is not None:
            self._rest.start()
            self.progressed.emit(newest)

    @Slot()
    def _on_finished(self) -> None:
        self._show_newest()
        self._rest.stop()
        ending, outcome = self._thread.ending, self._thread.outcome
        if ending is _CANCELED:
            self.canceled.emit()
        elif ending is _FAILED:
            self.failed.emit(outcome)
        else:
            self.succeeded.emit(outcome)
        self.finished.emit()


_SUCCEEDED, _FAILED, _CANCELED = "succeeded", "failed", "canceled"


class _Thread(QThread):
    reported = Signal()

    def __init__(self, work: Callable[[Control], Any], owner: QObject) -> None:
        super().__init__(owner)
        self.control = Control(self._report)
        self.ending = _SUCCEEDED
        self.outcome: Any = None
        self._work = work
        self._newest: Progress | None = None
        self._lock = threading.Lock()

    def run(self) -> None:
        try:
            self.outcome = self._work(self.control)
        except (Canceled, LeftForLater):
            self.ending = _CANCELED
        except BaseException as exc:  # noqa: BLE001 - it belongs to whoever made the task
            _log.exception("A task failed")
            self.ending, self.outcome = _FAILED, exc

    def take_newest(self) -> Progress | None:
        """The newest progress, once."""
        with self._lock:
            newest, self._newest = self._newest, None
        return newest

    def _report(self, progress: Progress) -> None:
        with self._lock:
            told, self._newest = self._newest, progress
        if told is None:  # else the one told before is still to be fetched
            self.reported.emit()
