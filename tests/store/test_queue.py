"""The queue in the library."""

from dataclasses import replace

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import stored_job
from vidstudio.core.export import ExportFormat, Quality, export_kinds, pair
from vidstudio.core.preset import Preset
from vidstudio.core.queue import (
    ACTIVE,
    AGAIN,
    Priority,
    QueueState,
    WhenDone,
    at_once,
    moved,
    next_item,
)
from vidstudio.core.report import Report
from vidstudio.errors import NotFound, NotReady
from vidstudio.store.library import Library

LOW = pair(ExportFormat.MP4, Quality.LOW)
REPORT = Report("encode", "mp4", "h264", 1000, 1.0, 320, 180, 24, 8.0, 2.5, -14.0, -1.2)


@pytest.fixture
def job(library: Library) -> int:
    return stored_job(library).id


def order(library: Library) -> list[int]:
    return [item.id for item in library.queue.read().items]


def test_what_is_added_waits_in_line_word_for_word(library: Library, job: int) -> None:
    mine = Preset("Mine 🎬", quality=20, scenes="1-2", watermark="D'raft")
    added = library.queue.add([job, job], [None, LOW, mine], "/media/stick")
    assert library.queue.read().items == added
    assert [item.preset for item in added[:3]] == [None, LOW, mine]
    assert {(item.title, item.to, item.state, item.held) for item in added} == {
        (library.jobs.get(job).title, "/media/stick", QueueState.WAITING, False)
    }


def test_a_job_that_is_none_adds_nothing(library: Library, job: int) -> None:
    with pytest.raises(NotFound):
        library.queue.add([job, 99], [LOW])
    assert library.queue.read().items == ()


def test_a_film_that_has_to_come_first_is_put_in_line_once(library: Library, job: int) -> None:
    two = stored_job(library).id
    library.queue.add([job, two], [LOW, LOW], first=[two])
    library.queue.add([job, two], [LOW], first=[two, job])
    added = [(item.job_id, item.preset) for item in library.queue.read().items]
    assert added == [(job, LOW)] * 2 + [(two, None), (two, LOW), (two, LOW), (job, None), (job, LOW), (two, LOW)]
    library.queue.cancel(order(library))
    assert [item.preset for item in library.queue.add([job], [None, LOW], first=[job])] == [None, LOW]
    library.queue.cancel([item.id for item in library.queue.read().items if item.state is QueueState.WAITING])
    assert [item.preset for item in library.queue.add([job], [LOW], first=[job])] == [None, LOW]


def test_an_entry_is_begun_by_one_alone(library: Library, job: int) -> None:
    (item,) = library.queue.add([job], [LOW])
    begun = library.queue.begin(item.id)
    assert begun is not None
    assert (begun.state, begun.started_at is not None) == (QueueState.RUNNING, True)
    assert library.queue.begin(item.id) is None
    assert library.queue.active() == (item.id,)


def test_how_it_ended_is_kept_and_can_not_be_overwritten(library: Library, job: int) -> None:
    one, two = library.queue.add([job], [LOW, LOW])
    for item in (one, two):
        library.queue.begin(item.id)
    library.queue.note_command(one.id, "ffmpeg -i a b")
    done = library.queue.end(one.id, QueueState.DONE, file="/a.mp4", report=REPORT)
    assert (done.state, done.file, done.report, done.command) == (QueueState.DONE, "/a.mp4", REPORT, "ffmpeg -i a b")
    library.queue.cancel([two.id])
    assert library.queue.end(two.id, QueueState.FAILED, error="late").state is QueueState.CANCELED
    assert library.queue.end(one.id, QueueState.CANCELED).state is QueueState.DONE
    with pytest.raises(NotReady):
        library.queue.cancel([one.id])


def test_pausing_one_that_waits_holds_it_and_one_that_runs_stops_it(library: Library, job: int) -> None:
    one, two = library.queue.add([job], [LOW, LOW])
    library.queue.begin(one.id)
    library.queue.pause([one.id, two.id])
    assert [(item.state, item.held) for item in library.queue.read().items] == [
        (QueueState.PAUSED, False),
        (QueueState.WAITING, True),
    ]
    assert next_item(library.queue.read().items) is None
    library.queue.resume([one.id, two.id])
    assert [(item.state, item.held) for item in library.queue.read().items] == [
        (QueueState.RUNNING, False),
        (QueueState.WAITING, False),
    ]


def test_a_mistake_among_several_changes_none(library: Library, job: int) -> None:
    one, two = library.queue.add([job], [LOW, LOW])
    library.queue.begin(one.id)
    library.queue.end(one.id, QueueState.DONE)
    before = library.queue.read()
    for act in (library.queue.pause, library.queue.cancel, library.queue.retry):
        with pytest.raises(NotReady):
            act([two.id, one.id])
        with pytest.raises(NotFound):
            act([two.id, 99]) if act != library.queue.retry else act([99])
    assert library.queue.read() == before


@pytest.mark.parametrize("ended", sorted(AGAIN))
def test_what_came_to_nothing_can_be_tried_again_at_the_end(library: Library, job: int, ended: QueueState) -> None:
    one, two = library.queue.add([job], [LOW, LOW])
    library.queue.begin(one.id)
    library.queue.end(one.id, ended, error="e", hint="h")
    library.queue.retry([one.id])
    assert order(library) == [two.id, one.id]
    again = library.queue.get(one.id)
    assert (again.state, again.error, again.hint) == (QueueState.WAITING, "", "")


