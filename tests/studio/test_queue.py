"""Working off the queue with the real ffmpeg: what is made, what is told, what is left behind."""

import subprocess
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import psutil
import pytest

from vidstudio.core.control import Control
from vidstudio.core.export import ExportFormat, Quality, export_kinds, pair
from vidstudio.core.job import Job
from vidstudio.core.preset import Preset
from vidstudio.core.queue import QueueItem, QueueState
from vidstudio.errors import Canceled, LeftForLater, NotReady, SourceMissing
from vidstudio.services.probe import probe
from vidstudio.studio.context import Studio
from vidstudio.studio.export import export_file
from vidstudio.studio.export_now import export_now
from vidstudio.studio.hand_over import AlreadyThere, already_there
from vidstudio.studio.queue import LOOK_SECONDS, begin_item, queue_up, run_item, run_queue
from vidstudio.studio.recover import recover
from vidstudio.studio.reports import compare_item, is_older

pytestmark = pytest.mark.slow

LOW = pair(ExportFormat.MP4, Quality.LOW)
SLOW = Preset("Slow", quality=10, passes=1)


def entries(studio: Studio) -> tuple[QueueItem, ...]:
    return studio.library(lambda library: library.queue.read()).items


def left_behind(studio: Studio) -> list[Path]:
    folders = (studio.storage.root, studio.places.work, studio.places.locks)
    found = [path for folder in folders if folder.exists() for path in folder.rglob("*")]
    return [path for path in found if path.is_file() and (".part" in path.name or path.suffix == ".lock")]


def test_all_kinds_are_made_in_line_and_each_tells_what_came_out(studio: Studio, done: Job, tmp_path: Path) -> None:
    kinds = [kind for kind in export_kinds(None, None, every=True) if kind.container != "webm"]
    queue_up(studio, [done.id], kinds, tmp_path)
    told: list[QueueItem] = []
    run_queue(studio, Control(), told.append)
    assert [item.state for item in told] == [QueueState.DONE] * 6
    for item in told:
        assert item.report is not None
        assert item.preset is not None
        file = Path(item.file)
        assert file.parent == tmp_path
        assert file.name == f"{done.title}_{item.preset.container}_{item.preset.stem[4:]}.{item.preset.container}"
        facts = probe(file)
        assert (item.report.size, item.report.frames, item.report.codec) == (facts.size, 24, "h264")
        assert item.report.kbps == pytest.approx(facts.size * 8 / 1000 / facts.video_duration, rel=0.01)
        assert item.report.loudness is not None
        assert "ffmpeg" in item.command
        assert item.report.way == ("copy" if item.preset.container == "mov" else "encode")
    assert studio.library(lambda library: library.jobs.get(done.id)).download_count == 6
    assert left_behind(studio) == []


