"""Text cut where a reader would cut it: at sentences, else between words."""

import re
import unicodedata
from collections.abc import Iterable

_END = re.compile(
    r"""(?: [.!?…]+ ["'”’“‘»«)\]]* (?=\s|$)      # western end marks need a space behind them
         |  [。！？｡؟۔।]+ ["'”’»」』）]* )           # these do not
    """,
    re.VERBOSE,
)
_NO_END = re.compile(
    r"(?:^|[\s(\"'“„])(?:[^\W\d_]|Mr|Mrs|Ms|Dr|Prof|St|Sr|Jr|vs|etc|e\.g|i\.e|No|Nr|Fig|approx|ca|bzw|usw|z\.B|d\.h"
    r"|Sra?|Mme|INT|EXT)\.$"
)
_DAY = re.compile(r"(?<!\d)\d{1,2}\.$")
_MONTH = re.compile(r"\s*(?:Jan|Feb|Mär|Apr|Mai|Jun|Jul|Aug|Sep|Okt|Nov|Dez)")
_GOES_ON = re.compile(r"""(?:["'”’“‘»«)\]]|\.{2,}|…)$""")
_TOUCHING = ("。", "！", "？", "｡", "」", "』", "）")
_NEVER_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff\ud800-\udfff]")
_LOOK_BACK = 12  # letters: longer than any abbreviation
_JOINERS = "\u200d\ufe0e\ufe0f"


def clean(text: str) -> str:
    """Text without what is no text: control characters, byte order marks, halves of characters."""
    return _NEVER_TEXT.sub("", text).strip()


def sentences(text: str) -> list[str]:
    """The sentences of a text, end marks kept, white space folded. A text without end marks is one sentence.

    An initial, a common abbreviation or the day in a date before a full stop does not end a sentence, nor do closing
    quotes or dots that a small letter follows. Marks without a word stay with what is before them.
    """
    line = " ".join(text.split())
    small = line.lower() == line
    found, start = [], 0
    for match in _END.finditer(line):
        end = match.end()
        if _runs_on(line[max(start, end - _LOOK_BACK) : end], line[end : end + 5], small=small):
            continue
        found.append(line[start:end].strip())
        start = end
    return _with_words([*found, line[start:].strip()])


def _runs_on(before: str, after: str, *, small: bool) -> bool:
    """Whether an end mark at the end of ``before`` ends no sentence; ``small``: the text has no capitals to go by."""
    if _NO_END.search(before) or (_DAY.search(before) and _MONTH.match(after)):
        return True
    return not small and bool(_GOES_ON.search(before)) and after.lstrip()[:1].islower()


def _with_words(pieces: Iterable[str]) -> list[str]:
    found: list[str] = []
    for piece in pieces:
        if found and not (_has_word(piece) and _has_word(found[-1])):
            found[-1] = join([found[-1], piece])
        elif piece:
            found.append(piece)
    return found


def _has_word(text: str) -> bool:
    return any(map(str.isalnum, text))


def join(pieces: Iterable[str]) -> str:
    """Sentences as one text: with a space between them where their script has one."""
    text = ""
    for piece in pieces:
        text = f"{text}{piece}" if text.endswith(_TOUCHING) else f"{text} {piece}".strip()
    return text


def cut(text: str, letters: int) -> str:
    """As many whole sentences as fit into ``letters``; if not even the first does, whole words and an ellipsis.

    A single word longer than that is the only thing ever cut inside.
    """
    line = " ".join(text.split())
    if len(line) <= letters:
        return line
    kept = ""
    for sentence in sentences(line[: letters + _LOOK_BACK]):
        longer = join([kept, sentence])
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
    return (head.rstrip(" ,;:–-") if space and head else _whole_letters(line, letters - 1)) + "…"


def _whole_letters(line: str, letters: int) -> str:
    """The beginning of a line without spaces, with no letter parted from its accents or joined signs."""
    end = letters
    while 0 < end < len(line) and _belongs_to_the_one_before(line, end):
        end -= 1
    return line[: end or letters]


def _belongs_to_the_one_before(line: str, index: int) -> bool:
    letter, before = line[index], line[index - 1]
    joined = letter in _JOINERS or before == "\u200d" or "\U0001f3fb" <= letter <= "\U0001f3ff"
    return joined or unicodedata.category(letter).startswith("M")


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
    return [join(part) for part in groups]
