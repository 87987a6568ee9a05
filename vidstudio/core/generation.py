"""One picture asked of the image service: what is stored of it, and the states it goes through.

The row is written before anything is sent, the service's id before the first poll, and every later state only from the
one it follows: so a crash resumes it, and a late answer can't overwrite a cancel.
"""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

from vidstudio.core.images import ImageRequest


class GenerationState(StrEnum):
    """Where a generation is."""

    QUEUED = "queued"
    SUBMITTED = "submitted"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"


OPEN = (GenerationState.QUEUED, GenerationState.SUBMITTED)


@dataclass(frozen=True, slots=True)
class Generation:
    """One paid picture, asked for or had.

    Attributes:
        refinement: whether it takes one of the job's refinements; the first pictures of a new job don't.
        description: the scene's new description that comes with the picture, None to leave it.
        prediction_id: the service's name for it, empty until it answered.
        estimated_cost: US dollars added when it was asked for.
        actual_cost: US dollars by the model's price list, None while it runs or where the price is unknown.
    """

    id: int
    job_id: int
    scene_id: int
    request: ImageRequest
    refinement: bool
    description: str | None
    state: GenerationState
    prediction_id: str
    estimated_cost: Decimal
    actual_cost: Decimal | None
    created_at: datetime
    error: str = ""
