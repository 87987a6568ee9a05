"""The window's composition root, in two steps: a frame that is seen at once, then all that goes into it."""

import faulthandler
import gc
import os
import sys
from pathlib import Path

from PySide6.QtCore import QEvent, QSettings, Signal
from PySide6.QtGui import QFileOpenEvent
from PySide6.QtWidgets import QApplication

from vidstudio import __version__
from vidstudio.app.screen import plain_refusal, screen_missing
from vidstudio.core.wanted import LAST, Wanted
from vidstudio.errors import VidstudioError
from vidstudio.paths import places
from vidstudio.services.second_start.claim import Claim
from vidstudio.ui.window_frame import WindowFrame

TURN = 0.001
"""Seconds that other threads may keep the interpreter while the window's waits for it; Python's own are five times
that, and the window needs it several times to draw one frame."""


class Application(QApplication):
    """Hears of files that a double click wants opened where the system tells so by an event: on macOS.

    Signals:
        file_wished: its path. It may come before anything is there to open it.
    """

    file_wished = Signal(str)

    def event(self, event: QEvent) -> bool:
        if isinstance(event, QFileOpenEvent) and event.file():
            self.file_wished.emit(event.file())
            return True
        return super().event(event)


def main(wanted: Wanted = LAST, claim: Claim | None = None) -> int:
    """Open the window and run until it is closed; gives the exit code. With a claim, second starts are heard."""
    if missing := screen_missing(os.environ):
        sys.stderr.write(f"error: {missing}\n")
        return 1
    if sys.stderr is not None:
        faulthandler.enable()
    qt, frame = open_frame(sys.argv[:1], wanted, claim)
    code = qt.exec()
    frame.deleteLater()
    return code


def make_qt(arguments: list[str]) -> QApplication:
    """The one application of this process."""
    qt = QApplication.instance()
    if not isinstance(qt, QApplication):
        with plain_refusal():
            qt = Application(arguments)
    qt.setApplicationName("vidstudio")
    qt.setApplicationDisplayName("vidstudio")
    qt.setApplicationVersion(__version__)
    qt.setDesktopFileName("vidstudio")
    sys.setswitchinterval(TURN)
    return qt


def open_frame(
    arguments: list[str], wanted: Wanted = LAST, claim: Claim | None = None
) -> tuple[QApplication, WindowFrame]:
    """Show the frame; the rest is loaded and put in once that has been painted.

    A library or settings that can't be used are told, and end the event loop with 1.
    """
    qt = make_qt(arguments)
    early: list[str] = []
    if isinstance(qt, Application):
        qt.file_wished.connect(early.append)
    kept = QSettings(str(places().window_file), QSettings.Format.IniFormat)
    frame = WindowFrame(kept)

    def fill() -> None:
        if not frame.isVisible():
            return
        from vidstudio.app.composition import App  # noqa: PLC0415 - most of the start-up time is in here
        from vidstudio.app.second_start import hear_second_starts  # noqa: PLC0415
        from vidstudio.ui.refusal import refuse_to_begin  # noqa: PLC0415

        try:
            app = App(qt, wanted)
        except VidstudioError as exc:
            refuse_to_begin(frame, exc)
            return
        frame.put_in(app.window, app, app.bench.studio.settings.appearance)
        if claim is not None:
            hear_second_starts(claim, frame, app)
        # What was built so far stays; looking through it for garbage would stop the window for 50 ms at a time.
        gc.freeze()
        for file in early:
            app.open(Wanted(project=Path(file)))
        app.begin()

    frame.painted.connect(fill)
    frame.show()
    return qt, frame
