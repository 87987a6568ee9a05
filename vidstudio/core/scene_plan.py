"""A storyboard planned by a language model: what is asked of the model, and what becomes of its answer.

The answer itself is read in ``plan_answer``.
"""

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from vidstudio.core.captions import MAX_CAPTION_LETTERS
from vidstudio.core.durations import check_film_seconds, share
from vidstudio.core.job import AspectRatio
from vidstudio.core.refine import DESCRIPTION_LETTERS, PROMPT_LETTERS
from vidstudio.core.scene import Motion
from vidstudio.core.script import (
    DEFAULT_SECONDS,
    Outline,
    SceneDraft,
    check_style,
    check_text,
    ended,
    first_words,
    motions,
    names_a_shot,
)
from vidstudio.core.sentences import cut, cut_words
from vidstudio.errors import InputRefused

IDEA_LETTERS = 20_000
"""A longer idea costs more to read than a storyboard is worth, and many models take no more."""

MOST_SCENES = 100
"""More than a film of any length is asked in; an answer with more has run away."""

_LEAST_WORTH = 20
"""Letters: less of a description of looks than that says nothing."""


class Shot(StrEnum):
    """Shot sizes and angles, in the words image models know."""

    EXTREME_WIDE = "extreme_wide"
    WIDE = "wide"
    MEDIUM = "medium"
    CLOSE_UP = "close_up"
    EXTREME_CLOSE_UP = "extreme_close_up"
    LOW_ANGLE = "low_angle"
    HIGH_ANGLE = "high_angle"
    OVER_THE_SHOULDER = "over_the_shoulder"
    AERIAL = "aerial"


_SHOT_WORDS = {
    Shot.EXTREME_WIDE: "Extreme wide shot",
    Shot.WIDE: "Wide shot",
    Shot.MEDIUM: "Medium shot",
    Shot.CLOSE_UP: "Close-up",
    Shot.EXTREME_CLOSE_UP: "Extreme close-up",
    Shot.LOW_ANGLE: "Low angle",
    Shot.HIGH_ANGLE: "High angle",
    Shot.OVER_THE_SHOULDER: "Over the shoulder",
    Shot.AERIAL: "Aerial view",
}


class Move(StrEnum):
    """Camera moves, in the words of the set."""

    STATIC = "static"
    PUSH_IN = "push_in"
    PULL_OUT = "pull_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    TILT_UP = "tilt_up"
    TILT_DOWN = "tilt_down"
    DRIFT = "drift"


_MOTIONS = {
    Move.STATIC: Motion.HOLD,
    Move.PUSH_IN: Motion.PUSH_IN,
    Move.PULL_OUT: Motion.PULL_OUT,
    Move.PAN_LEFT: Motion.PAN_LEFT,
    Move.PAN_RIGHT: Motion.PAN_RIGHT,
    Move.TILT_UP: Motion.PAN_UP,
    Move.TILT_DOWN: Motion.PAN_DOWN,
    Move.DRIFT: Motion.DRIFT,
}


@dataclass(frozen=True, slots=True)
class PlannedScene:
    """One scene as the model wants it; ``shot`` and ``move`` are None where it named none of ours.

    Attributes:
        duration: seconds, before all are made to fit the film.
        mood: light and feeling, a few words.
        spoken: what a narrator or a character says, empty for nothing.
    """

    description: str
    image_prompt: str
    duration: float
    shot: Shot | None = None
    move: Move | None = None
    mood: str = ""
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Bible:
    """What has to look the same in every scene: each character's name and looks, and the look of the whole film."""

    characters: tuple[tuple[str, str], ...] = ()
    look: str = ""


@dataclass(frozen=True, slots=True)
class StoryPlan:
    """A whole storyboard as the model wants it."""

    title: str
    bible: Bible
    scenes: tuple[PlannedScene, ...]


