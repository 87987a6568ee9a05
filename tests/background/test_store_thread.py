"""StoreThread: order, answers to whom asked, no waiting in the window, and an end in every case."""

import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NoReturn

import pytest
from PySide6.QtCore import QThread
from pytestqt.qtbot import QtBot

from tests.background.scripts import elsewhere
from vidstudio.background.store_thread import StoreThread
from vidstudio.background.task import BackgroundTask
from vidstudio.core.job import AspectRatio, Job
from vidstudio.core.script import outline_idea
from vidstudio.errors import InputRefused, LeftForLater, LibraryRefused, NotFound, StorageRefused, VidstudioError
from vidstudio.store.library import Library


@pytest.fixture
def file(tmp_path: Path) -> Path:
    folder = tmp_path / "data"
    folder.mkdir()
    return folder / "library.db"


@pytest.fixture
def store(qapp: object, file: Path) -> Iterator[StoreThread]:
    thread = StoreThread(file)
    yield thread
    thread.close()


def add_job(library: Library) -> Job:
    made = outline_idea("A fox crosses a frozen lake.", 6.0, AspectRatio.WIDE, "noir")
    return library.jobs.create("Fox", "A fox crosses a frozen lake.", made, AspectRatio.WIDE, "noir")


def refuse(_library: Library) -> NoReturn:
    raise InputRefused("No.")


def test_actions_run_in_the_order_they_come(qtbot: QtBot, store: StoreThread) -> None:
    ran: list[int] = []
    answered: list[int] = []

    def submit(number: int) -> None:
        def action(_library: Library) -> int:
            ran.append(number)
            return number

        store.submit(action, answered.append)

    for number in range(50):
        submit(number)
    qtbot.waitUntil(lambda: len(answered) == 50)
    assert ran == answered == list(range(50))


def test_answers_come_on_the_windows_thread(qtbot: QtBot, store: StoreThread) -> None:
    here: list[bool] = []
    there: list[bool] = []
    window = threading.get_ident()
    store.submit(
        lambda _library: there.append(threading.get_ident() == window),
        lambda _: here.append(threading.get_ident() == window),
    )
    qtbot.waitUntil(lambda: bool(here))
    assert (here, there) == ([True], [False])


def test_an_error_goes_to_whom_asked_and_the_next_action_runs(qtbot: QtBot, store: StoreThread) -> None:
    errors: list[Exception] = []
    jobs: list[Job] = []
    store.submit(lambda library: library.jobs.get(99), jobs.append, errors.append)
    store.submit(add_job, jobs.append, errors.append)
    qtbot.waitUntil(lambda: bool(jobs))
    assert [type(error) for error in errors] == [NotFound]
    assert jobs[0].title == "Fox"


def test_an_action_nobody_waits_for_may_fail(qtbot: QtBot, store: StoreThread) -> None:
    jobs: list[Job] = []
    store.submit(refuse)
    store.submit(add_job, jobs.append)
    qtbot.waitUntil(lambda: bool(jobs))


def test_a_task_waits_for_its_answer(qtbot: QtBot, store: StoreThread) -> None:
    task = BackgroundTask(lambda _control: store(add_job))
    with qtbot.waitSignal(task.succeeded) as told:
        task.start()
    assert told.args is not None
    assert told.args[0].id == 1


def test_a_tasks_error_comes_out_where_it_called(qtbot: QtBot, store: StoreThread) -> None:
    task = BackgroundTask(lambda _control: store(refuse))
    with qtbot.waitSignal(task.failed) as told:
        task.start()
    assert told.args is not None
    assert isinstance(told.args[0], InputRefused)


def test_the_windows_thread_may_not_wait(store: StoreThread) -> None:
    ran: list[bool] = []
    with pytest.raises(RuntimeError, match="does not wait"):
        store(lambda _library: ran.append(True))
    assert not ran


def test_what_another_process_writes_is_noticed(qtbot: QtBot, store: StoreThread, file: Path) -> None:
    opened: list[object] = []
    store.submit(add_job, opened.append)
    qtbot.waitUntil(lambda: bool(opened))
    with qtbot.waitSignal(store.changed_elsewhere):
        elsewhere(file, "library.jobs.rename(1, 'Vixen')")


def test_what_it_writes_itself_is_no_news(qtbot: QtBot, store: StoreThread, file: Path) -> None:
    news: list[bool] = []
    store.changed_elsewhere.connect(lambda: news.append(True))
    done: list[object] = []
    store.submit(add_job, done.append)
    qtbot.waitUntil(lambda: bool(done))
    with qtbot.waitSignal(store.changed_elsewhere):
        elsewhere(file, "library.jobs.rename(1, 'Vixen')")
    assert news == [True]


def spoiled(file: Path) -> type[VidstudioError]:
    file.write_bytes(b"This is no database. " * 100)
    return LibraryRefused


def in_the_way(file: Path) -> type[VidstudioError]:
    file.parent.rmdir()
    file.parent.write_text("a file where the folder should be")
    return StorageRefused


@pytest.mark.parametrize("spoil", [spoiled, in_the_way])
def test_a_library_that_cant_be_opened_says_so_to_all_who_ask(
    qtbot: QtBot, file: Path, spoil: Callable[[Path], type[VidstudioError]]
) -> None:
    kind = spoil(file)
    store = StoreThread(file)
    errors: list[Exception] = []
    for _ in range(3):
        store.submit(add_job, on_failed=errors.append)
    qtbot.waitUntil(lambda: len(errors) == 3)
    task = BackgroundTask(lambda _control: store(add_job))
    with qtbot.waitSignal(task.failed) as told:
        task.start()
    store.close()
    assert told.args is not None
    assert {type(error) for error in (*errors, told.args[0])} == {kind}


def test_close_ends_what_is_queued_first(qtbot: QtBot, file: Path) -> None:
    store = StoreThread(file)
    for _ in range(20):
        store.submit(add_job)
    store.close()
    with Library(file) as library:
        assert len(library.jobs.summaries()) == 20


def test_after_close_nothing_runs_and_nobody_waits_for_ever(qtbot: QtBot, file: Path) -> None:
    store = StoreThread(file)
    store.close()
    told: list[object] = []
    store.submit(add_job, told.append, told.append)
    task = BackgroundTask(lambda _control: store(add_job))
    with qtbot.waitSignal(task.canceled):
        task.start()
    store.close()
    assert not told
    with Library(file) as library:
        assert library.jobs.summaries() == ()


def test_a_task_that_asks_while_the_store_closes_is_left_for_later(qtbot: QtBot, file: Path) -> None:
    store = StoreThread(file)
    go = threading.Event()
    endings: list[type[BaseException]] = []

    def work() -> None:
        go.wait(60)
        try:
            store(add_job)
        except LeftForLater as exc:
            endings.append(type(exc))

    thread = threading.Thread(target=work)
    thread.start()
    store.close()
    go.set()
    thread.join(60)
    assert endings == [LeftForLater]


def test_the_library_has_one_thread_with_a_name(qtbot: QtBot, store: StoreThread) -> None:
    names: list[str] = []
    for _ in range(3):
        store.submit(lambda _library: names.append(QThread.currentThread().objectName()))
    done: list[object] = []
    store.submit(lambda _library: None, done.append)
    qtbot.waitUntil(lambda: bool(done))
    assert names == ["library"] * 3
