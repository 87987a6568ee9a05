"""The dialog of a scene, and files of the user's own that become a scene's sounds and clips."""

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.core.scene import ImageStatus, Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import NotFound, VidstudioError
from vidstudio.store.library import Library
from vidstudio.studio.edit import take_asset
from vidstudio.ui.edits import Edits
from vidstudio.ui.scene_dialog import SceneDialog
from vidstudio.ui.scene_state import FILES
from vidstudio.ui.workbench import JobView, Workbench


class SceneDesk(QObject):
    """Edits single scenes; a file is copied and looked at beside the window.

    Signals:
        make_wished: id of a scene, and the field of it that a model shall make.
    """

    make_wished = Signal(int, str)

    def __init__(self, bench: Workbench, edits: Edits, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self._edits = edits

    def open_dialog(self, scene_id: int, parent: QWidget) -> None:
        """Ask for a scene's settings, as soon as the library has given it its number."""
        row = self._bench.model.storyboard.row_of(scene_id)
        self._bench.when_saved(lambda: self._open(row, parent))

    def take_file(self, scene_id: int, field: str, file: str) -> None:
        """Make a file a scene's ``narration``, ``effect`` or ``clip``; one step of the undo stack."""
        view, scene = self._bench.view, self._scene(scene_id)
        if view is None or scene is None:
            return
        bench, job = self._bench, view.job

        def work(_control: Control) -> tuple[JobView, dict[str, Any]]:
            changes = _taken(bench, job, scene, field, Path(file))
            return bench.view_of(bench.studio.library(partial(_put, job.id, scene_id, changes))), changes

        def taken(made: tuple[JobView, dict[str, Any]]) -> None:
            bench.record(made[0], scene, f"{FILES[field]} of", made[1])
            bench.list_jobs()

        bench.run(work, taken)

    def _open(self, row: int, parent: QWidget) -> None:
        view, board = self._bench.view, self._bench.model.storyboard
        if view is None or row >= len(board):
            return
        job = view.job
        dialog = SceneDialog(board[row], row + 1, parent)
        dialog.save_wished.connect(lambda scene: self._save(dialog, scene))
        dialog.make_wished.connect(lambda scene, field: self._make(dialog, scene, field))
        dialog.take_wished.connect(lambda field, file: self._take(dialog, job, field, file))
        dialog.finished.connect(lambda _result: _dispose(dialog))
        dialog.open()

    def _save(self, dialog: SceneDialog, scene: Scene) -> None:
        try:
            self._edits.replace_scene(dialog.before, scene)
        except VidstudioError as exc:
            dialog.fail(exc)
        else:
            dialog.accept()

    def _make(self, dialog: SceneDialog, scene: Scene, field: str) -> None:
        """Save what was changed, then ask for what a model makes of it."""
        self._save(dialog, scene)
        if dialog.result() == SceneDialog.DialogCode.Accepted:
            self._bench.when_saved(lambda: self.make_wished.emit(scene.id, field))

    def _take(self, dialog: SceneDialog, job: Job, field: str, file: Path) -> None:
        bench, scene = self._bench, dialog.before

        def work(control: Control) -> dict[str, Any]:
            changes = _taken(bench, job, scene, field, file)
            control.check()
            return changes

        dialog.begin(file)
        task = bench.run(work, dialog.take, quiet=True)
        task.failed.connect(dialog.fail)
        task.canceled.connect(dialog.stop)
        task.finished.connect(lambda: _dispose(dialog))
        dialog.cancel_wished.connect(task.cancel)

    def _scene(self, scene_id: int) -> Scene | None:
        board = self._bench.model.storyboard
        try:
            return board[board.row_of(scene_id)]
        except NotFound:
            return None


def _taken(bench: Workbench, job: Job, scene: Scene, field: str, file: Path) -> dict[str, Any]:
    """What changes of a scene with a file, which is in the job's folder then; a clip brings a picture along."""
    changes = take_asset(bench.studio, job, scene, field, file)
    return changes | ({"status": ImageStatus.COMPLETED, "error": ""} if "picture" in changes else {})


def _put(job_id: int, scene_id: int, changes: dict[str, Any], library: Library) -> Job:
    """Save that alone, whatever else became of the storyboard meanwhile; raises ``NotFound``."""
    board = Storyboard(library.jobs.get(job_id).scenes)
    after = board.update(replace(board[board.row_of(scene_id)], **changes))
    return library.storyboards.save(job_id, board.scenes, after.scenes)


def _dispose(dialog: SceneDialog) -> None:
    """A closed dialog goes, but not before the file it takes has come."""
    if not dialog.isVisible() and not dialog.running:
        dialog.deleteLater()
