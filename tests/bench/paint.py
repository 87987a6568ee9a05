"""Twelve pictures of two seconds each, four side by side, in the real window: ``python -m tests.bench.paint``.

A Replicate on loopback, in a process of its own, takes two seconds for each picture; the ideal is therefore six. The
window, offscreen, makes pictures for all scenes of a storyboard. Told are the time from the wish to the last picture
in the window, and the longest time the window's thread was late meanwhile. The limits are 1.15 times the ideal, and
50 ms.
"""

import argparse
import gc
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

SCENES, SIDE_BY_SIDE, SECONDS = 12, 4, 2.0
SETTLED = 3.0
"""Seconds after the start in which nobody can have chosen scenes yet, and the window loads what it will need."""
IDEAL = SCENES / SIDE_BY_SIDE * SECONDS


def main() -> None:
    """As often as asked."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--rounds", type=int, default=5)
    rounds = parser.parse_args().rounds
    with tempfile.TemporaryDirectory(prefix="vidstudio-bench-") as name, service() as url:
        os.environ |= {
            "QT_QPA_PLATFORM": "offscreen",
            "VIDSTUDIO_HOME": f"{name}/home",
            "REPLICATE_BASE_URL": url,
            "REPLICATE_API_TOKEN": "r8_loopback",
        }
        paint(Path(name), rounds)


@contextmanager
def service() -> Iterator[str]:
    """The address of a loopback service."""
    command = [sys.executable, "-m", "tests.servers.replicate", "--speed", str(SECONDS)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip()
        finally:
            process.terminate()


def paint(folder: Path, rounds: int) -> None:
    """Each round makes all pictures anew."""
    from tests.bench.heartbeat import Heartbeat, until  # noqa: PLC0415 - after the environment is set
    from tests.factories import a_studio, made_job, picture_folder  # noqa: PLC0415
    from vidstudio.app.composition import build_app  # noqa: PLC0415
    from vidstudio.services.images.models import DEFAULT_MODEL  # noqa: PLC0415

    with a_studio() as studio:
        script = "\n\n".join(f"The heron waits in the reeds, for the {number}. time." for number in range(SCENES))
        made_job(studio, picture_folder(folder / "pictures", SCENES), SCENES, text=script, is_script=True)
    _, app = build_app(["bench"])
    app.start()
    until(lambda: app.bench.view is not None)
    settled = time.monotonic() + SETTLED
    until(lambda: time.monotonic() > settled)
    painting, model = app.window.painting, app.bench.model
    gc.collect()
    gc.freeze()
    took = []
    for _ in range(rounds):
        view = app.bench.view
        assert view is not None
        assert len(view.job.scenes) == SCENES
        before = {scene.id: scene.picture for scene in view.job.scenes}
        heart, begun = Heartbeat(), time.perf_counter()
        painting.start(view.job, list(before), DEFAULT_MODEL)
        until(lambda before=before: all(scene.picture != before[scene.id] for scene in model.storyboard))  # type: ignore[misc]
        took.append(time.perf_counter() - begun)
        until(lambda: not painting.running)
        wall, cpu = heart.longest
        heart.stop()
        late = f"longest {wall:.1f} ms, {cpu:.1f} ms of processor"
        print(f"  {took[-1]:.2f} s, {took[-1] / IDEAL:.3f} of the ideal; {late}", flush=True)
    print(f"  median {statistics.median(took) / IDEAL:.3f} of the ideal {IDEAL:g} s")
    app.window.close()


if __name__ == "__main__":
    main()
