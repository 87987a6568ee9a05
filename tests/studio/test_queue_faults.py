"""What goes wrong while the queue is worked off: earlier files stay, the queue is right, the message is true."""

import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import psutil
import pytest

from tests.small_disk import small_disk
from tests.studio.test_queue import LOW, encoders, entries, left_behind
from vidstudio.core.control import Control
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.job import Job
from vidstudio.core.preset import Preset
from vidstudio.core.queue import QueueItem, QueueState
from vidstudio.errors import (
    DiskFull,
    MediaError,
    OutputWrong,
    ProcessFailed,
    SourceUnreadable,
    Stalled,
    StorageRefused,
    VidstudioError,
)
from vidstudio.services.probe import probe
from vidstudio.store import queue as queue_store
from vidstudio.store import tables
from vidstudio.studio.context import Studio
from vidstudio.studio.export import export_file, finished_export
from vidstudio.studio.queue import queue_up, run_item, run_queue
from vidstudio.studio.recover import recover

pytestmark = pytest.mark.slow

LARGE = Preset("Large", quality=8)
"""Takes far more bytes than anybody would guess of a film of noise."""


def failed(studio: Studio, error: type[VidstudioError], **how: float) -> QueueItem:
    """Runs the one entry that waits; it has to fail like that, and leave nothing half made."""
    (item,) = [item for item in entries(studio) if item.state is QueueState.WAITING]
    with pytest.raises(error):
        run_item(studio, item.id, Control(), **how)
    over = studio.library(lambda library: library.queue.get(item.id))
    assert over.state is QueueState.FAILED
    assert over.error
    assert over.hint
    assert left_behind(studio) == []
    assert encoders() == []
    return over


def meanwhile(then: Callable[[], object]) -> threading.Thread:
    """Does something once an encoder has been at work for a moment."""

    def wait() -> None:
        until = time.monotonic() + 30
        while time.monotonic() < until:
            with suppress(psutil.Error):
                if any(process.cpu_times().user > 0.3 for process in encoders()):
                    then()
                    return
            time.sleep(0.02)

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def to_all_encoders(act: Callable[[psutil.Process], object]) -> None:
    for process in encoders():
        act(process)


@pytest.fixture
def earlier(studio: Studio, long: Job) -> Path:
    """An export that was there before, and its bytes."""
    file = export_file(studio, long.id, LARGE)
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"an earlier export")
    return file


def test_a_disk_that_is_full_is_told_before_anything_runs(studio: Studio, long: Job) -> None:
    with small_disk(studio.storage.exports(long.id)) as disk:
        (disk / "mp4_low.mp4").write_bytes(b"an earlier export")
        queue_up(studio, [long.id], [LOW])
        over = failed(studio, DiskFull)
        assert "not enough room" in over.error
        assert (disk / "mp4_low.mp4").read_bytes() == b"an earlier export"


def test_a_disk_that_fills_up_in_the_middle(studio: Studio, long: Job) -> None:
    with small_disk(studio.storage.exports(long.id), "3m") as disk:
        (disk / "large.mp4").write_bytes(b"an earlier export")
        queue_up(studio, [long.id], [LARGE])
        over = failed(studio, DiskFull)
        assert "full" in over.error
        assert (disk / "large.mp4").read_bytes() == b"an earlier export"
        assert [file.name for file in disk.iterdir()] == ["large.mp4"]


def test_a_folder_that_may_not_be_written(studio: Studio, long: Job, tmp_path: Path) -> None:
    with small_disk(tmp_path / "stick", "8m") as disk:
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        queue_up(studio, [long.id], [LOW], disk)
        over = failed(studio, StorageRefused)
        assert "can't be written" in over.error
        assert not export_file(studio, long.id, LOW).exists()


def test_a_folder_that_goes_away_in_the_middle(studio: Studio, long: Job, earlier: Path) -> None:
    queue_up(studio, [long.id], [LARGE])
    other = meanwhile(lambda: shutil.rmtree(earlier.parent))
    failed(studio, VidstudioError)
    other.join()


