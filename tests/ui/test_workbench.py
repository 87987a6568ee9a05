"""The bench: opening, saving through undo, what is refused, and what other processes change."""

import threading
from dataclasses import replace
from pathlib import Path

from pytestqt.qtbot import QtBot

from tests.background.scripts import elsewhere
from tests.ui.looking import kept
from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import InputRefused, NotFound, NotReady
from vidstudio.paths import places
from vidstudio.ui.edits import Edits
from vidstudio.ui.workbench import Workbench


def ids(bench: Workbench) -> list[int]:
    return [scene.id for scene in bench.model.storyboard]


def saved(qtbot: QtBot, opened: Workbench, job: Job, wanted: list[int]) -> None:
    """Wait until the library has the scenes in this order."""
    qtbot.waitUntil(lambda: [scene.id for scene in kept(opened, job.id).scenes] == wanted)


def test_a_job_comes_on_the_table(qtbot: QtBot, bench: Workbench, job: Job) -> None:
    with qtbot.waitSignals([bench.opened, bench.changed], order="strict"):
        bench.open_job(job.id)
    assert bench.view is not None
    assert bench.view.job.id == job.id
    assert bench.view.film is None
    assert bench.model.storyboard.scenes == bench.view.job.scenes
    assert not bench.stack.canUndo()


def test_a_job_that_is_not_there(qtbot: QtBot, opened: Workbench, job: Job) -> None:
    with qtbot.waitSignal(opened.failed) as told:
        opened.open_job(99)
    assert told.args is not None
    assert isinstance(told.args[0], NotFound)
    assert opened.view is not None
    assert opened.view.job.id == job.id


def test_the_list_of_jobs(qtbot: QtBot, bench: Workbench, job: Job, second_job: Job) -> None:
    with qtbot.waitSignal(bench.jobs_changed) as told:
        bench.list_jobs()
    assert told.args is not None
    assert [summary.id for summary in told.args[0]] == [second_job.id, job.id]


def test_edits_are_saved_and_undo_and_redo_too(qtbot: QtBot, opened: Workbench, job: Job) -> None:
    before = ids(opened)
    after = [before[2], before[0], before[1]]
    Edits(opened, opened).move([2], 0)
    saved(qtbot, opened, job, after)
    opened.stack.undo()
    saved(qtbot, opened, job, before)
    opened.stack.redo()
    saved(qtbot, opened, job, after)
    assert ids(opened) == after


def test_a_refused_save_shows_what_is_kept_and_forgets_the_steps(qtbot: QtBot, opened: Workbench, job: Job) -> None:
    edits = Edits(opened, opened)
    edits.move([0], 3)
    qtbot.waitUntil(lambda: ids(opened) == [scene.id for scene in kept(opened, job.id).scenes])
    elsewhere(places().database, f"library.storyboards.reorder({job.id}, [3, 2, 1])")
    with qtbot.waitSignal(opened.failed) as told:
        edits.move([0], 3)
    assert told.args is not None
    assert isinstance(told.args[0], NotReady)
    qtbot.waitUntil(lambda: ids(opened) == [scene.id for scene in kept(opened, job.id).scenes])
    assert not opened.stack.canUndo()


def test_what_another_process_changes_is_shown(qtbot: QtBot, opened: Workbench, job: Job) -> None:
    change = f"library.jobs.rename({job.id}, 'Egret'); library.storyboards.reorder({job.id}, [3, 2, 1])"
    elsewhere(places().database, change)
    qtbot.waitUntil(lambda: opened.view is not None and opened.view.job.title == "Egret")
    assert ids(opened) == [scene.id for scene in kept(opened, job.id).scenes]


def test_two_jobs_have_undo_stacks_of_their_own(qtbot: QtBot, opened: Workbench, job: Job, second_job: Job) -> None:
    edits = Edits(opened, opened)
    before = ids(opened)
    edits.move([0], 3)
    with qtbot.waitSignal(opened.opened):
        opened.open_job(second_job.id)
    assert not opened.stack.canUndo()
    edits.remove([ids(opened)[0]])
    assert opened.undo.undoText() == "Remove scene 1"
    with qtbot.waitSignal(opened.opened):
        opened.open_job(job.id)
    assert opened.undo.undoText() == "Move scene 1"
    opened.undo.undo()
    saved(qtbot, opened, job, before)
    assert len(kept(opened, second_job.id).scenes) == len(second_job.scenes) - 1


