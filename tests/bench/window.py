"""How long the window's thread is blocked, and how soon the window is there: ``python -m tests.bench.window``.

Two questions, on a virtual X screen (xcb) and offscreen:

* The longest time between two beats of the window's event loop while it opens a storyboard of 1,000 scenes, scrolls
  through it, edits it, refines a scene through a loopback Replicate, renders and exports a short film. By the clock,
  and in processor time of that thread alone, which other programs on the machine don't disturb. Goal: under 50 ms.
* The time from the start of the process to the first paint, against a bare QMainWindow, by turns. Goal: under 2.

``--stacks`` also says where the thread was whenever a beat was late.
"""

import argparse
import gc
import json
import os
import statistics
import subprocess
import sys
import tempfile
import threading
import time
import traceback
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass, field
from pathlib import Path

from tests.end_to_end.screen import virtual_screen
from tests.servers.replicate import TOKEN

GOAL_MS, GOAL_RATIO = 50.0, 2.0
BIG, SHORT = 1, 2
"""Numbers of the two jobs in the library."""

BARE = """
import sys, time
from PySide6.QtWidgets import QApplication, QMainWindow
class Window(QMainWindow):
    def paintEvent(self, event):
        print(time.monotonic(), time.process_time(), flush=True)
        QApplication.quit()
app = QApplication(sys.argv)
window = Window()
window.resize(1280, 800)
window.show()
app.exec()
"""

OURS = """
import time
from PySide6.QtCore import QEvent, QObject
from vidstudio.app import open_frame
class Watch(QObject):
    told = False
    def eventFilter(self, watched, event):
        if event.type() is QEvent.Type.Paint and not self.told:
            self.told = True
            print(time.monotonic(), time.process_time(), flush=True)
            frame.close()
        return False
qt, frame = open_frame(["vidstudio"])
watch = Watch()
frame.installEventFilter(watch)
qt.exec()
"""


def make_library(scenes: int) -> None:
    """A job of so many scenes with real pictures, and an approved one of a second and a half."""
    from tests.factories import a_studio, made_job, picture_folder  # noqa: PLC0415 - not in the measured processes

    with tempfile.TemporaryDirectory() as folder, a_studio() as studio:
        pictures = picture_folder(Path(folder), scenes)
        script = "\n\n".join(
            f"## Scene {n}\n\nWhat is seen in shot {n} of the long film (2 s)." for n in range(1, scenes + 1)
        )
        made_job(studio, pictures, text=script, is_script=True, duration=min(3600.0, 2.0 * scenes))
        short = made_job(studio, pictures, duration=1.5)
        studio.library(lambda library: library.jobs.approve(short.id))


@dataclass
class Beats:
    """Late beats of the event loop, milliseconds by clock and in processor time, by what was going on."""

    phase: str = "start"
    late: dict[str, list[tuple[float, float]]] = field(default_factory=dict)
    stacks: dict[str, Counter[str]] = field(default_factory=dict)
    _last: tuple[float, float] = (0.0, 0.0)
    seen: float = 0.0

    def beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        if self._last[0]:
            gap = (1000 * (now[0] - self._last[0]), 1000 * (now[1] - self._last[1]))
            self.late.setdefault(self.phase, []).append(gap)
        self._last, self.seen = now, now[0]

    def watch(self, thread: int) -> None:
        """On a thread of its own: note where the window's thread is whenever a beat is late."""
        while True:
            time.sleep(0.004)
            frame = sys._current_frames().get(thread)
            if frame is not None and self.seen and time.perf_counter() - self.seen > 0.02:
                lines = [f for f in traceback.extract_stack(frame) if "vidstudio" in f.filename]
                where = " < ".join(f"{Path(f.filename).stem}.{f.name}:{f.lineno}" for f in reversed(lines[-4:]))
                self.stacks.setdefault(self.phase, Counter())[where] += 1


