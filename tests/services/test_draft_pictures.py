"""Draft frames: the right size, the same bytes for the same shot, and pictures one can tell apart."""

import io
from dataclasses import replace

import cv2
import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image

from vidstudio.core.job import AspectRatio
from vidstudio.services.images.draft import SHORT_SIDE, Shot, draw_draft

pytestmark = pytest.mark.slow

SCENES = (
    "A lighthouse on a cliff in a storm",
    "A woman walks through a misty forest at dawn",
    "A red car on a desert road at golden hour",
    "The city skyline at night",
    "A cup of coffee on the kitchen table in the morning",
    "A whale glides underwater",
    "Close-up of an old man's face by candlelight",
    "Aerial view of fields in summer",
)


def shot(text: str, style: str = "cinematic", ratio: AspectRatio = AspectRatio.SQUARE, seed: int = 1) -> Shot:
    return Shot(text, f"{text}, {style} style", style, ratio, seed)


def small(data: bytes) -> NDArray[np.float32]:
    """The picture as a thumbnail of 48 x 48 pixels, 0 to 255."""
    picture = Image.open(io.BytesIO(data)).convert("RGB").resize((48, 48), Image.Resampling.BOX)
    return np.asarray(picture, np.float32)


def drawn(text: str, style: str = "cinematic", seed: int = 1) -> NDArray[np.float32]:
    return small(draw_draft(shot(text, style, seed=seed)))


@pytest.mark.parametrize("ratio", AspectRatio)
def test_a_draft_has_the_size_of_its_aspect_ratio(ratio: AspectRatio) -> None:
    data = draw_draft(shot("A boat on a lake at dusk", ratio=ratio))
    with Image.open(io.BytesIO(data)) as picture:
        assert picture.size == ratio.size(SHORT_SIDE)
        assert picture.mode == "RGB"
    assert len(data) < 1_200_000


def test_the_same_shot_and_seed_give_the_same_bytes() -> None:
    assert draw_draft(shot(SCENES[0], seed=7)) == draw_draft(shot(SCENES[0], seed=7))


def test_without_letters_the_picture_is_the_same_around_them() -> None:
    lettered = shot("Bare hills", ratio=AspectRatio.WIDE)
    pictures = [draw_draft(lettered), draw_draft(replace(lettered, lettered=False))]
    one, other = (np.asarray(Image.open(io.BytesIO(data)), np.float32) for data in pictures)
    changed = np.abs(one - other).max(axis=2) > 40
    rows = np.flatnonzero(changed.any(axis=1))
    middle = np.s_[int(0.2 * SHORT_SIDE) : int(0.6 * SHORT_SIDE)]
    assert rows.size > 20
    assert not changed[middle].any()


def test_another_seed_gives_another_composition() -> None:
    one, other = drawn(SCENES[0], seed=1), drawn(SCENES[0], seed=2)
    assert np.abs(one - other).mean() > 5


def test_a_large_or_negative_seed_is_taken() -> None:
    assert draw_draft(shot("Hills", seed=2**63 + 5)) != draw_draft(shot("Hills", seed=-3))


@pytest.mark.slow
def test_scenes_of_a_job_can_be_told_apart() -> None:
    thumbnails = [drawn(text) for text in SCENES]
    for number, one in enumerate(thumbnails):
        for other in thumbnails[number + 1 :]:
            assert np.abs(one - other).mean() > 12


@pytest.mark.parametrize("place", ["the sea", "a field", "a room"])
def test_night_is_darker_than_day(place: str) -> None:
    assert drawn(f"{place} at night").mean() < drawn(f"{place} at noon").mean() * 0.8


def test_a_color_in_the_text_moves_the_picture_toward_it() -> None:
    red, blue = drawn("A red balloon over the hills, day"), drawn("A blue balloon over the hills, day")
    assert (red[..., 0] - red[..., 2]).mean() > (blue[..., 0] - blue[..., 2]).mean() + 5


def test_noir_has_no_color() -> None:
    picture = drawn("A red car in the street at night", "noir")
    assert np.ptp(picture, axis=2).max() < 6


@pytest.mark.slow
@pytest.mark.parametrize("style", ["watercolor", "anime", "documentary", "pastel", "sketch", "vintage", "comic"])
def test_a_style_changes_the_picture(style: str) -> None:
    assert np.abs(drawn(SCENES[2], style) - drawn(SCENES[2])).mean() > 5


def test_an_unknown_style_is_drawn_as_cinematic() -> None:
    text = "A tree on a hill"
    one = Shot(text, text, "cinematic", AspectRatio.SQUARE, 1)
    other = Shot(text, text, "zorbl 9000", AspectRatio.SQUARE, 1)
    assert draw_draft(one) == draw_draft(other)


def test_the_image_prompt_is_read_where_the_description_says_nothing() -> None:
    plain = draw_draft(Shot("He waits.", "", "cinematic", AspectRatio.SQUARE, 1))
    prompted = draw_draft(Shot("He waits.", "He waits underwater", "cinematic", AspectRatio.SQUARE, 1))
    assert np.abs(small(plain) - small(prompted)).mean() > 12


def test_gradients_carry_enough_grain_not_to_band() -> None:
    data = draw_draft(shot("A calm sea at dawn"))
    luma = cv2.cvtColor(np.asarray(Image.open(io.BytesIO(data)).convert("RGB")), cv2.COLOR_RGB2GRAY)
    sky = luma[140:180, 700:900].astype(np.float32)
    assert (sky - cv2.GaussianBlur(sky, (0, 0), 5)).std() > 0.5


@pytest.mark.parametrize(
    "text",
    [
        "",
        "   \n\t ",
        "\x00\x01\x02",
        'He said: "go", then — nothing…\nAnd left.',
        "x" * 4000,
        "word " * 2000,
        "🎬🐋👩‍🚀",
        "日本語のシーン、夜の海",
        "مشهد ليلي في المدينة",
        "\ud800 lone surrogate",
        "e\u0301\u0302\u0303" * 50,
        "\u202e\u200d\ufeff",
    ],
)
def test_any_text_can_be_drawn(text: str) -> None:
    with Image.open(io.BytesIO(draw_draft(Shot(text, text, text[:50], AspectRatio.WIDE, 0)))) as picture:
        assert picture.size == (1920, 1080)
