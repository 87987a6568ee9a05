"""Refining a scene: what is changed, what it costs, and what comes back when nothing comes of it."""

import json
import sqlite3
from contextlib import closing
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import dump, fingerprints, made_job
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_http import Request
from tests.servers.replicate_script import ANSWER_LOST, BILLING, HANG_UP, Behaviour
from vidstudio.core.approval import is_approved
from vidstudio.core.control import Control, Progress
from vidstudio.core.job import AspectRatio, Job
from vidstudio.core.refine import PictureMaker, check_refinement
from vidstudio.core.scene import ImageStatus, PictureSource
from vidstudio.errors import (
    BillingRequired,
    Canceled,
    InputRefused,
    LimitReached,
    NotFound,
    PredictionFailed,
    TokenRefused,
    VidstudioError,
)
from vidstudio.studio.context import Studio
from vidstudio.studio.pictures import take_own
from vidstudio.studio.refine import RefineWork, default_maker, refine

FREE = (0, Decimal(0), Decimal(0))


def work(
    job: Job, prompt: str | None, description: str | None = None, *, paid: bool = True, row: int = 0
) -> RefineWork:
    maker = PictureMaker.SERVICE if paid else PictureMaker.DRAFT
    return RefineWork(job.id, job.scenes[row].id, check_refinement(prompt, description), maker)


def money(job: Job) -> tuple[int, Decimal, Decimal]:
    return job.refinement_count, job.estimated_cost, job.actual_cost


def current(studio: Studio, job: Job) -> Job:
    return studio.library(lambda library: library.jobs.get(job.id))


