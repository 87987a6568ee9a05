"""Scenes of an approved storyboard become clips, and clips are paid for as surely as pictures are."""

import random
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
from PIL import Image

from tests.factories import dump, made_job, replicate
from tests.servers.canceling import canceled_at
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import ANSWER_LOST, BILLING, HANG_UP, Behaviour, html
from vidstudio.core.approval import changes_since_approval, is_approved
from vidstudio.core.clips import ClipChoice, choice
from vidstudio.core.control import Control
from vidstudio.core.generation import Generation, GenerationState
from vidstudio.core.job import Job
from vidstudio.errors import (
    BillingRequired,
    BudgetReached,
    Canceled,
    ImageServiceError,
    LeftForLater,
    NotReady,
    ServiceUnreachable,
)
from vidstudio.services.media.clip_models import CLIP_MODELS, clip_model
from vidstudio.services.probe import probe
from vidstudio.studio.clips import order_clips
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import carry_out, image_service, resume
from vidstudio.studio.media import make_for_scenes
from vidstudio.studio.paint import Painting, PaintState, ScenePaint
from vidstudio.studio.render import preview

WAN = choice(clip_model(""))
PRICE = Decimal("0.05")


@pytest.fixture
def job(paid: Studio, pictures: Path) -> Job:
    """An approved job of three scenes."""
    made = made_job(paid, pictures)
    return paid.library(lambda library: library.jobs.approve(made.id))


def approve(studio: Studio, job: Job) -> Job:
    return studio.library(lambda library: library.jobs.approve(job.id))


def now(studio: Studio, job: Job) -> Job:
    return studio.library(lambda library: library.jobs.get(job.id))


def lines(studio: Studio, job: Job) -> tuple[Generation, ...]:
    return studio.library(lambda library: library.generations.of_job(job.id))


def filmed(studio: Studio, job: Job, chosen: ClipChoice = WAN, *, rows: slice = slice(None)) -> Job:
    with image_service(studio) as service:
        asked = order_clips(studio, job, job.scenes[rows], chosen)
        return make_for_scenes(studio, service, job.id, asked, Painting(Control()))


def test_a_scene_becomes_a_clip_that_is_paid_by_the_price_list(
    paid: Studio, job: Job, replicate_server: ReplicateServer
) -> None:
    after = filmed(paid, job, rows=slice(1, 2))
    clip = after.scenes[1].clip
    assert clip is not None
    assert clip.seconds == pytest.approx(81 / 16, abs=0.1)
    assert clip.name == "Clip by wan-video/wan-2.2-i2v-fast"
    assert (paid.storage.assets(job.id) / clip.file).is_file()
    assert [each.clip for each in after.scenes[::2]] == [None, None]
    assert after.scenes[1].picture == job.scenes[1].picture
    (line,) = lines(paid, job)
    assert (line.state, line.price, line.actual_cost) == (GenerationState.SUCCEEDED, PRICE, PRICE)
    assert (line.scene_id, line.asset_id, line.kind) == (job.scenes[1].id, clip.id, "clip")
    assert (after.actual_cost, after.estimated_cost, after.refinement_count) == (PRICE, PRICE, 0)
    assert replicate_server.bill == PRICE
    assert list(paid.storage.assets(job.id).glob(".*")) == []


def test_the_current_picture_is_what_it_begins_with(paid: Studio, job: Job, replicate_server: ReplicateServer) -> None:
    filmed(paid, job, rows=slice(0, 1))
    picture = job.scenes[0].picture
    assert picture is not None
    file = paid.storage.images(job.id) / picture.file
    assert replicate_server.picture_sent(replicate_server.ids[0]) == file.read_bytes()
    assert replicate_server.seen("upload") == []


def test_a_large_picture_is_uploaded_first(paid: Studio, tmp_path: Path, replicate_server: ReplicateServer) -> None:
    folder = tmp_path / "large"
    folder.mkdir()
    Image.frombytes("RGB", (400, 400), random.Random(1).randbytes(400 * 400 * 3)).save(folder / "1.png")
    made = made_job(paid, folder)
    job = paid.library(lambda library: library.jobs.approve(made.id))
    filmed(paid, job, rows=slice(0, 1))
    assert len(replicate_server.seen("upload")) == 1
    picture = job.scenes[0].picture
    assert picture is not None
    sent = replicate_server.picture_sent(replicate_server.ids[0])
    assert sent == (paid.storage.images(job.id) / picture.file).read_bytes()
    assert len(sent) > 256 * 1024


@pytest.mark.parametrize("model", CLIP_MODELS, ids=lambda model: model.id)
def test_every_model_is_sent_what_it_takes(
    paid: Studio, job: Job, replicate_server: ReplicateServer, model: object
) -> None:
    chosen = choice(clip_model(model.id))  # type: ignore[attr-defined]
    after = filmed(paid, job, chosen, rows=slice(0, 1))
    assert after.scenes[0].clip is not None
    assert after.actual_cost == replicate_server.bill == chosen.price(job.scenes[0])


