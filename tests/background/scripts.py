"""Steps of plans that are real little Python programs."""

import subprocess
import sys
from pathlib import Path

from vidstudio.core.plan import Expected, Plan, Step

EXPECTED = Expected("mp4", "h264", "aac", 64, 64, 1.0)

WRITE = "import pathlib, sys; pathlib.Path(sys.argv[1]).write_text('made')"

SLEEP = """
import pathlib, sys, time
pathlib.Path(sys.argv[1]).write_text('begun')
print('frame=1\\nprogress=continue', flush=True)
time.sleep(600)
"""

DEAF = "import signal\nsignal.signal(signal.SIGTERM, signal.SIG_IGN)\n" + SLEEP

REPEAT = """
import pathlib, sys, time
pathlib.Path(sys.argv[1]).write_text('begun')
while True:
    print('frame=1\\nout_time_us=40000\\nprogress=continue', flush=True)
    time.sleep(0.02)
"""
"""Says again and again that it is where it was."""

GROW = """
import pathlib, sys, time
for size in (10, 20, 30):
    print(f'frame=0\\ntotal_size={size}\\nprogress=continue', flush=True)
    time.sleep(0.1)
pathlib.Path(sys.argv[1]).write_text('made')
"""
"""Knows how much it has, but not how much it will be."""

FAIL = "import sys; print('out of paint', file=sys.stderr); sys.exit(3)"


def script(title: str, code: str, output: Path, *inputs: Path, frames: int = 10) -> Step:
    """A step that runs ``code`` with its output and inputs as arguments."""
    paths = [str(path) for path in (output, *inputs)]
    return Step(title, (sys.executable, "-I", "-S", "-c", code, *paths), inputs, (output,), frames)


def plan_of(folder: Path, *steps: Step) -> Plan:
    """A plan of these steps; its output is the last one's."""
    return Plan(steps, steps[-1].outputs[0], folder / "target.mp4", EXPECTED)


def elsewhere(database: Path, change: str) -> None:
    """Another process changes the library: ``change`` is Python, with ``library`` at hand."""
    program = (
        "import sys; from pathlib import Path; from vidstudio.store.library import Library\n"
        f"with Library(Path(sys.argv[1])) as library: {change}"
    )
    subprocess.run([sys.executable, "-c", program, str(database)], check=True, timeout=120)