def test_what_is_at_work_can_not_be_taken_out(library: Library, job: int) -> None:
    one, two = library.queue.add([job], [LOW, LOW])
    library.queue.begin(one.id)
    with pytest.raises(NotReady):
        library.queue.remove([two.id, one.id])
    assert len(order(library)) == 2
    library.queue.remove([two.id])
    library.queue.end(one.id, QueueState.DONE)
    assert library.queue.clear() == 1
    assert order(library) == []


def test_priority_comes_before_place(library: Library, job: int) -> None:
    one, two, three = library.queue.add([job], [LOW, LOW, LOW])
    library.queue.set_priority([three.id], Priority.HIGH)
    library.queue.set_priority([one.id], Priority.LOW)
    assert order(library) == [three.id, two.id, one.id]


def test_an_order_is_kept_and_strangers_in_it_are_passed_over(library: Library, job: int) -> None:
    one, two, three = (item.id for item in library.queue.add([job], [LOW, LOW, LOW]))
    library.queue.reorder([three, 99, one, two])
    assert order(library) == [three, one, two]


def test_only_what_waits_can_be_edited(library: Library, job: int) -> None:
    (item,) = library.queue.add([job], [LOW])
    high = pair(ExportFormat.MOV, Quality.HIGH)
    assert library.queue.edit(item.id, high, "/x") == replace(item, preset=high, to="/x")
    library.queue.begin(item.id)
    with pytest.raises(NotReady):
        library.queue.edit(item.id, LOW, "")


def test_settings_are_kept(library: Library) -> None:
    assert not library.queue.settings().paused
    library.queue.change_settings(paused=True)
    library.queue.change_settings(when_done=WhenDone.REVEAL)
    assert library.queue.settings() == library.queue.read().settings
    assert (library.queue.settings().paused, library.queue.settings().when_done) == (True, WhenDone.REVEAL)


def test_entries_go_with_their_job(library: Library, job: int) -> None:
    library.queue.add([job], [LOW])
    library.jobs.discard(job)
    assert library.queue.read().items == ()


def test_an_export_waits_for_its_render_and_for_its_twin(library: Library, job: int) -> None:
    other = stored_job(library).id
    library.queue.add([job], [LOW, None, *export_kinds(None, Quality.HIGH, every=True)])
    (apart,) = library.queue.add([other], [LOW])
    items = library.queue.read().items
    first = next_item(items)
    assert first is not None
    assert first.preset is None
    library.queue.begin(first.id)
    assert next_item(library.queue.read().items) == apart
    library.queue.end(first.id, QueueState.DONE)
    library.queue.begin(items[2].id)
    library.queue.begin(items[0].id)
    following = next_item(library.queue.read().items)
    assert following is not None
    assert following.preset == pair(ExportFormat.WEBM, Quality.HIGH)


@pytest.mark.parametrize(("cores", "wished", "expected"), [(1, 0, 1), (8, 0, 1), (16, 0, 2), (128, 0, 4), (2, 3, 3)])
def test_how_many_at_once(cores: int, wished: int, expected: int) -> None:
    assert at_once(cores, wished) == expected


@given(st.lists(st.integers(0, 30), unique=True, min_size=1), st.sets(st.integers(0, 30)), st.integers(-40, 40))
def test_moving_keeps_all_and_the_order_of_each_part(ids: list[int], chosen: set[int], steps: int) -> None:
    order = moved(ids, list(chosen), steps)
    assert sorted(order) == sorted(ids)
    for part in (chosen, set(ids) - chosen):
        assert [each for each in order if each in part] == [each for each in ids if each in part]


def test_moving_by_one() -> None:
    assert moved([1, 2, 3, 4], [3], -1) == [1, 3, 2, 4]
    assert moved([1, 2, 3, 4], [2], 1) == [1, 3, 2, 4]
    assert moved([1, 2, 3, 4], [1, 2], 1) == [3, 1, 2, 4]
    assert moved([1, 2, 3, 4], [2, 4], -1) == [2, 4, 1, 3]
    assert moved([1, 2], [2], 5) == [1, 2]


_ACTS = ("begin", "pause", "resume", "cancel", "done", "failed", "interrupted", "retry", "remove", "hold")


@pytest.mark.slow
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=40, deadline=None)
@given(st.lists(st.tuples(st.sampled_from(_ACTS), st.integers(0, 4)), max_size=25))
def test_whatever_is_asked_in_whatever_order_states_follow_the_rules(
    library: Library, acts: list[tuple[str, int]]
) -> None:
    job = stored_job(library).id
    ids = [item.id for item in library.queue.add([job], [LOW] * 5)]
    for act, row in acts:
        before = {item.id: item for item in library.queue.read().items}
        target = ids[row]
        try:
            if act in {"done", "failed", "interrupted"}:
                library.queue.end(target, QueueState(act))
            elif act == "begin":
                library.queue.begin(target)
            elif act == "hold":
                library.queue.hold([target], held=True)
            else:
                getattr(library.queue, act)([target])
        except (NotReady, NotFound):
            assert {item.id: item for item in library.queue.read().items} == before
            continue
        after = {item.id: item for item in library.queue.read().items}
        assert {key: value for key, value in after.items() if key != target} == {
            key: value for key, value in before.items() if key != target
        }
        if act == "remove" and target in before:
            assert before[target].state not in ACTIVE
    library.jobs.discard(job)
