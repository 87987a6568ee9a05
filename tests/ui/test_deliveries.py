"""Exports from the window through the queue, with real processes; presets made and chosen; several jobs."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.card import Card, posix
from tests.factories import MOMENT, a_studio, made_job
from tests.ui.looking import find, kept, text_of
from vidstudio.core.approval import fingerprint
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.job import Film, Job
from vidstudio.core.queue import QueueItem, QueueState
from vidstudio.core.report import FELL_BACK
from vidstudio.paths import places
from vidstudio.services.probe import probe
from vidstudio.settings import load_settings
from vidstudio.studio.queue import queue_up
from vidstudio.ui.deliveries import Deliveries
from vidstudio.ui.jobs_dialog import JobsDialog
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.preset_dialog import PresetDialog

pytestmark = pytest.mark.slow

LOW = pair(ExportFormat.MP4, Quality.LOW)


@pytest.fixture
def job(home: Path, pictures: Path, noise: Path) -> Job:
    """A completed job with that film."""
    with a_studio() as studio:
        made = made_job(studio, pictures)
        studio.library(lambda library: library.jobs.approve(made.id))
        studio.library(lambda library: library.jobs.begin_render(made.id))
        film = studio.storage.film(made.id)
        film.parent.mkdir(parents=True, exist_ok=True)
        film.write_bytes(noise.read_bytes())
        facts = Film(fingerprint(made), 8.0, 640, 360, MOMENT)
        return studio.library(lambda library: library.jobs.finish_render(made.id, facts))


@pytest.fixture
def deliveries(window: MainWindow, qtbot: QtBot) -> Iterator[Deliveries]:
    with qtbot.waitSignal(window.deliveries.desk.changed):
        window.deliveries.begin()
    yield window.deliveries
    window.deliveries.desk.stop()
    qtbot.waitUntil(lambda: not window.deliveries.desk.running)


def states(deliveries: Deliveries) -> list[QueueState]:
    return [item.state for item in deliveries.desk.queue.items]


def wait_for(qtbot: QtBot, deliveries: Deliveries, *wanted: QueueState) -> None:
    qtbot.waitUntil(lambda: states(deliveries) == list(wanted))


def press(inside: object, name: str) -> None:
    QTest.mouseClick(find(inside, QPushButton, name), Qt.MouseButton.LeftButton)  # type: ignore[arg-type]


def test_what_is_ticked_is_made_copied_measured_and_told(
    qtbot: QtBot, window: MainWindow, deliveries: Deliveries, job: Job, tmp_path: Path
) -> None:
    window.export.tick(["mp4_low", "mov_low"])
    window.export._folder = tmp_path
    done: list[object] = []
    deliveries.desk.all_done.connect(lambda last, failures: done.append((last, failures)))
    press(window.export, "exportButton")
    wait_for(qtbot, deliveries, QueueState.DONE, QueueState.DONE)
    qtbot.waitUntil(lambda: len(done) == 1)
    files = sorted(Path(item.file) for item in deliveries.desk.queue.items)
    assert [probe(file).container for file in files] == ["mov", "mp4"]
    assert {file.parent for file in files} == {tmp_path}
    qtbot.waitUntil(lambda: text_of(window, "exportResult").startswith("Exported "))
    replaces = f"Replaces {files[1].name} and 1 more."  # one more than as long as the first alone was there
    qtbot.waitUntil(lambda: text_of(window, "exportRemark") == replaces)
    assert "2 of them already made" in text_of(window, "exportAbout")
    assert kept(window.bench, job.id).download_count == 2
    assert not deliveries.desk.running
    assert window.windowTitle().startswith(job.title[:10])


def test_what_was_left_is_offered_and_begins_only_when_asked(
    qtbot: QtBot, job: Job, bench: object, make_window: Callable[[], MainWindow]
) -> None:
    window = make_window()
    offered: list[int] = []
    window.deliveries.desk.offered.connect(offered.append)
    window.bench.run(
        lambda _control: queue_up(window.bench.studio, [job.id], [LOW]), lambda _items: window.deliveries.begin()
    )
    qtbot.waitUntil(lambda: offered == [1])
    qtbot.wait(300)
    assert states(window.deliveries) == [QueueState.WAITING]
    with qtbot.waitSignal(window.deliveries.desk.ended) as told:
        window.deliveries.queue_window.go.click()
    assert told.args is not None
    assert told.args[0].state is QueueState.DONE


def test_one_that_runs_is_paused_goes_on_and_is_canceled(
    qtbot: QtBot, window: MainWindow, deliveries: Deliveries, job: Job
) -> None:
    desk = deliveries.desk
    slow = pair(ExportFormat.WEBM, Quality.LOW)
    desk.add([job.id], [slow])
    with qtbot.waitSignal(desk.progressed):
        pass
    (item,) = desk.queue.items
    desk.pause([item.id])
    wait_for(qtbot, deliveries, QueueState.PAUSED)
    qtbot.wait(300)  # what was on its way before
    told: list[object] = []
    desk.progressed.connect(lambda *_: told.append(1))
    qtbot.wait(1200)
    assert told == []
    desk.resume([item.id])
    qtbot.waitUntil(lambda: bool(told))
    deliveries._on_cancel()
    wait_for(qtbot, deliveries, QueueState.CANCELED)
    qtbot.waitUntil(lambda: text_of(window, "exportResult") == "Canceled. Nothing was changed.")
    assert not list(window.bench.studio.storage.exports(job.id).glob(".*"))


def test_a_failure_is_told_and_can_be_tried_again(
    qtbot: QtBot, window: MainWindow, deliveries: Deliveries, job: Job
) -> None:
    film = window.bench.studio.storage.film(job.id)
    aside = film.rename(film.with_suffix(".aside"))
    deliveries.desk.add([job.id], [LOW])
    wait_for(qtbot, deliveries, QueueState.FAILED)
    assert "missing" in deliveries.desk.queue.items[0].error
    assert "missing" in text_of(window, "messageText")
    aside.rename(film)
    deliveries.desk.retry([deliveries.desk.queue.items[0].id])
    wait_for(qtbot, deliveries, QueueState.DONE)


@pytest.fixture
def by_card(card: Card, deliveries: Deliveries) -> Card:
    """The card, asked for by the settings of the window."""
    bench = deliveries._bench
    bench.studio = replace(bench.studio, settings=load_settings(places()))
    assert bench.studio.settings.hardware_encoders
    return card


@posix
def test_a_card_encodes_and_where_it_dies_the_software_goes_on_and_says_so(
    qtbot: QtBot, window: MainWindow, deliveries: Deliveries, job: Job, by_card: Card
) -> None:
    deliveries.desk.add([job.id], [LOW])
    wait_for(qtbot, deliveries, QueueState.DONE)
    by_card.fail("die 30")
    medium, high = (pair(ExportFormat.MP4, quality) for quality in (Quality.MEDIUM, Quality.HIGH))
    deliveries.desk.add([job.id], [medium, high])
    wait_for(qtbot, deliveries, QueueState.DONE, QueueState.DONE, QueueState.DONE)
    items = {item.preset: item for item in deliveries.desk.queue.items}
    reports = [items[preset].report for preset in (LOW, medium, high)]
    assert [report.encoder for report in reports if report] == ["h264_nvenc", "libx264", "libx264"]
    assert [report.note for report in reports if report] == ["", FELL_BACK, ""]
    assert by_card.jobs == ["job h264_nvenc"] * 2
    assert "libx264" in items[medium].command
    assert probe(Path(items[medium].file)).video_duration == pytest.approx(8.0, abs=0.05)
    deliveries.queue_window.choose([items[medium].id])
    assert FELL_BACK in text_of(deliveries.queue_window, "queueFacts")
    qtbot.waitUntil(lambda: not deliveries.desk.running)
    assert not list(window.bench.studio.storage.exports(job.id).glob(".*"))


@posix
def test_canceled_while_a_card_encodes_nothing_is_made(
    qtbot: QtBot, window: MainWindow, deliveries: Deliveries, job: Job, by_card: Card
) -> None:
    by_card.fail("hang")
    deliveries.desk.add([job.id], [LOW])
    qtbot.waitUntil(lambda: bool(by_card.jobs))
    with qtbot.waitSignal(deliveries.desk.ended):
        deliveries._on_cancel()
    assert states(deliveries) == [QueueState.CANCELED]
    assert window.bench.studio.failed_cards == set()
    assert not [file for file in window.bench.studio.storage.exports(job.id).rglob("*") if file.is_file()]


def test_a_window_that_closes_offers_what_ran_again(
    qtbot: QtBot, window: MainWindow, deliveries: Deliveries, job: Job
) -> None:
    deliveries.desk.add([job.id], [pair(ExportFormat.WEBM, Quality.LOW), LOW])
    with qtbot.waitSignal(deliveries.desk.progressed):
        pass
    assert window.working
    deliveries.desk.stop()
    qtbot.waitUntil(lambda: not deliveries.desk.running)
    wait_for(qtbot, deliveries, QueueState.WAITING, QueueState.INTERRUPTED)


def test_a_preset_is_made_ticked_and_exported_by(
    qtbot: QtBot, window: MainWindow, deliveries: Deliveries, job: Job
) -> None:
    qtbot.waitUntil(lambda: "draft" in window.export._presets)
    deliveries.presets()
    qtbot.waitUntil(lambda: bool(window.findChildren(PresetDialog)))
    dialog = window.findChildren(PresetDialog)[0]
    names = [dialog.which.itemText(row) for row in range(dialog.which.count())]
    dialog.which.setCurrentIndex(names.index("Draft"))
    dialog.name.setText("For Ana")
    dialog.watermark.setText("ANA ONLY")
    press(dialog, "savePresetButton")
    qtbot.waitUntil(lambda: "for-ana" in window.export._presets)
    made = window.export._presets["for-ana"]
    assert (made.watermark, made.time_code, made.width) == ("ANA ONLY", True, 960)
    dialog.name.setText("mp4_low")
    press(dialog, "savePresetButton")
    qtbot.waitUntil(lambda: "format and a quality" in text_of(dialog, "presetMessage"))
    dialog.close()
    window.export.tick(["for-ana"])
    press(window.export, "exportButton")
    wait_for(qtbot, deliveries, QueueState.DONE)
    assert Path(deliveries.desk.queue.items[0].file).name == "for-ana.mp4"


def test_several_jobs_are_put_in_line_at_once(
    qtbot: QtBot, window: MainWindow, deliveries: Deliveries, job: Job
) -> None:
    deliveries.desk.pause_queue()
    window.export.tick(["mp4_low", "mov_low"])
    deliveries.several()
    (dialog,) = window.findChildren(JobsDialog)
    assert dialog.export.text() == "Export 2 files"
    press(dialog, "exportJobsButton")
    wait_for(qtbot, deliveries, QueueState.WAITING, QueueState.WAITING)
    items: tuple[QueueItem, ...] = deliveries.desk.queue.items
    assert [item.job_id for item in items] == [job.id, job.id]
    window.export.tick(["webm_high"])
    deliveries.queue_window.choose([items[0].id])
    press(deliveries.queue_window, "queueEditButton")
    qtbot.waitUntil(lambda: deliveries.desk.queue.items[0].preset == pair(ExportFormat.WEBM, Quality.HIGH))
    deliveries.queue_window.choose([items[1].id])
    press(deliveries.queue_window, "queueFirstButton")
    qtbot.waitUntil(lambda: deliveries.desk.queue.items[0].id == items[1].id)
    window.export.tick(["webm_high", "mp4_low"])
    press(deliveries.queue_window, "queueEditButton")
    assert "one file" in text_of(window, "messageText")