@dataclass(frozen=True, slots=True)
class PlanRequest:
    """What a model is sent.

    Attributes:
        system: who it is and what makes a good answer; without braces, which prompt templates would take for fields.
        user: the idea, and what the film has to be.
        schema: JSON schema of the answer, strict.
    """

    system: str
    user: str
    schema: Mapping[str, Any]

    @property
    def spelled_out(self) -> str:
        """The user's text with the schema in it, for models that take none apart."""
        return f"{self.user}\n\nThe JSON schema of your answer:\n{json.dumps(self.schema)}"

    def corrected(self, fault: str) -> "PlanRequest":
        """The same request once more, after an answer with that fault."""
        again = (
            f"{self.user}\n\nYour last answer could not be used: {fault} Answer again, in full and without that fault."
        )
        return PlanRequest(self.system, again, self.schema)


def plan_request(
    idea: str, duration: float | None, aspect_ratio: AspectRatio, style: str, scene_count: int
) -> PlanRequest:
    """What to ask for an idea; raises ``InputRefused`` for one that is empty or too long.

    ``duration`` is the film's in seconds, None for the usual length; ``scene_count`` about how many scenes are wanted.
    """
    text, style = check_text("idea", idea), check_style(style)
    if len(text) > IDEA_LETTERS:
        raise InputRefused(
            f"The idea is too long for a language model: {len(text):,} characters.",
            f"Use at most {IDEA_LETTERS:,}, or have the scenes made by rules.",
        )
    total = check_film_seconds(DEFAULT_SECONDS if duration is None else duration)
    user = (
        f"Idea: {text}\n\n"
        f"Length of the film: {total:g} seconds in all.\n"
        f"Scenes: {scene_count}.\n"
        f"Shape of the picture: {aspect_ratio.value}.\n"
        f"Style: {style}."
    )
    return PlanRequest(_SYSTEM, user, _schema(scene_count))


_SYSTEM = f"""You are a film director who plans storyboards. Turn the idea into scenes that tell it from its \
beginning to its end.

- First the bible: every character or thing that is seen more than once, with a name and looks that never change (age, \
build, hair, clothes, colours), and the look of the whole film (light, palette, lens).
- Then the scenes in their order. Vary shot sizes and camera moves; each scene is one still picture that the camera \
moves over, so it shows one moment, not a sequence.
- Call characters by exactly the bible's names, in the description and in the image prompt.
- description: what happens, {DESCRIPTION_LETTERS[0]} to {DESCRIPTION_LETTERS[1]} characters, in the idea's \
language.
- image_prompt: what is to be seen, for an image model, {PROMPT_LETTERS[0]} to {PROMPT_LETTERS[1] // 4} characters, in \
English; no camera moves, no lettering.
- duration: seconds, more than 0; together they make the length of the film.

Answer with one JSON object and nothing else: no code fence, no talk."""


def _schema(scene_count: int) -> dict[str, Any]:
    """Every field is required and no other is allowed: what the strict mode of services asks for."""
    character = _object(
        name=_text("The name, used unchanged in every scene."),
        looks=_text("What never changes about the looks, in English, at most 300 characters."),
    )
    bible = _object(
        characters=_list("Who and what is seen more than once; may be empty.", character),
        look=_text("Light, palette and lens of the whole film, in English, at most 300 characters."),
    )
    scene = _object(
        description=_text(f"What happens, {DESCRIPTION_LETTERS[0]} to {DESCRIPTION_LETTERS[1]} characters."),
        image_prompt=_text("What is to be seen, for an image model, in English."),
        duration={"type": "number", "description": "Seconds, more than 0."},
        shot=_text("Shot size or angle.") | {"enum": [shot.value for shot in Shot]},
        move=_text("How the camera moves over the picture.") | {"enum": [move.value for move in Move]},
        mood=_text("Light and feeling, a few words, in English."),
        spoken=_text(f"What is said, at most {MAX_CAPTION_LETTERS} characters; empty for nothing."),
    )
    return _object(
        title=_text("Title of the film, in the language of the idea."),
        bible=bible | {"description": "What has to look the same in every scene."},
        scenes=_list(f"About {scene_count} scenes in their order.", scene),
    )


