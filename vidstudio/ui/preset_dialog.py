"""Presets of the user's own: made from any other, changed, imported, shared and removed."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QFileDialog,
    QGridLayout,
    QLineEdit,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from vidstudio.core.preset import AUDIO_KBPS, KBPS, NAME_LETTERS, RULES, SIDES, Codec, Container, Preset, check_preset
from vidstudio.errors import VidstudioError
from vidstudio.paths import expanded
from vidstudio.studio.presets import KeptPreset
from vidstudio.ui.fields import ChoiceBox, last_row, on_ctrl_return
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import GAP, MARGIN, beside, button, label

_KINDS = {
    (container, codec): f"{container.value.upper()}  ·  {rules.title}"
    if rules.title.lower() != container.value
    else rules.title
    for codec, rules in RULES.items()
    for container in rules.containers
}
_FPS: dict[Fraction | None, str] = {
    None: "As the film",
    **{Fraction(rate): f"{rate}" for rate in (12, 15, 24, 25, 30, 50, 60)},
}
_LOUDNESS: dict[float | None, str] = {
    None: "As the film",
    -14.0: "-14 LUFS, for the web",
    -16.0: "-16 LUFS",
    -23.0: "-23 LUFS, for television",
}
_SIZES = {"film": "As the film", "box": "Fit into", "percent": "Percent"}
_RATES = {"quality": "Constant quality", "rate": "Bit rate", "two": "Bit rate, two passes"}


class PresetDialog(QDialog):
    """objectName ``presetDialog``.

    Signals:
        save_wished: a Preset; import_wished: a file; share_wished, remove_wished: a preset's slug (and a file).
    """

    save_wished = Signal(object)
    import_wished = Signal(object)
    share_wished = Signal(str, object)
    remove_wished = Signal(str)

    def __init__(self, kept: list[KeptPreset], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("presetDialog")
        self.setWindowTitle("Presets")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._kept: list[KeptPreset] = []
        self._base = Preset("")
        self.which = QComboBox()
        self.which.setObjectName("presetBox")
        self.which.setAccessibleName("Preset")
        self.name = _line("presetName", "Name")
        self.name.setMaxLength(NAME_LETTERS)
        self.kind = ChoiceBox("presetKind", "Format", _KINDS, (Container.MP4, Codec.H264))
        self.sizing = ChoiceBox("presetSizing", "Size", _SIZES, "film")
        self.width_box, self.height_box = (
            _number(f"preset{side}", side, SIDES, value) for side, value in (("Width", 1920), ("Height", 1080))
        )
        self.percent = _number("presetPercent", "Percent of the film's size", (1, 100), 50)
        self.fps = ChoiceBox("presetFps", "Frames a second", _FPS, None)
        self.rating = ChoiceBox("presetRating", "Bits", _RATES, "quality")
        self.quality = _number("presetQuality", "Quality", (0, 100), 20)
        self.kbps = _number("presetKbps", "Kilobits a second", KBPS, 5000)
        self.sound = QCheckBox("Sound at")
        self.sound.setObjectName("presetSound")
        self.audio = _number("presetAudio", "Kilobits a second of sound", AUDIO_KBPS, 192)
        self.loudness = ChoiceBox("presetLoudness", "Loudness", _LOUDNESS, None)
        self.captions = QCheckBox("Captions and titles, as in the film")
        self.captions.setObjectName("presetCaptions")
        self.time_code = QCheckBox("A running time code")
        self.time_code.setObjectName("presetTimeCode")
        self.watermark = _line("presetWatermark", "Watermark")
        self.watermark.setPlaceholderText("Words over the middle of every frame")
        self._hint = label(role=FontRole.CAPTION, tone="muted", name="presetHint", wrap=True)
        self._message = label(role=FontRole.CAPTION, tone="danger", name="presetMessage", wrap=True)
        self.load = button("importPresetButton", "Import …", "", "quiet", "Take over a preset from a file")
        self.share = button("sharePresetButton", "Share …", "", "quiet", "Write this preset to a file to hand on")
        self.remove = button("removePresetButton", "Remove", "remove", "quiet", "Forget this preset of your own")
        self.shut = button("closePresetsButton", "Close")
        self.save = button("savePresetButton", "Save", "", "primary", "Keep it under this name (Ctrl+Return)")
        self._lay_out()
        self._connect()
        self.show_presets(kept)

    def show_presets(self, kept: list[KeptPreset], chosen: str = "") -> None:
        """Offer these to begin from, with one of them in the fields."""
        self._kept = [each for each in kept if not each.error]
        self.which.blockSignals(True)
        self.which.clear()
        for each in self._kept:
            self.which.addItem(f"{each.preset.name}{'  ·  yours' if each.own else ''}")
        row = next((row for row, each in enumerate(self._kept) if each.preset.slug == chosen), 0)
        self.which.setCurrentIndex(row)
        self.which.blockSignals(False)
        self._show_chosen()

    def wished(self) -> Preset:
        """The preset as the fields have it; raises ``InputRefused`` for one that can't be."""
        container, codec = self.kind.value
        rules = RULES[codec]
        rated = rules.bit_rate and (self.rating.value != "quality" or rules.quality is None)
        boxed, scaled = self.sizing.value == "box", self.sizing.value == "percent"
        return check_preset(
            replace(
                self._base,
                name=self.name.text(),
                container=container,
                codec=codec,
                width=self.width_box.value() if boxed else None,
                height=self.height_box.value() if boxed else None,
                percent=float(self.percent.value()) if scaled else None,
                fps=self.fps.value,
                video_kbps=self.kbps.value() if rated else None,
                quality=self.quality.value() if rules.quality and not rated else None,
                passes=2 if rated and self.rating.value == "two" else 1,
                audio_kbps=self.audio.value() if self.sound.isChecked() else None,
                loudness=self.loudness.value,
                captions=self.captions.isChecked(),
                watermark=self.watermark.text(),
                time_code=self.time_code.isChecked(),
            )
        )

    def refuse(self, error: VidstudioError) -> None:
        """Say why it can't be."""
        self._message.setText(f"{error.message} {error.hint}".strip())
        self._message.show()

    def _show_chosen(self) -> None:
        self._message.hide()
        if not self._kept:
            return
        each = self._kept[max(0, self.which.currentIndex())]
        preset = self._base = each.preset
        self.name.setText(preset.name if each.own else f"My {preset.name}"[:NAME_LETTERS])
        self.remove.setEnabled(each.own)
        self.kind.choose((preset.container, preset.codec))
        self.sizing.choose("box" if preset.width else "percent" if preset.percent else "film")
        self.width_box.setValue(preset.width or 1920)
        self.height_box.setValue(preset.height or 1080)
        self.percent.setValue(round(preset.percent or 50))
        self._choose(self.fps, preset.fps)
        self.rating.choose("two" if preset.passes == 2 else "rate" if preset.video_kbps else "quality")
        self.kbps.setValue(preset.video_kbps or 5000)
        self._show_kind()
        if preset.quality is not None:
            self.quality.setValue(preset.quality)
        self.sound.setChecked(preset.audio_kbps is not None)
        self.audio.setValue(preset.audio_kbps or 192)
        self._choose(self.loudness, preset.loudness)
        self.captions.setChecked(preset.captions)
        self.time_code.setChecked(preset.time_code)
        self.watermark.setText(preset.watermark)

    @staticmethod
    def _choose(box: ChoiceBox, value: object) -> None:
        """A value a file brought that is not among the usual ones is shown as the nearest: the film's own."""
        try:
            box.choose(value)
        except ValueError:
            box.choose(None)

    def _show_kind(self) -> None:
        container, codec = self.kind.value
        rules = RULES[codec]
        self.rating.setEnabled(rules.bit_rate)
        rated = rules.bit_rate and self.rating.value != "quality"
        if rules.quality:
            self.quality.setRange(min(rules.quality), max(rules.quality))
            if not rated:
                self.quality.setValue(self.quality.value() if self._base.codec is codec else rules.usual)
        self.quality.setEnabled(rules.quality is not None and not rated)
        self.kbps.setEnabled(rated)
        best = (
            f"{rules.quality[0]} is the best, {rules.quality[1]} the worst, {rules.usual} usual"
            if rules.quality
            else ""
        )
        self._hint.setText(best if not rated else "")
        self._hint.setVisible(bool(self._hint.text()))
        for part in (self.sound, self.audio, self.loudness):
            part.setEnabled(not container.silent)
        for shown, when in ((self.width_box, "box"), (self.height_box, "box"), (self.percent, "percent")):
            shown.setVisible(self.sizing.value == when)

    def _on_save(self) -> None:
        try:
            preset = self.wished()
        except VidstudioError as exc:
            self.refuse(exc)
        else:
            self._message.hide()
            self.save_wished.emit(preset)

    def _on_import(self) -> None:
        file, _kind = QFileDialog.getOpenFileName(self, "Which preset?", str(expanded("~")), "Presets (*.toml)")
        if file:
            self.import_wished.emit(Path(file))

    def _on_share(self) -> None:
        slug = self._kept[self.which.currentIndex()].preset.slug
        usual = str(expanded("~") / f"{slug}.toml")
        file, _kind = QFileDialog.getSaveFileName(self, "Where should it go?", usual, "Presets (*.toml)")
        if file:
            self.share_wished.emit(slug, Path(file))

    def _connect(self) -> None:
        self.which.currentIndexChanged.connect(lambda _row: self._show_chosen())
        for box in (self.kind, self.sizing, self.rating):
            box.currentIndexChanged.connect(lambda _row: self._show_kind())
        self.load.clicked.connect(self._on_import)
        self.share.clicked.connect(self._on_share)
        self.remove.clicked.connect(lambda: self.remove_wished.emit(self._kept[self.which.currentIndex()].preset.slug))
        self.shut.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        self.shut.setAutoDefault(False)
        self.save.setDefault(True)
        on_ctrl_return(self, self._on_save)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(1, 400)
        rows = [
            ("Begin from", beside(self.which, self.load, self.share, self.remove, wide=0)),
            ("Name", beside(self.name)),
            ("Format", beside(self.kind)),
            ("Size", beside(self.sizing, self.width_box, self.height_box, self.percent, wide=0)),
            ("Frame rate", beside(self.fps)),
            ("Bits", beside(self.rating, self.quality, self.kbps, wide=0)),
            ("", beside(self._hint)),
            ("Sound", beside(self.sound, self.audio, self.loudness, wide=2)),
            ("Pictures", beside(self.captions, self.time_code)),
            ("Watermark", beside(self.watermark)),
        ]
        for row, (words, fields) in enumerate(rows):
            grid.addWidget(label(words, tone="muted"), row, 0)
            grid.addLayout(fields, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addLayout(grid)
        column.addLayout(last_row(self._message, self.shut, self.save))


def _line(name: str, spoken: str) -> QLineEdit:
    made = QLineEdit()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    return made


def _number(name: str, spoken: str, bounds: tuple[int, int], value: int) -> QSpinBox:
    made = QSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setRange(*bounds)
    made.setValue(value)
    made.lineEdit().setTextMargins(8, 0, 0, 0)
    return made
