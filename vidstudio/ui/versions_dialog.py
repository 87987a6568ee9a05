"""The pictures a scene has had: any two of them compared, and one made current again."""

from collections.abc import Sequence
from html import escape
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QListWidget, QVBoxLayout, QWidget

from vidstudio.core.job import AspectRatio
from vidstudio.core.prompt_changes import Change, prompt_changes
from vidstudio.core.scene import Picture, PictureSource
from vidstudio.core.version import Version
from vidstudio.core.wording import dollars
from vidstudio.ui.compare_frame import CompareFrame
from vidstudio.ui.fields import last_row, on_ctrl_return
from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.picture_frame import cache_for
from vidstudio.ui.theme import colors
from vidstudio.ui.widgets import GAP, MARGIN, button, label

_SOURCES = {PictureSource.DRAFT: "draft", PictureSource.OWN: "your own"}


class VersionsDialog(QDialog):
    """objectName ``versionsDialog``; wishes one of the pictures to be the scene's."""

    use_wished = Signal(object)

    def __init__(
        self,
        number: int,
        versions: Sequence[Version],
        folder: Path,
        aspect_ratio: AspectRatio,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("versionsDialog")
        self.setWindowTitle(f"Versions of scene {number}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.resize(980, 620)
        self._versions = versions
        self._current = next((version for version in versions if version.current), None)
        self.list = QListWidget()
        self.list.setObjectName("versionsList")
        self.list.setAccessibleName("Versions")
        self.list.ensurePolished()  # or the current row is laid out by another font than the others
        self.list.addItems([_line(version) for version in reversed(versions)])
        self.frame = CompareFrame(cache_for(folder, self), aspect_ratio)
        self.wipe = button("wipeButton", "Wipe", "transition-wipe", "", "One over the other, with a line (W)")
        self.wipe.setCheckable(True)
        self.wipe.setShortcut("W")
        self._facts = label(role=FontRole.CAPTION, tone="muted", name="versionFacts", wrap=True)
        self._prompt = QLabel()
        self._prompt.setObjectName("versionPrompt")
        self._prompt.setFont(font(FontRole.BODY))
        self._prompt.setTextFormat(Qt.TextFormat.RichText)
        self._prompt.setWordWrap(True)
        self._prompt.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self.shut = button("closeVersionsButton", "Close")
        self.use = button("useVersionButton", "", "approve", "primary", "Make it the scene's picture (Ctrl+Return)")
        self._lay_out()
        self.list.currentRowChanged.connect(lambda _row: self._show())
        self.wipe.toggled.connect(self.frame.set_wiped)
        self.shut.clicked.connect(self.reject)
        self.use.clicked.connect(self._on_use)
        on_ctrl_return(self, self._on_use)
        self.list.setCurrentRow(self._first_row())

    @property
    def chosen(self) -> Version | None:
        """The version that is looked at."""
        row = self.list.currentRow()
        return self._versions[len(self._versions) - 1 - row] if row >= 0 else None

    def _first_row(self) -> int:
        """The newest that is not current: what one most likely wants to see beside it."""
        rows = [row for row, version in enumerate(reversed(self._versions)) if not version.current]
        return rows[0] if rows else 0

    def _show(self) -> None:
        chosen, current = self.chosen, self._current
        if chosen is None:
            return
        is_other = current is None or chosen.number != current.number
        beside = current if is_other else None
        self.frame.show_pair(
            _picture(beside), chosen.picture, ("" if beside is None else _named(beside), _named(chosen))
        )
        self.wipe.setEnabled(beside is not None)
        self._facts.setText(_facts(chosen))
        self._prompt.setText(_marked(current.picture.prompt if current else "", chosen.picture.prompt))
        self.use.setText(f"Use version {chosen.number}  ·  free" if is_other else "This is the current one")
        self.use.setEnabled(is_other)

    def _on_use(self) -> None:
        if self.use.isEnabled() and self.chosen is not None:
            self.use_wished.emit(self.chosen.picture)
            self.accept()

    def _lay_out(self) -> None:
        self.list.setFixedWidth(260)
        beside = QVBoxLayout()
        beside.setSpacing(GAP)
        beside.addWidget(self.frame, 1)
        under = QHBoxLayout()
        under.addWidget(self._facts, 1)
        under.addWidget(self.wipe)
        beside.addLayout(under)
        beside.addWidget(self._prompt)
        row = QHBoxLayout()
        row.setSpacing(MARGIN)
        row.addWidget(self.list)
        row.addLayout(beside, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addLayout(row, 1)
        column.addLayout(last_row(None, self.shut, self.use))


def _picture(version: Version | None) -> Picture | None:
    return version.picture if version else None


def _named(version: Version) -> str:
    return f"Version {version.number}, current" if version.current else f"Version {version.number}"


def _maker(picture: Picture) -> str:
    return _SOURCES.get(picture.source, "") or picture.model.rpartition("/")[2]


def _line(version: Version) -> str:
    mark = "  ·  current" if version.current else ""
    return f"{version.number}  ·  {_maker(version.picture)}{mark}"


def _facts(version: Version) -> str:
    """``flux-schnell · $0.003 · 1344x768 · seed 7 · worked 1.2 s · 12 March 2026, 14:03``."""
    picture = version.picture
    parts = [picture.model or _maker(picture)]
    parts.append("price unknown" if version.cost is None else dollars(version.cost))
    parts.append(f"{picture.width}x{picture.height}")
    if version.seed is not None:
        parts.append(f"seed {version.seed}")
    if version.seconds is not None:
        parts.append(f"worked {version.seconds:.1f} s")
    parts.append(f"{version.made_at.astimezone():%Y-%m-%d, %H:%M}")
    return "  ·  ".join(parts)


def _marked(before: str, after: str) -> str:
    """The prompt looked at, what is new in it marked, and what is gone of the current one struck out."""
    now = colors()
    styles = {
        Change.SAME: f"color:{now.text}",
        Change.GONE: f"color:{now.danger};text-decoration:line-through",
        Change.NEW: f"color:{now.success};font-weight:600",
    }
    if not after:
        return f'<span style="color:{now.faint}">No prompt</span>'
    words = prompt_changes(before, after) if before else prompt_changes(after, after)
    return "".join(f'<span style="{styles[part.change]}">{escape(part.text)}</span>' for part in words)
