"""How soon the frozen program's window is there: ``python -m tests.bench.start [PROGRAM] [--times N]``.

Against the same source run by the interpreter, by turns, from the start of the process until the window is on a virtual
X screen. Goal: at most 1.3 times as long. PROGRAM is ``build/frozen/vidstudio/vidstudio`` unless another is named.
"""

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.end_to_end.screen import virtual_screen

ROOT = Path(__file__).resolve().parents[2]
FROZEN = ROOT / "build" / "frozen" / "vidstudio" / "vidstudio"
GOAL = 1.3
PATIENCE = 60.0


def seconds_to_window(command: list[str], home: Path, display: str) -> float:
    """Start a program, wait for its window, and end it."""
    environment = {**os.environ, "DISPLAY": display, "QT_QPA_PLATFORM": "xcb", "VIDSTUDIO_HOME": str(home)}
    look = ["xdotool", "search", "--onlyvisible", "--name", "vidstudio"]
    begun = time.monotonic()
    with subprocess.Popen(command, env=environment, stderr=subprocess.DEVNULL) as program:
        try:
            while subprocess.run(look, env=environment, capture_output=True, check=False).returncode:
                if program.poll() is not None or time.monotonic() - begun > PATIENCE:
                    sys.exit(f"{command[0]} opened no window")
                time.sleep(0.002)
            return time.monotonic() - begun
        finally:
            program.kill()


def main() -> None:
    """Measure by turns, and print medians."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("program", nargs="?", default=str(FROZEN))
    parser.add_argument("--times", type=int, default=10)
    given = parser.parse_args()
    ways = {"source": [sys.executable, "-m", "vidstudio"], "frozen": [given.program]}
    measured: dict[str, list[float]] = {name: [] for name in ways}
    with tempfile.TemporaryDirectory() as home, virtual_screen() as display:
        for turn in range(given.times + 1):
            for name, command in ways.items():
                took = seconds_to_window(command, Path(home), display)
                if turn:  # the first warms up
                    measured[name].append(took)
    medians = {name: statistics.median(seconds) for name, seconds in measured.items()}
    for name, seconds in measured.items():
        print(f"{name}: median {medians[name]:.3f} s, {min(seconds):.3f} to {max(seconds):.3f}")
    ratio = medians["frozen"] / medians["source"]
    print(f"ratio {ratio:.2f}, goal {GOAL}: {'ok' if ratio <= GOAL else 'MISSED'}")


if __name__ == "__main__":
    main()
