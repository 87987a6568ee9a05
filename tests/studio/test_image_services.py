"""Pictures of services other than Replicate: in new jobs, refinements and paintings, and when an answer is lost."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import a_studio, made_job, picture_request
from tests.servers.openai import KEY, Drawn, OpenAIServer, error
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import ANSWER_LOST, HANG_UP, SILENCE, Failure, html
from vidstudio.core.control import Control
from vidstudio.core.generation import Generation, GenerationState, committed
from vidstudio.core.images import provider_of
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.refine import PictureMaker, Refinement
from vidstudio.core.scene import PictureSource
from vidstudio.errors import (
    Canceled,
    ImageServiceError,
    InputRefused,
    LeftForLater,
    ServiceBusy,
    VidstudioError,
)
from vidstudio.services.images.models import DEFAULT_MODEL, MODELS
from vidstudio.services.images.openai import OpenAIImages
from vidstudio.services.images.service import Untraceable
from vidstudio.studio import generate
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import carry_out, chosen_model, image_service, order, resume
from vidstudio.studio.image_models import is_usable, known_models, offered_models, service_model
from vidstudio.studio.jobs import NewJob, Pictures, create_job
from vidstudio.studio.paint import Painting, paint
from vidstudio.studio.refine import RefineWork, default_maker, refine

GPT = "openai:gpt-image-1"
FLAT = Decimal("0.02")


@pytest.fixture
def elsewhere(openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> Iterator[Studio]:
    """A studio whose OpenAI-like service is the one on loopback, with no token for Replicate."""
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr(generate, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(generate, "FIRST_PAUSE", 0.001)
    with a_studio() as opened:
        yield opened


def lines(studio: Studio, job: Job) -> tuple[Generation, ...]:
    return studio.library(lambda library: library.generations.of_job(job.id))


def asked(studio: Studio, job: Job, row: int = 0) -> Generation:
    return order(studio, job, job.scenes[row], Refinement("A red heron at dawn"), GPT)


def current(studio: Studio, job: Job) -> Job:
    return studio.library(lambda library: library.jobs.get(job.id))


@pytest.mark.parametrize(
    ("model", "provider"),
    [(DEFAULT_MODEL, "replicate"), ("ada/foxes:" + "0a" * 32, "replicate"), (GPT, "openai"), ("draft:noir", "draft")],
)
def test_a_models_name_says_whose_it_is(model: str, provider: str) -> None:
    assert provider_of(model) == provider


def test_a_new_job_gets_its_pictures_there(elsewhere: Studio, openai_server: OpenAIServer) -> None:
    wanted = NewJob("A heron waits. It strikes.", duration=10.0, pictures=Pictures.SERVICE, model=GPT)
    job = create_job(elsewhere, wanted, Control())
    assert job.status is JobStatus.STORYBOARD_READY
    assert [scene.picture and (scene.picture.source, scene.picture.model) for scene in job.scenes] == [
        (PictureSource.SERVICE, GPT)
    ] * len(job.scenes)
    assert {(line.provider, line.state) for line in lines(elsewhere, job)} == {("openai", GenerationState.SUCCEEDED)}
    assert openai_server.charged.total() == len(job.scenes)
    assert (job.estimated_cost, job.actual_cost) == (FLAT * len(job.scenes), Decimal(0))


def test_a_refinement_and_a_painting_go_there_too(
    elsewhere: Studio, pictures: Path, openai_server: OpenAIServer
) -> None:
    job = made_job(elsewhere, pictures)
    work = RefineWork(job.id, job.scenes[0].id, Refinement("A red heron at dawn"), PictureMaker.SERVICE, GPT)
    after = refine(elsewhere, work, Control())
    assert (after.refinement_count, after.estimated_cost) == (1, FLAT)
    with image_service(elsewhere, "openai") as service:
        after = paint(elsewhere, service, job.id, [each.id for each in job.scenes], GPT, Painting(Control()))
    assert [scene.picture and scene.picture.source for scene in after.scenes] == [PictureSource.SERVICE] * 3
    assert openai_server.charged.total() == 4


def test_drafts_as_a_service_cost_nothing(studio: Studio, job: Job) -> None:
    with image_service(studio, "draft") as service:
        after = paint(studio, service, job.id, [job.scenes[0].id], "draft:plain", Painting(Control()))
    assert after.scenes[0].picture
    assert after.scenes[0].picture.source is PictureSource.DRAFT
    assert (after.estimated_cost, after.actual_cost, lines(studio, job)[0].price) == (Decimal(0),) * 3


BRUSH = """
from vidstudio.services.images.drafts import Drafts
from vidstudio.services.providers import Provider

