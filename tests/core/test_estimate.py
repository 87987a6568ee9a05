"""How long exports take, learnt from those that were made: in software and by a card apart."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.factories import MOMENT
from vidstudio.core.estimate import FilmFacts, estimate, rates
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.preset import Codec, Preset
from vidstudio.core.queue import Priority, QueueItem, QueueState
from vidstudio.core.report import FELL_BACK, Report, read_report

HIGH = pair(ExportFormat.MP4, Quality.HIGH)
TWICE = Preset("Twice", video_kbps=5000, passes=2)
FILM = FilmFacts(1920, 1080, 30.0, Fraction(24))
REPORT = Report("encode", "mp4", "h264", 20_000_000, 30.0, 1920, 1080, 720, 5000.0, 30.0, encoder="libx264")
BY_CARD = replace(REPORT, took=4.0, encoder="h264_nvenc")


def made(report: Report, preset: Preset = HIGH) -> QueueItem:
    return QueueItem(1, 1, "Heron", preset, "", QueueState.DONE, False, Priority.NORMAL, 1, MOMENT, report=report)


def test_what_a_card_took_says_nothing_of_the_software() -> None:
    items = [made(BY_CARD), made(REPORT)] * 3
    work = 720 * 1920 * 1080 / 1e6
    assert rates(items) == pytest.approx({(Codec.H264, False): 29 / work})
    both = rates(items, hardware=True)
    assert both == pytest.approx({(Codec.H264, False): 29 / work, (Codec.H264, True): 3 / work})
    assert estimate(FILM, [HIGH], rates(items)).seconds == pytest.approx(30.0)
    assert estimate(FILM, [HIGH], both).seconds == pytest.approx(4.0)
    assert estimate(FILM, [TWICE], both).seconds == pytest.approx(30.0)


def test_until_a_card_has_encoded_it_is_taken_for_no_faster() -> None:
    learnt = rates([made(REPORT)], hardware=True)
    assert estimate(FILM, [HIGH], learnt).seconds == pytest.approx(30.0)


def test_one_that_was_made_twice_is_not_learnt_from() -> None:
    assert rates([made(replace(REPORT, took=300.0, note=FELL_BACK))], hardware=True) == {}


def test_a_report_from_before_has_no_encoder_and_counts_as_software() -> None:
    old = read_report(REPORT.to_json().replace(', "encoder": "libx264"', ""))
    assert old == replace(REPORT, encoder="")
    assert old is not None
    assert set(rates([made(old)], hardware=True)) == {(Codec.H264, False)}
    assert read_report(BY_CARD.to_json()) == BY_CARD
