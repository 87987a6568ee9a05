"""A new job: an idea or a script, how long, which shape and style, who plans the scenes, and whose pictures."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from PySide6.QtCore import QSignalBlocker, Qt, Signal, Slot
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QFileDialog,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from vidstudio.core.control import Progress
from vidstudio.core.images import ImageModel
from vidstudio.core.job import MAX_FILM_SECONDS, AspectRatio
from vidstudio.core.scene_plan import PlannedScene
from vidstudio.core.script import DEFAULT_SECONDS
from vidstudio.core.wording import clock, dollars, plural, seconds, shorten
from vidstudio.errors import VidstudioError
from vidstudio.studio.jobs import NewJob, Pictures, outline, read_script
from vidstudio.ui.fields import last_row, on_ctrl_return
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.state import RefineState
from vidstudio.ui.widgets import GAP, MARGIN, WorkBar, button, label, set_tone

_SHAPES = {
    AspectRatio.WIDE: "16:9  wide",
    AspectRatio.TALL: "9:16  tall",
    AspectRatio.SQUARE: "1:1  square",
    AspectRatio.PORTRAIT: "4:5  portrait",
    AspectRatio.CINEMA: "21:9  cinema",
}
_STYLES = ("cinematic", "documentary", "noir", "watercolor", "anime", "pastel", "sketch")
_OWN = "own"
_FREE = {Pictures.DRAFT.value, _OWN}
_BY_RULES = ""
_LINE_LETTERS = 120
"""Of a planned scene's description in the list; the tool tip has it whole."""
_SCRIPTS = "Scripts (*.txt *.md *.markdown *.fountain);;All files (*)"
_LIVE_LETTERS = 20_000
"""A text longer than this is not read at every key press."""


