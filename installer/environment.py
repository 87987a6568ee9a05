"""The project's ``.venv`` with the locked dependencies: made once, noticed when stale or broken, and then made anew."""

import csv
import hashlib
import importlib.util
import os
import re
import subprocess
import sys
import sysconfig
import time
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO

_NO_NETWORK = ("Retrying (", "Could not fetch URL", "ConnectionError", "NewConnectionError")
_WORTH_SHOWING = re.compile(r"(?:Downloading|Using cached) (\S+?)-\d\S* \((\d{2,}\.\d MB)\)|(Installing) .*,")


class SetupError(Exception):
    """The environment can't be made; the message is one line for a person."""


class NoNetwork(SetupError):
    """It can't be made because what it is made of can't be fetched."""


@dataclass(frozen=True)
class Environment:
    """The virtual environment of the project in ``root``."""

    root: Path

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.root / ".venv"

    @property
    def lock(self) -> Path:
        """The locked dependencies."""
        return self.root / "installer" / "requirements.lock"

    @property
    def made_of(self) -> tuple[Path, ...]:
        """The files that a change of makes it stale."""
        return (self.root / "pyproject.toml", self.lock)

    @property
    def python(self) -> Path:
        """Its interpreter."""
        return self.program("python")

    def program(self, name: str) -> Path:
        """A command installed in it."""
        return self.folder / (f"Scripts/{name}.exe" if os.name == "nt" else f"bin/{name}")

    def is_ready(self) -> bool:
        """Whether it was made to the end, here, from these files, and everything installed is still there."""
        try:
            made_from, *distributions = self._stamp.read_text("utf-8").splitlines()
            return made_from == self._recipe() and self.python.exists() and all(map(self._is_whole, distributions))
        except (OSError, ValueError):
            return False

    def make(self) -> None:
        """Make it unless it is ready; of several at once one works and the others wait. Raises ``SetupError``."""
        if self.is_ready():
            return
        try:
            with alone(self.root / ".venv.lock"):
                if not self.is_ready():
                    self._make()
        except OSError as exc:
            raise SetupError(f"{self.folder} can't be made: {exc}") from exc

    def _make(self) -> None:
        if Path(sys.prefix).resolve() == self.folder.resolve():
            raise SetupError(f"{self.folder} has to be made anew; start this with a Python outside of it.")
        self._stamp.unlink(missing_ok=True)
        print(f"Making {self.folder} with Python {sys.version.split()[0]}", flush=True)
        self._begin()
        print("Installing the locked dependencies (about 370 MB unless they are cached)", flush=True)
        self._fill()
        self._write_stamp()

    def _begin(self) -> None:
        run([sys.executable, "-I", "-m", "venv", "--clear", str(self.folder)])

    def _fill(self) -> None:
        self._install("--only-binary", ":all:", "--require-hashes", "-r", str(self.lock))
        self._install("--no-deps", "--no-build-isolation", "--editable", str(self.root))

    def _install(self, *what: str) -> None:
        pip = [str(self.python), "-I", "-m", "pip", "--disable-pip-version-check", "install", "--progress-bar", "off"]
        run([*pip, *what])

    def _write_stamp(self) -> None:
        distributions = sorted(path.name for path in self.site_packages.glob("*.dist-info"))
        self._stamp.write_text("\n".join([self._recipe(), *distributions]), "utf-8")

    @property
    def _stamp(self) -> Path:
        return self.folder / "made-from"

    @property
    def site_packages(self) -> Path:
        """Where its packages are."""
        base = str(self.folder)
        return Path(sysconfig.get_path("purelib", "venv", {"base": base, "platbase": base}))

    def _recipe(self) -> str:
        """What it is made from, and where: scripts hold absolute paths, so that a moved folder needs new ones."""
        recipe = hashlib.sha256(f"{self.folder.absolute()} {sys.version_info[:2]} {sys.platform}".encode())
        for file in self.made_of:
            recipe.update(file.read_bytes())
        return recipe.hexdigest()

    def _is_whole(self, distribution: str) -> bool:
        folder = self.site_packages
        with (folder / distribution / "RECORD").open(encoding="utf-8", newline="") as record:
            files = [row[0] for row in csv.reader(record) if row]
        return all((folder / file).exists() for file in files if "__pycache__" not in file)


def missing_packages() -> list[str]:
    """Debian packages without which this Python can't make an environment."""
    if importlib.util.find_spec("ensurepip") is not None:
        return []
    return [f"python{sys.version_info.major}.{sys.version_info.minor}-venv"]


@contextmanager
def alone(file: Path) -> Iterator[None]:
    """Be the only one here; says so once when somebody else is, and waits."""
    with file.open("a", encoding="utf-8") as held:
        if not _held(held):
            print("Another set-up is under way in this folder; waiting for it.", flush=True)
            while not _held(held):
                time.sleep(0.2)
        os.set_inheritable(held.fileno(), True)  # a pip that outlives us keeps the next one waiting
        yield


def _held(file: IO[str]) -> bool:
    try:
        if sys.platform == "win32":
            import msvcrt  # noqa: PLC0415 - one of the two exists

            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            import fcntl  # noqa: PLC0415

            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except (BlockingIOError, PermissionError):
        return False
    return True


def run(command: list[str], folder: Path | None = None) -> None:
    """Run, show the big steps, raise ``SetupError`` with the line that says best what went wrong."""
    last: deque[str] = deque(maxlen=200)
    process = subprocess.Popen(
        command,
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        close_fds=False,
    )
    with process:
        for line in process.stdout or ():
            last.append(line.strip())
            if shown := _WORTH_SHOWING.search(line):
                print("  unpacking" if shown[3] else f"  {shown[1]} {shown[2]}", flush=True)
    if process.returncode:
        raise _reason(command, list(last))


def _reason(command: list[str], lines: list[str]) -> SetupError:
    if any(word in line for line in lines for word in _NO_NETWORK):
        return NoNetwork(
            "The package index can't be reached: check the network (and pip's proxy or index settings), then repeat."
        )
    said = [line for line in lines if line.startswith(("ERROR:", "Error:"))] or lines[-1:] or ["it said nothing"]
    return SetupError(f"{command[3]} failed: {said[0]}")
