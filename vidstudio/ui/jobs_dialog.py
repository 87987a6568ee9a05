"""Which jobs to export at once, by what is ticked in the export panel."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QListWidget, QListWidgetItem, QVBoxLayout, QWidget

from vidstudio.core.wording import clock, plural, preset_title
from vidstudio.store.jobs import JobSummary
from vidstudio.ui.export_state import ChoiceState
from vidstudio.ui.fields import last_row, on_ctrl_return
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import GAP, MARGIN, button, label


class JobsDialog(QDialog):
    """objectName ``exportJobsDialog``; wishes the numbers of the ticked jobs."""

    export_wished = Signal(object)

    def __init__(self, jobs: Sequence[JobSummary], choice: ChoiceState, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("exportJobsDialog")
        self.setWindowTitle("Export several jobs")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(460, 480)
        self._each = len(choice.presets)
        made = ", ".join(preset_title(preset) for preset in choice.presets) or "nothing is ticked in the export panel"
        self.list = QListWidget()
        self.list.setObjectName("exportJobsList")
        self.list.setAccessibleName("Jobs with a film")
        for job in jobs:
            remote = job.video_url and not job.has_film
            item = QListWidgetItem(f"{job.title}  ·  {'fetched first' if remote else clock(job.duration)}")
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(Qt.CheckState.Checked)
            item.setData(Qt.ItemDataRole.UserRole, job.id)
            self.list.addItem(item)
        self.shut = button("closeExportJobsButton", "Cancel")
        self.export = button("exportJobsButton", "Export", "export", "primary", "Put them in line (Ctrl+Return)")
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addWidget(label(f"Each as: {made}", role=FontRole.CAPTION, tone="muted", wrap=True))
        column.addWidget(self.list, 1)
        column.addLayout(last_row(None, self.shut, self.export))
        self.list.itemChanged.connect(lambda _item: self._show_count())
        self.shut.clicked.connect(self.reject)
        self.export.clicked.connect(self._on_export)
        on_ctrl_return(self, self._on_export)
        self._show_count()

    def ticked(self) -> list[int]:
        """Numbers of the chosen jobs."""
        items = (self.list.item(row) for row in range(self.list.count()))
        return [
            int(item.data(Qt.ItemDataRole.UserRole)) for item in items if item.checkState() is Qt.CheckState.Checked
        ]

    def _show_count(self) -> None:
        count = len(self.ticked()) * self._each
        self.export.setText(f"Export {plural(count, 'file')}")
        self.export.setEnabled(count > 0)

    def _on_export(self) -> None:
        if self.export.isEnabled():
            self.export_wished.emit(self.ticked())
            self.accept()
