"""The one clock behind everything that moves in a storyboard; it stands still while nothing does."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QAbstractItemView, QStyle

from vidstudio.core.scene import ImageStatus
from vidstudio.ui.storyboard.model import SceneRole

PERIOD = 2.4
"""Seconds of one pass of light; slower than breathing, so that it doesn't call for attention."""

_INTERVAL = 40
"""Milliseconds between two frames."""


class Pulse(QTimer):
    """Started by the painting of a scene whose picture is being made; stops when none of those is in sight."""

    def __init__(self, view: QAbstractItemView, rows_in_sight: Callable[[], range]) -> None:
        super().__init__(view)
        self._view = view
        self._rows_in_sight = rows_in_sight
        self.setInterval(_INTERVAL)
        self.timeout.connect(self._on_timeout)

    def phase(self) -> float:
        """Where the light is, 0 to 1; keeps the clock going. Stands still where the system wants no animations."""
        if not self._view.style().styleHint(QStyle.StyleHint.SH_Widget_Animation_Duration):
            return 0.5
        if not self.isActive() and self._view.isVisible():
            self.start()
        return time.monotonic() % PERIOD / PERIOD

    def _on_timeout(self) -> None:
        if not self._repaint():
            self.stop()

    def _repaint(self) -> bool:
        view = self._view
        if not view.isVisible() or view.window().isMinimized():
            return False
        indexes = [view.model().index(row, 0) for row in self._rows_in_sight()]
        moving = [index for index in indexes if index.data(SceneRole.SCENE).status is ImageStatus.GENERATING]
        for index in moving:
            view.update(index)
        return bool(moving)
