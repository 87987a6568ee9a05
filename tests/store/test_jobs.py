"""Jobs in the library."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import MOMENT, dump, stored_job
from vidstudio.core.approval import film_is_stale, fingerprint, is_approved
from vidstudio.core.film import FilmSettings
from vidstudio.core.job import AspectRatio, Film, JobStatus
from vidstudio.errors import NotFound, NotReady
from vidstudio.store.library import Library


def test_a_new_job_counts_nothing_and_is_not_approved(library: Library) -> None:
    job = stored_job(library)
    assert (job.refinement_count, job.download_count) == (0, 0)
    assert (job.estimated_cost, job.actual_cost) == (Decimal(0), Decimal(0))
    assert not is_approved(job)
    assert job.approved_at is None
    assert job.film is None
    assert job.created_at.tzinfo is UTC
    assert library.jobs.get(job.id) == job


@pytest.mark.parametrize(
    "title", ["'; DROP TABLE job; --", 'He said "no"', "🎬 日本語 é\u0301", "../../etc", "a\nb", "x" * 500]
)
def test_any_title_is_kept_as_it_is(library: Library, title: str) -> None:
    job = library.jobs.rename(stored_job(library).id, title)
    assert job.title == title
    assert library.jobs.summaries()[0].title == title


def test_there_is_no_such_job(library: Library, database: Path) -> None:
    before = dump(database)
    for action in (library.jobs.get, library.jobs.add_download, library.jobs.approve, library.jobs.begin_render):
        with pytest.raises(NotFound, match="There is no job 12"):
            action(12)
    assert dump(database) == before


def test_approve_is_for_exactly_this_storyboard(library: Library) -> None:
    job = library.jobs.approve(stored_job(library).id)
    assert is_approved(job)
    assert job.approved_at is not None
    changed = replace(job.scenes[0], duration=9.0)
    after = library.storyboards.save(job.id, job.scenes, (changed, *job.scenes[1:]))
    assert not is_approved(after)
    assert is_approved(library.storyboards.save(job.id, after.scenes, job.scenes))


def test_every_refinement_and_reorder_withdraws_the_approval(library: Library) -> None:
    job = library.jobs.approve(stored_job(library).id)
    assert not is_approved(library.storyboards.reorder(job.id, [2, 1, 3]))
    assert is_approved(library.storyboards.reorder(job.id, [2, 1, 3]))
    assert not is_approved(library.generations.refine_free(job.scenes[0].id, None, "Told otherwise", None))


def test_an_unfinished_storyboard_is_not_approved(library: Library, database: Path) -> None:
    job = stored_job(library, pictures=False)
    before = dump(database)
    with pytest.raises(NotReady, match="no picture in scene 1, 2, 3"):
        library.jobs.approve(job.id)
    assert dump(database) == before


def test_a_render_begins_only_approved_and_only_once(library: Library) -> None:
    job = stored_job(library)
    with pytest.raises(NotReady, match="not approved"):
        library.jobs.begin_render(job.id)
    library.jobs.approve(job.id)
    library.jobs.begin_render(job.id)
    assert library.jobs.get(job.id).status is JobStatus.RENDERING
    with pytest.raises(NotReady, match="already being rendered"):
        library.jobs.begin_render(job.id)
    library.jobs.reopen(job.id)
    assert library.jobs.get(job.id).status is JobStatus.STORYBOARD_READY


def test_a_canceled_second_render_leaves_the_job_completed(library: Library) -> None:
    job = library.jobs.approve(stored_job(library).id)
    library.jobs.begin_render(job.id)
    film = Film(fingerprint(job), 15.0, 1920, 1080, MOMENT)
    done = library.jobs.finish_render(job.id, film)
    assert (done.status, done.film) == (JobStatus.COMPLETED, film)
    library.jobs.begin_render(job.id)
    library.jobs.reopen(job.id)
    again = library.jobs.get(job.id)
    assert (again.status, again.film) == (JobStatus.COMPLETED, film)


def test_reopening_an_idle_job_does_nothing(library: Library, database: Path) -> None:
    job = stored_job(library)
    before = dump(database)
    library.jobs.reopen(job.id)
    assert dump(database) == before


def test_a_step_that_is_none_is_refused(library: Library) -> None:
    job = stored_job(library)
    with pytest.raises(NotReady):
        library.jobs.set_status(job.id, JobStatus.COMPLETED)
    assert library.jobs.get(job.id).status is JobStatus.STORYBOARD_READY


def test_each_download_counts_one(library: Library) -> None:
    job = stored_job(library)
    assert [library.jobs.add_download(job.id).download_count for _ in range(3)] == [1, 2, 3]


def test_summaries_are_newest_first_with_length_and_poster(library: Library) -> None:
    first, second = stored_job(library, 3), stored_job(library, 4, pictures=False)
    library.storyboards.reorder(first.id, [3, 1, 2])
    newer, older = library.jobs.summaries()
    assert [newer.id, older.id] == [second.id, first.id]
    assert (older.scenes, older.duration, newer.scenes, newer.duration) == (3, 15.0, 4, 20.0)
    poster = first.scenes[2].picture
    assert poster is not None
    assert (older.poster, newer.poster) == (poster.file, "")
    assert older.updated_at <= datetime.now(UTC)


def test_a_discarded_job_leaves_no_row(library: Library, database: Path) -> None:
    before = dump(database)
    library.jobs.discard(stored_job(library).id)
    assert dump(database) == before


ADDRESS = "https://example.org/a/film.mp4"


def test_a_film_from_elsewhere_is_completed_from_the_start_and_has_no_storyboard(library: Library) -> None:
    job = library.jobs.add_film("Elsewhere", ADDRESS)
    assert (job.status, job.video_url, job.film, job.scenes) == (JobStatus.COMPLETED, ADDRESS, None, ())
    (summary,) = library.jobs.summaries()
    assert (summary.video_url, summary.has_film, summary.scenes) == (ADDRESS, False, 0)
    actions: list[Callable[[], object]] = [
        lambda: library.jobs.approve(job.id),
        lambda: library.jobs.set_music(job.id, "a.mp3", "b"),
        lambda: library.jobs.set_settings(job.id, FilmSettings()),
        lambda: library.storyboards.save(job.id, (), ()),
        lambda: library.storyboards.reorder(job.id, [1]),
    ]
    for action in actions:
        with pytest.raises(NotReady, match="is a film from elsewhere; it has no storyboard to"):
            action()
    assert library.jobs.get(job.id) == job


def test_fetching_a_film_tells_what_it_is(library: Library) -> None:
    job = library.jobs.add_film("Elsewhere", ADDRESS)
    for _ in range(2):
        library.jobs.begin_render(job.id)
        with pytest.raises(NotReady, match="already being fetched"):
            library.jobs.begin_render(job.id)
        library.jobs.reopen(job.id)
        assert library.jobs.get(job.id) == job
    library.jobs.begin_render(job.id)
    done = library.jobs.finish_render(job.id, Film("f", 12.5, 1080, 1920, MOMENT, "s"))
    assert (done.status, done.duration, done.aspect_ratio) == (JobStatus.COMPLETED, 12.5, AspectRatio.TALL)
    (summary,) = library.jobs.summaries()
    assert (summary.duration, summary.has_film) == (12.5, True)
    assert not film_is_stale(done)
