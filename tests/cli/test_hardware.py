"""The graphics card on the command line: what is said of a card that fails, at once and later."""

import json
from pathlib import Path

import pytest

from tests.card import Card, posix
from tests.cli.conftest import Cli
from vidstudio.core.report import FELL_BACK
from vidstudio.services.probe import probe

pytestmark = [posix, pytest.mark.slow]


def test_a_card_that_fails_is_told_on_stderr_and_in_the_entry(cli: Cli, job: str, card: Card) -> None:
    cli("approve", job)
    assert cli("render", job).code == 0
    card.fail("fail")
    ran = cli("export", job, "--quality", "medium")
    assert (ran.code, FELL_BACK in ran.err) == (0, True)
    assert probe(Path(ran.out.strip())).video_codec == "h264"
    shown = cli("queue", "show", 1).out
    assert f"by libx264 · {FELL_BACK}" in shown
    assert "No capable devices found" in shown
    assert "nvenc" not in shown
    card.work()
    ran = cli("export", job, "--quality", "low")
    assert (ran.code, FELL_BACK in ran.err) == (0, False)
    assert "by h264_nvenc" in cli("queue", "show", 2).out
    entries = json.loads(cli("queue", "list", "--json").out)["entries"]
    assert {entry["entry"]: entry["report"]["encoder"] for entry in entries} == {1: "libx264", 2: "h264_nvenc"}
    cli("queue", "add", job, "--quality", "medium", "--range", "0:01-0:03")
    card.fail("die 10")
    ran = cli("queue", "run")
    assert (ran.code, FELL_BACK in ran.err) == (0, True)
    assert card.jobs == ["job h264_nvenc"] * 3
