"""Pictures for many scenes at once: side by side, in order, each paid for once, within budgets."""

import threading
from collections import Counter
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import made_job
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import BILLING, HANG_UP, Behaviour, throttled
from vidstudio.core.control import Control, Progress
from vidstudio.core.generation import GenerationState
from vidstudio.core.job import Job
from vidstudio.core.ledger import totals
from vidstudio.errors import BillingRequired, BudgetReached, Canceled, LeftForLater, PredictionFailed
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import chosen_model, image_service
from vidstudio.studio.paint import Painting, PaintState, ScenePaint, paint, scenes_to_paint

PRICE = Decimal("0.003")


def painted(studio: Studio, job: Job, painting: Painting | None = None, rows: list[int] | None = None) -> Job:
    wanted = [scene.id for row, scene in enumerate(job.scenes) if rows is None or row in rows]
    with image_service(studio) as service:
        return paint(studio, service, job.id, wanted, chosen_model(studio), painting or Painting(Control()))


def sources(job: Job) -> list[str]:
    return [scene.picture.source.value if scene.picture else "none" for scene in job.scenes]


def ledger(studio: Studio, job: Job) -> Counter[str]:
    return Counter(each.state.value for each in studio.library(lambda library: library.generations.of_job(job.id)))


def test_all_are_made_four_side_by_side_and_each_is_told(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures, scenes=8)
    together = threading.Barrier(4)  # breaks unless four are under way at once
    told: list[ScenePaint] = []
    shares: list[float] = []

    def heard(state: ScenePaint) -> None:
        told.append(state)
        if state.state is PaintState.PAINTING and state.text == "Painting" and state.scene_id in first:
            first.remove(state.scene_id)
            together.wait(30)

    first = {scene.id for scene in job.scenes[:4]}
    control = Control(lambda progress: shares.append(progress.fraction or 0.0))
    after = painted(paid, job, Painting(control, heard))
    assert sources(after) == ["replicate"] * 8
    assert first == set()
    assert (replicate_server.created, replicate_server.charged) == (8, 8)
    assert after.actual_cost == 8 * PRICE
    assert (shares[0], shares[-1]) == (0.0, 1.0)
    assert Counter(state.state for state in told if state.state is PaintState.DONE) == {PaintState.DONE: 8}
    seeds = [each.request.seed for each in paid.library(lambda library: library.generations.of_job(job.id))]
    assert len(set(seeds)) == 8


def test_some_fail_and_only_those_are_tried_again(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures, scenes=4)
    replicate_server.next(Behaviour(end="failed", error="Out of memory"), Behaviour())
    told: dict[int, ScenePaint] = {}
    after = painted(paid, job, Painting(Control(), lambda state: told.__setitem__(state.scene_id, state)))
    failed = [scene_id for scene_id, state in told.items() if state.state is PaintState.FAILED]
    assert len(failed) == 1
    assert "Out of memory" in told[failed[0]].error
    assert Counter(sources(after)) == {"replicate": 3, "own": 1}
    again = painted(paid, after, rows=[row for row, scene in enumerate(after.scenes) if scene.id in failed])
    assert sources(again) == ["replicate"] * 4
    assert ledger(paid, job) == {"succeeded": 4, "failed": 1}
    assert again.actual_cost == 4 * PRICE


