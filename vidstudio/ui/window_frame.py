"""The window as it is seen first: painted before anything heavy is loaded, then filled."""

import os

from PySide6.QtCore import QRect, QSettings, Qt, QTimer, Signal
from PySide6.QtGui import QCloseEvent, QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QApplication, QMainWindow

from vidstudio.core.appearance import Appearance
from vidstudio.ui.theme import choose_colors

_ACTIVATION = "XDG_ACTIVATION_TOKEN"
_TIME_MS = 50

_LEFT, _RIGHT = 264, 304
"""Widths of the side panels as they are laid out at first, in points."""


class Content(QMainWindow):
    """What goes into a frame: tells when it has closed."""

    closed = Signal()


class WindowFrame(QMainWindow):
    """Holds the main window as its content. Where it was is kept between sessions.

    Signals:
        painted: it has been seen for the first time; what takes longer may begin.
    """

    painted = Signal()

    def __init__(self, kept: QSettings) -> None:
        super().__init__()
        self.setObjectName("windowFrame")
        self.setWindowTitle("vidstudio")
        self._kept = kept
        self._seen = False
        self._content: Content | None = None
        self._owner: object = None
        appearance = Appearance(str(kept.value("appearance", Appearance.SYSTEM.value)))
        self._colors = choose_colors(appearance, QGuiApplication.styleHints().colorScheme())
        self.resize(1280, 800)
        geometry = kept.value("frame")
        if geometry is not None:
            self.restoreGeometry(geometry)

    def put_in(self, content: Content, owner: object, appearance: Appearance) -> None:
        """Fill the frame; it closes when its content has. ``owner``, who made the content, lives as long."""
        self._kept.setValue("appearance", appearance.value)
        self._content = content
        content.setWindowFlags(Qt.WindowType.Widget)
        content.windowTitleChanged.connect(self.setWindowTitle)
        content.closed.connect(self._on_closed)
        self._owner = owner
        self.setCentralWidget(content)
        content.show()

    def come_forward(self, activation: str = "") -> None:
        """Be seen in front of other programs' windows, as far as the desktop lets it.

        ``activation`` is the desktop's leave, which Wayland's Qt takes from the environment.
        """
        if self.isMinimized():
            self.setWindowState(self.windowState() & ~Qt.WindowState.WindowMinimized)
        self.raise_()
        handle = self.windowHandle()
        if handle is not None:
            # The X server tells its time with a change; who asks for the keyboard with an older one does not get it.
            handle.setTitle(handle.title())
        QTimer.singleShot(_TIME_MS, self, lambda: self._activate(activation))

    def closeEvent(self, event: QCloseEvent) -> None:
        if self._content is not None and not self._content.close():
            event.ignore()  # it asks, or stops its work first, and closes us then
            return
        self._kept.setValue("frame", self.saveGeometry())
        super().closeEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        if self._content is None:
            self._paint_panels()
        else:
            super().paintEvent(event)
        if not self._seen:
            self._seen = True
            QTimer.singleShot(0, self, self.painted.emit)

    def _activate(self, activation: str) -> None:
        front = QApplication.activeModalWidget() or self
        front.raise_()
        if activation:
            os.environ[_ACTIVATION] = activation
        front.activateWindow()
        os.environ.pop(_ACTIVATION, None)

    def _paint_panels(self) -> None:
        painter = QPainter(self)
        painter.fillRect(self.rect(), QColor(self._colors.window))
        side = QColor(self._colors.surface)
        painter.fillRect(QRect(0, 0, _LEFT, self.height()), side)
        painter.fillRect(QRect(self.width() - _RIGHT, 0, _RIGHT, self.height()), side)
        painter.end()

    def _on_closed(self) -> None:
        self._content = None
        QTimer.singleShot(0, self, self.close)
