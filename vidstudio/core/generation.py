"""One thing asked of a service for money: what is stored of it, and the states it goes through.

The row is written before anything is sent, the service's id before the first poll, and every later state only from the
one it follows: so a crash resumes it, and a late answer can't overwrite a cancel.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from vidstudio.core.images import ImageRequest
from vidstudio.core.media_request import MediaRequest
from vidstudio.core.wording import amount
from vidstudio.errors import BudgetReached


class GenerationKind(StrEnum):
    """What is made."""

    PICTURE = "picture"
    CLIP = "clip"
    NARRATION = "narration"
    MUSIC = "music"
    PLAN = "plan"


class GenerationState(StrEnum):
    """Where a generation is.

    ``LOST`` is what was, or may have been, paid for and can't be had any more: the service has deleted it, or its
    answer never came and it keeps no list to look in.
    """

    QUEUED = "queued"
    SUBMITTED = "submitted"
    RUNNING = "running"
    CANCELING = "canceling"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    LOST = "lost"

    @property
    def open(self) -> bool:
        """Whether something may still come of it."""
        return self in OPEN

    @property
    def had(self) -> bool:
        """Whether it came, or was paid for."""
        return self in {GenerationState.SUCCEEDED, GenerationState.LOST}


OPEN = (GenerationState.QUEUED, GenerationState.SUBMITTED, GenerationState.RUNNING, GenerationState.CANCELING)
"""States from which something may still come."""

_ENDS = {GenerationState.SUCCEEDED, GenerationState.FAILED, GenerationState.CANCELED, GenerationState.LOST}
_NEXT = {
    GenerationState.QUEUED: {GenerationState.SUBMITTED, *_ENDS},
    GenerationState.SUBMITTED: {GenerationState.RUNNING, GenerationState.CANCELING, *_ENDS},
    GenerationState.RUNNING: {GenerationState.CANCELING, *_ENDS},
    GenerationState.CANCELING: _ENDS,
}


def came_from(then: GenerationState) -> list[GenerationState]:
    """The states from which a generation may go to ``then``."""
    return [state for state, following in _NEXT.items() if then in following]


@dataclass(frozen=True, slots=True)
class Generation:
    """A line of the ledger: one picture, clip, sound or storyboard that is paid for, asked for or had.

    Attributes:
        job_id: the job it is for, None for what belongs to none (yet).
        scene_id: the scene it is for, None for what is not for one.
        refinement: whether it takes one of the job's refinements; the first pictures of a new job don't.
        description: the scene's new description that comes with the picture, None to leave it.
        prediction_id: the service's name for it, empty until it answered.
        version_id: the version it became, if it is a picture.
        asset_id: the clip or narration it became.
        provider: whose service it is.
        estimated_cost: US dollars added to the job's estimate when it was asked for.
        price: US dollars it should cost by the model's price list, None where nobody knows.
        actual_cost: US dollars it did cost, None while it runs or where nobody knows.
        predict_seconds: how long the service worked on it, where it tells.
        batch: id of the first of the variants it was ordered along with, 0 for a picture that was ordered alone.
    """

    id: int
    job_id: int | None
    scene_id: int | None
    request: ImageRequest | MediaRequest
    refinement: bool
    description: str | None
    state: GenerationState
    prediction_id: str
    estimated_cost: Decimal
    actual_cost: Decimal | None
    created_at: datetime
    error: str = ""
    provider: str = "replicate"
    price: Decimal | None = None
    predict_seconds: float | None = None
    version_id: int | None = None
    kind: GenerationKind = GenerationKind.PICTURE
    asset_id: int | None = None
    batch: int = 0

    @property
    def committed(self) -> Decimal:
        """US dollars of a budget that are gone for it: what it cost, or may still come to cost."""
        if self.actual_cost is not None:
            return self.actual_cost
        if self.state in {GenerationState.FAILED, GenerationState.CANCELED}:
            return Decimal(0)
        return self.estimated_cost if self.price is None else self.price


@dataclass(frozen=True, slots=True)
class MediaOrder:
    """A clip, sound or storyboard to be written into the ledger.

    Attributes:
        price: US dollars it should cost, None where nobody knows; it is its estimate too.
        scene_id: the scene it is for, None for none.
    """

    kind: GenerationKind
    request: MediaRequest
    price: Decimal | None
    scene_id: int | None = None


def committed(lines: Iterable[Generation]) -> Decimal:
    """US dollars that are spent, or bound by what is under way."""
    return sum((line.committed for line in lines), Decimal(0))


def check_budget(budget: Decimal | None, lines: Iterable[Generation], cost: Decimal, whose: str) -> None:
    """Raise ``BudgetReached`` if ``cost`` more would cross a budget; None is no budget.

    ``whose`` names the budget: "of job 3", "of this month".
    """
    if budget is None:
        return
    gone = committed(lines)
    if gone + cost > budget:
        raise BudgetReached(
            f"The budget {whose} does not allow it: {amount(gone)} of {amount(budget)} are spent or under way, "
            f"and this costs {amount(cost)}.",
            "Raise the budget, or use drafts and pictures of your own, which are free.",
        )
