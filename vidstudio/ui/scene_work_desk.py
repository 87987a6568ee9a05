"""What is made for several scenes in the window, one piece of work at a time, each thing a step of the undo stack."""

from collections.abc import Callable, Sequence
from functools import partial

from PySide6.QtCore import QObject, Signal

from vidstudio.background.reread import Reread
from vidstudio.background.task import BackgroundTask
from vidstudio.core.control import Control, Progress
from vidstudio.core.job import Job
from vidstudio.core.scene import Scene
from vidstudio.core.wording import plural
from vidstudio.errors import NotReady
from vidstudio.studio.paint import Painting, PaintState, ScenePaint
from vidstudio.ui.workbench import JobView, Workbench


class SceneWorkDesk(QObject):
    """Has something made for scenes, and tells how it goes.

    Attributes:
        noun, doing, step: what is made, what a card says meanwhile, and what its undo step is called.
        fields: of a scene, that come with it.
        beside: other desks that must be idle meanwhile, as all are told in one place.
        words: of the open job, for each scene that waits or is being worked on, by its id.

    Signals:
        begun: with words.
        progressed: of all of them together.
        paused: whether it is.
        scenes_told: ``words``, when they have changed.
        noticed: what came of it.
        failed: the error, if nothing came at all.
        ended: it is over, however it ended.
    """

    noun, doing, step = "picture", "Painting", "Paint"
    fields: tuple[str, ...] = ("picture", "status", "error")

    begun = Signal(str)
    progressed = Signal(Progress)
    paused = Signal(bool)
    scenes_told = Signal(object)
    noticed = Signal(str, str)
    failed = Signal(object)
    ended = Signal()
    _told = Signal(object)

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.beside: Sequence[SceneWorkDesk] = ()
        self.words: dict[int, str] = {}
        self._bench = bench
        self._task: BackgroundTask | None = None
        self._painting: Painting | None = None
        self._job_id = 0
        self._before: dict[int, Scene] = {}
        self._states: dict[int, ScenePaint] = {}
        self._kept: Reread[JobView, int] | None = None
        self._told.connect(self._on_told)
        bench.opened.connect(self._on_opened)

    @property
    def running(self) -> bool:
        """Whether something is being made."""
        return self._task is not None

    def pause(self) -> None:
        """Begin no more, or go on."""
        if self._painting is not None:
            control = self._painting.control
            (control.go_on if control.paused else control.pause)()
            self.paused.emit(control.paused)

    def cancel(self) -> None:
        """Stop all that are not there yet."""
        if self._task is not None:
            self._task.cancel()

    def cancel_scenes(self, scene_ids: Sequence[int]) -> None:
        """Leave out these, or stop them."""
        for scene_id in scene_ids:
            if self._painting is not None and scene_id in self._states:
                self._painting.cancel(scene_id)

    def _busy(self) -> bool:
        """Whether something is being made here or beside; that is told."""
        busy = self.running or any(other.running for other in self.beside)
        if busy:
            words = "Something is being made already."
            self.failed.emit(NotReady(words, "Wait until it is there, or cancel it."))
        return busy

    def _start(
        self, job: Job, scene_ids: Sequence[int], words: str, work: Callable[[Painting], object]
    ) -> BackgroundTask:
        """Begin; ``work`` is done beside the window."""
        self._job_id, self._before = job.id, {scene.id: scene for scene in job.scenes}
        self._states = {scene_id: ScenePaint(scene_id, PaintState.WAITING) for scene_id in scene_ids}
        self._kept = Reread(partial(self._bench.load, job.id), self._show, self.failed.emit)

        def run(control: Control) -> object:
            painting = self._painting = Painting(control, self._told.emit)
            return work(painting)

        self.begun.emit(words)
        task = self._task = self._bench.run(run, lambda _job: None, quiet=True)
        task.progressed.connect(self.progressed)
        task.failed.connect(self.failed)
        task.finished.connect(self._on_finished)
        self._tell_scenes()
        return task

    def _on_opened(self, _view: object) -> None:
        self._tell_scenes()

    def _on_told(self, state: ScenePaint) -> None:
        before = self._states.get(state.scene_id)
        self._states[state.scene_id] = state
        if self._kept is not None and (before is None or before.state is not state.state):
            self._kept.ask(*([state.scene_id] if state.state is PaintState.DONE else []))
        self._tell_scenes()

    def _show(self, view: JobView, arrived: Sequence[int]) -> None:
        self._bench.take(view)
        for scene_id in arrived:
            before = self._before.get(scene_id)
            if before is not None:  # else work on another job has begun meanwhile
                self._bench.record(view, before, self.step, self.fields)
        if arrived:
            self._bench.list_jobs()

    def _tell_scenes(self) -> None:
        open_id = self._bench.view.job.id if self._bench.view else 0
        told = self._states.values() if open_id == self._job_id else ()
        texts = {PaintState.WAITING: "In line", PaintState.PAINTING: self.doing}
        self.words = {state.scene_id: _words(state, texts) for state in told if state.state in texts}
        self.scenes_told.emit(self.words)

    def _on_finished(self) -> None:
        states = list(self._states.values())
        self._task = self._painting = None
        self._states = {}
        self._tell_scenes()
        self._bench.refresh()
        self._tell_end(states)
        self.ended.emit()

    def _tell_end(self, ended: Sequence[ScenePaint]) -> None:
        states = [state.state for state in ended]
        done, failed = states.count(PaintState.DONE), states.count(PaintState.FAILED)
        if done:
            left = len(states) - done - failed
            others = [plural(failed, "failed", "failed")] if failed else []
            others += [f"{left} left out"] if left else []
            made = f"{plural(done, self.noun)} made{', ' if others else ''}{', '.join(others)}."
            self.noticed.emit(made, self._hint([state for state in ended if state.state is PaintState.FAILED]))

    def _hint(self, failed: Sequence[ScenePaint]) -> str:
        """What to know when some were made, and these were not."""
        return "The cards say why; “Make Pictures…” tries the failed ones again." if failed else ""


def _words(state: ScenePaint, texts: dict[PaintState, str]) -> str:
    words = state.text if state.state is PaintState.PAINTING and state.text else texts[state.state]
    return f"{words} {state.fraction:.0%}" if state.fraction else words
