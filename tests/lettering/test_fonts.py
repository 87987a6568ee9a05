"""Which font shows a letter."""

from pathlib import Path

import pytest

from vidstudio.core.captions import Weight
from vidstudio.lettering import fonts

MISSING_EVERYWHERE = "\U000f1234"


def test_the_bundled_font_is_there_with_its_license() -> None:
    assert fonts.bundled_font().is_file()
    assert "SIL OPEN FONT LICENSE" in (fonts.bundled_font().parent / "OFL.txt").read_text(encoding="utf-8")


def test_a_letter_the_bundled_font_lacks_is_not_covered() -> None:
    assert fonts.covers(fonts.bundled_font(), "a")
    assert not fonts.covers(fonts.bundled_font(), MISSING_EVERYWHERE)
    assert fonts.font_for(MISSING_EVERYWHERE) is None


def test_a_file_that_is_no_font_covers_nothing(tmp_path: Path) -> None:
    broken = tmp_path / "broken.ttf"
    broken.write_bytes(b"not a font")
    assert not fonts.covers(broken, "a")


@pytest.mark.parametrize("weight", Weight)
def test_every_weight_of_the_bundled_font_is_there(weight: Weight) -> None:
    assert fonts.bundled_font(weight).is_file()
    assert fonts.in_weight(fonts.bundled_font(), weight, "abc") == fonts.bundled_font(weight)


def test_a_heavier_font_beside_another_is_taken_for_heavy_letters(tmp_path: Path) -> None:
    regular, bold = tmp_path / "Sign-Regular.otf", tmp_path / "Sign-Bold.otf"
    regular.write_bytes(fonts.bundled_font(Weight.REGULAR).read_bytes())
    assert fonts.in_weight(regular, Weight.SEMIBOLD, "abc") == regular
    fonts.in_weight.cache_clear()
    bold.write_bytes(fonts.bundled_font(Weight.SEMIBOLD).read_bytes())
    assert fonts.in_weight(regular, Weight.SEMIBOLD, "a b") == bold
    assert fonts.in_weight(regular, Weight.MEDIUM, "a b") == regular
    assert fonts.in_weight(regular, Weight.SEMIBOLD, MISSING_EVERYWHERE) == regular


@pytest.mark.parametrize(
    ("text", "right_to_left"), [("abc", False), ("שלום abc", True), ("12 مرحبا", True), ("", False)]
)
def test_direction_is_that_of_the_first_letter(text: str, right_to_left: bool) -> None:
    assert fonts.reads_right_to_left(text) is right_to_left
