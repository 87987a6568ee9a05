"""What the system itself must bring on Linux: found by trying to load it, added by apt-get where that is allowed."""

import ctypes
import os
import shutil
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

FONTS = Path("/usr/share/fonts")


@dataclass(frozen=True)
class Needs:
    """Things a command needs from the system, each with the Debian package that brings it.

    Attributes:
        libraries: by the name the loader knows.
        programs: by their name on PATH.
        fonts: by file name, anywhere below ``/usr/share/fonts``.
    """

    libraries: Mapping[str, str] = field(default_factory=dict)
    programs: Mapping[str, str] = field(default_factory=dict)
    fonts: Mapping[str, str] = field(default_factory=dict)


# Found on a bare Debian 12 with PySide6 6.12 by loading its modules and plugins; what these depend on comes with them.
_QT = {
    "libglib-2.0.so.0": "libglib2.0-0",
    "libGL.so.1": "libgl1",
    "libEGL.so.1": "libegl1",
    "libxkbcommon.so.0": "libxkbcommon0",
    "libfontconfig.so.1": "libfontconfig1",
    "libdbus-1.so.3": "libdbus-1-3",
}
_X11 = {
    "libxkbcommon-x11.so.0": "libxkbcommon-x11-0",
    "libxcb-cursor.so.0": "libxcb-cursor0",
    "libxcb-icccm.so.4": "libxcb-icccm4",
    "libxcb-keysyms.so.1": "libxcb-keysyms1",
    "libxcb-shape.so.0": "libxcb-shape0",
}
_FONTS = {"DejaVuSans.ttf": "fonts-dejavu-core"}

COMMAND_LINE = Needs()
"""Films are made without Qt, and the other wheels bring all they need."""
WINDOW = Needs(_QT | _X11, fonts=_FONTS)
CHECK = Needs(_QT | _X11, {"Xvfb": "xvfb", "xdotool": "xdotool"}, _FONTS)
"""The window, and a virtual screen with a mouse to drive it."""
_PYTHON = f"python{sys.version_info.major}.{sys.version_info.minor}"
PACKAGE = Needs(
    {**_QT, **_X11, f"lib{_PYTHON}.so.1.0": f"lib{_PYTHON}"},
    {
        "Xvfb": "xvfb",
        "appstreamcli": "appstream",
        "debootstrap": "debootstrap",
        "desktop-file-validate": "desktop-file-utils",
        "gcc": "gcc",
        "lintian": "lintian",
        "man": "man-db",
        "strip": "binutils",
    },
    _FONTS,
)
"""What makes the package, looks at it, and makes a bare system to try it in."""
WINDOWS = Needs(
    _QT,
    {
        "Xvfb": "xvfb",
        "makensis": "nsis",
        "wineserver": "wine",
        "x86_64-w64-mingw32-gcc": "gcc-mingw-w64-x86-64-win32",
        "x86_64-w64-mingw32-objdump": "binutils-mingw-w64-x86-64",
    },
)
"""What makes the program for Windows, and a Windows to try it in."""


def missing_packages(needs: Needs) -> list[str]:
    """Debian packages of what is not here; nothing is ever missing where there is no Linux."""
    if not sys.platform.startswith("linux"):
        return []
    packages = [package for name, package in needs.libraries.items() if not _loads(name)]
    packages += [package for name, package in needs.programs.items() if shutil.which(name) is None]
    packages += [package for name, package in needs.fonts.items() if not any(FONTS.rglob(name))]
    return list(dict.fromkeys(packages))


def _loads(name: str) -> bool:
    try:
        ctypes.CDLL(name)
    except OSError:
        return False
    return True


def install(packages: list[str]) -> str:
    """Add Debian packages; return one line on what a person has to do instead where that is not possible, else ""."""
    names = " ".join(packages)
    if shutil.which("apt-get") is None:
        return f"Please install, with your package manager, what Debian calls: {names}"
    prefix = _as_root()
    if prefix is None:
        who = "Please run once: sudo" if shutil.which("sudo") else "Please run once as root:"
        return f"{who} apt-get install -y --no-install-recommends {names}"
    print(f"Installing from the system's packages: {names}", flush=True)
    apt = [*prefix, "env", "DEBIAN_FRONTEND=noninteractive", "apt-get", "-q", "-o", "DPkg::Lock::Timeout=300"]
    _run([*apt, "update"])  # it may fail for one source of many; the next line tells whether it mattered
    why = _run([*apt, "install", "-y", "--no-install-recommends", *packages])
    return "" if why is None else f"apt-get could not install {names} (is there a network?): {why}"


def _as_root() -> list[str] | None:
    """What to put before a command to run it as root, or None where nobody can be asked for a password."""
    if os.geteuid() == 0:
        return []
    if shutil.which("sudo") is None:
        return None
    if subprocess.run(["sudo", "-n", "true"], capture_output=True, check=False).returncode == 0:
        return ["sudo", "-n"]
    return ["sudo"] if sys.stdin is not None and sys.stdin.isatty() else None


def _run(command: list[str]) -> str | None:
    """Run quietly; None if it went well, else the line that says best why not. sudo asks on the terminal itself."""
    done = subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    if done.returncode == 0:
        return None
    lines = [line for line in done.stderr.splitlines() if line.strip()] or [f"exit {done.returncode}"]
    return next((line for line in lines if line.startswith("E: ") and "write log" not in line), lines[-1])
