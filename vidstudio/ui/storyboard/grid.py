"""Cards in a grid that fills its width: sizes, painting and what is in sight. Knows nothing of what may be done."""

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QListView, QStyle, QWidget

from vidstudio.core.job import AspectRatio
from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.storyboard.card import GAP, TOP, ThumbnailSize
from vidstudio.ui.storyboard.delegate import CardDelegate
from vidstudio.ui.storyboard.model import StoryboardModel
from vidstudio.ui.storyboard.pulse import Pulse
from vidstudio.ui.storyboard.thumbnails import ThumbnailCache
from vidstudio.ui.theme import colors


class CardGrid(QListView):
    """The looks of the storyboard.

    Signals:
        thumbnail_size_changed: the ``ThumbnailSize`` chosen with Ctrl and the wheel.
    """

    thumbnail_size_changed = Signal(object)

    def __init__(self, model: StoryboardModel, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._board = model
        self._thumbnails = thumbnails
        self._ratio = AspectRatio.WIDE
        self._size = ThumbnailSize.MEDIUM
        self._empty = ("No scenes yet", "")
        self._cards = CardDelegate(thumbnails, Pulse(self, self._rows_in_sight).phase, self)
        self._set_up()
        self.setItemDelegate(self._cards)
        self.setModel(model)
        thumbnails.arrived.connect(model.thumbnail_arrived)
        self.verticalScrollBar().valueChanged.connect(self._on_scrolled)

    def set_aspect_ratio(self, ratio: AspectRatio) -> None:
        """Shape of every picture area: that of the job."""
        self._ratio = ratio
        self._lay_out()

    def set_thumbnail_size(self, size: ThumbnailSize) -> None:
        """How large the cards are."""
        self._size = size
        self._lay_out()

    @property
    def thumbnail_size(self) -> ThumbnailSize:
        """How large the cards are."""
        return self._size

    def set_empty_text(self, title: str, line: str) -> None:
        """What stands here while there are no scenes."""
        self._empty = (title, line)
        self.viewport().update()

    def _set_up(self) -> None:
        self.setLayoutDirection(Qt.LayoutDirection.LeftToRight)  # film runs to the right in every language
        self.setViewMode(QListView.ViewMode.ListMode)
        self.setFlow(QListView.Flow.LeftToRight)
        self.setWrapping(True)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.setUniformItemSizes(True)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFrameShape(QListView.Shape.NoFrame)
        self.setMouseTracking(True)
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)  # scrolling moves pixels then
        self.setViewportMargins(GAP // 2, 0, 0, 0)

    def _on_scrolled(self) -> None:
        self._thumbnails.retain(self._digests_in_sight())

    def _digests_in_sight(self) -> set[str]:
        scenes = [self._board.storyboard[row] for row in self._rows_in_sight()]
        return {scene.picture.digest for scene in scenes if scene.picture}

    def _rows_in_sight(self) -> range:
        height, columns = self._cards.layout.cell.height(), self._cards.layout.columns
        top = -self._origin().y()
        first = max(0, top // height) * columns
        last = ((top + self.viewport().height() - 1) // height + 1) * columns
        return range(first, max(first, min(len(self._board.storyboard), last)))

    def _origin(self) -> QPoint:
        return self.visualRect(self._board.index(0)).topLeft()

    def _lay_out(self) -> None:
        bar = self.style().pixelMetric(QStyle.PixelMetric.PM_ScrollBarExtent, None, self.verticalScrollBar())
        room = self.maximumViewportSize().width() - bar - 1  # Qt wraps a row that fits to the point
        if self._cards.set_shape(self._ratio, self._size, room):
            self.verticalScrollBar().setSingleStep(max(24, self._cards.layout.cell.height() // 6))
            self.scheduleDelayedItemsLayout()

    def updateGeometries(self) -> None:
        super().updateGeometries()
        bar = self.verticalScrollBar()
        if bar.maximum():
            bar.setMaximum(bar.maximum() + TOP)  # as much below the last row as above the first

    def resizeEvent(self, event: QResizeEvent) -> None:
        self._lay_out()
        super().resizeEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() in {QEvent.Type.StyleChange, QEvent.Type.FontChange, QEvent.Type.PaletteChange}:
            self._cards.refresh_fonts()
            self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if not event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().wheelEvent(event)
            return
        sizes = list(ThumbnailSize)
        step = (event.angleDelta().y() > 0) - (event.angleDelta().y() < 0)
        size = sizes[min(len(sizes) - 1, max(0, sizes.index(self._size) + step))]
        if size is not self._size:
            self.set_thumbnail_size(size)
            self.thumbnail_size_changed.emit(size)
        event.accept()

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(event.rect(), QColor(colors().window))
        if not len(self._board.storyboard):
            self._paint_empty(painter)
        painter.end()
        super().paintEvent(event)

    def _paint_empty(self, painter: QPainter) -> None:
        area = self.viewport().rect().adjusted(32, 0, -32, 0)
        title, line = self._empty
        painter.setFont(font(FontRole.HEADING))
        painter.setPen(QColor(colors().text))
        middle = area.center().y()
        painter.drawText(QRect(area.left(), middle - 40, area.width(), 32), Qt.AlignmentFlag.AlignCenter, title)
        painter.setFont(font(FontRole.BODY))
        painter.setPen(QColor(colors().muted))
        wrap = int(Qt.AlignmentFlag.AlignHCenter | Qt.TextFlag.TextWordWrap)
        painter.drawText(QRect(area.left(), middle, area.width(), 64), wrap, line)