def test_one_that_fails_does_not_stop_the_others(studio: Studio, done: Job, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    queue_up(studio, [done.id], [LOW], tmp_path / "file" / "film.mp4")
    queue_up(studio, [done.id], [pair(ExportFormat.MOV, Quality.LOW)])
    run_queue(studio, Control(), lambda _item: None)
    by_state = {item.state: item for item in entries(studio)}
    assert set(by_state) == {QueueState.DONE, QueueState.FAILED}
    assert "can't be written" in by_state[QueueState.FAILED].error
    assert by_state[QueueState.FAILED].hint


def test_what_can_not_begin_is_told_with_its_reason(studio: Studio, job: Job) -> None:
    (item,) = queue_up(studio, [job.id], [LOW])
    with pytest.raises(NotReady):
        begin_item(studio, item.id, Control())
    (failed,) = entries(studio)
    assert (failed.state, "not completed yet" in failed.error) == (QueueState.FAILED, True)
    assert left_behind(studio) == []


def test_a_film_that_fails_keeps_its_command_and_the_last_words(studio: Studio, long: Job) -> None:
    film = studio.storage.film(long.id)
    whole = film.read_bytes()
    film.write_bytes(whole[: len(whole) // 2] + bytes(90_000) + whole[len(whole) // 2 + 90_000 :])
    queue_up(studio, [long.id], [LOW])
    run_queue(studio, Control(), lambda _item: None)
    (failed,) = entries(studio)
    assert failed.state is QueueState.FAILED
    assert failed.command.startswith(studio.ffmpeg())
    assert failed.error
    assert failed.log


def test_a_paused_queue_begins_nothing(studio: Studio, done: Job) -> None:
    queue_up(studio, [done.id], [LOW])
    studio.library(lambda library: library.queue.change_settings(paused=True))
    run_queue(studio, Control(), lambda _item: None)
    assert [item.state for item in entries(studio)] == [QueueState.WAITING]


def test_canceling_the_work_cancels_the_one_that_runs_and_leaves_the_rest_waiting(studio: Studio, long: Job) -> None:
    queue_up(studio, [long.id], [SLOW, LOW])
    control = Control()
    control._on_progress = lambda progress: control.cancel() if (progress.fraction or 0) > 0.02 else None
    with pytest.raises(Canceled):
        run_queue(studio, control, lambda _item: None)
    assert [item.state for item in entries(studio)] == [QueueState.WAITING, QueueState.CANCELED]
    assert left_behind(studio) == []


def elsewhere(*arguments: object) -> None:
    """What another program asks of the queue; it has the same home as this test."""
    subprocess.run([sys.executable, "-m", "vidstudio", "queue", *map(str, arguments)], check=True, capture_output=True)


def encoders() -> list[psutil.Process]:
    return [process for process in psutil.Process().children(recursive=True) if "ffmpeg" in process.name()]


def once_it_runs(then: Callable[[], object]) -> threading.Thread:
    """Does something beside this thread as soon as an encoder has been at work for a moment."""

    def wait() -> None:
        while not any(process.cpu_times().user > 0.3 for process in encoders()):
            time.sleep(0.05)
        then()

    thread = threading.Thread(target=wait)
    thread.start()
    return thread


def test_another_program_can_cancel_what_runs(studio: Studio, long: Job) -> None:
    item, _next = queue_up(studio, [long.id], [SLOW, LOW])
    other = once_it_runs(lambda: elsewhere("cancel", item.id))
    told: list[QueueItem] = []
    run_queue(studio, Control(), told.append)
    other.join()
    assert [item.state for item in told] == [QueueState.CANCELED, QueueState.DONE]
    assert left_behind(studio) == []


def test_another_program_can_pause_what_runs_and_let_it_go_on(studio: Studio, long: Job) -> None:
    (item,) = queue_up(studio, [long.id], [SLOW])
    seen: list[tuple[str, float]] = []

    def look() -> None:
        elsewhere("pause", item.id)
        time.sleep(2 * LOOK_SECONDS)
        for _ in range(2):
            time.sleep(0.5)
            seen.extend((process.status(), sum(process.cpu_times()[:2])) for process in encoders())
        elsewhere("resume", item.id)

    other = once_it_runs(look)
    done = run_item(studio, item.id, Control())
    other.join()
    assert done is not None
    assert done.state is QueueState.DONE
    assert {status for status, _cpu in seen} == {psutil.STATUS_STOPPED}
    assert seen[-1][1] - seen[0][1] < 0.05


@pytest.mark.skipif(sys.platform == "win32", reason="the slow ffmpeg is a shell script")
@pytest.mark.parametrize(
    ("stop", "error", "state"),
    [
        (lambda _item, control: control.cancel(), Canceled, QueueState.CANCELED),
        (lambda item, _control: elsewhere("cancel", item.id), Canceled, QueueState.CANCELED),
        (lambda _item, control: control.leave(), LeftForLater, QueueState.INTERRUPTED),
    ],
    ids=["here", "elsewhere", "at the end"],
)
def test_one_that_is_still_being_measured_can_be_stopped(
    studio: Studio,
    done: Job,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    stop: Callable[[QueueItem, Control], object],
    error: type[Exception],
    state: QueueState,
) -> None:
    slow, sign = tmp_path / "ffmpeg", tmp_path / "measuring"
    meters = f'case "$*" in *ebur128*) touch "{sign}"; sleep 60;; esac'
    slow.write_text(f'#!/bin/sh\n{meters}\nexec "{studio.ffmpeg()}" "$@"\n')
    slow.chmod(0o755)
    monkeypatch.setenv("VIDSTUDIO_FFMPEG", str(slow))
    (item,) = queue_up(studio, [done.id], [replace(LOW, name="Loud", loudness=-14.0)])
    control = Control()

    def stop_it() -> None:
        wait_for(sign)
        stop(item, control)

    other = threading.Thread(target=stop_it)
    other.start()
    with pytest.raises(error):
        run_item(studio, item.id, control)
    other.join()
    assert [item.state for item in entries(studio)] == [state]
    assert left_behind(studio) == []
    assert not [child for child in psutil.Process().children(recursive=True) if str(slow) in child.cmdline()]


def wait_for(sign: Path) -> None:
    until = time.monotonic() + 60
    while not sign.exists() and time.monotonic() < until:
        time.sleep(0.02)


def test_what_a_dead_program_left_is_interrupted_and_nothing_begins_by_itself(studio: Studio, done: Job) -> None:
    one, two = queue_up(studio, [done.id], [LOW, pair(ExportFormat.MOV, Quality.LOW)])
    studio.library(lambda library: library.queue.begin(one.id))  # the library's word alone: no lock is left
    part = studio.storage.exports(done.id) / ".mp4_low-1234.part.mp4"
    part.parent.mkdir(parents=True)
    part.write_bytes(b"half")
    recover(studio)
    assert {item.id: item.state for item in entries(studio)} == {
        one.id: QueueState.INTERRUPTED,
        two.id: QueueState.WAITING,
    }


def test_what_is_at_work_elsewhere_is_not_taken_for_dead(studio: Studio, done: Job) -> None:
    (item,) = queue_up(studio, [done.id], [LOW])
    work = begin_item(studio, item.id, Control())
    assert work is not None
    elsewhere("list")
    assert entries(studio)[0].state is QueueState.RUNNING
    with pytest.raises(NotReady):
        begin_item(studio, item.id, Control())
    work.lock.release()


def test_an_export_beside_the_queue_is_in_its_history(studio: Studio, done: Job) -> None:
    file = export_now(studio, done.id, LOW, Control())
    (item,) = entries(studio)
    assert (item.state, item.file, item.preset) == (QueueState.DONE, str(file), LOW)
    export_now(studio, done.id, LOW, Control())
    again = entries(studio)[0]
    assert again.report is not None
    assert again.report.way == "kept"
    studio.storage.film(done.id).unlink()
    with pytest.raises(SourceMissing):
        export_now(studio, done.id, LOW, Control())
    assert len(entries(studio)) == 2


def test_a_render_in_line_comes_before_its_exports(studio: Studio, done: Job) -> None:
    queue_up(studio, [done.id], [LOW, None])
    told: list[QueueItem] = []
    run_queue(studio, Control(), told.append)
    assert [(item.preset is None, item.state) for item in told] == [
        (True, QueueState.DONE),
        (False, QueueState.DONE),
    ]
    assert told[1].report is not None
    assert told[1].report.way == "frames"


def test_a_file_of_an_older_storyboard_is_known_and_undo_makes_it_right_again(studio: Studio, done: Job) -> None:
    export_now(studio, done.id, LOW, Control())
    (item,) = studio.library(lambda library: library.queue.read()).items
    assert not is_older(studio, item)
    before, after = done.scenes, (replace(done.scenes[0], duration=1.5), *done.scenes[1:])
    studio.library(lambda library: library.storyboards.save(done.id, before, after))
    assert is_older(studio, item)
    studio.library(lambda library: library.storyboards.save(done.id, after, before))
    assert not is_older(studio, item)


def test_what_an_export_meets_is_told_before(studio: Studio, done: Job, tmp_path: Path) -> None:
    assert already_there(studio, done, [LOW], tmp_path) == AlreadyThere()
    copy = export_now(studio, done.id, LOW, Control(), tmp_path)
    own = export_file(studio, done.id, LOW)
    assert already_there(studio, done, [LOW], tmp_path) == AlreadyThere((own,), (copy,))
    assert already_there(studio, done, [LOW], None) == AlreadyThere((own,))
    with own.open("ab") as file:
        file.write(b"of the user's own")
    assert already_there(studio, done, [LOW, pair(ExportFormat.WEBM, Quality.LOW)], None) == AlreadyThere((), (own,))


def test_a_finished_export_is_compared_with_its_film(studio: Studio, done: Job) -> None:
    one, part = queue_up(studio, [done.id], [Preset("Good", quality=12), Preset("Part", quality=12, end=0.5)])
    bad = queue_up(studio, [done.id], [Preset("Bad", quality=50)])[0]
    run_queue(studio, Control(), lambda _item: None)
    scores = [compare_item(studio, item.id, Control()).report for item in (one, bad)]
    assert all(report is not None and report.vmaf is not None for report in scores)
    good_score, bad_score = (report.vmaf or 0.0 for report in scores if report)
    assert good_score > 90 > bad_score + 10
    with pytest.raises(NotReady, match="can't be compared"):
        compare_item(studio, part.id, Control())
    control = Control()
    control.cancel()
    with pytest.raises(Canceled):
        compare_item(studio, one.id, control)