class NewJobDialog(QDialog):
    """objectName ``newJobDialog``. Says what will come of the text before anything is made.

    Signals:
        create_wished: a NewJob.
        cancel_wished: stop the making under way.
        scene_planned: the number of a PlannedScene, and the scene; emitted from the thread that makes the job.
    """

    create_wished = Signal(object)
    cancel_wished = Signal()
    scene_planned = Signal(int, object)

    def __init__(
        self,
        state: RefineState,
        *,
        models: Sequence[ImageModel] = (),
        model: str = "",
        planners: Mapping[str, str] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(parent)
        self.setObjectName("newJobDialog")
        self.setWindowTitle("New job")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._state = state
        self._script = False
        self._length_asked = False
        self._folder: Path | None = None
        self._running = False
        self.text_edit = QPlainTextEdit()
        self.text_edit.setObjectName("ideaEdit")
        self.text_edit.setAccessibleName("Idea or script")
        self.text_edit.setPlaceholderText("A lighthouse keeper befriends a whale during the longest storm of the year")
        self.text_edit.setTabChangesFocus(True)
        self.text_edit.setMinimumSize(560, 160)
        self.title_edit = QLineEdit()
        self.title_edit.setObjectName("titleEdit")
        self.title_edit.setAccessibleName("Title")
        self.title_edit.setPlaceholderText("From the first words")
        self.title_edit.setMaxLength(200)
        self.duration = QDoubleSpinBox()
        self.duration.setObjectName("durationBox")
        self.duration.setAccessibleName("Duration in seconds")
        self.duration.setRange(1, MAX_FILM_SECONDS)
        self.duration.setDecimals(1)
        self.duration.setSingleStep(5)
        self.duration.setValue(DEFAULT_SECONDS)
        self.duration.lineEdit().setTextMargins(8, 0, 0, 0)  # a style sheet's padding does not reach it
        self.duration.setSuffix(" s")
        self.shape = _box("aspectRatioBox", "Aspect ratio", {shape.value: words for shape, words in _SHAPES.items()})
        self.style_box = _box("styleBox", "Style", {style: style for style in _STYLES})
        self.style_box.setEditable(True)
        choices = {_BY_RULES: "Rules, offline  ·  free", **(planners or {})}
        self.planner = _box("plannerBox", "Who plans the scenes", choices)
        self.planned = _scene_list()
        self.pictures = _box("picturesBox", "Pictures", _sources(models, model))
        self.open_script = button(
            "openScriptButton", "Open script …", "script", "quiet", "Read a text or Markdown file"
        )
        self._kind = label(role=FontRole.CAPTION, tone="muted", name="textKind")
        self._outcome = label(role=FontRole.CAPTION, tone="muted", name="outlineNote", wrap=True)
        self.close_button = button("closeNewJobButton", "Cancel")
        self.create_button = button(
            "createJobButton", "Create storyboard", "add", "primary", "Create the storyboard (Ctrl+Return)"
        )
        self.work = WorkBar("newJobProgress", "cancelNewJobButton", "Making the storyboard")
        self._lay_out()
        self._connect()
        self._show_outline()
        self.text_edit.setFocus()

    def wished(self) -> NewJob:
        """What is asked for, as it is typed."""
        chosen = str(self.pictures.currentData())
        free = Pictures.DRAFT if self._folder is None or chosen != _OWN else self._folder
        paid = chosen not in _FREE
        return NewJob(
            text=self.text_edit.toPlainText(),
            is_script=self._script,
            title=self.title_edit.text(),
            duration=None if self._script and not self._length_asked else self.duration.value(),
            aspect_ratio=AspectRatio(self.shape.currentData()),
            style=self.style_box.currentText(),
            planner=_BY_RULES if self._script else str(self.planner.currentData()),
            pictures=Pictures.SERVICE if paid else free,
            model=chosen if paid else "",
        )

    def begin(self) -> None:
        """The job is being made."""
        self._running = True
        self.planned.clear()
        self.planned.hide()
        self.work.begin("Starting")
        self._show_outline()

    def show_progress(self, progress: Progress) -> None:
        """Show where it is."""
        self.work.show_progress(progress)

    @Slot(int, object)
    def show_scene(self, number: int, scene: PlannedScene) -> None:
        """Show a scene that the model has planned; the first one begins the list anew."""
        if number == 1:
            self.planned.clear()
        self.planned.addItem(f"{number}  {shorten(scene.description, _LINE_LETTERS)}  ·  {seconds(scene.duration)}")
        self.planned.item(self.planned.count() - 1).setToolTip(scene.description)
        self.planned.show()
        self.planned.scrollToBottom()

    def fail(self, error: Exception) -> None:
        """It could not be made; nothing was left behind."""
        self.stop()
        words = f"{error.message} {error.hint}" if isinstance(error, VidstudioError) else f"Unexpected: {error}"
        self._outcome.setText(words)
        set_tone(self._outcome, "danger")

    def stop(self) -> None:
        """It was canceled; go on typing."""
        self._running = False
        self.work.end()
        self._show_outline()

    def load_script(self, file: Path) -> None:
        """Read a script file into the text field."""
        try:
            text = read_script(file)
        except VidstudioError as exc:
            self.fail(exc)
            return
        self._script = True
        self._length_asked = False
        self.text_edit.setPlainText(text)

    def _show_outline(self) -> None:
        """Say what will come of it, and offer it only if something will."""
        text = self.text_edit.toPlainText()
        paid = self.pictures.currentData() not in _FREE
        self._show_price(f"{dollars(self._state.price)} a scene" if paid else "")
        self.planner.setEnabled(not self._script)
        self._kind.setText("Script: its headings and paragraphs become scenes" if self._script else "Idea")
        if not text.strip():
            self._script = False
            self._say(
                "An idea of any length, or a script. Scenes and draft pictures are made from it.", "muted", ok=False
            )
            return
        if len(text) > _LIVE_LETTERS:
            self._say("A long text; its scenes are worked out when you create it.", "muted", ok=True)
            return
        try:
            made = outline(self.wished())
        except VidstudioError as exc:
            self._say(f"{exc.message} {exc.hint}", "danger", ok=False)
            return
        count = len(made.scenes)
        words = f"{plural(count, 'scene')}, {clock(made.duration)} in all"
        if self.wished().planner:
            words = f"About {words}, planned by {self.planner.currentText().partition('  ·')[0]}"
        self._say(words, "muted", ok=True)
        if paid:
            self._show_price(dollars(self._state.price * count))
        if not self._length_asked and self._script:  # what the script says
            with QSignalBlocker(self.duration):
                self.duration.setValue(made.duration)

    def _show_price(self, price: str) -> None:
        self.create_button.setText(f"Create storyboard  ·  {price}" if price else "Create storyboard")

    def _say(self, words: str, tone: str, *, ok: bool) -> None:
        self._outcome.setText(words)
        set_tone(self._outcome, tone)
        self.create_button.setEnabled(ok and not self._running)

    def _connect(self) -> None:
        self.text_edit.textChanged.connect(self._show_outline)
        self.duration.valueChanged.connect(self._on_length)
        self.shape.currentIndexChanged.connect(self._show_outline)
        self.style_box.currentTextChanged.connect(self._show_outline)
        self.planner.currentIndexChanged.connect(self._show_outline)
        self.scene_planned.connect(self.show_scene)
        self.pictures.currentIndexChanged.connect(self._show_outline)
        self.pictures.activated.connect(self._on_source)
        self.open_script.clicked.connect(self._on_open_script)
        self.close_button.setAutoDefault(False)
        self.close_button.clicked.connect(self.close)
        self.create_button.clicked.connect(self._on_create)
        self.work.cancel_wished.connect(self.cancel_wished)
        on_ctrl_return(self, self._on_create)

    def _on_length(self) -> None:
        self._length_asked = True
        self._show_outline()

    def _on_create(self) -> None:
        if self.create_button.isEnabled():
            self.create_wished.emit(self.wished())

    def _on_source(self) -> None:
        if self.pictures.currentData() != _OWN:
            return
        chosen = QFileDialog.getExistingDirectory(self, "A folder with a picture for each scene")
        self._folder = Path(chosen) if chosen else None
        if self._folder is None:
            self.pictures.setCurrentIndex(0)
        else:
            self.pictures.setItemText(self.pictures.currentIndex(), f"My own: {self._folder.name}")

    def _on_open_script(self) -> None:
        file, _ = QFileDialog.getOpenFileName(
            self, "Open a script", "", "Scripts (*.txt *.md *.markdown *.fountain);;All files (*)"
        )
        if file:
            self.load_script(Path(file))

    def _lay_out(self) -> None:
        head = QHBoxLayout()
        head.addWidget(self._kind, 1)
        head.addWidget(self.open_script)
        grid = QGridLayout()
        grid.setHorizontalSpacing(MARGIN)
        grid.setVerticalSpacing(4)
        fields: dict[str, QWidget] = {
            "Title": self.title_edit,
            "Length": self.duration,
            "Shape": self.shape,
            "Style": self.style_box,
        }
        for place, (words, field) in enumerate(fields.items()):
            grid.addWidget(label(words, FontRole.CAPTION, "muted"), 0, place)
            grid.addWidget(field, 1, place)
        grid.setColumnStretch(0, 2)
        grid.addWidget(label("Plan by", FontRole.CAPTION, "muted"), 2, 0)
        grid.addWidget(self.planner, 3, 0)
        grid.addWidget(label("Pictures", FontRole.CAPTION, "muted"), 2, 1)
        grid.addWidget(self.pictures, 3, 1, 1, 3)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addLayout(head)
        column.addWidget(self.text_edit, 1)
        column.addLayout(grid)
        column.addSpacing(GAP)
        column.addWidget(self.planned)
        column.addWidget(self.work)
        column.addLayout(last_row(self._outcome, self.close_button, self.create_button))


def _sources(models: Sequence[ImageModel], chosen: str) -> dict[str, str]:
    """Where pictures can come from; of the models, the chosen one first."""
    sources = {Pictures.DRAFT.value: "Drafts, drawn here  ·  free", _OWN: "My own, from a folder …"}
    for model in sorted(models, key=lambda each: each.id != chosen):
        sources[model.id] = f"{model.label}{f'  ·  list price {dollars(model.price)}' if model.price else ''}"
    return sources


def _scene_list() -> QListWidget:
    """The scenes as they are planned, hidden before there are any."""
    made = QListWidget()
    made.setObjectName("plannedScenes")
    made.setAccessibleName("Planned scenes")
    made.setMinimumHeight(120)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)  # lines end in an ellipsis
    made.hide()
    return made


def _box(name: str, spoken: str, choices: dict[str, str]) -> QComboBox:
    made = QComboBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    for value, words in choices.items():
        made.addItem(words, value)
    return made
