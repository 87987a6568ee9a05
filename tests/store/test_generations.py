"""The ledger: slots and cents taken and given back, each state entered only from the one before."""

from dataclasses import replace
from decimal import Decimal
from itertools import permutations
from pathlib import Path

import pytest

from tests.factories import a_picture, dump, stored_job
from vidstudio.core.generation import Generation, GenerationState
from vidstudio.core.images import ImageRequest
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.scene import ImageStatus
from vidstudio.errors import LimitReached, NotReady
from vidstudio.store.library import Library

PRICE = Decimal("0.02")
REQUEST = ImageRequest("A heron at dawn", AspectRatio.WIDE, "black-forest-labs/flux-schnell", 7)


def begin(library: Library, job: Job, row: int = 0, price: Decimal = PRICE, *, refinement: bool = True) -> Generation:
    return library.generations.begin(job.scenes[row].id, REQUEST, "Seen anew", price, refinement=refinement)


def test_five_refinements_cost_ten_cents_to_the_cent(library: Library) -> None:
    job = stored_job(library)
    for number in range(5):
        asked = begin(library, job)
        job = library.generations.succeed(asked.id, a_picture(f"v{number}"), Decimal("0.003"))
    assert job.refinement_count == 5
    assert job.estimated_cost == Decimal("0.10")
    assert str(job.estimated_cost) == "0.1"
    assert job.actual_cost == Decimal("0.015")
    assert len(library.storyboards.versions(job.scenes[0].id)) == 6


def test_a_sixth_refinement_is_refused_and_nothing_changes(library: Library, database: Path) -> None:
    job = stored_job(library)
    for _ in range(5):
        library.generations.refine_free(job.scenes[0].id, None, "Told otherwise", None)
    before = dump(database)
    with pytest.raises(LimitReached):
        begin(library, job)
    with pytest.raises(LimitReached):
        library.generations.refine_free(job.scenes[1].id, a_picture("x"), None, "A new prompt")
    assert dump(database) == before
    assert begin(library, job, refinement=False).refinement is False


def test_a_storyboard_still_being_drawn_is_not_refined(library: Library, database: Path) -> None:
    job = stored_job(library)
    library.jobs.set_status(job.id, JobStatus.GENERATING_STORYBOARD)
    before = dump(database)
    with pytest.raises(NotReady, match="still being drawn"):
        begin(library, job)
    with pytest.raises(NotReady, match="still being drawn"):
        library.generations.refine_free(job.scenes[0].id, None, "Told otherwise", None)
    assert dump(database) == before


def test_many_additions_do_not_drift(library: Library) -> None:
    job = stored_job(library)
    for number in range(90):
        asked = begin(library, job, price=Decimal("0.0001"), refinement=False)
        if number % 3:
            library.generations.end(asked.id, GenerationState.FAILED, "no", give_back=True)
        else:
            library.generations.succeed(asked.id, a_picture(str(number)), Decimal("0.0333"))
    job = library.jobs.get(job.id)
    assert (job.estimated_cost, job.actual_cost) == (Decimal("0.003"), Decimal("0.999"))


@pytest.mark.parametrize("state", [GenerationState.FAILED, GenerationState.CANCELED])
def test_what_came_to_nothing_is_given_back(library: Library, state: GenerationState) -> None:
    job = stored_job(library)
    asked = begin(library, job)
    assert library.jobs.get(job.id).refinement_count == 1
    library.generations.submitted(asked.id, "p1")
    after = library.generations.end(asked.id, state, "The model failed", give_back=True)
    assert (after.refinement_count, after.estimated_cost, after.actual_cost) == (0, Decimal(0), Decimal(0))
    assert after.scenes[0].picture == job.scenes[0].picture
    assert after.scenes[0].description == job.scenes[0].description


def test_canceled_after_it_ran_keeps_the_estimate_and_books_what_it_cost(library: Library) -> None:
    asked = begin(library, stored_job(library))
    ended = (asked.id, GenerationState.CANCELED, "")
    after = library.generations.end(*ended, give_back=False, actual_cost=Decimal("0.04"))
    assert (after.refinement_count, after.estimated_cost, after.actual_cost) == (1, PRICE, Decimal("0.04"))


def test_a_late_answer_does_not_overwrite_a_cancel(library: Library, database: Path) -> None:
    job = stored_job(library)
    asked = begin(library, job)
    library.generations.end(asked.id, GenerationState.CANCELED, "", give_back=True)
    before = dump(database)
    library.generations.submitted(asked.id, "late")
    library.generations.succeed(asked.id, a_picture("late"), PRICE)
    library.generations.end(asked.id, GenerationState.FAILED, "late", give_back=True)
    assert dump(database) == before


def test_nothing_is_booked_twice(library: Library, database: Path) -> None:
    asked = begin(library, stored_job(library))
    library.generations.succeed(asked.id, a_picture("x"), PRICE)
    before = dump(database)
    library.generations.succeed(asked.id, a_picture("x"), PRICE)
    library.generations.end(asked.id, GenerationState.CANCELED, "", give_back=True)
    assert dump(database) == before


