"""Which way each part of a line runs: right-to-left scripts and numbers among others.

Where one font has all letters, the shaping library orders them. A line in several fonts has to be put in order before
it is cut into runs: the parts of the Unicode bidirectional algorithm (UAX 9) that plain text without marks needs.
"""

import unicodedata
from itertools import groupby, pairwise

_STRONG = {"L": "L", "R": "R", "AL": "R"}
_NUMBERS = {"EN", "AN"}
_BESIDE_NUMBERS = {"ET", "ES", "CS"}
_EMBEDDINGS = {"LRE", "RLE", "LRO", "RLO", "PDF", "LRI", "RLI", "FSI", "PDI"}


def without_embeddings(text: str) -> str:
    """The text without the characters that nest directions, which are not followed here."""
    return "".join(letter for letter in text if unicodedata.bidirectional(letter) not in _EMBEDDINGS)


def in_visual_order(text: str, *, right_to_left: bool) -> list[tuple[str, bool]]:
    """The parts of a line from left to right, each with whether its letters run to the left.

    ``right_to_left`` is the direction of the paragraph (see ``fonts.reads_right_to_left``).
    """
    if not right_to_left and not any(unicodedata.bidirectional(letter) in {"R", "AL", "AN"} for letter in text):
        return [(text, False)] if text else []
    levels = _levels(_kinds(text), right_to_left=right_to_left)
    parts = [
        (level, "".join(letter for letter, _ in group))
        for level, group in groupby(zip(text, levels, strict=True), key=lambda pair: pair[1])
    ]
    for depth in (2, 1):
        parts = _turned(parts, depth)
    return [(part, level % 2 == 1) for level, part in parts]


def _kinds(text: str) -> list[str]:
    """L, R or N (number) of each character, empty for what takes its direction from around it."""
    kinds: list[str] = []
    classes = [unicodedata.bidirectional(letter) for letter in text]
    for name in classes:
        if name == "NSM":
            kinds.append(kinds[-1] if kinds else "")
        else:
            kinds.append("N" if name in _NUMBERS else _STRONG.get(name, ""))
    for index, name in enumerate(classes):
        if name in _BESIDE_NUMBERS:
            beside = kinds[max(index - 1, 0) : index + 2]
            inside = beside.count("N") == 2 or (name == "ET" and "N" in beside)
            kinds[index] = "N" if inside else ""
    return kinds


def _levels(kinds: list[str], *, right_to_left: bool) -> list[int]:
    """Depth of each character: even runs to the right, odd to the left."""
    base = "R" if right_to_left else "L"
    strong = base
    for index, kind in enumerate(kinds):
        if kind in {"L", "R"}:
            strong = kind
        elif kind == "N" and strong == "L":
            kinds[index] = "L"
    known = [-1, *(index for index, kind in enumerate(kinds) if kind), len(kinds)]
    around = [base, *kinds, base]
    for before, after in pairwise(known):
        sides = {"R" if around[place + 1] == "N" else around[place + 1] for place in (before, after)}
        kinds[before + 1 : after] = [base if len(sides) > 1 else min(sides)] * (after - before - 1)
    depth = {"L": 2, "R": 1, "N": 2} if right_to_left else {"L": 0, "R": 1, "N": 2}
    return [depth[kind] for kind in kinds]


def _turned(parts: list[tuple[int, str]], depth: int) -> list[tuple[int, str]]:
    """Each stretch of parts at least that deep, in reverse."""
    turned: list[tuple[int, str]] = []
    for deep, group in groupby(parts, key=lambda part: part[0] >= depth):
        stretch = list(group)
        turned += reversed(stretch) if deep else stretch
    return turned
