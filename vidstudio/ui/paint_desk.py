"""Pictures for many scenes in the window: one painting at a time, each picture a step of the undo stack."""

from collections.abc import Sequence

from PySide6.QtWidgets import QWidget

from vidstudio.core.images import ImageModel, provider_of
from vidstudio.core.job import Job
from vidstudio.core.wording import plural
from vidstudio.studio.generate import chosen_model, image_service
from vidstudio.studio.paint import Painting, paint
from vidstudio.ui.paint_dialog import PaintDialog
from vidstudio.ui.reference_row import ReferenceKeeper
from vidstudio.ui.scene_work_desk import SceneWorkDesk


class PaintDesk(SceneWorkDesk):
    """Has scenes painted, and tells how it goes."""

    def open_dialog(self, job: Job, chosen: Sequence[int], parent: QWidget, models: Sequence[ImageModel]) -> None:
        """Ask which scenes and by which model, with the price."""
        if self._busy():
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

        def work(painting: Painting) -> Job:
            model_id = chosen_model(studio, model)
            with image_service(studio, provider_of(model_id)) as service:
                return paint(studio, service, job.id, ids, model_id, painting)

        self._start(job, ids, f"Making {plural(len(ids), 'picture')}", work)
