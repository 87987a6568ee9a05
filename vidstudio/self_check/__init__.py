"""``vidstudio --self-check``: proves each part of the program, installed or not, and says which one is broken and why.

Every part is tried in a process of its own, with a home of its own: one that takes its process with it is named too,
and nothing of the person's is touched.
"""

import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

from vidstudio import __version__
from vidstudio.self_check.parts import PARTS
from vidstudio.services.own_process import own_command

_PATIENCE = 120
"""Seconds for a part; on a slow machine the longest takes ten."""

_USAGE = "usage: vidstudio --self-check [--json]\n"


@dataclass(frozen=True, slots=True)
class Result:
    """How a part was found: ``said`` is what it proved, or what is wrong with it."""

    part: str
    ok: bool
    said: str
    seconds: float

    def line(self) -> str:
        """For people."""
        return f"{self.part}: {'ok' if self.ok else 'FAILED'}{f': {self.said}' if self.said else ''}"


def main(arguments: Sequence[str]) -> int:
    """Try every part, one line each, or all as JSON; 0 only if all are well, 2 for wrong usage."""
    if list(arguments) not in ([], ["--json"]):
        sys.stderr.write(_USAGE)
        return 2
    results = []
    with tempfile.TemporaryDirectory(prefix="vidstudio-check-", ignore_cleanup_errors=True) as folder:
        for part in PARTS:
            results.append(tried(part, Path(folder) / part.replace(" ", "-")))
            if not arguments:
                sys.stdout.write(f"{results[-1].line()}\n")
                sys.stdout.flush()
    well = all(result.ok for result in results)
    if arguments:
        frozen = bool(getattr(sys, "frozen", False))
        document = {"version": __version__, "frozen": frozen, "ok": well, "parts": list(map(asdict, results))}
        sys.stdout.write(json.dumps(document, indent=2, ensure_ascii=False) + "\n")
    return int(not well)


def tried(part: str, home: Path) -> Result:
    """Try one part in a process of its own."""
    home.mkdir(parents=True)
    begun = time.monotonic()
    try:
        done = subprocess.run(
            own_command("check", part),
            env=_environment(home),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            encoding="utf-8",
            errors="replace",
            timeout=_PATIENCE,
            check=False,
        )
    except subprocess.TimeoutExpired:
        ok, said = False, f"not done after {_PATIENCE} seconds"
    except OSError as exc:
        ok, said = False, f"its process does not start: {exc}"
    else:
        ok, said = done.returncode == 0, done.stdout.strip()
        if not ok:
            said = said or _last_words(done.returncode, done.stderr)
    return Result(part, ok, said, round(time.monotonic() - begun, 2))


def _last_words(returncode: int, stderr: str) -> str:
    """Why a process ended that could not say it itself."""
    lines = [line.strip() for line in stderr.splitlines() if line.strip()]
    return f"its process ended with {returncode}{f': {lines[-1]}' if lines else ' and said nothing'}"


def _environment(home: Path) -> dict[str, str]:
    """As the person has it, but for where things are kept, and with a window that needs no screen."""
    mine = {name: value for name, value in os.environ.items() if name != "VIDEO_STORAGE_PATH"}
    return {**mine, "VIDSTUDIO_HOME": str(home), "QT_QPA_PLATFORM": "offscreen", "PYTHONIOENCODING": "utf-8"}
