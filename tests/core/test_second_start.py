"""What a second start tells the open window, and what is refused of it."""

import json
from pathlib import Path
from typing import Any

import pytest

from vidstudio.core.second_start import SecondStart, read_second_start
from vidstudio.core.wanted import LAST, Wanted
from vidstudio.errors import InputRefused

WHOLE = SecondStart(Wanted(5), (("DISPLAY", ":1"), ("WAYLAND_DISPLAY", "wayland-0")), "token ü \udcff")
PROJECT = Path("Fox “ü” \udcff.vidstudio").absolute()


@pytest.mark.parametrize(
    "told", [WHOLE, SecondStart(LAST), SecondStart(Wanted(2**63 - 1)), SecondStart(Wanted(project=PROJECT))]
)
def test_what_is_told_is_understood(told: SecondStart) -> None:
    assert read_second_start(json.loads(json.dumps(told.document()))) == told


@pytest.mark.parametrize(
    "change",
    [
        {"format": 2},
        {"open": None},
        {"open": {"reel": "a.reel"}},
        {"open": {"job": 0}},
        {"open": {"job": "5"}},
        {"open": {"job": True}},
        {"open": {"job": 2**63}},
        {"open": {"project": "Fox.vidstudio"}},
        {"open": {"project": ["/Fox.vidstudio"]}},
        {"open": {"project": ""}},
        {"screens": [":0"]},
        {"activation": 7},
    ],
)
def test_what_is_not_known_here_is_refused(change: dict[str, Any]) -> None:
    with pytest.raises(InputRefused):
        read_second_start(WHOLE.document() | change)


@pytest.mark.parametrize("document", [None, [], "open", {}])
def test_what_is_no_message_is_refused(document: object) -> None:
    with pytest.raises(InputRefused):
        read_second_start(document)


def test_a_window_on_another_screen_is_not_the_callers() -> None:
    assert WHOLE.on_screen({"DISPLAY": ":1", "WAYLAND_DISPLAY": "wayland-0"})
    assert WHOLE.on_screen({"DISPLAY": ":1"})
    assert not WHOLE.on_screen({"DISPLAY": ":0", "WAYLAND_DISPLAY": "wayland-0"})
    assert SecondStart(LAST).on_screen({"DISPLAY": ":0"})
