"""Pictures for many scenes in the window: one painting at a time, each picture a step of the undo stack."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, Signal
from PySide6.QtWidgets import QWidget

from vidstudio.background.task import BackgroundTask
from vidstudio.core.control import Control, Progress
from vidstudio.core.images import ImageModel, provider_of
from vidstudio.core.job import Job
from vidstudio.core.scene import Scene
from vidstudio.core.wording import plural
from vidstudio.errors import NotReady
from vidstudio.studio.generate import chosen_model, image_service
from vidstudio.studio.paint import Painting, PaintState, ScenePaint, paint
from vidstudio.ui.paint_dialog import PaintDialog
from vidstudio.ui.reference_row import ReferenceKeeper
from vidstudio.ui.storyboard.commands import UpdateScene
from vidstudio.ui.workbench import JobView, Workbench

_WORDS = {PaintState.WAITING: "In line", PaintState.PAINTING: "Painting"}


class PaintDesk(QObject):
    """Has scenes painted, and tells how it goes.

    Signals:
        begun: with words.
        progressed: of all pictures together.
        paused: whether it is.
        scenes_told: of the open job, words for each scene that waits or is being painted, by its id.
        noticed: what came of it.
        failed: the error, if no picture came at all.
        ended: it is over, however it ended.
    """

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
        self._bench = bench
        self._task: BackgroundTask | None = None
        self._painting: Painting | None = None
        self._job_id = 0
        self._before: dict[int, Scene] = {}
        self._states: dict[int, ScenePaint] = {}
        self._told.connect(self._on_told)
        bench.opened.connect(self._on_opened)

    @property
    def running(self) -> bool:
        """Whether pictures are being made."""
        return self._task is not None

    def open_dialog(self, job: Job, chosen: Sequence[int], parent: QWidget, models: Sequence[ImageModel]) -> None:
        """Ask which scenes and by which model, with the price."""
        if self.running:
            self.failed.emit(NotReady("Pictures are being made already.", "Wait until they are there, or cancel them."))
            return
        settings = self._bench.studio.settings
        flat, model = settings.refinement_price, settings.image_model
        folder = self._bench.studio.storage.references(job.id)

        def ask(found: object) -> None:
            ledger = found if isinstance(found, tuple) else ()
            dialog = PaintDialog(job, ledger, chosen, flat, models=models, folder=folder, model=model, parent=parent)
            ReferenceKeeper(dialog.references, self._bench, job)
            dialog.paint_wished.connect(lambda ids, model: self.start(job, ids, model))
            dialog.finished.connect(lambda _result: dialog.deleteLater())
            dialog.open()

        self._bench.store.submit(lambda library: library.generations.of_job(job.id), ask, self.failed.emit)

    def start(self, job: Job, scene_ids: Sequence[int], model: str) -> None:
        """Make pictures for these scenes of a job."""
        if self.running:
            return
        studio, ids = self._bench.studio, list(scene_ids)
        self._job_id, self._before = job.id, {scene.id: scene for scene in job.scenes}
        self._states = {scene_id: ScenePaint(scene_id, PaintState.WAITING) for scene_id in ids}

        def work(control: Control) -> Job:
            painting = self._painting = Painting(control, self._told.emit)
            model_id = chosen_model(studio, model)
            with image_service(studio, provider_of(model_id)) as service:
                return paint(studio, service, job.id, ids, model_id, painting)

        self.begun.emit(f"Making {plural(len(ids), 'picture')}")
        task = self._task = self._bench.run(work, lambda _job: None, quiet=True)
        task.progressed.connect(self.progressed)
        task.failed.connect(self.failed)
        task.finished.connect(self._on_finished)
        self._tell_scenes()

    def pause(self) -> None:
        """Begin no more pictures, or go on."""
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

    def _on_opened(self, _view: object) -> None:
        self._tell_scenes()

    def _on_told(self, state: ScenePaint) -> None:
        before = self._states.get(state.scene_id)
        self._states[state.scene_id] = state
        if state.state is PaintState.DONE:
            self._bench.load(self._job_id, lambda view: self._record(view, state.scene_id))
        elif before is None or before.state is not state.state or before.text != state.text:
            self._bench.load(self._job_id, self._bench.take)
        self._tell_scenes()

    def _record(self, view: JobView, scene_id: int) -> None:
        """Take over what is saved already, and make it one step of the undo stack if its job is still open."""
        bench = self._bench
        bench.take(view)
        bench.list_jobs()
        after = next((scene for scene in view.job.scenes if scene.id == scene_id), None)
        before = self._before.get(scene_id)
        if after is None or before is None or bench.view is None or bench.view.job.id != view.job.id:
            return
        earlier = replace(after, picture=before.picture, status=before.status, error=before.error)
        if earlier != after:
            bench.stack.push(UpdateScene(bench.model, bench.save, earlier, after, "Paint"))

    def _tell_scenes(self) -> None:
        open_id = self._bench.view.job.id if self._bench.view else 0
        told = self._states.values() if open_id == self._job_id else ()
        self.scenes_told.emit({state.scene_id: _words(state) for state in told if state.state in _WORDS})

    def _on_finished(self) -> None:
        states = [state.state for state in self._states.values()]
        done, failed = states.count(PaintState.DONE), states.count(PaintState.FAILED)
        self._task = self._painting = None
        self._states = {}
        self._tell_scenes()
        self._bench.refresh()
        if done:
            left = len(states) - done - failed
            others = [plural(failed, "failed", "failed")] if failed else []
            others += [f"{left} left out"] if left else []
            hint = "The cards say why; “Make Pictures…” tries the failed ones again." if failed else ""
            self.noticed.emit(f"{plural(done, 'picture')} made{', ' if others else ''}{', '.join(others)}.", hint)
        self.ended.emit()


def _words(state: ScenePaint) -> str:
    words = state.text if state.state is PaintState.PAINTING and state.text else _WORDS[state.state]
    return f"{words} {state.fraction:.0%}" if state.fraction else words
