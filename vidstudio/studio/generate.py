"""One paid picture, from the first word to the service until it is on disk, through crashes and lost answers.

The library knows at every moment how far it got, so that whoever comes next goes on from there: nothing paid for is
lost, and nothing is paid twice.
"""

import logging
import secrets
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import TYPE_CHECKING

from vidstudio.core.control import Control, Progress
from vidstudio.core.generation import OPEN, Generation, GenerationState
from vidstudio.core.images import MAX_SEED, ImageRequest, Prediction, PredictionStatus
from vidstudio.core.job import Job
from vidstudio.core.refine import Refinement
from vidstudio.core.scene import PictureSource, Scene
from vidstudio.errors import (
    Canceled,
    ImageServiceError,
    PictureRefused,
    PredictionFailed,
    ServiceBusy,
    ServiceUnreachable,
    TokenRefused,
    VidstudioError,
)
from vidstudio.services.images.files import keep_picture
from vidstudio.services.images.follow import follow
from vidstudio.services.images.models import DEFAULT_MODEL, model
from vidstudio.services.images.service import AnswerLost, ImageService
from vidstudio.services.secrets import read_token
from vidstudio.studio.context import Studio

if TYPE_CHECKING:
    from vidstudio.services.images.replicate import Replicate

POLL_SECONDS = 1.0

_log = logging.getLogger(__name__)


def image_service(studio: Studio) -> "Replicate":
    """The image service with the user's token; raises ``TokenRefused`` without one. Close it after use."""
    from vidstudio.services.images.replicate import Replicate  # noqa: PLC0415 - the client starts slowly

    return Replicate(read_token(), studio.settings.replicate_base_url)


def chosen_model(studio: Studio, named: str = "") -> str:
    """The model to use: the one named, else the setting, else the default; raises ``InputRefused`` for none."""
    return model(named or studio.settings.image_model or DEFAULT_MODEL).id


def order(studio: Studio, job: Job, scene: Scene, refinement: Refinement | None, model_id: str) -> Generation:
    """Write down a picture to ask for, which takes its price and, as a refinement, its slot; nothing is sent yet."""
    prompt = (refinement and refinement.image_prompt) or scene.image_prompt
    description = refinement.description if refinement else None
    request = ImageRequest(prompt, job.aspect_ratio, model_id, secrets.randbelow(MAX_SEED + 1))
    price = studio.settings.refinement_price
    generation = studio.library(
        lambda library: library.generations.begin(
            scene.id, request, description, price, refinement=refinement is not None
        )
    )
    _log.info("Job %d: picture %d of scene %d asked of %s", job.id, generation.id, scene.id, model_id)
    return generation


def carry_out(studio: Studio, service: ImageService, generation_id: int, control: Control) -> Job:
    """Take a generation from wherever it is to its end.

    Raises ``Canceled`` once the service has confirmed the stop, and ``ImageServiceError`` when there is no picture. An
    error that is worth another try later (no network, a busy service) leaves it open, to be taken up again.
    """
    with _held(studio, generation_id):
        generation = studio.library(lambda library: library.generations.get(generation_id))
        if generation.state not in OPEN:
            return _as_it_ended(studio, generation)
        prediction_id = generation.prediction_id or _submit(studio, service, generation, control)
        return _follow_home(studio, service, generation, prediction_id, control)


def resume(studio: Studio, service: ImageService, generation: Generation, control: Control) -> Job:
    """Take up a generation that an earlier run left open; one that never reached the service is given back."""
    with _held(studio, generation.id):  # whoever holds it may be about to send it
        generation = studio.library(lambda library: library.generations.get(generation.id))
        if generation.state not in OPEN:
            return _as_it_ended(studio, generation)
        prediction_id = generation.prediction_id or _look_for(studio, service, generation, control)
        return _follow_home(studio, service, generation, prediction_id, control)


def _held(studio: Studio, generation_id: int) -> AbstractContextManager[None]:
    return studio.locks.hold(f"generation-{generation_id}", "This picture is already being fetched.")


def _as_it_ended(studio: Studio, generation: Generation) -> Job:
    """What became of a generation that somebody else took to its end meanwhile."""
    if generation.state is GenerationState.CANCELED:
        raise Canceled
    if generation.state is GenerationState.FAILED:
        raise ImageServiceError(generation.error or "There is no picture.", "Refine the scene again.")
    return studio.library(lambda library: library.jobs.get(generation.job_id))


