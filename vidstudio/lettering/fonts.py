"""Letters for any script: the bundled font first, then what the machine has."""

import os
import sys
import threading
import unicodedata
from functools import lru_cache
from pathlib import Path

from PIL import ImageFont, features

from vidstudio.core.captions import Weight
from vidstudio.paths import expanded, resources

ONE_AT_A_TIME = threading.Lock()
"""Held while letters are measured or drawn: FreeType does not let two threads use one font."""

_NOT_A_CHARACTER = "\U0010fffd"
_SUFFIXES = {".ttf", ".otf", ".ttc", ".otc"}
_PROBE_SIZE = 20
_AT_MOST = 1500
_FIRST = (
    "notosans-",
    "notosanscjk",
    "notosans",
    "arialuni",
    "dejavusans.",
    "segoeui",
    "arial",
    "msyh",
    "yugoth",
    "pingfang",
)


def shaping() -> ImageFont.Layout:
    """Raqm where Pillow has it (right-to-left and joined scripts), else plain."""
    return ImageFont.Layout.RAQM if features.check("raqm") else ImageFont.Layout.BASIC


def bundled_font(weight: Weight = Weight.MEDIUM) -> Path:
    """The font file that comes with the program; every weight has the same characters."""
    return resources() / "fonts" / f"Inter-{weight}.otf"


@lru_cache(maxsize=512)
def in_weight(path: Path, weight: Weight, text: str) -> Path:
    """The font file of that weight beside another one, if it has all of a text; else the one that was given."""
    if path == bundled_font():
        return bundled_font(weight)
    heavier = path.with_name(f"{path.stem.removesuffix('-Regular')}-Bold{path.suffix}")
    if weight is not Weight.SEMIBOLD or not heavier.is_file():
        return path
    return heavier if all(is_silent(letter) or covers(heavier, letter) for letter in text) else path


@lru_cache(maxsize=256)
def load(path: Path, size: int) -> ImageFont.FreeTypeFont:
    """A font at a size in pixels. Raises OSError for a file that is none."""
    return ImageFont.truetype(str(path), size, layout_engine=shaping())


@lru_cache(maxsize=8192)
def covers(path: Path, letter: str) -> bool:
    """Whether a font has its own picture for a character, and not only the box for missing ones."""
    try:
        font = ImageFont.truetype(str(path), _PROBE_SIZE, layout_engine=ImageFont.Layout.BASIC)
        own, missing = font.getmask(letter), font.getmask(_NOT_A_CHARACTER)
    except (OSError, ValueError):
        return False
    return own.size != missing.size or bytes(own) != bytes(missing)


@lru_cache(maxsize=4096)
def font_for(letter: str) -> Path | None:
    """The first font that has a character, or None where no font of this machine does."""
    if covers(bundled_font(), letter):
        return bundled_font()
    return next((path for path in system_fonts() if covers(path, letter)), None)


def font_for_all(text: str) -> Path | None:
    """One font that has every drawn character of a text, or None."""
    letters = {letter for letter in text if not is_silent(letter)}
    for path in dict.fromkeys(font_for(letter) for letter in sorted(letters)):
        if path is not None and all(covers(path, letter) for letter in letters):
            return path
    return None


def is_silent(letter: str) -> bool:
    """Whether a character has no picture of its own: space, joiner, mark on the letter before it."""
    return unicodedata.category(letter) in {"Zs", "Cf", "Mn", "Me"}


def reads_right_to_left(text: str) -> bool:
    """Whether the first letter with a direction runs to the left."""
    directions = (unicodedata.bidirectional(letter) for letter in text)
    return next((direction in {"R", "AL"} for direction in directions if direction in {"L", "R", "AL"}), False)


@lru_cache(maxsize=1)
def system_fonts() -> tuple[Path, ...]:
    """The machine's font files, those that cover much first; emoji fonts are left out (they are pictures)."""
    found = [path for folder in _folders() for path in _fonts_in(folder)]
    return tuple(sorted(found, key=_preference)[:_AT_MOST])


def _fonts_in(folder: Path) -> list[Path]:
    return [
        Path(root) / name
        for root, _, names in os.walk(folder)
        for name in names
        if Path(name).suffix.lower() in _SUFFIXES and "emoji" not in name.lower()
    ]


def _preference(path: Path) -> tuple[int, int, str]:
    name = path.name.lower().replace(" ", "")
    place = next((n for n, start in enumerate(_FIRST) if name.startswith(start)), len(_FIRST))
    slanted = any(word in name for word in ("italic", "oblique", "bold", "mono", "condensed", "serif"))
    return int(slanted), place, str(path)


def _folders() -> list[Path]:
    home = expanded("~")
    if sys.platform == "win32":
        local = os.environ.get("LOCALAPPDATA", "")
        folders = [Path(os.environ.get("WINDIR", "C:/Windows")) / "Fonts"]
        return folders + ([Path(local) / "Microsoft" / "Windows" / "Fonts"] if local else [])
    if sys.platform == "darwin":
        return [Path("/System/Library/Fonts"), Path("/Library/Fonts"), home / "Library" / "Fonts"]
    return [Path("/usr/share/fonts"), Path("/usr/local/share/fonts"), home / ".local/share/fonts", home / ".fonts"]
