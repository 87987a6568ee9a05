"""What the dialog about many pictures says, worked out from what is chosen in it: frozen, no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from vidstudio.core.generation import Generation, committed
from vidstudio.core.job import Job
from vidstudio.core.scene import ImageStatus, Scene
from vidstudio.core.wording import amount, dollars, plural
from vidstudio.services.images.models import model


class Which(StrEnum):
    """Which scenes get a picture."""

    DRAFTS = "drafts"
    FAILED = "failed"
    CHOSEN = "chosen"
    ALL = "all"


WHICH = {
    Which.DRAFTS: "Scenes with a draft or no picture",
    Which.FAILED: "Scenes whose picture failed",
    Which.CHOSEN: "The selected scenes",
    Which.ALL: "All scenes",
}


@dataclass(frozen=True, slots=True)
class PaintState:
    """What a choice comes to.

    Attributes:
        counts: how many scenes each choice is of.
        words: on the button.
        remark: what stands in the way, or should be known before.
    """

    scene_ids: tuple[int, ...]
    counts: dict[Which, int]
    words: str
    remark: str
    can_start: bool


def paint_state(
    job: Job,
    ledger: Sequence[Generation],
    chosen: Sequence[int],
    which: Which,
    model_id: str,
    flat: Decimal,
) -> PaintState:
    """For a job with its ledger; ``chosen`` are the selected scenes, ``flat`` what a picture adds to the estimate."""
    of = {each: [scene.id for scene in job.scenes if _is_of(scene, each, chosen)] for each in Which}
    wanted, price = of[which], model(model_id).price
    cost = (flat if price is None else price) * len(wanted)
    told = "price unknown" if price is None else dollars(cost)
    remark = ""
    if not wanted:
        remark = "There are no such scenes."
    elif job.budget is not None:
        remark = _budget_words(job.budget - committed(ledger), cost, len(wanted))
    return PaintState(
        scene_ids=tuple(wanted),
        counts={each: len(ids) for each, ids in of.items()},
        words=f"Make {plural(len(wanted), 'picture')}  ·  {told}",
        remark=remark,
        can_start=bool(wanted),
    )


def first_choice(job: Job, chosen: Sequence[int]) -> Which:
    """What is most likely meant: several selected scenes, else those without a proper picture, else all."""
    if len(chosen) > 1:
        return Which.CHOSEN
    return Which.DRAFTS if any(scene.wants_picture for scene in job.scenes) else Which.ALL


def _is_of(scene: Scene, which: Which, chosen: Sequence[int]) -> bool:
    match which:
        case Which.ALL:
            return True
        case Which.CHOSEN:
            return scene.id in chosen
        case Which.FAILED:
            return scene.status is ImageStatus.FAILED or bool(scene.error)
        case Which.DRAFTS:
            return scene.wants_picture


def _budget_words(left: Decimal, cost: Decimal, count: int) -> str:
    if cost <= left:
        return f"{amount(left)} of the job's budget are left."
    fits = int(left / (cost / count)) if cost else count
    return (
        f"{amount(max(Decimal(0), left))} of the job's budget are left: enough for {plural(max(0, fits), 'picture')}."
    )
