"""Moving clips of scenes: by which model, how long, in which resolution, and for how much."""

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QVBoxLayout, QWidget

from vidstudio.core.approval import is_approved
from vidstudio.core.clips import ClipChoice, ClipModel, ClipSize
from vidstudio.core.job import Job
from vidstudio.core.media_request import Rate
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.wording import amount, plural, seconds
from vidstudio.services.media.clip_models import CLIP_MODELS
from vidstudio.studio.clips import APPROVAL_WORDS, price_of_clips
from vidstudio.ui.fields import ChoiceBox, last_row, named_rows, on_ctrl_return
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import MARGIN, button, label

NO_TOKEN = "Put a Replicate token into the settings first (Ctrl+,)."  # noqa: S105 - words


class ClipDialog(QDialog):
    """objectName ``clipDialog``; wishes a ClipChoice."""

    clip_wished = Signal(object)

    def __init__(self, job: Job, scenes: Sequence[Scene], *, has_token: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("clipDialog")
        first = Storyboard(job.scenes).row_of(scenes[0].id) + 1
        one = len(scenes) == 1
        self.setWindowTitle(f"Make a clip of scene {first}" if one else f"Make {len(scenes)} clips")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._scenes = scenes
        models = {known: f"{known.label}  ·  {_rate(known.size())}" for known in CLIP_MODELS}
        self.model = ChoiceBox("clipModelBox", "Model", models, CLIP_MODELS[0])
        self.size_box = ChoiceBox("clipSizeBox", "Resolution", _sizes(CLIP_MODELS[0]), CLIP_MODELS[0].size())
        self.length = ChoiceBox("clipLengthBox", "Length", {None: ""}, None)
        self._about = label(role=FontRole.CAPTION, tone="muted", name="clipAbout", wrap=True)
        self._remark = label(role=FontRole.CAPTION, tone="warning", name="clipRemark", wrap=True)
        self.shut = button("closeClipButton", "Cancel")
        self.start = button("startClipButton", "", "clip", "primary", "Make it (Ctrl+Return)")
        self._ready = _ready(job, has_token=has_token)
        self._lay_out()
        self.model.currentIndexChanged.connect(self._on_model)
        self.size_box.currentIndexChanged.connect(self._on_size)
        self.length.currentIndexChanged.connect(self._show)
        self.shut.clicked.connect(self.reject)
        self.start.clicked.connect(self._on_start)
        on_ctrl_return(self, self._on_start)
        self._on_size()

    @property
    def chosen(self) -> ClipChoice:
        """How the clips are to be made."""
        return ClipChoice(self.model.value, self.size_box.value, self.length.value)

    def _on_model(self) -> None:
        chosen: ClipModel = self.model.value
        self.size_box.offer(_sizes(chosen), chosen.size())
        self._on_size()

    def _on_size(self) -> None:
        size, before = self.size_box.value, self.length.value
        lengths = {None: "What covers the scene" if len(self._scenes) == 1 else "What covers each scene"}
        lengths |= {each: f"{each} s" for each in size.seconds}
        self.length.offer(lengths, before if before in lengths else None)
        self._show()

    def _show(self) -> None:
        chosen = self.chosen
        price = price_of_clips(self._scenes, chosen)
        what = "Make the clip" if len(self._scenes) == 1 else f"Make {plural(len(self._scenes), 'clip')}"
        self.start.setText(f"{what}  ·  {'price unknown' if price is None else amount(price)}")
        self.start.setEnabled(not self._ready)
        self._about.setText(f"{_fit(self._scenes, chosen)} {APPROVAL_WORDS}")
        self._remark.setText(self._ready)
        self._remark.setVisible(bool(self._ready))

    def _on_start(self) -> None:
        if self.start.isEnabled():
            self.clip_wished.emit(self.chosen)
            self.accept()

    def _lay_out(self) -> None:
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(MARGIN)
        rows = (("Model", self.model), ("Resolution", self.size_box), ("Length", self.length))
        column.addLayout(named_rows(*rows))
        column.addWidget(self._about)
        column.addWidget(self._remark)
        column.addLayout(last_row(None, self.shut, self.start))
        self.setMinimumWidth(480)


def _ready(job: Job, *, has_token: bool) -> str:
    """What stands in the way, empty for nothing."""
    if not is_approved(job):
        return "Approve the storyboard first (Ctrl+Return): scenes of an approved storyboard become clips."
    return "" if has_token else NO_TOKEN


def _sizes(model: ClipModel) -> dict[ClipSize, str]:
    return {size: f"{size.name}  ·  {_rate(size)}" for size in model.sizes}


def _rate(size: ClipSize) -> str:
    rate: Rate = size.rate
    if rate.second is not None:
        return f"{amount(rate.second)} a second"
    return "price unknown" if rate.each is None else f"{amount(rate.each)} each"


def _fit(scenes: Sequence[Scene], chosen: ClipChoice) -> str:
    """How the clips go with their scenes."""
    if len(scenes) > 1:
        shorter = sum(chosen.length(scene) < scene.duration for scene in scenes)
        return f"{plural(shorter, 'scene')} will hold the last picture." if shorter else "Each is cut to its scene."
    made, scene = chosen.length(scenes[0]), scenes[0]
    if made < scene.duration:
        return f"{made} s for a scene of {seconds(scene.duration)}: its last picture is held to the end."
    if made == scene.duration:
        return f"{made} s, as long as the scene."
    return f"{made} s for a scene of {seconds(scene.duration)}: it is cut to the scene."
