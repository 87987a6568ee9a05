"""The storyboard for Qt: a thin adapter around ``core.storyboard.Storyboard``, which is the truth."""

from collections.abc import Callable, Sequence
from enum import IntEnum
from html import escape
from typing import Any

from PySide6.QtCore import QAbstractListModel, QByteArray, QModelIndex, QObject, QPersistentModelIndex, Qt, Signal

from vidstudio.core.scene import ImageStatus, Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.wording import shorten
from vidstudio.ui.storyboard.marks import marks

Index = QModelIndex | QPersistentModelIndex

_NONE = QModelIndex()
_TOOL_TIP_PROMPT = 500
"""Characters of a prompt shown in a tool tip; prompts may have 2000."""
_STATUS = {
    ImageStatus.PENDING: "no picture yet",
    ImageStatus.GENERATING: "picture being made",
    ImageStatus.COMPLETED: "completed",
    ImageStatus.FAILED: "picture failed",
}


class SceneRole(IntEnum):
    """What ``data`` gives besides Qt's own roles: the ``Scene``, its number from 1, the digest of its picture."""

    SCENE = Qt.ItemDataRole.UserRole + 1
    NUMBER = Qt.ItemDataRole.UserRole + 2
    THUMBNAIL = Qt.ItemDataRole.UserRole + 3


