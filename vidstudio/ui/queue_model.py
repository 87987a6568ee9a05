"""The queue as rows for a view: what is at work, what waits in its order, what is over."""

from collections.abc import Sequence
from enum import IntEnum
from typing import Any

from PySide6.QtCore import QAbstractListModel, QMimeData, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from vidstudio.core.control import Progress
from vidstudio.core.queue import ACTIVE, Queue, QueueItem, QueueState
from vidstudio.ui.queue_state import RowState, row_state

_NONE = QModelIndex()

Index = QModelIndex | QPersistentModelIndex


class QueueRole(IntEnum):
    """The frozen ``RowState`` of a row, and its ``QueueItem``."""

    ROW = Qt.ItemDataRole.UserRole + 1
    ITEM = Qt.ItemDataRole.UserRole + 2


class QueueModel(QAbstractListModel):
    """Rows are entries. A row that is dragged elsewhere is a wish: ``order_wished`` with all that wait, by number."""

    order_wished = Signal(object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._items: tuple[QueueItem, ...] = ()
        self._progress: dict[int, Progress] = {}

    def show_queue(self, queue: Queue) -> None:
        """Show the queue as it is now; what is chosen in a view stays chosen."""
        before = self._items
        working = {item.id for item in queue.items if item.state in ACTIVE}
        self._progress = {item_id: told for item_id, told in self._progress.items() if item_id in working}
        ids = [item.id for item in queue.items]
        if ids == [item.id for item in before]:
            self._items = queue.items
            changed = [row for row, (old, new) in enumerate(zip(before, queue.items, strict=True)) if old != new]
            if changed:
                self.dataChanged.emit(self.index(changed[0]), self.index(changed[-1]))
            return
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        numbers = [before[index.row()].id for index in old]
        self._items = queue.items
        rows = {item_id: row for row, item_id in enumerate(ids)}
        fresh = [self.index(rows[number]) if number in rows else QModelIndex() for number in numbers]
        self.changePersistentIndexList(old, fresh)
        self.layoutChanged.emit()

    def show_progress(self, item_id: int, progress: Progress) -> None:
        """Show where an entry at work is."""
        self._progress[item_id] = progress
        row = self.row_of(item_id)
        if row >= 0:
            self.dataChanged.emit(self.index(row), self.index(row), [QueueRole.ROW])

    def row_of(self, item_id: int) -> int:
        """Row of an entry, -1 if it is not there."""
        return next((row for row, item in enumerate(self._items) if item.id == item_id), -1)

    def items(self, rows: Sequence[int]) -> list[QueueItem]:
        """The entries of some rows."""
        return [self._items[row] for row in sorted(rows) if 0 <= row < len(self._items)]

    def waiting(self) -> list[int]:
        """Numbers of what waits, in its order."""
        return [item.id for item in self._items if item.state is QueueState.WAITING]

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._items)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._items):
            return None
        item = self._items[index.row()]
        found: Any = None
        match role:
            case QueueRole.ITEM:
                found = item
            case QueueRole.ROW:
                found = self._row(item)
            case Qt.ItemDataRole.DisplayRole:
                found = item.title
            case Qt.ItemDataRole.ToolTipRole:
                found = item.error or item.file or item.title
            case Qt.ItemDataRole.AccessibleTextRole:
                row = self._row(item)
                found = f"{row.what} of {row.title}, {row.words}"
        return found

    def flags(self, index: Index) -> Qt.ItemFlag:
        flags = super().flags(index)
        if not index.isValid():
            return flags | Qt.ItemFlag.ItemIsDropEnabled
        waits = self._items[index.row()].state is QueueState.WAITING
        return flags | Qt.ItemFlag.ItemIsDragEnabled if waits else flags

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:
        return ["application/x-vidstudio-queue"]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:
        made = QMimeData()
        numbers = " ".join(str(self._items[index.row()].id) for index in sorted(indexes, key=QModelIndex.row))
        made.setData(self.mimeTypes()[0], numbers.encode())
        return made

    def dropMimeData(self, data: QMimeData, _action: Qt.DropAction, row: int, _column: int, parent: Index) -> bool:
        """A drop between two rows, or on one, puts what is dragged before it."""
        raw = bytes(data.data(self.mimeTypes()[0]).data()).decode()
        dragged = [int(number) for number in raw.split() if number.isdecimal()]
        before = row if row >= 0 else parent.row() if parent.isValid() else len(self._items)
        waiting = self.waiting()
        later = [item.id for item in self._items[before:] if item.id in waiting and item.id not in dragged]
        earlier = [item_id for item_id in waiting if item_id not in later and item_id not in dragged]
        moved = [item_id for item_id in dragged if item_id in waiting]
        if moved:
            self.order_wished.emit([*earlier, *moved, *later])
        return False  # the rows move once the library has the new order

    def _row(self, item: QueueItem) -> RowState:
        return row_state(item, self._progress.get(item.id))
