"""Reading a language model's storyboard: whole, and scene by scene while it still arrives.

Nothing in an answer is trusted: not its size, its depth, its types nor its numbers.
"""

import json
import math
from collections.abc import Mapping
from typing import Any, NoReturn, TypeVar

from vidstudio.core.captions import MAX_CAPTION_LETTERS
from vidstudio.core.refine import DESCRIPTION_LETTERS, PROMPT_LETTERS
from vidstudio.core.scene_plan import MOST_SCENES, Bible, Move, PlannedScene, Shot, StoryPlan
from vidstudio.core.script import TITLE_LETTERS
from vidstudio.core.sentences import clean, cut, cut_words
from vidstudio.errors import PlanRefused

MOST_LETTERS = 1_000_000
"""Of an answer: a hundred scenes with the longest texts are a third of it."""

_MOST_BEGINNINGS = 50
"""How often reading is begun anew at another brace: talk around the JSON has a few, a flood of them is no answer."""

_NAME_LETTERS, _LOOKS_LETTERS, _MOOD_LETTERS = 100, 600, 200
_MOST_CHARACTERS = 30
_HINT = "Try again, choose another model, or have the scenes made by rules."

E = TypeVar("E", Shot, Move)


def read_plan(text: str) -> StoryPlan:
    """The storyboard in an answer; talk and code fences around it, and keys we did not ask for, do not matter.

    Raises:
        PlanRefused: there is none in it, or it breaks a rule; the message names the scene and the rule.
    """
    document = _document(text)
    scenes = document.get("scenes")
    if not isinstance(scenes, list):
        raise _refused("Its scenes are not a list.")
    if not scenes:
        raise _refused("It has no scenes.")
    if len(scenes) > MOST_SCENES:
        raise _refused(f"It has too many scenes: {len(scenes)}, and {MOST_SCENES} are the most.")
    return StoryPlan(
        cut_words(_words(document, "title", "The title"), TITLE_LETTERS),
        _bible(document.get("bible")),
        tuple(_scene(scene, f"Scene {number}") for number, scene in enumerate(scenes, 1)),
    )


class SceneStream:
    """Finds finished scenes in an answer as it arrives in pieces of any length.

    Reads only as much of JSON's grammar as it takes to see where a scene begins and ends. Scenes that break a rule are
    left out: the whole answer will be refused for them in ``read_plan``.
    """

    def __init__(self) -> None:
        self._letters = 0
        self._depth = 0
        self._in_string = False
        self._escaped = False
        self._key = ""
        self._word: list[str] = []
        self._among_scenes = False
        self._scene: list[str] | None = None
        self._found: list[PlannedScene] = []

    def feed(self, chunk: str) -> list[PlannedScene]:
        """The scenes that this piece completes; raises ``PlanRefused`` when the answer grows beyond all measure."""
        self._letters += len(chunk)
        _check_size(self._letters)
        self._found = []
        for letter in chunk:
            if self._scene is not None:
                self._scene.append(letter)
            if self._in_string:
                self._inside_string(letter)
            else:
                self._outside_string(letter)
        return self._found

    def _inside_string(self, letter: str) -> None:
        if self._depth == 1:
            self._word.append(letter)
        if self._escaped:
            self._escaped = False
        elif letter == "\\":
            self._escaped = True
        elif letter == '"':
            self._in_string = False

    def _outside_string(self, letter: str) -> None:
        if letter == '"' and self._depth:
            self._in_string = True
            if self._depth == 1:
                self._word = ['"']
        elif letter == ":" and self._depth == 1:
            self._key = _loaded_key("".join(self._word))
        elif letter == "{" or (letter == "[" and self._depth):
            self._open(letter)
        elif letter in "}]" and self._depth:
            self._close()

    def _open(self, letter: str) -> None:
        self._depth += 1
        if self._depth == 2:
            self._among_scenes = letter == "[" and self._key == "scenes"
        elif self._depth == 3 and letter == "{" and self._among_scenes:
            self._scene = ["{"]

    def _close(self) -> None:
        self._depth -= 1
        if self._depth == 2 and self._scene is not None:
            text, self._scene = "".join(self._scene), None
            try:
                self._found.append(_scene(_loads(text), "The scene"))
            except (PlanRefused, ValueError):
                return
        elif self._depth < 2:
            self._among_scenes = False


def _loaded_key(text: str) -> str:
    try:
        return str(json.loads(text))
    except ValueError:
        return ""


