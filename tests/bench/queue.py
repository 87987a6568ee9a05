"""Five hundred exports of fifty jobs in the real window, offscreen: ``python -m tests.bench.queue``.

For each thing that is asked of the queue: how long the call holds the window's thread, and the longest time that thread
was late (wall clock, and processor time of its own), with the memory of the program. The limit is 50 ms.
"""

import gc
import os
import resource
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

COUNT, JOBS = 500, 50
PATIENCE = 120.0


def main() -> None:
    """Make the jobs, open the window, and ask."""
    with tempfile.TemporaryDirectory(prefix="vidstudio-bench-") as name:
        os.environ |= {"QT_QPA_PLATFORM": "offscreen", "VIDSTUDIO_HOME": f"{name}/home"}
        ask(Path(name))


def ask(folder: Path) -> None:
    """Everything that is done with five hundred entries, one after the other."""
    from PySide6.QtCore import QTimer  # noqa: PLC0415 - after the environment is set

    from tests.factories import a_studio, made_job, picture_folder  # noqa: PLC0415
    from vidstudio.app.composition import build_app  # noqa: PLC0415
    from vidstudio.core.export import export_kinds  # noqa: PLC0415
    from vidstudio.core.preset import Preset  # noqa: PLC0415

    pictures = picture_folder(folder / "pictures")
    with a_studio() as studio:
        jobs = [made_job(studio, pictures).id for _ in range(JOBS)]
    qt, app = build_app(["bench"])
    app.start()
    beats: list[tuple[float, float]] = []
    last = [time.perf_counter(), time.thread_time()]

    def beat() -> None:
        now = time.perf_counter(), time.thread_time()
        beats.append((now[0] - last[0], now[1] - last[1]))
        last[:] = now

    heart = QTimer()
    heart.timeout.connect(beat)
    heart.start(2)

    def until(true: Callable[[], object]) -> None:
        begun = time.monotonic()
        while not true() and time.monotonic() - begun < PATIENCE:
            qt.processEvents()
            time.sleep(0.001)

    def phase(name: str, do: Callable[[], object], done: Callable[[], object]) -> None:
        beats.clear()
        last[:] = [time.perf_counter(), time.thread_time()]
        do()
        call = time.perf_counter() - last[0]
        until(done)
        settled = time.monotonic() + 0.2
        until(lambda: time.monotonic() > settled)
        wall, cpu = (1000 * max(gap[part] for gap in beats) for part in (0, 1))
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
    heart.stop()
    app.window.close()


if __name__ == "__main__":
    main()
