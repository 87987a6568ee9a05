"""Two pictures of one scene, beside each other or one over the other with a line to draw across."""

from PySide6.QtCore import QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QColor, QKeyEvent, QMouseEvent, QPainter, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QSizePolicy, QWidget

from vidstudio.core.job import AspectRatio
from vidstudio.core.scene import Picture
from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.storyboard.thumbnails import ThumbnailCache, ThumbnailKey
from vidstudio.ui.theme import colors
from vidstudio.ui.widgets import GAP

_KNOB = 9
_STEP = 0.05


class CompareFrame(QWidget):
    """objectName ``compareFrame``. The line is drawn with the mouse, or with the arrow keys.

    Signals:
        line_moved: where the line is, 0 at the left to 1.
    """

    line_moved = Signal(float)

    def __init__(self, cache: ThumbnailCache, aspect_ratio: AspectRatio) -> None:
        super().__init__()
        self.setObjectName("compareFrame")
        self.setAccessibleName("Two versions")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._cache = cache
        self._shape = QSize(*aspect_ratio.sides)
        self._pair: tuple[Picture | None, Picture | None] = (None, None)
        self._words = ("", "")
        self._wiped = False
        self._line = 0.5
        cache.arrived.connect(lambda _digest: self.update())

    def show_pair(self, left: Picture | None, right: Picture | None, words: tuple[str, str]) -> None:
        """Compare these, or show the right one alone where there is no left; ``words`` name them."""
        self._pair, self._words = (left, right), words
        self.setAccessibleDescription(" and ".join(filter(None, words)))
        self.update()

    def set_wiped(self, wiped: bool) -> None:
        """One over the other, parted by the line, or beside each other."""
        self._wiped = wiped
        self.update()

    @property
    def line(self) -> float:
        """Where the line is."""
        return self._line

    def move_line(self, line: float) -> None:
        """Put the line elsewhere, 0 to 1."""
        self._line = min(1.0, max(0.0, line))
        self.update()
        self.line_moved.emit(self._line)

    def sizeHint(self) -> QSize:
        return self._shape.scaled(720, 420, Qt.AspectRatioMode.KeepAspectRatio)

    def minimumSizeHint(self) -> QSize:
        return QSize(420, 240)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Left: -_STEP, Qt.Key.Key_Right: _STEP, Qt.Key.Key_Home: -1.0, Qt.Key.Key_End: 1.0}
        step = steps.get(Qt.Key(event.key()))
        if self._wiped and step is not None:
            self.move_line(self._line + step)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        self._follow(event)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        self._follow(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        with QPainter(self) as painter:  # ends here, whoever else holds on to it
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            if self._pair[0] is None:
                box = self._box(self.rect())
                self._paint_one(painter, box, box, self._pair[1])
                self._paint_words(painter, box, self._words[1], Qt.AlignmentFlag.AlignLeft)
            elif self._wiped:
                self._paint_wiped(painter)
            else:
                for box, picture, words in zip(self._boxes(), self._pair, self._words, strict=True):
                    self._paint_one(painter, box, box, picture)
                    self._paint_words(painter, box, words, Qt.AlignmentFlag.AlignLeft)

    def _follow(self, event: QMouseEvent) -> None:
        box = self._box(self.rect())
        if self._wiped and event.buttons() & Qt.MouseButton.LeftButton and box.width():
            self.move_line((event.position().x() - box.left()) / box.width())

    def _paint_wiped(self, painter: QPainter) -> None:
        box = self._box(self.rect())
        at = box.left() + round(self._line * box.width())
        left, right = QRect(box), QRect(box)
        left.setRight(at - 1)
        right.setLeft(at)
        for part, picture in zip((left, right), self._pair, strict=True):
            self._paint_one(painter, box, part, picture)
        self._paint_words(painter, box, self._words[0], Qt.AlignmentFlag.AlignLeft)
        self._paint_words(painter, box, self._words[1], Qt.AlignmentFlag.AlignRight)
        painter.setPen(QPen(QColor(colors().scrim_text), 2))
        painter.drawLine(at, box.top(), at, box.bottom())
        painter.setBrush(QColor(colors().ring if self.hasFocus() else colors().scrim_text))
        painter.drawEllipse(QPoint(at, box.center().y()), _KNOB, _KNOB)

    def _paint_one(self, painter: QPainter, box: QRect, part: QRect, picture: Picture | None) -> None:
        painter.save()
        painter.setClipRect(part)
        found = self._pixmap(box, picture)
        if found is not None:
            painter.drawPixmap(box, found)
        else:
            painter.fillRect(box, QColor(colors().placeholder))
        painter.restore()

    def _pixmap(self, box: QRect, picture: Picture | None) -> QPixmap | None:
        if picture is None:
            return None
        ratio = self.devicePixelRatioF()
        return self._cache.pixmap(ThumbnailKey(picture.file, picture.digest, box.width(), box.height(), ratio))

    def _paint_words(self, painter: QPainter, box: QRect, words: str, side: Qt.AlignmentFlag) -> None:
        painter.setFont(font(FontRole.CAPTION))
        width = painter.fontMetrics().horizontalAdvance(words) + 16
        chip = QRect(box.left() + GAP, box.bottom() - 22 - GAP, width, 22)
        if side is Qt.AlignmentFlag.AlignRight:
            chip.moveRight(box.right() - GAP)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors().scrim))
        painter.drawRoundedRect(chip, 5, 5)
        painter.setPen(QColor(colors().scrim_text))
        painter.drawText(chip, int(Qt.AlignmentFlag.AlignCenter), words)

    def _boxes(self) -> tuple[QRect, QRect]:
        half = (self.width() - GAP) // 2
        left, right = QRect(0, 0, half, self.height()), QRect(half + GAP, 0, half, self.height())
        return self._box(left), self._box(right)

    def _box(self, within: QRect) -> QRect:
        size = self._shape.scaled(within.size(), Qt.AspectRatioMode.KeepAspectRatio)
        box = QRect(0, 0, size.width(), size.height())
        box.moveCenter(within.center())
        return box
