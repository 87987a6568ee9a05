"""One file of a scene: its name and length, and the ways to choose another one or none."""

from pathlib import Path

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFileDialog, QHBoxLayout, QWidget

from vidstudio.ui.storyboard.drag import CLIP_SUFFIXES, SOUND_SUFFIXES
from vidstudio.ui.widgets import GAP, ElidedLabel, button

_NONE = "None"
_MAKE = {
    "narration": ("Speak it …", "narration", "quiet", "Save the scene, then have its words spoken by a model"),
    "clip": ("Make it …", "clip", "quiet", "Save the scene, then have a clip made of its picture by a model"),
}
"""What a model can make: words, icon, kind and hint of the button."""


class FileRow(QWidget):
    """Its parts are named after ``field``: narrationFile, chooseNarrationButton, removeNarrationButton.

    Signals:
        chosen: a file (Path).
        removed: the one there is shall go.
        make_wished: a model shall make one.
    """

    chosen = Signal(object)
    removed = Signal()
    make_wished = Signal()

    def __init__(self, field: str, title: str) -> None:
        super().__init__()
        self.setObjectName(f"{field}Row")
        self._title = title
        self._filter = _filter(field)
        self._shown = ElidedLabel(name=f"{field}File")
        self.choose = button(f"choose{field.title()}Button", "Choose …", "", "", f"Choose a file: {title.lower()}")
        self.remove = button(f"remove{field.title()}Button", "Remove", "", "quiet", f"Take it out: {title.lower()}")
        makers = [button(f"make{field.title()}Button", *_MAKE[field])] if field in _MAKE else []
        for maker in makers:
            maker.clicked.connect(self.make_wished)
        for part in (self.choose, self.remove, *makers):
            part.setAccessibleName(part.toolTip())
            part.setAutoDefault(False)
        room = self.remove.sizePolicy()
        room.setRetainSizeWhenHidden(True)  # what is beside it stays in its column
        self.remove.setSizePolicy(room)
        self.choose.clicked.connect(self._on_choose)
        self.remove.clicked.connect(self.removed)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(GAP)
        row.addWidget(self._shown, 1)
        row.addWidget(self.remove)
        for part in (*makers, self.choose):
            row.addWidget(part)

    def show_file(self, words: str) -> None:
        """Show a file's name and length; empty for none."""
        self._shown.set_text(words or _NONE, "text" if words else "faint")
        self._shown.setAccessibleName(f"{self._title}: {words or _NONE}")
        self.remove.setVisible(bool(words))

    def _on_choose(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, self._title, "", self._filter)
        if file:
            self.chosen.emit(Path(file))


def _filter(field: str) -> str:
    words, suffixes = ("Clips", CLIP_SUFFIXES) if field == "clip" else ("Sounds", SOUND_SUFFIXES)
    return f"{words} ({' '.join(sorted(f'*{suffix}' for suffix in suffixes))});;All files (*)"