def _follow_home(
    studio: Studio, service: ImageService, generation: Generation, prediction_id: str, control: Control
) -> Job:
    prediction: Prediction | None = None
    try:
        prediction = follow(service, prediction_id, control, POLL_SECONDS)
        return _conclude(studio, service, generation, prediction, control)
    except (ServiceBusy, ServiceUnreachable, TokenRefused):
        raise
    except ImageServiceError as exc:
        paid = prediction is not None and prediction.status is PredictionStatus.SUCCEEDED
        _give_up(studio, generation, exc.message, _price(generation) if paid else None)
        raise


def _look_for(studio: Studio, service: ImageService, generation: Generation, control: Control) -> str:
    """The name of a prediction whose answer was lost; raises when it was never ordered, all given back."""
    control.progress(Progress(None, "Looking for the picture"))
    found = _find(studio, service, generation)
    if found is None:
        message = "The picture was never asked for: the program ended before it could be."
        _give_up(studio, generation, message)
        raise ImageServiceError(message, "Nothing was charged. Refine the scene again.")
    studio.library(lambda library: library.generations.submitted(generation.id, found.id))
    return found.id


def _submit(studio: Studio, service: ImageService, generation: Generation, control: Control) -> str:
    """Order the picture once and store its name; raises when there is none, the slot given back if that is sure."""
    try:
        control.check()
        control.progress(Progress(None, "Asking for a picture"))
        prediction = service.submit(generation.request)
    except AnswerLost:
        found = _find(studio, service, generation)  # raises while that can't be told: it stays open
        if found is None:
            _give_up(studio, generation, "The service did not get the request.")
            raise
        prediction = found
    except Canceled:
        _cancel(studio, generation, "", charged=False)
        raise
    except VidstudioError as exc:
        _give_up(studio, generation, exc.message)
        raise
    studio.library(lambda library: library.generations.submitted(generation.id, prediction.id))
    _log.info("Job %d: picture %d is prediction %s", generation.job_id, generation.id, prediction.id)
    return prediction.id


def _find(studio: Studio, service: ImageService, generation: Generation) -> Prediction | None:
    known = studio.library(lambda library: library.generations.prediction_ids())
    return service.find(generation.request, generation.created_at, known)


def _conclude(
    studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
) -> Job:
    if prediction.status in {PredictionStatus.CANCELED, PredictionStatus.ABORTED}:
        _cancel(studio, generation, prediction.error, charged=prediction.charged)
        raise Canceled
    if not prediction.finished:  # Cancel could not be delivered
        raise ServiceUnreachable("The service could not be told to stop.", "The picture is kept if it comes after all.")
    return _bring_home(studio, service, generation, prediction, control)


def _bring_home(
    studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
) -> Job:
    """Download at once, since the service deletes after an hour. A Cancel now comes too late to save anything."""
    control.progress(Progress(1.0, "Downloading"))
    data = service.fetch(prediction, Control(control.progress))
    try:
        picture = keep_picture(
            studio.storage.images(generation.job_id),
            generation.scene_id,
            data,
            PictureSource.REPLICATE,
            prompt=generation.request.prompt,
            model=generation.request.model,
        )
    except PictureRefused as exc:
        raise PredictionFailed("The service sent a picture that can't be used.", exc.message) from exc
    cost = _price(generation)
    job = studio.library(lambda library: library.generations.succeed(generation.id, picture, cost))
    _log.info("Job %d: picture %d is there: %s", job.id, generation.id, picture.file)
    return job


def _price(generation: Generation) -> Decimal | None:
    return model(generation.request.model).price


def _give_up(studio: Studio, generation: Generation, message: str, cost: Decimal | None = None) -> None:
    """It failed: slot and estimate are given back, and what it cost all the same is written down."""
    _log.warning("Job %d: picture %d failed: %s", generation.job_id, generation.id, message)
    studio.library(
        lambda library: library.generations.end(
            generation.id, GenerationState.FAILED, message, give_back=True, actual_cost=cost
        )
    )


def _cancel(studio: Studio, generation: Generation, error: str, *, charged: bool) -> None:
    """It was canceled: slot and estimate are given back unless it was charged."""
    _log.info("Job %d: picture %d canceled%s", generation.job_id, generation.id, ", but charged" if charged else "")
    cost = _price(generation) if charged else None
    studio.library(
        lambda library: library.generations.end(
            generation.id, GenerationState.CANCELED, error, give_back=not charged, actual_cost=cost
        )
    )
