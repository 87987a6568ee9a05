"""The command line, run in this process where that tells the same, and as a process of its own."""

import logging
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from tests.factories import picture_folder
from vidstudio.__main__ import main


@dataclass(frozen=True, slots=True)
class Ran:
    """How a command ended, and what it wrote."""

    code: int
    out: str
    err: str


Cli = Callable[..., Ran]


@pytest.fixture
def cli(capsys: pytest.CaptureFixture[str]) -> Iterator[Cli]:
    """Runs a command as ``python -m vidstudio`` would."""
    log, raising, handlers = logging.getLogger(), logging.raiseExceptions, list(logging.getLogger().handlers)
    level, terminate = log.level, signal.getsignal(signal.SIGTERM)

    def run(*arguments: object) -> Ran:
        capsys.readouterr()
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as ended:
            code = ended.code if isinstance(ended.code, int) else int(ended.code is not None)
        written = capsys.readouterr()
        return Ran(code, written.out, written.err)

    yield run
    for handler in [each for each in log.handlers if each not in handlers]:
        log.removeHandler(handler)
        handler.close()
    log.setLevel(level)
    logging.raiseExceptions = raising
    signal.signal(signal.SIGTERM, terminate)


def process(*arguments: object) -> list[str]:
    """The command line of a process of its own."""
    return [sys.executable, "-m", "vidstudio", *map(str, arguments)]


@pytest.fixture
def alone() -> Cli:
    """Runs a command as a process of its own."""

    def run(*arguments: object) -> Ran:
        done = subprocess.run(process(*arguments), capture_output=True, text=True, check=False)
        return Ran(done.returncode, done.stdout, done.stderr)

    return run


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with ten pictures."""
    return picture_folder(tmp_path / "pictures")


@pytest.fixture
def job(cli: Cli, pictures: Path) -> str:
    """A job of three scenes, its number as it was printed."""
    idea = "A heron waits in the reeds. The mist lifts. It strikes."
    return cli("new", "--idea", idea, "--duration", "15", "--images", pictures).out.strip()
