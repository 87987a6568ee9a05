"""A scene's settings: how long it is, how it moves and gives way, its words, its sounds and its clip."""

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt, Signal
from PySide6.QtWidgets import QDialog, QGridLayout, QSizePolicy, QVBoxLayout, QWidget

from vidstudio.core.scene import (
    MAX_SCENE_SECONDS,
    MAX_STRENGTH,
    MAX_TRANSITION_SECONDS,
    MIN_SCENE_SECONDS,
    Scene,
)
from vidstudio.core.wording import CAPTION_STYLE, FRAMING, MOTION, TRANSITION
from vidstudio.errors import VidstudioError
from vidstudio.studio.edit import following
from vidstudio.ui.fields import ChoiceBox, last_row, number_box, on_ctrl_return, percent_slider, show_count, text_area
from vidstudio.ui.file_row import FileRow
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.scene_state import FILES, scene_state
from vidstudio.ui.widgets import GAP, MARGIN, WorkBar, beside, button, label, line

_PERCENT = 100
_ROW = 32
"""Height of a row, points: a slider is lower than the other fields."""


class SceneDialog(QDialog):
    """objectName ``sceneDialog``. Holds the scene as it is chosen so far; nothing changes before it is saved.

    Signals:
        save_wished: the Scene as it shall be.
        take_wished: a field of the scene, and the file (Path) to keep for it; answered by ``take`` or ``fail``.
        cancel_wished: don't take the file after all.
        make_wished: the Scene as it shall be, and a field of it that a model shall make then.
    """

    save_wished = Signal(object)
    take_wished = Signal(str, object)
    cancel_wished = Signal()
    make_wished = Signal(object, str)

    def __init__(self, scene: Scene, number: int, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("sceneDialog")
        self.setWindowTitle(f"Scene {number}")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self.before = scene
        self._scene = scene
        self._running = False
        seconds = (MIN_SCENE_SECONDS, MAX_SCENE_SECONDS)
        self.duration = number_box("sceneDurationBox", "Length in seconds", seconds, scene.duration, "s")
        self.match = button("matchNarrationButton", "Match narration", "narration", "quiet", "As long as its narration")
        self.motion = ChoiceBox("motionBox", "Camera move", MOTION, scene.motion)
        self.strength = percent_slider(
            "strengthSlider",
            "Strength of the camera move in percent",
            round(MAX_STRENGTH * _PERCENT),
            round(scene.strength * _PERCENT),
        )
        self._percent = label(role=FontRole.NUMBER, tone="muted", name="strengthValue")
        self.transition = ChoiceBox("transitionBox", "Transition to the next scene", TRANSITION, scene.transition)
        self.transition_seconds = number_box(
            "transitionSecondsBox",
            "Length of the transition in seconds",
            (0, MAX_TRANSITION_SECONDS),
            scene.transition_seconds,
            "s",
        )
        self.framing = ChoiceBox("framingBox", "Framing of a picture of another shape", FRAMING, scene.framing)
        self.caption = text_area("captionEdit", "Caption", scene.caption)
        self.caption.setPlaceholderText("Words on the picture")
        self.caption.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Ignored)  # as high as beside it
        self._count = label(role=FontRole.NUMBER, name="captionCount")
        self.caption_style = ChoiceBox("captionStyleBox", "Style of the caption", CAPTION_STYLE, scene.caption_style)
        self.files = {field: FileRow(field, title) for field, title in FILES.items()}
        self._message = label(role=FontRole.CAPTION, tone="danger", name="sceneMessage", wrap=True)
        self.work = WorkBar("sceneProgress", "cancelTakeButton", "Taking the file")
        self.close_button = button("closeSceneButton", "Cancel")
        self.save = button("saveSceneButton", "Save", "", "primary", "Save the scene (Ctrl+Return)")
        self._form = QWidget()
        self._lay_out()
        self._connect()
        self._message.hide()
        self._show()
        self.duration.setFocus()
        self.duration.selectAll()

    @property
    def running(self) -> bool:
        """Whether a file is being taken."""
        return self._running

    def wished(self) -> Scene:
        """The scene as it is chosen so far."""
        return self._scene

    def begin(self, file: Path) -> None:
        """A file is being copied and looked at."""
        self._message.hide()
        self.work.begin(f"Taking {file.name}")
        self._set_running(running=True)

    def take(self, changes: Mapping[str, Any]) -> None:
        """It was taken: what that changes of the scene."""
        self.stop()
        self._scene = replace(self._scene, **changes)
        self._show()

    def fail(self, error: Exception) -> None:
        """The file or the scene was refused: say why; what was chosen stays."""
        self.stop()
        words = f"{error.message} {error.hint}" if isinstance(error, VidstudioError) else f"Unexpected: {error}"
        self._message.setText(words.strip())
        self._message.show()

    def stop(self) -> None:
        """No file is being taken any more."""
        self.work.end()
        self._set_running(running=False)

    def _set_running(self, *, running: bool) -> None:
        self._running = running
        self._form.setEnabled(not running)
        self.save.setEnabled(not running)

    def _show(self) -> None:
        state = scene_state(self._scene)
        show_count(self._count, state.count, fits=state.fits)
        self._percent.setText(state.strength)
        self.match.setEnabled(state.can_match)
        self.strength.setEnabled(state.moves)
        self.transition_seconds.setEnabled(state.takes_time)
        for field, row in self.files.items():
            row.show_file(state.files[field])

    def _choose(self, **values: Any) -> None:
        self._scene = replace(self._scene, **values)
        self._show()

    def _connect(self) -> None:
        self.duration.valueChanged.connect(lambda value: self._choose(duration=value))
        self.strength.valueChanged.connect(lambda value: self._choose(strength=value / _PERCENT))
        self.transition_seconds.valueChanged.connect(lambda value: self._choose(transition_seconds=value))
        self.caption.textChanged.connect(lambda: self._choose(caption=self.caption.toPlainText()))
        for name in ("motion", "transition", "framing", "caption_style"):
            box = getattr(self, name)
            box.currentIndexChanged.connect(lambda _row, name=name, box=box: self._choose(**{name: box.value}))
        self.match.clicked.connect(self._on_match)
        for field, row in self.files.items():
            row.chosen.connect(lambda file, field=field: self.take_wished.emit(field, file))
            row.make_wished.connect(lambda field=field: self.make_wished.emit(self._scene, field))
            row.removed.connect(lambda field=field: self._on_removed(field))
        self.work.cancel_wished.connect(self.work.stopping)
        self.work.cancel_wished.connect(self.cancel_wished)
        for other in (self.close_button, self.match, self.work.cancel):
            other.setAutoDefault(False)  # Return saves, wherever the keyboard is
        self.save.setDefault(True)
        self.close_button.clicked.connect(self.reject)
        self.save.clicked.connect(self._on_save)
        on_ctrl_return(self, self._on_save)

    def _on_match(self) -> None:
        with QSignalBlocker(self.duration):
            self.duration.setValue(following(self._scene))
        self._choose(duration=self.duration.value())

    def _on_removed(self, field: str) -> None:
        """A clip chosen here and taken out again leaves the picture as it was."""
        changes: dict[str, Any] = {field: None}
        if field == "clip" and self.before.clip is None:
            changes |= {name: getattr(self.before, name) for name in ("picture", "status", "error")}
        self._choose(**changes)

    def _on_save(self) -> None:
        if self.save.isEnabled():
            self.save_wished.emit(self._scene)

    def _lay_out(self) -> None:
        grid = QGridLayout(self._form)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(GAP)
        rows: list[tuple[str, tuple[QWidget, ...]]] = [
            ("Length", (self.duration, self.match)),
            ("Camera move", (self.motion,)),
            ("Strength", (self.strength, self._percent)),
            ("To the next scene", (self.transition, self.transition_seconds)),
            ("Framing", (self.framing,)),
        ]
        for row, (words, fields) in enumerate(rows):
            grid.addWidget(label(words, tone="muted"), row, 0)
            grid.addLayout(beside(*fields), row, 1)
            grid.setRowMinimumHeight(row, _ROW)
        grid.addLayout(beside(label("Caption", tone="muted"), self._count, wide=0), 0, 3)
        grid.addWidget(self.caption, 1, 3, len(rows) - 2, 1)
        grid.addLayout(beside(label("Style", tone="muted"), self.caption_style, wide=1), len(rows) - 1, 3)
        grid.addWidget(line(), len(rows), 0, 1, 4)
        grid.setRowMinimumHeight(len(rows), MARGIN + 1)
        for row, (field, title) in enumerate(FILES.items(), len(rows) + 1):
            grid.addWidget(label(title, tone="muted"), row, 0)
            grid.addWidget(self.files[field], row, 1, 1, 3)
        grid.setColumnMinimumWidth(2, GAP)
        grid.setColumnMinimumWidth(3, 320)
        grid.setColumnStretch(3, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        column.addWidget(self._form, 1)
        column.addWidget(self.work)
        column.addLayout(last_row(self._message, self.close_button, self.save))
