"""The storyboard: scenes as cards in a grid, to look at, reorder and choose from. It wishes; the owner does."""

from collections.abc import Callable, Collection, Iterable
from enum import StrEnum
from functools import partial

from PySide6.QtCore import QItemSelection, QItemSelectionModel, QModelIndex, QPoint, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QDrag,
    QDragEnterEvent,
    QDragLeaveEvent,
    QDragMoveEvent,
    QDropEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPixmap,
)
from PySide6.QtWidgets import QListView, QStyle, QStyleOptionViewItem, QWidget

from vidstudio.core.scene import Scene
from vidstudio.ui.storyboard.actions import StoryboardActions, connect
from vidstudio.ui.storyboard.card import GAP, TOP
from vidstudio.ui.storyboard.delegate import CARD_RADIUS
from vidstudio.ui.storyboard.drag import (
    DropMark,
    EdgeScroller,
    drag_pixmap,
    drop_mark,
    dropped_file,
    dropped_scenes,
    paint_mark,
    scenes_data,
)
from vidstudio.ui.storyboard.grid import CardGrid
from vidstudio.ui.storyboard.model import StoryboardModel
from vidstudio.ui.storyboard.thumbnails import ThumbnailCache
from vidstudio.ui.theme import colors


class StoryboardView(CardGrid):
    """A reorderable grid of cards.

    Signals, all wishes:
        move_wished: rows in order, and the row they should go before (the row count: the end).
        refine_wished, versions_wished, settings_wished, duplicate_wished, duration_wished: id of the current scene.
        remove_wished, match_wished, stop_wished, clip_wished, speak_wished: ids of the selected scenes, in order.
        change_wished: ids of the selected scenes, a field of theirs, and the value it should have.
        file_dropped: id of the scene under the pointer, what the file becomes of it, and its path.

    And a fact:
        chosen: rows of the selected scenes, in order.
    """

    move_wished = Signal(tuple, int)
    refine_wished = Signal(int)
    duplicate_wished = Signal(int)
    duration_wished = Signal(int)
    settings_wished = Signal(int)
    versions_wished = Signal(int)
    remove_wished = Signal(tuple)
    stop_wished = Signal(tuple)
    match_wished = Signal(tuple)
    clip_wished = Signal(tuple)
    speak_wished = Signal(tuple)
    change_wished = Signal(tuple, str, object)
    file_dropped = Signal(int, str, str)
    chosen = Signal(tuple)

    def __init__(self, model: StoryboardModel, thumbnails: ThumbnailCache, parent: QWidget | None = None) -> None:
        self._mark: DropMark | None = None  # before super(): painting may begin there
        self._pointer: QPoint | None = None
        self._file_row = -1
        self._editable = True
        self._work: dict[int, str] = {}
        super().__init__(model, thumbnails, parent)
        self.setObjectName("storyboardView")
        self.setAccessibleName("Storyboard")
        self._edge = EdgeScroller(self)
        self.menu_actions = StoryboardActions(self)
        self._allow()
        self._connect()

    def set_editable(self, editable: bool) -> None:
        """Whether anything may be changed now; looking and selecting always work."""
        self._editable = editable
        self.setDragEnabled(editable)
        self._refresh_actions()

    def show_work(self, words: dict[int, str]) -> None:
        """Show on the cards of these scenes, by their ids, what is being done for them."""
        before, self._work = self._work, words
        self._cards.set_work(words)
        changed = {scene_id for scene_id, _ in words.items() ^ before.items()}
        for row, scene in enumerate(self._board.storyboard):
            if scene.id in changed:
                self.update(self._board.index(row))
        if words.keys() != before.keys():
            self._refresh_actions()

    def selected_rows(self) -> tuple[int, ...]:
        """Rows of the selected scenes, in order."""
        return tuple(sorted(index.row() for index in self.selectedIndexes()))

    def selected_ids(self) -> tuple[int, ...]:
        """Ids of the selected scenes, in order."""
        return tuple(self._board.storyboard[row].id for row in self.selected_rows())

    def current_scene(self) -> Scene | None:
        """The scene with the focus, if it is selected; else the first selected one."""
        rows = self.selected_rows()
        if not rows:
            return None
        current = self.currentIndex().row()
        return self._board.storyboard[current if current in rows else rows[0]]

    def select_scenes(self, ids: Collection[int]) -> None:
        """Select these scenes, and show the first of them."""
        rows = [row for row, scene in enumerate(self._board.storyboard) if scene.id in ids]
        chosen = QItemSelection()
        for row in rows:
            chosen.select(self._board.index(row), self._board.index(row))
        if rows:
            first = self._board.index(rows[0])
            self.selectionModel().setCurrentIndex(first, QItemSelectionModel.SelectionFlag.NoUpdate)
            self.scrollTo(first)
        self.selectionModel().select(chosen, QItemSelectionModel.SelectionFlag.ClearAndSelect)

    def _allow(self) -> None:
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setDragDropMode(QListView.DragDropMode.InternalMove)
        self.setDropIndicatorShown(False)

    def _connect(self) -> None:
        wishes = self.menu_actions
        for action, signal in (
            (wishes.refine, self.refine_wished),
            (wishes.versions, self.versions_wished),
            (wishes.settings, self.settings_wished),
            (wishes.duplicate, self.duplicate_wished),
            (wishes.duration, self.duration_wished),
        ):
            connect(action, partial(self._wish_current, signal.emit))
        connect(wishes.remove, lambda: self.remove_wished.emit(self.selected_ids()))
        connect(wishes.stop, lambda: self.stop_wished.emit(self.selected_ids()))
        connect(wishes.clip, lambda: self.clip_wished.emit(self.selected_ids()))
        connect(wishes.speak, lambda: self.speak_wished.emit(self.selected_ids()))
        connect(wishes.match, lambda: self.match_wished.emit(self.selected_ids()))
        for name, actions in wishes.choices.items():
            for value, action in actions.items():
                connect(action, partial(self._wish_change, name, value))
        for direction, action in wishes.move.items():
            connect(action, partial(self._wish_move, direction))
        self.doubleClicked.connect(self._on_double_clicked)
        self.selectionModel().selectionChanged.connect(self._refresh_actions)
        self.selectionModel().selectionChanged.connect(lambda: self.chosen.emit(self.selected_rows()))
        self.selectionModel().currentChanged.connect(self._refresh_actions)
        for changed in (self._board.dataChanged, self._board.modelReset):
            changed.connect(self._refresh_actions)
        self._refresh_actions()

    def _refresh_actions(self) -> None:
        chosen = [self._board.storyboard[row] for row in self.selected_rows()]
        working = any(scene.id in self._work for scene in chosen)
        self.menu_actions.set_state(self.current_scene(), chosen, editable=self._editable, working=working)

    def _wish_current(self, emit: Callable[[int], None]) -> None:
        scene = self.current_scene()
        if scene is not None:
            emit(scene.id)

    def _wish_change(self, name: str, value: StrEnum) -> None:
        self._refresh_actions()  # Qt has checked the action; what is true is in the model
        self.change_wished.emit(self.selected_ids(), name, value)

    def _wish_move(self, direction: str) -> None:
        rows = self.selected_rows()
        if not rows:
            return
        columns, count = self._cards.layout.columns, len(self._board.storyboard)
        before = {
            "left": rows[0] - 1,
            "right": rows[-1] + 2,
            "up": rows[0] - columns,
            "down": rows[-1] + 1 + columns,
            "first": 0,
            "last": count,
        }[direction]
        self._wish_rows(rows, min(count, max(0, before)))
        self.scrollTo(self.currentIndex())

    def _wish_rows(self, rows: Iterable[int], before: int) -> None:
        chosen = tuple(sorted(rows))
        if chosen and self._board.storyboard.move(chosen, before) != self._board.storyboard:
            self.move_wished.emit(chosen, before)

    def _on_double_clicked(self, index: QModelIndex) -> None:
        if self._editable:
            self.refine_wished.emit(self._board.scene(index).id)

    def _on_scrolled(self) -> None:
        super()._on_scrolled()
        if self._mark is not None and self._pointer is not None:
            self._point(self._pointer)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        keyboard = event.reason() is QContextMenuEvent.Reason.Keyboard
        index = self.currentIndex() if keyboard else self.indexAt(self.viewport().mapFromGlobal(event.globalPos()))
        if not index.isValid() or not self.selected_rows():
            return
        here = self.viewport().mapToGlobal(self.visualRect(index).center()) if keyboard else event.globalPos()
        self.menu_actions.menu.popup(here)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        if self._file_row >= 0:
            self._paint_picture_target(painter)
        if self._mark is not None:
            paint_mark(painter, self._mark.place)
        painter.end()

    def _paint_picture_target(self, painter: QPainter) -> None:
        card = self._cards.layout.card(self.visualRect(self._board.index(self._file_row)))
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(QColor(colors().drop_mark), 3))
        painter.drawRoundedRect(QRectF(card).adjusted(1.5, 1.5, -1.5, -1.5), CARD_RADIUS, CARD_RADIUS)

    def startDrag(self, supported: Qt.DropAction) -> None:  # noqa: ARG002 - Qt's
        ids = self.selected_ids()
        if not ids or not self._editable:
            return
        pressed = self.currentIndex()
        card = self._card_pixmap(pressed)
        drag = QDrag(self)
        drag.setMimeData(scenes_data(ids))
        drag.setPixmap(drag_pixmap(card, len(ids)))
        drag.setHotSpot(QPoint(24, 36))
        self._cards.set_dragged(ids)
        drag.exec(Qt.DropAction.MoveAction)
        self._cards.set_dragged(())
        self._stop_pointing()

    def _card_pixmap(self, index: QModelIndex) -> QPixmap:
        layout, ratio = self._cards.layout, self.devicePixelRatioF()
        option = QStyleOptionViewItem()
        self.initViewItemOption(option)
        option.rect = QRect(QPoint(-(GAP // 2), -TOP), layout.cell)
        option.state = QStyle.StateFlag.State_Enabled | QStyle.StateFlag.State_Selected
        size = layout.card(QRect(QPoint(), layout.cell)).size()
        pixmap = QPixmap(size * ratio)
        pixmap.setDevicePixelRatio(ratio)
        pixmap.fill(Qt.GlobalColor.transparent)
        painter = QPainter(pixmap)
        self._cards.paint(painter, option, index)
        painter.end()
        return pixmap

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        self._consider(event)

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        self._consider(event)

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:
        super().dragLeaveEvent(event)
        self._stop_pointing()

    def dropEvent(self, event: QDropEvent) -> None:
        self._consider(event)
        mark, row = self._mark, self._file_row
        self._stop_pointing()
        self.setState(QListView.State.NoState)
        if mark is not None:
            ids = dropped_scenes(event.mimeData())
            self._wish_rows([row for row, scene in enumerate(self._board.storyboard) if scene.id in ids], mark.before)
        elif row >= 0:
            self.file_dropped.emit(self._board.storyboard[row].id, *dropped_file(event.mimeData()))

    def _consider(self, event: QDropEvent) -> None:
        """Show where this would go, and accept or ignore it."""
        at = event.position().toPoint()
        self._mark, self._file_row = None, -1
        if self._editable and dropped_scenes(event.mimeData()):
            self._point(at)
            event.setDropAction(Qt.DropAction.MoveAction)
            event.accept()
        elif self._editable and any(dropped_file(event.mimeData())):
            self._file_row = self._card_at(at)
            event.setDropAction(Qt.DropAction.CopyAction)
            event.setAccepted(self._file_row >= 0)
        else:
            event.ignore()
        self._pointer = at
        self._edge.follow(at)
        self.viewport().update()

    def _card_at(self, at: QPoint) -> int:
        index = self.indexAt(at)
        return index.row() if self._cards.layout.card(self.visualRect(index)).contains(at) else -1

    def _point(self, at: QPoint) -> None:
        self._mark = drop_mark(at, self._origin(), self._cards.layout, len(self._board.storyboard))
        self.viewport().update()

    def _stop_pointing(self) -> None:
        self._edge.stop()
        self._pointer, self._mark, self._file_row = None, None, -1
        self.viewport().update()
