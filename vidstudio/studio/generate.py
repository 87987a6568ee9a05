"""One thing paid for, from the first word to the service until it is on disk, through crashes and lost answers.

The library knows at every moment how far it got, so that whoever comes next goes on from there: nothing paid for is
lost, and nothing is paid twice.
"""

import logging
import secrets
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, closing, contextmanager
from decimal import Decimal

from tenacity import AttemptManager, RetryCallState, Retrying, retry_if_exception_type, stop_after_attempt
from tenacity.wait import wait_exponential_jitter

from vidstudio.core.control import Control, Progress
from vidstudio.core.generation import OPEN, Generation, GenerationState
from vidstudio.core.images import (
    MAX_SEED,
    REPLICATE,
    ImageRequest,
    Prediction,
    PredictionStatus,
    Role,
    StartPicture,
    provider_of,
)
from vidstudio.core.job import Job
from vidstudio.core.reference import FOLDER
from vidstudio.core.refine import Refinement
from vidstudio.core.scene import Scene
from vidstudio.errors import (
    BillingRequired,
    Canceled,
    ImageServiceError,
    InputRefused,
    ServiceBusy,
    ServiceUnreachable,
    TokenRefused,
    VidstudioError,
)
from vidstudio.services.images.follow import follow, stop
from vidstudio.services.images.models import DEFAULT_MODEL, model
from vidstudio.services.images.service import AnswerLost, ImageService, Untraceable
from vidstudio.services.providers import IMAGES, find_provider
from vidstudio.services.secrets import read_token
from vidstudio.studio.context import Studio
from vidstudio.studio.kinds import kind_of

POLL_SECONDS = 1.0

FIRST_PAUSE = 1.0
"""Seconds before what is worth another try is tried again, give or take; each further pause is twice as long."""

_TRIES = 6
_LOOK_SECONDS = 0.05
_LONGEST_PAUSE = 30.0

_log = logging.getLogger(__name__)


class Pace:
    """The pace a service asks for, kept by all who order from it side by side.

    Until one order has been taken they are made one at a time: a wrong token or an unpaid account refuses all of them,
    and is asked once.
    """

    def __init__(self) -> None:
        self._not_before = 0.0
        self._taken = False
        self._refused: ImageServiceError | None = None
        self._gate = threading.Lock()

    @contextmanager
    def turn(self, control: Control) -> Iterator[None]:
        """Around an order: waits until it is allowed; raises as ``Control.check`` does, or why none will be taken."""
        while (left := self._not_before - time.monotonic()) > 0:
            control.wait(left)
        control.check()
        alone = not self._taken
        while alone and not self._gate.acquire(timeout=_LOOK_SECONDS):
            control.check()
            alone = not self._taken
        try:
            if self._refused:
                raise self._refused
            yield
            self._taken = True
        except ServiceBusy as exc:
            self._not_before = max(self._not_before, time.monotonic() + exc.retry_after)
            raise
        except (TokenRefused, BillingRequired) as exc:
            self._refused = exc
            raise
        finally:
            if alone:
                self._gate.release()


@contextmanager
def image_service(studio: Studio, provider: str = REPLICATE) -> Iterator[ImageService]:
    """A provider's image service with the user's token, until it is left.

    Raises ``TokenRefused`` where it wants a token and there is none, and ``InputRefused`` for an unknown provider.
    """
    with closing(find_provider(IMAGES, provider).open(studio.settings, read_token(provider))) as service:
        yield service


def chosen_model(studio: Studio, named: str = "") -> str:
    """The model to use: the one named, else the setting, else the default; raises ``InputRefused`` for none."""
    chosen = model((named or studio.settings.image_model or DEFAULT_MODEL).strip()).id
    if (provider := provider_of(chosen)) != REPLICATE:
        find_provider(IMAGES, provider)
    return chosen


def order(studio: Studio, job: Job, scene: Scene, refinement: Refinement | None, model_id: str) -> Generation:
    """Write down a picture to ask for, which takes its price and, as a refinement, its slot; nothing is sent yet."""
    (asked,) = order_variants(studio, job, scene, refinement, model_id, 1)
    return asked


def order_variants(
    studio: Studio,
    job: Job,
    scene: Scene,
    refinement: Refinement | None,
    model_id: str,
    count: int,
    pictures: Sequence[StartPicture] = (),
) -> tuple[Generation, ...]:
    """Write down so many pictures to ask for, alike but for their seeds: all of them or none.

    They are made from ``pictures`` and go by the job's references, as far as the model takes such.
    """
    chosen = model(model_id)
    prompt = (refinement and refinement.image_prompt) or scene.image_prompt
    description = refinement.description if refinement else None
    seeds = secrets.SystemRandom().sample(range(MAX_SEED + 1), count)
    references = (StartPicture(f"{FOLDER}/{each.file}", each.digest, Role.REFERENCE) for each in job.references)
    taken = chosen.takes((*pictures, *references))
    if chosen.needs_picture and not taken:
        raise InputRefused(f"{chosen.label} draws from a picture alone.", "Choose another model, or edit a picture.")
    requests = [ImageRequest(prompt, job.aspect_ratio, model_id, seed, taken) for seed in seeds]
    price = chosen.price
    asked = studio.library(
        lambda library: library.generations.begin_all(
            scene.id,
            requests,
            description,
            Decimal(0) if price == 0 else studio.settings.refinement_price,
            refinement=refinement is not None,
            provider=provider_of(model_id),
            price=price,
            monthly=studio.settings.monthly_budget,
        )
    )
    for each in asked:
        _log.info("Job %d: picture %d of scene %d asked of %s", job.id, each.id, scene.id, model_id)
    return asked


