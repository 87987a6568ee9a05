"""What the package asks of the system: the libraries that its own files ask for and that it does not bring.

``depends.txt`` is kept with the source, so that a package does not depend on which machine it is built on;
``python -m installer.linux.depends BUNDLE`` makes it anew on a machine that has all the libraries.
"""

import subprocess
import sys
from contextlib import suppress
from pathlib import Path

from installer.frozen.elf import is_elf, needed

LIST = Path(__file__).resolve().parent / "depends.txt"

LEAST = {"libc6": "2.35"}
"""Versions that are asked for: that of the newest name in it that a part uses."""


UNTOLD = {
    "libexpat1": "the interpreters of Debian and Ubuntu, and no other, ask for it",
    "libfribidi0": "Pillow looks for it by name: without it letters that run to the left are in the wrong order",
}
"""Packages that not every bundle's files ask for, and why they are needed."""


def from_list() -> list[str]:
    """As it is kept, in the words of a package's control file."""
    names = LIST.read_text("utf-8").split()
    return [f"{name} (>= {LEAST[name]})" if name in LEAST else name for name in names]


def found(bundle: Path) -> dict[str, str]:
    """Debian's package of each library that is asked for and not brought along, by the library's name.

    Raises ``LookupError`` for one that no package of this machine has.
    """
    return {name: _package(name) for name in sorted(asked(bundle))}


def asked(bundle: Path) -> set[str]:
    """Libraries that a bundle asks for and does not bring."""
    brought = {file.name for file in bundle.rglob("*")}
    return {name for file in bundle.rglob("*") if is_elf(file) for name in needed(file)} - brought


def lacking(bundle: Path) -> list[str]:
    """Packages that a bundle needs and the list has not, as far as this machine knows whose its libraries are."""
    listed = set(LIST.read_text("utf-8").split())
    known = set()
    for library in asked(bundle):
        with suppress(LookupError):
            known.add(_package(library).removesuffix("t64"))  # later systems' names for the same
    return sorted(known - listed)


def _package(library: str) -> str:
    said = subprocess.run(["dpkg", "-S", f"*/{library}"], capture_output=True, text=True, check=False).stdout
    for line in said.splitlines():
        package, _, place = line.partition(": ")
        if place.startswith(("/lib/", "/usr/lib/")) and "linux-gnu" in place:
            return package.partition(":")[0]
    raise LookupError(f"No package of this machine has {library}")


if __name__ == "__main__":
    names = sorted({*found(Path(sys.argv[1])).values(), *UNTOLD})
    LIST.write_text("\n".join(names) + "\n", "utf-8")
