"""Films from elsewhere in the window: added, fetched by the main button or by an export, and shown as what they are."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit
from pytestqt.qtbot import QtBot

from tests.factories import MOMENT, a_job
from tests.servers.films import FilmServer, Play
from tests.ui.looking import find, kept, shown, text_of
from vidstudio.core.job import Film, JobStatus
from vidstudio.store.jobs import JobSummary
from vidstudio.studio.hand_over import AlreadyThere
from vidstudio.ui.add_film_dialog import AddFilmDialog
from vidstudio.ui.export_state import choice_state, export_state
from vidstudio.ui.jobs_panel import facts
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.state import header_state
from vidstudio.ui.workbench import Workbench

pytestmark = pytest.mark.slow

FILM = Path("/films/7/final.mp4")
REMOTE = a_job(scenes=0, status=JobStatus.COMPLETED, video_url="https://example.org/a/film.mp4", duration=0.0, style="")
FETCHED = replace(REMOTE, film=Film("f", 12.5, 1920, 1080, MOMENT), duration=12.5)


@pytest.fixture
def films(films: FilmServer, short_film: Path) -> FilmServer:
    films.content = short_film.read_bytes()
    return films


@pytest.fixture
def opened_window(make_window: Callable[[], MainWindow]) -> MainWindow:
    """The window with no job at all."""
    return make_window()


def asked(window: MainWindow) -> AddFilmDialog:
    window.dialogs.add_film()
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, AddFilmDialog)
    return dialog


def add(qtbot: QtBot, window: MainWindow, source: str, title: str = "") -> int:
    dialog = asked(window)
    dialog.source.setText(source)
    dialog.title_edit.setText(title)
    with qtbot.waitSignal(window.bench.changed):
        QTest.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    assert window.bench.view is not None
    return window.bench.view.job.id


def test_an_address_is_judged_as_it_is_typed(qtbot: QtBot, opened_window: MainWindow) -> None:
    dialog = asked(opened_window)
    assert not dialog.add_button.isEnabled()
    QTest.keyClicks(dialog.source, "ftp://example.org/film.mp4")
    assert "not from ftp" in text_of(dialog, "filmNote")
    assert not dialog.add_button.isEnabled()
    dialog.source.setText("https://example.org/My%20film.mp4")
    assert "fetched from example.org" in text_of(dialog, "filmNote")
    assert dialog.title_edit.placeholderText() == "My film"
    assert dialog.add_button.isEnabled()
    dialog.close()


def test_a_file_can_be_looked_for(
    qtbot: QtBot, opened_window: MainWindow, monkeypatch: pytest.MonkeyPatch, short_film: Path
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(short_film), ""))
    dialog = asked(opened_window)
    QTest.mouseClick(dialog.browse, Qt.MouseButton.LeftButton)
    assert find(dialog, QLineEdit, "filmSourceEdit").text() == str(short_film)
    with qtbot.waitSignal(opened_window.bench.changed):
        QTest.keyClick(dialog.source, Qt.Key.Key_Return)
    assert text_of(opened_window, "approvalBadge") == "Fetched"
    assert text_of(opened_window, "jobTitle") == "final"


def test_what_is_no_film_stays_in_the_dialog(qtbot: QtBot, opened_window: MainWindow, tmp_path: Path) -> None:
    (tmp_path / "text.mp4").write_text("no film")
    dialog = asked(opened_window)
    dialog.source.setText(str(tmp_path / "text.mp4"))
    QTest.mouseClick(dialog.add_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "can't be read" in text_of(dialog, "filmNote"))
    assert dialog.add_button.isEnabled()
    dialog.close()


def test_a_film_is_added_fetched_and_exported(qtbot: QtBot, opened_window: MainWindow, films: FilmServer) -> None:
    window = opened_window
    job_id = add(qtbot, window, films.url, "Elsewhere")
    assert films.asked == []
    assert text_of(window, "jobTitle") == "Elsewhere"
    assert text_of(window, "jobFacts") == "from 127.0.0.1"
    assert text_of(window, "approvalBadge") == "Not fetched"
    assert window.header.render_button.text() == "Fetch film"
    assert not shown(window, "approveButton")
    assert not shown(window, "addSceneButton")
    assert window.metadata.value("video") == films.url
    assert window.export.export.isEnabled()
    assert text_of(window, "exportRemark") == "The film is fetched first."
    assert window.menus.render.text() == "Fetch Film"
    off = (window.menus.approve, window.menus.preview, window.menus.add, window.menus.music, window.menus.settings)
    assert not any(action.isEnabled() for action in off)

    QTest.mouseClick(window.header.render_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text_of(window, "approvalBadge") == "Fetched")
    qtbot.waitUntil(lambda: not window.desk.running)
    assert text_of(window, "jobFacts") == "from 127.0.0.1  ·  0:01  ·  16:9  ·  640x360"
    assert shown(window, "playButton")
    assert text_of(window, "exportRemark") == ""
    assert window.metadata.value("duration") == "0:01, 16:9"

    QTest.mouseClick(window.export.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text_of(window, "exportResult").startswith("Exported mp4_low.mp4"))
    qtbot.waitUntil(lambda: not window.working)
    assert len(films.asked) == 1
    assert kept(window.bench, job_id).download_count == 1


def test_an_export_fetches_a_film_that_is_elsewhere(qtbot: QtBot, opened_window: MainWindow, films: FilmServer) -> None:
    window = opened_window
    add(qtbot, window, films.url)
    QTest.mouseClick(window.export.export, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text_of(window, "exportResult").startswith("Exported mp4_medium.mp4"))
    qtbot.waitUntil(lambda: text_of(window, "approvalBadge") == "Fetched")
    qtbot.waitUntil(lambda: not window.working)


def test_a_canceled_fetch_keeps_what_has_come(
    qtbot: QtBot, opened_window: MainWindow, bench: Workbench, films: FilmServer
) -> None:
    window = opened_window
    job_id = add(qtbot, window, films.url)
    films.plays = [Play(silent=len(films.content) // 2)]
    QTest.mouseClick(window.header.render_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text_of(window, "approvalBadge") == "Fetching")
    folder = bench.studio.storage.job(job_id)
    qtbot.waitUntil(lambda: any(file.stat().st_size for file in folder.glob(".fetched-*.film")))
    QTest.mouseClick(window.header.work.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text_of(window, "messageText") == "Fetching was canceled.")
    qtbot.waitUntil(window.header.render_button.isEnabled)
    QTest.mouseClick(window.header.render_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: text_of(window, "approvalBadge") == "Fetched")
    qtbot.waitUntil(lambda: not window.desk.running)
    assert "range" in films.asked[-1].headers
    assert films.sent == len(films.content)


def test_the_header_of_a_film_from_elsewhere() -> None:
    away, here = header_state(REMOTE, None), header_state(FETCHED, FILM)
    assert (away.badge, away.can_render, away.has_film, away.render_words) == ("Not fetched", True, False, "Fetch film")
    assert away.empty[0] == "A film from example.org"
    assert (here.badge, here.tone, here.can_render) == ("Fetched", "success", False)
    assert here.note == "Fetched on 2026-03-01; ready to export."
    assert not any((state.can_edit or state.can_approve or state.can_preview) for state in (away, here))
    going = header_state(replace(REMOTE, status=JobStatus.RENDERING), None)
    assert (going.badge, going.can_render, going.rendering) == ("Fetching", False, True)
    assert header_state(REMOTE, None, filming=True).can_render is False
    assert header_state(FETCHED, None).can_render  # somebody took the file away


def test_what_can_be_exported_of_it() -> None:
    away, here = (export_state(job, film, Path()) for job, film in ((REMOTE, None), (FETCHED, FILM)))
    assert (away.why_not, away.stale, away.fetched_first, away.film) == ("", False, True, None)
    assert (here.why_not, here.stale, here.fetched_first) == ("", False, False)
    going = export_state(replace(REMOTE, status=JobStatus.RENDERING), None, Path())
    assert going.why_not == "The film is being fetched."
    assert not choice_state(going, [], "", {}, AlreadyThere()).can_export


def test_the_list_of_jobs_says_whether_it_is_here() -> None:
    line = JobSummary(
        *(7, "Film", JobStatus.COMPLETED, 0.0, 0, REMOTE.aspect_ratio, MOMENT, ""), video_url=REMOTE.video_url
    )
    assert facts(line) == "Not fetched yet"
    assert facts(replace(line, status=JobStatus.RENDERING)) == "Fetching"
    assert facts(replace(line, has_film=True, duration=12.5)) == "0:12  ·  Film ready"