def test_a_storyboard_that_is_not_approved_makes_no_clips(
    paid: Studio, pictures: Path, home: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    before = dump(home / "library.db")
    with pytest.raises(NotReady, match="is not approved") as error:
        order_clips(paid, job, job.scenes, WAN)
    assert f"vidstudio approve {job.id}" in error.value.hint
    assert dump(home / "library.db") == before
    assert replicate_server.requests == []


def test_an_approval_that_was_withdrawn_meanwhile_counts(paid: Studio, job: Job) -> None:
    paid.library(lambda library: library.jobs.get(job.id))
    paid.library(lambda library: library.storyboards.reorder(job.id, [2, 1, 3]))
    with pytest.raises(NotReady, match="The order changed"):
        order_clips(paid, job, job.scenes, WAN)  # as it was looked at before


def test_a_clip_makes_it_another_storyboard_and_those_ordered_with_it_still_come(paid: Studio, job: Job) -> None:
    after = filmed(paid, job)
    assert all(scene.clip for scene in after.scenes)
    assert not is_approved(after)
    assert changes_since_approval(after) == [f"Scene {number}: clip changed" for number in (1, 2, 3)]
    assert after.actual_cost == 3 * PRICE
    with pytest.raises(NotReady, match="clip changed"):
        order_clips(paid, after, after.scenes, WAN)
    again = paid.library(lambda library: library.jobs.approve(job.id))
    assert len(order_clips(paid, again, again.scenes[:1], WAN)) == 1


def test_a_budget_that_holds_for_some_holds_all_back(paid: Studio, job: Job, replicate_server: ReplicateServer) -> None:
    limited = paid.library(lambda library: library.jobs.set_budget(job.id, Decimal("0.12")))
    with pytest.raises(BudgetReached):
        order_clips(paid, limited, limited.scenes, WAN)
    assert lines(paid, job) == ()
    assert now(paid, job).estimated_cost == 0
    assert len(order_clips(paid, limited, limited.scenes[:2], WAN)) == 2
    assert replicate_server.requests == []


def test_a_scene_waits_for_one_clip_at_a_time(paid: Studio, job: Job) -> None:
    order_clips(paid, job, job.scenes[:1], WAN)
    with pytest.raises(NotReady, match="already waits for a clip"):
        order_clips(paid, job, job.scenes, WAN)
    assert len(lines(paid, job)) == 1


def test_a_lost_answer_is_found_with_a_seed_and_without(
    paid: Studio, job: Job, replicate_server: ReplicateServer
) -> None:
    for row, name in enumerate(("wan-video/wan-2.2-i2v-fast", "kwaivgi/kling-v2.1")):
        replicate_server.fail("create", ANSWER_LOST)
        (asked,) = order_clips(paid, job, job.scenes[row : row + 1], choice(clip_model(name)))
        with image_service(paid) as service:
            carry_out(paid, service, asked.id, Control())
        job = approve(paid, job)
    assert (replicate_server.created, len(replicate_server.seen("create"))) == (2, 2)
    assert replicate_server.bill == now(paid, job).actual_cost == PRICE + Decimal("0.25")


def test_an_order_that_never_arrived_is_given_back(paid: Studio, job: Job, replicate_server: ReplicateServer) -> None:
    replicate_server.fail("create", HANG_UP, times=6)
    with pytest.raises(ServiceUnreachable):
        filmed(paid, job, rows=slice(0, 1))
    after = now(paid, job)
    assert (replicate_server.created, after.estimated_cost, after.actual_cost) == (0, Decimal(0), Decimal(0))
    assert is_approved(after)


def test_an_upload_that_breaks_is_made_again_and_orders_nothing(
    paid: Studio, job: Job, replicate_server: ReplicateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vidstudio.services.images.upload.SMALL", 10)
    replicate_server.fail("upload", html(503))
    replicate_server.fail("upload", HANG_UP)
    filmed(paid, job, rows=slice(0, 1))
    assert (len(replicate_server.seen("upload")), replicate_server.created) == (3, 1)


def test_cancel_stops_it_at_the_service_and_leaves_out_the_rest(
    paid: Studio, job: Job, replicate_server: ReplicateServer
) -> None:
    replicate_server.behaviour = Behaviour(starting=10_000, predict_time=0.0)
    asked = order_clips(paid, job, job.scenes, WAN)
    one_at_a_time = paid.settings.model_copy(update={"pictures_at_once": 1})
    object.__setattr__(paid, "settings", one_at_a_time)
    with (
        image_service(paid) as service,
        canceled_at(replicate_server, "get") as control,
        pytest.raises(Canceled),
    ):
        make_for_scenes(paid, service, job.id, asked, Painting(control))
    assert replicate_server.status(replicate_server.ids[0]) == "canceled"
    assert [line.state for line in lines(paid, job)] == [GenerationState.CANCELED] * 3
    after = now(paid, job)
    assert (replicate_server.created, after.estimated_cost) == (1, Decimal(0))
    assert is_approved(after)


def test_what_would_fail_the_same_way_is_not_asked_for(
    paid: Studio, job: Job, replicate_server: ReplicateServer
) -> None:
    replicate_server.fail("create", BILLING, times=3)
    seen: list[ScenePaint] = []
    asked = order_clips(paid, job, job.scenes, WAN)
    with image_service(paid) as service, pytest.raises(BillingRequired):
        make_for_scenes(paid, service, job.id, asked, Painting(Control(), seen.append))
    assert len(replicate_server.seen("create")) == 1
    assert {line.state for line in lines(paid, job)} == {GenerationState.FAILED}
    assert now(paid, job).estimated_cost == 0
    assert PaintState.DONE not in {each.state for each in seen}


def test_a_closed_window_leaves_it_running_and_it_is_fetched_later(
    paid: Studio, job: Job, replicate_server: ReplicateServer
) -> None:
    replicate_server.next(Behaviour(starting=3, processing=0))
    (asked,) = order_clips(paid, job, job.scenes[:1], WAN)
    control = Control(lambda _progress: control.leave() if replicate_server.seen("get") else None)
    with image_service(paid) as service:
        with pytest.raises(LeftForLater):
            carry_out(paid, service, asked.id, control)
        (waiting,) = paid.library(lambda library: library.generations.open())
        after = resume(paid, service, waiting, Control())
    assert after.scenes[0].clip is not None
    assert (replicate_server.created, after.actual_cost) == (1, PRICE)


@pytest.mark.parametrize("how", ["deleted", "page", "huge", "words", "picture"])
def test_what_is_paid_and_can_not_be_had_is_lost_with_its_cost(
    paid: Studio, job: Job, replicate_server: ReplicateServer, how: str
) -> None:
    if how == "deleted":
        replicate_server.next(Behaviour(starting=0, processing=0, output="none"))
    elif how == "words":
        replicate_server.next(Behaviour(output="text"))
    elif how == "picture":
        replicate_server.next(Behaviour(file="page"))
    else:
        replicate_server.next(Behaviour(file=how))  # type: ignore[arg-type]
    with pytest.raises(ImageServiceError):
        filmed(paid, job, rows=slice(0, 1))
    (line,) = lines(paid, job)
    assert (line.state, line.actual_cost) == (GenerationState.LOST, PRICE)
    after = now(paid, job)
    assert (after.actual_cost, after.estimated_cost) == (PRICE, Decimal(0))
    assert list(paid.storage.assets(job.id).iterdir()) == []
    assert is_approved(after)


@pytest.mark.parametrize(
    "behaviour",
    [
        Behaviour(film="webm"),
        Behaviour(output="data"),
        Behaviour(output="dict"),
        Behaviour(file="redirect"),
        Behaviour(file="forbids"),
        Behaviour(file="needs"),
    ],
    ids=lambda each: f"{each.film}-{each.output}-{each.file}",
)
def test_a_clip_comes_however_it_is_sent(
    paid: Studio, job: Job, replicate_server: ReplicateServer, behaviour: Behaviour
) -> None:
    replicate_server.next(behaviour)
    after = filmed(paid, job, rows=slice(0, 1))
    clip = after.scenes[0].clip
    assert clip is not None
    assert Path(clip.file).suffix == f".{behaviour.film}"


def test_a_clip_that_comes_without_its_end_is_fetched_again(
    paid: Studio, job: Job, replicate_server: ReplicateServer
) -> None:
    replicate_server.next(Behaviour(file="short"))
    with replicate(paid) as service:
        service._downloader._pause = 0.001
        (asked,) = order_clips(paid, job, job.scenes[:1], WAN)
        with pytest.raises(ServiceUnreachable, match="incomplete"):
            carry_out(paid, service, asked.id, Control())
        assert len(replicate_server.seen("file")) == 5
        (waiting,) = paid.library(lambda library: library.generations.open())
        replicate_server._jobs[waiting.prediction_id].behaviour = Behaviour()
        after = resume(paid, service, waiting, Control())
    assert after.scenes[0].clip is not None


def test_the_token_goes_to_no_other_host(paid: Studio, job: Job, replicate_server: ReplicateServer) -> None:
    with ReplicateServer() as elsewhere:
        replicate_server.next(Behaviour(host=elsewhere.url))
        filmed(paid, job, rows=slice(0, 1))
        (fetched,) = elsewhere.seen("file")
    assert "authorization" not in fetched.headers


@pytest.mark.slow
@pytest.mark.parametrize("duration", [2.0, 8.0])
def test_a_film_shows_the_clip_cut_or_held_to_the_scenes_length(paid: Studio, job: Job, duration: float) -> None:
    after = filmed(paid, job)
    longer = [replace(scene, duration=duration) for scene in after.scenes]
    saved = paid.library(lambda library: library.storyboards.save(job.id, after.scenes, longer))
    film = preview(paid, saved.id, Control())
    assert probe(film).duration == pytest.approx(3 * duration, abs=0.1)
