"""What can be undone on a storyboard. Commands hold scenes and their ids, never places in a view.

Each changes the model, then hands the storyboard before and after to ``save``. One whose scene has gone meanwhile
declares itself obsolete, which takes it off the stack.
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, fields, replace
from typing import Any

from PySide6.QtGui import QUndoCommand

from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.wording import plural
from vidstudio.errors import NotFound
from vidstudio.ui.storyboard.model import StoryboardModel

Save = Callable[[Storyboard, Storyboard], None]

_MERGE_DURATIONS = 1
"""Commands of one kind with the same number may be merged (QUndoCommand.id); -1 never."""


class StoryboardCommand(QUndoCommand):
    """Runs ``_do`` and ``_revert`` of its kind and saves what changed."""

    def __init__(self, model: StoryboardModel, save: Save, text: str) -> None:
        super().__init__(text)
        self._model = model
        self._save = save

    def redo(self) -> None:
        self._run(self._do)

    def undo(self) -> None:
        self._run(self._revert)

    def _do(self) -> None:
        raise NotImplementedError

    def _revert(self) -> None:
        raise NotImplementedError

    def _run(self, change: Callable[[], None]) -> None:
        before = self._model.storyboard
        try:
            change()
        except NotFound:
            self.setObsolete(True)
        if self._model.storyboard != before:
            self._save(before, self._model.storyboard)


class MoveScenes(StoryboardCommand):
    """Scenes ``ids`` go before scene ``before`` (None: to the end)."""

    def __init__(self, model: StoryboardModel, save: Save, ids: Iterable[int], before: int | None) -> None:
        self._ids = tuple(ids)
        self._before = before
        self._old_rows: tuple[int, ...] = ()
        super().__init__(model, save, _named("Move", model.storyboard, self._ids))

    @classmethod
    def of_rows(cls, model: StoryboardModel, save: Save, rows: Iterable[int], before: int) -> "MoveScenes":
        """The same, for a wish of the view: rows, and the row they should go before."""
        board = model.storyboard
        chosen = set(rows)
        following = next((row for row in range(before, len(board)) if row not in chosen), None)
        return cls(
            model, save, [board[row].id for row in sorted(chosen)], None if following is None else board[following].id
        )

    def _do(self) -> None:
        board = self._model.storyboard
        rows = sorted(board.row_of(scene_id) for scene_id in self._ids)
        before = len(board) if self._before is None else board.row_of(self._before)
        self._old_rows = tuple(rows)
        self._ids = tuple(board[row].id for row in rows)
        self._model.apply_move(rows, before)

    def _revert(self) -> None:
        rows = [self._model.storyboard.row_of(scene_id) for scene_id in self._ids]
        self._model.apply_move(rows, len(self._model.storyboard))
        for scene_id, row in zip(self._ids, self._old_rows, strict=True):
            self._model.apply_move((self._model.storyboard.row_of(scene_id),), row)


@dataclass(frozen=True, slots=True)
class _Change:
    """The fields of one scene that change; the rest stays as it is then (a picture may arrive meanwhile)."""

    scene_id: int
    old: dict[str, Any]
    new: dict[str, Any]

    @classmethod
    def between(cls, before: Scene, after: Scene) -> "_Change":
        names = [field.name for field in fields(Scene) if getattr(before, field.name) != getattr(after, field.name)]
        return cls(before.id, {n: getattr(before, n) for n in names}, {n: getattr(after, n) for n in names})


class UpdateScenes(StoryboardCommand):
    """Scenes change, but neither order nor number; each pair is one scene before and after."""

    def __init__(
        self, model: StoryboardModel, save: Save, pairs: Iterable[tuple[Scene, Scene]], what: str = "Change"
    ) -> None:
        self.changes = tuple(_Change.between(before, after) for before, after in pairs)
        ids = [change.scene_id for change in self.changes]
        names = {name for change in self.changes for name in change.new}
        self._merges = what == "Change"
        if what == "Change" and len(names) == 1:
            what = f"Change {names.pop().replace('_', ' ')} of"
        super().__init__(model, save, _named(what, model.storyboard, ids))

    def id(self) -> int:
        changes = self.changes
        only_duration = len(changes) == 1 and set(changes[0].new) == {"duration"}
        return _MERGE_DURATIONS if only_duration and self._merges else -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Durations of one scene, changed again and again, are one step back."""
        if not isinstance(other, UpdateScenes) or other.changes[0].scene_id != self.changes[0].scene_id:
            return False
        self.changes = (replace(self.changes[0], new=other.changes[0].new),)
        self.setObsolete(self.changes[0].old == self.changes[0].new)
        return True

    def _do(self) -> None:
        for change in self.changes:
            self._set(change.scene_id, change.new)

    def _revert(self) -> None:
        for change in self.changes:
            self._set(change.scene_id, change.old)

    def _set(self, scene_id: int, values: dict[str, Any]) -> None:
        board = self._model.storyboard
        self._model.apply_update(replace(board[board.row_of(scene_id)], **values))


class UpdateScene(UpdateScenes):
    """One scene changes from ``before`` to ``after``."""

    def __init__(self, model: StoryboardModel, save: Save, before: Scene, after: Scene, what: str = "Change") -> None:
        super().__init__(model, save, [(before, after)], what)


class InsertScene(StoryboardCommand):
    """A scene comes in at ``row``; with id 0 it is a new one, and keeps the id the library gives it meanwhile."""

    def __init__(self, model: StoryboardModel, save: Save, row: int, scene: Scene, text: str = "") -> None:
        self._row = row
        self._scene = scene
        super().__init__(model, save, text or f"Insert scene {row + 1}")

    def _do(self) -> None:
        self._model.apply_insert(self._row, self._scene)

    def _revert(self) -> None:
        if not self._row < len(self._model.storyboard):
            raise NotFound("That scene is no longer in the storyboard.")
        self._scene = self._model.storyboard[self._row]
        self._model.apply_remove(self._row)


class RemoveScenes(StoryboardCommand):
    """Scenes ``ids`` go out; undone, they come back where they were."""

    def __init__(self, model: StoryboardModel, save: Save, ids: Iterable[int]) -> None:
        self._ids = tuple(ids)
        self._removed: tuple[tuple[int, Scene], ...] = ()
        super().__init__(model, save, _named("Remove", model.storyboard, self._ids))

    def _do(self) -> None:
        board = self._model.storyboard
        rows = sorted(board.row_of(scene_id) for scene_id in self._ids)
        self._removed = tuple((row, board[row]) for row in rows)
        for row in reversed(rows):
            self._model.apply_remove(row)

    def _revert(self) -> None:
        for row, scene in self._removed:
            self._model.apply_insert(row, scene)


def _named(what: str, board: Storyboard, ids: Sequence[int]) -> str:
    if len(ids) != 1:
        return f"{what} {plural(len(ids), 'scene')}"
    return f"{what} scene {board.row_of(ids[0]) + 1}"