BRUSH = Provider("whatever", "The brush", lambda settings, token: Drafts())
"""


def test_a_plugins_service_makes_pictures_and_is_offered(
    studio: Studio, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    info = tmp_path / "site" / "brush_plugin-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: brush-plugin\nVersion: 1.0\n")
    (info / "entry_points.txt").write_text("[vidstudio.images]\nbrush = brush_plugin:BRUSH\n")
    (info.parent / "brush_plugin.py").write_text(BRUSH)
    monkeypatch.syspath_prepend(str(info.parent))
    assert [(each.id, each.label) for each in offered_models(studio.settings)] == [("brush:default", "The brush")]
    assert service_model(studio, "brush:oil", "") == chosen_model(studio, "brush:oil") == "brush:oil"
    work = RefineWork(job.id, job.scenes[0].id, Refinement("A red heron at dawn"), PictureMaker.SERVICE, "brush:oil")
    after = refine(studio, work, Control())
    assert after.scenes[0].picture
    assert (after.scenes[0].picture.source, after.scenes[0].picture.model) == (PictureSource.SERVICE, "brush:oil")
    assert [(line.provider, line.state) for line in lines(studio, job)] == [("brush", GenerationState.SUCCEEDED)]


LOST: dict[str, Failure] = {
    "lost": ANSWER_LOST,
    "broken": replace(html(502), processed=True),
    "page": replace(html(200), processed=True),
    "never arrived, which nobody can tell": HANG_UP,
}


@pytest.mark.parametrize("failure", LOST.values(), ids=LOST)
def test_an_order_whose_answer_was_lost_is_lost_and_not_made_again(
    elsewhere: Studio, pictures: Path, openai_server: OpenAIServer, failure: Failure
) -> None:
    job = made_job(elsewhere, pictures)
    openai_server.fail("image", failure)
    with image_service(elsewhere, "openai") as service, pytest.raises(Untraceable) as caught:
        carry_out(elsewhere, service, asked(elsewhere, job).id, Control())
    assert "may have been paid for" in caught.value.hint
    assert len(openai_server.seen("image")) == 1
    after, line = current(elsewhere, job), lines(elsewhere, job)[0]
    assert (after.refinement_count, after.estimated_cost) == (0, Decimal(0))
    assert line.state is GenerationState.LOST
    assert committed([line]) == FLAT  # it may have been paid: the budget counts it
    assert "keeps no list" in after.scenes[0].error


def test_a_busy_service_is_asked_again(elsewhere: Studio, pictures: Path, openai_server: OpenAIServer) -> None:
    job = made_job(elsewhere, pictures)
    openai_server.fail("image", error(429, "Rate limit reached", header="0"), times=2)
    with image_service(elsewhere, "openai") as service:
        carry_out(elsewhere, service, asked(elsewhere, job).id, Control())
    assert (len(openai_server.seen("image")), openai_server.charged.total()) == (3, 1)
    openai_server.fail("image", error(429, "Rate limit reached", header="0"), times=9)
    with image_service(elsewhere, "openai") as service, pytest.raises(ServiceBusy):
        carry_out(elsewhere, service, asked(elsewhere, job, 1).id, Control())
    assert lines(elsewhere, job)[1].state is GenerationState.FAILED


@pytest.mark.parametrize("how", ["none", "junk", "page", "away"])
def test_what_was_drawn_and_can_not_be_had_is_lost(
    elsewhere: Studio, pictures: Path, openai_server: OpenAIServer, how: str
) -> None:
    job = made_job(elsewhere, pictures)
    openai_server.draw(Drawn(how))  # type: ignore[arg-type] # one of the literals
    with image_service(elsewhere, "openai") as service, pytest.raises(ImageServiceError):
        carry_out(elsewhere, service, asked(elsewhere, job).id, Control())
    assert [line.state for line in lines(elsewhere, job)] == [GenerationState.LOST]
    assert current(elsewhere, job).refinement_count == 0


def test_one_left_by_an_earlier_run_is_lost_whether_it_was_sent_or_not(
    elsewhere: Studio, pictures: Path, openai_server: OpenAIServer
) -> None:
    job = made_job(elsewhere, pictures)
    queued, sent = asked(elsewhere, job), asked(elsewhere, job, 1)
    elsewhere.library(lambda library: library.generations.submitted(sent.id, "of an earlier run"))
    for waiting in elsewhere.library(lambda library: library.generations.open()):
        with image_service(elsewhere, waiting.provider) as service, pytest.raises(ImageServiceError):
            resume(elsewhere, service, waiting, Control())
    assert [line.state for line in lines(elsewhere, job)] == [GenerationState.LOST] * 2
    assert current(elsewhere, job).refinement_count == 0
    assert not openai_server.seen("image")
    assert queued.provider == sent.provider == "openai"


def test_who_leaves_does_not_wait_for_what_is_being_drawn(
    elsewhere: Studio, pictures: Path, openai_server: OpenAIServer
) -> None:
    job = made_job(elsewhere, pictures)
    openai_server.fail("image", replace(SILENCE, processed=True))
    painting = Painting(Control())

    def leave() -> None:
        openai_server.wait_for("image")
        painting.control.leave()

    leaving = threading.Thread(target=leave)
    leaving.start()
    with image_service(elsewhere, "openai") as service, pytest.raises(LeftForLater):
        paint(elsewhere, service, job.id, [job.scenes[0].id], GPT, painting)
    leaving.join()
    (waiting,) = elsewhere.library(lambda library: library.generations.open())
    with image_service(elsewhere, "openai") as service, pytest.raises(Untraceable):
        resume(elsewhere, service, waiting, Control())
    assert lines(elsewhere, job)[0].state is GenerationState.LOST
    assert openai_server.charged.total() == len(openai_server.seen("image")) == 1


def test_one_that_waits_for_its_turn_is_canceled_for_nothing(
    elsewhere: Studio, pictures: Path, openai_server: OpenAIServer
) -> None:
    job = made_job(elsewhere, pictures)
    control = Control(lambda _progress: control.cancel() if openai_server.seen("image") else None)
    openai_server.fail("image", error(429, "Rate limit reached", header="0"))
    work = RefineWork(job.id, job.scenes[0].id, Refinement("A red heron at dawn"), PictureMaker.SERVICE, GPT)
    with pytest.raises(Canceled):
        refine(elsewhere, work, control)
    assert current(elsewhere, job).refinement_count == 0
    assert openai_server.charged.total() == 0


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix")
def test_a_program_killed_while_it_waits_for_the_answer_does_not_pay_twice(
    elsewhere: Studio, pictures: Path, openai_server: OpenAIServer
) -> None:
    job = made_job(elsewhere, pictures)
    openai_server.fail("image", replace(SILENCE, processed=True))
    command = [sys.executable, "-m", "vidstudio"]
    program = subprocess.Popen([*command, "images", str(job.id), "--all", "--model", GPT], env=dict(os.environ))
    openai_server.wait_for("image")
    program.send_signal(signal.SIGKILL)
    program.wait()
    told = subprocess.run([*command, "resume"], capture_output=True, text=True, check=False)
    assert told.returncode == 1
    assert "keeps no list" in told.stderr
    assert GenerationState.LOST in [line.state for line in lines(elsewhere, job)]
    assert not [line for line in lines(elsewhere, job) if line.state.open]
    assert openai_server.charged.total() == len(openai_server.seen("image"))


def test_a_picture_of_another_service_that_is_under_way_is_fetched_from_there(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, openai_server: OpenAIServer
) -> None:
    job = made_job(paid, pictures)
    waiting = order(paid, job, job.scenes[0], None, DEFAULT_MODEL)
    with image_service(paid) as service:
        prediction = service.submit(picture_request(waiting))
    paid.library(lambda library: library.generations.submitted(waiting.id, prediction.id))
    with OpenAIImages(openai_server.url, KEY) as other:
        after = paint(paid, other, job.id, [each.id for each in job.scenes[:2]], GPT, Painting(Control()))
    assert [scene.picture and scene.picture.source for scene in after.scenes[:2]] == [
        PictureSource.REPLICATE,
        PictureSource.SERVICE,
    ]
    assert (replicate_server.created, openai_server.charged.total()) == (1, 1)


def test_what_can_be_chosen(elsewhere: Studio, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = elsewhere.settings
    assert known_models(settings) == ()
    openai_server.models = ["gpt-image-1", "gpt-5"]
    assert [model.id for model in offered_models(settings)] == [GPT]
    wished = settings.model_copy(update={"image_model": "openai:painter"})
    assert [model.id for model in known_models(wished)] == ["openai:painter"]
    assert [model.id for model in offered_models(wished)] == [GPT, "openai:painter"]
    openai_server.fail("models", html(500))
    assert [model.id for model in offered_models(wished)] == ["openai:painter"]
    monkeypatch.setenv("REPLICATE_API_TOKEN", "r8_any")
    assert known_models(settings) == MODELS
    monkeypatch.delenv("OPENAI_API_KEY")
    assert not is_usable(settings.model_copy(update={"openai_base_url": ""}), "openai")
    assert offered_models(settings.model_copy(update={"openai_base_url": ""})) == MODELS


@pytest.mark.parametrize(
    ("images", "named", "chosen"),
    [
        ("replicate", "", DEFAULT_MODEL),
        ("replicate", "ada/foxes", "ada/foxes"),
        (GPT, "", GPT),
        ("openai", "gpt-image-1", GPT),
        ("openai", GPT, GPT),
        ("openai", "", "openai:painter"),
        ("draft:noir", "", "draft:noir"),
        ("pictures/of/mine", "", None),
        ("C:\\pictures", "", None),
        ("draft", "", None),
    ],
)
def test_what_names_on_the_command_line_mean(studio: Studio, images: str, named: str, chosen: str | None) -> None:
    settings = studio.settings.model_copy(update={"image_model": "openai:painter"})
    assert service_model(replace(studio, settings=settings), images, named) == chosen


@pytest.mark.parametrize(("images", "named"), [("replicate", GPT), (GPT, "ada/foxes"), ("openai", "")])
def test_names_that_contradict_each_other_are_refused(studio: Studio, images: str, named: str) -> None:
    with pytest.raises(InputRefused):
        service_model(studio, images, named)


def test_an_unknown_service_is_refused(studio: Studio) -> None:
    with pytest.raises(InputRefused, match="no service “atlantis”"):
        chosen_model(studio, "atlantis:painter")
    with pytest.raises(InputRefused, match="not the name"):
        chosen_model(studio, "openai: ")


def test_the_services_own_model_makes_refinements(elsewhere: Studio) -> None:
    assert default_maker(elsewhere) is PictureMaker.DRAFT
    settings = elsewhere.settings.model_copy(update={"image_model": GPT})
    assert default_maker(replace(elsewhere, settings=settings)) is PictureMaker.SERVICE


def test_the_budget_counts_what_may_have_been_paid(
    elsewhere: Studio, pictures: Path, openai_server: OpenAIServer
) -> None:
    job = made_job(elsewhere, pictures)
    elsewhere.library(lambda library: library.jobs.set_budget(job.id, Decimal("0.03")))
    openai_server.fail("image", ANSWER_LOST)
    for _ in range(2):
        with suppress(VidstudioError), image_service(elsewhere, "openai") as service:
            carry_out(elsewhere, service, asked(elsewhere, job).id, Control())
    assert [line.state for line in lines(elsewhere, job)] == [GenerationState.LOST]
    assert len(openai_server.seen("image")) == 1
