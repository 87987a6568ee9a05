"""One picture, as large as there is room, or the words that stand in for it."""

from pathlib import Path

from PySide6.QtCore import QRect, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from vidstudio.core.job import AspectRatio
from vidstudio.core.scene import Picture
from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.storyboard.thumbnails import ThumbnailCache, ThumbnailKey
from vidstudio.ui.theme import colors


class PictureFrame(QWidget):
    """Shows a version in the job's shape; loads it beside the window's thread."""

    def __init__(self, name: str, spoken: str, cache: ThumbnailCache, aspect_ratio: AspectRatio) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._cache = cache
        self._shape = QSize(*aspect_ratio.sides)
        self._picture: Picture | None = None
        self._words = ""
        cache.arrived.connect(self._on_arrived)

    def show_picture(self, picture: Picture | None, words: str = "") -> None:
        """Show a version, or ``words`` where there is none."""
        self._picture = picture
        self._words = words
        self.setAccessibleDescription(words)
        self.update()

    @property
    def picture(self) -> Picture | None:
        """What it shows."""
        return self._picture

    def sizeHint(self) -> QSize:
        return self._shape.scaled(416, 300, Qt.AspectRatioMode.KeepAspectRatio)

    def minimumSizeHint(self) -> QSize:
        return self._shape.scaled(280, 220, Qt.AspectRatioMode.KeepAspectRatio)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # ends here, whoever else holds on to it
            self._paint(painter)

    def _paint(self, painter: QPainter) -> None:
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        size = self._shape.scaled(self.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect(
            (self.width() - size.width()) // 2, (self.height() - size.height()) // 2, size.width(), size.height()
        )
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors().placeholder))
        painter.drawRoundedRect(box, 6, 6)
        words = self._words
        if self._picture is not None:
            key = ThumbnailKey(
                self._picture.file, self._picture.digest, box.width(), box.height(), self.devicePixelRatioF()
            )
            found = self._cache.pixmap(key)
            if found is not None:
                painter.drawPixmap(box, found)
                return
            words = "Picture file missing" if self._cache.broken(self._picture.digest) else ""  # else it is on its way
        painter.setFont(font(FontRole.CAPTION))
        painter.setPen(QColor(colors().muted))
        painter.drawText(
            box.adjusted(16, 16, -16, -16), int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap), words
        )

    def _on_arrived(self, digest: str) -> None:
        if self._picture is not None and self._picture.digest == digest:
            self.update()


def cache_for(folder: Path, parent: QWidget) -> ThumbnailCache:
    """A cache for a dialog of its own."""
    cache = ThumbnailCache(parent)
    cache.set_folder(folder)
    return cache
