"""A storyboard from a language model: told as it comes, checked, asked for once more, or nothing at all."""

import json
from collections.abc import Callable
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import dump, fingerprints, replicate
from tests.servers.canceling import canceled_at
from tests.servers.openai import KEY, OpenAIServer, Reply, error
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import ANSWER_LOST, Behaviour
from tests.stories import IDEA, story
from vidstudio.core.control import Control, Progress
from vidstudio.core.generation import GenerationKind, MediaOrder
from vidstudio.core.job import AspectRatio
from vidstudio.core.media_request import MediaRequest
from vidstudio.core.scene import Motion
from vidstudio.core.scene_plan import PlannedScene
from vidstudio.errors import (
    Canceled,
    ImageServiceError,
    InputRefused,
    PictureRefused,
    PlanRefused,
    SourceMissing,
    TokenRefused,
    VidstudioError,
)
from vidstudio.paths import places
from vidstudio.services.images.service import AnswerLost
from vidstudio.settings import Settings, load_settings
from vidstudio.studio.context import Studio
from vidstudio.studio.jobs import NewJob, Pictures, create_job
from vidstudio.studio.planning import open_planner, planner_choices, settle_plans

BARD = NewJob(IDEA, duration=9.0, planner="openai:bard", lettered=False)
GPT = replace(BARD, planner="openai/gpt-5-mini")


