"""What a refinement may change, its limits and its price."""

from dataclasses import dataclass
from decimal import ROUND_DOWN, Decimal
from enum import StrEnum

from vidstudio.core.job import Job
from vidstudio.core.sentences import clean
from vidstudio.errors import InputRefused, LimitReached

MAX_REFINEMENTS = 5
"""Refinements a job may have, a description-only one included."""

PROMPT_LETTERS = (10, 2000)
DESCRIPTION_LETTERS = (10, 1000)
"""Fewest and most characters, spaces at both ends not counted."""

PRICE = Decimal("0.02")
"""US dollars that each paid image regeneration adds to the estimated cost, whatever the model (a setting)."""


MOST_VARIANTS = 4
"""Pictures of one refinement; each takes a slot and is paid for."""

MOST_MONEY = Decimal(100_000)
"""US dollars: the largest budget."""


class PictureMaker(StrEnum):
    """Who makes the new picture: the offline draft, for nothing, or an image service, for money."""

    DRAFT = "draft"
    SERVICE = "service"


def check_amount(money: Decimal | None) -> Decimal | None:
    """A budget in US dollars if it can be one, or None for none; raises ``InputRefused``."""
    if money is None:
        return None
    if not money.is_finite() or not 0 <= money <= MOST_MONEY:
        raise InputRefused("This is no budget.", f"Give US dollars from 0 to {MOST_MONEY:,}, or none.")
    return money.quantize(Decimal("0.0001"), ROUND_DOWN)


@dataclass(frozen=True, slots=True)
class Refinement:
    """One change asked of a scene: a new image from a new prompt, a new description, or both (None: unchanged)."""

    image_prompt: str | None = None
    description: str | None = None


def check_refinement(image_prompt: str | None, description: str | None) -> Refinement:
    """The refinement, texts stripped; raises ``InputRefused`` when it is neither, too short or too long."""
    if image_prompt is None and description is None:
        raise InputRefused("Nothing to refine.", "Give a new image prompt, a new description, or both.")
    return Refinement(
        None if image_prompt is None else _within("image prompt", image_prompt, PROMPT_LETTERS),
        None if description is None else _within("description", description, DESCRIPTION_LETTERS),
    )


def edited_prompt(prompt: str, instruction: str) -> str:
    """The prompt of a picture that was changed as an instruction says: what was seen before, and what changed of it."""
    if not prompt or prompt.endswith(instruction):
        return prompt or instruction
    whole = f"{prompt.rstrip().rstrip('.')}. {instruction}"
    return whole if len(whole) <= PROMPT_LETTERS[1] else prompt


def _within(name: str, text: str, letters: tuple[int, int]) -> str:
    text, (fewest, most) = clean(text), letters
    hint = f"Use {fewest} to {most} characters."
    if len(text) < fewest:
        raise InputRefused(f"The {name} is too short: {len(text)} characters.", hint)
    if len(text) > most:
        raise InputRefused(f"The {name} is too long: {len(text)} characters.", hint)
    return text


def refinements_left(job: Job) -> int:
    """How many more refinements the job may have."""
    return max(0, MAX_REFINEMENTS - job.refinement_count)


def check_variants(count: int) -> int:
    """How many pictures one refinement may ask for; raises ``InputRefused``."""
    if not 1 <= count <= MOST_VARIANTS:
        raise InputRefused(f"There can't be {count} variants.", f"Ask for 1 to {MOST_VARIANTS}.")
    return count


def check_slot(job: Job, count: int = 1) -> None:
    """Raise ``LimitReached`` unless so many more refinements are allowed."""
    left = refinements_left(job)
    if 0 < left < count:
        raise LimitReached(
            f"{count} pictures take {count} refinements, and job {job.id} has {left} left.", "Ask for fewer variants."
        )
    if not left:
        raise LimitReached(
            f"All {MAX_REFINEMENTS} refinements of job {job.id} are used.",
            "Drop in a picture of your own, or go back to an earlier version: both are free.",
        )
