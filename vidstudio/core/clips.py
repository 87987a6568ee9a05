"""Moving clips made by a model from a scene's picture: which lengths there are, and what they cost."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vidstudio.core.job import AspectRatio, Job
from vidstudio.core.media_request import Input, MediaRequest, Rate
from vidstudio.core.scene import Motion, Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import InputRefused, NotReady

MAX_CLIP_PROMPT = 2000
"""Letters."""


@dataclass(frozen=True, slots=True)
class ClipSize:
    """One resolution a model can make clips in.

    Attributes:
        name: as it is chosen, ``720p``.
        rate: what a clip costs in it.
        seconds: the lengths there are, rising.
        fields: what the model calls it, in its own field names.
    """

    name: str
    rate: Rate
    seconds: tuple[int, ...]
    fields: tuple[tuple[str, Input], ...]

    def covering(self, duration: float) -> int:
        """The shortest length that covers a scene of that duration, else the longest."""
        return next((each for each in self.seconds if each >= duration), self.seconds[-1])


@dataclass(frozen=True, slots=True)
class ClipModel:
    """A model that makes clips.

    Attributes:
        id: ``owner/name``.
        label: for people.
        picture_field: what it calls the picture a clip begins with.
        sizes: the resolutions it has, its usual one first.
        seconds_field: what it calls the length in seconds; empty where it counts frames.
        frames: of a model that counts frames: how many a second; it makes one more.
        takes_seed: whether it has a ``seed`` field.
        shapes: the shapes it can be asked for by ``aspect_ratio``; empty where it takes the picture's.
        inputs: fixed inputs besides, in its own field names.
    """

    id: str
    label: str
    picture_field: str
    sizes: tuple[ClipSize, ...]
    seconds_field: str = "duration"
    frames: int = 0
    takes_seed: bool = True
    shapes: tuple[AspectRatio, ...] = ()
    inputs: tuple[tuple[str, Input], ...] = ()

    def size(self, name: str = "") -> ClipSize:
        """The resolution of that name, empty for the usual one; raises ``InputRefused``."""
        if not name:
            return self.sizes[0]
        for each in self.sizes:
            if each.name == name:
                return each
        names = ", ".join(each.name for each in self.sizes)
        raise InputRefused(f"{self.id} makes no clips in {name}.", f"Choose one of {names}.")


@dataclass(frozen=True, slots=True)
class ClipChoice:
    """How clips are to be made.

    Attributes:
        seconds: of each clip, None for what covers its scene.
    """

    model: ClipModel
    size: ClipSize
    seconds: int | None = None

    def length(self, scene: Scene) -> int:
        """Seconds of a scene's clip."""
        return self.size.covering(scene.duration) if self.seconds is None else self.seconds

    def price(self, scene: Scene) -> Decimal | None:
        """US dollars of a scene's clip, None where nobody knows."""
        return self.size.rate.price(self.length(scene))


def choice(model: ClipModel, size: str = "", seconds: int | None = None) -> ClipChoice:
    """A choice that can be had; raises ``InputRefused`` for one that can't."""
    found = model.size(size)
    if seconds is not None and seconds not in found.seconds:
        lengths = ", ".join(map(str, found.seconds))
        raise InputRefused(
            f"{model.id} makes no clips of {seconds} s in {found.name}.", f"Choose one of {lengths} seconds."
        )
    return ClipChoice(model, found, seconds)


def clip_request(job: Job, scene: Scene, chosen: ClipChoice, seed: int, prompt: str = "") -> MediaRequest:
    """What is asked of the model for a scene with a picture; raises ``NotReady`` for one without."""
    if scene.picture is None:
        number = Storyboard(job.scenes).row_of(scene.id) + 1
        raise NotReady(f"Scene {number} has no picture to begin a clip with.", "Refine it, or drop in a picture.")
    model, seconds, words = chosen.model, chosen.length(scene), prompt.strip() or clip_prompt(scene)
    inputs: dict[str, Any] = {"prompt": words[:MAX_CLIP_PROMPT], **dict(chosen.size.fields), **dict(model.inputs)}
    if model.seconds_field:
        inputs[model.seconds_field] = seconds
    else:
        inputs |= {"num_frames": seconds * model.frames + 1, "frames_per_second": model.frames}
    if model.shapes:
        inputs["aspect_ratio"] = (job.aspect_ratio if job.aspect_ratio in model.shapes else _nearest(job)).value
    if model.takes_seed:
        inputs["seed"] = seed
    return MediaRequest(
        model=model.id,
        prompt=inputs["prompt"],
        seed=seed,
        inputs=tuple(inputs.items()),
        picture=scene.picture.file,
        picture_field=model.picture_field,
        seconds=seconds,
    )


_CAMERA = {
    Motion.PUSH_IN: "The camera slowly pushes in.",
    Motion.PULL_OUT: "The camera slowly pulls out.",
    Motion.PAN_LEFT: "The camera slowly pans left.",
    Motion.PAN_RIGHT: "The camera slowly pans right.",
    Motion.PAN_UP: "The camera slowly tilts up.",
    Motion.PAN_DOWN: "The camera slowly tilts down.",
    Motion.DRIFT: "The camera drifts gently.",
    Motion.HOLD: "The camera does not move.",
}


def clip_prompt(scene: Scene) -> str:
    """What happens in a scene, and how its camera moves, in words for a model."""
    what = scene.description.strip()
    if what and what[-1] not in ".!?…":
        what += "."
    return " ".join(part for part in (what, _CAMERA.get(scene.motion, "")) if part)


def _nearest(job: Job) -> AspectRatio:
    width, height = job.aspect_ratio.sides
    return AspectRatio.TALL if height > width else AspectRatio.WIDE
