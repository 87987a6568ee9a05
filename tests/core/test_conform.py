"""Filters that make a clip fit, as arguments; that they do what they say is seen in tests/frames/test_clips.py."""

from dataclasses import replace
from fractions import Fraction

import pytest

from tests.frames.test_clips import FACTS
from vidstudio.core.conform import clip_filters
from vidstudio.core.scene import Framing


@pytest.mark.parametrize(
    ("framing", "sizes"),
    [(Framing.CROP, ["scale=640:480", "crop=640:360"]), (Framing.BARS, ["scale=480:360", "pad=640:360"])],
)
def test_a_clip_is_cut_or_shown_whole(framing: Framing, sizes: list[str]) -> None:
    facts = replace(FACTS, width=320, height=240)
    filters = clip_filters(facts, framing, 640, 360, Fraction(24))
    assert all(size in filters for size in sizes)


def test_rate_and_start_are_the_films() -> None:
    assert clip_filters(FACTS, Framing.CROP, 640, 360, Fraction(25, 4)).startswith("setpts=PTS-STARTPTS,fps=25/4,")


def test_a_bright_range_is_tone_mapped() -> None:
    assert "tonemap" in clip_filters(replace(FACTS, color_transfer="smpte2084"), Framing.BLUR, 640, 360, Fraction(24))
