"""Refining a scene: a new image from a new prompt, a new description, or both."""

import logging
import threading
from collections.abc import Callable
from dataclasses import dataclass, replace

from vidstudio.core.control import Control, Progress
from vidstudio.core.generation import Generation
from vidstudio.core.images import REPLICATE, Role, StartPicture, provider_of
from vidstudio.core.job import Job
from vidstudio.core.refine import PictureMaker, Refinement, check_slot, check_variants
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import Canceled, InputRefused, VidstudioError
from vidstudio.services.images.models import DEFAULT_MODEL, MODELS, model
from vidstudio.services.images.service import ImageService
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import Pace, carry_out, chosen_model, image_service, order_variants
from vidstudio.studio.image_models import is_usable
from vidstudio.studio.pictures import draw
from vidstudio.studio.relay import side_by_side
from vidstudio.studio.schemas import learn_at_order

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RefineWork:
    """A refinement of one scene, ready to be carried out.

    Attributes:
        model: name of the image model, empty for the default; only a service uses it.
        variants: how many pictures to ask a service for, each taking a refinement; the first becomes the scene's.
        edit: whether the prompt says what to change of the scene's picture, which only some models do.
    """

    job_id: int
    scene_id: int
    refinement: Refinement
    maker: PictureMaker = PictureMaker.DRAFT
    model: str = ""
    variants: int = 1
    edit: bool = False


def default_maker(studio: Studio) -> PictureMaker:
    """The service of the settings' image model where there is a token for it, else drafts."""
    provider = provider_of(studio.settings.image_model or DEFAULT_MODEL)
    return PictureMaker.SERVICE if is_usable(studio.settings, provider) else PictureMaker.DRAFT


def refine(
    studio: Studio,
    work: RefineWork,
    control: Control,
    failed: Callable[[VidstudioError], object] = lambda _error: None,
) -> Job:
    """Carry out a refinement; the job comes back as it is then.

    Of several variants, some may fail and others come: ``failed`` hears why, and only where none comes it is raised.

    Raises ``LimitReached`` without a refinement left for each, before anything is drawn, sent or paid; errors of the
    image service after slot and price have been given back; ``Canceled``.
    """
    job = studio.library(lambda library: library.jobs.get(work.job_id))
    scene = Storyboard(job.scenes)[Storyboard(job.scenes).row_of(work.scene_id)]
    count = check_variants(work.variants)
    free = work.refinement.image_prompt is None or (work.maker is PictureMaker.DRAFT and not work.edit)
    if free and count > 1:
        raise InputRefused("Only pictures of an image model come in variants.", "Choose a model, and give a prompt.")
    check_slot(job, count)
    if free:
        return _refine_free(studio, job, scene, work.refinement, control)
    model_id = editing_model(studio, work.model) if work.edit else chosen_model(studio, work.model)
    pictures = (_current_picture(scene),) if work.edit else ()
    with image_service(studio, provider_of(model_id)) as service:
        learn_at_order(studio, service, model_id)
        asked = order_variants(studio, job, scene, work.refinement, model_id, count, pictures)
        if count == 1:
            return carry_out(studio, service, asked[0].id, control)
        return Variants(studio, service, asked, control, failed).made()


def editing_model(studio: Studio, named: str = "") -> str:
    """The model to change a picture with: the one named, else the setting, else the first that does.

    Raises ``InputRefused`` for one that does not.
    """
    if not named and studio.settings.image_model and model(studio.settings.image_model).edits:
        named = studio.settings.image_model
    editors = [each.id for each in MODELS if each.edits]
    chosen = chosen_model(studio, named or editors[0])
    if provider_of(chosen) == REPLICATE and model(chosen).edits is None:
        with image_service(studio) as service:
            learn_at_order(studio, service, chosen)
    if model(chosen).edits is None:
        raise InputRefused(f"{chosen} can't change a picture.", f"Choose one that can: {', '.join(editors)}.")
    return chosen


def _current_picture(scene: Scene) -> StartPicture:
    if scene.picture is None:
        raise InputRefused("This scene has no picture to change.", "Have one made from a prompt first.")
    return StartPicture(f"images/{scene.picture.file}", scene.picture.digest, Role.EDIT)


class Variants:
    """Several pictures of one scene that were ordered together, painted side by side.

    Args:
        failed: hears why some of them did not come, where others did.
    """

    def __init__(
        self,
        studio: Studio,
        service: ImageService,
        asked: tuple[Generation, ...],
        control: Control,
        failed: Callable[[VidstudioError], object] = lambda _error: None,
    ) -> None:
        self._studio, self._service, self._asked = studio, service, asked
        self._control, self._failed = control, failed
        self._pace = Pace()
        self._gate = threading.Lock()
        self._shares = dict.fromkeys((each.id for each in asked), 0.0)
        self._failures: list[VidstudioError] = []
        self._done = 0

    def made(self) -> Job:
        """The job, once all have ended and one has come; raises as ``refine`` does."""
        pieces = [lambda studio, number=each.id: self._one(studio, number) for each in self._asked]
        side_by_side(self._studio, pieces, len(pieces), self._control.leave)
        if not self._done:
            self._control.check()
            raise self._failures[0] if self._failures else Canceled
        for error in self._failures:
            self._failed(error)
        return self._studio.library(lambda library: library.jobs.get(self._asked[0].job_id or 0))

    def _one(self, studio: Studio, number: int) -> None:
        try:
            carry_out(
                studio, self._service, number, self._control.aside(lambda told: self._tell(number, told)), self._pace
            )
        except Canceled:
            _log.info("Variant %d was canceled", number)
        except VidstudioError as exc:
            with self._gate:
                self._failures.append(exc)
        else:
            with self._gate:
                self._done += 1

    def _tell(self, number: int, told: Progress) -> None:
        with self._gate:
            self._shares[number] = max(self._shares[number], told.fraction or 0.0)
            share = sum(self._shares.values()) / len(self._shares)
            words = f"{told.text}, {self._done} of {len(self._shares)} there"
        self._control.progress(Progress(share or None, words))


def _refine_free(studio: Studio, job: Job, scene: Scene, refinement: Refinement, control: Control) -> Job:
    picture, prompt, description = None, refinement.image_prompt, refinement.description
    if prompt is not None:
        control.progress(Progress(None, "Drawing"))
        picture = draw(studio, job, replace(scene, image_prompt=prompt, description=description or scene.description))
        control.check()
    _log.info("Refining job %d, scene %d: %s", job.id, scene.id, "draft" if picture else "description")
    return studio.library(lambda library: library.generations.refine_free(scene.id, picture, description, prompt))
