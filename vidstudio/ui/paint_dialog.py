"""Pictures for many scenes: which of them, by which model, and for how much."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import QDialog, QGridLayout, QVBoxLayout, QWidget

from vidstudio.core.generation import Generation
from vidstudio.core.images import ImageModel
from vidstudio.core.job import Job
from vidstudio.core.wording import dollars
from vidstudio.services.images.models import DEFAULT_MODEL
from vidstudio.ui.fields import ChoiceBox, last_row, on_ctrl_return
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.model_box import ModelBox
from vidstudio.ui.paint_state import WHICH, PaintState, first_choice, paint_state
from vidstudio.ui.reference_row import ReferenceRow
from vidstudio.ui.widgets import GAP, MARGIN, button, label


class PaintDialog(QDialog):
    """objectName ``paintDialog``; wishes the ids of scenes and the model."""

    paint_wished = Signal(object, str)

    def __init__(
        self,
        job: Job,
        ledger: Sequence[Generation],
        chosen: Sequence[int],
        flat: Decimal,
        *,
        models: Sequence[ImageModel],
        folder: Path,
        model: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("paintDialog")
        self.setWindowTitle("Make pictures")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._job, self._ledger, self._chosen, self._flat = job, ledger, chosen, flat
        self.model = ModelBox("paintModelBox", model or DEFAULT_MODEL, _titled)
        self.offer(models)
        self.references = ReferenceRow(job.references, folder)
        self.which = ChoiceBox("paintWhichBox", "Scenes", WHICH, first_choice(job, chosen))
        self._about = label(
            "Four are made at a time, in the storyboard's order. The pictures there are stay as versions.",
            role=FontRole.CAPTION,
            tone="muted",
            wrap=True,
        )
        self._remark = label(role=FontRole.CAPTION, tone="warning", name="paintRemark", wrap=True)
        self.shut = button("closePaintButton", "Cancel")
        self.start = button("startPaintButton", "", "refine", "primary", "Make them (Ctrl+Return)")
        self._lay_out()
        self.model.currentIndexChanged.connect(self._show)
        self.which.currentIndexChanged.connect(self._show)
        self.shut.clicked.connect(self.reject)
        self.start.clicked.connect(self._on_start)
        on_ctrl_return(self, self._on_start)
        self._show()

    @Slot(object)
    def offer(self, models: Sequence[ImageModel]) -> None:
        """Offer these models too; some are found only while the dialog is open."""
        self.model.offer(models)

    @property
    def state(self) -> PaintState:
        """What the choice comes to."""
        model_id = self.model.value or DEFAULT_MODEL
        return paint_state(self._job, self._ledger, self._chosen, self.which.value, model_id, self._flat)

    def _show(self) -> None:
        now, offered = self.state, self.model.count() > 0
        self.references.show_model(self.model.chosen)
        self.start.setText(now.words)
        self.start.setEnabled(now.can_start and offered)
        remark = now.remark if offered else "Put a Replicate token or another service into the settings first (Ctrl+,)."
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    def done(self, result: int) -> None:
        self.references.close_pictures()
        super().done(result)

    def _on_start(self) -> None:
        if self.start.isEnabled():
            self.paint_wished.emit(self.state.scene_ids, self.model.value)
            self.accept()

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        rows = (("Scenes", self.which), ("Image model", self.model), ("References", self.references))
        for row, (words, field) in enumerate(rows):
            grid.addWidget(label(words, tone="muted"), row, 0)
            grid.addWidget(field, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addLayout(grid)
        column.addWidget(self._about)
        column.addWidget(self._remark)
        column.addLayout(last_row(None, self.shut, self.start))
        self.setMinimumWidth(460)


def _titled(model: ImageModel) -> str:
    return model.label if model.price is None else f"{model.label}  ·  {dollars(model.price)} each"
