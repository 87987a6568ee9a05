"""A library with a job or two, the bench over it, and the window, all real, in the test's home."""

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QSettings
from pytestqt.qtbot import QtBot

from tests.factories import a_studio, made_job, picture_folder
from vidstudio.background.store_thread import StoreThread
from vidstudio.core.appearance import Appearance
from vidstudio.core.job import Job
from vidstudio.paths import places
from vidstudio.settings import load_settings
from vidstudio.studio.context import Studio
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.refining import Refining
from vidstudio.ui.theme import find_theme
from vidstudio.ui.workbench import Workbench


def pytest_itemcollected(item: pytest.Item) -> None:
    """Qt's offscreen screen tells of what it can't do; that is not about the window."""
    item.add_marker(pytest.mark.qt_log_ignore("This plugin does not support", extend=True))


@pytest.fixture(autouse=True)
def colours_as_before() -> Iterator[None]:
    """The application is the same one for all tests: take back what a test made of its looks."""
    yield
    theme = find_theme()
    if theme is not None:
        theme.set_appearance(Appearance.SYSTEM)


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder of small pictures."""
    return picture_folder(tmp_path / "pictures")


@pytest.fixture
def job(home: Path, pictures: Path) -> Job:
    """A job of three scenes, in the library before anything opens it."""
    with a_studio() as studio:
        return made_job(studio, pictures)


@pytest.fixture
def second_job(job: Job, pictures: Path) -> Job:
    """Another one of two scenes."""
    with a_studio() as studio:
        return made_job(studio, pictures, 2, text="A fox digs. It finds a bone.")


@pytest.fixture
def bench(qapp: object, home: Path, request: pytest.FixtureRequest) -> Iterator[Workbench]:
    """A bench over the library of this test, nothing on it yet; jobs come first, as a process has one library open."""
    for name in ("job", "second_job"):
        if name in request.fixturenames:
            request.getfixturevalue(name)
    here = places()
    store = StoreThread(here.database)
    made = Workbench(Studio(store, here, load_settings(here)), store)
    yield made
    close(made)
    for thing in (made, store):
        thing.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def close(bench: Workbench) -> None:
    """End its work and its library, and hear what they have answered still; a second call does nothing."""
    bench.close()
    bench.store.close()
    QCoreApplication.processEvents()


@pytest.fixture
def opened(qtbot: QtBot, job: Job, bench: Workbench) -> Workbench:
    """The bench with the first job on it."""
    with qtbot.waitSignal(bench.changed):
        bench.open_job(job.id)
    return bench


@pytest.fixture
def refining(opened: Workbench) -> Refining:
    """What changes pictures of the open job."""
    return Refining(opened, opened)


@pytest.fixture
def make_window(qtbot: QtBot, bench: Workbench) -> Iterator[Callable[[], MainWindow]]:
    """Makes the window, shown; behind the test it is closed, and outlives the library as it does in the program."""
    made: list[MainWindow] = []

    def make() -> MainWindow:
        window = MainWindow(bench, QSettings(str(places().window_file), QSettings.Format.IniFormat))
        made.append(window)
        with qtbot.waitExposed(window):
            window.show()
        window.activateWindow()
        return window

    yield make
    for window in made:
        window.close()
    close(bench)
    for window in made:
        window.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


@pytest.fixture
def window(qtbot: QtBot, job: Job, bench: Workbench, make_window: Callable[[], MainWindow]) -> MainWindow:
    """The window with the first job open."""
    made = make_window()
    with qtbot.waitSignals([bench.changed, bench.jobs_changed]):
        bench.list_jobs()
        bench.open_job(job.id)
    return made


@pytest.fixture
def board(qtbot: QtBot, window: MainWindow) -> MainWindow:
    """The window with the job open, and the token found that the test has put into the environment."""
    window.refining.look_for_token()
    qtbot.waitUntil(lambda: window.refining.has_token)
    return window
