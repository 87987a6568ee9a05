"""Settings: services with their tokens, models, the price, folders, exports, appearance."""

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from vidstudio.core.appearance import Appearance
from vidstudio.core.images import ImageModel
from vidstudio.core.naming import DEFAULT_TEMPLATE, FIELDS, name_example
from vidstudio.errors import InputRefused, VidstudioError
from vidstudio.services.images.models import DEFAULT_MODEL, MODELS, model
from vidstudio.settings import Settings
from vidstudio.ui.fields import MoneyLine, last_row, number_box
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.hardware_row import HardwareRow
from vidstudio.ui.update_row import UpdateRow
from vidstudio.ui.widgets import GAP, MARGIN, button, label, set_tone

_APPEARANCES = {Appearance.SYSTEM: "Like the system", Appearance.LIGHT: "Light", Appearance.DARK: "Dark"}


class SettingsDialog(QDialog):
    """objectName ``settingsDialog``.

    Signals:
        save_wished: the changed settings by name, and the token as typed or None if it was left alone.
        test_wished: the token to try.
        key_test_wished: the address of the OpenAI-like service and the key to try with it, both as typed.
        hardware_wished: the ffmpeg as typed, to find the graphics card's encoders with, and whether to try them anew.
    """

    save_wished = Signal(object, object)
    test_wished = Signal(str)
    key_test_wished = Signal(str, str)
    hardware_wished = Signal(str, bool)

    def __init__(
        self,
        settings: Settings,
        *,
        has_token: bool,
        models: Sequence[ImageModel] = (),
        why_no_updates: str = "",
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("settingsDialog")
        self.setWindowTitle("Settings")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._settings = settings
        self.token = _line("tokenEdit", "Replicate token", "")
        self.token.setEchoMode(QLineEdit.EchoMode.Password)
        self.token.setPlaceholderText("kept in the keyring" if has_token else "r8_…")
        self.test = button("testTokenButton", "Test", "", "", "Ask the service whose token it is; costs nothing")
        self._answer = label(role=FontRole.CAPTION, tone="muted", name="tokenAnswer", wrap=True)
        self.base_url = _line(
            "openaiUrlEdit",
            "OpenAI-like service",
            settings.openai_base_url,
            "https://api.openai.com/v1, or http://localhost:11434/v1",
        )
        self.key = _line("openaiKeyEdit", "Key of the OpenAI-like service", "")
        self.key.setEchoMode(QLineEdit.EchoMode.Password)
        self.key.setPlaceholderText("goes to the keyring; where the service wants one")
        self.test_key = button(
            "testKeyButton", "Test", "", "", "Ask the service whether it takes the key; costs nothing"
        )
        self._key_answer = label(role=FontRole.CAPTION, tone="muted", name="keyAnswer", wrap=True)
        self.planner = _line(
            "plannerModelEdit", "Language model", settings.planner_model, "openai:NAME, or owner/name on Replicate"
        )
        self.model = _models(models, settings.image_model or DEFAULT_MODEL)
        self.price = _price(float(settings.refinement_price))
        self.budget = MoneyLine("monthlyBudgetEdit", "Budget of a month in US dollars", settings.monthly_budget)
        self.videos = _line(
            "videoFolderEdit", "Video folder", str(settings.video_storage_path or ""), "The user's data folder"
        )
        self.ffmpeg = _line("ffmpegEdit", "ffmpeg", settings.ffmpeg, "The bundled one")
        self.export_name = _line("exportNameEdit", "Names of exports", settings.export_name, DEFAULT_TEMPLATE)
        self.export_name.setToolTip(f"Fields: {', '.join(f'{{{field}}}' for field in FIELDS)}")
        self._name = label(role=FontRole.CAPTION, tone="muted", name="exportNamePreview", wrap=True)
        self.largest = number_box(
            "largestFilmBox", "Largest film that is fetched", (0.01, 100_000.0), settings.largest_film, "GB"
        )
        self.at_once = _at_once(settings.exports_at_once)
        self.hardware = HardwareRow(self, wished=settings.hardware_encoders)
        self.updates = UpdateRow(wish=settings.look_for_updates, why_never=why_no_updates)
        self.appearance = QComboBox()
        self.appearance.setObjectName("appearanceBox")
        self.appearance.setAccessibleName("Appearance")
        for appearance, words in _APPEARANCES.items():
            self.appearance.addItem(words, appearance.value)
        self.appearance.setCurrentIndex(self.appearance.findData(settings.appearance.value))
        self.close_button = button("closeSettingsButton", "Cancel")
        self.save = button("saveSettingsButton", "Save", "", "primary")
        self._lay_out()
        self._answer.hide()
        self._key_answer.hide()
        self._show_name()
        self.export_name.textChanged.connect(self._show_name)
        self.hardware.look_wished.connect(lambda again: self.hardware_wished.emit(self.ffmpeg.text().strip(), again))
        self.test.clicked.connect(self._on_test)
        self.test_key.clicked.connect(self._on_test_key)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)

    def changes(self) -> dict[str, Any]:
        """What differs from the settings as they were, by name; raises ``InputRefused`` for what can't be."""
        chosen: dict[str, Any] = {
            "openai_base_url": self.base_url.text().strip(),
            "planner_model": self.planner.text().strip(),
            "image_model": self._model(),
            "refinement_price": Decimal(str(round(self.price.value(), 4))),
            "monthly_budget": self.budget.amount,
            "video_storage_path": Path(self.videos.text()) if self.videos.text().strip() else None,
            "ffmpeg": self.ffmpeg.text().strip(),
            "export_name": self.export_name.text().strip(),
            "largest_film": round(self.largest.value(), 2),
            "exports_at_once": self.at_once.value(),
            "hardware_encoders": self.hardware.box.isChecked(),
            "look_for_updates": self.updates.wish,
            "appearance": Appearance(self.appearance.currentData()),
        }
        before = self._settings.model_dump() | {"image_model": self._settings.image_model or DEFAULT_MODEL}
        return {name: value for name, value in chosen.items() if value != before[name]}

    def show_key_answer(self, words: str, tone: str) -> None:
        """What the OpenAI-like service said of its key."""
        self._key_answer.setText(words)
        self._key_answer.show()
        set_tone(self._key_answer, tone)

    @Slot(object)
    def refuse_key(self, error: Exception) -> None:
        """The OpenAI-like service said no, or nothing."""
        words = f"{error.message} {error.hint}" if isinstance(error, VidstudioError) else f"Unexpected: {error}"
        self.show_key_answer(words.strip(), "danger")

    def show_answer(self, words: str, tone: str) -> None:
        """What the service said of the token, or why nothing could be saved."""
        self._answer.setText(words)
        self._answer.setVisible(bool(words))
        set_tone(self._answer, tone)

    @Slot(object)
    def refuse(self, error: Exception) -> None:
        """The service or the disk said no: say why, and let it be tried again."""
        words = f"{error.message} {error.hint}" if isinstance(error, VidstudioError) else f"Unexpected: {error}"
        self.show_answer(words.strip(), "danger")
        self.save.setEnabled(True)

    def _show_name(self) -> None:
        """What a copy would be called, or why there can be no such name; what can't be is not saved."""
        try:
            words, tone = f"For example: {name_example(self.export_name.text().strip())}", "muted"
        except InputRefused as exc:
            words, tone = f"{exc.message} {exc.hint}", "danger"
        self._name.setText(words)
        set_tone(self._name, tone)
        self.save.setEnabled(tone == "muted")

    def _model(self) -> str:
        """The image model: one that was chosen, or a name that was typed."""
        typed = self.model.currentText().strip()
        row = self.model.findText(typed)
        return model(str(self.model.itemData(row)) if row >= 0 else typed or DEFAULT_MODEL).id

    def _on_save(self) -> None:
        try:
            self.save_wished.emit(self.changes(), self.token.text() or None)
        except InputRefused as exc:
            self.refuse(exc)

    def _on_test_key(self) -> None:
        self.show_key_answer("Asking …", "muted")
        self.key_test_wished.emit(self.base_url.text().strip(), self.key.text())

    def _on_test(self) -> None:
        self.show_answer("Asking …", "muted")
        self.test_wished.emit(self.token.text())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(1, 360)
        rows: list[tuple[str, QWidget, QWidget | None]] = [
            ("Replicate token", self.token, self.test),
            ("", self._answer, None),
            ("OpenAI-like service", self.base_url, None),
            ("Its key", self.key, self.test_key),
            ("", self._key_answer, None),
            ("Language model", self.planner, None),
            ("Image model", self.model, None),
            ("Price of a picture", self.price, None),
            ("Budget of a month", self.budget, None),
            ("Video folder", self.videos, self._chooser(self.videos, folder=True)),
            ("ffmpeg", self.ffmpeg, self._chooser(self.ffmpeg, folder=False)),
            ("Names of exports", self.export_name, None),
            ("", self._name, None),
            ("Largest film to fetch", self.largest, None),
            ("Exports at once", self.at_once, None),
            ("Encoders", self.hardware.box, self.hardware.try_again),
            ("", self.hardware.found, None),
            ("Appearance", self.appearance, None),
            ("Newer versions", self.updates.box, None),
            ("", self.updates.note, None),
        ]
        for row, (words, field, beside) in enumerate(rows):
            if words:
                grid.addWidget(label(words, tone="muted"), row, 0)
            grid.addWidget(field, row, 1)
            if beside is not None:
                grid.addWidget(beside, row, 2)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addLayout(grid)
        column.addLayout(last_row(None, self.close_button, self.save))

    def _chooser(self, field: QLineEdit, *, folder: bool) -> QWidget:
        made = button(f"choose{field.objectName()[0].upper()}{field.objectName()[1:]}", "Choose …", "", "quiet")

        def choose() -> None:
            ask = QFileDialog.getExistingDirectory if folder else _existing_file
            chosen = ask(self, "Choose", field.text())
            if chosen:
                field.setText(chosen)

        made.clicked.connect(choose)
        return made


