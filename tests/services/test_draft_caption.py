"""The words on a draft: inside the safe area, readable, and only letters some font has."""

import numpy as np
import pytest

from vidstudio.lettering import fonts
from vidstudio.services.images.drafting.caption import SAFE, paint_caption
from vidstudio.services.images.drafting.texture import Array

TEXT = "The keeper climbs the wet stairs, counts them under his breath, and lights the lamp before the ships can see it"
MISSING_EVERYWHERE = "\U000f1234"


def gray(width: int, height: int, tone: float = 0.4) -> Array:
    return np.full((height, width, 3), tone, np.float32)


def letters(width: int, height: int, text: str, tone: float = 0.4) -> Array:
    """Where the caption is brighter than the ground it was painted on: the letters, not their shadow."""
    return np.asarray(paint_caption(gray(width, height, tone), text)[..., 0] > tone + 0.02)


@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (1080, 1080)])
@pytest.mark.parametrize("text", [TEXT, "W" * 4000, "Ähre " * 400, "مرحبا بالعالم " * 40, "gjpqy ÅÉ", "漢字" * 300])
def test_all_letters_lie_inside_the_safe_area(width: int, height: int, text: str) -> None:
    rows, columns = np.nonzero(letters(width, height, text))
    assert rows.size > 200
    assert columns.min() >= width * (1 - SAFE) / 2
    assert columns.max() <= width * (1 + SAFE) / 2
    assert rows.min() >= height * (1 - SAFE) / 2
    assert rows.max() <= height * (1 + SAFE) / 2


def test_the_words_stand_in_the_lower_third_and_the_mark_at_the_upper_left() -> None:
    rows, columns = np.nonzero(letters(1920, 1080, "A short line"))
    upper = rows < 540
    assert rows[~upper].min() > 720
    assert rows[upper].max() < 216
    assert columns[upper].max() < 480


def test_long_text_is_cut_after_two_lines_of_a_wide_picture() -> None:
    rows = np.nonzero(letters(1920, 1080, "many words " * 60).any(axis=1))[0]
    lower = rows[rows > 540]
    assert 1 + np.count_nonzero(np.diff(lower) > 4) == 2


def test_without_words_only_the_mark_is_added() -> None:
    before = gray(1920, 1080)
    after = paint_caption(gray(1920, 1080), "")
    assert np.array_equal(before[540:], after[540:])
    assert (after[:540] > 0.5).any()


@pytest.mark.parametrize("tone", [0.02, 0.5, 1.0])
def test_the_words_contrast_with_any_ground(tone: float) -> None:
    after = paint_caption(gray(1920, 1080, tone), "Readable")[860:970, 200:600, 0]
    light, dark = float(after.max()) + 0.05, float(np.median(after)) + 0.05
    assert light / dark > 1.8


def test_letters_that_no_font_has_are_left_out() -> None:
    assert fonts.font_for(MISSING_EVERYWHERE) is None
    plain = paint_caption(gray(1920, 1080), "before after")
    holed = paint_caption(gray(1920, 1080), f"before {MISSING_EVERYWHERE * 3} after")
    assert np.array_equal(plain, holed)


def test_text_that_no_font_can_show_leaves_the_picture_without_words() -> None:
    nothing = paint_caption(gray(1920, 1080), "")
    assert np.array_equal(paint_caption(gray(1920, 1080), MISSING_EVERYWHERE * 5), nothing)


def test_right_to_left_lines_end_at_the_right() -> None:
    if fonts.font_for("ש") is None:
        pytest.skip("no font with Hebrew on this machine")
    seen = letters(1920, 1080, "שלום עולם")
    columns = np.nonzero(seen[540:].any(axis=0))[0]
    assert columns.min() > 960
