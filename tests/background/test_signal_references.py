"""The Qt binding must not lose references: PySide6 6.12.0 did, and aborted once a session had emitted enough."""

import sys

from PySide6.QtCore import QObject, Signal


class _Sender(QObject):
    told = Signal(object)


def test_emitting_keeps_the_references_to_true() -> None:
    sender = _Sender()
    before = sys.getrefcount(True)
    for number in range(200):
        sender.told.emit(number)
    assert sys.getrefcount(True) > before - 20