def _existing_file(parent: QWidget, title: str, start: str) -> str:
    return QFileDialog.getOpenFileName(parent, title, start)[0]


def _line(name: str, spoken: str, text: str, hint: str = "") -> QLineEdit:
    made = QLineEdit(text)
    made.setPlaceholderText(hint)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    return made


def _models(offered: Sequence[ImageModel], chosen: str) -> QComboBox:
    """Models to choose from, and room for the name of another."""
    made = QComboBox()
    made.setObjectName("defaultModelBox")
    made.setAccessibleName("Image model")
    made.setEditable(True)
    made.setInsertPolicy(QComboBox.InsertPolicy.NoInsert)
    made.setToolTip("Another one: OWNER/NAME on Replicate, or openai:NAME")
    for known in (*MODELS, *(each for each in offered if each not in MODELS)):
        made.addItem(known.label, known.id)
    if made.findData(chosen) < 0:  # one the user has named
        made.addItem(chosen, chosen)
    made.setCurrentIndex(made.findData(chosen))
    return made


def _price(value: float) -> QDoubleSpinBox:
    made = QDoubleSpinBox()
    made.setObjectName("priceBox")
    made.setAccessibleName("Price of a regenerated picture")
    made.lineEdit().setTextMargins(8, 0, 0, 0)  # a style sheet's padding does not reach it
    made.setPrefix("$")
    made.setDecimals(4)
    made.setSingleStep(0.005)
    made.setRange(0, 1000)
    made.setValue(value)
    return made


def _at_once(value: int) -> QSpinBox:
    made = QSpinBox()
    made.setObjectName("exportsAtOnceBox")
    made.setAccessibleName("Exports side by side")
    made.setRange(0, 16)
    made.setSpecialValueText("By the processor's cores")
    made.setValue(value)
    made.lineEdit().setTextMargins(8, 0, 0, 0)
    return made