def test_a_scene_waits_for_one_picture_at_a_time(library: Library) -> None:
    job = stored_job(library)
    asked = begin(library, job)
    with pytest.raises(NotReady, match="already waits"):
        begin(library, job)
    with pytest.raises(NotReady, match="already waits"):
        library.generations.refine_free(job.scenes[0].id, None, "Told otherwise", None)
    assert library.jobs.get(job.id).scenes[0].status is ImageStatus.GENERATING
    assert begin(library, job, row=1).id == asked.id + 1
    assert [waiting.id for waiting in library.generations.open(job.id)] == [asked.id, asked.id + 1]


def begin_three(library: Library, job: Job) -> list[Generation]:
    requests = [replace(REQUEST, seed=seed) for seed in (1, 2, 3)]
    return [*library.generations.begin_all(job.scenes[0].id, requests, "Seen anew", PRICE, refinement=True)]


def test_variants_are_taken_together_or_not_at_all(library: Library, database: Path) -> None:
    job = stored_job(library)
    asked = begin_three(library, job)
    assert [(each.request.seed, each.batch) for each in asked] == [(1, 1), (2, 1), (3, 1)]
    after = library.jobs.get(job.id)
    assert (after.refinement_count, after.estimated_cost) == (3, Decimal("0.06"))
    for each in asked:
        library.generations.end(each.id, GenerationState.FAILED, "no", give_back=True)
    for _ in range(3):
        library.generations.refine_free(job.scenes[1].id, None, "Told otherwise", None)
    before = dump(database)
    with pytest.raises(LimitReached, match="3 pictures take 3 refinements, and job 1 has 2 left"):
        begin_three(library, job)
    assert dump(database) == before


def test_a_budget_holds_for_all_variants_together(library: Library, database: Path) -> None:
    job = stored_job(library)
    library.jobs.set_budget(job.id, Decimal("0.05"))
    before = dump(database)
    with pytest.raises(LimitReached, match="budget"):
        begin_three(library, job)
    assert dump(database) == before


@pytest.mark.parametrize("came", [*permutations((1, 2, 3)), (3, 2), (2, 3), (3,), (2,)])
def test_the_first_variant_that_was_ordered_becomes_the_scenes_however_they_come(
    library: Library, came: tuple[int, ...]
) -> None:
    job = stored_job(library)
    asked = begin_three(library, job)
    for number in came:
        library.generations.succeed(asked[number - 1].id, a_picture(f"v{number}"), PRICE)
    for each in asked:
        after = library.generations.end(each.id, GenerationState.FAILED, "no", give_back=True)
    assert after.scenes[0].picture is not None
    assert after.scenes[0].picture.file == f"v{min(came)}.png"
    assert after.refinement_count == len(came)
    found = library.storyboards.versions(job.scenes[0].id)
    assert [version.picture.file for version in found[1:]] == [f"v{number}.png" for number in came]
    assert [version.seed for version in found[1:]] == list(came)


def test_a_late_variant_does_not_take_the_place_of_what_was_chosen_meanwhile(library: Library) -> None:
    job = stored_job(library)
    asked = begin_three(library, job)
    library.generations.succeed(asked[1].id, a_picture("v2"), PRICE)
    library.storyboards.set_picture(job.scenes[0].id, a_picture("mine"))
    after = library.generations.succeed(asked[0].id, a_picture("v1"), PRICE)
    assert after.scenes[0].picture is not None
    assert after.scenes[0].picture.file == "mine.png"
    assert after.scenes[0].status is ImageStatus.GENERATING


def test_a_name_belongs_to_one_line(library: Library) -> None:
    first, second, _ = begin_three(library, stored_job(library))
    assert library.generations.submitted(first.id, "p1")
    assert not library.generations.submitted(second.id, "p1")
    assert library.generations.get(second.id).state is GenerationState.QUEUED
    assert library.generations.submitted(first.id, "p1")


def test_a_picture_brings_its_texts_along(library: Library) -> None:
    job = stored_job(library)
    after = library.generations.succeed(begin(library, job).id, a_picture("x"), None)
    scene = after.scenes[0]
    assert (scene.description, scene.image_prompt, scene.status) == ("Seen anew", REQUEST.prompt, "completed")
    assert after.actual_cost == 0


def test_an_error_stands_until_there_is_another_picture(library: Library) -> None:
    job = stored_job(library)
    asked = begin(library, job)
    after = library.generations.end(asked.id, GenerationState.FAILED, "The model failed", give_back=True)
    assert (after.scenes[0].error, after.scenes[0].status) == ("The model failed", ImageStatus.COMPLETED)
    assert library.storyboards.set_picture(job.scenes[0].id, a_picture("own")).scenes[0].error == ""


def test_a_scene_without_any_picture_has_failed(library: Library) -> None:
    job = stored_job(library, pictures=False)
    asked = begin(library, job, refinement=False)
    after = library.generations.end(asked.id, GenerationState.FAILED, "The model failed", give_back=True)
    assert [scene.status for scene in after.scenes] == ["failed", "pending", "pending"]


def test_names_of_predictions_are_known_for_ever(library: Library) -> None:
    job = stored_job(library)
    for row, name in enumerate(["p1", "p2"]):
        library.generations.submitted(begin(library, job, row).id, name)
    library.generations.end(1, GenerationState.CANCELED, "", give_back=True)
    assert library.generations.prediction_ids() == {"p1", "p2"}
