"""The steps from the source to the frozen program, the same for each system and for Windows under Wine."""

import os
import shutil
import subprocess
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from installer.about import NAME, ROOT, build_time
from installer.environment import SetupError

SPEC = ROOT / "installer" / "frozen" / f"{NAME}.spec"


@dataclass(frozen=True)
class Making:
    """What freezes the program, and where.

    Attributes:
        folder: for what is made on the way, and the program itself.
        python: starts the interpreter that has all that is locked.
        start: stands before each program of another system.
        more: for the environment of all that runs.
        ending: of the system's programs.
    """

    folder: Path
    python: tuple[str, ...]
    start: tuple[str, ...] = ()
    more: Mapping[str, str] = field(default_factory=dict)
    ending: str = ""

    @property
    def bundle(self) -> Path:
        """The folder of the frozen program."""
        return self.folder / "frozen" / NAME

    @property
    def program(self) -> Path:
        """Its command line."""
        return self.bundle / f"{NAME}{self.ending}"

    def freeze(self, parts_list: Path, *, slim: bool = False) -> Path:
        """Make the program, with lists and licences in it, and have it check itself; raises ``SetupError``."""
        shutil.rmtree(self.bundle, ignore_errors=True)
        places = ["--workpath", str(self.folder / "work"), "--distpath", str(self.bundle.parent)]
        # Wine has no files of the names that the C library of Windows goes by, which is told for each library of ours.
        level = "ERROR" if self.start else "WARN"
        self.module("Freezing", "PyInstaller", "--noconfirm", "--log-level", level, *places, str(SPEC))
        if slim:
            self.module("Making it small", "installer.frozen.slim", str(self.bundle))
        parts_list.parent.mkdir(exist_ok=True)
        self.module("Collecting licences", "installer.frozen.collect", str(self.bundle), str(parts_list))
        self.run("Checking it", *self.start, str(self.program), "--self-check")
        return self.bundle

    def module(self, what: str, *words: str) -> None:
        """Run a module by that interpreter."""
        self.run(what, *self.python, "-m", *words)

    def run(self, what: str, *command: str) -> None:
        """Run a command, and show what it says; through a pipe, for Wine can't write to a file it has not opened."""
        print(f"== {what}", flush=True)
        fixed = {"SOURCE_DATE_EPOCH": str(build_time()), "PYTHONHASHSEED": "0", "PYTHONDONTWRITEBYTECODE": "1"}
        with subprocess.Popen(
            command,
            cwd=ROOT,
            env={**os.environ, **fixed, **self.more},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
        ) as process:
            for line in process.stdout or ():
                print(line, end="", flush=True)
        if process.returncode:
            raise SetupError(f"{what} failed (exit {process.returncode}).")
