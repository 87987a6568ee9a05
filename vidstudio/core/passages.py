"""A text or Markdown script read into passages, one for each scene its writer marked."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from vidstudio.core.lengths import from_starts, length_alone, take_length
from vidstudio.core.markdown import END_MARKS, HEADING, ITEM, RULE, lines_of, plain

_NUMBER = r"\d+[a-z]?|[ivxl]+|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve"
_SCENE_LINE = re.compile(
    rf"^\W*(?:(?:scene|shot|szene|einstellung|escena|scène|plan|сцена)\s+#?(?:{_NUMBER})|(?:シーン|場面|场景|장면)\s*\d+"
    r"|第\s*\d+\s*[場场幕])\s*(?:$|(?=[:：.,)(（\[|–—*_-]))\W*?((?:[\w\"'“„«(\[¿¡].*)?)$",
    re.IGNORECASE,
)
_SLUG = re.compile(
    r"^[*_>\s]*(?:\d+[A-Z]?[.):]?\s+)?"
    r"((?:(?:INT|EXT|EST|I/E)(?:\.?\s*/\s*(?:INT|EXT))?[.\s]\s*|(?i:int|ext)\.\s+)\S.*?)[*_]*$"
)
_CUE = re.compile(
    r"^[>*\s]*(?:FADE (?:IN|OUT|TO BLACK|TO WHITE)|(?:SMASH |MATCH |JUMP |HARD )?CUT TO(?: BLACK)?|DISSOLVE TO|WIPE TO|"
    r"THE END|END|CONTINUED|ENDE|FIN)\s*[:.]?[*\s<]*$"
)
_TITLE_LINE = re.compile(r"^(?:title|titel|titre|título)\s*:\s*(.+)$", re.IGNORECASE)
_TABLE_RULE = re.compile(r"^\s*\|?\s*:?-+:?\s*(?:\|\s*:?-+:?\s*)*\|?\s*$")
_LENGTH_HEAD = re.compile(r"dur|length|time|sec|dauer|zeit|länge", re.IGNORECASE)
_TITLE_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one scene.

    Attributes:
        seconds: the length written with it, 0 for none.
        explicit: whether the writer marked it as a scene (a heading, a scene line, a rule, a list item, a table's row).
    """

    text: str
    seconds: float
    explicit: bool


def passages(text: str) -> tuple[str, list[Passage]]:
    """The script's title (empty if it has none) and its passages in order."""
    title, lines = lines_of(text)
    lines = [line for line in lines if not _CUE.match(line)]
    first, lines = _take_title(lines)
    title = title or first
    marked = _marked_blocks(lines)
    rows = _table_rows(lines)
    if len(rows) > max(1, len(marked)):
        return plain(title), rows
    if marked and marked[0].preamble:
        title = title or _title_of(marked[0].body)
        marked = marked[1:]
    blocks = marked or _list_items(lines)
    found = [_passage(block, explicit=True) for block in blocks or []]
    found = found or [_passage(block, explicit=False) for block in _paragraphs(lines)]
    found = [passage for passage in found if any(letter.isalnum() for letter in passage.text)]
    lengths = from_starts([passage.seconds if passage.seconds >= 0 else None for passage in found])
    return plain(title), [
        replace(passage, seconds=length or 0.0) for passage, length in zip(found, lengths, strict=True)
    ]


@dataclass(slots=True)
class _Block:
    """Lines of one scene; ``level`` of its heading, 0 for another mark; a preamble comes before the first scene."""

    head: str
    body: list[str]
    level: int = 0
    preamble: bool = False


def _take_title(lines: list[str]) -> tuple[str, list[str]]:
    """A first line that is the script's only top heading is its title, unless it names a scene itself."""
    first = next((index for index, line in enumerate(lines) if line), None)
    match = HEADING.match(lines[first]) if first is not None else None
    tops = sum(1 for line in lines if line.startswith("# "))
    if first is None or match is None or len(match[1]) > 1 or tops > 1 or _is_scene_start(match[2]):
        return "", lines
    return match[2], lines[first + 1 :]


def _title_of(preamble: Sequence[str]) -> str:
    """The title on what stands before the first scene of a screenplay."""
    filled = [line.strip() for line in preamble if line]
    named = next((match[1] for line in filled if (match := _TITLE_LINE.match(line))), "")
    return named or (filled[0] if filled and len(filled[0]) <= _TITLE_LETTERS else "")


def _is_scene_start(line: str) -> bool:
    return bool(_SLUG.match(line) or _SCENE_LINE.match(line))


def _marked_blocks(lines: list[str]) -> list[_Block]:
    """Passages begun by headings, scene lines or rules; none if the script has none of these.

    What stands before the first heading or scene line is no scene but a preamble: a byline, a logline.
    """
    scene_level = _scene_level(lines)
    blocks, by_rule = [_Block("", [])], False
    for line in lines:
        heading = HEADING.match(line)
        level = len(heading[1]) if heading else 0
        if heading and level > scene_level and not _is_scene_start(heading[2]):
            blocks[-1].body.append(f"{heading[2].rstrip(':.')}:")  # a label within a scene
        elif heading:
            blocks.append(_Block(heading[2], [], level))
        elif RULE.match(line):
            by_rule = by_rule or len(blocks) == 1
            blocks.append(_Block("", []))
        elif _is_scene_start(line):
            blocks.append(_Block(line, []))
        else:
            blocks[-1].body.append(line)
    if len(blocks) == 1:
        return []
    blocks[0].preamble = not by_rule and len(blocks) > 2
    filled = [block for index, block in enumerate(blocks) if any(block.body) or _stands_alone(blocks, index)]
    return filled if any(not block.preamble for block in filled) else []


