"""What is in the frozen program: packages, libraries, programs, each with its version and licence.

Runs in the environment the program was frozen in, whose packages it asks about themselves.
"""

import platform
import re
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

from installer.about import ROOT
from installer.frozen.slim import STAND_INS

TEXTS = ROOT / "installer" / "texts"

_LICENCE_FILE = re.compile(r"(?:LICEN[CS]E|COPYING|NOTICE)[^/]*$|/licenses/", re.IGNORECASE)
_WHEEL_LIBRARY = re.compile(r"lib(?P<name>.+?)(?:-[0-9a-f]{8})+\.so[.\d]*$")
_SYSTEM = ("libssl.", "libcrypto.", "libsqlite3.", "libffi.", "liblzma.", "libbz2.", "libmpdec.")
_DOC = Path("/usr/share/doc")

_STATED = {
    "pyside6-essentials": "LGPL-3.0-only",
    "shiboken6": "LGPL-3.0-only",
    "opencv-python-headless": "Apache-2.0",
    "peewee": "MIT",
    "replicate": "Apache-2.0",
}
"""Which of several licences is chosen, and what the package's own words leave open."""


@dataclass(frozen=True)
class Part:
    """One thing in the program.

    Attributes:
        licence: an SPDX expression where the maker gives one, else its words.
        source: where it lives, so that its source can be found.
        text: the licences' own words.
        purl: what lists of parts know it by.
    """

    name: str
    version: str
    licence: str
    source: str = ""
    text: str = ""
    purl: str = ""


def collect(bundle: Path) -> list[Part]:
    """Everything in the bundle but ourselves, by name."""
    found = [*packages(), python(), qt(), ffmpeg(bundle), bootloader(), font(), *libraries(bundle)]
    return sorted(found, key=lambda part: (part.name.lower(), part.version))


def packages() -> Iterator[Part]:
    """Python packages: what the program asks for, and what those ask for."""
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    waiting, seen = list(project["dependencies"]), set()
    while waiting:
        wanted = Requirement(waiting.pop())
        name = canonicalize_name(wanted.name)
        if name in seen or (wanted.marker is not None and not wanted.marker.evaluate({"extra": ""})):
            continue
        seen.add(name)
        try:
            found = distribution(wanted.name)
        except PackageNotFoundError:
            continue
        waiting += found.requires or []
        yield _package(name, found)


def _package(name: str, found: Distribution) -> Part:
    said = found.metadata
    licence = _STATED.get(name) or _field(found, "License-Expression") or _words(_field(found, "License"))
    if not licence:
        classes = [line.rsplit(" :: ", 1)[-1] for line in said.get_all("Classifier", []) if line.startswith("License")]
        licence = ", ".join(classes)
    addresses = dict(line.lower().split(", ", 1) for line in said.get_all("Project-URL", []))
    files = sorted(file for file in found.files or () if _LICENCE_FILE.search(str(file)))
    places = [Path(str(file.locate())) for file in files if file.suffix not in {".py", ".pyc"}]
    texts = [place.read_text("utf-8", "replace") for place in places if place.is_file()]
    known = (addresses[label] for label in ("source", "source code", "repository", "homepage") if label in addresses)
    source = next(known, "") or _field(found, "Home-page") or next(iter(addresses.values()), "")
    return Part(name, found.version, licence, source, "\n\n".join(texts), f"pkg:pypi/{name}@{found.version}")


def _field(found: Distribution, name: str) -> str:
    return next(iter(found.metadata.get_all(name, [])), "")


def _words(text: str) -> str:
    first = text.strip().splitlines()[0] if text.strip() else ""
    return first if len(first) < 60 else ""


def python() -> Part:
    """The interpreter."""
    places = (Path(sys.base_prefix) / "LICENSE.txt", Path(sys.base_prefix) / f"lib/python{sys.version[:4]}/LICENSE.txt")
    text = next((place.read_text("utf-8") for place in places if place.is_file()), "")
    number = platform.python_version()
    return Part("python", number, "PSF-2.0", "https://www.python.org", text, f"pkg:generic/python@{number}")


def qt() -> Part:
    """Qt, which PySide6 brings."""
    number = distribution("PySide6_Essentials").version
    text = (TEXTS / "LGPL-3.txt").read_text("utf-8")
    return Part("qt", number, "LGPL-3.0-only", "https://www.qt.io", text, f"pkg:generic/qt@{number}")


def ffmpeg(bundle: Path) -> Part:
    """The program that imageio-ffmpeg brings, built with what makes it GPL 3."""
    (file,) = (bundle / "_internal" / "imageio_ffmpeg" / "binaries").glob("ffmpeg*[0-9a-z]")
    said = subprocess.run([str(file), "-version"], capture_output=True, text=True, check=True).stdout
    number = said.split()[2]
    built = next((line for line in said.splitlines() if line.startswith("configuration")), "")
    text = f"{built}\n\n{(TEXTS / 'GPL-3.txt').read_text('utf-8')}"
    return Part("ffmpeg", number, "GPL-3.0-or-later", "https://ffmpeg.org", text, f"pkg:generic/ffmpeg@{number}")


def bootloader() -> Part:
    """What starts the frozen program."""
    part = _package("pyinstaller", distribution("pyinstaller"))
    licence = "GPL-2.0-or-later WITH Bootloader-exception"
    return Part(part.name, part.version, licence, part.source, part.text, part.purl)


def font() -> Part:
    """The letters of the window and of films."""
    text = (ROOT / "resources" / "fonts" / "OFL.txt").read_text("utf-8")
    return Part("inter", "4", "OFL-1.1", "https://rsms.me/inter", text, "pkg:generic/inter@4")


def libraries(bundle: Path) -> Iterator[Part]:
    """Those that packages have brought with them, and on Linux those of the system it was built on."""
    inside = bundle / "_internal"
    for file in sorted(inside.glob("*.libs/*.so*")):
        found = _WHEEL_LIBRARY.match(file.name)
        if found and not file.is_symlink() and not file.name.startswith(STAND_INS):
            number = file.name.partition(".so.")[2]
            carrier = file.parent.name.removesuffix(".libs").replace("_", "-")
            name = f"lib{found['name']}"
            yield Part(name, number, f"see {carrier}", purl=f"pkg:generic/{name}@{number}?carrier={carrier}")
    names = (file.name for file in sorted(inside.glob("lib*.so*")) if not file.is_symlink())
    yield from {part.name: part for part in map(_of_the_system, (n for n in names if n.startswith(_SYSTEM)))}.values()


def _of_the_system(name: str) -> Part:
    owner = subprocess.run(["dpkg", "-S", f"*/{name}"], capture_output=True, text=True, check=False).stdout
    package = owner.partition(":")[0]
    if not package:
        return Part(name, "", "unknown")
    asked = ["dpkg-query", "-W", "-f", "${Version}\n", package]
    number = subprocess.run(asked, capture_output=True, text=True, check=True).stdout.split()[0]
    file = _DOC / package / "copyright"
    text = file.read_text("utf-8", "replace") if file.is_file() else ""
    return Part(package, number, "see text", text=text, purl=f"pkg:deb/debian/{package}@{number}")
