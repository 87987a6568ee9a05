"""Pictures paid for survive lost answers, crashes and closed windows, and are never paid twice."""

import os
import signal
import subprocess
import sys
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import a_studio, dump, made_job
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import ANSWER_LOST, HANG_UP, Behaviour, html
from vidstudio.core.control import Control
from vidstudio.core.generation import Generation
from vidstudio.core.images import ImageRequest, Prediction
from vidstudio.core.job import Job
from vidstudio.core.refine import Refinement
from vidstudio.errors import ImageServiceError, LeftForLater, NotReady, ServiceUnreachable
from vidstudio.services.images.replicate import Replicate
from vidstudio.services.images.service import AnswerLost
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import carry_out, chosen_model, image_service, order, resume

PRICE = Decimal("0.02")


def asked(studio: Studio, job: Job, row: int = 0) -> Generation:
    return order(studio, job, job.scenes[row], Refinement("A red heron at dawn"), chosen_model(studio))


def waiting(studio: Studio) -> tuple[Generation, ...]:
    return studio.library(lambda library: library.generations.open())


def slots(studio: Studio, job: Job) -> tuple[int, Decimal]:
    now = studio.library(lambda library: library.jobs.get(job.id))
    return now.refinement_count, now.estimated_cost


def test_a_lost_answer_is_found_and_not_paid_twice(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.fail("create", ANSWER_LOST)
    with image_service(paid) as service:
        after = carry_out(paid, service, asked(paid, job).id, Control())
    assert after.scenes[0].picture != job.scenes[0].picture
    assert (replicate_server.created, replicate_server.charged) == (1, 1)
    assert slots(paid, job) == (1, PRICE)
    assert len(replicate_server.seen("create")) == 1


def test_an_order_that_never_arrived_is_given_back(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.fail("create", HANG_UP, times=6)
    with image_service(paid) as service, pytest.raises(AnswerLost):
        carry_out(paid, service, asked(paid, job).id, Control())
    assert replicate_server.created == 0
    assert slots(paid, job) == (0, Decimal(0))
    assert waiting(paid) == ()


def test_a_lost_answer_stays_open_while_nobody_can_tell(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.fail("create", ANSWER_LOST)
    replicate_server.fail("list", html(503), times=6)
    with image_service(paid) as service:
        with pytest.raises(ServiceUnreachable):
            carry_out(paid, service, asked(paid, job).id, Control())
        (open_one,) = waiting(paid)
        assert (open_one.prediction_id, slots(paid, job)) == ("", (1, PRICE))
        after = resume(paid, service, open_one, Control())
    assert after.scenes[0].picture != job.scenes[0].picture
    assert (replicate_server.created, replicate_server.charged) == (1, 1)


def test_queued_and_never_sent_is_given_back(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    job = made_job(paid, pictures)
    queued = asked(paid, job)
    with image_service(paid) as service, pytest.raises(ImageServiceError, match="never asked for") as error:
        resume(paid, service, queued, Control())
    assert "Nothing was charged" in error.value.hint
    assert (slots(paid, job), replicate_server.created) == ((0, Decimal(0)), 0)


def test_a_picture_that_somebody_is_just_ordering_is_left_to_them(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, home: Path
) -> None:
    queued = asked(paid, made_job(paid, pictures))
    before = dump(home / "library.db")
    with image_service(paid) as service, paid.locks.hold(f"generation-{queued.id}", ""):
        with pytest.raises(NotReady, match="already being fetched"):
            resume(paid, service, queued, Control())
        with pytest.raises(NotReady, match="already being fetched"):
            carry_out(paid, service, queued.id, Control())
    assert dump(home / "library.db") == before
    assert replicate_server.requests == []


def test_a_picture_another_process_gave_up_is_no_success(paid: Studio, pictures: Path) -> None:
    queued = asked(paid, made_job(paid, pictures))
    with image_service(paid) as service:
        for _ in range(2):
            with pytest.raises(ImageServiceError, match="never asked for"):
                resume(paid, service, queued, Control())
        with pytest.raises(ImageServiceError, match="never asked for"):
            carry_out(paid, service, queued.id, Control())


def test_a_closed_window_leaves_it_running_and_it_is_fetched_later(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.next(Behaviour(starting=3, processing=0))
    control = Control(lambda _progress: control.leave() if replicate_server.seen("get") else None)
    with image_service(paid) as service:
        with pytest.raises(LeftForLater):
            carry_out(paid, service, asked(paid, job).id, control)
        (open_one,) = waiting(paid)
        assert open_one.prediction_id == replicate_server.ids[0]
        assert replicate_server.seen("cancel") == []
        after = resume(paid, service, open_one, Control())
    assert after.scenes[0].picture != job.scenes[0].picture
    assert (replicate_server.created, slots(paid, job)) == (1, (1, PRICE))


def test_a_picture_not_downloaded_stays_open_until_it_is(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = made_job(paid, pictures)
    replicate_server.fail("file", html(503), times=5)
    with Replicate(TOKEN, replicate_server.url, pause=0.001) as service:
        with pytest.raises(ServiceUnreachable):
            carry_out(paid, service, asked(paid, job).id, Control())
        after = resume(paid, service, waiting(paid)[0], Control())
    assert after.scenes[0].picture != job.scenes[0].picture
    assert replicate_server.created == 1


KILLED_AT = {"waiting": Behaviour(starting=10_000), "painting": Behaviour(processing=10_000)}


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix")
@pytest.mark.parametrize("moment", KILLED_AT)
def test_a_killed_refinement_is_resumed_and_paid_once(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, moment: str
) -> None:
    job = made_job(paid, pictures)
    replicate_server.next(KILLED_AT[moment])
    refine = ["refine", str(job.id), "2", "--image-prompt", "A red heron at dawn", "--images", "replicate"]
    with subprocess.Popen([sys.executable, "-m", "vidstudio", *refine], stderr=subprocess.PIPE) as process:
        replicate_server.wait_for("get", 2)
        os.kill(process.pid, signal.SIGKILL)
    (open_one,) = waiting(paid)
    assert open_one.prediction_id == replicate_server.ids[0]
    assert slots(paid, job) == (1, PRICE)
    replicate_server._jobs[open_one.prediction_id].behaviour = Behaviour()
    done = subprocess.run([sys.executable, "-m", "vidstudio", "resume"], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, f"job {job.id}: picture {open_one.id} is there\n")
    after = paid.library(lambda library: library.jobs.get(job.id))
    assert after.scenes[1].picture is not None
    assert after.scenes[1].picture.model == chosen_model(paid)
    assert (replicate_server.created, replicate_server.charged, slots(paid, job)) == (1, 1, (1, PRICE))
    assert after.actual_cost == Decimal("0.003")


def test_a_program_that_died_between_order_and_answer(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    queued = asked(paid, job)
    with image_service(paid) as service:
        assert isinstance(queued.request, ImageRequest)
        sent: Prediction = service.submit(queued.request)  # and died before it could be written down
        with a_studio() as next_start:
            after = resume(next_start, service, waiting(next_start)[0], Control())
    assert after.scenes[0].picture is not None
    assert (replicate_server.ids, replicate_server.charged) == ([sent.id], 1)
