"""What the film is like beside its storyboard: size, rate, watermark, level of the music."""

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from vidstudio.core.film import MUSIC_DECIBELS, RATES, FilmSettings
from vidstudio.core.job import AspectRatio
from vidstudio.errors import VidstudioError
from vidstudio.ui.fields import ChoiceBox, last_row, number_box, on_ctrl_return, show_count
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.scene_state import film_sizes, watermark_count
from vidstudio.ui.widgets import GAP, MARGIN, beside, button, label


class FilmDialog(QDialog):
    """objectName ``filmDialog``.

    Signals:
        save_wished: the FilmSettings as they are chosen.
    """

    save_wished = Signal(object)

    def __init__(self, settings: FilmSettings, shape: AspectRatio, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("filmDialog")
        self.setWindowTitle("Film settings")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.size_box = ChoiceBox("filmSizeBox", "Size", film_sizes(shape), settings.short_side)
        rates = {rate: f"{rate} frames a second" for rate in RATES}
        self.rate = ChoiceBox("filmRateBox", "Frame rate", rates, settings.fps)
        self.watermark = QLineEdit(settings.watermark)
        self.watermark.setObjectName("watermarkEdit")
        self.watermark.setAccessibleName("Watermark")
        self.watermark.setPlaceholderText("A name or an address in a corner")
        self._count = label(role=FontRole.NUMBER, name="watermarkCount")
        self.level = number_box("musicLevelBox", "Level of the music", MUSIC_DECIBELS, settings.music_decibels, "dB")
        self.level.setDecimals(1)
        self._message = label(role=FontRole.CAPTION, tone="danger", name="filmMessage", wrap=True)
        self.close_button = button("closeFilmSettingsButton", "Cancel")
        self.save = button("saveFilmSettingsButton", "Save", "", "primary", "Save the settings (Ctrl+Return)")
        self._lay_out()
        self._message.hide()
        self._show_count()
        self.watermark.textChanged.connect(self._show_count)
        self.close_button.setAutoDefault(False)
        self.save.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        on_ctrl_return(self, self._on_save)

    def wished(self) -> FilmSettings:
        """The settings as they are chosen."""
        return FilmSettings(self.rate.value, self.size_box.value, self.watermark.text(), self.level.value())

    def refuse(self, error: VidstudioError) -> None:
        """No film can be like that: say why."""
        self._message.setText(f"{error.message} {error.hint}".strip())
        self._message.show()

    def _on_save(self) -> None:
        self.save_wished.emit(self.wished())

    def _show_count(self) -> None:
        words, fits = watermark_count(self.watermark.text())
        show_count(self._count, words, fits=fits)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        grid.setColumnStretch(1, 1)
        grid.setColumnMinimumWidth(1, 320)
        rows: list[tuple[str, QWidget]] = [
            ("Size", self.size_box),
            ("Frame rate", self.rate),
            ("Watermark", self.watermark),
            ("Music level", self.level),
        ]
        for row, (words, field) in enumerate(rows):
            grid.addWidget(label(words, tone="muted"), row, 0)
            if field is self.watermark:
                grid.addLayout(beside(field, self._count, wide=0), row, 1)
            else:
                grid.addWidget(field, row, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addLayout(grid)
        column.addLayout(last_row(self._message, self.close_button, self.save))
