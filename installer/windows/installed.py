"""The installed program, seen from outside: what of it is there, what leads to it, and what is left when it is gone."""

import re
import time
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from installer.about import NAME, PROJECT_ID, WINDOW_NAME, version
from installer.trials import MOST_INSTALLED, Failed
from installer.windows import registry
from installer.windows.wine import Wine
from vidstudio.core.wanted import SUFFIX

UNINSTALL = rf"Software\Microsoft\Windows\CurrentVersion\Uninstall\{NAME}"
CLASSES = r"Software\Classes"

_LINKED = re.compile(rb"[A-Z]:\\[\x20-\x7e]+?\.exe", re.IGNORECASE)
_PNG = re.compile(rb"\x89PNG\r\n.*?IEND....", re.DOTALL)
_NO_CONSOLE, _CONSOLE = 2, 3
"""What a program's header says that it is: one of windows, or of the console."""

QUOTED = re.compile(r'"([^"]+)"')
"""A word of a command as the registry has it."""

_OF_WINDOWS = re.compile(
    r"(?:windows|ProgramData|users/Public)/|users/[^/]+/(?:AppData/Local/Programs/$|(?:AppData/Local/)?Temp/)"
)
"""What Windows keeps for itself or for all programs, and temporary files: the uninstaller can't remove its own copy."""


@dataclass(frozen=True)
class Installed:
    """One person's copy of the program in a Windows; ``bundle`` is what the setup program was made of."""

    wine: Wine
    setup: Path
    bundle: Path

    @property
    def home(self) -> Path:
        """The person's folder."""
        (folder,) = (each for each in (self.wine.drive / "users").iterdir() if each.name != "Public")
        return folder

    @property
    def folder(self) -> Path:
        """Where the program is."""
        return self.home / "AppData" / "Local" / "Programs" / NAME

    @property
    def program(self) -> Path:
        """Its command line."""
        return self.folder / f"{NAME}.exe"

    @property
    def link(self) -> Path:
        """Its entry in the Start menu."""
        menu = self.home / "AppData" / "Roaming" / "Microsoft" / "Windows" / "Start Menu"
        return menu / "Programs" / f"{NAME}.lnk"

    def install(self) -> int:
        """Run the setup program as silently as it can; gives its exit code."""
        return self.wine.run(str(self.setup), "/S").returncode

    def uninstall_in_place(self) -> int:
        """Run the uninstaller from where it is, so that its exit code is known; itself it would have to leave."""
        return self.wine.run(str(self.folder / "uninstall.exe"), "/S", f"_?={self.wine.name(self.folder)}").returncode

    def uninstall(self) -> None:
        """Run the uninstaller as the list of programs does: it goes on as a copy of itself elsewhere."""
        self.wine.run(str(self.folder / "uninstall.exe"), "/S")
        limit = time.monotonic() + 60
        while self.folder.exists() and time.monotonic() < limit:
            time.sleep(0.2)

    def keys(self) -> registry.Keys:
        """What is in the registry for the person."""
        self.wine.run("reg", "export", "HKCU", r"C:\keys.reg", "/y")
        file = self.wine.drive / "keys.reg"
        try:
            return registry.read(file.read_text("utf-16"))
        finally:
            file.unlink(missing_ok=True)

    def files(self) -> dict[str, int]:
        """The size of each of its own files."""
        return sizes(self.folder)


def sizes(folder: Path) -> dict[str, int]:
    """The size of each file in a folder."""
    return {str(path.relative_to(folder)): path.stat().st_size for path in folder.rglob("*") if path.is_file()}


def complete(here: Installed) -> str:
    """All files of the bundle are there, and nothing else but the uninstaller."""
    wanted, found = sizes(here.bundle), here.files()
    if found.pop("uninstall.exe", 0) == 0:
        raise Failed("there is no uninstaller")
    if wanted != found:
        differing = sorted(name for name in wanted.keys() | found.keys() if wanted.get(name) != found.get(name))
        raise Failed(f"these files differ from the bundle's: {', '.join(differing[:9])}")
    megabytes = sum(found.values()) / 1e6
    if megabytes > MOST_INSTALLED:
        raise Failed(f"it takes {megabytes:.0f} MB, and {MOST_INSTALLED} are the most")
    return f"{len(found)} files, {megabytes:.1f} MB"


