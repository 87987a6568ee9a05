"""The export panel: what is chosen, what it says, and whose file it hands over."""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.looking import find, shown, text_of
from vidstudio.core.control import Progress
from vidstudio.core.estimate import FilmFacts
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.preset import Preset
from vidstudio.ui.export_panel import ExportPanel
from vidstudio.ui.export_state import ExportState

FOLDER = Path("/films/exports/7")
DRAFT = Preset("Draft", quality=26)


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
    assert [preset.slug for preset in panel.choice.presets] == ["mp4_medium"]
    assert panel.folder is None
    assert "Fits 1280x720, 2500 + 192 kbit/s" in text_of(panel, "exportAbout")
    assert "Up to" not in text_of(panel, "exportAbout")
    panel.show_state(replace(state(), film=FilmFacts(1920, 1080, 30.0, Fraction(24))))
    assert "Up to 10.1 MB, in about 0:" in text_of(panel, "exportAbout")
    assert text_of(panel, "exportFolder") == f"To {FOLDER}"


def test_it_proposes_what_suits_the_film_until_somebody_chooses(qtbot: QtBot, panel: ExportPanel) -> None:
    told: list[object] = []
    panel.chosen.connect(told.append)
    small = replace(state(8), proposed=pair(ExportFormat.WEBM, Quality.LOW))
    panel.show_state(small)
    assert [preset.slug for preset in panel.choice.presets] == ["webm_low"]
    panel.show_state(state())
    assert [preset.slug for preset in panel.choice.presets] == ["mp4_medium"]
    assert told == []  # proposing is not choosing
    panel.tick(["mov_high"])
    panel.show_state(small)
    assert [preset.slug for preset in panel.choice.presets] == ["mov_high"]
    assert told == []


def test_to_export_what_is_proposed_is_to_choose_it(qtbot: QtBot, panel: ExportPanel) -> None:
    with qtbot.waitSignal(panel.chosen) as told:
        press(panel, "exportButton")
    assert told.args == [["mp4_medium"]]
    panel.show_state(replace(state(8), proposed=pair(ExportFormat.WEBM, Quality.LOW)))
    assert [preset.slug for preset in panel.choice.presets] == ["mp4_medium"]


def test_a_click_is_a_choice(panel: ExportPanel) -> None:
    press(panel, "formatMov")
    panel.show_state(replace(state(8), proposed=pair(ExportFormat.WEBM, Quality.LOW)))
    assert [preset.slug for preset in panel.choice.presets] == ["mp4_medium", "mov_medium"]


@pytest.mark.parametrize("fmt", ExportFormat)
@pytest.mark.parametrize("quality", Quality)
def test_every_choice_is_a_wish(qtbot: QtBot, panel: ExportPanel, fmt: ExportFormat, quality: Quality) -> None:
    panel.tick([f"{fmt}_{quality}"])
    assert f"{quality.spec.width}x{quality.spec.height}" in text_of(panel, "exportAbout")
    with qtbot.waitSignal(panel.export_wished) as told:
        press(panel, "exportButton")
    assert told.args == [(pair(fmt, quality),), None]


def test_all_that_is_ticked_is_one_wish(qtbot: QtBot, panel: ExportPanel) -> None:
    panel.show_presets([DRAFT])
    with qtbot.waitSignal(panel.chosen) as kept:
        press(panel, "formatMov")
    assert kept.args == [["mp4_medium", "mov_medium"]]
    press(panel, "qualityHigh")
    panel._menu.actions()[0].trigger()
    panel.show_state(replace(state(), film=FilmFacts(1920, 1080, 30.0, Fraction(24))))
    assert panel.export.text() == "Export 5 files"
    assert "2 files are copied" in text_of(panel, "exportAbout")
    with qtbot.waitSignal(panel.export_wished) as told:
        press(panel, "exportButton")
    slugs = [preset.slug for preset in told.args[0]]
    assert slugs == ["mp4_medium", "mov_medium", "mp4_high", "mov_high", "draft"]


def test_what_was_chosen_before_is_ticked_again_if_it_is_there(panel: ExportPanel) -> None:
    panel.show_presets([DRAFT])
    panel.tick(["webm_low", "draft", "gone"])
    assert [preset.slug for preset in panel.choice.presets] == ["webm_low", "draft"]
    panel.show_presets([])
    assert [preset.slug for preset in panel.choice.presets] == ["webm_low"]


def test_nothing_ticked_is_nothing_to_export(panel: ExportPanel) -> None:
    press(panel, "formatMp4")
    assert "Choose a format" in text_of(panel, "exportRemark")
    assert not panel.export.isEnabled()


@pytest.mark.parametrize(("part", "scenes", "start"), [("2-3", "2-3", None), ("0:05-0:09", "", 5.0)])
def test_a_part_of_the_film(panel: ExportPanel, part: str, scenes: str, start: float | None) -> None:
    panel.part.setText(part)
    (preset,) = panel.choice.presets
    assert (preset.scenes, preset.start) == (scenes, start)
    panel.part.setText("nonsense")
    assert "no range" in text_of(panel, "exportRemark")
    assert not panel.export.isEnabled()


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
    assert told.args == [(pair(ExportFormat.MP4, Quality.MEDIUM),), Path("/media/stick")]


def test_work_is_shown_while_there_is_any(qtbot: QtBot, panel: ExportPanel) -> None:
    panel.show_work("2 exports in line", None)
    assert text_of(panel, "exportProgressText") == "2 exports in line …"
    panel.show_work("2 exports in line", Progress(0.4, "MP4, low", 3.0))
    assert text_of(panel, "exportProgressText") == "MP4, low · 40%"
    assert panel.export.isEnabled()
    with qtbot.waitSignal(panel.cancel_wished):
        press(panel, "cancelExportButton")
    panel.end(7, "Canceled. Nothing was changed.", "muted")
    panel.show_work("", None)
    assert panel.work.isHidden()
    assert not shown(panel, "playExportButton")


def test_what_was_made_can_be_played_and_found(qtbot: QtBot, panel: ExportPanel) -> None:
    panel.end(7, "Exported mp4_medium.mp4", "success", FOLDER / "mp4_medium.mp4")
    assert text_of(panel, "exportResult") == "Exported mp4_medium.mp4"
    for name, wish in (("playExportButton", panel.play_wished), ("revealExportButton", panel.reveal_wished)):
        with qtbot.waitSignal(wish) as told:
            press(panel, name)
        assert told.args == [7, FOLDER / "mp4_medium.mp4"]


def test_another_job_clears_what_the_last_one_left(panel: ExportPanel) -> None:
    panel.end(7, "Exported mp4_medium.mp4", "success", FOLDER / "mp4_medium.mp4")
    panel.show_state(state(8))
    assert not shown(panel, "exportResult")
    assert not shown(panel, "playExportButton")
