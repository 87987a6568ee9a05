"""A text or Markdown script read into passages, one for each scene its writer marked."""

import re
from dataclasses import dataclass

_HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
_SLUG = re.compile(r"^(?:INT|EXT|EST|INT\.?\s*/\s*EXT|I/E)[.\s]", re.IGNORECASE)
_SCENE_LINE = re.compile(r"^\W*(?:scene|shot|szene|escena|scène|сцена)\s+(?:\d+|[IVXL]+)\b\W*(.*?)\W*$", re.IGNORECASE)
_RULE = re.compile(r"^\s*(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
_ITEM = re.compile(r"^(?:\d{1,4}[.)]|[-*+•])\s+(.*)$")
_SECONDS = re.compile(r"[(\[]\s*(?:(\d+):)?(\d+(?:\.\d+)?)\s*(s|sec|secs|seconds?)?\s*[)\]]", re.IGNORECASE)
_FRONT_MATTER = re.compile(r"\A---\s*\n.*?\n---\s*\n", re.DOTALL)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Passage:
    """The text of one scene.

    Attributes:
        seconds: the length written with it, 0 for none.
        explicit: whether the writer marked it as a scene (a heading, a scene line, a rule, a list item).
    """

    text: str
    seconds: float
    explicit: bool


def passages(text: str) -> tuple[str, list[Passage]]:
    """The script's title (empty if it has none) and its passages in order."""
    text = _COMMENT.sub("", _FRONT_MATTER.sub("", text.replace("\r\n", "\n").replace("\r", "\n")))
    lines = [line.strip() for line in text.split("\n") if not line.strip().startswith(("```", "~~~"))]
    title, lines = _take_title(lines)
    blocks = _marked_blocks(lines)
    if blocks is None:
        blocks = _list_items(lines)
    explicit = blocks is not None
    if blocks is None:
        blocks = _paragraphs(lines)
    found = [_passage(head, body, explicit=explicit) for head, body in blocks]
    return plain(title), [passage for passage in found if any(letter.isalnum() for letter in passage.text)]


def plain(text: str) -> str:
    """Text without Markdown's marks."""
    text = re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text)
    text = re.sub(r"(\*{1,3}|_{2,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    return re.sub(r"(?m)^\s*(?:>+|#{1,6})\s?", "", text)


_Block = tuple[str, list[str]]


def _take_title(lines: list[str]) -> tuple[str, list[str]]:
    """A first line that is the script's only top heading is its title, unless it names a scene itself."""
    levels = [len(match[1]) for line in lines if (match := _HEADING.match(line))]
    for index, line in enumerate(lines):
        match = _HEADING.match(line)
        if match and not any(lines[:index]) and len(match[1]) == 1 and levels.count(1) == 1:
            if _is_scene_start(match[2]):
                break
            return match[2], lines[index + 1 :]
        if line:
            break
    return "", lines


def _is_scene_start(line: str) -> bool:
    return bool(_SLUG.match(line) or _SCENE_LINE.match(line))


def _marked_blocks(lines: list[str]) -> list[_Block] | None:
    """Passages begun by headings, scene lines or rules; None if the script has none of these."""
    blocks: list[_Block] = [("", [])]
    marks = 0
    levels = sorted({len(match[1]) for line in lines if (match := _HEADING.match(line))})
    for line in lines:
        heading = _HEADING.match(line)
        if heading and (len(heading[1]) == levels[-1] or _is_scene_start(heading[2])):
            blocks.append((heading[2], []))
        elif heading:
            continue  # an act or chapter above the scenes
        elif _RULE.match(line):
            blocks.append(("", []))
        elif _is_scene_start(line):
            blocks.append((line, []))
        else:
            blocks[-1][1].append(line)
            continue
        marks += 1
    return [block for block in blocks if block[0] or any(block[1])] if marks else None


def _list_items(lines: list[str]) -> list[_Block] | None:
    """Passages of a script that is one list; None if it is not."""
    blocks: list[_Block] = []
    for line in lines:
        item = _ITEM.match(line)
        if item:
            blocks.append(("", [item[1]]))
        elif line and not blocks:
            return None
        elif line:
            blocks[-1][1].append(line)
    return blocks if len(blocks) > 1 else None


def _paragraphs(lines: list[str]) -> list[_Block]:
    blocks: list[_Block] = [("", [])]
    for line in lines:
        if line:
            blocks[-1][1].append(line)
        elif blocks[-1][1]:
            blocks.append(("", []))
    filled = [block for block in blocks if block[1]]
    if len(filled) == 1 and all(line.endswith((".", "!", "?", "…", "。", "！", "？")) for line in filled[0][1]):
        return [("", [line]) for line in filled[0][1]]
    return filled


def _passage(head: str, body: list[str], *, explicit: bool) -> Passage:
    """Heading and text of one scene made one text; the length written in either is taken out."""
    seconds, head = _take_seconds(head)
    text = " ".join(" ".join(plain(_ITEM.sub(r"\1", line)) for line in body).split())
    if not seconds:
        seconds, text = _take_seconds(text)
    scene_line = _SCENE_LINE.match(head)
    label = plain(scene_line[1] if scene_line else head).strip()
    if label and text:
        label = label if label.endswith((".", "!", "?", ":")) else f"{label}."
    return Passage(f"{label} {text}".strip() or plain(head), seconds, explicit)


def _take_seconds(text: str) -> tuple[float, str]:
    """A length in brackets that names its unit or is written as a clock, and the text without it."""
    for match in _SECONDS.finditer(text):
        minutes, seconds, unit = match.groups()
        if unit or minutes:
            rest = f"{text[: match.start()]} {text[match.end() :]}"
            return int(minutes or 0) * 60 + float(seconds), " ".join(rest.split())
    return 0.0, text