def _stands_alone(blocks: list[_Block], index: int) -> bool:
    """Whether a heading without text is a scene, and not the act or chapter above the next ones."""
    block, below = blocks[index], blocks[index + 1].level if index + 1 < len(blocks) else 0
    return bool(block.head) and not 0 < block.level < below


def _scene_level(lines: list[str]) -> int:
    """The level of headings that begin scenes; deeper ones are labels within them.

    That of ``Scene 1`` where scenes are named so; else the deepest, unless its headings repeat in every scene.
    """
    headings = [(len(match[1]), match[2].casefold()) for line in lines if (match := HEADING.match(line))]
    named = [level for level, text in headings if _is_scene_start(text) or _is_scene_start(text.upper())]
    if named:
        return min(named)
    if any(_is_scene_start(line) for line in lines):
        return max((level for level, _ in headings), default=0)
    levels = sorted({level for level, _ in headings})
    while len(levels) > 1:
        texts = [text for level, text in headings if level == levels[-1]]
        if len(set(texts)) == len(texts):
            break
        levels.pop()
    return levels[-1] if levels else 0


def _table_rows(lines: list[str]) -> list[Passage]:
    """The rows of the script's table, as in a shot list; numbers are left out, lengths are read."""
    rule = next((index for index, line in enumerate(lines) if "|" in line and _TABLE_RULE.match(line)), 0)
    if not rule or "|" not in lines[rule - 1]:
        return []
    heads, found = _cells(lines[rule - 1]), []
    for line in lines[rule + 1 :]:
        if "|" not in line:
            break
        texts, seconds = [], 0.0
        for index, cell in enumerate(_cells(line)):
            length = length_alone(cell)
            if length is None and index < len(heads) and _LENGTH_HEAD.search(heads[index]):
                length = length_alone(f"{cell} s")
            if length is not None:
                seconds = length
            elif any(letter.isalpha() for letter in cell):
                texts.append(cell)
        if texts:
            found.append(Passage(_sentence_by_sentence(texts), seconds, explicit=True))
    return found


def _cells(line: str) -> list[str]:
    return [plain(cell).strip() for cell in line.strip().strip("|").split("|")]


def _sentence_by_sentence(texts: Sequence[str]) -> str:
    return " ".join([*(text if text.endswith(END_MARKS) else f"{text}." for text in texts[:-1]), *texts[-1:]])


def _list_items(lines: list[str]) -> list[_Block]:
    """Passages of a script that is one list, with or without a line that announces it; none if it is not."""
    starts = [index for index, line in enumerate(lines) if ITEM.match(line)]
    if len(starts) < 2:
        return []
    intro = [line for line in lines[: starts[0]] if line]
    after = (before == "" and line and not line.startswith(" ") for before, line in pairwise(lines[starts[-1] :]))
    if len(intro) > 1 or (intro and (intro[0].endswith(END_MARKS) or any(after))):
        return []  # a list within a text
    outer = min(_indent(lines[index]) for index in starts)
    blocks: list[_Block] = []
    for line in lines[starts[0] :]:
        if ITEM.match(line) and _indent(line) <= outer + 1:
            blocks.append(_Block("", [line]))
        elif line and blocks:
            blocks[-1].body.append(line)
    return blocks if len(blocks) > 1 else []


def _indent(line: str) -> int:
    return len(line) - len(line.lstrip())


def _paragraphs(lines: list[str]) -> list[_Block]:
    blocks = [_Block("", [])]
    for line in lines:
        if line:
            blocks[-1].body.append(line)
        elif blocks[-1].body:
            blocks.append(_Block("", []))
    filled = [block for block in blocks if block.body]
    if len(filled) == 1 and _is_line_by_line(filled[0].body):
        return [_Block("", [line]) for line in filled[0].body]
    return filled


def _is_line_by_line(lines: list[str]) -> bool:
    """Whether each line is a thought of its own, and not a paragraph that was wrapped by hand."""
    if all(line.endswith(END_MARKS) for line in lines):
        return True
    return all(line.strip()[:1].isupper() or line.strip()[:1].isdigit() for line in lines)


def _passage(block: _Block, *, explicit: bool) -> Passage:
    """Heading and text of one scene made one text; the length written in either is taken out (-1 for none)."""
    seconds, head = take_length(plain(block.head), heading=True)
    text = _joined(block.body)
    if seconds is None:
        seconds, text = take_length(text)
    scene, slug = _SCENE_LINE.match(head), _SLUG.match(head)
    label = (scene[1] if scene else slug[1] if slug else re.sub(r"^\d+[.):]\s+", "", head)).strip(" *_–—-|")
    if label and text:
        label = label if label.endswith(END_MARKS) else f"{label.rstrip(':：')}."
    whole = f"{label} {text}".strip() or head
    return Passage(whole, -1.0 if seconds is None else seconds, explicit)


def _joined(body: Sequence[str]) -> str:
    """Lines as one text; the items of a list are set apart."""
    text = ""
    for line in body:
        item = ITEM.match(line)
        piece = " ".join(plain(item[1] if item else line).split())
        apart = item and text and not text.endswith((*END_MARKS, ":", ";", ","))
        text += f"; {piece}" if apart and piece else f" {piece}"
        text = text.strip()
    return text
