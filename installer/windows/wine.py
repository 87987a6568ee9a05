"""A Windows of nobody's in a folder, in which programs run under Wine.

Debian's Wine 8 lacks things that Windows 10 has. Stand-ins are put into that Windows alone, and nowhere else: one gives
nothing for every question Qt has for it about old encodings, one leads to where random numbers come from, and one adds
complex numbers to the C library, which NumPy asks for when it is loaded.
"""

import os
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from threading import Timer

from installer.trials import Failed, Skipped
from installer.windows.mingw import exported, imported, make_library, make_program

WINE = "/usr/lib/wine/wine64"
"""Debian's own. The ``wine`` on PATH is a script that complains wherever there is no 32-bit one."""

PATIENCE = 900
"""Seconds that no command here takes."""

_LONGEST = 5400
"""Seconds after which all that still runs is ended, whatever waits for it."""

_PROCESSES = Path("/proc")
_COMPLEX = (
    "cabs", "carg", "cimag", "creal",
    "clog", "cpow", "cexp", "csqrt", "ccos", "ccosh", "csin", "csinh", "ctan", "ctanh",
)  # fmt: skip
_OURS = ("WINE", "VIDSTUDIO_", "PYTHON", "QT_")

_LIBRARIES = "winemenubuilder.exe=d;mshtml=d;mscoree=d;ucrtbase=n,b"
"""Without those that would put our program into this machine's menus, or ask to fetch what Wine does not bring."""

_STAY = """
#include <windows.h>
int wmain(void) {
    GetDesktopWindow();
    CreateFileA("C:\\\\stays", GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, 0, NULL);
    Sleep(INFINITE);
    return 0;
}
"""


@dataclass(frozen=True)
class Wine:
    """One such Windows; ``more`` is added to the environment of all that runs in it."""

    folder: Path
    more: Mapping[str, str] = field(default_factory=dict)

    @property
    def drive(self) -> Path:
        """Its drive C."""
        return self.folder / "drive_c"

    def path(self, place: str) -> Path:
        r"""Where a path of its own (``C:\...``) is on this machine."""
        drive, _, rest = place.replace("\\", "/").partition(":/")
        return self.drive / rest if drive.lower() == "c" else Path("/", rest)

    def name(self, path: Path) -> str:
        """What it calls a path on its drive C."""
        return "C:\\" + str(path.relative_to(self.drive)).replace("/", "\\")

    def command(self, *words: str) -> list[str]:
        """What starts a program in it from here."""
        return [WINE, *words]

    def environment(self) -> dict[str, str]:
        """What it is started with: nothing of ours but what is asked for."""
        plain = {name: value for name, value in os.environ.items() if not name.startswith(_OURS)}
        wine = {
            "WINEPREFIX": str(self.folder),
            "WINEDEBUG": "-all",
            "WINEARCH": "win64",
            "WINEDLLOVERRIDES": _LIBRARIES,
        }
        return {**plain, "HOME": str(self.folder.with_name("home")), "LC_ALL": "C.UTF-8", **wine, **self.more}

    def run(self, *words: str, **more: str) -> subprocess.CompletedProcess[str]:
        """Run a program to its end, with ``more`` in its environment.

        Its output comes through pipes, as Wine has no other way to a file that works. Raises ``Failed`` for one that
        does not end.
        """
        try:
            return subprocess.run(
                self.command(*words),
                env={**self.environment(), **more},
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                encoding="utf-8",
                errors="replace",
                timeout=PATIENCE,
                check=False,
            )
        except subprocess.TimeoutExpired as exc:
            raise Failed(f"{' '.join(words)} does not end in {PATIENCE} seconds") from exc

    def started(self, *words: str) -> subprocess.Popen[bytes]:
        """Start a program and leave it running."""
        quiet = subprocess.DEVNULL
        command, here = self.command(*words), self.environment()
        return subprocess.Popen(command, env=here, stdin=quiet, stdout=quiet, stderr=quiet, start_new_session=True)

    def running(self, program: str) -> int:
        """How many programs of that name run in it; Wine 8's own list of programs is empty."""
        sign = f"WINEPREFIX={self.folder}".encode()
        return sum(
            _last_name(each) == program and sign in _read(each / "environ") for each in _PROCESSES.glob("[0-9]*")
        )

    def end(self) -> None:
        """End all that runs in it, and wait until it is gone."""
        for how in ("-k", "-w"):
            subprocess.run(["wineserver", how], env=self.environment(), capture_output=True, check=False, timeout=120)


def _last_name(process: Path) -> str:
    """What the program is called that a process was started as."""
    first = _read(process / "cmdline").partition(b"\0")[0]
    return first.decode("utf-8", "replace").replace("\\", "/").rpartition("/")[2]


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError:  # it has ended
        return b""


@contextmanager
def fresh_windows(folder: Path, libraries: Path, **more: str) -> Iterator[Wine]:
    """A new one, with stand-ins for what our ``libraries`` ask for and Wine has not; all in it ends afterwards.

    A program with a window's rights is kept running. With the last such one Wine's own programs end, and those that the
    next one starts hold on to its pipes, so that nobody who reads there is ever told of its end.
    """
    for each in (folder, folder.with_name("home")):
        shutil.rmtree(each, ignore_errors=True)
    folder.with_name("home").mkdir(parents=True)
    wine = Wine(folder, more)
    watch = Timer(_LONGEST, wine.end)
    watch.daemon = True
    watch.start()
    try:
        wine.run("wineboot", "-i")
        system = wine.drive / "windows" / "system32"
        asked = sorted(name for file in libraries.rglob("Qt6Core.dll") for name in imported(file, "icuuc.dll"))
        make_library(system / "icuuc.dll", dict.fromkeys(asked, ""))
        make_library(system / "bcryptprimitives.dll", {"ProcessPrng": "advapi32.SystemFunction036"})
        _add_complex_numbers(system)
        make_program(system / "stay.exe", _STAY)
        wine.started(r"C:\windows\system32\stay.exe")
        _wait_for(wine.drive / "stays")
        yield wine
    finally:
        watch.cancel()
        wine.end()


def _wait_for(sign: Path) -> None:
    until = time.monotonic() + PATIENCE
    while not sign.exists():
        if time.monotonic() > until:
            raise Skipped("Wine's own programs do not start")
        time.sleep(0.1)


def _add_complex_numbers(system: Path) -> None:
    """Put a C library before Wine's, which does the rest; a ``long double`` is a double on Windows."""
    kept = system / "ucrtwine.dll"
    shutil.copyfile(system / "ucrtbase.dll", kept)
    leads_to = {name: f"{kept.stem}.{name}" for name in exported(kept)}
    for name in _COMPLEX:
        leads_to |= {name: name, f"{name}f": f"{name}f", f"{name}l": name}
    make_library(system / "ucrtbase.dll", leads_to)
