"""A storyboard from a language model: asked for, told scene by scene, checked, and asked for once more if need be."""

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from vidstudio.core.control import Control, Progress
from vidstudio.core.durations import check_film_seconds
from vidstudio.core.generation import Generation, GenerationKind, GenerationState, MediaOrder
from vidstudio.core.images import REPLICATE, PredictionStatus, provider_of
from vidstudio.core.media_request import MediaRequest
from vidstudio.core.plan_answer import SceneStream, read_plan
from vidstudio.core.scene_plan import PlannedScene, PlanRequest, outline_of, plan_request
from vidstudio.core.script import DEFAULT_SECONDS, Outline, idea_scenes
from vidstudio.core.wording import shorten
from vidstudio.errors import Canceled, ImageServiceError, InputRefused, NotReady, PlanRefused, VidstudioError
from vidstudio.services.images.follow import stop
from vidstudio.services.images.service import AnswerLost
from vidstudio.services.planners.families import MODELS
from vidstudio.services.planners.service import Billed, ScenePlanner
from vidstudio.services.providers import PLANNERS, find_provider
from vidstudio.services.secrets import read_token
from vidstudio.settings import Settings
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import image_service

if TYPE_CHECKING:
    from vidstudio.studio.jobs import NewJob

Planned = Callable[[int, PlannedScene], object]
"""Is given each scene with its number, as soon as it is whole; after 1 comes again, the scenes before it are void."""

_IDEA_LETTERS = 500
"""Of an idea in the ledger."""

_log = logging.getLogger(__name__)


def open_planner(studio: Studio, model_id: str) -> ScenePlanner:
    """The model of that name, ready to be asked; close it after use.

    Args:
        studio: for its settings.
        model_id: ``owner/name`` for one on Replicate, else the provider's name and its own: ``openai:gpt-4.1-mini``.

    Raises:
        InputRefused: there is no such provider, or it can't be used.
        TokenRefused: its token is missing, or can't be one.
    """
    provider, whole = provider_of(model_id), model_id.strip()
    name = whole if provider == REPLICATE else whole.partition(":")[2]
    settings = studio.settings.model_copy(update={"planner_model": name})
    return find_provider(PLANNERS, provider).open(settings, read_token(provider))


def planner_choices(settings: Settings, *, has_token: bool) -> dict[str, str]:
    """The models one can choose, each with its words: those on Replicate where there is a token, and the setting's."""
    known = MODELS if has_token else ()
    found = {model.id: f"{model.label}{f'  ·  {model.price}' if model.price else ''}" for model in known}
    if settings.planner_model:
        found.setdefault(settings.planner_model, settings.planner_model)
    return found


def plan_scenes(
    studio: Studio, wanted: "NewJob", planner: ScenePlanner, control: Control, planned: Planned
) -> tuple[Outline, tuple[int, ...]]:
    """Have a model plan the scenes of an idea; gives them, and the lines of the ledger that are still without a job.

    An answer that is no storyboard is asked for once more, with what was wrong with it; that costs a second answer.
    Nothing but the ledger is written.

    Raises:
        InputRefused: the idea is empty or too long.
        PlanRefused: the second answer was none either.
        ImageServiceError: or one of its kinds, see ``ScenePlanner``.
        Canceled: Cancel was pressed; the model was stopped.
    """
    seconds = check_film_seconds(DEFAULT_SECONDS if wanted.duration is None else wanted.duration)
    request = plan_request(wanted.text, seconds, wanted.aspect_ratio, wanted.style, idea_scenes(seconds))
    first = _Line(studio, wanted, planner)
    try:
        return first.kept(lambda submitted: _planned(wanted, planner, request, control, planned, submitted)), (
            first.id,
        )
    except PlanRefused as exc:
        fault = exc.message
    _log.warning("%s answered with no storyboard: %s", planner.model, fault)
    control.progress(Progress(None, "Asking once more"))
    again, second = request.corrected(fault), _Line(studio, wanted, planner)
    outline = second.kept(lambda submitted: _planned(wanted, planner, again, control, planned, submitted))
    return outline, (first.id, second.id)