def carry_out(
    studio: Studio, service: ImageService, generation_id: int, control: Control, pace: Pace | None = None
) -> Job:
    """Take a generation from wherever it is to its end.

    Raises ``Canceled`` once the service has confirmed the stop, and ``ImageServiceError`` when there is no picture. An
    error that is worth another try later (no network, a busy service) leaves it open, to be taken up again.
    """
    with _held(studio, generation_id):
        generation = studio.library(lambda library: library.generations.get(generation_id))
        if generation.state not in OPEN:
            return _as_it_ended(studio, generation)
        prediction_id = generation.prediction_id or _submit(studio, service, generation, control, pace or Pace())
        return _follow_home(studio, service, generation, prediction_id, control)


def resume(studio: Studio, service: ImageService, generation: Generation, control: Control) -> Job:
    """Take up a generation that an earlier run left open; one that never reached the service is given back."""
    with _held(studio, generation.id):  # whoever holds it may be about to send it
        generation = studio.library(lambda library: library.generations.get(generation.id))
        if generation.state not in OPEN:
            return _as_it_ended(studio, generation)
        prediction_id = generation.prediction_id or _look_for(studio, service, generation, control)
        if generation.state is GenerationState.CANCELING:
            return _conclude(studio, service, generation, stop(service, prediction_id, POLL_SECONDS), control)
        return _follow_home(studio, service, generation, prediction_id, control)


def _held(studio: Studio, generation_id: int) -> AbstractContextManager[None]:
    return studio.locks.hold(f"generation-{generation_id}", "It is already being fetched.")


def _as_it_ended(studio: Studio, generation: Generation) -> Job:
    """What became of a generation that somebody else took to its end meanwhile."""
    if generation.state is GenerationState.CANCELED:
        raise Canceled
    if generation.state in {GenerationState.FAILED, GenerationState.LOST}:
        raise ImageServiceError(generation.error or f"There is no {kind_of(generation).noun}.", "Ask for it again.")
    return studio.library(lambda library: library.jobs.get(generation.job_id or 0))


def _follow_home(
    studio: Studio, service: ImageService, generation: Generation, prediction_id: str, control: Control
) -> Job:
    def told(state: GenerationState) -> None:
        studio.library(lambda library: library.generations.step(generation.id, state))

    try:
        prediction = follow(service, prediction_id, control, told, POLL_SECONDS, doing=kind_of(generation).doing)
    except (ServiceBusy, ServiceUnreachable, TokenRefused):
        raise
    except ImageServiceError as exc:  # the service does not know it any more: what it cost can't be asked
        _give_up(studio, generation, exc.message, GenerationState.LOST)
        raise
    return _conclude(studio, service, generation, prediction, control)


def _look_for(studio: Studio, service: ImageService, generation: Generation, control: Control) -> str:
    """The name of a prediction whose answer was lost; raises when it was never ordered, all given back."""
    noun = kind_of(generation).noun
    control.progress(Progress(None, f"Looking for the {noun}"))
    while True:
        try:
            found = _find(studio, service, generation)
        except Untraceable as exc:
            _give_up(studio, generation, exc.message, GenerationState.LOST)
            raise
        if found is None:
            message = f"The {noun} was never asked for: the program ended before it could be."
            _give_up(studio, generation, message)
            raise ImageServiceError(message, "Nothing was charged. Ask for it again.")
        if _is_its_own(studio, generation, found):
            return found.id


def _submit(studio: Studio, service: ImageService, generation: Generation, control: Control, pace: Pace) -> str:
    """Order it once and store its name; raises when there is none, the slot given back if that is sure."""
    try:
        prediction = _ordered(studio, service, generation, control, pace)
    except _CannotTell as exc:
        raise exc.error from exc
    except Canceled:
        _cancel(studio, generation, "", charged=False)
        raise
    except Untraceable as exc:
        _give_up(studio, generation, exc.message, GenerationState.LOST)
        raise
    except VidstudioError as exc:
        _give_up(studio, generation, exc.message)
        raise
    if _is_its_own(studio, generation, prediction):
        return prediction.id
    return _look_for(studio, service, generation, control)


