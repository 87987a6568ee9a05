"""What a scene has beside its picture, as small marks on its card and as words for its tool tip and for ears."""

from dataclasses import dataclass

from vidstudio.core.scene import Scene, Transition
from vidstudio.core.wording import CAPTION_STYLE, TRANSITION, shorten

_LETTERS = 80
"""Of a caption that is told in full nowhere but in the scene's settings."""


@dataclass(frozen=True, slots=True)
class Mark:
    """An icon's name, and what it says."""

    icon: str
    words: str


def marks(scene: Scene, *, last: bool) -> tuple[Mark, ...]:
    """A mark for words, sound, a clip, and for a transition other than the usual one; the last scene's is not used."""
    found = []
    if scene.caption:
        found.append(Mark("caption", f"{CAPTION_STYLE[scene.caption_style]}: {shorten(scene.caption, _LETTERS)}"))
    heard = (("Narration", scene.narration), ("Sound effect", scene.effect))
    sounds = [f"{what}: {sound.name}" for what, sound in heard if sound]
    if sounds:
        found.append(Mark("sound", ", ".join(sounds)))
    if scene.clip:
        found.append(Mark("clip", f"Clip: {scene.clip.name}"))
    if scene.transition is not Transition.CROSS_FADE and not last:
        found.append(Mark(f"transition-{scene.transition}", f"{TRANSITION[scene.transition]} to the next scene"))
    return tuple(found)
