"""The repository works anywhere: it names no package registry and no place on somebody's machine."""

import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
FORBIDDEN = {
    "a package registry": r"\b(?:pypi\.org|pythonhosted\.org|anaconda\.org|npmjs\.org|deb\.debian\.org)\b",
    "a folder of one machine": r"(?<![\w.}\])-])(?:/(?:root|work)/|/(?:home|Users)/\w+/|[A-Z]:\\+Users\\+\w)",
    "a mark of an unfinished merge": r"^(?:<{7}|>{7}) ",
}


def files() -> Iterator[Path]:
    """The repository's own files: all but what .gitignore names (folders and endings)."""
    ignored = [line.strip("/") for line in (ROOT / ".gitignore").read_text("utf-8").splitlines() if line]
    waiting = [ROOT]
    while waiting:
        for path in waiting.pop().iterdir():
            if path.name == ".git" or any(path.match(pattern) for pattern in ignored):
                continue
            if path.is_dir():
                waiting.append(path)
            else:
                yield path


@pytest.mark.parametrize("what", FORBIDDEN)
def test_no_file_names(what: str) -> None:
    pattern = re.compile(FORBIDDEN[what], re.MULTILINE)
    found = []
    for file in files():
        try:
            text = file.read_text("utf-8")
        except UnicodeDecodeError:  # a picture, a font
            continue
        found += [f"{file.relative_to(ROOT)}: {match[0]}" for match in pattern.finditer(text)]
    assert not found


def test_the_files_looked_through_are_the_repository() -> None:
    names = {file.relative_to(ROOT).as_posix() for file in files()}
    assert {"pyproject.toml", "installer/bootstrap.py", "vidstudio/errors.py", "tests/test_hygiene.py"} <= names
    assert not any(name.startswith((".venv/", ".git/")) or "__pycache__" in name for name in names)
