"""Tries a package where it has never been: a bare Debian in a folder, into which it is installed, and out of it again.

The film, the window and the self-check run in there; lintian and the validators of desktop files look at it from here.
Needs root, debootstrap and a mirror (the one this machine's apt uses); where one is missing nothing is tried, and that
is said.
"""

import os
import re
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path

from installer.about import ID, NAME
from installer.screen import photographed, screen
from installer.trials import MOST_INSTALLED, Failed, Skipped, tried, verdict

SUITE = "bookworm"
_SOURCES = re.compile(r"^(?:deb (?:\[[^\]]*\] )?|URIs: )((?:https?|file|copy)://\S+)", re.MULTILINE)

KEPT = ("usr", "etc", "var", "opt")
"""Where nothing may be left."""

_SHARED = ("proc", "dev", "sys")
"""Of this system, which a process needs everywhere."""

PERSON = "person"


def check(package: Path) -> int:
    """Try a package; 0 if all is well or it can't be tried here, 1 if something is wrong."""
    return verdict(lambda: _check(package))


def _check(package: Path) -> None:
    looked_at(package)
    with bare_system() as root:
        for name, step in STEPS.items():
            tried(name, partial(step, root, package))


def why_not() -> str:
    """Why nothing can be tried on this machine, or nothing."""
    if not sys.platform.startswith("linux"):
        return "a package for Linux is tried on Linux"
    if os.geteuid() != 0:
        return "only root can make a system in a folder"
    if shutil.which("debootstrap") is None:
        return "debootstrap is not installed"
    return ""


def looked_at(package: Path) -> None:
    """From outside: its size, lintian, the validators."""
    if not package.is_file():
        raise Failed(f"there is no {package}: run python3 installer/build.py first")
    megabytes = package.stat().st_size / 1e6
    installed = int(_said("dpkg-deb", "-f", str(package), "Installed-Size")) * 1024 / 1e6
    if installed > MOST_INSTALLED:
        raise Failed(f"it unpacks to {installed:.0f} MB, and {MOST_INSTALLED} are the most")
    print(f"ok      {'size':28}{'':8}  {megabytes:.1f} MB, installed {installed:.1f} MB", flush=True)
    with tempfile.TemporaryDirectory() as folder:
        _said("dpkg-deb", "-x", str(package), folder)
        share = Path(folder) / "usr" / "share"
        _validated("desktop-file-validate", str(share / "applications" / f"{NAME}.desktop"))
        _validated("appstreamcli", "validate", "--no-net", str(share / "metainfo" / f"{ID}.metainfo.xml"))
        _validated("man", "--warnings", "-E", "UTF-8", "-l", "-Z", str(share / "man" / "man1" / f"{NAME}.1.gz"))
    _validated("lintian", "--fail-on", "error", "--allow-root", str(package))


def _validated(*command: str) -> None:
    if shutil.which(command[0]) is None:
        print(f"skipped {command[0]:28}{'':8}  it is not installed", flush=True)
        return
    begun = time.monotonic()
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    said = f"{done.stdout}{done.stderr}" if command[0] != "man" else done.stderr
    if done.returncode or (command[0] in {"desktop-file-validate", "man"} and said.strip()):
        raise Failed(f"{command[0]}:\n{said}")
    last = said.strip().splitlines()[-1:] or [""]
    print(f"ok      {command[0]:28}{time.monotonic() - begun:6.1f} s  {last[0][:80]}", flush=True)


@contextmanager
def bare_system() -> Iterator[Path]:
    """A Debian with nothing but what it starts with, taken away afterwards."""
    if why := why_not():
        raise Skipped(why)
    mirror = _mirror()
    folder = Path(tempfile.mkdtemp(prefix=f"{NAME}-trial-"))
    root = folder / "root"
    try:
        begun = time.monotonic()
        command = ["debootstrap", "--variant=minbase", "--include=ca-certificates", SUITE, str(root), mirror]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        if done.returncode:
            lines = done.stdout.strip().splitlines() or done.stderr.strip().splitlines() or ["it said nothing"]
            raise Skipped(f"debootstrap could not make a system: {lines[-1]}")
        print(f"ok      {'bare system':28}{time.monotonic() - begun:6.1f} s  {SUITE}", flush=True)
        for name in _SHARED:
            bound = ["mount", "--bind", f"/{name}", str(root / name)]
            if subprocess.run(bound, capture_output=True, check=False).returncode:
                raise Skipped(f"/{name} can't be shared with a system in a folder here")
        shutil.copyfile("/etc/resolv.conf", root / "etc" / "resolv.conf")
        yield root
    finally:
        for name in _SHARED:
            subprocess.run(["umount", "--lazy", str(root / name)], capture_output=True, check=False)
        if not any(os.path.ismount(root / name) for name in _SHARED):
            shutil.rmtree(folder, ignore_errors=True)


def _mirror() -> str:
    """The first that this machine's apt knows of its own kind."""
    folder = Path("/etc/apt")
    files = [folder / "sources.list", *sorted((folder / "sources.list.d").glob("*"))]
    for file in files:
        found = _SOURCES.search(file.read_text("utf-8", "replace")) if file.is_file() else None
        if found:
            return found[1]
    raise Skipped("apt on this machine knows no mirror")


