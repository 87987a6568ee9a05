"""Edits of the open storyboard: each wish of the view becomes one step of the undo stack."""

from collections.abc import Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from PySide6.QtCore import QObject
from PySide6.QtGui import QUndoCommand

from vidstudio.core.captions import CaptionStyle
from vidstudio.core.film import FilmSettings, check_film_settings
from vidstudio.core.job import Job
from vidstudio.core.scene import Motion, Scene
from vidstudio.core.script import image_prompt
from vidstudio.core.storyboard import check_scene, check_scene_seconds, without_picture
from vidstudio.studio.edit import captions, following
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
        self._bench.when_saved(lambda: self._update(rows, {"duration": seconds}))

    def change(self, ids: Sequence[int], **values: Any) -> None:
        """Give scenes other values of some fields, as their camera move, transition or framing."""
        rows = self._rows(ids)
        self._bench.when_saved(lambda: self._update(rows, values))

    def replace_scene(self, before: Scene, after: Scene) -> None:
        """Change a scene from ``before`` to ``after``, whatever differs; raises ``InputRefused`` for what can't be."""
        after = check_scene(after)
        if after != before:
            self._push_update([(before, after)], "Edit")

    def match_narration(self, ids: Sequence[int]) -> None:
        """Let scenes last as long as their narration; those without one stay as they are."""
        rows = self._rows(ids)
        self._bench.when_saved(lambda: self._match(rows))

    def caption(self, *, captioned: bool) -> None:
        """Give every scene its line as a caption, or take all captions out; titles and the like stay as they are."""
        self._bench.when_saved(lambda: self._caption(captioned=captioned))

    def add_card(self, card: Scene) -> None:
        """Put a title card before all scenes, or an end card behind them."""
        first = card.caption_style is CaptionStyle.TITLE
        words = "Add title card" if first else "Add end card"
        board = self._bench.model
        self._bench.when_saved(lambda: self._insert_scene(0 if first else board.rowCount(), card, words))

    def set_film(self, job: Job, settings: FilmSettings) -> None:
        """Choose what the film is like; raises ``InputRefused`` for what no film can be."""
        settings = check_film_settings(settings)
        if settings != job.settings:
            self._push(_ChangeFilm(self._bench, job, settings))

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
            self._insert_scene(row, without_picture(scene))

    def _insert_scene(self, row: int, scene: Scene, words: str = "") -> None:
        self._push(InsertScene(self._bench.model, self._bench.save, row, scene, words))

    def _update(self, rows: Sequence[int], values: dict[str, Any]) -> None:
        self._push_update([(scene, replace(scene, **values)) for scene in self._scenes(rows)], "Change")

    def _match(self, rows: Sequence[int]) -> None:
        scenes = [scene for scene in self._scenes(rows) if scene.narration]
        self._push_update(
            [(scene, replace(scene, duration=following(scene))) for scene in scenes], "Match narration of"
        )

    def _caption(self, *, captioned: bool) -> None:
        board = self._bench.model.storyboard
        pairs = [(board[board.row_of(scene.id)], scene) for scene in captions(board.scenes, captioned=captioned)]
        self._push_update(pairs, "Caption" if captioned else "Remove captions of")

    def _push_update(self, pairs: Sequence[tuple[Scene, Scene]], what: str) -> None:
        changed = [(before, after) for before, after in pairs if after != before]
        if changed:
            self._push(UpdateScenes(self._bench.model, self._bench.save, changed, what))

    def _push(self, command: QUndoCommand) -> None:
        if self._bench.view is not None:
            self._bench.stack.push(command)

    def _rows(self, ids: Sequence[int]) -> list[int]:
        """Where these scenes are; a scene just made has no id of its own yet, but a row."""
        return [row for row, scene in enumerate(self._bench.model.storyboard) if scene.id in ids]

    def _scenes(self, rows: Sequence[int]) -> list[Scene]:
        board = self._bench.model.storyboard
        return [board[row] for row in rows if row < len(board)]


class _ChangeFilm(QUndoCommand):
    """Another size, rate, watermark or level of the music; all of a job but its scenes stays as it is then."""

    def __init__(self, bench: Workbench, job: Job, settings: FilmSettings) -> None:
        super().__init__("Change film settings")
        self._bench = bench
        self._job_id = job.id
        self._before, self._after = job.settings, settings

    def redo(self) -> None:
        self._set(self._after)

    def undo(self) -> None:
        self._set(self._before)

    def _set(self, settings: FilmSettings) -> None:
        self._bench.change(lambda library: library.jobs.set_settings(self._job_id, settings))
