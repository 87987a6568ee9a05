"""Refinements from the dialog, pictures of the user's own, and pictures that an earlier run left on their way."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtWidgets import QWidget

from vidstudio.background.task import BackgroundTask
from vidstudio.core.control import Control
from vidstudio.core.generation import Generation, GenerationKind
from vidstudio.core.images import ImageModel
from vidstudio.core.job import Job
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import NotFound, NotReady, VidstudioError
from vidstudio.services.secrets import read_token
from vidstudio.studio.generate import image_service, resume
from vidstudio.studio.image_models import known_models, offered_models
from vidstudio.studio.pictures import draw_missing, take_own
from vidstudio.studio.planning import settle_plans
from vidstudio.studio.refine import RefineWork, refine
from vidstudio.studio.schemas import learn_offered
from vidstudio.ui.reference_row import ReferenceKeeper
from vidstudio.ui.refine_dialog import RefineDialog
from vidstudio.ui.state import RefineState, refine_state
from vidstudio.ui.workbench import JobView, Workbench


class Refining(QObject):
    """Carries out what changes a scene's picture, and puts each on the undo stack.

    Signals:
        noticed: a remark to show.
        models_found: the image models one can choose from (tuple of ImageModel); more may be found later.

    Attributes:
        has_token: whether there is one for Replicate.
        models: the image models found so far.
    """

    noticed = Signal(str, str)
    models_found = Signal(object)

    def __init__(self, bench: Workbench, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._bench = bench
        self.has_token = False
        self.models: tuple[ImageModel, ...] = ()

    def look_for_token(self) -> None:
        """Ask keyring and environment, which may take a while, for tokens, and then the services for their models."""
        settings = self._bench.studio.settings

        def known(_control: Control) -> tuple[bool, tuple[ImageModel, ...]]:
            return bool(read_token()), known_models(settings)

        self._bench.run(known, self._on_token, quiet=True)

    def open_dialog(self, scene_id: int, parent: QWidget) -> RefineDialog | None:
        """The refine dialog for a scene of the open job."""
        view = self._bench.view
        scene = self._scene(scene_id)
        if view is None or scene is None:
            return None
        images = self._bench.studio.storage.images(view.job.id)
        model = self._bench.studio.settings.image_model
        dialog = RefineDialog(
            view.job, scene, images, self._state(view.job), models=self.models, model=model, parent=parent
        )
        self.models_found.connect(dialog.offer)
        ReferenceKeeper(dialog.references, self._bench, view.job)
        dialog.refine_wished.connect(lambda work: self._start(dialog, work))
        dialog.undo_wished.connect(lambda: self._undo(dialog))
        follow = self._bench.changed.connect(lambda now: self._follow(dialog, now))
        dialog.finished.connect(lambda _result: self._bench.changed.disconnect(follow))
        dialog.finished.connect(lambda _result: self._dispose(dialog))
        dialog.open()
        return dialog

    def _follow(self, dialog: RefineDialog, view: JobView) -> None:
        """Slots and prices of the dialog's job as they are now, whoever changed them."""
        if view.job.id == dialog.job_id:
            dialog.show_state(self._state(view.job))

    def take_picture(self, scene_id: int, file: str) -> None:
        """Make the user's own picture a scene's."""
        view, before = self._bench.view, self._scene(scene_id)
        if view is None or before is None:
            return
        studio, bench, job_id = self._bench.studio, self._bench, view.job.id

        def work(_control: Control) -> JobView:
            return bench.view_of(take_own(studio, job_id, scene_id, Path(file)))

        bench.run(work, lambda after: bench.record(after, before, "Picture of"))

    def draw_missing(self) -> None:
        """Draw drafts for scenes without a picture."""
        view = self._bench.view
        if view is None:
            return
        studio, bench, job_id = self._bench.studio, self._bench, view.job.id
        bench.run(lambda _control: bench.view_of(draw_missing(studio, job_id)), self._taken)

    def resume_all(self) -> None:
        """Fetch what an earlier run had asked for."""
        self._bench.store.submit(lambda library: library.generations.open(), self._resume)
        self._bench.store.submit(lambda library: library.generations.open_plans(), self._settle)

    def _start(self, dialog: RefineDialog, work: RefineWork) -> None:
        before = self._scene(work.scene_id)
        if before is None:
            return
        studio, bench = self._bench.studio, self._bench
        failures: list[VidstudioError] = []
        dialog.begin()
        task = bench.run(
            lambda control: bench.view_of(refine(studio, work, control, failures.append)),
            lambda view: self._refined(dialog, view, before, _came_of(work, failures)),
            quiet=True,
        )
        self._connect(dialog, task, work)

    def _connect(self, dialog: RefineDialog, task: BackgroundTask, work: RefineWork) -> None:
        def failed(error: Exception) -> None:
            if not dialog.isVisible():
                self._bench.failed.emit(error)
            self._end(dialog, lambda state: dialog.fail(error, state))

        task.canceled.connect(lambda: self._end(dialog, dialog.stop))
        task.progressed.connect(dialog.show_progress)
        task.failed.connect(failed)
        dialog.cancel_wished.connect(task.cancel)
        dialog.cancel_wished.connect(dialog.work.stopping)
        if work.refinement.image_prompt is not None:  # told once the picture is asked for
            task.progressed.connect(self._bench.refresh, Qt.ConnectionType.SingleShotConnection)

    def _refined(self, dialog: RefineDialog, view: JobView, before: Scene, remark: str) -> None:
        after = self._bench.record(view, before, "Refine")
        if after is not None:
            dialog.succeed(after, self._state(view.job), remark)
        else:
            dialog.stop(self._current_state())
        self._dispose(dialog)
        self._bench.list_jobs()

    def _end(self, dialog: RefineDialog, show: Callable[[RefineState], object]) -> None:
        """Nothing came of it: show that with the slots as they are now, since they may have been given back."""

        def ended(state: RefineState) -> None:
            show(state)
            self._dispose(dialog)

        def loaded(view: JobView) -> None:
            self._taken(view)
            ended(self._state(view.job))

        self._bench.load(dialog.job_id, loaded, lambda _error: ended(self._current_state()))

    @staticmethod
    def _dispose(dialog: RefineDialog) -> None:
        """A closed dialog and its pictures go, but not before its refinement has ended."""
        if not dialog.isVisible() and not dialog.running:
            dialog.deleteLater()

    def _undo(self, dialog: RefineDialog) -> None:
        self._bench.stack.undo()
        scene = self._scene(dialog.scene_id)
        if scene is not None:
            dialog.revert(scene)

    def _resume(self, waiting: tuple[Generation, ...]) -> None:
        studio, bench = self._bench.studio, self._bench

        def fetching(generation: Generation) -> Callable[[Control], JobView]:
            def fetch(control: Control) -> JobView:
                with image_service(studio, generation.provider) as service:
                    return bench.view_of(resume(studio, service, generation, control))

            return fetch

        for generation in waiting:
            task = bench.run(fetching(generation), partial(self._resumed, generation.kind), quiet=True)
            task.failed.connect(self._on_resume_failed)

    def _settle(self, plans: tuple[Generation, ...]) -> None:
        if plans:
            studio = self._bench.studio
            self._bench.run(lambda _control: settle_plans(studio), lambda _none: None, quiet=True)

    def _on_resume_failed(self, error: Exception) -> None:
        if not isinstance(error, NotReady):  # else another process is fetching it
            self._bench.failed.emit(error)
        self._bench.refresh()

    def _resumed(self, kind: GenerationKind, view: JobView) -> None:
        self._taken(view)
        what = kind.capitalize() if kind is GenerationKind.MUSIC else f"A {kind}"
        self.noticed.emit(f"{what} that was still on its way has arrived.", view.job.title)

    def _taken(self, view: JobView) -> None:
        self._bench.take(view)
        self._bench.list_jobs()

    def _scene(self, scene_id: int) -> Scene | None:
        board: Storyboard = self._bench.model.storyboard
        try:
            return board[board.row_of(scene_id)]
        except NotFound:
            return None

    def _state(self, job: Job) -> RefineState:
        return refine_state(job, self._bench.studio.settings.refinement_price)

    def _current_state(self) -> RefineState:
        view = self._bench.view
        return self._state(view.job) if view else RefineState(0, self._bench.studio.settings.refinement_price)

    def _on_token(self, found: tuple[bool, tuple[ImageModel, ...]]) -> None:
        settings = self._bench.studio.settings
        self.has_token, known = found
        self._on_models(known)
        self._bench.run(lambda _control: offered_models(settings), self._on_listed, quiet=True)

    def _on_listed(self, found: tuple[ImageModel, ...]) -> None:
        studio = self._bench.studio
        self._on_models(found)
        self._bench.run(lambda control: learn_offered(studio, found, control), self._on_models, quiet=True)

    def _on_models(self, found: tuple[ImageModel, ...]) -> None:
        self.models = found
        self.models_found.emit(found)


def _came_of(work: RefineWork, failures: Sequence[VidstudioError]) -> str:
    """What there is to say of variants: where the others are, and why some did not come."""
    if work.variants == 1:
        return ""
    words = [] if len(failures) > work.variants - 2 else ["The others are kept as versions (Ctrl+Shift+V)."]
    if failures:
        words.append(f"{len(failures)} of {work.variants} did not come: {failures[0].message}")
    return " ".join(words)
