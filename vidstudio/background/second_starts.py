"""Second starts of the program, heard on the window's own thread: a window that hangs does not answer."""

import logging
import socket
from collections.abc import Callable

from PySide6.QtCore import QObject, QSocketNotifier, QTimer

from vidstudio.core.second_start import SecondStart
from vidstudio.errors import InputRefused
from vidstudio.services.second_start.door import LONGEST, Door, answer

_AT_ONCE = 8
_PATIENCE_MS = 2000
"""For a caller to say what it wants."""

_log = logging.getLogger(__name__)


class SecondStarts(QObject):
    """Listens at a door. ``take`` is asked for each start, and tells whether the window takes it over."""

    def __init__(self, door: Door, take: Callable[[SecondStart], bool], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._door, self._take = door, take
        self._callers: set[_Caller] = set()
        self._notifier = QSocketNotifier(door.listener.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_call)

    def close(self) -> None:
        """Hear nobody any more; a second call does nothing."""
        self._notifier.setEnabled(False)
        for caller in list(self._callers):
            caller.hang_up()
        self._door.close()

    def _on_call(self) -> None:
        try:
            line, _ = self._door.listener.accept()
        except OSError:  # it is gone again
            return
        if len(self._callers) >= _AT_ONCE:
            line.close()
            return
        self._callers.add(_Caller(line, self._hear, self._callers.discard, self))

    def _hear(self, message: bytes) -> bool:
        try:
            told = self._door.understand(message)
        except InputRefused as exc:
            _log.warning("A second start was not understood: %s", exc.message)
            return False
        return self._take(told)


class _Caller(QObject):
    """One connection: a line that comes, and one that goes back."""

    def __init__(
        self,
        line: socket.socket,
        hear: Callable[[bytes], bool],
        gone: Callable[["_Caller"], None],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        line.setblocking(False)
        self._line, self._hear, self._gone = line, hear, gone
        self._heard = b""
        self._notifier = QSocketNotifier(line.fileno(), QSocketNotifier.Type.Read, self)
        self._notifier.activated.connect(self._on_read)
        self._patience = QTimer(self, singleShot=True, interval=_PATIENCE_MS)
        self._patience.timeout.connect(self.hang_up)
        self._patience.start()

    def hang_up(self) -> None:
        """End the connection."""
        self._notifier.setEnabled(False)
        self._patience.stop()
        self._line.close()
        self._gone(self)
        self.deleteLater()

    def _on_read(self) -> None:
        try:
            piece = self._line.recv(LONGEST)
        except BlockingIOError:
            return
        except OSError:
            piece = b""
        self._heard += piece
        if piece and not piece.endswith(b"\n") and len(self._heard) < LONGEST:
            return
        if self._heard.endswith(b"\n"):
            self._answer(taken=self._hear(self._heard))
        self.hang_up()

    def _answer(self, *, taken: bool) -> None:
        try:
            self._line.send(answer(taken=taken))
        except OSError:  # it has not waited
            _log.info("A second start was gone before it was answered")