def test_a_paid_refinement_adds_two_cents_and_books_the_price(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    after = refine(paid, work(job, "A red heron at dawn", "The heron is red"), Control())
    scene = after.scenes[0]
    assert money(after) == (1, Decimal("0.02"), Decimal("0.003"))
    assert (scene.image_prompt, scene.description) == ("A red heron at dawn", "The heron is red")
    assert scene.picture is not None
    assert (scene.picture.source, scene.picture.width, scene.picture.height) == (PictureSource.REPLICATE, 1344, 768)
    assert (paid.storage.images(job.id) / scene.picture.file).is_file()
    assert len(paid.library(lambda library: library.storyboards.versions(scene.id))) == 2
    assert (replicate_server.created, replicate_server.charged) == (1, 1)


def test_the_price_is_a_setting(paid: Studio, pictures: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    job = made_job(paid, pictures)
    changed = Studio(paid.library, paid.places, paid.settings.model_copy(update={"refinement_price": Decimal("0.07")}))
    assert refine(changed, work(job, "A red heron at dawn"), Control()).estimated_cost == Decimal("0.07")


def test_five_paid_refinements_and_the_sixth_reaches_nobody(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, home: Path
) -> None:
    job = made_job(paid, pictures)
    for number in range(4):
        refine(paid, work(job, f"A heron, the {number}th", row=number % 3), Control())
    refine(paid, work(job, None, "A description counts as well"), Control())
    before, files, asked = dump(home / "library.db"), fingerprints(home), len(replicate_server.requests)
    for again in (
        work(job, "One more, please"),
        work(job, None, "One more, please"),
        work(job, "A draft!!!", paid=False),
    ):
        with pytest.raises(LimitReached):
            refine(paid, again, Control())
    assert money(current(paid, job)) == (5, Decimal("0.08"), Decimal("0.012"))
    assert (dump(home / "library.db"), fingerprints(home)) == (before, files)
    assert len(replicate_server.requests) == asked


def test_drafts_descriptions_and_own_pictures_cost_nothing(studio: Studio, job: Job, pictures: Path) -> None:
    after = refine(studio, work(job, "A heron in rain", paid=False), Control())
    assert after.scenes[0].picture is not None
    assert after.scenes[0].picture.source is PictureSource.DRAFT
    assert (
        refine(studio, work(job, None, "Only told otherwise"), Control()).scenes[0].picture == after.scenes[0].picture
    )
    own = take_own(studio, job.id, job.scenes[0].id, pictures / "7.png")
    assert money(own) == (2, Decimal(0), Decimal(0))


def test_a_description_alone_needs_no_token_and_asks_nobody(studio: Studio, job: Job) -> None:
    after = refine(studio, work(job, None, "Told otherwise"), Control())
    assert after.scenes[0].description == "Told otherwise"
    assert after.scenes[0].picture == job.scenes[0].picture


def test_refinement_withdraws_approval(studio: Studio, job: Job) -> None:
    studio.library(lambda library: library.jobs.approve(job.id))
    assert not is_approved(refine(studio, work(job, None, "Told otherwise"), Control()))


def test_the_shape_of_the_job_is_kept(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    job = made_job(paid, pictures, aspect_ratio=AspectRatio.TALL)
    after = refine(paid, work(job, "A tall heron at dawn"), Control())
    assert b'"aspect_ratio":"9:16"' in replicate_server.seen("create")[0].body.replace(b": ", b":")
    assert after.scenes[0].picture is not None
    assert after.scenes[0].picture.height > after.scenes[0].picture.width


def test_a_refinement_without_token_leaves_everything(studio: Studio, job: Job, home: Path) -> None:
    before = dump(home / "library.db")
    with pytest.raises(TokenRefused):
        refine(studio, work(job, "A red heron at dawn"), Control())
    assert dump(home / "library.db") == before
    assert default_maker(studio) is PictureMaker.DRAFT


def test_there_is_no_such_scene_or_job(studio: Studio, job: Job) -> None:
    with pytest.raises(NotFound):
        refine(studio, RefineWork(99, 1, check_refinement(None, "Told otherwise")), Control())
    with pytest.raises(NotFound):
        refine(studio, RefineWork(job.id, 99, check_refinement(None, "Told otherwise")), Control())


@pytest.mark.parametrize("ran", [0.0, 0.4])
def test_a_failed_picture_gives_slot_and_cents_back(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, ran: float
) -> None:
    job = made_job(paid, pictures)
    replicate_server.next(Behaviour(end="failed", error="NSFW content detected", predict_time=ran))
    with pytest.raises(PredictionFailed, match="NSFW"):
        refine(paid, work(job, "A red heron at dawn", "Told otherwise"), Control())
    after = current(paid, job)
    assert money(after) == FREE
    assert after.scenes[0].picture == job.scenes[0].picture
    assert after.scenes[0].description == job.scenes[0].description
    assert "NSFW" in after.scenes[0].error
    assert after.scenes[0].status is ImageStatus.COMPLETED


def test_a_picture_that_was_paid_and_can_not_be_used_is_booked(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.next(Behaviour(output="none"))
    with pytest.raises(PredictionFailed):
        refine(paid, work(job, "A red heron at dawn"), Control())
    assert money(current(paid, job)) == (0, Decimal(0), Decimal("0.003"))


def test_an_account_without_money_leaves_everything(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.fail("create", BILLING)
    with pytest.raises(BillingRequired):
        refine(paid, work(job, "A red heron at dawn"), Control())
    assert money(current(paid, job)) == FREE
    assert replicate_server.created == 0


def canceling(server: ReplicateServer, when: str) -> Control:
    """A control that is canceled once the service tells ``when``, or before anything is sent."""

    def watch(progress: Progress) -> None:
        if progress.text == when:
            control.cancel()

    control = Control(watch)
    return control


@pytest.mark.parametrize(("when", "created"), [("Asking for a picture", 0), ("Waiting for a machine", 1)])
def test_canceled_before_it_ran_gives_slot_and_cents_back(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, when: str, created: int
) -> None:
    job = made_job(paid, pictures)
    replicate_server.next(Behaviour(starting=1000))
    with pytest.raises(Canceled):
        refine(paid, work(job, "A red heron at dawn"), canceling(replicate_server, when))
    assert money(current(paid, job)) == FREE
    assert (replicate_server.created, replicate_server.charged) == (created, 0)
    assert [replicate_server.status(each) for each in replicate_server.ids] == ["canceled"] * created


def variants(job: Job, count: int, model: str = "") -> RefineWork:
    return replace(work(job, "A red heron at dawn", "The heron is red"), variants=count, model=model)


def test_variants_take_a_slot_and_their_price_each(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    told: list[Progress] = []
    after = refine(paid, variants(job, 3), Control(told.append))
    scene = after.scenes[0]
    assert money(after) == (3, Decimal("0.06"), Decimal("0.009"))
    assert (scene.image_prompt, scene.description) == ("A red heron at dawn", "The heron is red")
    found = paid.library(lambda library: library.storyboards.versions(scene.id))
    seeds = {version.seed for version in found[1:]}
    assert len(found) == 4
    assert seeds == {json.loads(request.body)["input"]["seed"] for request in replicate_server.seen("create")}
    lines = paid.library(lambda library: library.generations.of_job(job.id))
    assert scene.picture is not None
    assert [line.version_id == scene.picture.id for line in lines] == [True, False, False]
    assert told[-1].text.endswith("of 3 there")


def test_more_variants_than_slots_reach_nobody(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, home: Path
) -> None:
    job = made_job(paid, pictures)
    for count in (0, 5):
        with pytest.raises(InputRefused):
            refine(paid, variants(job, count), Control())
    with pytest.raises(InputRefused, match="image model"):
        refine(paid, replace(variants(job, 2), maker=PictureMaker.DRAFT), Control())
    refine(paid, variants(job, 4), Control())
    before, asked = dump(home / "library.db"), len(replicate_server.requests)
    with pytest.raises(LimitReached, match="has 1 left"):
        refine(paid, variants(job, 2), Control())
    assert (dump(home / "library.db"), len(replicate_server.requests)) == (before, asked)


def test_variants_that_fail_are_given_back_and_named(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.next(Behaviour(end="failed", error="Out of memory", predict_time=0.0))
    failures: list[VidstudioError] = []
    after = refine(paid, variants(job, 3), Control(), failures.append)
    assert money(after) == (2, Decimal("0.04"), Decimal("0.006"))
    assert ["Out of memory" in each.message for each in failures] == [True]
    replicate_server.behaviour = Behaviour(end="failed", error="Out of memory", predict_time=0.0)
    with pytest.raises(PredictionFailed):
        refine(paid, variants(job, 3), Control())
    assert money(current(paid, job)) == (2, Decimal("0.04"), Decimal("0.006"))


def test_variants_are_canceled_together(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    job = made_job(paid, pictures)
    replicate_server.behaviour = Behaviour(starting=100_000)

    def watch(_progress: Progress) -> None:
        if len(replicate_server.seen("get")) > 6:
            control.cancel()

    control = Control(watch)
    with pytest.raises(Canceled):
        refine(paid, variants(job, 3), control)
    assert money(current(paid, job)) == FREE
    assert [replicate_server.status(each) for each in replicate_server.ids] == ["canceled"] * 3


def test_lost_orders_of_a_model_without_a_seed_find_each_their_own(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.fail("create", ANSWER_LOST, times=2)
    replicate_server.fail("create", HANG_UP)
    after = refine(paid, variants(job, 4, "google/imagen-4-fast"), Control())
    lines = paid.library(lambda library: library.generations.of_job(job.id))
    had = [line.prediction_id for line in lines if line.prediction_id]
    assert sorted(had) == sorted(replicate_server.ids)
    assert after.refinement_count == len(had) == replicate_server.charged


def test_canceled_before_it_was_sent_asks_nobody(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job, control = made_job(paid, pictures), Control()
    control.cancel()
    with pytest.raises(Canceled):
        refine(paid, work(job, "A red heron at dawn"), control)
    assert money(current(paid, job)) == FREE
    assert replicate_server.requests == []


def test_canceled_after_it_ran_keeps_the_estimate_and_books_the_price(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.next(Behaviour(processing=1000))
    with pytest.raises(Canceled):
        refine(paid, work(job, "A red heron at dawn"), canceling(replicate_server, "Painting"))
    after = current(paid, job)
    assert money(after) == (1, Decimal("0.02"), Decimal("0.003"))
    assert after.scenes[0].picture == job.scenes[0].picture
    assert after.scenes[0].status is ImageStatus.COMPLETED


def test_canceled_too_late_keeps_the_paid_picture(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.next(Behaviour(processing=1000, on_cancel="late"))
    after = refine(paid, work(job, "A red heron at dawn"), canceling(replicate_server, "Painting"))
    assert money(after) == (1, Decimal("0.02"), Decimal("0.003"))
    assert after.scenes[0].picture != job.scenes[0].picture


def test_the_name_of_a_prediction_is_stored_before_the_first_poll(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    stored: list[list[tuple[str, str]]] = []
    answer = replicate_server.answer

    def looking(request: Request) -> object:
        if request.kind in {"create", "get"}:
            with closing(sqlite3.connect(f"{(home / 'library.db').as_uri()}?mode=ro", uri=True)) as other:
                stored.append(other.execute("SELECT state, prediction_id FROM generation").fetchall())
        return answer(request)

    monkeypatch.setattr(replicate_server, "answer", looking)
    refine(paid, work(made_job(paid, pictures), "A red heron at dawn"), Control())
    at_create, at_first_poll = stored[:2]
    assert [request.kind for request in replicate_server.requests][:2] == ["create", "get"]
    assert at_create == [("queued", "")]
    assert at_first_poll == [("submitted", replicate_server.ids[0])]
