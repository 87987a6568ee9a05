"""Text cut where a reader would cut it: at sentences, else between words."""

import re

_END = re.compile(
    r"""(?: [.!?…]+ ["'”’»)\]]* (?=\s|$)      # western end marks need a space behind them
         |  [。！？｡؟۔।]+ ["'”’»」』）]* )      # these do not
    """,
    re.VERBOSE,
)
_NO_END = re.compile(
    r"(?:^|[\s(\"'“])(?:[A-Z]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|e\.g|i\.e|No|Nr|Fig|approx|ca|bzw|z\.B|Sra?|Mme|INT|EXT)\.$"
)


def sentences(text: str) -> list[str]:
    """The sentences of a text, end marks kept, white space folded. A text without end marks is one sentence.

    An initial or a common abbreviation before a full stop does not end a sentence.
    """
    line = " ".join(text.split())
    found, start = [], 0
    for match in _END.finditer(line):
        piece = line[start : match.end()].strip()
        if _NO_END.search(piece):
            continue
        if piece:
            found.append(piece)
        start = match.end()
    rest = line[start:].strip()
    return [*found, rest] if rest else found


def cut(text: str, letters: int) -> str:
    """As many whole sentences as fit into ``letters``; if not even the first does, whole words and an ellipsis.

    A single word longer than that is the only thing ever cut inside.
    """
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    kept = ""
    for sentence in sentences(line):
        longer = f"{kept} {sentence}".strip()
        if len(longer) > letters:
            break
        kept = longer
    return kept or cut_words(line, letters)


def cut_words(text: str, letters: int) -> str:
    """One line of at most ``letters`` characters, cut between words, with an ellipsis where something is left out."""
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    head, space, _ = line[:letters].rpartition(" ")
    return (head.rstrip(" ,;:–-") if space and head else line[: letters - 1]) + "…"


def group(pieces: list[str], count: int) -> list[str]:
    """Join neighbours until there are ``count`` groups of about equal length; at most as many as pieces."""
    count = min(count, len(pieces))
    total = sum(map(len, pieces))
    groups: list[list[str]] = [[]]
    seen = 0
    for index, piece in enumerate(pieces):
        left, open_groups = len(pieces) - index, count - len(groups)
        full = groups[-1] and seen + len(piece) / 2 >= total * len(groups) / count
        if groups[-1] and open_groups and (full or left <= open_groups):
            groups.append([])
        groups[-1].append(piece)
        seen += len(piece)
    return [" ".join(part) for part in groups]
