"""Edits of the open storyboard: each wish of the view becomes one step of the undo stack."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from vidstudio.core.job import Job, Motion, Scene
from vidstudio.core.script import image_prompt
from vidstudio.core.storyboard import check_scene_seconds, without_picture
from vidstudio.ui.storyboard.commands import InsertScene, MoveScenes, RemoveScenes, UpdateScenes
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
        self._bench.when_saved(lambda: self._move(rows, before))

    def remove(self, ids: Sequence[int]) -> None:
        """Take scenes out; the library keeps them for undo."""
        rows = self._rows(ids)
        self._bench.when_saved(lambda: self._remove(rows))

    def duplicate(self, scene_id: int) -> None:
        """Put a copy behind a scene, with the same picture."""
        for row in self._rows([scene_id]):
            self._bench.when_saved(partial(self._duplicate, row))

    def insert(self, row: int, description: str) -> None:
        """Put a new scene in at ``row``."""
        self._bench.when_saved(lambda: self._insert(row, description))

    def set_duration(self, scene_id: int, seconds: float) -> None:
        """Change how long a scene lasts."""
        seconds = check_scene_seconds(seconds)
        rows = self._rows([scene_id])
        self._bench.when_saved(lambda: self._update(rows, "duration", seconds))

    def set_motion(self, ids: Sequence[int], motion: Motion) -> None:
        """Change how the camera moves over scenes."""
        rows = self._rows(ids)
        self._bench.when_saved(lambda: self._update(rows, "motion", motion))

    def _move(self, rows: Sequence[int], before: int) -> None:
        bench = self._bench
        if bench.model.storyboard.move(rows, before) != bench.model.storyboard:
            self._push(MoveScenes.of_rows(bench.model, bench.save, rows, before))

    def _remove(self, rows: Sequence[int]) -> None:
        scenes = self._scenes(rows)
        if scenes:
            self._push(RemoveScenes(self._bench.model, self._bench.save, [scene.id for scene in scenes]))

    def _duplicate(self, row: int) -> None:
        for scene in self._scenes([row]):
            copy = replace(scene, id=0, error="")
            self._push(InsertScene(self._bench.model, self._bench.save, row + 1, copy, f"Duplicate scene {row + 1}"))

    def _insert(self, row: int, description: str) -> None:
        view = self._bench.view
        if view is not None:
            prompt = image_prompt(description, "Medium shot", view.job.style)
            scene = Scene(0, description, prompt, NEW_SCENE_SECONDS, Motion.PUSH_IN)
            self._push(InsertScene(self._bench.model, self._bench.save, row, without_picture(scene)))

    def _update(self, rows: Sequence[int], name: str, value: Any) -> None:
        scenes = [scene for scene in self._scenes(rows) if getattr(scene, name) != value]
        pairs = [(scene, replace(scene, **{name: value})) for scene in scenes]
        if pairs:
            self._push(UpdateScenes(self._bench.model, self._bench.save, pairs))

    def _push(self, command: QUndoCommand) -> None:
        if self._bench.view is not None:
            self._bench.stack.push(command)

    def _rows(self, ids: Sequence[int]) -> list[int]:
        """Where these scenes are; a scene just made has no id of its own yet, but a row."""
        return [row for row, scene in enumerate(self._bench.model.storyboard) if scene.id in ids]

    def _scenes(self, rows: Sequence[int]) -> list[Scene]:
        board = self._bench.model.storyboard
        return [board[row] for row in rows if row < len(board)]
