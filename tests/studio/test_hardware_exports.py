"""Exports by the graphics card: made, remembered, and made in software where the card fails. The films are real."""

import threading
import time
from dataclasses import replace
from pathlib import Path

import pytest

from tests.card import Card, posix
from tests.factories import expected_of
from tests.small_disk import small_disk
from tests.studio.test_queue import LOW, encoders, entries, left_behind
from vidstudio.core.control import Control
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.hardware import HardwareKind
from vidstudio.core.job import Job
from vidstudio.core.preset import Codec, Preset
from vidstudio.core.queue import QueueItem, QueueState
from vidstudio.core.report import FELL_BACK, Report
from vidstudio.core.wording import report_facts
from vidstudio.errors import Canceled, DiskFull
from vidstudio.services.deliver import differences
from vidstudio.services.probe import probe
from vidstudio.studio.context import Studio
from vidstudio.studio.export import begin_export, finished_export
from vidstudio.studio.export_now import export_now
from vidstudio.studio.queue import queue_up, run_item, run_queue

SMALL = Preset("Small", codec=Codec.H265, quality=30, width=320, height=180, watermark="draft", time_code=True)

pytestmark = [posix, pytest.mark.slow, pytest.mark.usefixtures("card")]


def made(studio: Studio, job: Job, preset: Preset = LOW, **how: float) -> tuple[QueueItem, Report]:
    """Puts one export in line and makes it; it is whole, and nothing else is left."""
    (item,) = queue_up(studio, [job.id], [preset])
    done = run_item(studio, item.id, Control(), **how)
    assert done is not None
    assert done.state is QueueState.DONE
    assert done.report is not None
    assert left_behind(studio) == []
    assert encoders() == []
    return done, done.report


def again(studio: Studio) -> Studio:
    """The studio as another start of the program has it."""
    return replace(studio, failed_cards=set())


def test_the_card_encodes_and_is_tried_once_for_all_starts(studio: Studio, done: Job, card: Card) -> None:
    item, report = made(studio, done)
    assert (report.way, report.encoder, report.note, item.log) == ("encode", "h264_nvenc", "", "")
    assert "by h264_nvenc" in report_facts(report)
    assert "-c:v h264_nvenc -rc vbr -b:v 1000k" in item.command
    facts = probe(Path(item.file))
    assert (facts.video_codec, facts.width, facts.height, facts.color_space) == ("h264", 640, 360, "bt709")
    item, report = made(again(studio), done, SMALL)
    assert (report.codec, report.encoder, report.width) == ("hevc", "hevc_nvenc", 320)
    assert card.calls == [
        *["trial h264_nvenc"] * 2,
        *["trial hevc_nvenc"] * 2,
        "job h264_nvenc",
        "job hevc_nvenc",
    ]


def test_what_no_card_can_is_made_in_software(studio: Studio, done: Job, card: Card) -> None:
    twice = Preset("Twice", video_kbps=500, passes=2)
    assert made(studio, done, twice)[1].encoder == "libx264"
    assert made(studio, done, pair(ExportFormat.WEBM, Quality.LOW))[1].encoder == "libvpx-vp9"
    assert card.calls == []


def test_unless_it_is_wished_for_no_card_is_asked(studio: Studio, done: Job, card: Card) -> None:
    plain = replace(studio, settings=studio.settings.model_copy(update={"hardware_encoders": False}))
    assert made(plain, done)[1].encoder == "libx264"
    assert card.calls == []


@pytest.mark.parametrize(
    ("how", "words"),
    [
        ("fail", "No capable devices found"),
        ("die 30", "stopped from outside"),
        ("hang", "no progress"),
        ("short 30", "s long instead of 8.00 s"),
    ],
)
def test_a_card_that_fails_in_mid_job_leaves_it_to_the_software(
    studio: Studio, long: Job, card: Card, how: str, words: str
) -> None:
    card.fail(how)
    item, report = made(studio, long, stall_seconds=1.5)
    assert (report.encoder, report.note) == ("libx264", FELL_BACK)
    assert FELL_BACK in report_facts(report)
    assert words in item.log
    assert "libx264" in item.command
    assert "nvenc" not in item.command
    work = begin_export(studio, long.id, replace(LOW, name="Same"), Control())
    assert not isinstance(work, Path)
    assert (work.plan.encoder, work.plan.fallback) == ("libx264", None)
    assert differences(probe(Path(item.file)), expected_of(work.plan)) == []
    work.lock.release()
    assert studio.failed_cards == {HardwareKind.NVENC}
    made(studio, long, pair(ExportFormat.MP4, Quality.MEDIUM))
    assert card.jobs == ["job h264_nvenc"]


