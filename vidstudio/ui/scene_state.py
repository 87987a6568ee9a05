"""What the dialogs of a scene and of the film say, worked out from what is chosen in them: frozen, no widgets."""

from dataclasses import dataclass

from vidstudio.core.captions import MAX_CAPTION_LETTERS, check_caption
from vidstudio.core.film import SIZES, WATERMARK_LETTERS
from vidstudio.core.job import AspectRatio
from vidstudio.core.scene import Asset, Motion, Scene, Transition
from vidstudio.core.wording import clock, seconds
from vidstudio.errors import InputRefused

FILES = {"narration": "Narration", "effect": "Sound effect", "clip": "Clip"}
"""What a file can be of a scene, by the field that has it."""


@dataclass(frozen=True, slots=True)
class SceneState:
    """A scene's settings as they are chosen.

    Attributes:
        files: by field, the file's name and length, empty where there is none.
        count: letters of the caption; ``fits`` unless they are too many.
        strength: of the camera move, in percent.
        can_match: whether there is a narration to be as long as.
        moves: whether the camera does, so that its strength matters.
        takes_time: whether the transition does.
    """

    files: dict[str, str]
    count: str
    fits: bool
    strength: str
    can_match: bool
    moves: bool
    takes_time: bool


def scene_state(scene: Scene) -> SceneState:
    """What the dialog of a scene shows."""
    letters = _letters(scene.caption)
    return SceneState(
        files={field: _file(getattr(scene, field)) for field in FILES},
        count=f"{letters} / {MAX_CAPTION_LETTERS}",
        fits=letters <= MAX_CAPTION_LETTERS,
        strength=f"{scene.strength * 100:.0f} %",
        can_match=scene.narration is not None,
        moves=scene.motion is not Motion.HOLD,
        takes_time=scene.transition is not Transition.CUT,
    )


def _letters(caption: str) -> int:
    """As many as would be kept."""
    try:
        return len(check_caption(caption))
    except InputRefused:
        return len(caption.strip())


def _file(asset: Asset | None) -> str:
    if asset is None:
        return ""
    length = seconds(asset.seconds) if asset.seconds < 60 else clock(asset.seconds)
    return f"{asset.name}  ·  {length}"


def film_sizes(shape: AspectRatio) -> dict[int, str]:
    """Words for each size of a film of that shape: ``1080p  ·  1920 x 1080``."""
    return {side: "{}p  ·  {} x {}".format(side, *shape.size(side)) for side in SIZES}


def watermark_count(text: str) -> tuple[str, bool]:
    """``12 / 60``, and whether it fits."""
    letters = len(" ".join(text.split()))
    return f"{letters} / {WATERMARK_LETTERS}", letters <= WATERMARK_LETTERS
