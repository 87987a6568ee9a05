"""Dragging on the storyboard: where a drop would go, the mark that shows it, and what hangs on the pointer."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMimeData, QPoint, QRect, QRectF, QSize, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPixmap
from PySide6.QtWidgets import QAbstractScrollArea

from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.storyboard.card import GAP, TOP, CardLayout
from vidstudio.ui.theme import colors

SCENES = "application/x-vidstudio-scenes"
"""Ids of the dragged scenes, separated by commas."""

PICTURE_SUFFIXES = frozenset({".png", ".jpg", ".jpeg", ".webp", ".bmp", ".tif", ".tiff"})
SOUND_SUFFIXES = frozenset({".mp3", ".wav", ".m4a", ".aac", ".flac", ".ogg", ".oga", ".opus", ".aif", ".aiff"})
CLIP_SUFFIXES = frozenset({".mp4", ".mov", ".m4v", ".mkv", ".webm", ".avi", ".mpg", ".mpeg", ".ts", ".mts", ".m2ts"})

_KINDS = {"picture": PICTURE_SUFFIXES, "narration": SOUND_SUFFIXES, "clip": CLIP_SUFFIXES}

_MARK = 4
_EDGE = 56
"""Points from the upper and lower edge within which a drag scrolls, faster the nearer to the edge."""

_SHOWN = 0.6
"""Size of the dragged card beside the real one: large enough to know it, small enough to see where it goes."""


@dataclass(frozen=True, slots=True)
class DropMark:
    """Where dragged scenes would go: before that row, shown by a bar at ``place`` (in the viewport)."""

    before: int
    place: QRect


def drop_mark(at: QPoint, origin: QPoint, layout: CardLayout, count: int) -> DropMark:
    """The gap between cards nearest to ``at``, with the first of ``count`` cells at ``origin``.

    The end of one row and the start of the next are one place in the order but two on the screen: the mark is shown
    in the row under the pointer.
    """
    width, height = layout.cell.width(), layout.cell.height()
    last_line = max(0, count - 1) // layout.columns
    line = min(last_line, max(0, (at.y() - origin.y()) // height))
    filled = min(layout.columns, count - line * layout.columns)
    slot = min(filled, max(0, round((at.x() - origin.x()) / width)))
    left = max(0, origin.x() + slot * width - _MARK // 2)
    top = origin.y() + line * height + TOP
    return DropMark(line * layout.columns + slot, QRect(left, top, _MARK, height - GAP))


def paint_mark(painter: QPainter, place: QRect) -> None:
    """The bar between two cards, with a soft light around it."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    glow = QColor(colors().drop_mark)
    glow.setAlphaF(0.25)
    painter.setBrush(glow)
    painter.drawRoundedRect(place.adjusted(-3, -3, 3, 3), 5, 5)
    painter.setBrush(QColor(colors().drop_mark))
    painter.drawRoundedRect(place, _MARK / 2, _MARK / 2)


def drag_pixmap(card: QPixmap, count: int) -> QPixmap:
    """A small, slightly transparent picture of the card, as a stack with a number if there are several."""
    ratio = card.devicePixelRatio()
    size = (card.deviceIndependentSize() * _SHOWN).toSize()
    layers = min(count, 3) - 1
    made = QPixmap(QSize(size.width() + 12 + 5 * layers, size.height() + 12 + 5 * layers) * ratio)
    made.setDevicePixelRatio(ratio)
    made.fill(Qt.GlobalColor.transparent)
    painter = QPainter(made)
    painter.setRenderHints(QPainter.RenderHint.Antialiasing | QPainter.RenderHint.SmoothPixmapTransform)
    painter.setOpacity(0.92)
    for layer in range(layers, 0, -1):
        painter.setBrush(QColor(colors().card_hover))
        painter.setPen(QColor(colors().border_strong))
        painter.drawRoundedRect(
            QRectF(5 * layer + 0.5, 12 + 5 * layer + 0.5, size.width() - 1, size.height() - 1), 6, 6
        )
    painter.drawPixmap(QRect(QPoint(0, 12), size), card)
    if count > 1:
        painter.setOpacity(1.0)
        _paint_badge(painter, QRect(size.width() - 16, 0, 28, 24), str(count))
    painter.end()
    return made


def _paint_badge(painter: QPainter, place: QRect, words: str) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(colors().accent))
    painter.drawRoundedRect(place, 12, 12)
    painter.setPen(QColor(colors().accent_text))
    painter.setFont(font(FontRole.NUMBER))
    painter.drawText(place, Qt.AlignmentFlag.AlignCenter, words)


class EdgeScroller(QTimer):
    """Scrolls a view while something is dragged near its upper or lower edge.

    Qt's own begins anew with each move of the pointer, so that a hand that is not quite still never scrolls.
    """

    def __init__(self, area: QAbstractScrollArea) -> None:
        super().__init__(area)
        self._area = area
        self._step = 0
        self.setInterval(16)
        self.timeout.connect(self._on_timeout)

    def follow(self, at: QPoint) -> None:
        """The drag is here, in the viewport."""
        above = _EDGE - at.y()
        below = at.y() - (self._area.viewport().height() - _EDGE)
        self._step = -(above // 4) if above > 0 else max(0, below) // 4
        if self._step and not self.isActive():
            self.start()
        elif not self._step:
            self.stop()

    def _on_timeout(self) -> None:
        bar = self._area.verticalScrollBar()
        bar.setValue(bar.value() + max(-16, min(16, self._step)))


def scenes_data(ids: Sequence[int]) -> QMimeData:
    """What a drag of scenes carries."""
    data = QMimeData()
    data.setData(SCENES, ",".join(str(scene_id) for scene_id in ids).encode())
    return data


def dropped_scenes(data: QMimeData) -> frozenset[int]:
    """Ids of the scenes in what is being dropped, empty if it is something else."""
    words = data.data(SCENES).toStdString()
    return frozenset(int(word) for word in words.split(",")) if words else frozenset()


def dropped_file(data: QMimeData) -> tuple[str, str]:
    """What the first fit file in what is being dropped becomes of a scene, and its path; both empty if there is none.

    That is the scene's ``picture``, ``narration`` or ``clip``.
    """
    for url in data.urls():
        suffix = Path(url.toLocalFile()).suffix.lower() if url.isLocalFile() else ""
        for kind, suffixes in _KINDS.items():
            if suffix in suffixes:
                return kind, url.toLocalFile()
    return "", ""
