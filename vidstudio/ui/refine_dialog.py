"""Refining one scene: the picture it has beside the one to come, prompt and description, and what it will cost."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtGui import QCloseEvent
from PySide6.QtWidgets import QCheckBox, QDialog, QGridLayout, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from vidstudio.core.control import Progress
from vidstudio.core.images import ImageModel
from vidstudio.core.job import Job
from vidstudio.core.reference import FOLDER
from vidstudio.core.refine import DESCRIPTION_LETTERS, MOST_VARIANTS, PROMPT_LETTERS, PictureMaker, Refinement
from vidstudio.core.scene import Scene
from vidstudio.core.wording import dollars
from vidstudio.errors import VidstudioError
from vidstudio.services.images.models import DEFAULT_MODEL
from vidstudio.studio.refine import RefineWork
from vidstudio.ui.fields import ChoiceBox, on_ctrl_return
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.model_box import ModelBox
from vidstudio.ui.picture_frame import PictureFrame, cache_for
from vidstudio.ui.reference_row import ReferenceRow
from vidstudio.ui.state import RefineState
from vidstudio.ui.widgets import GAP, MARGIN, WorkBar, beside, button, label, set_tone

_DRAFT = "draft"
_VARIANTS = {count: "1 picture" if count == 1 else f"{count} variants" for count in range(1, MOST_VARIANTS + 1)}
_WAITING = "The new picture will appear here"


class RefineDialog(QDialog):
    """objectName ``refineDialog``. Wishes a ``RefineWork``; stays open while it is carried out, and for the next one.

    Signals:
        refine_wished: a RefineWork.
        cancel_wished: stop the one under way.
        undo_wished: go back to what the scene was before the last refinement.
    """

    refine_wished = Signal(object)
    cancel_wished = Signal()
    undo_wished = Signal()

    def __init__(
        self,
        job: Job,
        scene: Scene,
        images: Path,
        state: RefineState,
        *,
        models: Sequence[ImageModel],
        model: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("refineDialog")
        self.setWindowTitle(f"Refine scene {[other.id for other in job.scenes].index(scene.id) + 1}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.job_id = job.id
        self.scene_id = scene.id
        self._scene = scene
        self._state = state
        self._running = False
        self._cache = cache_for(images, self)
        self.before = PictureFrame("currentPicture", "Current picture", self._cache, job.aspect_ratio)
        self.after = PictureFrame("newPicture", "New picture", self._cache, job.aspect_ratio)
        self.prompt = _editor("promptEdit", "Image prompt", scene.image_prompt)
        self.description = _editor("descriptionEdit", "Description", scene.description)
        self.edit = QCheckBox("Edit the current picture")
        self.edit.setObjectName("editCheck")
        self.edit.setAccessibleName("Edit the current picture")
        self._other_text = ""
        self._prompt_title = label("Image prompt", FontRole.CAPTION, "muted", name="promptTitle")
        self._prompt_count = label(role=FontRole.NUMBER, name="promptCount")
        self._description_count = label(role=FontRole.NUMBER, name="descriptionCount")
        self.maker = ModelBox("modelBox", model or DEFAULT_MODEL, _listed)
        self.maker.addItem("Draft, drawn on this computer  ·  free", _DRAFT)
        self.offer(models)
        self.references = ReferenceRow(job.references, images.parent / FOLDER)
        self.variants = ChoiceBox("variantsBox", "Variants", _VARIANTS, 1)
        self.variants.setToolTip(
            "Pictures at once, each a refinement; the first is used, the others are kept as versions"
        )
        self._slots = label(role=FontRole.CAPTION, tone="muted", name="refinementsLeft")
        self._message = label(role=FontRole.CAPTION, tone="danger", name="refineMessage", wrap=True)
        self.undo = button("undoRefineButton", "Back to the earlier picture", "undo", "quiet")
        room = self.undo.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # else the dialog would widen when it appears
        self.undo.setSizePolicy(room)
        self.close_button = button("closeRefineButton", "Close")
        self.refine = button("refineButton", "", "refine", "primary", "Refine the scene (Ctrl+Return)")
        self.work = WorkBar("refineProgress", "cancelRefineButton", "Refining the scene")
        self._lay_out()
        self._connect()
        self.before.show_picture(scene.picture, "No picture yet")
        self.after.show_picture(None, _WAITING)
        self.undo.hide()
        self._message.hide()
        self._show_counts()

    @property
    def running(self) -> bool:
        """Whether a refinement is being carried out."""
        return self._running

    def wished(self) -> RefineWork | None:
        """The refinement as it is typed; None while nothing differs or a text is too short or too long."""
        prompt, description = self._changed()
        if (prompt is None and description is None) or self._too_long_or_short():
            return None
        chosen = self.maker.value
        maker = PictureMaker.DRAFT if chosen == _DRAFT else PictureMaker.SERVICE
        model, edit = "" if chosen == _DRAFT else chosen, self.edit.isChecked() and prompt is not None
        refinement = Refinement(prompt, description)
        return RefineWork(self.job_id, self.scene_id, refinement, maker, model, self._count(), edit)

    @Slot(object)
    def offer(self, models: Sequence[ImageModel]) -> None:
        """Offer these models too; some are found only while the dialog is open."""
        self.maker.offer(models)
        words = "" if models else "Add a Replicate token or another service in Settings to use image models."
        self.maker.setToolTip(words)
        if self.isVisible():
            self._show_counts()

    def show_state(self, state: RefineState) -> None:
        """Show how many refinements are left, and what one costs."""
        self._state = state
        self._show_counts()

    def begin(self) -> None:
        """A refinement is being carried out."""
        self._running = True
        self._message.hide()
        self.undo.hide()
        self.work.begin("Starting")
        self.before.show_picture(self._scene.picture, "No picture yet")
        self.after.show_picture(None, "…")
        self._show_counts()

    @Slot(Progress)
    def show_progress(self, progress: Progress) -> None:
        """Show where it is."""
        self.work.show_progress(progress)

    def succeed(self, scene: Scene, state: RefineState, remark: str = "") -> None:
        """It is done: show the scene as it is now, and a remark."""
        self._end(state)
        self._message.setText(remark)
        set_tone(self._message, "muted")
        self._message.setVisible(bool(remark))
        if scene.picture != self._scene.picture:
            self.after.show_picture(scene.picture)
            self.undo.setText("Back to the earlier picture")
        else:
            self.after.show_picture(None, "The picture stayed as it was")
            self.undo.setText("Back to the earlier description")
        self.undo.show()
        self._scene = scene
        self.description.setPlainText(scene.description)
        if self.edit.isChecked():
            self._show_prompt(scene)
        self._show_counts()

    def fail(self, error: Exception, state: RefineState) -> None:
        """It failed: say why, what to do, and that nothing was lost."""
        self._end(state)
        words = f"{error.message} {error.hint}" if isinstance(error, VidstudioError) else f"Unexpected: {error}"
        self._message.setText(words.strip())
        set_tone(self._message, "danger")
        self._message.show()
        self.after.show_picture(None, _WAITING)

    def stop(self, state: RefineState) -> None:
        """It was canceled."""
        self._end(state)
        self.after.show_picture(None, "Canceled")

    def revert(self, scene: Scene) -> None:
        """The last refinement was undone."""
        self._scene = scene
        self.undo.hide()
        self.after.show_picture(None, _WAITING)
        self.before.show_picture(scene.picture, "No picture yet")
        self._show_prompt(scene)
        self.description.setPlainText(scene.description)
        self._show_counts()

    def done(self, result: int) -> None:
        self._cache.close()
        self.references.close_pictures()
        super().done(result)

    def closeEvent(self, event: QCloseEvent) -> None:
        self._cache.close()
        self.references.close_pictures()
        super().closeEvent(event)

    def _show_prompt(self, scene: Scene) -> None:
        """The scene's prompt, which a change of its picture leaves alone: that has a text of its own."""
        if self.edit.isChecked():
            self._other_text = scene.image_prompt
            self.prompt.clear()
        else:
            self.prompt.setPlainText(scene.image_prompt)

    def _on_edit(self, editing: bool) -> None:
        text = self.prompt.toPlainText()
        self._prompt_title.setText("What to change" if editing else "Image prompt")
        self.prompt.setPlaceholderText("Make it dusk, and let it rain" if editing else "")
        self.prompt.setPlainText(self._other_text)
        self._other_text = text
        self._show_counts()

    def _end(self, state: RefineState) -> None:
        self._running = False
        self._state = state
        self.work.end()
        self._show_counts()

    def _changed(self) -> tuple[str | None, str | None]:
        """New prompt (always, where a picture is wanted) and new description, each None if it is not asked for."""
        description = self.description.toPlainText().strip()
        new_description = None if description == self._scene.description else description
        prompt = self.prompt.toPlainText().strip()
        untouched = "" if self.edit.isChecked() else self._scene.image_prompt
        only_words = new_description is not None and prompt == untouched
        return (None if only_words else prompt), new_description

    def _too_long_or_short(self) -> bool:
        prompt, description = self._changed()
        checks = ((prompt, PROMPT_LETTERS), (description, DESCRIPTION_LETTERS))
        return any(text is not None and not low <= len(text) <= high for text, (low, high) in checks)

    def _show_counts(self) -> None:
        chosen = self.maker.chosen
        can_edit = chosen is not None and chosen.edits is not None and self._scene.picture is not None
        if not can_edit and self.edit.isChecked():
            self.edit.setChecked(False)
        self.references.show_model(chosen, editing=self.edit.isChecked())
        self.edit.setEnabled(can_edit and not self._running)
        self.edit.setToolTip("" if can_edit else "The chosen model makes new pictures only")
        prompt, description = self._changed()
        empty = self.edit.isChecked() and not prompt  # nothing was said yet
        _count(self._prompt_count, self.prompt, PROMPT_LETTERS, checked=prompt is not None and not empty)
        _count(self._description_count, self.description, DESCRIPTION_LETTERS, checked=description is not None)
        paid, count = self.maker.value != _DRAFT, self._count()
        self.refine.setText(self._state.button(new_image=prompt is not None, paid=paid, variants=count))
        self._slots.setText(self._state.slots)
        set_tone(self._slots, "warning" if self._state.left <= 1 or self._state.left < count else "muted")
        self.refine.setEnabled(not self._running and self._state.left >= count and self.wished() is not None)
        for field in (self.prompt, self.description, self.maker):
            field.setEnabled(not self._running)
        self.variants.setEnabled(not self._running and paid and prompt is not None)

    def _count(self) -> int:
        """How many pictures are asked for: one, where it is no model's to make them."""
        several = self.maker.value != _DRAFT and self._changed()[0] is not None
        return int(self.variants.value) if several else 1

    def _connect(self) -> None:
        self.prompt.textChanged.connect(self._show_counts)
        self.description.textChanged.connect(self._show_counts)
        self.maker.currentIndexChanged.connect(self._show_counts)
        self.edit.toggled.connect(self._on_edit)
        self.variants.currentIndexChanged.connect(self._show_counts)
        self.refine.clicked.connect(self._on_refine)
        self.undo.clicked.connect(self.undo_wished)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        self.work.cancel_wished.connect(self.cancel_wished)
        on_ctrl_return(self, self._on_refine)

    def _on_refine(self) -> None:
        work = self.wished()
        if work is not None and self.refine.isEnabled():
            self.refine_wished.emit(work)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.addWidget(label("Now", FontRole.CAPTION, "muted"), 0, 0)
        grid.addWidget(label("New", FontRole.CAPTION, "muted"), 0, 1)
        grid.addWidget(self.before, 1, 0)
        grid.addWidget(self.after, 1, 1)
        grid.setRowStretch(1, 1)
        grid.addLayout(_titled(self._prompt_title, self.edit, self._prompt_count), 2, 0)
        title = label("Description", FontRole.CAPTION, "muted")
        grid.addLayout(_titled(title, self._description_count), 2, 1)
        grid.addWidget(self.prompt, 3, 0)
        grid.addWidget(self.description, 3, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(GAP)
        buttons.addWidget(self.maker)
        buttons.addWidget(self.variants)
        buttons.addWidget(self._slots)
        buttons.addStretch(1)
        buttons.addWidget(self.undo)
        buttons.addWidget(self.close_button)
        buttons.addWidget(self.refine)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addLayout(grid, 1)
        column.addLayout(beside(label("References", FontRole.CAPTION, "muted"), self.references, wide=1))
        column.addWidget(self._message)
        column.addWidget(self.work)
        column.addLayout(buttons)


def _listed(model: ImageModel) -> str:
    return f"{model.label}{f'  ·  list price {dollars(model.price)}' if model.price else ''}"


def _editor(name: str, spoken: str, text: str) -> QPlainTextEdit:
    made = QPlainTextEdit(text)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setTabChangesFocus(True)
    made.setFixedHeight(112)
    return made


def _titled(title: QLabel, *beside: QWidget) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(MARGIN)
    row.addWidget(title, 1)
    for each in beside:
        row.addWidget(each)
    return row


def _count(shown: QLabel, field: QPlainTextEdit, letters: tuple[int, int], *, checked: bool) -> None:
    """``128 / 2000``, in red where it is out of bounds."""
    length, (low, high) = len(field.toPlainText().strip()), letters
    bad = checked and not low <= length <= high
    shown.setText(f"{length} / {high}" if length >= low or not checked else f"{length}, at least {low}")
    set_tone(shown, "danger" if bad else "faint")