def as_explorer_shows_them(folder: Path, icon: Path) -> str:
    """Both programs have their icon and say what they are, and only the command line opens a console."""
    pictures = _PNG.findall(icon.read_bytes())
    for name, kind in ((NAME, _CONSOLE), (WINDOW_NAME, _NO_CONSOLE)):
        program = (folder / f"{name}.exe").read_bytes()
        if not pictures or any(picture not in program for picture in pictures):
            raise Failed(f"{name}.exe has another icon than {icon.name}")
        details = {"OriginalFilename": f"{name}.exe", "ProductVersion": version()}
        if wrong := [key for key, value in details.items() if not _says(program, key, value)]:
            raise Failed(f"{name}.exe does not say its {', '.join(wrong)}")
        if _subsystem(program) != kind:
            raise Failed(f"{name}.exe is {'no' if kind == _CONSOLE else 'a'} program with a console")
    return f"icons in {len(pictures)} sizes, versions, one console"


def _says(program: bytes, key: str, value: str) -> bool:
    """Whether it is in the details: a key, zeroes up to the next four bytes, and its value."""
    written = (re.escape(f"{text}\0".encode("utf-16-le")) for text in (key, value))
    return re.search(rb"(?:\0\0)?".join(written), program) is not None


def _subsystem(program: bytes) -> int:
    header = int.from_bytes(program[0x3C:0x40], "little")
    return int.from_bytes(program[header + 0x5C : header + 0x5E], "little")


def found_by_windows(here: Installed, keys: registry.Keys) -> str:
    """The Start menu, the list of programs, and a double click on a project file lead to files that are there."""
    window = here.folder / f"{WINDOW_NAME}.exe"
    if not here.link.is_file():
        raise Failed("there is nothing in the Start menu")
    linked = {here.wine.path(path.decode("ascii")) for path in _LINKED.findall(here.link.read_bytes())}
    if linked != {window}:
        raise Failed(f"the Start menu leads to {', '.join(map(str, linked)) or 'nothing'}")
    listed = keys.get(UNINSTALL, {})
    if listed.get("DisplayVersion") != version() or listed.get("DisplayName") != NAME:
        raise Failed(f"the list of programs says {listed}")
    kind, opening = opened_by(keys)
    if kind != PROJECT_ID or not opening.endswith(' "%1"'):
        raise Failed(f"a {SUFFIX} file is a {kind or 'nothing'}, opened by {opening or 'nothing'}")
    icon = keys.get(rf"{CLASSES}\{kind}\DefaultIcon", {}).get("", "").rpartition(",")[0]
    named = [opening, f'"{icon}"', f'"{listed.get("DisplayIcon")}"']
    named += [listed.get(name, "") for name in ("UninstallString", "QuietUninstallString")]
    for words in named:
        quoted = QUOTED.match(words)
        if quoted is None or not here.wine.path(quoted[1]).is_file():
            raise Failed(f"the registry leads to {words or 'nothing'}, which is not there")
    return f"menu, list, {SUFFIX} files"


def opened_by(keys: registry.Keys) -> tuple[str, str]:
    """What kind of file a project file is, and the command that opens one."""
    kind = keys.get(rf"{CLASSES}\{SUFFIX}", {}).get("", "")
    return kind, keys.get(rf"{CLASSES}\{kind}\shell\open\command", {}).get("", "")


def everything(wine: Wine) -> set[str]:
    """All that is on its drive C."""
    return {str(path.relative_to(wine.drive)) for path in wine.drive.rglob("*")}


def left_behind(before: Iterable[str], after: Iterable[str], persons: Iterable[str]) -> list[str]:
    """What is there now and was not, but for what is of Windows, and what is in the ``persons`` folders."""
    own = tuple(persons)
    new = set(after) - set(before)
    return sorted(path for path in new if not _OF_WINDOWS.match(f"{path}/") and not f"{path}/".startswith(own))