class _Line:
    """One answer in the ledger: written down before the model is asked, for no job yet.

    Raises ``LimitReached`` where the month's budget is crossed already.
    """

    def __init__(self, studio: Studio, wanted: "NewJob", planner: ScenePlanner) -> None:
        self._studio, self._planner, self._prediction_id = studio, planner, ""
        provider = provider_of(wanted.planner)
        asked = MediaRequest(planner.model, shorten(wanted.text, _IDEA_LETTERS), seed=0)
        order = MediaOrder(GenerationKind.PLAN, asked, price=None)
        monthly = studio.settings.monthly_budget
        (line,) = studio.library(
            lambda library: library.generations.begin_media(None, [order], provider=provider, monthly=monthly)
        )
        self.id = line.id

    def kept(self, ask: Callable[[Callable[[str], None]], Outline]) -> Outline:
        """What ``ask`` gives; however that ends, the line says it."""
        with self._studio.locks.hold(f"generation-{self.id}", ""):
            try:
                outline = ask(self._submitted)
            except Canceled:
                self._end(GenerationState.CANCELED, "")
                raise
            except (PlanRefused, AnswerLost) as exc:  # an answer that is paid for, or may be
                self._end(GenerationState.LOST, exc.message)
                raise
            except ImageServiceError as exc:
                self._end(GenerationState.FAILED, exc.message)
                raise
            except BaseException:
                self._end(GenerationState.LOST, "It was left before its end.")
                raise
            self._end(GenerationState.SUCCEEDED, "")
            return outline

    def _submitted(self, prediction_id: str) -> None:
        _log.info("A storyboard is asked of %s: prediction %s", self._planner.model, prediction_id)
        self._prediction_id = prediction_id
        self._studio.library(lambda library: library.generations.submitted(self.id, prediction_id))

    def _end(self, state: GenerationState, error: str) -> None:
        cost = None
        if self._prediction_id and state is not GenerationState.FAILED and isinstance(self._planner, Billed):
            cost = self._planner.cost(self._prediction_id)
        self._studio.library(lambda library: library.generations.end_plan(self.id, state, error, cost))


def settle_plans(studio: Studio) -> None:
    """Bring to an end in the ledger what a program that died had asked of a language model: nobody waits for it.

    What still runs is stopped. One that can't be asked for now stays as it is.
    """
    for line in studio.library(lambda library: library.generations.open_plans()):
        try:
            lock = studio.locks.take(f"generation-{line.id}", "")
        except NotReady:
            continue  # somebody is at it
        try:
            _settle(studio, line)
        except VidstudioError as exc:
            _log.info("Plan %d can't be settled: %s", line.id, exc)
        finally:
            lock.release()


def _settle(studio: Studio, line: Generation) -> None:
    state = GenerationState.LOST
    if line.prediction_id:
        with image_service(studio, line.provider) as service:
            prediction = stop(service, line.prediction_id)
        if not prediction.finished:
            return
        if prediction.status is not PredictionStatus.SUCCEEDED:
            state = GenerationState.CANCELED
    words = "The program ended before the answer was there."
    studio.library(lambda library: library.generations.end_plan(line.id, state, words, None))


def _planned(
    wanted: "NewJob",
    planner: ScenePlanner,
    request: PlanRequest,
    control: Control,
    planned: Planned,
    submitted: Callable[[str], None],
) -> Outline:
    scenes, number, pieces = SceneStream(), 0, list[str]()
    answer = planner.stream(request, control, submitted)
    try:
        for piece in answer:
            control.check()
            pieces.append(piece)
            for scene in scenes.feed(piece):
                number += 1
                planned(number, scene)
                control.progress(Progress(None, f"Scene {number} is planned"))
    finally:
        _leave(answer)
    plan = read_plan("".join(pieces))
    try:
        return outline_of(plan, wanted.duration, wanted.aspect_ratio, wanted.style)
    except InputRefused as exc:  # too many scenes for the film, or too few: the model's doing, not the person's
        raise PlanRefused(f"The model's storyboard can't be used. {exc.message}", exc.hint) from exc


def _leave(pieces: Iterator[str]) -> None:
    """Leave an answer, which stops the model if it still goes on; a plugin may answer with any iterator."""
    close = getattr(pieces, "close", None)
    if close is not None:
        close()
