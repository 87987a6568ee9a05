"""Refining a scene: a new image from a new prompt, a new description, or both."""

import logging
from dataclasses import dataclass, replace

from vidstudio.core.control import Control, Progress
from vidstudio.core.images import provider_of
from vidstudio.core.job import Job
from vidstudio.core.refine import PictureMaker, Refinement, check_slot
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.services.images.models import DEFAULT_MODEL
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import carry_out, chosen_model, image_service, order
from vidstudio.studio.image_models import is_usable
from vidstudio.studio.pictures import draw

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RefineWork:
    """A refinement of one scene, ready to be carried out.

    Attributes:
        model: name of the image model, empty for the default; only a service uses it.
    """

    job_id: int
    scene_id: int
    refinement: Refinement
    maker: PictureMaker = PictureMaker.DRAFT
    model: str = ""


def default_maker(studio: Studio) -> PictureMaker:
    """The service of the settings' image model where there is a token for it, else drafts."""
    provider = provider_of(studio.settings.image_model or DEFAULT_MODEL)
    return PictureMaker.SERVICE if is_usable(studio.settings, provider) else PictureMaker.DRAFT


def refine(studio: Studio, work: RefineWork, control: Control) -> Job:
    """Carry out a refinement; the job comes back as it is then.

    Raises ``LimitReached`` without a refinement left, before anything is drawn, sent or paid; errors of the image
    service after slot and price have been given back; ``Canceled``.
    """
    job = studio.library(lambda library: library.jobs.get(work.job_id))
    scene = Storyboard(job.scenes)[Storyboard(job.scenes).row_of(work.scene_id)]
    check_slot(job)
    if work.refinement.image_prompt is None or work.maker is PictureMaker.DRAFT:
        return _refine_free(studio, job, scene, work.refinement, control)
    model_id = chosen_model(studio, work.model)
    with image_service(studio, provider_of(model_id)) as service:
        asked = order(studio, job, scene, work.refinement, model_id)
        return carry_out(studio, service, asked.id, control)


def _refine_free(studio: Studio, job: Job, scene: Scene, refinement: Refinement, control: Control) -> Job:
    picture, prompt, description = None, refinement.image_prompt, refinement.description
    if prompt is not None:
        control.progress(Progress(None, "Drawing"))
        picture = draw(studio, job, replace(scene, image_prompt=prompt, description=description or scene.description))
        control.check()
    _log.info("Refining job %d, scene %d: %s", job.id, scene.id, "draft" if picture else "description")
    return studio.library(lambda library: library.generations.refine_free(scene.id, picture, description, prompt))
