"""Makes the program's package for the system it runs on, in dist/, with checksums and a list of its parts.

usage: python3 installer/build.py [COMMAND] [--fast]

  package   the frozen program and the package (default); --fast packs quickly, and larger
  bundle    only the frozen program, in build/frozen/vidstudio
  check     installs the package into a bare system and tries it there, where that can be done (Linux, as root);
            makes it before, quickly, if there is none in dist/
  check-windows
            makes the program for Windows and its setup program on Linux, and tries both under Wine

The program is frozen in an environment of its own in build/, from locked dependencies. Linux needs binutils and gcc.
"""

import hashlib
import shutil
import signal
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from installer.about import NAME, ROOT, version
from installer.environment import SetupError
from installer.frozen.environment import FreezingEnvironment
from installer.frozen.making import Making
from installer.trials import MOST_DOWNLOADED

BUILD, DIST = ROOT / "build", ROOT / "dist"
PAPERS = BUILD / "papers"

TOOLS = {"linux": ("strip", "readelf", "nm", "gcc", "dpkg-deb"), "win32": ("makensis",)}


def bundle() -> Path:
    """Freeze the program, make it small, add lists and licences, and have it check itself."""
    if why := _missing_tools():
        raise SetupError(f"{why[0].upper()}{why[1:]}.")
    making = prepared()
    return making.freeze(parts_list(), slim=sys.platform.startswith("linux"))


def prepared() -> Making:
    """What freezes the program for this system, with its manual and icons written already."""
    freezing = FreezingEnvironment(ROOT)
    freezing.make()
    making = Making(BUILD, (str(freezing.python),), ending=".exe" if sys.platform == "win32" else "")
    making.module("Writing manual and icons", "installer.frozen.papers", str(PAPERS))
    return making


def package(*, fast: bool) -> list[Path]:
    """Freeze the program and pack it; gives what was made in dist/, the checksums last."""
    frozen = bundle()
    print("== Packing", flush=True)
    packed = _packed(frozen, fast=fast)
    megabytes = packed.stat().st_size / 1e6
    if megabytes > MOST_DOWNLOADED and not fast:
        raise SetupError(f"{packed.name} has {megabytes:.0f} MB, and {MOST_DOWNLOADED} are the most.")
    made = [packed, parts_list()]
    return [*made, write_sums(made)]


def _packed(frozen: Path, *, fast: bool) -> Path:
    """In the way of this system; each loads only its own."""
    if sys.platform == "win32":
        from installer.windows import setup  # noqa: PLC0415

        return setup.build(frozen, PAPERS, DIST)
    if sys.platform == "darwin":
        from installer.macos import app  # noqa: PLC0415

        return app.build(frozen.with_suffix(".app"), DIST)
    from installer.linux import deb, depends  # noqa: PLC0415

    if lacking := depends.lacking(frozen):
        raise SetupError(f"{depends.LIST.name} lacks {', '.join(lacking)}: make it anew, as its module says.")
    return deb.build(frozen, PAPERS, BUILD / "stage", DIST, fast=fast)


def check(*, fresh: bool = False) -> int:
    """Try the package, made quickly if there is none or a ``fresh`` one is wanted; say so where that can't be done."""
    from installer.linux import trial  # noqa: PLC0415 - of one system

    if why := trial.why_not() or _missing_tools():
        print(f"skipped: {why}")
        return 0
    file = DIST / f"{NAME}_{version()}_amd64.deb"
    if fresh or not file.is_file():
        package(fast=True)
    return trial.check(file)


def _missing_tools() -> str:
    missing = [tool for tool in TOOLS.get(sys.platform, ()) if shutil.which(tool) is None]
    return (
        f"to build, {', '.join(missing)} must be installed (Debian: binutils, gcc, dpkg; Windows: NSIS)"
        if missing
        else ""
    )


def parts_list() -> Path:
    """The list of parts."""
    return DIST / f"{NAME}-{version()}.cdx.json"


def write_sums(files: list[Path]) -> Path:
    """Checksums, as ``sha256sum -c`` reads them."""
    sums = DIST / "SHA256SUMS"
    lines = (f"{hashlib.sha256(file.read_bytes()).hexdigest()}  {file.name}\n" for file in sorted(files))
    sums.write_text("".join(lines), "utf-8")
    return sums


def unwind_when_ended() -> None:
    """From now on SIGTERM is an exit like others: a trial unmounts what it mounted, and ends its screen and Wine."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(128 + signal.SIGTERM))


def main(arguments: list[str]) -> int:
    """Do one command; 1 when it failed, 2 for wrong usage."""
    words = [word for word in arguments if word != "--fast"] or ["package"]
    if len(words) != 1 or words[0] not in {"package", "bundle", "check", "check-windows"}:
        print(__doc__, file=sys.stdout if set(words) & {"-h", "--help"} else sys.stderr)
        return 0 if set(words) & {"-h", "--help"} else 2
    try:
        if words[0] == "bundle":
            print(bundle())
            return 0
        if words[0] == "check":
            return check()
        if words[0] == "check-windows":
            from installer.windows import trial as windows_trial  # noqa: PLC0415 - of one system

            return windows_trial.check(prepared, PAPERS, DIST)
        for file in package(fast="--fast" in arguments):
            print(f"{file.stat().st_size / 1e6:8.1f} MB  {file}")
    except SetupError as exc:
        sys.exit(str(exc))
    return 0


if __name__ == "__main__":
    unwind_when_ended()
    sys.exit(main(sys.argv[1:]))
