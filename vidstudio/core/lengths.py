"""Lengths and times that a writer put into a script, found and taken out."""

import re
from collections.abc import Sequence
from itertools import pairwise

_UNIT = r"s|secs?\.?|seconds?|sek\.?|sekunden?|segundos?|secondes?|сек\.?|秒"
_CLOCK = r"\d{1,3}:\d{2}(?::\d{2})?"
_ABOUT = r"(?:~|ca\.?|about|approx\.?|circa)?\s*"
_RANGE = re.compile(rf"^[(\[]?\s*({_CLOCK})\s*(?:-|–|—|to|bis)\s*({_CLOCK})\s*[)\]]?\s*[:.|–—-]?\s*", re.IGNORECASE)
_INNER_RANGE = re.compile(rf"[(\[]\s*({_CLOCK})\s*(?:-|–|—|to|bis)\s*({_CLOCK})\s*[)\]]", re.IGNORECASE)
_BRACKETS = re.compile(rf"[(\[（]\s*{_ABOUT}(?:({_CLOCK})|(\d+(?:[.,]\d+)?)\s*(?:{_UNIT}))\s*[)\]）]", re.IGNORECASE)
_LABEL = re.compile(
    rf"(?:^|(?<=[\s|]))(?:duration|length|dauer|länge|durée|duración)\s*[:=]\s*{_ABOUT}"
    rf"(?:({_CLOCK})|(\d+(?:[.,]\d+)?)\s*(?:{_UNIT})?)(?!\w)[.;,]?",
    re.IGNORECASE,
)
_AT_END = re.compile(rf"\s*[-–—|,:]\s*{_ABOUT}()(\d+(?:[.,]\d+)?)\s*(?:{_UNIT})\s*$", re.IGNORECASE)
_ALONE = re.compile(rf"^\s*{_ABOUT}(?:({_CLOCK})|(\d+(?:[.,]\d+)?)\s*(?:{_UNIT}))\s*$", re.IGNORECASE)


def take_length(text: str, *, heading: bool = False) -> tuple[float | None, str]:
    """The first length written in a text, in seconds (None: there is none), and the text without it.

    In brackets with its unit or as a clock, after ``Duration:``, as a range of times, and at the end of a heading.
    """
    for pattern in (_RANGE, _INNER_RANGE):
        match = pattern.search(text)
        if match and (length := _clock(match[2]) - _clock(match[1])) > 0:
            return length, _without(text, match)
    for pattern in (_BRACKETS, _LABEL, *([_AT_END] if heading else [])):
        match = pattern.search(text)
        if match and (heading or pattern is not _BRACKETS or _outside(text, match)):
            return _seconds(match), _without(text, match)
    return None, text


def _outside(text: str, match: re.Match[str]) -> bool:
    """Whether brackets stand before or after all else: inside a sentence, ``MIGUEL (60s)`` is an age."""
    return not text[: match.start()].strip() or not text[match.end() :].strip(" .")


def length_alone(text: str) -> float | None:
    """The seconds of a text that is a length and nothing else, as in a table's cell."""
    match = _ALONE.match(text)
    return _seconds(match) if match else None


def from_starts(times: Sequence[float | None]) -> list[float | None]:
    """Lengths of scenes that carry their starting times: they begin with 0 and rise; others are lengths already.

    The last one, whose end nobody wrote, gets the average.
    """
    known = [time for time in times if time is not None]
    rising = all(first < second for first, second in pairwise(known))
    if len(known) < max(2, len(times)) or known[0] != 0 or not rising:
        return list(times)
    lengths = [second - first for first, second in pairwise(known)]
    return [*lengths, round(sum(lengths) / len(lengths), 1)]


def _without(text: str, match: re.Match[str]) -> str:
    return " ".join(f"{text[: match.start()]} {text[match.end() :]}".split())


def _seconds(match: re.Match[str]) -> float:
    return _clock(match[1]) if match[1] else float(match[2].replace(",", "."))


def _clock(text: str) -> float:
    total = 0.0
    for part in text.split(":"):
        total = total * 60 + int(part)
    return total