def _object(**fields: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "object", "properties": fields, "required": list(fields), "additionalProperties": False}


def _list(words: str, items: Mapping[str, Any]) -> dict[str, Any]:
    return {"type": "array", "description": words, "items": items}


def _text(words: str) -> dict[str, Any]:
    return {"type": "string", "description": words}


def outline_of(plan: StoryPlan, duration: float | None, aspect_ratio: AspectRatio, style: str) -> Outline:
    """The storyboard of a plan: its lengths in proportion, the bible's words in every prompt they belong to.

    A scene without a camera move gets the one that the rules give to its place.

    Raises:
        InputRefused: its scenes can't fill the film, or don't fit into it.
    """
    style = check_style(style)
    total = check_film_seconds(DEFAULT_SECONDS if duration is None else duration)
    seconds = share(total, [scene.duration for scene in plan.scenes])
    scenes = tuple(
        SceneDraft(
            scene.description,
            carried_prompt(scene, plan.bible, style),
            length,
            by_rule if scene.move is None else _MOTIONS[scene.move],
            scene.spoken,
        )
        for scene, length, by_rule in zip(plan.scenes, seconds, motions(len(plan.scenes), aspect_ratio), strict=True)
    )
    return Outline(plan.title or first_words(plan.scenes[0].description), round(sum(seconds), 6), scenes)


def carried_prompt(scene: PlannedScene, bible: Bible, style: str) -> str:
    """The scene's own prompt, whole, then as much of shot, style, mood and bible as the limit leaves room for.

    The film's look comes before the characters' looks where both don't fit: it concerns the whole picture.
    """
    own = ended(scene.image_prompt)[: PROMPT_LETTERS[1]]  # at the limit there is no room for a full stop
    lead = f"{_SHOT_WORDS[scene.shot]}: " if scene.shot and not names_a_shot(scene.image_prompt) else ""
    tail = f"{style}{'' if style.lower().endswith('style') else ' style'}, film still"
    room = PROMPT_LETTERS[1] - len(own)
    lead, room = (lead, room - len(lead)) if len(lead) <= room else ("", room)
    tail, room = (f" {tail}", room - len(tail) - 1) if len(tail) < room else ("", room)
    kept: dict[str, str] = {}
    looks = dict(_looks(scene, bible))
    for words in (scene.mood, bible.look, *looks.values()):
        if words and words not in own and room > _LEAST_WORTH:
            fitting = words if len(words) + 2 <= room else cut_words(words, room - 2)
            kept[words] = f" {ended(fitting)}"
            room -= len(kept[words])
    inner = "".join(kept.get(words, "") for words in (*looks.values(), scene.mood, bible.look))
    return f"{lead}{own}{inner}{tail}"


def _looks(scene: PlannedScene, bible: Bible) -> Iterator[tuple[str, str]]:
    """Of each character that the scene names: the name, and a sentence about the looks."""
    told = f"{scene.description}\n{scene.image_prompt}".casefold()
    for name, looks in bible.characters:
        if looks and looks not in scene.image_prompt and _named(name.casefold(), told):
            yield name, f"{name}: {cut(looks, PROMPT_LETTERS[1])}"


def _named(name: str, text: str) -> bool:
    """Whether a name stands in a text as a word of its own; scripts without spaces between words have no such thing."""
    start = text.find(name) if name else -1
    while start >= 0:
        end = start + len(name)
        around = text[start - 1 : start] + text[end : end + 1]
        if not any(letter.isalnum() and _has_case(letter) for letter in around):
            return True
        start = text.find(name, start + 1)
    return False


def _has_case(letter: str) -> bool:
    """Latin, Greek, Cyrillic and the like, which put spaces between words."""
    return letter.isdigit() or letter.lower() != letter.upper()