def measure(*, stacks: bool) -> None:
    """In a process of its own: drive the window through everything and print what was late, as JSON."""
    from PySide6.QtCore import QEventLoop, Qt, QTimer  # noqa: PLC0415

    from vidstudio.app.composition import build_app  # noqa: PLC0415
    from vidstudio.core.export import ExportFormat, Quality, pair  # noqa: PLC0415
    from vidstudio.core.wanted import Wanted  # noqa: PLC0415

    qt, app = build_app(["vidstudio"], Wanted(job_id=BIG))
    gc.freeze()  # as main() does
    beats, loop = Beats(), QEventLoop()
    heart = QTimer(interval=1, timerType=Qt.TimerType.PreciseTimer)
    heart.timeout.connect(beats.beat)
    if stacks:
        threading.Thread(target=beats.watch, args=(threading.get_ident(),), daemon=True).start()

    def until(done: Callable[[], object], patience: float = 120.0) -> None:
        look, end = QTimer(interval=20), time.monotonic() + patience
        look.timeout.connect(lambda: loop.quit() if done() or time.monotonic() > end else None)
        look.start()
        loop.exec()
        look.stop()
        if not done():
            raise TimeoutError(beats.phase)

    def settle(seconds: float = 0.7) -> None:
        end = time.monotonic() + seconds
        until(lambda: time.monotonic() > end)

    @contextmanager
    def phase(name: str) -> Iterator[None]:
        beats.phase = name
        yield
        settle()

    bench, window = app.bench, app.window
    heart.start()
    with phase("open 1,000 scenes"):
        app.start()
        until(lambda: bench.view is not None)
    with phase("scroll through them"):
        bar = window.storyboard.verticalScrollBar()
        while bar.value() < bar.maximum():
            bar.setValue(bar.value() + max(40, bar.maximum() // 250))
            settle(0.012)
    with phase("edit and undo"):
        first = bench.model.storyboard[0]
        window.edits.set_duration(first.id, 9.0)
        settle()
        window.edits.move([500], 3)
        settle()
        bench.stack.undo()
        settle()
    with phase("refine"):
        until(lambda: window.refining.has_token)
        dialog = window.refining.open_dialog(first.id, window)
        assert dialog is not None
        dialog.prompt.setPlainText("A heron at dawn, in mist")
        dialog.refine.click()
        until(lambda: not dialog.running)
        settle()
        dialog.close()
    with phase("open the short job"):
        bench.open_job(SHORT)
        until(lambda: bench.view is not None and bench.view.job.id == SHORT)
    with phase("render"):
        window.header.render_button.click()
        until(lambda: not window.desk.running)
        until(lambda: bench.view is not None and bench.view.film is not None)
    with phase("export"):
        assert bench.view is not None
        window.deliveries.desk.add([bench.view.job.id], [pair(ExportFormat.MP4, Quality.LOW)])
        until(lambda: window.deliveries.desk.running)
        until(lambda: not window.deliveries.desk.running)
    heart.stop()
    window.close()
    print(json.dumps({"late": beats.late, "stacks": beats.stacks}), flush=True)
    del qt


def report(late: dict[str, list[tuple[float, float]]], stacks: dict[str, dict[str, int]]) -> None:
    for name, gaps in late.items():
        wall, cpu = (max(gap[i] for gap in gaps) for i in (0, 1))
        over = sum(gap[1] > GOAL_MS for gap in gaps)
        mark = "" if cpu < GOAL_MS else "   OVER THE GOAL"
        print(f"  {name:22} longest {wall:6.1f} ms, {cpu:6.1f} ms of processor; {over} over {GOAL_MS:.0f}{mark}")
        for where, count in sorted(stacks.get(name, {}).items(), key=lambda item: -item[1])[:6]:
            print(f"      {count:4d} x {where}")


def first_paint(code: str, environment: dict[str, str]) -> tuple[float, float]:
    """Seconds from starting the process to its first paint: by the clock, and of processor time."""
    begun = time.monotonic()
    command = [sys.executable, "-c", code]
    done = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, check=True, timeout=120, text=True
    )
    painted, cpu = done.stdout.split()[:2]
    return float(painted) - begun, float(cpu)


def compare_start(environment: dict[str, str], rounds: int) -> None:
    """A B A B; the first round, with cold caches, does not count."""
    runs = [(first_paint(OURS, environment), first_paint(BARE, environment)) for _ in range(rounds + 1)][1:]
    for i, kind in enumerate(("by the clock", "of processor")):
        ours, bare = (1000 * statistics.median(run[who][i] for run in runs) for who in (0, 1))
        ratio = statistics.median(a[i] / b[i] for a, b in runs)
        mark = "" if ratio < GOAL_RATIO else "   OVER THE GOAL"
        print(f"  first paint after {ours:.0f} ms {kind}, a bare window {bare:.0f} ms: {ratio:.2f}{mark}", flush=True)


@contextmanager
def image_service() -> Iterator[str]:
    """The loopback Replicate in a process of its own; gives its address."""
    command = [sys.executable, "-m", "tests.servers.replicate", "--speed", "1.5"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, text=True)
    try:
        assert process.stdout is not None
        yield process.stdout.readline().strip()
    finally:
        process.terminate()
        process.wait(20)


def run(platform: str, options: argparse.Namespace) -> None:
    on_screen = virtual_screen((1600, 1000)) if platform == "xcb" else nullcontext("")
    with tempfile.TemporaryDirectory() as home, on_screen as display, image_service() as url:
        environment = {
            **os.environ,
            "QT_QPA_PLATFORM": platform,
            "DISPLAY": display,
            "VIDSTUDIO_HOME": home,
            "REPLICATE_API_TOKEN": TOKEN,
            "REPLICATE_BASE_URL": url,
            "PYTHON_KEYRING_BACKEND": "keyring.backends.null.Keyring",
        }
        itself = [sys.executable, "-m", "tests.bench.window", "--scenes", str(options.scenes)]
        subprocess.run([*itself, "--part", "library"], env=environment, check=True)
        print(f"{platform}, {options.scenes} scenes", flush=True)
        compare_start(environment, options.rounds)
        command = [*itself, "--part", "measure", *(["--stacks"] if options.stacks else [])]
        told = json.loads(subprocess.run(command, env=environment, check=True, stdout=subprocess.PIPE).stdout)
        report(told["late"], told["stacks"])


def main() -> None:
    """Measure, or do the part of the work that this process was started for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--scenes", type=int, default=1000)
    parser.add_argument("--rounds", type=int, default=7, help="of the start, by turns")
    parser.add_argument("--platform", choices=("xcb", "offscreen"), help="default: both")
    parser.add_argument("--stacks", action="store_true", help="say where the thread was when it was late")
    parser.add_argument("--part", choices=("library", "measure"), help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.part == "library":
        make_library(options.scenes)
    elif options.part == "measure":
        measure(stacks=options.stacks)
    else:
        for platform in [options.platform] if options.platform else ["xcb", "offscreen"]:
            run(platform, options)


if __name__ == "__main__":
    main()
