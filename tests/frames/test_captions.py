"""Words as they are seen in frames: where, how bright, over what, and how they come and go."""

from itertools import product

import numpy as np
import pytest

from vidstudio.core.captions import ACCENT, CaptionStyle, safe_area
from vidstudio.frames.captions import draw_caption, draw_watermark
from vidstudio.frames.overlay import Coat, Overlay, lay, make_overlay
from vidstudio.frames.picture import Pixels
from vidstudio.frames.still import frame_planes
from vidstudio.lettering import fonts

SHAPES = [(1920, 1080), (1080, 1920), (1080, 1080), (1080, 1350), (2520, 1080)]
SIZES = [*SHAPES, (854, 480), (270, 480), (3840, 2160)]
WORDS = "Ågjpq: the keeper climbs the wet stairs and lights the lamp\nBefore the ships can see it, Ågjpq"
LONG = "word after word " * 40
HEBREW = "שלום (ab) 7"
WHITE, BLACK = 235, 16


def frame_of(width: int, height: int, luma: int) -> Pixels:
    frame = np.full((height * 3 // 2, width), 128, np.uint8)
    frame[:height] = luma
    return frame


def noise(width: int, height: int) -> Pixels:
    return np.random.default_rng(3).integers(16, 236, (height * 3 // 2, width)).astype(np.uint8)


def drawn(text: str, style: CaptionStyle, width: int, height: int) -> Overlay:
    overlay = draw_caption(text, style, width, height)
    assert overlay is not None
    return overlay


def laid(overlay: Overlay, frame: Pixels, strength: float = 1.0) -> Pixels:
    frame = frame.copy()
    lay(overlay, frame, strength)
    return frame


def ink(overlay: Overlay, width: int, height: int) -> tuple[int, int, int, int]:
    """Left, top, right and bottom (exclusive) of what is brighter than black: letters and rule, not their ground."""
    luma = frame_planes(laid(overlay, frame_of(width, height, BLACK)))[0]
    rows, columns = np.nonzero(luma > BLACK + 12)
    return int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1


def is_safe(box: tuple[int, int, int, int], width: int, height: int) -> bool:
    area, (left, top, right, bottom) = safe_area(width, height), box
    across = area.left * width - 1 <= left and right <= area.right * width + 1
    return across and area.top * height - 1 <= top and bottom <= area.bottom * height + 1


@pytest.mark.slow
@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize(("width", "height"), SIZES)
@pytest.mark.parametrize("text", [WORDS, LONG])
def test_letters_lie_in_the_safe_area(style: CaptionStyle, width: int, height: int, text: str) -> None:
    assert is_safe(ink(drawn(text, style, width, height), width, height), width, height)


@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_a_caption_and_its_plate_lie_in_the_safe_area_below_the_middle(width: int, height: int) -> None:
    overlay = drawn(WORDS, CaptionStyle.CAPTION, width, height)
    luma = frame_planes(laid(overlay, frame_of(width, height, WHITE)))[0]
    rows, columns = np.nonzero(luma < 0.5 * WHITE)
    box = int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1
    assert is_safe(box, width, height)
    assert box[0] + box[2] == pytest.approx(width, abs=3)
    bottom = safe_area(width, height).bottom * height
    assert bottom - 3 <= box[3] <= bottom + 1


@pytest.mark.parametrize(("width", "height"), SHAPES)
def test_a_title_is_about_the_middle_and_a_lower_third_at_the_left_below(width: int, height: int) -> None:
    area = safe_area(width, height)
    left, top, right, bottom = ink(drawn("Title", CaptionStyle.TITLE, width, height), width, height)
    assert (left + right) / 2 == pytest.approx(width / 2, abs=0.01 * width)
    assert (top + bottom) / 2 == pytest.approx((area.top + area.bottom) / 2 * height, abs=0.03 * height)
    left, top, _, bottom = ink(drawn("A name\nWhat she does", CaptionStyle.LOWER_THIRD, width, height), width, height)
    assert left == pytest.approx(area.left * width, abs=2)
    assert bottom == pytest.approx(area.bottom * height, abs=2)
    assert top > (area.top + area.bottom) / 2 * height


@pytest.mark.parametrize(("width", "height"), [*SHAPES, (854, 480)])
def test_the_mark_is_small_and_in_the_upper_right_corner(width: int, height: int) -> None:
    overlay = draw_watermark("@name\nof  us", width, height)
    assert overlay is not None
    left, top, right, bottom = ink(overlay, width, height)
    area = safe_area(width, height)
    assert is_safe((left, top, right, bottom), width, height)
    assert right == pytest.approx(area.right * width, abs=0.004 * width + 2)
    assert top == pytest.approx(area.top * height, abs=0.012 * height)
    assert bottom - top < 0.035 * min(width, height)
    luma = frame_planes(laid(overlay, frame_of(width, height, BLACK)))[0]
    assert luma.max() < 0.85 * WHITE


@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize("strength", [1.0, 0.4])
def test_nothing_changes_outside_the_box_nor_where_nothing_is(style: CaptionStyle, strength: float) -> None:
    overlay, before = drawn(WORDS, style, 640, 360), noise(640, 360)
    after = laid(overlay, before, strength)
    assert overlay.left % 2 == overlay.top % 2 == overlay.width % 2 == overlay.height % 2 == 0
    for index, (old, new) in enumerate(zip(frame_planes(before), frame_planes(after), strict=True)):
        step, opacity = (2, overlay.opacities[1]) if index else (1, overlay.opacities[0])
        left, top = overlay.left // step, overlay.top // step
        box = np.s_[top : top + opacity.shape[0], left : left + opacity.shape[1]]
        seen = np.zeros(old.shape, bool)
        seen[box] = opacity > 0
        assert np.array_equal(old[~seen], new[~seen])
        assert not np.array_equal(old[seen], new[seen])


def test_letters_have_exactly_their_color_and_so_has_the_rule() -> None:
    overlay = drawn("Name\nWork", CaptionStyle.LOWER_THIRD, 1920, 1080)
    red, green, blue = (value / 255 for value in ACCENT)
    luma = 0.2126 * red + 0.7152 * green + 0.0722 * blue
    accent = (16 + 219 * luma, 128 + 224 * (blue - luma) / 1.8556, 128 + 224 * (red - luma) / 1.5748)
    planes = frame_planes(laid(overlay, noise(1920, 1080)))
    for index, (plane, white) in enumerate(zip(planes, (WHITE, 128, 128), strict=True)):
        opacity, step = overlay.opacities[min(index, 1)], 2 if index else 1
        left, top = overlay.left // step, overlay.top // step
        box = np.s_[top : top + opacity.shape[0], left : left + opacity.shape[1]]
        solid = opacity == 255
        assert np.array_equal(plane[box][solid], overlay.planes[index][solid])
        values, counts = np.unique(plane[box][solid], return_counts=True)
        assert {white, round(accent[index])} <= set(values[counts > 0.1 * solid.sum()])


@pytest.mark.parametrize("strength", [1.0, 0.77, 0.3, 0.01])
def test_each_value_is_the_weighted_mean_of_picture_and_color(strength: float) -> None:
    overlay, before = drawn(WORDS, CaptionStyle.LOWER_THIRD, 640, 360), noise(640, 360)
    after = laid(overlay, before, strength)
    for index, (old, new) in enumerate(zip(frame_planes(before), frame_planes(after), strict=True)):
        opacity, step = overlay.opacities[min(index, 1)], 2 if index else 1
        left, top = overlay.left // step, overlay.top // step
        box = np.s_[top : top + opacity.shape[0], left : left + opacity.shape[1]]
        share = opacity * strength / 255
        wanted = old[box] * (1 - share) + overlay.planes[index] * share
        assert np.abs(new[box] - wanted).max() <= 0.5 + 255 * 0.5 / 255


@pytest.mark.parametrize("style", CaptionStyle)
def test_grounds_leave_black_black_without_contours(style: CaptionStyle) -> None:
    overlay = drawn(WORDS, style, 640, 360)
    for strength in (1.0, 0.5, 0.21):
        planes = frame_planes(laid(overlay, frame_of(640, 360, BLACK), strength))
        assert planes[0].min() == BLACK
        if style is not CaptionStyle.LOWER_THIRD:
            assert planes[1].min() == planes[1].max() == planes[2].min() == planes[2].max() == 128


def test_no_strength_leaves_the_frame_as_it_is() -> None:
    before = noise(640, 360)
    assert np.array_equal(laid(drawn(WORDS, CaptionStyle.TITLE, 640, 360), before, 0.0), before)


def contrast(overlay: Overlay, width: int, height: int, tone: int) -> float:
    """Of the letters' insides with what is right beside them, as WCAG has it (4.5 is its limit for text)."""
    luma = frame_planes(laid(overlay, frame_of(width, height, tone)))[0].astype(float)
    box = np.s_[overlay.top : overlay.top + overlay.height, overlay.left : overlay.left + overlay.width]
    letters = frame_planes(laid(overlay, frame_of(width, height, BLACK)))[0][box] > 0.6 * WHITE
    near = np.zeros_like(letters)
    near[4:-4, 4:-4] = letters[4:-4, 4:-4]
    ring = np.zeros_like(near)
    for down, across in product((-3, 0, 3), repeat=2):
        ring |= np.roll(near, (down, across), (0, 1))
    untouched = frame_planes(laid(overlay, frame_of(width, height, BLACK)))[0][box] <= BLACK + 2
    ground = np.median(luma[box][ring & untouched])
    light, dark = (((value - 16) / 219) ** 2.2 + 0.05 for value in (np.median(luma[box][letters]), ground))
    return float(light / dark)


@pytest.mark.parametrize("style", CaptionStyle)
@pytest.mark.parametrize("tone", [BLACK, 126, WHITE])
@pytest.mark.parametrize(("width", "height"), [(1920, 1080), (1080, 1920), (854, 480)])
def test_words_read_on_any_ground(style: CaptionStyle, tone: int, width: int, height: int) -> None:
    overlay = drawn("Readable words\nand some more of them", style, width, height)
    assert contrast(overlay, width, height, tone) > 4.5


@pytest.mark.parametrize("tone", [BLACK, 126, WHITE])
def test_the_mark_is_seen_on_any_ground(tone: int) -> None:
    overlay = draw_watermark("@lighthouse.film", 1920, 1080)
    assert overlay is not None
    assert contrast(overlay, 1920, 1080, tone) > 2


def test_right_to_left_words_stand_at_the_right() -> None:
    if any(fonts.font_for(letter) is None for letter in HEBREW if letter.isalpha()):
        pytest.skip("no font with Hebrew on this machine")
    for width, height in SHAPES:
        box = ink(drawn(f"{HEBREW}\n{HEBREW}", CaptionStyle.LOWER_THIRD, width, height), width, height)
        assert is_safe(box, width, height)
        assert box[2] == pytest.approx(safe_area(width, height).right * width, abs=2)
        assert box[0] > 0.3 * width
    mirrored = drawn(HEBREW, CaptionStyle.LOWER_THIRD, 1920, 1080)
    assert mirrored.left + mirrored.width == 1920


def heights(luma: Pixels) -> list[int]:
    """Of the lines, from the rows that have light in them."""
    lit = np.flatnonzero((luma > 0.6 * WHITE).any(axis=1))
    return [len(line) for line in np.split(lit, np.flatnonzero(np.diff(lit) > 1) + 1)]


@pytest.mark.parametrize("style", [CaptionStyle.TITLE, CaptionStyle.LOWER_THIRD])
def test_the_first_line_is_larger_than_what_follows(style: CaptionStyle) -> None:
    luma = frame_planes(laid(drawn("HHH\nHHH", style, 1920, 1080), frame_of(1920, 1080, BLACK)))[0]
    if style is CaptionStyle.LOWER_THIRD:
        luma = luma[:, round(0.075 * 1920) :]
    first, second = heights(luma)
    assert first > 1.5 * second


def test_all_lines_of_other_styles_are_alike() -> None:
    luma = frame_planes(laid(drawn("HHH\nHHH\nHHH", CaptionStyle.END, 1920, 1080), frame_of(1920, 1080, BLACK)))[0]
    first, second, third = heights(luma)
    assert max(first, second, third) - min(first, second, third) <= 1


@pytest.mark.parametrize("size", [(854, 480), (1920, 1080), (3840, 2160)])
def test_letters_are_crisp_in_every_size(size: tuple[int, int]) -> None:
    """Edges of a stem go from ground to letter within two pixels, and its inside is the letter's color."""
    luma = frame_planes(laid(drawn("IIIII", CaptionStyle.CAPTION, *size), frame_of(*size, BLACK)))[0]
    rows = np.flatnonzero((luma > 0.6 * WHITE).any(axis=1))
    row = luma[rows[len(rows) // 2]].astype(int)
    assert row.max() == WHITE
    edges = np.flatnonzero(np.diff((row > BLACK + 5).astype(int)) == 1)
    assert len(edges) == 5
    assert all(row[edge + 3] == WHITE or row[edge + 2] > 0.8 * WHITE for edge in edges)


def test_a_caption_looks_the_same_in_every_size() -> None:
    boxes = [
        np.array(ink(drawn(WORDS, CaptionStyle.CAPTION, width, height), width, height)) / height
        for width, height in [(1280, 720), (1920, 1080), (3840, 2160)]
    ]
    assert np.abs(boxes[0] - boxes[1]).max() < 0.006
    assert np.abs(boxes[2] - boxes[1]).max() < 0.006


@pytest.mark.parametrize("text", ["", "   \n ", "\x00\x1b\x07", "\U000f1234", "\u200f\u200d\ufe0f"])
def test_nothing_drawable_is_no_overlay(text: str) -> None:
    for style in CaptionStyle:
        assert draw_caption(text, style, 640, 360) is None
    assert draw_watermark(text, 640, 360) is None


@pytest.mark.parametrize(
    "text", ["W" * 4000, "word " * 800, "\n".join("abcdefgh"), "漢字、" * 99, "مرحبا بالعالم " * 30, "e\u0301" * 200]
)
@pytest.mark.parametrize("style", CaptionStyle)
def test_text_of_any_kind_and_length_is_drawn_in_its_place(text: str, style: CaptionStyle) -> None:
    for width, height in [(640, 360), (360, 640)]:
        overlay = draw_caption(text, style, width, height)
        if overlay is None:
            assert fonts.font_for(text[0]) is None
            continue
        assert is_safe(ink(overlay, width, height), width, height)


@pytest.mark.parametrize(("width", "height"), [(64, 36), (36, 64), (16, 16), (2, 2)])
def test_tiny_films_are_no_reason_to_fail(width: int, height: int) -> None:
    for style in CaptionStyle:
        frame = noise(width, height)
        overlay = draw_caption(WORDS, style, width, height)
        if overlay is not None:
            lay(overlay, frame, 1.0)
            assert overlay.left + overlay.width <= width
            assert overlay.top + overlay.height <= height


def test_control_characters_and_missing_letters_leave_no_trace() -> None:
    plain = drawn("before after", CaptionStyle.CAPTION, 640, 360)
    holed = drawn("be\u200bfore\x07 \U000f1234\u20e3 af\u00adter\u202e", CaptionStyle.CAPTION, 640, 360)
    assert np.array_equal(plain.opacities[0], holed.opacities[0])


def test_the_same_words_give_the_same_pixels() -> None:
    one, two = (drawn(WORDS, CaptionStyle.LOWER_THIRD, 1280, 720) for _ in range(2))
    assert (one.left, one.top) == (two.left, two.top)
    for a, b in zip((*one.planes, *one.opacities), (*two.planes, *two.opacities), strict=True):
        assert np.array_equal(a, b)


def test_color_lies_where_brightness_does() -> None:
    """4:2:0 samples of color are level with every other column of Y and between two of its rows."""
    opacity = np.zeros((8, 8), np.float32)
    opacity[2:4, 4] = 1
    overlay = make_overlay(0, 0, [Coat(opacity, (255, 255, 255))])
    thin = np.zeros((4, 4))
    thin[1, 2] = 128
    assert np.array_equal(overlay.opacities[1], thin)