class StoryboardModel(QAbstractListModel):
    """Rows are scenes in order. Changed only through ``set_storyboard`` and ``apply_…``; views merely wish.

    Signals:
        move_wished: rows and the row they should go before (the row count: the end).
    """

    move_wished = Signal(tuple, int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._storyboard = Storyboard()

    @property
    def storyboard(self) -> Storyboard:
        """The scenes as shown."""
        return self._storyboard

    def set_storyboard(self, storyboard: Storyboard) -> None:
        """Show another state of the same job by the fewest changes, or, with no scene in common, another job."""
        present = {scene.id for scene in self._storyboard}
        if not present.intersection(scene.id for scene in storyboard):
            self.beginResetModel()
            self._storyboard = storyboard
            self.endResetModel()
            return
        self._adopt_saved(storyboard)
        self._follow(storyboard)

    def apply_move(self, rows: Sequence[int], before: int) -> None:
        """Put the scenes at ``rows`` before the one now at row ``before``."""
        runs = _runs(sorted(set(rows)), before)
        target = before
        for first, last in reversed([run for run in runs if run[0] < before]):
            self._move_run(first, last, target)
            target -= last - first + 1
        target = before
        for first, last in [run for run in runs if run[0] >= before]:
            self._move_run(first, last, target)
            target += last - first + 1
        if runs:
            self._tell(min(runs[0][0], before), max(runs[-1][1], before - 1))

    def apply_insert(self, row: int, scene: Scene) -> None:
        """Put ``scene`` in at ``row``."""
        self.beginInsertRows(_NONE, row, row)
        self._storyboard = self._storyboard.insert(row, scene)
        self.endInsertRows()
        self._tell(row + 1, len(self._storyboard) - 1)

    def apply_remove(self, row: int) -> None:
        """Take the scene at ``row`` out."""
        self.beginRemoveRows(_NONE, row, row)
        self._storyboard = self._storyboard.remove(row)
        self.endRemoveRows()
        self._tell(row, len(self._storyboard) - 1)

    def apply_update(self, scene: Scene) -> None:
        """Put ``scene`` in place of the one with its id; raises ``NotFound``."""
        row = self._storyboard.row_of(scene.id)
        self._storyboard = self._storyboard.update(scene)
        self._tell(row, row)

    def thumbnail_arrived(self, digest: str) -> None:
        """Repaint the scenes whose picture has been loaded."""
        for row, scene in enumerate(self._storyboard):
            if scene.picture is not None and scene.picture.digest == digest:
                index = self.index(row)
                self.dataChanged.emit(index, index, [SceneRole.THUMBNAIL])

    def scene(self, index: Index) -> Scene:
        """The scene at a valid index."""
        return self._storyboard[index.row()]

    def rowCount(self, parent: Index = _NONE) -> int:
        return 0 if parent.isValid() else len(self._storyboard)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        if not index.isValid() or not 0 <= index.row() < len(self._storyboard):
            return None
        value = _VALUES.get(role)
        return value(self._storyboard, index.row()) if value else None

    def roleNames(self) -> dict[int, QByteArray]:
        names = super().roleNames()
        return names | {int(role): QByteArray(role.name.lower().encode()) for role in SceneRole}

    def flags(self, index: Index) -> Qt.ItemFlag:
        flag = Qt.ItemFlag
        if not index.isValid():
            return flag.ItemIsDropEnabled
        return flag.ItemIsEnabled | flag.ItemIsSelectable | flag.ItemIsDragEnabled | flag.ItemNeverHasChildren

    def supportedDropActions(self) -> Qt.DropAction:
        return Qt.DropAction.MoveAction

    def moveRows(self, parent: Index, row: int, count: int, target: Index, before: int) -> bool:
        """Called by views that would move rows themselves: a wish, so False; the owner's command does the work."""
        if parent.isValid() or target.isValid() or count < 1 or row < 0 or row + count > len(self._storyboard):
            return False
        if 0 <= before <= len(self._storyboard):
            self.move_wished.emit(tuple(range(row, row + count)), before)
        return False

    def _move_run(self, first: int, last: int, before: int) -> None:
        if self.beginMoveRows(_NONE, first, last, _NONE, before):
            self._storyboard = self._storyboard.move(range(first, last + 1), before)
            self.endMoveRows()

    def _tell(self, first: int, last: int) -> None:
        if first <= last:
            self.dataChanged.emit(self.index(first), self.index(last))

    def _adopt_saved(self, storyboard: Storyboard) -> None:
        """Give new scenes, which had no id, the one the library has given them: the same rows, not other ones."""
        if len(storyboard) != len(self._storyboard):
            return
        for row, (shown, saved) in enumerate(zip(self._storyboard, storyboard, strict=True)):
            if shown.id == 0 and saved.id:
                scenes = self._storyboard.scenes
                self._storyboard = Storyboard((*scenes[:row], saved, *scenes[row + 1 :]))
                self._tell(row, row)

    def _follow(self, storyboard: Storyboard) -> None:
        wanted = {scene.id for scene in storyboard}
        for row in reversed(range(len(self._storyboard))):
            if self._storyboard[row].id not in wanted:
                self.apply_remove(row)
        present = {scene.id for scene in self._storyboard}
        self._permute([scene.id for scene in storyboard if scene.id in present])
        for row, scene in enumerate(storyboard):
            if scene.id not in present:
                self.apply_insert(row, scene)
            elif scene != self._storyboard[row]:
                self._storyboard = self._storyboard.update(scene)
                self._tell(row, row)

    def _permute(self, ids: Sequence[int]) -> None:
        """Bring the scenes into this order of ids, all of them named; one signal however far they go."""
        rows = {scene.id: row for row, scene in enumerate(self._storyboard)}
        if list(rows) == list(ids):
            return
        places = {rows[scene_id]: place for place, scene_id in enumerate(ids)}
        self.layoutAboutToBeChanged.emit()
        old = self.persistentIndexList()
        self._storyboard = Storyboard(tuple(self._storyboard[rows[scene_id]] for scene_id in ids))
        self.changePersistentIndexList(old, [self.index(places[index.row()]) for index in old])
        self.layoutChanged.emit()


def _runs(rows: Sequence[int], split: int) -> list[tuple[int, int]]:
    """Neighbouring rows as (first, last), cut where ``split`` begins."""
    runs: list[tuple[int, int]] = []
    for row in rows:
        if runs and row == runs[-1][1] + 1 and row != split:
            runs[-1] = (runs[-1][0], row)
        else:
            runs.append((row, row))
    return runs


def _spoken(board: Storyboard, row: int) -> str:
    scene = board[row]
    unit = "second" if scene.duration == 1 else "seconds"
    facts = [f"Scene {row + 1}", f"{scene.duration:g} {unit}", scene.description, _STATUS[scene.status]]
    return ", ".join([*facts, *_marks(board, row)])


def _marks(board: Storyboard, row: int) -> list[str]:
    return [mark.words for mark in marks(board[row], last=row == len(board) - 1)]


def _tool_tip(board: Storyboard, row: int) -> str:
    scene = board[row]
    lines = [_strong(f"Scene {row + 1}"), escape(scene.description)]
    lines += [escape(words) for words in _marks(board, row)]
    if scene.image_prompt:
        lines.append(f"<i>Prompt:</i> {escape(shorten(scene.image_prompt, _TOOL_TIP_PROMPT))}")
    if scene.error:
        lines.append(f"{_strong('Picture failed:')} {escape(scene.error)}")
    return "".join(f"<p>{line}</p>" for line in lines)


def _digest(scene: Scene) -> str | None:
    return scene.picture.digest if scene.picture else None


def _strong(words: str) -> str:
    return f"<span style='font-weight:600'>{words}</span>"  # <b> is 700, a weight the bundled fonts don't have


_VALUES: dict[int, Callable[[Storyboard, int], Any]] = {
    Qt.ItemDataRole.DisplayRole: lambda board, row: board[row].description,
    Qt.ItemDataRole.ToolTipRole: _tool_tip,
    Qt.ItemDataRole.AccessibleTextRole: _spoken,
    SceneRole.SCENE: lambda board, row: board[row],
    SceneRole.NUMBER: lambda _, row: row + 1,
    SceneRole.THUMBNAIL: lambda board, row: _digest(board[row]),
}
