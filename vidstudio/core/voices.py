"""Speech and music made by models: what is asked of them, and what it costs."""

from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from vidstudio.core.job import Job
from vidstudio.core.media_request import Input, MediaRequest, Rate
from vidstudio.core.scene import Scene
from vidstudio.core.spoken import spoken_line
from vidstudio.errors import InputRefused

MAX_SPOKEN_LETTERS = 2000
MAX_MUSIC_LETTERS = 1000


@dataclass(frozen=True, slots=True)
class SpeechModel:
    """A model that speaks.

    Attributes:
        id: ``owner/name``, with ``:`` and its version where it needs one.
        label: for people.
        voice_field: what it calls the voice; the words are its ``text``.
        voices: the ones it has, each with its words for people, the usual one first.
        inputs: fixed inputs besides, in its own field names.
    """

    id: str
    label: str
    rate: Rate
    voice_field: str
    voices: tuple[tuple[str, str], ...]
    inputs: tuple[tuple[str, Input], ...] = ()

    def voice(self, name: str = "") -> str:
        """The voice of that name, empty for the usual one; raises ``InputRefused``."""
        names = [voice for voice, _ in self.voices]
        if not name:
            return names[0]
        if name not in names:
            raise InputRefused(f"{self.label} has no voice “{name}”.", f"Choose one of {', '.join(names)}.")
        return name


@dataclass(frozen=True, slots=True)
class MusicModel:
    """A model that makes music.

    Attributes:
        id: ``owner/name``, with ``:`` and its version where it needs one.
        label: for people.
        longest: seconds; longer films hear it again from its start.
        seconds_field: what it calls the length; empty where it always makes the longest.
        inputs: fixed inputs besides, in its own field names.
    """

    id: str
    label: str
    rate: Rate
    longest: int
    seconds_field: str = ""
    inputs: tuple[tuple[str, Input], ...] = ()

    def length(self, film_seconds: float) -> int:
        """Seconds of the music for a film."""
        if not self.seconds_field:
            return self.longest
        return min(self.longest, max(1, -int(-film_seconds // 1)))

    def price(self, film_seconds: float) -> Decimal | None:
        """US dollars of the music for a film, None where nobody knows."""
        return self.rate.price(self.length(film_seconds))


def spoken_words(scene: Scene, text: str = "") -> str:
    """What is said in a scene: the words given, else its caption, else what its description has to say.

    Raises ``InputRefused`` where that is nothing, or too much.
    """
    words = " ".join((text.strip() or scene.caption.strip() or spoken_line(scene.description)).split())
    if not words:
        raise InputRefused("There is nothing to say in this scene.", "Give it a caption, or say what to speak.")
    if len(words) > MAX_SPOKEN_LETTERS:
        raise InputRefused(
            f"{len(words)} letters are too many to speak.", f"At most {MAX_SPOKEN_LETTERS}; cut the scene in two."
        )
    return words


def speech_request(words: str, chosen: SpeechModel, voice: str, seed: int) -> MediaRequest:
    """What is asked of the model; raises ``InputRefused`` for a voice it has not."""
    inputs: dict[str, Any] = {"text": words, chosen.voice_field: chosen.voice(voice), **dict(chosen.inputs)}
    return MediaRequest(chosen.id, words, seed, tuple(inputs.items()))


def music_request(prompt: str, chosen: MusicModel, film_seconds: float, seed: int) -> MediaRequest:
    """What is asked of the model; raises ``InputRefused`` for no words, or too many."""
    words = " ".join(prompt.split())
    if not words:
        raise InputRefused("The music has no description.", "Say how it should sound: a slow piano over soft strings.")
    if len(words) > MAX_MUSIC_LETTERS:
        raise InputRefused("The music's description is too long.", f"At most {MAX_MUSIC_LETTERS} letters.")
    seconds = chosen.length(film_seconds)
    inputs: dict[str, Any] = {"prompt": words, "seed": seed, **dict(chosen.inputs)}
    if chosen.seconds_field:
        inputs[chosen.seconds_field] = seconds
    return MediaRequest(chosen.id, words, seed, tuple(inputs.items()), seconds=seconds)


def film_seconds(job: Job) -> float:
    """How long a job's film is, as its scenes are now."""
    return sum(scene.duration for scene in job.scenes) or job.duration
