"""What the rows of all lists are drawn with: the ground of a chosen one, and a line of text."""

from PySide6.QtCore import QRect, Qt
from PySide6.QtGui import QColor, QFontMetrics, QPainter
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem

from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.theme import colors


def paint_ground(painter: QPainter, box: QRect, option: QStyleOptionViewItem) -> None:
    """The ground of a row that is chosen or under the pointer; any other has none."""
    now, state = colors(), option.state
    chosen = bool(state & QStyle.StateFlag.State_Selected)
    if chosen or state & QStyle.StateFlag.State_MouseOver:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(now.accent_soft if chosen else now.hover))
        painter.drawRoundedRect(box, 6, 6)


def paint_line(painter: QPainter, box: QRect, text: str, role: FontRole, color: str, side: Qt.AlignmentFlag) -> None:
    """One line of text at a side of the box, with an ellipsis where it does not fit."""
    chosen = font(role)
    painter.setFont(chosen)
    painter.setPen(QColor(color))
    elided = QFontMetrics(chosen).elidedText(" ".join(text.split()), Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, int(side), elided)