def test_what_comes_back_for_another_job_is_not_shown(qtbot: QtBot, opened: Workbench, second_job: Job) -> None:
    shown = ids(opened)
    opened.take(opened.view_of(second_job))
    assert ids(opened) == shown


def test_a_change_is_taken_over_and_told(qtbot: QtBot, opened: Workbench, job: Job) -> None:
    with qtbot.waitSignals([opened.changed, opened.jobs_changed]):
        opened.change(lambda library: library.jobs.rename(job.id, "Egret"))
    assert opened.view is not None
    assert opened.view.job.title == "Egret"


def test_a_change_that_is_refused_is_told(qtbot: QtBot, opened: Workbench) -> None:
    with qtbot.waitSignal(opened.failed) as told:
        opened.change(lambda library: library.jobs.rename(99, "Egret"))
    assert told.args is not None
    assert isinstance(told.args[0], NotFound)


def test_edits_made_while_a_new_scene_is_being_saved_wait_for_its_id(qtbot: QtBot, opened: Workbench, job: Job) -> None:
    edits, first = Edits(opened, opened), ids(opened)[0]
    errors: list[Exception] = []
    opened.failed.connect(errors.append)
    edits.duplicate(first)
    edits.duplicate(first)
    edits.move([0], 2)
    assert 0 in ids(opened)
    qtbot.waitUntil(lambda: len(ids(opened)) == 5 and all(ids(opened)) and ids(opened)[0] != first)
    saved(qtbot, opened, job, ids(opened))
    for _ in range(3):
        opened.stack.undo()
    qtbot.waitUntil(lambda: len(kept(opened, job.id).scenes) == 3)
    assert not errors


def test_a_copy_that_is_removed_before_it_has_an_id(qtbot: QtBot, opened: Workbench, job: Job) -> None:
    edits, before = Edits(opened, opened), ids(opened)
    edits.duplicate(before[0])
    edits.remove([0])
    qtbot.waitUntil(lambda: ids(opened) == before)
    saved(qtbot, opened, job, before)


def test_work_beside_the_window(qtbot: QtBot, bench: Workbench) -> None:
    results: list[object] = []
    task = bench.run(lambda _control: 42, results.append)
    with qtbot.waitSignal(task.finished):
        pass
    assert results == [42]


def test_its_error_is_told_unless_it_is_quiet(qtbot: QtBot, bench: Workbench) -> None:
    errors: list[Exception] = []
    bench.failed.connect(errors.append)
    error = InputRefused("No.")

    def refuse(_control: Control) -> None:
        raise error

    for quiet in (True, False):
        task = bench.run(refuse, lambda _: None, quiet=quiet)
        with qtbot.waitSignal(task.finished):
            pass
    assert errors == [error]


def test_close_leaves_work_for_the_next_start(qtbot: QtBot, bench: Workbench) -> None:
    begun = threading.Event()

    def work(control: Control) -> None:
        begun.set()
        control.wait(600)

    task = bench.run(work, lambda _: None)
    qtbot.waitUntil(begun.is_set)
    bench.close()
    assert task.wait(0)


def test_once_closed_nothing_is_started(qtbot: QtBot, bench: Workbench) -> None:
    """What a task came to is told after the window has closed, and may ask for more work."""
    begun: list[str] = []
    bench.run(lambda _control: "found", lambda _found: bench.run(lambda _control: begun.append("more"), begun.append))
    bench.close()
    qtbot.waitUntil(lambda: not bench._tasks)
    bench.close()
    assert begun == []


def test_a_film_on_disk_belongs_to_what_is_shown(qtbot: QtBot, opened: Workbench, tmp_path: Path, job: Job) -> None:
    assert opened.view is not None
    film = opened.studio.storage.film(job.id)
    film.write_bytes(b"not rendered by us")
    assert opened.view_of(opened.view.job).film is None
    assert opened.view_of(replace(opened.view.job, scenes=())).job.scenes == ()
    assert Storyboard(opened.view.job.scenes) == opened.model.storyboard
