"""Markdown made plain: lines whose structure is easy to see, and text without marks."""

import re

HEADING = re.compile(r"^(#{1,6})\s+(.*?)\s*#*$")
ITEM = re.compile(r"^\s*(?:\d{1,4}[.)]|[-*+•–])\s+(?:\[[ xX]\]\s+)?(.*)$")
RULE = re.compile(r"^\s*(?:(?:\*\s*){3,}|(?:-\s*){3,}|(?:_\s*){3,})$")
END_MARKS = (".", "!", "?", "…", "。", "！", "？", "।", "؟", "۔", "｡")

_FRONT_MATTER = re.compile(r"\A---[ \t]*\n((?:[\w-]+:.*\n|[ \t]+.*\n|- .*\n|#.*\n|\n)+)---[ \t]*(?:\n|\Z)")
_FRONT_TITLE = re.compile(r"^title:\s*[\"']?(.*?)[\"']?\s*$", re.IGNORECASE | re.MULTILINE)
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
_FENCE = re.compile(r"(?m)^[ \t]*(`{3,}|~{3,}).*\n((?:.*\n)*?)[ \t]*\1[ \t]*$")
_LINE_TAG = re.compile(r"</?(?:br|p|div|li|h\d|tr)\b[^<>]*>", re.IGNORECASE)
_TAG = re.compile(r"</?[a-z][a-z0-9-]*(?:\s[^<>]*)?/?>", re.IGNORECASE)
_DEFINITION = re.compile(r"(?m)^\s*\[[^\]]+\]:\s+\S+.*$")
_BOLD_LINE = re.compile(r"^(?:\*\*([^*]+)\*\*|__([^_]+)__):?$")
_SETEXT_LETTERS = 60


def lines_of(text: str) -> tuple[str, list[str]]:
    """The title of a front matter (empty without one), and the lines.

    Comments, fences and tags are gone, white space is folded but for the indentation, and underlined or bold lines
    that stand for headings are written as headings.
    """
    text = _COMMENT.sub("", text.replace("\r\n", "\n").replace("\r", "\n").replace("\u2028", "\n"))
    front = _FRONT_MATTER.match(text)
    title = _FRONT_TITLE.search(front[1]) if front else None
    text = _without_code(text[front.end() :] if front else text)
    text = _DEFINITION.sub("", _TAG.sub("", _LINE_TAG.sub("\n", text)))
    return title[1] if title else "", _bold_headings(_underlined_headings([_folded(line) for line in text.split("\n")]))


def plain(text: str) -> str:
    """Text without Markdown's marks."""
    text = re.sub(r"!?\[([^\]]*)\]\((?:[^()]|\([^()]*\))*\)", r"\1", text)
    text = re.sub(r"!?\[([^\]]+)\]\[[^\]]*\]", r"\1", text)
    text = re.sub(r"<((?:https?|mailto):[^<>\s]+)>", r"\1", text)
    text = re.sub(r"(\*{2,3}|_{2,3}|~~|`+)(?=\S)(.+?)(?<=\S)\1", r"\2", text)
    text = re.sub(r"(?<![\w\\])([*_])(?=\S)([^*_]+)(?<=[^\s\\])\1(?!\w)", r"\2", text)
    text = re.sub(r"(?m)^\s*(?:>+|#{1,6}(?=\s))\s*", "", text)
    return re.sub(r"\\([\\`*_{}\[\]()#+.!~>|-])", r"\1", text)


def _without_code(text: str) -> str:
    """A fence is code to be left out, unless it holds most of the text: then it is the script itself."""
    inside = "".join(match[2] for match in _FENCE.finditer(text))
    outside = _FENCE.sub("", text)
    return outside if _letters(outside) >= _letters(inside) else _FENCE.sub(r"\2", text)


def _letters(text: str) -> int:
    return sum(map(str.isalnum, text))


def _folded(line: str) -> str:
    line = line.expandtabs(4)
    indent = len(line) - len(line.lstrip())
    return " " * indent + " ".join(line.split())


def _underlined_headings(lines: list[str]) -> list[str]:
    """``Title`` over ``=====`` or ``-----``, unless it is the end of a paragraph over a rule."""
    made: list[str] = []
    for line in lines:
        if made and made[-1] and re.fullmatch(r"={2,}", line):
            made[-1] = f"# {made[-1].strip()}"
        elif made and re.fullmatch(r"-{2,}", line) and _may_be_heading(made):
            made[-1] = f"## {made[-1].strip()}"
        else:
            made.append(line)
    return made


def _may_be_heading(made: list[str]) -> bool:
    line, above = made[-1], made[-2] if len(made) > 1 else ""
    if not line or HEADING.match(line) or ITEM.match(line) or RULE.match(line):
        return False
    return not above and len(line) <= _SETEXT_LETTERS and not line.endswith(END_MARKS)


def _bold_headings(lines: list[str]) -> list[str]:
    """Bold lines are headings where there are at least two of them."""
    bold = [index for index, line in enumerate(lines) if _BOLD_LINE.match(line)]
    if len(bold) < 2:
        return lines
    made = list(lines)
    for index in bold:
        match = _BOLD_LINE.match(lines[index])
        made[index] = f"###### {match[1] or match[2]}" if match else lines[index]
    return made