@pytest.fixture
def chats(openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> OpenAIServer:
    """The OpenAI-like service, with the key for it."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    return openai_server


@pytest.fixture
def predictions(replicate_server: ReplicateServer, monkeypatch: pytest.MonkeyPatch) -> ReplicateServer:
    """Replicate, with the token for it."""
    monkeypatch.setenv("REPLICATE_API_TOKEN", TOKEN)
    monkeypatch.setenv("REPLICATE_BASE_URL", replicate_server.url)
    return replicate_server


@pytest.fixture
def planning(chats: OpenAIServer, predictions: ReplicateServer, studio: Studio) -> Studio:
    """A studio that knows both services."""
    return replace(studio, settings=load_settings(places()))


def without_ledger(home: Path) -> list[str]:
    """What the library holds but for what was asked of models."""
    ledger = ('INSERT INTO "generation"', 'INSERT INTO "sqlite_sequence"', 'DELETE FROM "sqlite_sequence"')
    return [line for line in dump(home / "library.db").splitlines() if not line.startswith(ledger)]


def told_of(studio: Studio) -> list[tuple[int | None, str, str, Decimal | None]]:
    """The ledger, in short."""
    lines = studio.library(lambda library: library.generations.of_job(None))
    return [(line.job_id, line.kind.value, line.state.value, line.actual_cost) for line in lines]


def nothing_came_of_it(home: Path, make: Callable[[], object], kind: type[BaseException]) -> BaseException:
    before = without_ledger(home)
    with pytest.raises(kind) as caught:
        make()
    assert without_ledger(home) == before
    assert fingerprints(home) == {}
    return caught.value


def test_scenes_are_told_as_they_come_and_made_into_a_job(
    planning: Studio, chats: OpenAIServer, pictures: Path
) -> None:
    chats.say(Reply(story()))
    told: list[tuple[int, PlannedScene]] = []
    steps: list[str] = []

    def watch(progress: Progress) -> None:
        steps.append(progress.text)

    wanted = replace(BARD, pictures=pictures, aspect_ratio=AspectRatio.TALL)
    job = create_job(planning, wanted, Control(watch), planned=lambda number, scene: told.append((number, scene)))
    assert [number for number, _ in told] == [1, 2, 3]
    assert steps[:4] == ["Asking the language model", "Scene 1 is planned", "Scene 2 is planned", "Scene 3 is planned"]
    assert (job.title, job.idea, job.status) == ("Storm", IDEA, "storyboard_ready")
    assert [scene.duration for scene in job.scenes] == [2, 3, 4]
    assert [scene.description for scene in job.scenes] == [scene.description for _, scene in told]
    for scene in job.scenes:
        assert "white braid" in scene.image_prompt
        assert "blue light" in scene.image_prompt
        assert (scene.motion, scene.caption) == (Motion.PUSH_IN, "")


def test_what_is_spoken_becomes_captions_if_asked(planning: Studio, chats: OpenAIServer, pictures: Path) -> None:
    chats.say(Reply(story()))
    job = create_job(planning, replace(BARD, pictures=pictures, captions=True), Control())
    assert [scene.caption for scene in job.scenes] == ["Wave 1.", "Wave 2.", "Wave 3."]


@pytest.mark.parametrize("stream", ["none", "whole", "cut"])
def test_replicate_plans_likewise(
    planning: Studio, predictions: ReplicateServer, pictures: Path, stream: str, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level("INFO")
    predictions.behaviour = Behaviour(text=story(4), stream=stream, starting=0, processing=0)  # type: ignore[arg-type] # one of the literals
    job = create_job(planning, replace(GPT, pictures=pictures), Control())
    assert len(job.scenes) == 4
    assert f"prediction {predictions.ids[0]}" in caplog.text


def test_a_bad_answer_is_asked_for_once_more_with_its_fault(
    planning: Studio, chats: OpenAIServer, pictures: Path
) -> None:
    chats.say(Reply(story(description="short")), Reply(story(2)))
    told: list[int] = []
    steps: list[str] = []
    job = create_job(
        planning,
        replace(BARD, pictures=pictures),
        Control(lambda progress: steps.append(progress.text)),
        planned=lambda number, _scene: told.append(number),
    )
    assert len(job.scenes) == 2
    assert told == [1, 2, 1, 2]
    assert "Asking once more" in steps
    first, second = (json.loads(request.body)["messages"][1]["content"] for request in chats.seen("chat"))
    assert "Scene 3 has a description of 5 characters; it must be 10 to 1000." in second
    assert second.startswith(first)


REFUSED: dict[str, tuple[str, str]] = {
    "no storyboard": ("I'd rather not.", "no JSON"),
    "one scene too short": (story(description="short"), "Scene 3 has a description of 5"),
    "too many for the film": (story(40), "40 scenes don't fit"),
}


@pytest.mark.parametrize(("answer", "words"), REFUSED.values(), ids=REFUSED)
def test_a_second_bad_answer_is_the_last(
    planning: Studio, chats: OpenAIServer, home: Path, answer: str, words: str
) -> None:
    chats.say(Reply(answer))
    caught = nothing_came_of_it(home, lambda: create_job(planning, BARD, Control()), PlanRefused)
    assert words in str(caught)
    assert len(chats.seen("chat")) == 2


FAILURES: dict[str, tuple[NewJob, type[VidstudioError]]] = {
    "no such provider": (replace(BARD, planner="atlantis:bard"), InputRefused),
    "no name": (replace(BARD, planner="bard"), InputRefused),
    "no model": (replace(BARD, planner="openai:"), InputRefused),
    "empty idea": (replace(BARD, text=" ?!"), InputRefused),
    "endless idea": (replace(BARD, text="A fox. " * 9000), InputRefused),
    "a script": (replace(BARD, text="# A\n\nA fox runs.", is_script=True), InputRefused),
    "no such pictures": (replace(BARD, pictures=Path("/nowhere")), PictureRefused),
    "no such image model": (replace(BARD, pictures=Pictures.SERVICE, model="no model"), InputRefused),
}


@pytest.mark.parametrize(("wanted", "kind"), FAILURES.values(), ids=FAILURES)
def test_what_can_not_be_made_is_not_paid_for(
    planning: Studio,
    chats: OpenAIServer,
    predictions: ReplicateServer,
    home: Path,
    wanted: NewJob,
    kind: type[Exception],
) -> None:
    nothing_came_of_it(home, lambda: create_job(planning, wanted, Control()), kind)
    assert not chats.requests + predictions.requests


def test_music_that_is_not_there_is_told_before_the_model_is_asked(
    planning: Studio, chats: OpenAIServer, home: Path
) -> None:
    music = Path("/nowhere.mp3")
    nothing_came_of_it(home, lambda: create_job(planning, BARD, Control(), music), SourceMissing)
    assert not chats.requests


def test_without_a_token_no_picture_is_planned(
    planning: Studio, chats: OpenAIServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("REPLICATE_API_TOKEN")
    for wanted in (GPT, replace(BARD, pictures=Pictures.SERVICE)):
        nothing_came_of_it(home, lambda wanted=wanted: create_job(planning, wanted, Control()), TokenRefused)  # type: ignore[misc] # bound here
    assert not chats.requests


def test_a_service_that_fails_leaves_no_trace(
    planning: Studio, chats: OpenAIServer, predictions: ReplicateServer, home: Path
) -> None:
    chats.fail("chat", error(404, "The model does not exist"))
    nothing_came_of_it(home, lambda: create_job(planning, BARD, Control()), ImageServiceError)
    predictions.fail("create", ANSWER_LOST)
    nothing_came_of_it(home, lambda: create_job(planning, GPT, Control()), AnswerLost)
    assert len(predictions.seen("create")) == 1


def test_cancel_leaves_no_trace_and_stops_the_model(planning: Studio, predictions: ReplicateServer, home: Path) -> None:
    predictions.behaviour = Behaviour(text=story(6), stream="hold", starting=0, processing=10_000)
    with canceled_at(predictions, "stream") as control:
        nothing_came_of_it(home, lambda: create_job(planning, GPT, control), Canceled)
    assert predictions.status(predictions.ids[0]) == "canceled"


def test_a_listener_that_fails_stops_the_model(planning: Studio, predictions: ReplicateServer, home: Path) -> None:
    predictions.behaviour = Behaviour(text=story(6), stream="hold", starting=0, processing=10_000)

    def planned(_number: int, _scene: PlannedScene) -> None:
        raise RuntimeError("the window is gone")

    nothing_came_of_it(home, lambda: create_job(planning, GPT, Control(), planned=planned), RuntimeError)
    assert predictions.status(predictions.ids[0]) == "canceled"


@pytest.mark.parametrize(
    ("model", "opened"),
    [
        ("openai/gpt-5-mini", "openai/gpt-5-mini"),
        (f"ada/bard:{'5c' * 32}", f"ada/bard:{'5c' * 32}"),
        (" openai:llama3.2:3b ", "openai:llama3.2:3b"),
        ("openai:org/bard", "openai:org/bard"),
    ],
)
def test_a_model_is_named_as_its_provider_names_it(planning: Studio, model: str, opened: str) -> None:
    assert open_planner(planning, model).model == opened


def test_the_models_one_can_choose() -> None:
    assert planner_choices(Settings(), has_token=False) == {}
    assert planner_choices(Settings(planner_model="openai:bard"), has_token=False) == {"openai:bard": "openai:bard"}
    chosen = planner_choices(Settings(planner_model="openai/gpt-5-mini"), has_token=True)
    assert (chosen["openai/gpt-5-mini"], len(chosen)) == ("GPT-5 mini", 5)
    assert "$0.65" in chosen["meta/meta-llama-3-70b-instruct"]


def test_a_plan_is_in_the_ledger_with_the_job_it_made(
    planning: Studio, predictions: ReplicateServer, pictures: Path
) -> None:
    predictions.behaviour = Behaviour(text=story(4), tokens=(200_000, 100_000))
    llama = replace(GPT, pictures=pictures, planner="meta/meta-llama-3-70b-instruct")
    job = create_job(planning, llama, Control())
    assert told_of(planning) == [(job.id, "plan", "succeeded", Decimal("0.405"))]
    assert job.actual_cost == Decimal("0.405")
    (line,) = planning.library(lambda library: library.generations.of_job(job.id))
    assert (line.prediction_id, line.scene_id) == (predictions.ids[0], None)
    assert (line.request.model, line.request.prompt) == ("meta/meta-llama-3-70b-instruct", IDEA)


def test_what_a_bad_answer_cost_is_remembered_without_a_job(
    planning: Studio, chats: OpenAIServer, predictions: ReplicateServer
) -> None:
    chats.say(Reply("I'd rather not."))
    with pytest.raises(PlanRefused):
        create_job(planning, BARD, Control())
    predictions.fail("create", ANSWER_LOST)
    with pytest.raises(AnswerLost):
        create_job(planning, GPT, Control())
    assert told_of(planning) == [(None, "plan", "lost", None)] * 3


def test_a_job_that_never_came_to_be_leaves_its_plan_in_the_ledger(
    planning: Studio, chats: OpenAIServer, pictures: Path
) -> None:
    chats.say(Reply(story()))

    def stop_at_the_pictures(progress: Progress) -> None:
        if "Drawing" in progress.text:
            control.cancel()

    control = Control(stop_at_the_pictures)
    with pytest.raises(Canceled):
        create_job(planning, BARD, control)
    assert told_of(planning) == [(None, "plan", "succeeded", None)]


def test_a_plan_that_a_dead_program_had_asked_for_is_stopped_and_settled(
    planning: Studio, predictions: ReplicateServer
) -> None:
    predictions.behaviour = Behaviour(text=story(6), stream="hold", starting=0, processing=10_000)
    with replicate(planning) as service:
        asked = MediaRequest("openai/gpt-5-mini", "A fox", 0, (("prompt", "A fox"),))
        order = MediaOrder(GenerationKind.PLAN, asked, None)
        sent, unsent = planning.library(lambda library: library.generations.begin_media(None, [order, order]))
        prediction = service.submit_media(asked, "")
        planning.library(lambda library: library.generations.submitted(sent.id, prediction.id))
    settle_plans(planning)
    assert told_of(planning) == [(None, "plan", "canceled", None), (None, "plan", "lost", None)]
    assert predictions.status(prediction.id) == "canceled"
    assert unsent.id != sent.id
