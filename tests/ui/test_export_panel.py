"""The export panel: what is chosen, what it says, and whose file it hands over."""

from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.looking import find, shown, text_of
from vidstudio.core.control import Progress
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.ui.export_panel import ExportPanel
from vidstudio.ui.state import ExportState

FOLDER = Path("/films/exports/7")


def state(job_id: int = 7, why_not: str = "", *, stale: bool = False) -> ExportState:
    return ExportState(job_id, FOLDER, why_not, stale)


@pytest.fixture
def panel(qtbot: QtBot) -> ExportPanel:
    made = ExportPanel()
    qtbot.addWidget(made)
    made.resize(320, 500)
    with qtbot.waitExposed(made):
        made.show()
    made.show_state(state())
    return made


def press(panel: ExportPanel, name: str) -> None:
    QTest.mouseClick(find(panel, QPushButton, name), Qt.MouseButton.LeftButton)


def test_it_begins_with_the_defaults(panel: ExportPanel) -> None:
    assert (panel.format, panel.quality, panel.folder) == (ExportFormat.MP4, Quality.MEDIUM, None)
    assert "1280x720, 2500 kbit/s video, 192 kbit/s audio" in text_of(panel, "exportAbout")
    assert "Up to" not in text_of(panel, "exportAbout")
    panel.show_state(replace(state(), seconds=30.0))
    assert text_of(panel, "exportAbout").endswith("Up to 10.1 MB")
    assert text_of(panel, "exportFolder") == f"To {FOLDER}"


@pytest.mark.parametrize("fmt", ExportFormat)
@pytest.mark.parametrize("quality", Quality)
def test_every_choice_is_a_wish(qtbot: QtBot, panel: ExportPanel, fmt: ExportFormat, quality: Quality) -> None:
    press(panel, f"format{fmt.value.title()}")
    press(panel, f"quality{quality.value.title()}")
    assert f"{quality.spec.width}x{quality.spec.height}" in text_of(panel, "exportAbout")
    with qtbot.waitSignal(panel.export_wished) as told:
        press(panel, "exportButton")
    assert told.args == [pair(fmt, quality), None]


def test_why_it_cant_be_exported(panel: ExportPanel) -> None:
    panel.show_state(state(why_not="Render the film first."))
    assert text_of(panel, "exportRemark") == "Render the film first."
    assert not panel.export.isEnabled()
    panel.show_state(None)
    assert not panel.export.isEnabled()


def test_an_old_film_can_be_exported_but_says_so(panel: ExportPanel) -> None:
    panel.show_state(state(stale=True))
    assert shown(panel, "exportRemark")
    assert panel.export.isEnabled()


def test_a_copy_can_go_elsewhere(qtbot: QtBot, panel: ExportPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(QFileDialog, "getExistingDirectory", lambda *_: "/media/stick")
    press(panel, "chooseExportFolderButton")
    assert text_of(panel, "exportFolder") == f"Copy to {Path('/media/stick')}"
    with qtbot.waitSignal(panel.export_wished) as told:
        press(panel, "exportButton")
    assert told.args == [pair(ExportFormat.MP4, Quality.MEDIUM), Path("/media/stick")]


def test_while_one_runs_no_other_begins(qtbot: QtBot, panel: ExportPanel) -> None:
    panel.begin()
    panel.show_progress(Progress(0.4, "Encoding", 3.0))
    panel.show_state(state())
    panel.show_state(state(8))
    assert not panel.export.isEnabled()
    assert text_of(panel, "exportProgressText") == "Encoding · 40%"
    with qtbot.waitSignal(panel.cancel_wished):
        press(panel, "cancelExportButton")
    panel.end("Canceled. Nothing was changed.", "muted")
    assert panel.export.isEnabled()
    assert not shown(panel, "playExportButton")


def test_a_window_out_of_sight_lets_no_second_one_begin_either(qtbot: QtBot) -> None:
    panel = ExportPanel()
    qtbot.addWidget(panel)
    panel.begin()
    panel.show_state(state())
    assert not panel.export.isEnabled()


def test_what_was_made_can_be_played_and_found(qtbot: QtBot, panel: ExportPanel) -> None:
    panel.begin()
    panel.end("Exported mp4_medium.mp4", "success", FOLDER / "mp4_medium.mp4")
    assert text_of(panel, "exportResult") == "Exported mp4_medium.mp4"
    for name, wish in (("playExportButton", panel.play_wished), ("revealExportButton", panel.reveal_wished)):
        with qtbot.waitSignal(wish) as told:
            press(panel, name)
        assert told.args == [7, FOLDER / "mp4_medium.mp4"]


def test_what_was_made_belongs_to_its_job_though_another_is_open_then(qtbot: QtBot, panel: ExportPanel) -> None:
    panel.begin()
    panel.show_state(state(8))
    panel.end("Exported mp4_medium.mp4", "success", FOLDER / "mp4_medium.mp4")
    with qtbot.waitSignal(panel.play_wished) as told:
        press(panel, "playExportButton")
    assert told.args == [7, FOLDER / "mp4_medium.mp4"]


def test_another_job_clears_what_the_last_one_left(panel: ExportPanel) -> None:
    panel.begin()
    panel.end("Exported mp4_medium.mp4", "success", FOLDER / "mp4_medium.mp4")
    panel.show_state(state(8))
    assert not shown(panel, "exportResult")
    assert not shown(panel, "playExportButton")
