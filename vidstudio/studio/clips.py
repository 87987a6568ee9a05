"""Scenes of an approved storyboard become moving clips, each made by a model from the scene's picture.

A clip is part of what is approved. So the first one that arrives makes the storyboard another than the approved one,
which then wants approval again; all that were ordered together with it are of the approved one, and come.
"""

from collections.abc import Sequence
from decimal import Decimal

from vidstudio.core.approval import check_ready
from vidstudio.core.clips import ClipChoice, clip_request
from vidstudio.core.generation import Generation, GenerationKind, MediaOrder
from vidstudio.core.job import Job
from vidstudio.core.media_request import total
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.wording import about
from vidstudio.studio.context import Studio
from vidstudio.studio.media import new_seed, order_media

APPROVAL_WORDS = "Approve the storyboard again when you have seen them: clips are part of what is approved."


def order_clips(
    studio: Studio, job: Job, scenes: Sequence[Scene], chosen: ClipChoice, prompt: str = ""
) -> tuple[Generation, ...]:
    """Write down clips for these scenes, all or none, with their prices; nothing is sent yet.

    They are made of the scenes as the library has them; ``prompt`` says what happens, else each scene does.

    Raises:
        NotReady: the storyboard is not approved as it is, or one of the scenes already waits for a clip.
        LimitReached: a budget would be crossed.
    """
    now = studio.library(lambda library: library.jobs.get(job.id))
    check_ready(now)
    board, orders = Storyboard(now.scenes), []
    for scene in (board[board.row_of(each.id)] for each in scenes):
        request = clip_request(now, scene, chosen, new_seed(), prompt)
        orders.append(MediaOrder(GenerationKind.CLIP, request, chosen.price(scene), scene.id))
    return order_media(studio, job.id, orders)


def price_of_clips(scenes: Sequence[Scene], chosen: ClipChoice) -> Decimal | None:
    """US dollars of all of them, None where nobody knows."""
    return total(chosen.price(scene) for scene in scenes)


def clip_price_words(scenes: Sequence[Scene], chosen: ClipChoice) -> str:
    """What they cost, in words: ``about $0.05``."""
    return about(price_of_clips(scenes, chosen))