def test_one_is_left_out_and_the_others_go_on(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    job = made_job(paid, pictures)
    unwanted = job.scenes[1].id

    def heard(state: ScenePaint) -> None:
        if state.scene_id == unwanted and state.state is PaintState.PAINTING:
            painting.cancel(unwanted)

    painting = Painting(Control(), heard)
    after = painted(paid, job, painting)
    assert sources(after) == ["replicate", "own", "replicate"]
    assert ledger(paid, job)["succeeded"] == 2


def test_a_pause_begins_no_more_until_it_goes_on(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    created: list[int] = []

    def later() -> None:
        created.append(replicate_server.created)
        painting.control.go_on()

    def heard(state: ScenePaint) -> None:
        if state.state is PaintState.DONE and not created:
            painting.control.pause()
            threading.Timer(0.5, later).start()

    painting = Painting(Control(), heard)
    limited = type(paid)(paid.library, paid.places, paid.settings.model_copy(update={"pictures_at_once": 1}))
    after = painted(limited, job, painting)
    assert created == [1]
    assert sources(after) == ["replicate"] * 3


def test_a_wrong_account_is_asked_once_and_the_rest_waits(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures, scenes=6)
    replicate_server.fail("create", BILLING, times=6)
    with pytest.raises(BillingRequired):
        painted(paid, job)
    assert len(replicate_server.seen("create")) == 1
    assert ledger(paid, job)["succeeded"] == 0


def test_a_storm_of_refusals_is_waited_out(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    job = made_job(paid, pictures, scenes=6)
    replicate_server.fail("create", throttled("0"), times=5)
    replicate_server.fail("create", HANG_UP, times=2)
    after = painted(paid, job)
    assert sources(after) == ["replicate"] * 6
    assert (replicate_server.created, replicate_server.charged) == (6, 6)


def test_a_budget_stops_before_it_is_crossed(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    job = made_job(paid, pictures, scenes=5)
    paid.library(lambda library: library.jobs.set_budget(job.id, 2 * PRICE + Decimal("0.0029")))
    after = painted(paid, job)
    assert Counter(sources(after)) == {"replicate": 2, "own": 3}
    assert replicate_server.created == 2
    with pytest.raises(BudgetReached, match=r"\$0.006 of \$0.0089 are spent or under way, and this costs \$0.003"):
        painted(paid, after)
    assert replicate_server.created == 2
    paid.library(lambda library: library.jobs.set_budget(job.id, None))
    assert sources(painted(paid, after)) == ["replicate"] * 5


def test_a_monthly_budget_counts_all_jobs(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    limited = type(paid)(paid.library, paid.places, paid.settings.model_copy(update={"monthly_budget": 4 * PRICE}))
    one, other = made_job(paid, pictures), made_job(paid, pictures)
    painted(limited, one)
    after = painted(limited, other)
    assert Counter(sources(after)) == {"replicate": 1, "own": 2}
    with pytest.raises(BudgetReached, match="of this month"):
        painted(limited, other)


def test_money_of_what_failed_can_be_spent_again(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    paid.library(lambda library: library.jobs.set_budget(job.id, PRICE))
    replicate_server.next(Behaviour(end="failed", error="Out of memory"))
    with pytest.raises(PredictionFailed):
        painted(paid, job, rows=[0])
    assert sources(painted(paid, job, rows=[0]))[0] == "replicate"


def test_canceling_all_keeps_what_came_and_gives_the_rest_back(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures, scenes=6)
    replicate_server.next(Behaviour())
    replicate_server.behaviour = Behaviour(starting=10_000)

    def moved(progress: Progress) -> None:
        if progress.text == "1 of 6 pictures" and replicate_server.created >= 4:
            control.cancel()

    control = Control(moved)
    with pytest.raises(Canceled):
        painted(paid, job, Painting(control))
    now = paid.library(lambda library: library.jobs.get(job.id))
    assert Counter(sources(now)) == {"replicate": 1, "own": 5}
    assert now.actual_cost == PRICE
    assert paid.library(lambda library: library.generations.open()) == ()


def test_what_a_closed_window_left_is_fetched_and_not_ordered_again(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    replicate_server.behaviour = Behaviour(starting=10_000)
    control = Control(lambda _progress: control.leave() if len(replicate_server.seen("get")) > 6 else None)
    with pytest.raises(LeftForLater):
        painted(paid, job, Painting(control))
    left = paid.library(lambda library: library.generations.open())
    assert [each.state for each in left] == [GenerationState.SUBMITTED] * replicate_server.created
    for waiting in replicate_server._jobs.values():
        waiting.behaviour = Behaviour()
    replicate_server.behaviour = Behaviour()
    after = painted(paid, job)
    assert sources(after) == ["replicate"] * 3
    assert (replicate_server.created, replicate_server.charged) == (3, 3)
    sums = totals(paid.library(lambda library: library.generations.of_job(job.id)))
    assert (sums.actual, sums.open, sums.unknown) == (3 * PRICE, Decimal(0), 0)


def test_which_scenes_are_meant(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    job = made_job(paid, pictures)
    assert scenes_to_paint(job) == ()
    assert scenes_to_paint(job, "2-3") == job.scenes[1:]
    assert scenes_to_paint(job, every=True) == job.scenes
