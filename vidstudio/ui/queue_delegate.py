"""How an entry of the queue is drawn: what it makes, where it stands, a bar while it is at work."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.queue_model import QueueRole
from vidstudio.ui.queue_state import RowState
from vidstudio.ui.rows import paint_ground, paint_line
from vidstudio.ui.theme import colors
from vidstudio.ui.widgets import GAP

ROW_HEIGHT = 56
_BAR = 4


class QueueDelegate(QStyledItemDelegate):
    """Two lines: title and what is made; then where it stands."""

    def sizeHint(self, _option: QStyleOptionViewItem, _index: QModelIndex | QPersistentModelIndex) -> QSize:
        return QSize(320, ROW_HEIGHT)

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        row: RowState = index.data(QueueRole.ROW)
        now, box = colors(), QRect(option.rect).adjusted(0, 2, 0, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, box, option)
        if option.state & QStyle.StateFlag.State_HasFocus:
            painter.setPen(QColor(now.ring))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRoundedRect(QRectF(box).adjusted(0.5, 0.5, -0.5, -0.5), 6, 6)
        words = box.adjusted(GAP + 4, 7, -GAP - 4, -7)
        what = font(FontRole.CAPTION)
        width = min(QFontMetrics(what).horizontalAdvance(row.what) + 4, words.width() // 2)
        top, low = Qt.AlignmentFlag.AlignTop, Qt.AlignmentFlag.AlignBottom
        small, tone = FontRole.CAPTION, getattr(now, row.tone)
        paint_line(painter, words.adjusted(0, 0, -width - GAP, 0), row.title, FontRole.BODY, now.text, top)
        at_right = words.adjusted(words.width() - width, 1, 0, 0)
        paint_line(painter, at_right, row.what, small, now.muted, top | Qt.AlignmentFlag.AlignRight)
        if row.fraction is None:
            paint_line(painter, words.adjusted(0, 0, 0, -1), row.words, small, tone, low)
        else:
            self._paint_bar(painter, QRect(words.left(), box.bottom() - _BAR - 3, words.width(), _BAR), row.fraction)
            paint_line(painter, words.adjusted(0, 0, 0, -6), row.words, small, tone, low)
        painter.restore()

    @staticmethod
    def _paint_bar(painter: QPainter, box: QRect, fraction: float) -> None:
        now = colors()
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.pressed))
        painter.drawRoundedRect(box, 2, 2)
        if fraction > 0:
            painter.setBrush(QColor(now.accent))
            painter.drawRoundedRect(QRectF(box.left(), box.top(), box.width() * fraction, box.height()), 2, 2)
