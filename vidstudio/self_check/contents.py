"""The list of what was packed into a folder, written when it is and compared later: a missing file is found by name."""

import hashlib
from pathlib import Path

LIST = "contents.txt"


def write_contents(folder: Path) -> None:
    """Write the list of all that is in a folder now, with a digest of each file."""
    lines = (f"{digest}  {name}\n" for name, digest in sorted(_digests(folder).items()))
    (folder / LIST).write_text("".join(lines), "utf-8")


def differences(folder: Path) -> list[str]:
    """What is missing or not as it was packed; nothing where no list was written, as in a source tree."""
    try:
        lines = (folder / LIST).read_text("utf-8").splitlines()
    except FileNotFoundError:
        return []
    found = _digests(folder)
    told = []
    for line in lines:
        digest, _, name = line.partition("  ")
        if name not in found:
            told.append(f"{name} is missing")
        elif found[name] != digest:
            told.append(f"{name} is damaged")
    return told


def _digests(folder: Path) -> dict[str, str]:
    files = [file for file in folder.rglob("*") if file.is_file() and file.name != LIST]
    return {file.relative_to(folder).as_posix(): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}
