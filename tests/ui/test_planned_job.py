"""A new job planned by a language model: the choice, the scenes as they come, Cancel, and what goes wrong."""

import json
from decimal import Decimal
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from tests.servers.openai import KEY, OpenAIServer, Reply, error
from tests.stories import IDEA, story
from tests.ui.looking import find, text_of
from vidstudio.core.scene_plan import PlannedScene
from vidstudio.paths import places
from vidstudio.services.secrets import read_token
from vidstudio.settings import load_settings
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.new_job_dialog import NewJobDialog
from vidstudio.ui.settings_dialog import SettingsDialog
from vidstudio.ui.state import RefineState
from vidstudio.ui.workbench import Workbench

BARD = {"openai:bard": "Bard  ·  cheap"}


@pytest.fixture
def chats(openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch) -> OpenAIServer:
    """The service, chosen in the settings before anything reads them."""
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    monkeypatch.setenv("VIDSTUDIO_PLANNER_MODEL", "openai:bard")
    return openai_server


@pytest.fixture
def dialog(qtbot: QtBot) -> NewJobDialog:
    made = NewJobDialog(RefineState(0, Decimal("0.02")), planners=BARD)
    qtbot.addWidget(made)
    return made


def lines(dialog: NewJobDialog) -> list[str]:
    return [dialog.planned.item(row).text() for row in range(dialog.planned.count())]


def choose_bard(dialog: NewJobDialog) -> None:
    dialog.planner.setCurrentIndex(dialog.planner.findData("openai:bard"))


def test_the_rules_plan_unless_a_model_is_chosen(dialog: NewJobDialog) -> None:
    dialog.text_edit.setPlainText(IDEA)
    assert dialog.wished().planner == ""
    assert text_of(dialog, "outlineNote") == "6 scenes, 0:30 in all"
    choose_bard(dialog)
    assert dialog.wished().planner == "openai:bard"
    assert text_of(dialog, "outlineNote") == "About 6 scenes, 0:30 in all, planned by Bard"


def test_a_script_plans_itself(dialog: NewJobDialog, tmp_path: Path) -> None:
    choose_bard(dialog)
    (tmp_path / "tide.md").write_text("## Ebb (4 s)\n\nThe water leaves.", "utf-8")
    dialog.load_script(tmp_path / "tide.md")
    assert (dialog.wished().planner, dialog.planner.isEnabled()) == ("", False)
    dialog.text_edit.clear()
    dialog.text_edit.setPlainText(IDEA)
    assert (dialog.wished().planner, dialog.planner.isEnabled()) == ("openai:bard", True)


def test_scenes_are_listed_and_a_second_answer_begins_anew(dialog: NewJobDialog) -> None:
    scene = PlannedScene("Mira keeps watch " * 30, "A keeper", 4.5)
    dialog.show_scene(1, scene)
    dialog.show_scene(2, scene)
    assert [line[:22] for line in lines(dialog)] == ["1  Mira keeps watch Mi", "2  Mira keeps watch Mi"]
    assert all(line.endswith("…  ·  4.5 s") for line in lines(dialog))
    assert dialog.planned.item(0).toolTip() == scene.description
    dialog.show_scene(1, scene)
    assert len(lines(dialog)) == 1


def open_in(window: MainWindow) -> NewJobDialog:
    QTest.mouseClick(window.jobs.new, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewJobDialog)
    dialog.text_edit.setPlainText(IDEA)
    dialog.duration.setValue(9)
    choose_bard(dialog)
    return dialog


@pytest.fixture
def planning(chats: OpenAIServer, window: MainWindow) -> NewJobDialog:
    """The window's dialog, everything filled in."""
    return open_in(window)


def test_canceled_in_the_middle_nothing_is_made_and_the_idea_is_kept(
    qtbot: QtBot, chats: OpenAIServer, planning: NewJobDialog, bench: Workbench
) -> None:
    chats.say(Reply(story(6), how="hold"))
    QTest.mouseClick(planning.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: len(lines(planning)) >= 2)
    assert lines(planning)[0] == "1  Mira keeps watch in the storm, part 1.  ·  2 s"
    assert not planning.planned.isHidden()
    assert not planning.create_button.isEnabled()
    QTest.mouseClick(planning.work.cancel, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(planning.work.isHidden)
    assert planning.isVisible()
    assert planning.text_edit.toPlainText() == IDEA
    assert planning.create_button.isEnabled()
    jobs: list[tuple[object, ...]] = []
    bench.store.submit(lambda library: library.jobs.summaries(), jobs.append)
    qtbot.waitUntil(lambda: bool(jobs))
    assert len(jobs[0]) == 1


@pytest.mark.slow
def test_what_goes_wrong_is_said_and_can_be_tried_again(
    qtbot: QtBot, chats: OpenAIServer, planning: NewJobDialog, bench: Workbench
) -> None:
    chats.fail("chat", error(404, "The model does not exist"))
    chats.say(Reply(story()))
    QTest.mouseClick(planning.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: "no such language model" in text_of(planning, "outlineNote"))
    assert find(planning, QWidget, "outlineNote").property("tone") == "danger"
    assert (planning.isVisible(), planning.text_edit.toPlainText()) == (True, IDEA)
    with qtbot.waitSignal(bench.opened):
        QTest.mouseClick(planning.create_button, Qt.MouseButton.LeftButton)
    assert planning.isHidden()
    assert len(lines(planning)) == 3
    assert bench.view is not None
    assert bench.view.job.title == "Storm"
    assert [scene.duration for scene in bench.view.job.scenes] == [2, 3, 4]
    assert json.loads(chats.seen("chat")[1].body)["model"] == "bard"


def test_closing_it_stops_the_model(
    qtbot: QtBot, chats: OpenAIServer, planning: NewJobDialog, bench: Workbench
) -> None:
    chats.say(Reply(story(6), how="hold"))
    QTest.mouseClick(planning.create_button, Qt.MouseButton.LeftButton)
    qtbot.waitUntil(lambda: bool(lines(planning)))
    tasks = list(bench._tasks)
    with qtbot.waitSignals([task.finished for task in tasks]):
        QTest.keyClick(planning, Qt.Key.Key_Escape)
    assert planning.isHidden()


def test_the_service_is_chosen_in_the_settings(qtbot: QtBot, window: MainWindow, home: Path) -> None:
    window.dialogs.settings()
    settings = QApplication.activeModalWidget()
    assert isinstance(settings, SettingsDialog)
    assert settings.changes() == {}
    settings.base_url.setText(" http://localhost:11434/v1 ")
    settings.planner.setText("openai:llama3.2")
    QTest.keyClicks(settings.key, "sk-secret")
    assert "sk" not in settings.key.displayText()
    with qtbot.waitSignal(window.dialogs.settings_changed):
        QTest.mouseClick(settings.save, Qt.MouseButton.LeftButton)
    kept = load_settings(places())
    assert (kept.openai_base_url, kept.planner_model) == ("http://localhost:11434/v1", "openai:llama3.2")
    assert (read_token("openai"), read_token()) == ("sk-secret", "")
    assert not [file for file in home.rglob("*") if file.is_file() and b"sk-secret" in file.read_bytes()]
    QTest.mouseClick(window.jobs.new, Qt.MouseButton.LeftButton)
    dialog = QApplication.activeModalWidget()
    assert isinstance(dialog, NewJobDialog)
    assert dialog.planner.findData("openai:llama3.2") > 0
