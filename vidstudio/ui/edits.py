"""Edits of the open storyboard: each wish of the view becomes one step of the undo stack."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from vidstudio.core.job import Job, Motion, Scene
from vidstudio.core.script import image_prompt
from vidstudio.core.storyboard import check_scene_seconds, without_picture
from vidstudio.errors import NotFound
from vidstudio.ui.storyboard.commands import InsertScene, MoveScenes, RemoveScenes, UpdateScene, UpdateScenes
from vidstudio.ui.workbench import Workbench

NEW_SCENE_SECONDS = 5.0


class Edits(QObject):
    """What a person changes by hand; all of it can be undone."""

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench

    def approve(self, job: Job) -> None:
        """Say yes to the storyboard as it is."""
        self._bench.change(lambda library: library.jobs.approve(job.id))

    def move(self, rows: Sequence[int], before: int) -> None:
        """Put the scenes at ``rows`` before row ``before``."""
        bench = self._bench
        after = bench.model.storyboard.move(rows, before)
        if after != bench.model.storyboard:
            self._push(MoveScenes.of_rows(bench.model, bench.save, rows, before))

    def remove(self, ids: Sequence[int]) -> None:
        """Take scenes out; the library keeps them for undo."""
        if ids:
            self._push(RemoveScenes(self._bench.model, self._bench.save, ids))

    def duplicate(self, scene_id: int) -> None:
        """Put a copy behind a scene, with the same picture."""
        found = self._find(scene_id)
        if found is not None:
            row, scene = found
            copy = replace(scene, id=0, error="")
            self._push(InsertScene(self._bench.model, self._bench.save, row + 1, copy, f"Duplicate scene {row + 1}"))

    def insert(self, row: int, description: str) -> None:
        """Put a new scene in at ``row``."""
        view = self._bench.view
        if view is not None:
            prompt = image_prompt(description, "Medium shot", view.job.style)
            scene = Scene(0, description, prompt, NEW_SCENE_SECONDS, Motion.PUSH_IN)
            self._push(InsertScene(self._bench.model, self._bench.save, row, without_picture(scene)))

    def set_duration(self, scene_id: int, seconds: float) -> None:
        """Change how long a scene lasts."""
        found = self._find(scene_id)
        if found is not None and found[1].duration != seconds:
            scene = found[1]
            after = replace(scene, duration=check_scene_seconds(seconds))
            self._push(UpdateScene(self._bench.model, self._bench.save, scene, after))

    def set_motion(self, ids: Sequence[int], motion: Motion) -> None:
        """Change how the camera moves over scenes."""
        scenes = [scene for scene in self._bench.model.storyboard if scene.id in ids and scene.motion is not motion]
        if scenes:
            pairs = [(scene, replace(scene, motion=motion)) for scene in scenes]
            self._push(UpdateScenes(self._bench.model, self._bench.save, pairs))

    def _push(self, command: QUndoCommand) -> None:
        if self._bench.view is not None:
            self._bench.stack.push(command)

    def _find(self, scene_id: int) -> tuple[int, Scene] | None:
        board = self._bench.model.storyboard
        try:
            row = board.row_of(scene_id)
        except NotFound:
            return None
        return row, board[row]
