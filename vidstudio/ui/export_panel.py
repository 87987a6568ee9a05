"""The export panel: what is to be made, where it goes, how far it is, and what came of it."""

from collections.abc import Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Signal
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QLineEdit, QMenu, QPushButton, QVBoxLayout, QWidget

from vidstudio.core.control import Progress
from vidstudio.core.estimate import Rates
from vidstudio.core.export import DEFAULT_FORMAT, DEFAULT_QUALITY, ExportFormat, Quality, pair
from vidstudio.core.preset import Preset
from vidstudio.core.wording import preset_facts
from vidstudio.paths import expanded
from vidstudio.studio.hand_over import AlreadyThere
from vidstudio.ui.export_state import ChoiceState, ExportState, choice_state
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import GAP, ElidedLabel, WorkBar, beside, button, label, panel, set_tone


class ExportPanel(QWidget):
    """objectName ``exportPanel``. Any number of formats, qualities and presets can be ticked.

    Signals:
        export_wished: the presets, and the folder a copy goes to or None.
        cancel_wished: stop what this job still has in line.
        queue_wished, presets_wished: show the queue; make and change presets.
        chosen: what is ticked, as slugs.
        considered: another choice, folder or job: what is there already should be looked up.
    """

    export_wished = Signal(object, object)
    cancel_wished = Signal()
    queue_wished = Signal()
    presets_wished = Signal()
    chosen = Signal(object)
    considered = Signal()
    reveal_wished = Signal(int, object)
    play_wished = Signal(int, object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportPanel")
        self.setAccessibleName("Export")
        self._state: ExportState | None = None
        self._learnt: Rates = {}
        self._there = AlreadyThere()
        self._folder: Path | None = None
        self._file: Path | None = None
        self._made_for = 0
        self._asked = False
        self._presets: dict[str, Preset] = {}
        self._ticked: list[str] = []
        self._formats = _choices("Format", {fmt.value: fmt.value.upper() for fmt in ExportFormat}, DEFAULT_FORMAT)
        self._qualities = _choices("Quality", {each.value: each.value.title() for each in Quality}, DEFAULT_QUALITY)
        self.presets = button("presetsButton", "Presets", "more", "", "Presets for the places films go, and your own")
        self._menu = QMenu(self)
        self._menu.setObjectName("presetsMenu")
        self.presets.setMenu(self._menu)
        self.part = QLineEdit()
        self.part.setObjectName("exportPart")
        self.part.setAccessibleName("Part of the film")
        self.part.setPlaceholderText("Whole film; or scenes 2-4, or 0:05-0:12")
        self._about = label(role=FontRole.CAPTION, tone="muted", name="exportAbout", wrap=True)
        self._remark = label(role=FontRole.CAPTION, tone="warning", name="exportRemark", wrap=True)
        self._where = ElidedLabel(FontRole.CAPTION, "exportFolder", "muted")
        self.choose = button("chooseExportFolderButton", "Change …", "", "quiet", "Choose where a copy goes")
        self.queue = button("queueButton", "Queue", "jobs", "quiet", "Show the queue (Ctrl+Shift+E)")
        self.export = button("exportButton", "Export", "export", "primary", "Export the film (Ctrl+E)")
        self.work = WorkBar("exportProgress", "cancelExportButton", "Exporting")
        self._result = label(role=FontRole.CAPTION, name="exportResult", wrap=True)
        self.play = button("playExportButton", "Play", "play", "quiet", "Play the export")
        self.reveal = button("revealExportButton", "Reveal", "reveal", "quiet", "Show the export in its folder")
        self._lay_out()
        self._connect()
        self._show_choice()
        self._show_result("", "")

    @property
    def choice(self) -> ChoiceState:
        """What is ticked, and what is said of it."""
        pairs = [
            pair(ExportFormat(fmt), Quality(quality))
            for quality in _chosen(self._qualities)
            for fmt in _chosen(self._formats)
        ]
        ticked = [self._presets[slug] for slug in self._ticked if slug in self._presets]
        return choice_state(self._state, [*pairs, *ticked], self.part.text(), self._learnt, self._there)

    @property
    def folder(self) -> Path | None:
        """Where a copy goes, None to leave the export in the library's folder."""
        return self._folder

    def show_state(self, state: ExportState | None) -> None:
        """Show what can be exported; another job clears what the last one left."""
        if state is None or self._state is None or state.job_id != self._state.job_id:
            self._show_result("", "")
        self._state = state
        if state is not None and not self._asked:
            self._tick_pairs([state.proposed.slug])
        self._consider()
        self._show_where()

    def show_learnt(self, learnt: Rates) -> None:
        """How long each codec takes on this machine."""
        self._learnt = learnt
        self._show_choice()

    def show_there(self, there: AlreadyThere) -> None:
        """Tell what the present choice finds where it goes."""
        self._there = there
        self._show_choice()

    def show_presets(self, presets: Sequence[Preset]) -> None:
        """Offer these beside the pairs."""
        self._presets = {preset.slug: preset for preset in presets}
        self._ticked = [slug for slug in self._ticked if slug in self._presets]
        self._menu.clear()
        for slug, preset in self._presets.items():
            action = QAction(preset.name, self._menu, checkable=True)
            action.setChecked(slug in self._ticked)
            action.setToolTip(preset_facts(preset))
            action.toggled.connect(lambda on, slug=slug: self._tick(slug, on=on))
            self._menu.addAction(action)
        self._menu.setToolTipsVisible(True)
        self._menu.addSeparator()
        self._menu.addAction("Make and Change Presets…", self.presets_wished.emit)
        self._show_choice()

    def tick(self, slugs: Sequence[str]) -> None:
        """Choose what was chosen before; what is not there any more is left out."""
        self._asked = True
        self._tick_pairs(slugs)
        self._ticked = [slug for slug in slugs if slug in self._presets]
        for action in self._menu.actions():
            slug = next((slug for slug, preset in self._presets.items() if preset.name == action.text()), "")
            action.setChecked(slug in self._ticked)
        self._consider()

    def show_work(self, words: str, progress: Progress | None) -> None:
        """What this job still has in line, and where it is; no words while there is nothing."""
        if not words:
            self.work.end()
            return
        if self.work.isHidden():
            self._show_result("", "")
            self.work.begin(words)
        if progress is not None:
            self.work.show_progress(progress)

    def end(self, job_id: int, words: str, tone: str, file: Path | None = None) -> None:
        """An export ended: with a file, or without one for the reason given."""
        self._file, self._made_for = file, job_id
        self._show_result(words, tone)

    def _connect(self) -> None:
        for choice in (*self._formats, *self._qualities):
            choice.toggled.connect(self._on_ticked)
        self.part.textChanged.connect(self._consider)
        self.choose.clicked.connect(self._on_choose)
        self.queue.clicked.connect(self.queue_wished)
        self.export.clicked.connect(self._on_export)
        self.work.cancel_wished.connect(self.cancel_wished)
        self.reveal.clicked.connect(lambda: self.reveal_wished.emit(self._made_for, self._file))
        self.play.clicked.connect(lambda: self.play_wished.emit(self._made_for, self._file))

    def _tick(self, slug: str, *, on: bool) -> None:
        self._ticked = [each for each in self._ticked if each != slug] + ([slug] if on else [])
        self._on_ticked()

    def _tick_pairs(self, slugs: Sequence[str]) -> None:
        for choice in (*self._formats, *self._qualities):
            with QSignalBlocker(choice):
                choice.setChecked(any(choice.property("choice") in slug.split("_") for slug in slugs))

    def _consider(self) -> None:
        self._there = AlreadyThere()
        self._show_choice()
        self.considered.emit()

    def _on_ticked(self) -> None:
        self._consider()
        self._choose()

    def _on_export(self) -> None:
        self._choose()  # what was proposed is chosen by that
        self.export_wished.emit(self.choice.presets, self._folder)

    def _choose(self) -> None:
        self._asked = True
        pairs = [f"{fmt}_{quality}" for fmt in _chosen(self._formats) for quality in _chosen(self._qualities)]
        self.chosen.emit([*pairs, *self._ticked])

    def _show_choice(self) -> None:
        now = self.choice
        self._about.setText(now.about)
        self._about.setVisible(bool(now.about))
        self._remark.setText(now.remark)
        self._remark.setVisible(bool(now.remark))
        self.export.setText(now.button)
        self.export.setEnabled(now.can_export)
        count = len(self._ticked)
        self.presets.setText(f"Presets  ·  {count} chosen" if count else "Presets")

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
        chosen = QFileDialog.getExistingDirectory(self, "Where should a copy go?", str(self._folder or expanded("~")))
        self._folder = Path(chosen) if chosen else None
        self._show_where()
        self._consider()

    def _lay_out(self) -> None:
        frame, column = panel("exportFrame", "Export")
        head = QHBoxLayout()
        head.addWidget(label("Export", FontRole.HEADING), 1)
        head.addWidget(self.queue)
        column.addLayout(head)
        for group in (self._formats, self._qualities):
            row = QHBoxLayout()
            row.setSpacing(4)
            for choice in group:
                row.addWidget(choice, 1)
            column.addLayout(row)
        column.addWidget(self.presets)
        column.addWidget(self.part)
        column.addWidget(self._about)
        column.addWidget(self._remark)
        column.addLayout(beside(self._where, self.choose, wide=0))
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


def _choices(spoken: str, choices: dict[str, str], chosen: str) -> list[QPushButton]:
    """Buttons that can be ticked, named ``formatMp4`` and so on."""
    group = []
    for value, text in choices.items():
        made = QPushButton(text)
        made.setObjectName(f"{spoken.lower()}{value.title()}")
        made.setAccessibleName(f"{spoken}: {text}")
        made.setCheckable(True)
        made.setChecked(value == chosen)
        made.setProperty("choice", value)
        group.append(made)
    return group


def _chosen(group: Sequence[QPushButton]) -> list[str]:
    return [str(choice.property("choice")) for choice in group if choice.isChecked()]