def _is_its_own(studio: Studio, generation: Generation, prediction: Prediction) -> bool:
    """Store a prediction's name; whether no other line was taken for it: that one's own order is looked for then."""
    kept = studio.library(lambda library: library.generations.submitted(generation.id, prediction.id))
    if kept:
        _log.info("Job %s: %s %d is prediction %s", generation.job_id, generation.kind, generation.id, prediction.id)
    return kept


class _CannotTell(Exception):
    """Whether it was ordered is not known for now, so that it must stay open."""

    def __init__(self, error: VidstudioError) -> None:
        self.error = error


def _ordered(studio: Studio, service: ImageService, generation: Generation, control: Control, pace: Pace) -> Prediction:
    """Order it; again where that is worth it, and only once it is sure that it was not ordered before."""
    kind = kind_of(generation)
    for attempt in _tries(control):
        with attempt:
            control.progress(Progress(None, f"Asking for {kind.asked}"))
            try:
                with pace.turn(control):
                    return kind.submit(studio, service, generation, control)
            except AnswerLost:
                found = _found_at_last(studio, service, generation, control)
                if found is None:
                    raise
                return found
    raise AssertionError  # the last attempt returned or raised


def _found_at_last(
    studio: Studio, service: ImageService, generation: Generation, control: Control
) -> Prediction | None:
    try:
        for attempt in _tries(control):
            with attempt:
                return _find(studio, service, generation)
    except Untraceable:
        raise
    except ImageServiceError as exc:
        raise _CannotTell(exc) from exc
    except Canceled:
        raise _CannotTell(ServiceUnreachable("Stopped before the service could tell whether it was ordered.")) from None
    raise AssertionError  # likewise


def _tries(control: Control) -> Iterator[AttemptManager]:
    """Attempts at what a busy service or a broken line may refuse, with pauses that Cancel breaks off."""

    def pause(state: RetryCallState) -> float:
        error = state.outcome.exception() if state.outcome else None
        asked = error.retry_after if isinstance(error, ServiceBusy) else 0.0
        return max(asked, growing(state))

    growing = wait_exponential_jitter(multiplier=FIRST_PAUSE, max=_LONGEST_PAUSE, jitter=FIRST_PAUSE)
    return iter(
        Retrying(
            sleep=control.wait,
            wait=pause,
            stop=stop_after_attempt(_TRIES),
            retry=retry_if_exception_type((ServiceBusy, ServiceUnreachable)),
            reraise=True,
        )
    )


def _find(studio: Studio, service: ImageService, generation: Generation) -> Prediction | None:
    known = studio.library(lambda library: library.generations.prediction_ids())
    return kind_of(generation).find(studio, service, generation, known)


def _conclude(
    studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
) -> Job:
    if prediction.status in {PredictionStatus.CANCELED, PredictionStatus.ABORTED}:
        cost = _cost(generation, prediction) if prediction.charged else None
        _cancel(studio, generation, prediction.error, charged=prediction.charged, cost=cost)
        raise Canceled
    if not prediction.finished:  # Cancel could not be delivered
        raise ServiceUnreachable("The service could not be told to stop.", "The picture is kept if it comes after all.")
    try:
        return _bring_home(studio, service, generation, prediction, control)
    except (ServiceBusy, ServiceUnreachable, TokenRefused):
        raise
    except ImageServiceError as exc:
        paid = prediction.status is PredictionStatus.SUCCEEDED
        state = GenerationState.LOST if paid else GenerationState.FAILED
        _give_up(studio, generation, exc.message, state, _cost(generation, prediction) if paid else None)
        raise


def _bring_home(
    studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
) -> Job:
    """Download at once, since the service deletes after an hour. A Cancel now comes too late to save anything."""
    control.progress(Progress(1.0, "Downloading"))
    job = kind_of(generation).bring_home(studio, service, generation, prediction, Control(control.progress))
    _log.info("Job %d: %s %d is there", job.id, generation.kind, generation.id)
    return job


def _cost(generation: Generation, prediction: Prediction) -> Decimal | None:
    return kind_of(generation).cost(generation, prediction)


def _give_up(
    studio: Studio,
    generation: Generation,
    message: str,
    state: GenerationState = GenerationState.FAILED,
    cost: Decimal | None = None,
) -> None:
    """It failed or is lost: slot and estimate are given back, and what it cost all the same is written down."""
    _log.warning("Job %s: %s %d %s: %s", generation.job_id, generation.kind, generation.id, state, message)
    studio.library(
        lambda library: library.generations.end(generation.id, state, message, give_back=True, actual_cost=cost)
    )


def _cancel(studio: Studio, generation: Generation, error: str, *, charged: bool, cost: Decimal | None = None) -> None:
    """It was canceled: slot and estimate are given back unless it was charged."""
    words = generation.job_id, generation.kind, generation.id, ", but charged" if charged else ""
    _log.info("Job %s: %s %d canceled%s", *words)
    studio.library(
        lambda library: library.generations.end(
            generation.id, GenerationState.CANCELED, error, give_back=not charged, actual_cost=cost
        )
    )
