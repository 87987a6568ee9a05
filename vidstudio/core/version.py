"""The pictures a scene has had: each a version with what made it, one of them current."""

from dataclasses import dataclass, replace
from datetime import datetime
from decimal import Decimal

from vidstudio.core.scene import Picture, Scene
from vidstudio.errors import NotFound


@dataclass(frozen=True, slots=True)
class Version:
    """One picture a scene has had; none is ever thrown away.

    Attributes:
        number: counted from 1 in the order they came.
        current: whether it is the scene's picture now.
        seed: of the model that made it, None where there was none.
        cost: US dollars it did cost, None where nobody knows; 0 for drafts and the user's own.
        seconds: how long the service worked on it, where it told.
    """

    number: int
    picture: Picture
    made_at: datetime
    current: bool
    seed: int | None = None
    cost: Decimal | None = None
    seconds: float | None = None


def with_version(scene: Scene, picture: Picture) -> Scene:
    """The scene with one of its pictures as the current one, and the prompt that goes with it."""
    return replace(scene, picture=picture, image_prompt=picture.prompt or scene.image_prompt)


def numbered(versions: tuple[Version, ...], number: int) -> Version:
    """The version of that number; raises ``NotFound``."""
    for version in versions:
        if version.number == number:
            return version
    raise NotFound(f"The scene has no version {number}.", f"It has {len(versions)}.")