def _document(text: str) -> dict[str, Any]:
    """The first object with scenes in a text."""
    _check_size(len(text))
    decoder = json.JSONDecoder(object_pairs_hook=_pairs, parse_constant=_constant)
    fault, start = "", text.find("{")
    seen_one = start >= 0
    for _ in range(_MOST_BEGINNINGS):
        if start < 0:
            break
        try:
            found, end = decoder.raw_decode(text, start)
        except RecursionError:
            raise _refused("It is nested too deep.") from None
        except json.JSONDecodeError as exc:
            fault = fault or f"{exc.msg} at letter {exc.pos + 1}"
            end = start + 1
        except ValueError as exc:  # a whole number of more digits than Python reads
            raise _refused("It has a number without measure.") from exc
        else:
            if isinstance(found, dict) and "scenes" in found:
                return found
        start = text.find("{", end)
    if fault:
        raise _refused(f"It is not valid JSON ({fault}), or breaks off.")
    raise _refused("It has no scenes." if seen_one else "There is no JSON in it.")


def _loads(text: str) -> Any:
    try:
        return json.loads(text, object_pairs_hook=_pairs, parse_constant=_constant)
    except RecursionError:
        raise _refused("It is nested too deep.") from None


def _pairs(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    """An object; two values for one key leave open which is meant."""
    found = dict(pairs)
    if len(found) < len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise _refused(f"It gives “{twice[:40]}” twice.")
    return found


def _constant(name: str) -> NoReturn:
    raise _refused(f"It has {name} for a number.")


def _check_size(letters: int) -> None:
    if letters > MOST_LETTERS:
        raise _refused(f"It is longer than {MOST_LETTERS:,} characters.")


def _bible(found: object) -> Bible:
    if found is None:
        return Bible()
    if not isinstance(found, dict):
        raise _refused("Its bible is not an object.")
    people = found.get("characters") or []
    if not isinstance(people, list) or not all(isinstance(person, dict) for person in people):
        raise _refused("The bible's characters are not a list of objects.")
    characters = []
    for number, person in enumerate(people[:_MOST_CHARACTERS], 1):
        whose = f"Character {number} of the bible"
        name = cut_words(_words(person, "name", f"{whose}: the name"), _NAME_LETTERS)
        looks = cut(_words(person, "looks", f"{whose}: the looks"), _LOOKS_LETTERS)
        if name and looks:
            characters.append((name, looks))
    return Bible(tuple(characters), cut(_words(found, "look", "The bible's look"), _LOOKS_LETTERS))


def _scene(found: object, which: str) -> PlannedScene:
    if not isinstance(found, dict):
        raise _refused(f"{which} is not an object.")
    return PlannedScene(
        _within(found, "description", f"{which}", "description", DESCRIPTION_LETTERS),
        _within(found, "image_prompt", f"{which}", "image prompt", PROMPT_LETTERS),
        _seconds(found.get("duration"), which),
        _one_of(Shot, found.get("shot")),
        _one_of(Move, found.get("move")),
        cut_words(_words(found, "mood", f"{which}: the mood"), _MOOD_LETTERS),
        cut(_words(found, "spoken", f"{which}: what is spoken"), MAX_CAPTION_LETTERS),
    )


def _within(found: Mapping[str, Any], key: str, which: str, name: str, letters: tuple[int, int]) -> str:
    text, (fewest, most) = _words(found, key, f"{which}: the {name}"), letters
    if not text:
        raise _refused(f"{which} has no {name}.")
    if not fewest <= len(text) <= most:
        raise _refused(f"{which} has a {name} of {len(text)} characters; it must be {fewest} to {most}.")
    return text


def _words(found: Mapping[str, Any], key: str, name: str) -> str:
    """A text on one line, empty if there is none."""
    value = found.get(key)
    if value is None:
        return ""
    if not isinstance(value, str):
        raise _refused(f"{name} is not a text.")
    return " ".join(clean(value).split())


def _seconds(value: object, which: str) -> float:
    if value is None:
        raise _refused(f"{which} has no duration.")
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise _refused(f"{which} has a duration that is not a number.")
    try:
        seconds = float(value)
    except OverflowError:
        seconds = math.inf
    if not 0 < seconds < math.inf:
        raise _refused(f"{which} has a duration that is not above 0 seconds and finite.")
    return seconds


def _one_of(kind: type[E], value: object) -> E | None:
    """One of our words, however it is written; another word is no reason to throw a storyboard away."""
    if not isinstance(value, str):
        return None
    try:
        return kind("_".join(value[:40].lower().replace("-", " ").replace("_", " ").split()))
    except ValueError:
        return None


def _refused(what: str) -> PlanRefused:
    return PlanRefused(f"The model's storyboard can't be used. {what}", _HINT)
