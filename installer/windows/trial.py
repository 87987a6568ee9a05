"""Makes the program for Windows and its setup program on Linux, and tries both in a Windows that Wine plays.

A release is made on Windows by the same spec and script. Of what is home-made here, ``python3.dll`` alone gets into
the program. Needs root to add what is missing, and an index of packages; where one can't be had nothing is tried, and
that is said.
"""

import hashlib
import platform
import sys
from collections.abc import Callable
from functools import partial
from pathlib import Path

from installer.about import NAME, ROOT
from installer.environment import NoNetwork
from installer.frozen.environment import FreezingEnvironment
from installer.frozen.making import Making
from installer.screen import screen
from installer.system_libraries import WINDOWS, install, missing_packages
from installer.trials import MOST_DOWNLOADED, Failed, Skipped, tried, verdict
from installer.windows import installed, setup, used
from installer.windows.installed import Installed
from installer.windows.interpreter import VERSION, WindowsEnvironment
from installer.windows.wine import WINE, Wine, fresh_windows

WORK = ROOT / "build" / "windows"

_SOURCES = ("vidstudio", "resources", "installer")
_OF_TRIALS = {"trial.py", "installed.py", "used.py", "registry.py", "wine.py", "screen.py", "trials.py", "README.md"}

_WINES_SIGN = b"Wine builtin DLL"
_STOOD_IN = {"icuuc.dll", "bcryptprimitives.dll", "ucrtbase.dll", "ucrtwine.dll"}
"""What only the Windows here is to have."""


def check(prepared: Callable[[], Making], papers: Path, pictures: Path) -> int:
    """Make and try it; 0 if all is well or it can't be done here, 1 if something is wrong.

    ``prepared`` writes manual and icons into ``papers``.
    """
    return verdict(lambda: _check(prepared, papers, pictures))


def why_not() -> str:
    """Why nothing can be tried on this machine, or nothing; adds what is missing where that is allowed."""
    if not sys.platform.startswith("linux") or platform.machine() != "x86_64":
        return "a 64-bit Windows is played on Linux on such a machine"
    if sys.version_info[:2] != VERSION:
        return f"the Python for Windows takes its modules from a {'.'.join(map(str, VERSION))}, and this is none"
    missing = missing_packages(WINDOWS)
    why = install(missing) if missing else ""
    return why or ("" if Path(WINE).is_file() else f"this system's Wine has no {WINE}")


def _check(prepared: Callable[[], Making], papers: Path, pictures: Path) -> None:
    if why := why_not():
        raise Skipped(why)
    environment = WindowsEnvironment(ROOT)
    try:
        environment.make()
    except NoNetwork as exc:
        raise Skipped(str(exc)) from exc
    libraries = environment.site_packages / "PySide6"
    with screen() as display, fresh_windows(WORK / "prefix", libraries, DISPLAY=display) as wine:
        here = _made(wine, environment, prepared, papers)
        tried("size", partial(_small_enough, here.setup))
        tried("nothing of Wine's in it", partial(_untainted, here.bundle))
        tried("as Explorer shows it", partial(installed.as_explorer_shows_them, here.bundle, papers / f"{NAME}.ico"))
        _tried(here, pictures if display else None)


def _made(wine: Wine, environment: WindowsEnvironment, prepared: Callable[[], Making], papers: Path) -> Installed:
    """The frozen program and the setup program: those of the last time, where they would be made of the same."""
    making = Making(
        WORK,
        tuple(wine.command(str(environment.python))),
        tuple(wine.command()),
        wine.environment(),
        ending=".exe",
    )
    here = Installed(wine, setup.setup_file(WORK / "dist"), making.bundle)
    stamp, recipe = WORK / "made-from", _recipe()
    if here.bundle.is_dir() and here.setup.is_file() and stamp.is_file() and stamp.read_text("utf-8") == recipe:
        print("== Trying what was made before of the same source", flush=True)
        return here
    stamp.unlink(missing_ok=True)
    prepared()
    making.freeze(WORK / "dist" / "parts.cdx.json")
    print("== Packing", flush=True)
    setup.build(here.bundle, papers, here.setup.parent, "-DTARGET=amd64-unicode")
    stamp.write_text(recipe, "utf-8")
    return here


def _recipe() -> str:
    """What the program is made of."""
    found = (path for folder in _SOURCES for path in (ROOT / folder).rglob("*") if path.is_file())
    digest = hashlib.sha256()
    for path in sorted(path for path in found if path.suffix != ".pyc" and path.name not in _OF_TRIALS):
        digest.update(f"{path.relative_to(ROOT)}\n".encode() + path.read_bytes())
    return digest.hexdigest()


def _small_enough(file: Path) -> str:
    megabytes = file.stat().st_size / 1e6
    if megabytes > MOST_DOWNLOADED:
        raise Failed(f"{file.name} has {megabytes:.0f} MB, and {MOST_DOWNLOADED} are the most")
    return f"{megabytes:.1f} MB"


def _untainted(bundle: Path) -> str:
    libraries = [path for path in bundle.rglob("*") if path.suffix.lower() in {".dll", ".exe", ".pyd"}]
    tainted = [path for path in libraries if path.name.lower() in _STOOD_IN or _WINES_SIGN in path.read_bytes()[:256]]
    if tainted:
        raise Failed(f"these are not to leave this machine: {', '.join(path.name for path in tainted)}")
    return f"{len(libraries)} programs and libraries"


def _tried(here: Installed, pictures: Path | None) -> None:
    """Installed, used, updated, taken away; with a window where there are ``pictures`` to be made of it."""
    before, keys = installed.everything(here.wine), here.keys()
    tried("silent install", partial(_installed, here))
    tried("all is there", partial(installed.complete, here))
    tried("Windows finds it", lambda: installed.found_by_windows(here, here.keys()))
    for name, step in USED.items():
        tried(name, partial(step, here))
    if pictures is None:
        print(f"skipped {'window':28}{'':8}  there is no Xvfb that starts", flush=True)
    else:
        pictures.mkdir(exist_ok=True)
        (ffmpeg,) = FreezingEnvironment(ROOT).site_packages.glob("imageio_ffmpeg/binaries/ffmpeg-linux-*")
        tried("window", partial(used.window_opened, here, ffmpeg, pictures / "windows.png"))
        tried("update while it runs", partial(used.kept_while_it_runs, here))
        tried("double click while it runs", partial(used.opened_by_double_click, here))
        tried("double click", partial(used.opened_by_double_click, here))
    tried("update", partial(used.updated, here))
    tried("uninstall", partial(used.removed, here, before, keys))


USED: dict[str, Callable[[Installed], str]] = {
    "version": used.version_told,
    "self-check": used.self_checked,
    "sample film": used.sample_made,
    "letters of all kinds": used.letters_kept,
}


def _installed(here: Installed) -> str:
    if code := here.install():
        raise Failed(f"{NAME}'s setup program ends with {code}")
    return f"{here.folder.relative_to(here.wine.drive)}"
