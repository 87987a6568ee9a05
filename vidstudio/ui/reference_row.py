"""The pictures a job's pictures go by, in a row: seen, chosen and removed."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from vidstudio.background.task import BackgroundTask
from vidstudio.core.control import Control
from vidstudio.core.images import ImageModel, Role, StartPicture
from vidstudio.core.job import AspectRatio, Job
from vidstudio.core.reference import MOST_REFERENCES, Reference
from vidstudio.core.scene import Picture, PictureSource
from vidstudio.services.images.files import SUFFIXES
from vidstudio.studio.references import add_reference, remove_reference
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.picture_frame import PictureFrame, cache_for
from vidstudio.ui.widgets import GAP, button, label
from vidstudio.ui.workbench import JobView, Workbench

_SIDE = 44
_FILES = f"Pictures ({' '.join(f'*{suffix}' for suffix in SUFFIXES)})"


class ReferenceRow(QWidget):
    """objectName ``referenceRow``.

    Signals:
        add_wished: the path of a picture to go by.
        remove_wished: the name of one to leave out.
    """

    add_wished = Signal(str)
    remove_wished = Signal(str)

    def __init__(self, references: Sequence[Reference], folder: Path) -> None:
        super().__init__()
        self.setObjectName("referenceRow")
        self._cache = cache_for(folder, self)
        self._shown: tuple[Reference, ...] = ()
        self._model: ImageModel | None = None
        self._editing = False
        self._parts: list[QWidget] = []
        self.add = button("addReferenceButton", "Choose …", "", "quiet", "A character or a look all pictures go by")
        self._note = label(role=FontRole.CAPTION, tone="muted", name="referenceNote", wrap=True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(0, 0, 0, 0)
        self._row.setSpacing(GAP)
        self._row.addWidget(self.add)
        self._row.addWidget(self._note, 1)
        self.add.setAutoDefault(False)
        self.add.clicked.connect(self._on_add)
        self.show_references(references)

    def show_references(self, references: Sequence[Reference]) -> None:
        """Show these."""
        self._shown = tuple(references)
        for part in self._parts:
            self._row.removeWidget(part)
            part.hide()
            part.deleteLater()
        self._parts = [part for reference in references for part in self._made(reference)]
        for place, part in enumerate(self._parts):
            self._row.insertWidget(place, part)
        self.add.setEnabled(len(references) < MOST_REFERENCES)
        self.show_model(self._model, editing=self._editing)

    def show_model(self, model: ImageModel | None, *, editing: bool = False) -> None:
        """Say whether the chosen model goes by them, None being drafts, while it is to change a picture or not."""
        self._model, self._editing = model, editing
        starts = [StartPicture("", each.digest, Role.REFERENCE) for each in self._shown]
        edited = [StartPicture("", "", Role.EDIT)] if editing else []
        sent = 0 if model is None else sum(each.role is Role.REFERENCE for each in model.takes([*edited, *starts]))
        if not starts:
            words = "A character or a look to keep, for models that go by pictures"
        elif sent:
            words = "Sent along with every picture" if sent == len(starts) else f"The first {sent} are sent along"
        elif editing and model and model.references:
            words = "The model takes the picture to edit alone"
        else:
            words = "The chosen model does not go by pictures"
        self._note.setText(words)

    def close_pictures(self) -> None:
        """Load nothing more."""
        self._cache.close()

    def _made(self, reference: Reference) -> list[QWidget]:
        frame = PictureFrame(f"reference {reference.name}", reference.name, self._cache, AspectRatio.SQUARE)
        frame.setFixedSize(_SIDE, _SIDE)
        frame.setToolTip(reference.name)
        frame.show_picture(Picture(0, reference.file, reference.digest, 0, 0, PictureSource.OWN))
        gone = button("removeReferenceButton", "", "remove", "quiet", f"Remove {reference.name}")
        gone.setAutoDefault(False)
        gone.clicked.connect(partial(self.remove_wished.emit, reference.name))
        return [frame, gone]

    def _on_add(self) -> None:
        chosen, _ = QFileDialog.getOpenFileName(self, "A picture to go by", "", _FILES)
        if chosen:
            self.add_wished.emit(chosen)


class ReferenceKeeper(QObject):
    """Carries out what a row wishes for its job, for as long as the row is there."""

    def __init__(self, row: ReferenceRow, bench: Workbench, job: Job) -> None:
        super().__init__(row)
        self._row, self._bench, self._job_id = row, bench, job.id
        row.add_wished.connect(self._add)
        row.remove_wished.connect(self._remove)

    def _add(self, file: str) -> None:
        studio, bench, job_id = self._bench.studio, self._bench, self._job_id
        self._run(lambda _control: bench.view_of(add_reference(studio, job_id, Path(file))))

    def _remove(self, name: str) -> None:
        studio, bench, job_id = self._bench.studio, self._bench, self._job_id
        self._run(lambda _control: bench.view_of(remove_reference(studio, job_id, name)))

    def _run(self, work: Callable[[Control], JobView]) -> None:
        self._row.add.setEnabled(False)
        task: BackgroundTask = self._bench.run(work, self._changed)
        task.failed.connect(self._failed)

    @Slot(object)
    def _changed(self, view: JobView) -> None:
        self._row.show_references(view.job.references)
        self._bench.take(view)

    @Slot(object)
    def _failed(self, _error: object) -> None:
        self._row.add.setEnabled(True)