def test_a_film_that_is_cut_short_while_it_is_read(studio: Studio, long: Job, earlier: Path) -> None:
    film = studio.storage.film(long.id)
    queue_up(studio, [long.id], [LARGE])
    other = meanwhile(lambda: os.truncate(film, film.stat().st_size // 3))
    failed(studio, MediaError)
    other.join()
    assert earlier.read_bytes() == b"an earlier export"


@pytest.mark.parametrize("in_place", [False, True])
def test_a_film_that_is_replaced_while_it_is_exported(
    studio: Studio,
    long: Job,
    earlier: Path,
    short_film: Path,
    in_place: bool,
) -> None:
    film, new = studio.storage.film(long.id), short_film.read_bytes()

    def replace_film() -> None:
        if in_place:
            film.write_bytes(new)
        else:
            fresh = film.with_suffix(".new")
            fresh.write_bytes(new)
            fresh.replace(film)

    queue_up(studio, [long.id], [LARGE])
    other = meanwhile(replace_film)
    over = failed(studio, (SourceUnreadable, OutputWrong) if in_place else OutputWrong)  # type: ignore[arg-type]
    other.join()
    assert in_place or "changed while it was being exported" in over.error
    assert earlier.read_bytes() == b"an earlier export"
    assert finished_export(studio, long, LARGE) is None


def test_an_encoder_that_is_killed(studio: Studio, long: Job, earlier: Path) -> None:
    queue_up(studio, [long.id], [LARGE])
    other = meanwhile(lambda: to_all_encoders(psutil.Process.kill))
    over = failed(studio, ProcessFailed)
    other.join()
    assert "stopped from outside" in over.error
    assert earlier.read_bytes() == b"an earlier export"


def test_an_encoder_that_hangs(studio: Studio, long: Job, earlier: Path) -> None:
    queue_up(studio, [long.id], [LARGE])
    other = meanwhile(lambda: to_all_encoders(psutil.Process.suspend))
    over = failed(studio, Stalled, stall_seconds=1.5)
    other.join()
    assert "no progress" in over.error
    assert earlier.read_bytes() == b"an earlier export"


@pytest.mark.parametrize("days", [-400, 400])
def test_a_clock_that_jumps(studio: Studio, long: Job, monkeypatch: pytest.MonkeyPatch, days: int) -> None:
    (item,) = queue_up(studio, [long.id], [LOW])
    now = tables.now

    def jump() -> None:
        monkeypatch.setattr(queue_store, "now", lambda: now() + timedelta(days=days))

    other = meanwhile(jump)
    done = run_item(studio, item.id, Control())
    other.join()
    assert done is not None
    assert done.state is QueueState.DONE
    assert done.report is not None
    assert 0 < done.report.took < 60
    queue_up(studio, [long.id], [pair(ExportFormat.MOV, Quality.LOW)])
    run_queue(studio, Control(), lambda _item: None)
    assert {item.state for item in entries(studio)} == {QueueState.DONE}


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix")
def test_killed_at_twenty_moments_of_a_batch(studio: Studio, done: Job) -> None:
    """What was done is whole, what ran is interrupted, what waited waits, no half file stays; and then it goes on."""
    kinds = [LOW, pair(ExportFormat.MOV, Quality.LOW), LARGE, replace(LARGE, name="Other", quality=30)]
    queue_up(studio, [done.id], kinds)
    began = time.monotonic()
    subprocess.run(command("queue", "run"), check=True, capture_output=True)
    whole = time.monotonic() - began
    chance = random.Random(5)
    seen = set()
    for _ in range(20):
        shutil.rmtree(studio.storage.exports(done.id), ignore_errors=True)
        studio.library(lambda library: library.queue.clear())
        added = queue_up(studio, [done.id], kinds)
        process = subprocess.Popen(command("queue", "run"), stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        time.sleep(chance.uniform(0.3, whole))
        process.kill()
        process.wait()
        recover(studio)
        states = [item.state for item in entries(studio)]
        assert sorted(item.id for item in entries(studio)) == [item.id for item in added]
        assert set(states) <= {QueueState.DONE, QueueState.INTERRUPTED, QueueState.WAITING}
        assert states.count(QueueState.INTERRUPTED) <= 1
        assert left_behind(studio) == []
        for item in entries(studio):
            if item.state is QueueState.DONE:
                assert probe(Path(item.file)).video_duration == pytest.approx(1.0, abs=0.1)
        seen |= set(states)
        again = [item.id for item in entries(studio) if item.state is QueueState.INTERRUPTED]
        studio.library(lambda library, again=again: library.queue.retry(again))  # type: ignore[misc]
        run_queue(studio, Control(), lambda _item: None)
        assert {item.state for item in entries(studio)} == {QueueState.DONE}
    assert seen == {QueueState.DONE, QueueState.INTERRUPTED, QueueState.WAITING}


def command(*arguments: str) -> list[str]:
    return [sys.executable, "-m", "vidstudio", *arguments]
