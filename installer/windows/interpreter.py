"""A Python for Windows on a machine that has none: for trying the program under Wine, never for a release.

Panda3D's wheel has what the makers of Python built, for its own frozen programs: the interpreter as a library, its
modules, OpenSSL and SQLite. The modules in Python are those of the 3.11 this runs on. The program ``python.exe`` and
``python3.dll``, which leads modules for any Python on to this one, are made here.
"""

import shutil
import sys
import sysconfig
import zipfile
from dataclasses import dataclass
from pathlib import Path

from installer.environment import SetupError, run
from installer.frozen.environment import FreezingEnvironment
from installer.windows.mingw import exported, make_library, make_program

LOCK = Path(__file__).resolve().parent / "interpreter.lock"
VERSION = (3, 11)

_BESIDE = {"python311.dll", "vcruntime140.dll", "msvcp140.dll"}
_IN_DLLS = {"libcrypto-3.dll", "libssl-3.dll", "libffi-8.dll", "sqlite3.dll"}
_LEFT_OUT = ("test", "idlelib", "tkinter", "lib-dynload", "site-packages", "config-3*", "__pycache__")

_PROGRAM = """
#include <windows.h>
typedef int (*Main)(int, wchar_t **);
int wmain(int count, wchar_t **words) {
    HMODULE python = LoadLibraryW(L"python311.dll");
    return python ? ((Main)(void *)GetProcAddress(python, "Py_Main"))(count, words) : 3;
}
"""


@dataclass(frozen=True)
class WindowsEnvironment(FreezingEnvironment):
    """The freezing environment of Windows, in a folder of another system."""

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.root / "build" / "windows" / "python"

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.folder / "python.exe"

    @property
    def made_of(self) -> tuple[Path, ...]:
        """The files that a change of makes it stale."""
        ours = (LOCK.with_name(f"{name}.py") for name in ("interpreter", "mingw", "wheels"))
        return (*super().made_of, LOCK, *ours)

    @property
    def site_packages(self) -> Path:
        """Where its packages are."""
        return self.folder / "Lib" / "site-packages"

    def _begin(self) -> None:
        if sys.version_info[:2] != VERSION:
            raise SetupError("The Python for Windows has no modules but those of a 3.11, and this is none.")
        shutil.rmtree(self.folder, ignore_errors=True)
        downloads = self.folder.with_name("download")
        self._wheels("download", downloads, LOCK)
        (carrier,) = downloads.glob("panda3d-*.whl")
        unpack(carrier, self.folder)
        standard = Path(sysconfig.get_path("stdlib"))
        shutil.copytree(standard, self.folder / "Lib", ignore=shutil.ignore_patterns(*_LEFT_OUT))
        names = exported(self.folder / "python311.dll")
        make_library(self.folder / "python3.dll", led_on(names))
        make_program(self.python, _PROGRAM)

    def _fill(self) -> None:
        self._wheels("install", self.site_packages, self.lock, self.freezer_lock)
        (self.site_packages / "bin").rename(self.folder / "bin")  # where its packages' records say that it is

    def _wheels(self, what: str, folder: Path, *locks: Path) -> None:
        here = FreezingEnvironment(self.root)
        here.make()
        run([str(here.python), "-B", "-m", "installer.windows.wheels", what, *map(str, (folder, *locks))], self.root)


def led_on(names: list[str]) -> dict[str, str]:
    """What ``python3.dll`` does with each name: the library of this version has it."""
    return {name: f"python311.{name}" for name in names}


def unpack(carrier: Path, folder: Path) -> None:
    """Take what is Python's out of Panda3D's wheel."""
    with zipfile.ZipFile(carrier) as packed:
        for entry in packed.namelist():
            place = _place(entry)
            if place is not None:
                (folder / place).parent.mkdir(parents=True, exist_ok=True)
                (folder / place).write_bytes(packed.read(entry))


def _place(entry: str) -> Path | None:
    """Where a file of the wheel goes in the interpreter's folder, if it is one of Python's."""
    folder, _, name = entry.rpartition("/")
    if folder in {"deploy_libs", "panda3d"} and name.lower() in _BESIDE:
        return Path(name.lower())
    if folder == "deploy_libs" and (name in _IN_DLLS or (name.endswith(".pyd") and name != "_tkinter.pyd")):
        return Path("DLLs", name)
    return None
