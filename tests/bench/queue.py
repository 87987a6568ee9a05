"""Five hundred exports of fifty jobs in the real window, offscreen: ``python -m tests.bench.queue``.

For each thing that is asked of the queue: how long the call holds the window's thread, and the longest time that thread
was late (wall clock, and processor time of its own), with the memory of the program. The limit is 50 ms.

With ``--run`` they are all worked off as well, from films of a second, and the memory is told after every fifty.
"""

import argparse
import gc
import os
import resource
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from vidstudio.core.job import Job
    from vidstudio.studio.context import Studio

COUNT, JOBS = 500, 50


def main() -> None:
    """Make the jobs, open the window, and ask."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--run", action="store_true", help="work them off as well: some minutes")
    run = parser.parse_args().run
    with tempfile.TemporaryDirectory(prefix="vidstudio-bench-") as name:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "VIDSTUDIO_HOME": f"{name}/home"}
        ask(Path(name), run=run)


def add_film(studio: "Studio", job: "Job", made: Path) -> None:
    """As if the job had been rendered, to a copy of that film."""
    from tests.factories import MOMENT  # noqa: PLC0415
    from vidstudio.core.approval import fingerprint  # noqa: PLC0415
    from vidstudio.core.job import Film  # noqa: PLC0415

    studio.library(lambda library: library.jobs.approve(job.id))
    studio.library(lambda library: library.jobs.begin_render(job.id))
    film = studio.storage.film(job.id)
    film.parent.mkdir(parents=True, exist_ok=True)
    film.write_bytes(made.read_bytes())
    studio.library(lambda library: library.jobs.finish_render(job.id, Film(fingerprint(job), 1.0, 128, 72, MOMENT)))


def resident() -> int:
    """Megabytes of memory this process has now."""
    pages = int(Path("/proc/self/statm").read_text(encoding="ascii").split()[1])
    return pages * resource.getpagesize() >> 20


def ask(folder: Path, *, run: bool) -> None:
    """Everything that is done with five hundred entries, one after the other."""
    from tests.bench.heartbeat import Heartbeat, until  # noqa: PLC0415 - after the environment is set
    from tests.factories import a_studio, made_job, picture_folder  # noqa: PLC0415
    from vidstudio.app.composition import build_app  # noqa: PLC0415
    from vidstudio.core.export import export_kinds  # noqa: PLC0415
    from vidstudio.core.preset import Preset  # noqa: PLC0415
    from vidstudio.core.queue import OPEN, QueueState  # noqa: PLC0415
    from vidstudio.services.ffmpeg import find_ffmpeg  # noqa: PLC0415

    pictures = picture_folder(folder / "pictures")
    with a_studio() as studio:
        made = [made_job(studio, pictures) for _ in range(JOBS)]
        jobs = [job.id for job in made]
        if run:
            film = folder / "film.mp4"
            picture = "testsrc2=s=128x72:r=24:d=1"
            subprocess.run([find_ffmpeg(), "-v", "error", "-f", "lavfi", "-i", picture, str(film)], check=True)
            for job in made:
                add_film(studio, job, film)
    _, app = build_app(["bench"])
    app.start()
    heart = Heartbeat()

    def phase(name: str, do: Callable[[], object], done: Callable[[], object]) -> None:
        heart.reset()
        begun = time.perf_counter()
        do()
        call = time.perf_counter() - begun
        until(done)
        settled = time.monotonic() + 0.2
        until(lambda: time.monotonic() > settled)
        wall, cpu = heart.longest
        memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"  {name:8} call {1000 * call:5.1f} ms, longest {wall:5.1f} ms, {cpu:5.1f} ms of processor; {memory} MB")

    until(lambda: app.bench.view is not None)
    deliveries = app.window.deliveries
    desk, view = deliveries.desk, deliveries.queue_window
    deliveries.show_queue()
    desk.pause_queue()
    until(lambda: desk.queue.settings.paused)
    gc.collect()
    gc.freeze()
    kinds = [*export_kinds(None, None, every=True), Preset("Tenth", quality=20)]

    def ids() -> list[int]:
        return [item.id for item in desk.queue.items]

    phase("add", lambda: desk.add(jobs, kinds), lambda: len(ids()) == COUNT)
    order = ids()
    phase("sort", lambda: desk.reorder(order[::-1]), lambda: ids() == order[::-1])
    phase("scroll", view.view.scrollToBottom, lambda: True)
    phase("choose", lambda: view.choose(order[:100]), lambda: True)
    phase("cancel", lambda: desk.cancel(ids()), lambda: desk.queue.items[0].state == "canceled")
    phase("retry", lambda: desk.retry(ids()[:100]), lambda: len(view.model.waiting()) == 100)
    phase("clear", desk.clear, lambda: len(ids()) == 100)
    if run:
        desk.add(jobs, kinds)
        until(lambda: len(ids()) == 100 + COUNT)
        desk.go_on()
        while left := desk.queue.count(OPEN):
            until(lambda left=left: desk.queue.count(OPEN) <= max(0, left - 50))  # type: ignore[misc]
            done = desk.queue.count([QueueState.DONE])
            print(f"  {done:4} made, {desk.queue.count([QueueState.FAILED])} failed: {resident()} MB", flush=True)
    heart.stop()
    app.window.close()


if __name__ == "__main__":
    main()
