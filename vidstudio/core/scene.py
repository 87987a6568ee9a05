"""A scene: one entry of the storyboard, with all that makes what is seen and heard of it."""

from dataclasses import dataclass
from enum import StrEnum

from vidstudio.core.captions import CaptionStyle


class ImageStatus(StrEnum):
    """Where a scene's picture is."""

    PENDING = "pending"
    GENERATING = "generating"
    COMPLETED = "completed"
    FAILED = "failed"


class PictureSource(StrEnum):
    """Who made a version; ``SERVICE`` is any but Replicate, and the model's name says which."""

    DRAFT = "draft"
    OWN = "own"
    REPLICATE = "replicate"
    SERVICE = "service"


class Motion(StrEnum):
    """How the camera moves over a still; with ``AUTO`` that is decided when the film is planned."""

    AUTO = "auto"
    PUSH_IN = "push_in"
    PULL_OUT = "pull_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    PAN_UP = "pan_up"
    PAN_DOWN = "pan_down"
    DRIFT = "drift"
    HOLD = "hold"


class Transition(StrEnum):
    """How a scene gives way to the next one."""

    CUT = "cut"
    CROSS_FADE = "cross_fade"
    DIP_TO_BLACK = "dip_to_black"
    DIP_TO_WHITE = "dip_to_white"
    SLIDE = "slide"
    WIPE = "wipe"


class Framing(StrEnum):
    """How a picture of another shape than the film's is shown: cut to it, or whole, before a blurred self or bars."""

    CROP = "crop"
    BLUR = "blur"
    BARS = "bars"


MIN_SCENE_SECONDS = 0.25
MAX_SCENE_SECONDS = 600.0

DEFAULT_TRANSITION_SECONDS = 0.5
MAX_TRANSITION_SECONDS = 10.0
MAX_STRENGTH = 2.0
"""Of a camera move: twice as far as it goes by itself."""


@dataclass(frozen=True, slots=True)
class Picture:
    """One version: an image a scene has had.

    Attributes:
        id: the version's number in the library, 0 before it is saved.
        file: name of the file in the job's ``images`` folder.
        digest: SHA-256 of the file's bytes, hexadecimal.
        width, height: in pixels.
        prompt: what it was made from, empty for the user's own.
        model: name of the model that made it, empty unless a service did.
    """

    id: int
    file: str
    digest: str
    width: int
    height: int
    source: PictureSource
    prompt: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """A sound or a moving clip of the user's own, kept in the job's ``assets`` folder.

    Attributes:
        id: its number in the library, 0 before it is saved.
        file: name of the file in that folder.
        name: what it was called when the user chose it.
        digest: SHA-256 of the file's bytes, hexadecimal.
        seconds: how long it lasts, as probed.
    """

    id: int
    file: str
    name: str
    digest: str
    seconds: float


@dataclass(frozen=True, slots=True)
class Scene:
    """One storyboard entry. Its number is its place in the storyboard, counted from 1, and is stored nowhere.

    Attributes:
        id: the scene's own number in the library, kept through every reorder; 0 before it is saved.
        duration: seconds.
        transition: how it gives way to the next scene; the last scene's is not used.
        status: derived from picture and running generations when it is loaded.
        error: why the last picture failed, empty otherwise.
        strength: how far the camera moves, 1 being the usual way.
        transition_seconds: how long it takes to give way; shortened where scenes are too short for it.
        caption: words on the picture, empty for none.
        narration, effect: sounds that begin with the scene.
        clip: moving pictures that are shown in place of the picture.
    """

    id: int
    description: str
    image_prompt: str
    duration: float
    motion: Motion = Motion.PUSH_IN
    transition: Transition = Transition.CROSS_FADE
    picture: Picture | None = None
    status: ImageStatus = ImageStatus.PENDING
    error: str = ""
    strength: float = 1.0
    transition_seconds: float = DEFAULT_TRANSITION_SECONDS
    framing: Framing = Framing.CROP
    caption: str = ""
    caption_style: CaptionStyle = CaptionStyle.CAPTION
    narration: Asset | None = None
    effect: Asset | None = None
    clip: Asset | None = None

    @property
    def wants_picture(self) -> bool:
        """Whether it has none yet, or a draft."""
        return self.picture is None or self.picture.source is PictureSource.DRAFT
