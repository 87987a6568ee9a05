"""Which films are an export already."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest

from tests.factories import expected_of
from vidstudio.core.copy_export import copy_plan, satisfies
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.media import MediaFacts

_FILM = MediaFacts(
    container="mp4",
    duration=10.0,
    video_duration=10.0,
    video_codec="h264",
    profile="High",
    width=1920,
    height=1080,
    sample_aspect_ratio=Fraction(1),
    rotation=0,
    pix_fmt="yuv420p",
    fps=Fraction(24),
    frames=240,
    bits=8,
    color_space="bt709",
    color_transfer="bt709",
    color_primaries="bt709",
    color_range="tv",
    audio_codec="aac",
    channels=2,
    sample_rate=48000,
    faststart=True,
    size=5_000_000,
)


@pytest.mark.parametrize("fmt", [ExportFormat.MP4, ExportFormat.MOV])
@pytest.mark.parametrize("size", [(1920, 1080), (1080, 1920), (1080, 1080), (1280, 720), (640, 360)])
def test_a_film_of_that_kind_and_size_is_copied(fmt: ExportFormat, size: tuple[int, int]) -> None:
    film = replace(_FILM, width=size[0], height=size[1])
    assert satisfies(film, pair(fmt, Quality.HIGH))
    assert satisfies(replace(film, audio_codec=None, channels=0, sample_rate=0), pair(fmt, Quality.HIGH))


@pytest.mark.parametrize(
    "other",
    [
        {"video_codec": "hevc"},
        {"audio_codec": "mp3"},
        {"channels": 6},
        {"channels": 1},
        {"sample_rate": 44100},
        {"rotation": 90},
        {"sample_aspect_ratio": Fraction(64, 45)},
        {"width": 2560, "height": 1440},
        {"width": 641, "height": 361},
        {"fps": Fraction(2397, 100)},
        {"frames": 200},
        {"frames": None},
        {"pix_fmt": "yuv422p"},
        {"pix_fmt": "yuv420p10le", "bits": 10},
        {"color_range": "pc"},
        {"color_space": "bt2020nc"},
        {"color_space": "unknown"},
        {"size": 10 * (5000 + 256) * 125 + 1},
    ],
)
def test_any_other_is_encoded(other: dict[str, Any]) -> None:
    assert not satisfies(replace(_FILM, **other), pair(ExportFormat.MP4, Quality.HIGH))


def test_no_film_satisfies_a_smaller_quality_nor_another_codec() -> None:
    assert not satisfies(_FILM, pair(ExportFormat.MP4, Quality.MEDIUM))
    assert not satisfies(_FILM, pair(ExportFormat.WEBM, Quality.HIGH))


def test_a_copy_has_the_streams_and_nothing_else() -> None:
    plan = copy_plan(
        Path("/a.mp4"), _FILM, pair(ExportFormat.MOV, Quality.HIGH), target=Path("/b.mov"), ffmpeg="ffmpeg", token="t"
    )
    (step,) = plan.steps
    assert step.argv[step.argv.index("-c") + 1] == "copy"
    assert [step.argv[at + 1] for at, word in enumerate(step.argv) if word == "-map"] == ["0:V:0", "0:a:0?"]
    assert (expected_of(plan).container, expected_of(plan).width, plan.room) == ("mov", 1920, _FILM.size)
