"""From words to a look: which place, light, framing, subjects and colours a text asks for."""

import hashlib
import re
import unicodedata
from collections.abc import Mapping
from typing import TypeVar

from vidstudio.services.images.drafting import words
from vidstudio.services.images.drafting.look import (
    INDOORS,
    PEOPLE,
    RGB,
    WEATHER,
    Framing,
    Light,
    Look,
    Mood,
    Setting,
    Subject,
)

Named = TypeVar("Named")

_PLAIN_ENDINGS = ("s", "es", "n", "en", "x", "e", "er")
_LONGEST_PHRASE = 4
_OWN_WORDS_WEIGHT = 3.0
_READ_CHARACTERS = 4000

_FREE_SETTINGS = (Setting.MOUNTAINS, Setting.LAKE, Setting.FIELD, Setting.SEA, Setting.ABSTRACT, Setting.SKY)
_FREE_LIGHTS = (Light.GOLDEN, Light.DAY, Light.DAWN, Light.DUSK)
_FREE_ACCENTS: tuple[RGB, ...] = ((0.78, 0.24, 0.16), (0.86, 0.62, 0.22), (0.16, 0.38, 0.48), (0.62, 0.28, 0.32))
_WATERS = frozenset({Setting.SEA, Setting.UNDERWATER, Setting.LAKE, Setting.RIVER})
_CLOSE_THINGS = frozenset(
    {Subject.CUP, Subject.BOOK, Subject.PHONE, Subject.CANDLE, Subject.COMPUTER, Subject.FLOWER, Subject.TABLE}
)


def read_look(description: str, image_prompt: str) -> Look:
    """Read a scene; the description's words weigh more than the prompt's. Never fails, whatever the text."""
    key = text_key(description)
    texts = (_tokens(description), _tokens(image_prompt))
    subjects = tuple(_found(words.SUBJECTS, texts))[:3]
    light, weather = _light(texts, key)
    setting = _setting(texts, subjects, key)
    subjects = tuple(dict.fromkeys(_at_home(subject, setting) for subject in subjects))
    if Subject.SKYSCRAPER in subjects:
        subjects = tuple(subject for subject in subjects if subject is not Subject.TOWER)
    if Subject.UMBRELLA in subjects:
        subjects = tuple(subject for subject in subjects if subject not in PEOPLE)
    also = next((other for other in _found(words.SETTINGS, texts) if other is not setting), None)
    moods = frozenset(_found(words.MOODS, texts))
    if light is None:
        light = _free_light(moods, setting, weather, key)
    if light is not Light.NIGHT and not _found(words.LIGHTS, texts) and {Subject.CANDLE, Subject.FIRE} & set(subjects):
        light = Light.NIGHT
    colors = tuple(_found(words.COLORS, texts))
    return Look(
        setting=setting,
        also=also,
        light=light,
        weather=weather,
        framing=_framing(texts, subjects),
        subjects=subjects,
        moods=moods,
        colors=colors,
        accent=colors[0] if colors else _FREE_ACCENTS[key // 7 % len(_FREE_ACCENTS)],
        key=key,
    )


def text_key(text: str) -> int:
    """A number made from a text, the same on every machine."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:8], "big")


def _tokens(text: str) -> list[str]:
    plain = unicodedata.normalize("NFKD", text[:_READ_CHARACTERS].lower().replace("ß", "ss"))
    return re.findall(r"[^\W\d_]+", "".join(c for c in plain if not unicodedata.combining(c)))


def _found(table: Mapping[Named, str], texts: tuple[list[str], list[str]]) -> list[Named]:
    """Entries of a table that the texts name, the best first: by weight, then by place in the text."""
    index = {phrase.strip(): name for name, phrases in table.items() for phrase in phrases.split(",")}
    weights: dict[Named, float] = {}
    for tokens, weight in zip(texts, (_OWN_WORDS_WEIGHT, 1.0), strict=True):
        for name in _named(index, tokens):
            weights[name] = weights.get(name, 0.0) + (weight if name not in weights else weight / 10)
    return sorted(weights, key=lambda name: -round(weights[name]))


def _named(index: Mapping[str, Named], tokens: list[str]) -> list[Named]:
    names, place = [], 0
    while place < len(tokens):
        for length in range(min(_LONGEST_PHRASE, len(tokens) - place), 0, -1):
            name = _look_up(index, " ".join(tokens[place : place + length]))
            if name is not None:
                names.append(name)
                place += length - 1
                break
        place += 1
    return names


def _look_up(index: Mapping[str, Named], phrase: str) -> Named | None:
    if phrase in index:
        return index[phrase]
    for ending in _PLAIN_ENDINGS:
        if phrase.endswith(ending) and len(phrase) - len(ending) > 3 and phrase[: -len(ending)] in index:
            return index[phrase[: -len(ending)]]
    return None


def _setting(texts: tuple[list[str], list[str]], subjects: tuple[Subject, ...], key: int) -> Setting:
    named = _found(words.SETTINGS, texts)
    if any(words.USUAL_SETTING.get(subject) in _WATERS for subject in subjects):
        named = [setting for setting in named if setting not in INDOORS]  # no ship sails through a room
    for particular in (Setting.UNDERWATER, Setting.STREET, Setting.ROAD, Setting.KITCHEN, Setting.OFFICE):
        if particular in named[:2]:
            return particular
    if named:
        return named[0]
    if Light.SNOWFALL in _found(words.LIGHTS, texts) and not set(subjects) & set(words.USUAL_SETTING):
        return Setting.SNOW
    for subject in sorted(subjects, key=lambda subject: subject is not Subject.HOUSE):
        if subject in words.USUAL_SETTING:
            return words.USUAL_SETTING[subject]
    return _FREE_SETTINGS[key % len(_FREE_SETTINGS)]


def _at_home(subject: Subject, setting: Setting) -> Subject:
    """Doors and windows seen from outdoors are a house's."""
    return Subject.HOUSE if subject in {Subject.WINDOW, Subject.DOOR} and setting not in INDOORS else subject


def _light(texts: tuple[list[str], list[str]], key: int) -> tuple[Light | None, Light | None]:
    named = _found(words.LIGHTS, texts)
    weather = next((light for light in named if light in WEATHER), None)
    light = next((light for light in named if light not in WEATHER), None)
    if light is None and Subject.MOON in _found(words.SUBJECTS, texts):
        light = Light.NIGHT
    if light is None and key % 11 == 0 and weather is None:
        weather = Light.FOG if key % 22 else None
    return light, weather


def _free_light(moods: frozenset[Mood], setting: Setting, weather: Light | None, key: int) -> Light:
    if weather is not None:
        return weather
    if Mood.DARK in moods or Mood.NEON in moods:
        return Light.NIGHT
    if Mood.COLD in moods:
        return (Light.FOG, Light.DUSK)[key % 2]
    if Mood.BRIGHT in moods or setting is Setting.KITCHEN:
        return Light.DAY
    return _FREE_LIGHTS[key // 5 % len(_FREE_LIGHTS)]


def _framing(texts: tuple[list[str], list[str]], subjects: tuple[Subject, ...]) -> Framing:
    named = _found(words.FRAMINGS, texts)
    if named:
        return named[0]
    if subjects and subjects[0] in _CLOSE_THINGS and not PEOPLE & set(subjects):
        return Framing.MEDIUM
    if Setting(_setting(texts, subjects, 0)) in INDOORS and subjects:
        return Framing.MEDIUM
    return Framing.WIDE
