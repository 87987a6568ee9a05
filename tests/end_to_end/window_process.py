"""The window as a process of its own, for the test that watches it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from types import TracebackType
from typing import Self

ROOT = Path(__file__).resolve().parents[2]
SHOTS = "JOURNEY_SHOTS"
"""Environment: the folder for pictures of the screen."""


class WindowProcess:
    """``python -m tests.end_to_end.JOURNEY`` in a process group of its own; whatever is left of that ends with it."""

    def __init__(self, journey: Sequence[str], environment: dict[str, str], log: Path) -> None:
        self._log = log
        with log.open("wb") as errors:
            self._process = subprocess.Popen(
                [sys.executable, "-m", f"tests.end_to_end.{journey[0]}", *journey[1:]],
                cwd=ROOT,
                env=environment,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=errors,
                text=True,
                start_new_session=True,
            )

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self._process.kill()
        self._process.wait()
        for pid in self.others():
            _kill(pid)
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()

    def hears(self, line: str) -> None:
        """Wait until the journey says that; a journey that hangs ends itself."""
        assert self._process.stdout is not None
        heard = self._process.stdout.readline().strip()
        assert heard == line, f"the journey said {heard!r} instead of {line!r}\n{self.errors()}"

    def does(self, line: str) -> None:
        """Have a listening journey do something, and wait until it has."""
        assert self._process.stdin is not None
        self._process.stdin.write(f"{line}\n")
        self._process.stdin.flush()
        self.hears(f"done: {line}")

    def is_done(self) -> None:
        """Nothing more to do for a listening journey: it closes its window."""
        assert self._process.stdin is not None
        self._process.stdin.close()
        self.ends_well()

    def kill(self) -> None:
        """SIGKILL the window alone: what it has started must end by itself."""
        self._process.kill()
        self._process.wait()
        assert self._process.returncode == -signal.SIGKILL, f"it had ended before\n{self.errors()}"

    def ends_well(self) -> None:
        """Wait for its end, which must be a good one that said nothing of errors."""
        code = self._process.wait()
        assert not code, f"exit code {code}\n{self.errors()}"
        assert not self.errors(), self.errors()

    def errors(self) -> str:
        """What it wrote to stderr."""
        return self._log.read_text("utf-8", errors="replace")

    def others(self) -> list[int]:
        """Processes of the group that are alive beside the window."""
        return [pid for pid in _group(self._process.pid) if pid != self._process.pid]

    def is_left_alone(self, patience: float) -> bool:
        """Whether all other processes of the group end in time."""
        until = time.monotonic() + patience
        while self.others():
            if time.monotonic() > until:
                return False
            time.sleep(0.05)
        return True

    def command_lines(self) -> list[str]:
        """What the others run."""
        return [_command(pid) for pid in self.others()]


def _group(leader: int) -> list[int]:
    found = []
    for folder in Path("/proc").glob("[0-9]*"):
        try:
            state, _, group, *_ = (folder / "stat").read_text().rpartition(")")[2].split()
        except OSError:  # it ended meanwhile
            continue
        if int(group) == leader and state != "Z":
            found.append(int(folder.name))
    return found


def _command(pid: int) -> str:
    try:
        return Path(f"/proc/{pid}/cmdline").read_bytes().replace(b"\0", b" ").decode(errors="replace")
    except OSError:
        return ""


def _kill(pid: int) -> None:
    try:
        os.kill(pid, signal.SIGKILL)
    except ProcessLookupError:
        return
