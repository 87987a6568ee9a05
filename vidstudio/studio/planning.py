"""A storyboard from a language model: asked for, told scene by scene, checked, and asked for once more if need be."""

import logging
from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from vidstudio.core.control import Control, Progress
from vidstudio.core.durations import check_film_seconds
from vidstudio.core.images import REPLICATE, provider_of
from vidstudio.core.plan_answer import SceneStream, read_plan
from vidstudio.core.scene_plan import PlannedScene, PlanRequest, outline_of, plan_request
from vidstudio.core.script import DEFAULT_SECONDS, Outline, idea_scenes
from vidstudio.errors import InputRefused, PlanRefused
from vidstudio.services.planners.families import MODELS
from vidstudio.services.planners.service import ScenePlanner
from vidstudio.services.providers import PLANNERS, find_provider
from vidstudio.services.secrets import read_token
from vidstudio.settings import Settings
from vidstudio.studio.context import Studio

if TYPE_CHECKING:
    from vidstudio.studio.jobs import NewJob

Planned = Callable[[int, PlannedScene], object]
"""Is given each scene with its number, as soon as it is whole; after 1 comes again, the scenes before it are void."""

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


def plan_scenes(wanted: "NewJob", planner: ScenePlanner, control: Control, planned: Planned) -> Outline:
    """Have a model plan the scenes of an idea. Nothing is saved.

    An answer that is no storyboard is asked for once more, with what was wrong with it; that costs a second answer.

    Raises:
        InputRefused: the idea is empty or too long.
        PlanRefused: the second answer was none either.
        ImageServiceError: or one of its kinds, see ``ScenePlanner``.
        Canceled: Cancel was pressed; the model was stopped.
    """
    seconds = check_film_seconds(DEFAULT_SECONDS if wanted.duration is None else wanted.duration)
    request = plan_request(wanted.text, seconds, wanted.aspect_ratio, wanted.style, idea_scenes(seconds))
    try:
        return _planned(wanted, planner, request, control, planned)
    except PlanRefused as exc:
        _log.warning("%s answered with no storyboard: %s", planner.model, exc.message)
        control.progress(Progress(None, "Asking once more"))
        return _planned(wanted, planner, request.corrected(exc.message), control, planned)


def _planned(
    wanted: "NewJob", planner: ScenePlanner, request: PlanRequest, control: Control, planned: Planned
) -> Outline:
    scenes, number, pieces = SceneStream(), 0, list[str]()

    def submitted(prediction_id: str) -> None:
        _log.info("A storyboard is asked of %s: prediction %s", planner.model, prediction_id)

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
