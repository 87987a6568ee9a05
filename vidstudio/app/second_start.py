"""What the open window does about a second start of the program: it comes forward, and opens what is wanted."""

import logging
import os

from PySide6.QtCore import QTimer

from vidstudio.app.composition import App
from vidstudio.background.second_starts import SecondStarts
from vidstudio.core.second_start import SecondStart
from vidstudio.paths import places
from vidstudio.services.second_start.claim import Claim
from vidstudio.services.second_start.door import Door
from vidstudio.ui.window_frame import WindowFrame

_log = logging.getLogger(__name__)


def hear_second_starts(claim: Claim, frame: WindowFrame, app: App) -> None:
    """From now on until the window closes, have it come forward and open what is wanted.

    Where nobody can listen (another process has the claim, the disk is full), each start has a window of its own.
    """

    def take(told: SecondStart) -> bool:
        """Whether the window is the caller's: not on its way out, and not on another screen."""
        if app.window.closing or not told.on_screen(os.environ):
            return False
        frame.come_forward(told.activation)
        QTimer.singleShot(0, frame, lambda: app.open(told.wanted))  # which may take longer than the caller waits
        return True

    if not claim.mine:
        return
    try:
        starts = SecondStarts(Door(places().window_note), take, frame)
    except OSError as exc:
        _log.warning("Second starts can't be heard: %s", exc)
        return
    app.window.closed.connect(starts.close)
