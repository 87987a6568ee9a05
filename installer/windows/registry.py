"""What is in the registry for one person, as Windows' own ``reg`` writes it down."""

import re
from collections.abc import Mapping

Keys = Mapping[str, Mapping[str, str]]
"""The keys by their path below ``HKEY_CURRENT_USER``, and each key's values by name; ``""`` is the one without a name.
Values that are no text are as they were written down."""

_KEY = re.compile(r"^\[HKEY_CURRENT_USER\\(.+)\]$")
_VALUE = re.compile(r'^(?:@|"(?P<name>(?:[^"\\]|\\.)*)")=(?P<data>.*)$')
_ESCAPED = re.compile(r"\\(.)")


def read(exported: str) -> Keys:
    """All keys in a file of ``reg export``."""
    keys: dict[str, dict[str, str]] = {}
    values: dict[str, str] = {}
    for line in exported.splitlines():
        if key := _KEY.match(line):
            values = keys.setdefault(key[1], {})
        elif value := _VALUE.match(line):
            values[_plain(value["name"] or "")] = _text(value["data"])
    return keys


def naming(keys: Keys, word: str) -> set[str]:
    """Keys and values in which a word is: ``KEY`` or ``KEY: NAME``."""
    found = {key for key in keys if word in key.lower()}
    for key, values in keys.items():
        found |= {f"{key}: {name}" for name, data in values.items() if word in f"{name} {data}".lower()}
    return found


def _text(data: str) -> str:
    quoted = len(data) > 1 and data[0] == data[-1] == '"'
    return _plain(data[1:-1]) if quoted else data


def _plain(written: str) -> str:
    return _ESCAPED.sub(r"\1", written)
