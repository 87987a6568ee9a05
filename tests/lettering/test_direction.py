"""The order in which the parts of a line are seen."""

import pytest

from vidstudio.lettering.direction import in_visual_order, without_embeddings


@pytest.mark.parametrize(
    ("text", "right_to_left", "parts"),
    [
        ("plain text", False, [("plain text", False)]),
        ("", False, []),
        ("שלום", True, [("שלום", True)]),
        ("say שלום עולם now", False, [("say ", False), ("שלום עולם", True), (" now", False)]),
        ("שלום abc עולם", True, [(" עולם", True), ("abc", False), ("שלום ", True)]),
        ("שלום (abc)!", True, [(")!", True), ("abc", False), ("שלום (", True)]),
        ("מחיר 12.50 היום", True, [(" היום", True), ("12.50", False), ("מחיר ", True)]),
        ("שנה 2024", True, [("2024", False), ("שנה ", True)]),
        ("in 2024, ok", False, [("in 2024, ok", False)]),
        ("Film שנה 2024 end", False, [("Film ", False), ("2024", False), ("שנה ", True), (" end", False)]),
        ("עד 50% הנחה", True, [(" הנחה", True), ("50%", False), ("עד ", True)]),
    ],
)
def test_parts_from_left_to_right(text: str, right_to_left: bool, parts: list[tuple[str, bool]]) -> None:
    assert in_visual_order(text, right_to_left=right_to_left) == parts


def test_nothing_is_lost() -> None:
    text = "a שלום 12,5% (b) مرحبا ١٢٣ … \u0301c"
    for right_to_left in (False, True):
        parts = in_visual_order(text, right_to_left=right_to_left)
        assert sorted("".join(part for part, _ in parts)) == sorted(text)


def test_embeddings_are_taken_out_and_marks_are_kept() -> None:
    assert without_embeddings("a\u202eb\u202c\u2067c\u2069\u200f") == "abc\u200f"
