"""Narration and music by models: what is spoken, how it sounds, by whom, and for how much."""

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from vidstudio.core.job import Job
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.voices import MAX_MUSIC_LETTERS, MusicModel, SpeechModel, film_seconds, spoken_words
from vidstudio.core.wording import about, plural, seconds
from vidstudio.errors import VidstudioError
from vidstudio.services.media.sound_models import MUSIC_MODELS, SPEECH_MODELS
from vidstudio.studio.voices import price_of_speech
from vidstudio.ui.clip_dialog import NO_TOKEN
from vidstudio.ui.fields import ChoiceBox, last_row, named_rows, on_ctrl_return, text_area
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import MARGIN, button, label

_ROWS = 4
"""Lines of text that are seen without scrolling."""


class SpeechDialog(QDialog):
    """objectName ``speechDialog``; wishes a SpeechModel, the name of a voice, and the words, empty for each scene's."""

    speech_wished = Signal(object, str, str)

    def __init__(self, job: Job, scenes: Sequence[Scene], *, has_token: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("speechDialog")
        first = Storyboard(job.scenes).row_of(scenes[0].id) + 1
        one = len(scenes) == 1
        self.setWindowTitle(f"Speak scene {first}" if one else f"Speak {len(scenes)} scenes")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._scenes, self._has_token = scenes, has_token
        self.text = text_area("speechEdit", "What is spoken", _words(scenes[0]) if one else "")
        self.text.setVisible(one)
        self.model = ChoiceBox(
            "speechModelBox", "Model", {each: each.label for each in SPEECH_MODELS}, SPEECH_MODELS[0]
        )
        self.voice = ChoiceBox("voiceBox", "Voice", dict(SPEECH_MODELS[0].voices), SPEECH_MODELS[0].voice())
        about = "It becomes the scene's narration." if one else "Each scene's caption is spoken, else its first line."
        self._about = label(about, role=FontRole.CAPTION, tone="muted", wrap=True)
        self._remark = label(role=FontRole.CAPTION, tone="warning", name="speechRemark", wrap=True)
        self.shut = button("closeSpeechButton", "Cancel")
        self.start = button("startSpeechButton", "", "narration", "primary", "Speak it (Ctrl+Return)")
        column = _column(self, self.text if one else None, ("Model", self.model), ("Voice", self.voice))
        column.addWidget(self._about)
        column.addWidget(self._remark)
        column.addLayout(last_row(None, self.shut, self.start))
        self.model.currentIndexChanged.connect(self._on_model)
        self.text.textChanged.connect(self._show)
        self.shut.clicked.connect(self.reject)
        self.start.clicked.connect(self._on_start)
        on_ctrl_return(self, self._on_start)
        self._show()

    def _on_model(self) -> None:
        chosen: SpeechModel = self.model.value
        self.voice.offer(dict(chosen.voices), chosen.voice())
        self._show()

    def _show(self) -> None:
        remark, price = "" if self._has_token else NO_TOKEN, None
        try:
            if self._one and not self.text.toPlainText().strip():
                remark = "Write what is to be spoken."
            price = price_of_speech(self._scenes, self.model.value, self._said)
        except VidstudioError as exc:
            remark = f"{exc.message} {exc.hint}"
        what = "Speak it" if self._one else f"Speak {plural(len(self._scenes), 'scene')}"
        self.start.setText(_priced(what, price))
        self.start.setEnabled(not remark)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    @property
    def _one(self) -> bool:
        return len(self._scenes) == 1

    @property
    def _said(self) -> str:
        return self.text.toPlainText() if self._one else ""

    def _on_start(self) -> None:
        if self.start.isEnabled():
            self.speech_wished.emit(self.model.value, self.voice.value, self._said)
            self.accept()


class MusicDialog(QDialog):
    """objectName ``musicDialog``; wishes a MusicModel and how it sounds."""

    music_wished = Signal(object, str)

    def __init__(self, job: Job, *, has_token: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("musicDialog")
        self.setWindowTitle("Make music")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._seconds, self._has_token = film_seconds(job), has_token
        self.prompt = text_area("musicEdit", "How it sounds", "")
        self.prompt.setPlaceholderText("A slow piano over soft strings, hopeful, no drums")
        models = {each: each.label for each in MUSIC_MODELS}
        self.model = ChoiceBox("musicModelBox", "Model", models, MUSIC_MODELS[0])
        self._about = label(role=FontRole.CAPTION, tone="muted", name="musicAbout", wrap=True)
        self._remark = label(role=FontRole.CAPTION, tone="warning", name="musicRemark", wrap=True)
        self.shut = button("closeMusicButton", "Cancel")
        self.start = button("startMusicButton", "", "music", "primary", "Make it (Ctrl+Return)")
        column = _column(self, self.prompt, ("Model", self.model))
        column.addWidget(self._about)
        column.addWidget(self._remark)
        column.addLayout(last_row(None, self.shut, self.start))
        self.model.currentIndexChanged.connect(self._show)
        self.prompt.textChanged.connect(self._show)
        self.shut.clicked.connect(self.reject)
        self.start.clicked.connect(self._on_start)
        on_ctrl_return(self, self._on_start)
        self._show()

    def _show(self) -> None:
        chosen: MusicModel = self.model.value
        made, words = chosen.length(self._seconds), " ".join(self.prompt.toPlainText().split())
        remark = "" if self._has_token else NO_TOKEN
        if len(words) > MAX_MUSIC_LETTERS:
            remark = f"At most {MAX_MUSIC_LETTERS} letters."
        again = ", heard again from its start after that" if made < self._seconds else ""
        self._about.setText(
            f"{made} s for a film of {seconds(self._seconds)}{again}. It takes the place of other music."
        )
        self.start.setText(_priced("Make the music", chosen.price(self._seconds)))
        self.start.setEnabled(bool(words) and not remark)
        self._remark.setText(remark)
        self._remark.setVisible(bool(remark))

    def _on_start(self) -> None:
        if self.start.isEnabled():
            self.music_wished.emit(self.model.value, self.prompt.toPlainText())
            self.accept()


def _words(scene: Scene) -> str:
    try:
        return spoken_words(scene)
    except VidstudioError:
        return ""


def _priced(what: str, price: Decimal | None) -> str:
    return f"{what}  ·  {about(price)}"


def _column(dialog: QDialog, text: QWidget | None, *rows: tuple[str, QWidget]) -> QVBoxLayout:
    """The dialog's column, begun with a text and named fields."""
    column = QVBoxLayout(dialog)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    column.setSpacing(MARGIN)
    if text is not None:
        text.setFixedHeight(text.fontMetrics().lineSpacing() * _ROWS + 2 * MARGIN)
        column.addWidget(text)
    column.addLayout(named_rows(*rows))
    dialog.setMinimumWidth(480)
    return column
