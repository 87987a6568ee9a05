"""What a refinement may be."""

from decimal import Decimal

import pytest

from tests.factories import a_job
from vidstudio.core.refine import MAX_REFINEMENTS, PRICE, Refinement, check_refinement, check_slot, refinements_left
from vidstudio.errors import InputRefused, LimitReached


@pytest.mark.parametrize(("prompt", "description"), [("p" * 10, None), (None, "d" * 10), ("p" * 2000, "d" * 1000)])
def test_refinement_is_a_prompt_a_description_or_both(prompt: str | None, description: str | None) -> None:
    assert check_refinement(prompt, description) == Refinement(prompt, description)


def test_blanks_at_the_ends_do_not_count() -> None:
    assert check_refinement(f"  {'p' * 2000}\n", f"\t{'d' * 10} ") == Refinement("p" * 2000, "d" * 10)


def test_letters_are_counted_and_not_bytes() -> None:
    assert check_refinement("雨" * 2000, "é" * 1000).image_prompt == "雨" * 2000


@pytest.mark.parametrize(
    ("prompt", "description", "words"),
    [
        (None, None, "Nothing to refine."),
        ("p" * 9, None, "The image prompt is too short: 9 characters."),
        ("p" * 2001, None, "The image prompt is too long: 2001 characters."),
        (None, "d" * 9, "The description is too short: 9 characters."),
        (None, "d" * 1001, "The description is too long: 1001 characters."),
        ("", None, "The image prompt is too short: 0 characters."),
        ("p" * 10, "", "The description is too short: 0 characters."),
        (" " * 50, None, "The image prompt is too short: 0 characters."),
        ("p" * 9 + "\n\n", None, "The image prompt is too short: 9 characters."),
    ],
)
def test_refinement_out_of_its_limits_is_refused(prompt: str | None, description: str | None, words: str) -> None:
    with pytest.raises(InputRefused) as refused:
        check_refinement(prompt, description)
    assert refused.value.message == words


def test_five_refinements_a_job() -> None:
    assert MAX_REFINEMENTS == 5
    assert [refinements_left(a_job(refinement_count=used)) for used in range(7)] == [5, 4, 3, 2, 1, 0, 0]
    check_slot(a_job(refinement_count=4))
    with pytest.raises(LimitReached, match="All 5 refinements of job 7 are used"):
        check_slot(a_job(refinement_count=5))


def test_a_paid_picture_is_two_cents() -> None:
    assert Decimal("0.02") == PRICE
    assert Decimal("0.10") == 5 * PRICE
