"""The metadata of the open job, live, as the same document the command line prints."""

from pathlib import Path
from typing import Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLabel, QVBoxLayout, QWidget

from vidstudio.core.job import Job
from vidstudio.core.metadata import metadata, metadata_text
from vidstudio.core.wording import clock
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import GAP, ElidedLabel, button, label, panel

_COPY = "Copy JSON"
_ROWS = (
    ("jobId", "Job"),
    ("status", "Status"),
    ("approved", "Approved"),
    ("scenes", "Scenes"),
    ("duration", "Duration"),
    ("estimated", "Estimated cost"),
    ("actual", "Actual cost"),
    ("refinements", "Refinements"),
    ("downloads", "Downloads"),
    ("video", "Video"),
    ("updated", "Updated"),
    ("error", "Error"),
)


class MetadataPane(QWidget):
    """objectName ``metadataPane``; each value is a label named ``metadata`` and the row's key."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("metadataPane")
        self.setAccessibleName("Metadata")
        self._shown: tuple[Job, Path | None] | None = None
        self._values: dict[str, ElidedLabel] = {}
        self._names: dict[str, QLabel] = {}
        self.copy = button("copyMetadataButton", _COPY, "copy", "quiet", "Copy the metadata as JSON")
        self.copy.clicked.connect(self._on_copy)
        frame, column = panel("metadataFrame", "Metadata")
        head = QHBoxLayout()
        head.addWidget(label("Metadata", FontRole.HEADING), 1)
        head.addWidget(self.copy)
        column.addLayout(head)
        column.addLayout(self._grid())
        column.addStretch(1)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame)

    def show_job(self, job: Job | None, video: Path | None) -> None:
        """Show the document of a job, or nothing."""
        self._shown = (job, video) if job else None
        self.copy.setText(_COPY)
        shown = _words(metadata(job, video)) if job else {}
        for key, value in self._values.items():
            value.set_text(shown.get(key, ""))
            visible = bool(job) and (key != "error" or bool(shown.get(key)))
            value.setVisible(visible)
            self._names[key].setVisible(visible)
        self.copy.setEnabled(bool(job))

    def value(self, key: str) -> str:
        """What a row shows."""
        return self._values[key].text()

    def _grid(self) -> QGridLayout:
        grid = QGridLayout()
        grid.setHorizontalSpacing(2 * GAP)
        grid.setVerticalSpacing(6)
        grid.setColumnStretch(1, 1)
        for row, (key, name) in enumerate(_ROWS):
            value = ElidedLabel(FontRole.NUMBER, f"metadata{key[0].upper()}{key[1:]}")
            self._values[key] = value
            self._names[key] = label(name, FontRole.CAPTION, "muted")
            grid.addWidget(self._names[key], row, 0)
            grid.addWidget(value, row, 1)
        return grid

    def _on_copy(self) -> None:
        if self._shown is not None:
            QGuiApplication.clipboard().setText(metadata_text(*self._shown))
            self.copy.setText("Copied")


def _words(document: dict[str, Any]) -> dict[str, str]:
    scenes, costs, metrics, video = (document[key] for key in ("scenes", "costs", "metrics", "video"))
    failed = f", {scenes['failed']} failed" if scenes["failed"] else ""
    return {
        "jobId": str(document["job_id"]),
        "status": document["status"],
        "approved": _moment(document["approved_at"]) if document["approved"] else "no",
        "scenes": f"{scenes['completed']} of {scenes['total']} completed{failed}",
        "duration": _parameters(scenes, video["parameters"]),
        "estimated": f"{costs['estimated']:.2f} {costs['currency']}",
        "actual": f"{costs['actual']:.3f} {costs['currency']}",
        "refinements": str(metrics["refinement_count"]),
        "downloads": str(metrics["download_count"]),
        "video": video["url"] or "none yet",
        "updated": _moment(document["updated_at"]),
        "error": document["error"] or "",
    }


def _parameters(scenes: dict[str, Any], parameters: dict[str, Any]) -> str:
    """Length, shape and style; a film from elsewhere has no scenes, no style, and no length until it is fetched."""
    shape, style = parameters["aspect_ratio"], parameters["style"]
    if shape is None:
        return "not known yet"
    if style is None:
        return f"{clock(parameters['duration'])}, {shape}"
    return f"{clock(sum(detail['duration'] for detail in scenes['details']))}, {shape}, {style}"


def _moment(stamp: str) -> str:
    return f"{stamp.replace('T', ' ')} UTC"
