"""What Linux programs and libraries say about themselves, as binutils read it."""

import re
import subprocess
from functools import cache
from pathlib import Path

_LOAD = re.compile(r"^\s+LOAD\s+0x(\w+) 0x(\w+)", re.MULTILINE)
_NEEDED = re.compile(r"\(NEEDED\).*\[(.+)\]")
_PAGE = 4096


def is_elf(file: Path) -> bool:
    """Whether it is a program or a library of Linux, and no link to one."""
    if file.is_symlink() or not file.is_file():
        return False
    with file.open("rb") as opened:
        return opened.read(4) == b"\x7fELF"


def needed(file: Path) -> tuple[str, ...]:
    """The libraries that it asks for by name."""
    return _needed(file, file.stat().st_mtime_ns)


@cache
def _needed(file: Path, _changed_at: int) -> tuple[str, ...]:
    return tuple(_NEEDED.findall(_said("readelf", "-d", str(file))))


def loads_whole(file: Path) -> bool:
    """Whether its pages are where the loader wants them."""
    parts = _LOAD.findall(_said("readelf", "-lW", str(file)))
    return all(int(offset, 16) % _PAGE == int(address, 16) % _PAGE for offset, address in parts)


def defined(file: Path) -> set[str]:
    """Names that others can call in it."""
    return _names(file, "--defined-only")


def undefined(file: Path) -> set[str]:
    """Names that it calls in others."""
    return _names(file, "--undefined-only")


def _names(file: Path, which: str) -> set[str]:
    lines = _said("nm", "-D", which, str(file)).splitlines()
    return {line.split()[-1].partition("@")[0] for line in lines if line.strip()}


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout
