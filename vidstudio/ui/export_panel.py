"""The export panel: format, quality, where, progress, and what was made."""

from fractions import Fraction
from pathlib import Path

from PySide6.QtCore import Signal, Slot
from PySide6.QtWidgets import QButtonGroup, QFileDialog, QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from vidstudio.core.control import Progress
from vidstudio.core.export import ExportFormat, Quality, likely_bytes, pair
from vidstudio.core.preset import Preset
from vidstudio.core.wording import size
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.state import ExportState
from vidstudio.ui.widgets import GAP, ElidedLabel, WorkBar, button, label, panel, set_tone

_FORMATS = {
    ExportFormat.MP4: "H.264, plays everywhere",
    ExportFormat.MOV: "H.264 for editing programs",
    ExportFormat.WEBM: "VP9 and Opus for the web; slower to make",
}


class ExportPanel(QWidget):
    """objectName ``exportPanel``. Wishes an export of (format, quality, folder or None for the library's own)."""

    export_wished = Signal(object, object)
    cancel_wished = Signal()
    reveal_wished = Signal(int, object)
    play_wished = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportPanel")
        self.setAccessibleName("Export")
        self._state: ExportState | None = None
        self._folder: Path | None = None
        self._file: Path | None = None
        self._made_for = 0
        self._formats = _choices("Format", {fmt.value: fmt.value.upper() for fmt in ExportFormat}, "mp4")
        self._qualities = _choices("Quality", {quality.value: quality.value.title() for quality in Quality}, "medium")
        self._about = label(role=FontRole.CAPTION, tone="muted", name="exportAbout", wrap=True)
        self._remark = label(role=FontRole.CAPTION, tone="warning", name="exportRemark", wrap=True)
        self._where = ElidedLabel(FontRole.CAPTION, "exportFolder", "muted")
        self.choose = button("chooseExportFolderButton", "Change …", "", "quiet", "Choose where a copy goes")
        self.export = button("exportButton", "Export", "export", "primary", "Export the film (Ctrl+E)")
        self.work = WorkBar("exportProgress", "cancelExportButton", "Exporting the film")
        self._result = label(role=FontRole.CAPTION, name="exportResult", wrap=True)
        self.play = button("playExportButton", "Play", "play", "quiet", "Play the export")
        self.reveal = button("revealExportButton", "Reveal", "reveal", "quiet", "Show the export in its folder")
        self._lay_out()
        self._connect()
        self._show_choice()
        self._show_result("", "")

    @property
    def format(self) -> ExportFormat:
        """The chosen format."""
        return ExportFormat(_chosen(self._formats))

    @property
    def quality(self) -> Quality:
        """The chosen quality."""
        return Quality(_chosen(self._qualities))

    @property
    def preset(self) -> Preset:
        """What is wanted."""
        return pair(self.format, self.quality)

    @property
    def folder(self) -> Path | None:
        """Where a copy goes, None to leave the export in the library's folder."""
        return self._folder

    def show_state(self, state: ExportState | None) -> None:
        """Show what can be exported; another job clears what the last one left."""
        if state is None or self._state is None or state.job_id != self._state.job_id:
            self._show_result("", "")
        self._state = state
        why_not = "Open a job first." if state is None else state.why_not
        self.export.setEnabled(not why_not and self.work.isHidden())
        self._show_choice()
        self._show_where()

    def begin(self) -> None:
        """An export runs."""
        self._show_result("", "")
        self._made_for = self._state.job_id if self._state else 0
        self.export.setEnabled(False)
        self.work.begin("Starting")

    @Slot(Progress)
    def show_progress(self, progress: Progress) -> None:
        """Show where it is."""
        self.work.show_progress(progress)

    def end(self, words: str, tone: str, file: Path | None = None) -> None:
        """It ended: with a file, or without one for the reason given."""
        self.work.end()
        self._file = file
        self._show_result(words, tone)
        self.show_state(self._state)

    def _connect(self) -> None:
        self._formats.buttonClicked.connect(self._show_choice)
        self._qualities.buttonClicked.connect(self._show_choice)
        self.choose.clicked.connect(self._on_choose)
        self.export.clicked.connect(lambda: self.export_wished.emit(self.preset, self._folder))
        self.work.cancel_wished.connect(self.cancel_wished)
        self.reveal.clicked.connect(lambda: self.reveal_wished.emit(self._made_for, self._file))
        self.play.clicked.connect(lambda: self.play_wished.emit(self._made_for, self._file))

    def _show_choice(self) -> None:
        spec = self.quality.spec
        lines = [
            _FORMATS[self.format],
            f"Fits {spec.width}x{spec.height}, {spec.video_kbps} kbit/s video, {spec.audio_kbps} kbit/s audio",
        ]
        state = self._state
        if state and state.seconds:
            lines.append(f"Up to {size(likely_bytes(self.preset, (1, 1), Fraction(1), state.seconds))}")
        self._about.setText("\n".join(lines))
        remark = state.why_not or ("The film is older than the storyboard." if state.stale else "") if state else ""
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    def _show_where(self) -> None:
        if self._folder is not None:
            self._where.set_text(f"Copy to {self._folder}")
        else:
            self._where.set_text(f"To {self._state.folder}" if self._state else "")

    def _show_result(self, words: str, tone: str) -> None:
        self._result.setText(words)
        self._result.setVisible(bool(words))
        set_tone(self._result, tone)
        done = bool(words) and self._file is not None and tone == "success"
        self.play.setVisible(done)
        self.reveal.setVisible(done)

    def _on_choose(self) -> None:
        chosen = QFileDialog.getExistingDirectory(self, "Where should a copy go?", str(self._folder or Path.home()))
        self._folder = Path(chosen) if chosen else None
        self._show_where()

    def _lay_out(self) -> None:
        frame, column = panel("exportFrame", "Export")
        column.addWidget(label("Export", FontRole.HEADING))
        for group in (self._formats, self._qualities):
            row = QHBoxLayout()
            row.setSpacing(4)
            for choice in group.buttons():
                row.addWidget(choice, 1)
            column.addLayout(row)
        column.addWidget(self._about)
        column.addWidget(self._remark)
        where = QHBoxLayout()
        where.addWidget(self._where, 1)
        where.addWidget(self.choose)
        column.addLayout(where)
        column.addWidget(self.export)
        column.addWidget(self.work)
        column.addWidget(self._result)
        handed = QHBoxLayout()
        handed.setSpacing(GAP)
        handed.addWidget(self.play)
        handed.addWidget(self.reveal)
        handed.addStretch(1)
        column.addLayout(handed)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)


def _choices(spoken: str, choices: dict[str, str], chosen: str) -> QButtonGroup:
    """Buttons of which one is pressed, named ``formatMp4`` and so on."""
    group = QButtonGroup()
    for value, text in choices.items():
        made = QPushButton(text)
        made.setObjectName(f"{spoken.lower()}{value.title()}")
        made.setAccessibleName(f"{spoken}: {text}")
        made.setCheckable(True)
        made.setChecked(value == chosen)
        made.setProperty("choice", value)
        group.addButton(made)
    return group


def _chosen(group: QButtonGroup) -> str:
    return next(str(choice.property("choice")) for choice in group.buttons() if choice.isChecked())
