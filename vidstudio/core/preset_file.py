"""Presets as files a person can read, change and hand on: TOML, one preset a file."""

import tomllib
from dataclasses import fields
from fractions import Fraction
from typing import Any

import tomlkit

from vidstudio.core.preset import RULES, Codec, Container, Preset, check_preset
from vidstudio.errors import InputRefused

MOST_BYTES = 64_000
"""A preset has a few hundred."""

_CODECS = {"h264": Codec.H264, "h265": Codec.H265, **{codec.value: codec for codec in Codec}}
_FORMAT = 1
"""Version of the file's own form, under ``vidstudio_preset``."""

_TYPES: dict[str, tuple[type, ...]] = {
    **dict.fromkeys(("name", "container", "codec", "watermark", "scenes", "about"), (str,)),
    **dict.fromkeys(("width", "height", "video_kbps", "quality", "passes", "audio_kbps"), (int,)),
    **dict.fromkeys(("percent", "loudness", "start", "end"), (int, float)),
    **dict.fromkeys(("captions", "time_code"), (bool,)),
    "fps": (int, float, str),
    "sound": (bool,),
}


def write_preset(preset: Preset) -> str:
    """The text of its file: only what differs from a preset that says nothing, with a line on what it is."""
    document = tomlkit.document()
    document.add(tomlkit.comment("A preset for exports of vidstudio; import it with: vidstudio presets import FILE"))
    document["vidstudio_preset"] = _FORMAT
    blank = Preset("")
    for field in fields(Preset):
        value = getattr(preset, field.name)
        if field.name == "audio_kbps" and value is None:
            if not preset.container.silent:
                document["sound"] = False
        elif field.name in {"name", "container", "codec"} or value != getattr(blank, field.name):
            document[field.name] = _plain(value)
    return tomlkit.dumps(document)


def _plain(value: Any) -> Any:
    if isinstance(value, Codec):
        return next(name for name, codec in _CODECS.items() if codec is value)
    if isinstance(value, Fraction):
        return value.numerator if value.denominator == 1 else str(value)
    return value.value if isinstance(value, Container) else value


def read_preset(text: str) -> Preset:
    """The preset a file holds; raises ``InputRefused`` naming what is wrong with it."""
    try:
        data = tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError) as exc:
        raise InputRefused(f"That is no preset: {exc}.", "A preset is a TOML file.") from exc
    version = data.pop("vidstudio_preset", None)
    if type(version) is not int:
        raise InputRefused("That is no preset of vidstudio.", "Its file says vidstudio_preset = 1.")
    if version > _FORMAT:
        raise InputRefused("This preset was made by a newer vidstudio.", "Update vidstudio.")
    for key, value in data.items():
        _check_type(key, value)
    sound = data.pop("sound", True)
    try:
        return check_preset(_made(data, sound=sound))
    except (ValueError, ZeroDivisionError, OverflowError) as exc:
        raise InputRefused(f"That is no preset: {exc}.", "Correct its file.") from exc


def _check_type(key: str, value: object) -> None:
    if key not in _TYPES:
        known = ", ".join(sorted(_TYPES))
        raise InputRefused(f"A preset has no “{key[:60]}”.", f"It may have {known}.")
    if not isinstance(value, _TYPES[key]) or (isinstance(value, bool) and bool not in _TYPES[key]):
        wanted = {str: "text", bool: "true or false"}.get(_TYPES[key][0], "a number")
        raise InputRefused(f"“{key}” of a preset has to be {wanted}.", "Correct its file.")


def _made(data: dict[str, Any], *, sound: bool) -> Preset:
    codec = str(data.get("codec", "h264")).lower()
    if codec not in _CODECS:
        titles = ", ".join(name for name in _CODECS if name != "hevc")
        raise InputRefused(f"There is no codec “{codec[:60]}”.", f"Choose one of {titles}.")
    container = str(data.get("container", RULES[_CODECS[codec]].containers[0])).lower()
    if container not in set(Container):
        raise InputRefused(f"There is no container “{container[:60]}”.", f"Choose one of {', '.join(Container)}.")
    values: dict[str, Any] = {**data, "codec": _CODECS[codec], "container": Container(container)}
    values.setdefault("name", "")
    if "fps" in data:
        values["fps"] = Fraction(str(data["fps"])).limit_denominator(1001)
    if not sound:
        values["audio_kbps"] = None
    for key in ("percent", "loudness", "start", "end"):
        if key in values:
            values[key] = float(values[key])
    return Preset(**values)