def test_the_next_start_tries_a_card_again_that_can_make_a_second(studio: Studio, done: Job, card: Card) -> None:
    card.fail("fail")
    made(studio, done)
    card.work()
    assert made(again(studio), done, SMALL)[1].encoder == "hevc_nvenc"


def test_a_card_that_can_not_even_make_a_second_is_forgotten(studio: Studio, done: Job, card: Card) -> None:
    made(studio, done, SMALL)
    card.fail("fail", when="all")
    assert made(studio, done)[1].note == FELL_BACK
    before = card.calls
    assert made(again(studio), done, pair(ExportFormat.MP4, Quality.HIGH))[1].encoder == "libx264"
    assert card.calls == before


@pytest.mark.parametrize("how", ["", "die 20"])
def test_straight_from_the_storyboard(studio: Studio, done: Job, card: Card, how: str) -> None:
    if how:
        card.fail(how)
    queue_up(studio, [done.id], [None, LOW])
    told: list[QueueItem] = []
    run_queue(studio, Control(), told.append)
    report = told[1].report
    assert report is not None
    assert (report.way, report.encoder) == ("frames", "libx264" if how else "h264_nvenc")
    assert (report.note, bool(told[1].log)) == (FELL_BACK if how else "", bool(how))
    assert (report.width, report.height) == (854, 480)
    assert card.jobs == ["job h264_nvenc"]
    assert left_behind(studio) == []


def test_canceling_does_not_fall_back(studio: Studio, done: Job, card: Card) -> None:
    card.fail("hang")
    (item,) = queue_up(studio, [done.id], [LOW])
    control = Control()

    def cancel() -> None:
        until = time.monotonic() + 30
        while not card.jobs and time.monotonic() < until:
            time.sleep(0.02)
        control.cancel()

    other = threading.Thread(target=cancel)
    other.start()
    with pytest.raises(Canceled):
        run_item(studio, item.id, control)
    other.join()
    assert [(each.state, each.file) for each in entries(studio)] == [(QueueState.CANCELED, "")]
    assert left_behind(studio) == []
    assert studio.failed_cards == set()


def test_a_full_disk_is_not_the_cards_fault(studio: Studio, long: Job, card: Card) -> None:
    with small_disk(studio.storage.exports(long.id)):
        (item,) = queue_up(studio, [long.id], [LOW])
        with pytest.raises(DiskFull):
            run_item(studio, item.id, Control())
    assert studio.failed_cards == set()
    assert card.jobs == []


def test_beside_the_queue_it_falls_back_and_says_so(studio: Studio, done: Job, card: Card) -> None:
    card.fail("fail")
    told: list[str] = []
    export_now(studio, done.id, LOW, Control(), told=told.append)
    (item,) = entries(studio)
    assert told == [FELL_BACK]
    assert item.report is not None
    assert (item.report.encoder, item.report.note) == ("libx264", FELL_BACK)
    assert "No capable devices found" in item.log


def test_what_a_card_made_is_used_again_only_while_cards_are_wished_for(studio: Studio, done: Job, card: Card) -> None:
    plain = replace(studio, settings=studio.settings.model_copy(update={"hardware_encoders": False}))
    first = made(studio, done)[0]
    assert finished_export(studio, done, LOW) == Path(first.file)
    assert finished_export(plain, done, LOW) is None
    assert made(studio, done)[1].way == "kept"
    assert made(plain, done)[1].encoder == "libx264"
    assert made(studio, done)[1].way == "kept"
    assert card.jobs == ["job h264_nvenc"]


def test_a_damaged_memory_of_what_works_is_no_obstacle(studio: Studio, done: Job) -> None:
    file = studio.places.hardware_file
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text('{"format": 1, "found": {')
    assert made(studio, done)[1].encoder == "h264_nvenc"


def test_where_no_card_works_the_software_makes_it_without_a_word(studio: Studio, done: Job, card: Card) -> None:
    card.fail("fail", when="trial")
    report = made(studio, done)[1]
    assert (report.encoder, report.note) == ("libx264", "")
    assert card.jobs == []