def install(root: Path, package: Path) -> str:
    """With all it asks for, and nothing it only recommends."""
    shutil.copyfile(package, root / "tmp" / package.name)
    apt = ["apt-get", "-q", "-y", "-o", "Acquire::Check-Valid-Until=false", "-o", "Acquire::Check-Date=false"]
    updated = _inside(root, *apt, "update")
    if updated.returncode:
        raise Skipped(f"apt can't reach the mirror from within: {updated.stderr.strip().splitlines()[-1]}")
    before = _packages(root)
    done = _inside(root, *apt, "install", "--no-install-recommends", f"/tmp/{package.name}")  # noqa: S108 - that system's
    if "Unable to fetch" in done.stderr:
        raise Skipped("apt could not fetch what the package needs")
    if done.returncode:
        raise Failed(f"it can't be installed:\n{done.stdout[-2000:]}{done.stderr[-2000:]}")
    (root / "tmp" / package.name).unlink()
    _inside(root, "useradd", "--create-home", PERSON)
    return f"{len(_packages(root)) - len(before)} packages"


def self_check(root: Path, _package: Path) -> str:
    """Every part, as a person who may write nowhere but at home."""
    done = _as_person(root, NAME, "--self-check")
    if done.returncode:
        raise Failed(f"the self-check says\n{done.stdout}{done.stderr}")
    return f"{len(done.stdout.splitlines())} parts"


def sample(root: Path, _package: Path) -> str:
    """The sample film, by the command line."""
    done = _as_person(root, NAME, "sample")
    film = root / done.stdout.strip().lstrip("/")
    if done.returncode or not film.is_file():
        raise Failed(f"the sample was not made:\n{done.stdout}{done.stderr[-2000:]}")
    return f"{film.stat().st_size / 1e6:.1f} MB, /{film.relative_to(root)}"


def window(root: Path, package: Path) -> str:
    """The window on a virtual screen, photographed once there is something in it, by the package's own ffmpeg."""
    picture = package.with_name("window.png")
    (ffmpeg,) = (root / "usr" / "lib" / NAME / "_internal" / "imageio_ffmpeg" / "binaries").glob("ffmpeg-*")
    with screen() as display:
        if not display:
            return "skipped: there is no Xvfb that starts"
        program = subprocess.Popen(_person(root, NAME, DISPLAY=display), stderr=subprocess.PIPE, text=True)
        try:
            photographed(ffmpeg, display, picture, partial(_last_words, program))
        finally:
            program.terminate()
            program.wait(20)
    return f"{picture}"


def _last_words(program: subprocess.Popen[str]) -> str:
    """What a program has said that ended by itself."""
    if program.poll() is None:
        return ""
    return f"it ended with {program.returncode}: {program.stderr.read()[-2000:] if program.stderr else ''}"


def remove(root: Path, _package: Path) -> str:
    """Nothing stays but what the person made."""
    done = _inside(root, "apt-get", "-q", "-y", "remove", NAME)
    if done.returncode:
        raise Failed(f"it can't be removed:\n{done.stdout}{done.stderr}")
    found = (path for name in KEPT for path in (root / name).rglob("*"))
    left = sorted(str(path.relative_to(root)) for path in found if NAME in path.name)
    if left:
        raise Failed(f"this is left: {', '.join(left)}")
    films = list((root / "home" / PERSON).rglob("*.mp4"))
    if not films:
        raise Failed("the person's films are gone")
    return f"left: {len(films)} films of the person's"


STEPS: dict[str, Callable[[Path, Path], str]] = {
    "install": install,
    "self-check": self_check,
    "sample film": sample,
    "window": window,
    "remove": remove,
}


def _packages(root: Path) -> list[str]:
    return _inside(root, "dpkg-query", "-W", "-f", "${Package}\n").stdout.split()


def _inside(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    """Run as root of that system, with nothing of this one's environment."""
    here = {"PATH": "/usr/sbin:/usr/bin:/sbin:/bin", "DEBIAN_FRONTEND": "noninteractive", "LC_ALL": "C.UTF-8"}
    proxies = {name: value for name, value in os.environ.items() if name.lower().endswith("_proxy")}
    whole = ["chroot", str(root), *command]
    return subprocess.run(
        whole, env=here | proxies, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )


def _person(root: Path, *command: str, **more: str) -> list[str]:
    home = f"/home/{PERSON}"
    here = {"HOME": home, "PATH": "/usr/bin:/bin", "LC_ALL": "C.UTF-8", "USER": PERSON, **more}
    words = [f"{name}={value}" for name, value in here.items()]
    return ["chroot", f"--userspec={PERSON}:{PERSON}", str(root), "env", "-i", "-C", home, *words, *command]


def _as_person(root: Path, *command: str) -> subprocess.CompletedProcess[str]:
    whole = _person(root, *command)
    return subprocess.run(whole, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)


def _said(*command: str) -> str:
    return subprocess.run(command, capture_output=True, text=True, check=True).stdout.strip()
