"""Words in the picture: looks, safe areas, fades, what may be written."""

from itertools import pairwise

import pytest

from vidstudio.core.captions import (
    LOOKS,
    MAX_CAPTION_LETTERS,
    MAX_CAPTION_LINES,
    WATERMARK_LOOK,
    CaptionStyle,
    check_caption,
    safe_area,
    strength,
)
from vidstudio.errors import InputRefused

SHAPES = [(1920, 1080), (1080, 1920), (1080, 1080), (1080, 1350), (2520, 1080)]


def test_every_style_has_a_look() -> None:
    assert set(LOOKS) == set(CaptionStyle)
    for look in (*LOOKS.values(), WATERMARK_LOOK):
        assert 0 < look.letters.size < 0.2
        assert look.below is None or look.below.size < look.letters.size
        assert 0 <= look.darkness < 1


@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_a_safe_area_is_within_ninety_per_cent(width: int, height: int) -> None:
    area = safe_area(width, height)
    assert area.left >= 0.05
    assert area.top >= 0.05
    assert area.right <= 0.95
    assert area.bottom <= 0.95
    assert (area.right - area.left) * (area.bottom - area.top) > 0.4


def test_vertical_films_leave_room_for_buttons_and_text() -> None:
    area = safe_area(1080, 1920)
    assert (1 - area.right) * 1080 >= 120
    assert area.bottom <= 0.65
    assert area.top >= 0.14


def test_the_size_does_not_matter_only_the_shape() -> None:
    assert safe_area(854, 480) == safe_area(3840, 2160) == safe_area(2520, 1080)
    assert safe_area(406, 720) == safe_area(1080, 1920)
    assert safe_area(1080, 1350) == safe_area(1080, 1080)


@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize("frames", [1, 3, 12, 48, 240])
def test_words_rise_to_full_strength_and_fall_again(style: CaptionStyle, frames: int) -> None:
    course = [strength(style, frame, frames, 24) for frame in range(frames)]
    peak = course.index(max(course))
    assert all(0 < value <= 1 for value in course)
    assert course[frames // 2] == 1
    assert course[: peak + 1] == sorted(course[: peak + 1])
    falling = course[len(course) - 1 - course[::-1].index(1) :]
    assert falling == sorted(falling, reverse=True)


@pytest.mark.parametrize("style", CaptionStyle)
def test_a_fade_takes_the_time_its_look_says(style: CaptionStyle) -> None:
    look = LOOKS[style]
    fps, frames = 60, 600
    course = [strength(style, frame, frames, fps) for frame in range(frames)]
    assert course.index(1) / fps == pytest.approx(look.fade_in, abs=1 / fps)
    assert course[::-1].index(1) / fps == pytest.approx(look.fade_out, abs=1 / fps)
    assert course[0] < 0.02
    assert max(abs(b - a) for a, b in pairwise(course)) < 1.6 / (fps * min(look.fade_in, look.fade_out))


def test_short_scenes_have_shorter_fades() -> None:
    course = [strength(CaptionStyle.TITLE, frame, 20, 24) for frame in range(20)]
    assert course.count(1) >= 12


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("  Hello \t  there ", "Hello there"),
        ("One\r\n\r\n  Two\u2028Three", "One\nTwo\nThree"),
        ("a\x00b\x07\ufeff", "ab"),
        ("10\u00a0km", "10\u00a0km"),
        ("", ""),
        (" \n\t ", ""),
        ("1\n2\n3\n4\n5\n6\n7\n8", "1\n2\n3\n4\n5\n6 7 8"),
        ("x" * MAX_CAPTION_LETTERS, "x" * MAX_CAPTION_LETTERS),
    ],
)
def test_captions_are_cleaned(text: str, kept: str) -> None:
    assert check_caption(text) == kept
    assert check_caption(kept) == kept
    assert kept.count("\n") < MAX_CAPTION_LINES


def test_a_caption_that_is_too_long_is_refused() -> None:
    with pytest.raises(InputRefused, match="301 characters") as refused:
        check_caption("x" * 301)
    assert "300" in refused.value.hint
