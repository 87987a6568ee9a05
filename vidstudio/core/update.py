"""A newer version: whether it may be looked for, when, and what counts as one."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

ADDRESS = "https://vidstudio.example/newest.json"
"""Where the newest version is told. The project has no public address yet: this one is kept free for examples, nobody
is there, and nothing is asked while it stands here."""

VARIABLE = "VIDSTUDIO_UPDATE_ADDRESS"
"""Environment: another address, for tests."""

EVERY = timedelta(days=1)
"""How often it is looked for at most."""

QUESTION = "May vidstudio look for a newer version once a day?"
TRUTH = "It reads one small file from the project's address. Nothing about you, your films or this version is sent."

_USED = timedelta(days=1)
_VERSION = re.compile(r"[0-9]{1,6}(\.[0-9]{1,6}){1,3}")
_KEPT_FREE = re.compile(r"https?://([^/]*\.)?(example|invalid|test)(:[0-9]+)?(/|$)")


@dataclass(frozen=True, slots=True)
class Newest:
    """What is told of the newest version: its number, and the page where it can be had."""

    version: str
    page: str


def why_never(address: str, packaged_by: str) -> str:
    """Why nothing can be looked for here, in words; empty where it can.

    Args:
        address: that would be asked.
        packaged_by: who made this package and brings its updates; empty where nobody does.
    """
    if packaged_by:
        return f"Newer versions come with {packaged_by}."
    if _KEPT_FREE.match(address):
        return "There is no address to ask yet."
    return ""


def may_ask(wish: bool | None, films_changed: Iterable[datetime], now: datetime) -> bool:
    """Whether the person is to be asked: never twice, and not before they have made a film and come back to it.

    Args:
        wish: the setting; None until they were asked.
        films_changed: when each job that has a film was changed last.
        now: of the same clock.
    """
    return wish is None and any(now - changed >= _USED for changed in films_changed)


def is_version(text: str) -> bool:
    """Whether this is a number as ours: 0.1.0."""
    return _VERSION.fullmatch(text) is not None


def is_newer(found: str, own: str) -> bool:
    """Whether one version comes after another; one that is no number as ours comes after none, and before none."""
    return is_version(found) and is_version(own) and _parts(found) > _parts(own)


def _parts(version: str) -> tuple[int, ...]:
    numbers = [int(part) for part in version.split(".")]
    return (*numbers, *[0] * (4 - len(numbers)))
