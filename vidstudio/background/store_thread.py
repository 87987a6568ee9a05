"""The one thread that has the library."""

import logging
import threading
from collections.abc import Callable
from concurrent.futures import Future
from pathlib import Path
from queue import Empty, SimpleQueue
from typing import Any, TypeVar

from PySide6.QtCore import QObject, Qt, QThread, Signal, Slot

from vidstudio.errors import LeftForLater, VidstudioError
from vidstudio.store.library import Library

LOOK_EVERY = 1.0
"""Seconds between looks whether another process has written."""

T = TypeVar("T")

_log = logging.getLogger(__name__)


class StoreThread(QObject):
    """Runs actions on the library in the order they come.

    Threads of tasks call it and wait for the result (it is a ``LibraryAccess``); the window's thread must not wait and
    uses ``submit``. ``changed_elsewhere`` tells that another process wrote. If the library can't be opened, every
    action fails with that error. What comes after ``close`` is not carried out: it ends in ``LeftForLater``.
    """

    changed_elsewhere = Signal()
    _answered = Signal(object)

    def __init__(self, file: Path, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thread = _Thread(file, self)
        self._gate = threading.Lock()
        self._closed = False
        self._answered.connect(self._on_answered, Qt.ConnectionType.QueuedConnection)
        self._thread.start()

    def __call__(self, action: Callable[[Library], T], /) -> T:
        """Run an action from a task's thread and wait for it."""
        if QThread.currentThread() is self.thread():
            raise RuntimeError("The window's thread does not wait for the library.")
        return self._queue(action).result()

    def submit(
        self,
        action: Callable[[Library], T],
        on_done: Callable[[T], object] | None = None,
        on_failed: Callable[[Exception], object] | None = None,
    ) -> None:
        """Run an action without waiting; what came of it is told on the window's thread."""

        def answer(future: Future[T]) -> None:
            failure = future.exception()
            if isinstance(failure, LeftForLater):
                return
            if isinstance(failure, Exception):
                _log.warning("The library refused: %s", failure, exc_info=failure)
                if on_failed is not None:
                    self._answered.emit(lambda: on_failed(failure))
            elif on_done is not None:
                self._answered.emit(lambda: on_done(future.result()))

        self._queue(action).add_done_callback(answer)

    def close(self) -> None:
        """Finish what is queued, close the library and end the thread; a second call does nothing."""
        with self._gate:
            self._closed = True
            self._thread.queue.put(None)
        self._thread.wait()

    def _queue(self, action: Callable[[Library], T]) -> Future[T]:
        future: Future[T] = Future()
        with self._gate:
            if self._closed:
                future.set_exception(LeftForLater())
            else:
                self._thread.queue.put((action, future))
        return future

    @Slot(object)
    def _on_answered(self, tell: Callable[[], object]) -> None:
        tell()


_Asked = tuple[Callable[[Library], Any], "Future[Any]"] | None


class _Thread(QThread):
    def __init__(self, file: Path, owner: StoreThread) -> None:
        super().__init__(owner)
        self.setObjectName("library")
        self.queue: SimpleQueue[_Asked] = SimpleQueue()
        self._file = file
        self._owner = owner
        self._seen = 0

    def run(self) -> None:
        try:
            library = Library(self._file)
        except Exception as exc:  # noqa: BLE001 - it belongs to whoever asks
            _log.exception("The library can't be opened")
            self._refuse(exc)
            return
        with library:
            self._serve(library)

    def _refuse(self, error: Exception) -> None:
        while (asked := self.queue.get()) is not None:
            asked[1].set_exception(error)

    def _serve(self, library: Library) -> None:
        self._look(library)
        while True:
            try:
                asked = self.queue.get(timeout=LOOK_EVERY)
            except Empty:
                self._look(library)
                continue
            if asked is None:
                return
            action, future = asked
            try:
                future.set_result(action(library))
            except BaseException as exc:  # noqa: BLE001 - it belongs to whoever asked
                future.set_exception(exc)

    def _look(self, library: Library) -> None:
        try:
            revision = library.revision()
        except VidstudioError:
            _log.exception("The library can't be looked at")  # who acts on it next is told
            return
        seen, self._seen = self._seen, revision
        if seen not in {0, revision}:
            self._owner.changed_elsewhere.emit()
