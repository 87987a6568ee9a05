"""What differs between two prompts, word by word."""

import re
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

_WORDS = re.compile(r"\s+|\w+|[^\w\s]")


class Change(StrEnum):
    """What became of some words."""

    SAME = "same"
    GONE = "gone"
    NEW = "new"


@dataclass(frozen=True, slots=True)
class Words:
    """Words that stand together and had the same fate, with the blanks between them."""

    change: Change
    text: str


def prompt_changes(before: str, after: str) -> tuple[Words, ...]:
    """From one prompt to the other: what is gone comes before what is new in its place."""
    old, new = _WORDS.findall(before), _WORDS.findall(after)
    found: list[Words] = []
    for tag, first, last, start, end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.append(Words(Change.SAME, "".join(new[start:end])))
            continue
        found += [Words(Change.GONE, "".join(old[first:last]))] if last > first else []
        found += [Words(Change.NEW, "".join(new[start:end]))] if end > start else []
    return tuple(found)
