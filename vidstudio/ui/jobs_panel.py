"""The list of jobs at the left, newest first, and the way to a new one."""

from enum import IntEnum
from pathlib import Path
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    QSize,
    Qt,
    Signal,
    Slot,
)
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QListView, QStyledItemDelegate, QStyleOptionViewItem, QVBoxLayout, QWidget

from vidstudio.core.wording import clock, status_words
from vidstudio.store.jobs import JobSummary
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.rows import paint_ground, paint_line
from vidstudio.ui.storyboard.thumbnails import ThumbnailCache, ThumbnailKey
from vidstudio.ui.theme import colors
from vidstudio.ui.widgets import GAP, button, panel

_POSTER = QSize(80, 48)
_ROW_HEIGHT = 64
_NONE = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class JobRole(IntEnum):
    """The frozen ``JobSummary`` of a row."""

    SUMMARY = Qt.ItemDataRole.UserRole + 1


class JobsModel(QAbstractListModel):
    """Rows are jobs, newest first."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._summaries: tuple[JobSummary, ...] = ()

    def set_summaries(self, summaries: tuple[JobSummary, ...]) -> None:
        """Show these; rows stay where the same jobs are there as before."""
        if [summary.id for summary in summaries] == [summary.id for summary in self._summaries]:
            self._summaries = summaries
            if summaries:
                self.dataChanged.emit(self.index(0), self.index(len(summaries) - 1))
            return
        self.beginResetModel()
        self._summaries = summaries
        self.endResetModel()

    def row_of(self, job_id: int) -> int:
        """Row of a job, -1 if it is not there."""
        return next((row for row, summary in enumerate(self._summaries) if summary.id == job_id), -1)

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._summaries)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._summaries):
            return None
        summary = self._summaries[index.row()]
        match role:
            case Qt.ItemDataRole.DisplayRole | Qt.ItemDataRole.ToolTipRole:
                return summary.title
            case JobRole.SUMMARY:
                return summary
            case Qt.ItemDataRole.AccessibleTextRole:
                return f"Job {summary.id}, {summary.title}, {facts(summary)}"
        return None


def facts(summary: JobSummary) -> str:
    """``0:30  ·  Film ready``; nobody knows how long a film is that was not fetched yet."""
    status = status_words(summary.status, elsewhere=bool(summary.video_url), has_film=summary.has_film)
    return status if summary.video_url and not summary.has_film else f"{clock(summary.duration)}  ·  {status}"


class JobDelegate(QStyledItemDelegate):
    """Poster, title, and a line of facts; from caches alone."""

    def __init__(self, posters: ThumbnailCache, parent: QWidget) -> None:
        super().__init__(parent)
        self._posters = posters

    def sizeHint(self, _option: QStyleOptionViewItem, _index: Index) -> QSize:
        return QSize(160, _ROW_HEIGHT)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        summary: JobSummary = index.data(JobRole.SUMMARY)
        now, box = colors(), QRect(option.rect).adjusted(0, 2, 0, -2)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        paint_ground(painter, box, option)
        picture = QRect(
            box.left() + GAP, box.center().y() - _POSTER.height() // 2 + 1, _POSTER.width(), _POSTER.height()
        )
        self._paint_poster(painter, picture, summary)
        words = box.adjusted(_POSTER.width() + 2 * GAP + 4, 8, -GAP, -8)
        paint_line(painter, words, summary.title, FontRole.BODY, now.text, Qt.AlignmentFlag.AlignTop)
        paint_line(painter, words, facts(summary), FontRole.CAPTION, now.muted, Qt.AlignmentFlag.AlignBottom)
        painter.restore()

    def _paint_poster(self, painter: QPainter, box: QRect, summary: JobSummary) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colors().placeholder))
        painter.drawRoundedRect(box, 6, 6)
        if summary.poster:
            file = f"{summary.id}/images/{summary.poster}"
            ratio = painter.device().devicePixelRatioF()
            found = self._posters.pixmap(ThumbnailKey(file, file, box.width(), box.height(), ratio))
            if found is not None:
                painter.drawPixmap(box, found)


class JobsPanel(QWidget):
    """objectName ``jobsPanel``; the list in it is ``jobsView``."""

    job_chosen = Signal(int)
    new_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("jobsPanel")
        self.model = JobsModel(self)
        self._open = 0
        self._posters = ThumbnailCache(self)
        self._posters.arrived.connect(self._on_poster)
        self.view = QListView()
        self.view.setObjectName("jobsView")
        self.view.setAccessibleName("Jobs")
        self.view.setModel(self.model)
        self.view.setItemDelegate(JobDelegate(self._posters, self.view))
        self.view.setUniformItemSizes(True)
        self.view.setMouseTracking(True)
        self.view.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.view.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.view.selectionModel().currentChanged.connect(self._on_current)
        self.new = button("newJobButton", "New job", "add", "primary", "Make a film from an idea or a script (Ctrl+N)")
        self.new.clicked.connect(self.new_wished)
        frame, column = panel("jobsFrame", "Jobs")
        column.addWidget(self.new)
        column.addSpacing(GAP)
        column.addWidget(self.view, 1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def set_storage(self, folder: Path) -> None:
        """Where the jobs' folders are, for the posters."""
        self._posters.set_folder(folder)

    @Slot(object)
    def show_jobs(self, summaries: tuple[JobSummary, ...]) -> None:
        """Show the list as it is now; the chosen job stays chosen."""
        self.model.set_summaries(summaries)
        self.choose(self._open)

    def choose(self, job_id: int) -> None:
        """Mark a job as the open one, now or once it is listed; does not open it."""
        self._open = job_id
        row = self.model.row_of(job_id)
        if row >= 0 and self.view.currentIndex().row() != row:
            self.view.selectionModel().blockSignals(True)
            self.view.setCurrentIndex(self.model.index(row))
            self.view.selectionModel().blockSignals(False)
            self.view.viewport().update()
            self.view.scrollTo(self.model.index(row))

    def close_pictures(self) -> None:
        """Load no more posters; afterwards no thread is left."""
        self._posters.close()

    def sizeHint(self) -> QSize:
        return QSize(280, 600)

    def _on_current(self, index: QModelIndex) -> None:
        summary = index.data(JobRole.SUMMARY)
        if summary is not None:
            self.job_chosen.emit(summary.id)

    def _on_poster(self) -> None:
        self.view.viewport().update()
