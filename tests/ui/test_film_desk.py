"""Renders and previews of a real, very short film, through the window's own processes."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from pytestqt.qtbot import QtBot

from tests.factories import a_studio, made_job
from tests.ui.looking import kept
from vidstudio.core.approval import is_approved
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.scene import Motion
from vidstudio.errors import NotReady
from vidstudio.services.probe import probe
from vidstudio.ui.edits import Edits
from vidstudio.ui.film_desk import FilmDesk, FilmWork
from vidstudio.ui.workbench import Workbench


@pytest.fixture
def job(home: Path, pictures: Path) -> Job:
    """An approved job of one and a half seconds."""
    with a_studio() as studio:
        made = made_job(studio, pictures, duration=1.5)
        return studio.library(lambda library: library.jobs.approve(made.id))


@pytest.fixture
def desk(opened: Workbench) -> FilmDesk:
    return FilmDesk(opened, opened)


class Player(QObject):
    """What opens files in place of the system's programs."""

    def __init__(self) -> None:
        super().__init__()
        self.played: list[str] = []

    @Slot(QUrl)
    def play(self, url: QUrl) -> None:
        self.played.append(url.toLocalFile())


@pytest.fixture
def player(qapp: object) -> Iterator[Player]:
    player = Player()
    QDesktopServices.setUrlHandler("file", player, "play")  # type: ignore[arg-type] # it takes no bytes
    yield player
    QDesktopServices.unsetUrlHandler("file")


def ended(qtbot: QtBot, work: FilmWork) -> list[str]:
    """Wait for the end; what was told on the way, in order."""
    told: list[str] = []
    for name in ("started", "progressed", "made", "failed", "canceled", "ended"):
        getattr(work, name).connect(lambda *_, name=name: told.append(name))
    with qtbot.waitSignal(work.ended):
        pass
    return [name for row, name in enumerate(told) if row == 0 or told[row - 1] != name]


def left_over(opened: Workbench) -> list[Path]:
    here, storage = opened.studio.places, opened.studio.storage.root
    folders = [folder for folder in (here.work, here.locks, storage, here.segments) if folder.is_dir()]
    work = list(here.work.iterdir()) if here.work.is_dir() else []
    return work + [
        file for folder in folders for file in folder.rglob("*") if ".part" in file.name or ".lock" in file.name
    ]


@pytest.mark.slow
def test_a_film(qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job) -> None:
    desk.start_render(job)
    assert desk.render.running
    assert ended(qtbot, desk.render) == ["started", "progressed", "made", "ended"]
    assert not desk.running
    now = kept(opened, job.id)
    assert now.status is JobStatus.COMPLETED
    film = opened.studio.storage.film(job.id)
    assert probe(film).video_codec == "h264"
    qtbot.waitUntil(lambda: opened.view is not None and opened.view.film == film)
    assert left_over(opened) == []


@pytest.mark.slow
def test_a_canceled_render_leaves_all_as_it_was(qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job) -> None:
    before = kept(opened, job.id)
    desk.start_render(job)
    with qtbot.waitSignal(desk.render.progressed):
        pass
    assert kept(opened, job.id).status is JobStatus.RENDERING
    desk.cancel_all()
    assert ended(qtbot, desk.render)[-2:] == ["canceled", "ended"]
    assert kept(opened, job.id) == before
    assert not opened.studio.storage.film(job.id).exists()
    assert left_over(opened) == []


def test_a_cancel_before_it_has_begun(qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job) -> None:
    before = kept(opened, job.id)
    desk.start_render(job)
    desk.render.cancel()
    assert ended(qtbot, desk.render) == ["canceled", "ended"]
    assert kept(opened, job.id) == before
    assert left_over(opened) == []


def test_a_second_one_is_refused_and_the_first_goes_on(
    qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job
) -> None:
    errors: list[Exception] = []
    desk.render.failed.connect(errors.append)
    desk.start_render(job)
    desk.start_render(job)
    assert [type(error) for error in errors] == [NotReady]
    assert desk.render.running
    desk.render.cancel()
    assert ended(qtbot, desk.render) == ["canceled", "ended"]


def test_played_and_revealed_it_is_a_download(
    qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job, player: Player, tmp_path: Path
) -> None:
    film = tmp_path / "final.mp4"
    for hand in (desk.play, desk.reveal):
        with qtbot.waitSignal(opened.changed):
            hand(job.id, film)
    assert player.played == [str(film), str(tmp_path)]
    assert kept(opened, job.id).download_count == 2


def state(opened: Workbench, job: Job) -> tuple[Job, list[str]]:
    """What the library has of it, and what files there are."""
    folder = opened.studio.storage.job(job.id)
    return kept(opened, job.id), sorted(file.name for file in folder.iterdir() if file.suffix == ".mp4")


@pytest.mark.slow
def test_previews_need_no_approval_change_nothing_and_are_opened(
    qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job, player: Player
) -> None:
    edits = Edits(opened, opened)
    edits.change([job.scenes[0].id], motion=Motion.HOLD)
    qtbot.waitUntil(lambda: not is_approved(kept(opened, job.id)))
    before = kept(opened, job.id)
    folder = opened.studio.storage.job(job.id)
    cases = ((None, "draft.mp4", 540, 1.5), (range(3), "excerpt_1-3.mp4", 1080, 1.5))
    for rows, name, size, length in cases:
        desk.start_preview(job, rows)
        assert ended(qtbot, desk.preview) == ["started", "progressed", "made", "ended"]
        assert player.played.pop() == str(folder / name)
        facts = probe(folder / name)
        assert facts.display_height == size
        assert facts.video_duration == pytest.approx(length, abs=0.05)
    assert state(opened, job) == (before, ["draft.mp4", "excerpt_1-3.mp4"])
    assert left_over(opened) == []


@pytest.mark.slow
def test_a_canceled_preview_leaves_nothing_and_opens_nothing(
    qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job, player: Player
) -> None:
    before = state(opened, job)
    desk.start_preview(job)
    with qtbot.waitSignal(desk.preview.progressed):
        pass
    desk.cancel_filming()
    assert ended(qtbot, desk.preview)[-2:] == ["canceled", "ended"]
    assert state(opened, job) == before
    assert player.played == []
    assert left_over(opened) == []


@pytest.mark.parametrize("first", ["render", "preview"])
def test_a_film_and_a_preview_are_not_made_side_by_side(
    qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job, first: str
) -> None:
    starts = {"render": desk.start_render, "preview": desk.start_preview}
    works = {"render": desk.render, "preview": desk.preview}
    second = "preview" if first == "render" else "render"
    errors: list[Exception] = []
    works[second].failed.connect(errors.append)
    starts[first](job)
    starts[second](job)
    assert [type(error) for error in errors] == [NotReady]
    assert (works[first].running, works[second].running, desk.filming) == (True, False, True)
    desk.cancel_filming()
    assert ended(qtbot, works[first]) == ["canceled", "ended"]
    assert not desk.filming


def test_what_has_no_picture_cant_be_previewed(qtbot: QtBot, opened: Workbench, desk: FilmDesk, job: Job) -> None:
    Edits(opened, opened).insert(1, "The heron flies away")
    qtbot.waitUntil(lambda: len(kept(opened, job.id).scenes) == 4)
    errors: list[Exception] = []
    desk.preview.failed.connect(errors.append)
    desk.start_preview(job)
    assert ended(qtbot, desk.preview) == ["failed", "ended"]
    assert isinstance(errors[0], NotReady)
    assert left_over(opened) == []


def test_nothing_to_cancel(desk: FilmDesk) -> None:
    desk.cancel_all()
    assert not desk.running
