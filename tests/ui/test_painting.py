"""Pictures for many scenes from the window, versions compared and gone back to, costs and budgets."""

import json
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import TypeVar

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QDialog, QFileDialog, QPushButton, QTableWidget, QWidget
from pytestqt.qtbot import QtBot

from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import Behaviour
from tests.ui.looking import find, kept, text_of
from vidstudio.core.approval import is_approved
from vidstudio.core.generation import GenerationKind, GenerationState, MediaOrder
from vidstudio.core.job import Job
from vidstudio.core.media_request import MediaRequest
from vidstudio.core.prompt_changes import Change, prompt_changes
from vidstudio.store.library import Library
from vidstudio.ui.ledger_dialog import LedgerDialog
from vidstudio.ui.main_window import MainWindow
from vidstudio.ui.paint_dialog import PaintDialog
from vidstudio.ui.paint_state import Which, paint_state
from vidstudio.ui.picture_frame import PictureFrame
from vidstudio.ui.versions_dialog import VersionsDialog

pytestmark = pytest.mark.slow

MODEL = "black-forest-labs/flux-schnell"


@pytest.fixture(autouse=True)
def service(replicate_in_use: ReplicateServer) -> ReplicateServer:
    """The service, and a token for it; polled quickly."""
    return replicate_in_use


D = TypeVar("D", bound=QDialog)


def dialog_of(qtbot: QtBot, window: MainWindow, kind: type[D]) -> D:
    qtbot.waitUntil(lambda: bool(window.findChildren(kind)))
    return window.findChildren(kind)[0]


def press(inside: QWidget, name: str) -> None:
    QTest.mouseClick(find(inside, QPushButton, name), Qt.MouseButton.LeftButton)


def sources(window: MainWindow) -> list[str]:
    return [scene.picture.source.value if scene.picture else "none" for scene in window.bench.model.storyboard]


def ended(qtbot: QtBot, window: MainWindow) -> None:
    qtbot.waitUntil(lambda: not window.painting.running)


def test_all_scenes_get_a_picture_each_of_which_can_be_undone(
    qtbot: QtBot, board: MainWindow, job: Job, service: ReplicateServer
) -> None:
    words: list[dict[int, str]] = []
    board.painting.scenes_told.connect(words.append)
    board.menus.paint.trigger()
    dialog = dialog_of(qtbot, board, PaintDialog)
    assert dialog.start.text() == "Make 3 pictures  ·  $0.009"
    press(dialog, "startPaintButton")
    assert not board.header.paint.isHidden()
    ended(qtbot, board)
    qtbot.waitUntil(lambda: sources(board) == ["replicate"] * 3)
    qtbot.waitUntil(lambda: board.bench.stack.count() == 3)
    assert "3 pictures made." in text_of(board, "messageText")
    assert set(words[0].values()) == {"In line"}
    assert words[-1] == {}
    assert kept(board.bench, job.id).actual_cost == Decimal("0.009")
    for _ in range(3):
        board.bench.stack.undo()
    assert sources(board) == ["own"] * 3
    board.bench.stack.redo()
    assert sorted(sources(board)) == ["own", "own", "replicate"]
    assert service.created == 3


def test_it_is_paused_goes_on_and_one_is_stopped(
    qtbot: QtBot, board: MainWindow, job: Job, service: ReplicateServer
) -> None:
    service.behaviour = Behaviour(starting=100_000)
    board.painting.start(job, [scene.id for scene in job.scenes], MODEL)
    qtbot.waitUntil(lambda: service.created == 3)
    press(board.header, "pausePaintButton")
    assert find(board, QPushButton, "pausePaintButton").text() == "Go on"
    press(board.header, "pausePaintButton")
    assert find(board, QPushButton, "pausePaintButton").text() == "Pause"
    board.storyboard.select_scenes([job.scenes[1].id])
    qtbot.waitUntil(board.storyboard.menu_actions.stop.isEnabled)
    board.storyboard.menu_actions.stop.trigger()
    qtbot.waitUntil(lambda: len(service.seen("cancel")) == 1)
    press(board.header, "cancelPaintButton")
    ended(qtbot, board)
    assert sources(board) == ["own"] * 3
    assert board.header.paint.isHidden()
    assert [service.status(each) for each in service.ids] == ["canceled"] * 3
    assert kept(board.bench, job.id).estimated_cost == 0


def test_one_that_fails_says_so_and_is_offered_again(
    qtbot: QtBot, board: MainWindow, job: Job, service: ReplicateServer
) -> None:
    service.next(Behaviour(end="failed", error="CUDA out of memory"))
    board.painting.start(job, [scene.id for scene in job.scenes], MODEL)
    ended(qtbot, board)
    assert "2 pictures made, 1 failed." in text_of(board, "messageText")
    qtbot.waitUntil(lambda: sum(bool(scene.error) for scene in board.bench.model.storyboard) == 1)
    now = kept(board.bench, job.id)
    assert paint_state(now, (), (), Which.FAILED, MODEL, Decimal("0.02")).counts[Which.FAILED] == 1


def test_without_a_token_it_says_where_to_put_one(qtbot: QtBot, window: MainWindow, job: Job) -> None:
    window.painting.open_dialog(job, (), window, ())
    dialog = dialog_of(qtbot, window, PaintDialog)
    assert not dialog.start.isEnabled()
    assert "into the settings first" in text_of(dialog, "paintRemark")


def test_a_picture_to_go_by_is_chosen_sent_and_removed(
    qtbot: QtBot,
    board: MainWindow,
    job: Job,
    pictures: Path,
    service: ReplicateServer,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(QFileDialog, "getOpenFileName", lambda *_: (str(pictures / "7.png"), ""))
    board.menus.paint.trigger()
    dialog = dialog_of(qtbot, board, PaintDialog)
    assert "A character or a look" in text_of(dialog, "referenceNote")
    press(dialog, "addReferenceButton")
    qtbot.waitUntil(lambda: bool(dialog.references.findChildren(PictureFrame)))
    dialog.model.setCurrentIndex(dialog.model.findData("google/nano-banana"))
    assert text_of(dialog, "referenceNote") == "Sent along with every picture"
    dialog.model.setCurrentIndex(0)
    assert "does not go by pictures" in text_of(dialog, "referenceNote")
    dialog.model.setCurrentIndex(dialog.model.findData("google/nano-banana"))
    press(dialog, "startPaintButton")
    ended(qtbot, board)
    sent = [json.loads(request.body)["input"] for request in service.seen("create")]
    assert [service.sent(each["image_input"][0]) for each in sent] == [(pictures / "7.png").read_bytes()] * 3
    refine = board.refining.open_dialog(job.scenes[0].id, board)
    assert refine is not None
    press(refine, "removeReferenceButton")
    qtbot.waitUntil(lambda: kept(board.bench, job.id).references == ())
    qtbot.waitUntil(lambda: "A character or a look" in text_of(refine, "referenceNote"))
    refine.close()


def test_what_a_choice_comes_to(job: Job) -> None:
    flat = Decimal("0.02")
    assert paint_state(job, (), (), Which.DRAFTS, MODEL, flat).words == "Make 0 pictures  ·  free"
    assert not paint_state(job, (), (), Which.DRAFTS, MODEL, flat).can_start
    chosen = (job.scenes[2].id,)
    assert paint_state(job, (), chosen, Which.CHOSEN, MODEL, flat).scene_ids == chosen
    assert paint_state(job, (), (), Which.ALL, "ada/foxes", flat).words == "Make 3 pictures  ·  price unknown"
    tight = replace(job, budget=Decimal("0.007"))
    words = "$0.007 of the job's budget are left: enough for 2 pictures."
    assert paint_state(tight, (), (), Which.ALL, MODEL, flat).remark == words
    rich = replace(job, budget=Decimal(5))
    assert paint_state(rich, (), (), Which.ALL, MODEL, flat).remark == "$5.00 of the job's budget are left."


def test_versions_are_compared_and_gone_back_to(
    qtbot: QtBot, board: MainWindow, job: Job, service: ReplicateServer
) -> None:
    board.painting.start(job, [job.scenes[0].id], MODEL)
    ended(qtbot, board)
    qtbot.waitUntil(lambda: sources(board)[0] == "replicate")
    board.storyboard.select_scenes([job.scenes[0].id])
    board.storyboard.menu_actions.versions.trigger()
    dialog = dialog_of(qtbot, board, VersionsDialog)
    assert [dialog.list.item(row).text() for row in range(2)] == ["2  ·  flux-schnell  ·  current", "1  ·  your own"]
    assert dialog.use.text() == "Use version 1  ·  free"
    dialog.list.setCurrentRow(0)
    assert not dialog.use.isEnabled()
    assert "$0.003" in text_of(dialog, "versionFacts")
    assert "worked 0.4 s" in text_of(dialog, "versionFacts")
    dialog.list.setCurrentRow(1)
    dialog.wipe.click()
    dialog.frame.setFocus()
    QTest.keyClick(dialog.frame, Qt.Key.Key_Right)
    assert dialog.frame.line == pytest.approx(0.55)
    QTest.keyClick(dialog.frame, Qt.Key.Key_End)
    assert dialog.frame.line == 1.0
    press(dialog, "useVersionButton")
    assert sources(board)[0] == "own"
    board.bench.stack.undo()
    assert sources(board)[0] == "replicate"
    assert service.created == 1


def test_an_approval_comes_back_with_the_version_it_was_for(qtbot: QtBot, board: MainWindow, job: Job) -> None:
    with qtbot.waitSignal(board.bench.changed):
        board.edits.approve(job)
    board.painting.start(job, [job.scenes[0].id], MODEL)
    ended(qtbot, board)
    qtbot.waitUntil(lambda: sources(board)[0] == "replicate")
    assert not is_approved(kept(board.bench, job.id))
    qtbot.waitUntil(board.bench.stack.canUndo)
    with qtbot.waitSignal(board.bench.changed):
        board.bench.stack.undo()
    assert is_approved(kept(board.bench, job.id))


def test_costs_are_shown_a_budget_is_set_and_the_ledger_saved(
    qtbot: QtBot, board: MainWindow, job: Job, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    board.painting.start(job, [scene.id for scene in job.scenes], MODEL)
    ended(qtbot, board)
    board.menus.ledger.trigger()
    dialog = dialog_of(qtbot, board, LedgerDialog)
    table = find(dialog, QTableWidget, "ledgerTable")
    assert table.rowCount() == 3
    assert {table.item(row, 6).text() for row in range(3)} == {"$0.003"}  # type: ignore[union-attr]
    assert "$0.009 spent" in text_of(dialog, "ledgerSums")
    monkeypatch.setattr(QFileDialog, "getSaveFileName", lambda *_: (str(tmp_path / "Kosten.csv"), ""))
    press(dialog, "exportLedgerButton")
    qtbot.waitUntil((tmp_path / "Kosten.csv").is_file)
    dialog.limited.setChecked(True)
    dialog.budget.setValue(0.5)
    with qtbot.waitSignal(board.bench.changed):
        press(dialog, "saveBudgetButton")
    assert kept(board.bench, job.id).budget == Decimal("0.5")


def test_prompts_are_compared_word_by_word() -> None:
    found = prompt_changes("A grey heron, at dawn", "A red heron, at dusk, in rain")
    assert [(part.change, part.text) for part in found] == [
        (Change.SAME, "A "),
        (Change.GONE, "grey"),
        (Change.NEW, "red"),
        (Change.SAME, " heron, at "),
        (Change.GONE, "dawn"),
        (Change.NEW, "dusk, in rain"),
    ]
    assert prompt_changes("", "") == ()
    assert [part.change for part in prompt_changes("", "new")] == [Change.NEW]


def test_what_was_paid_for_no_job_is_told_beside_the_ledger(qtbot: QtBot, board: MainWindow, job: Job) -> None:
    asked = MediaRequest("ada/bard", "A fox in the snow", 0)
    order = MediaOrder(GenerationKind.PLAN, asked, None)

    def pay(library: Library) -> Job:
        first, second = library.generations.begin_media(None, [order, order])
        library.generations.end_plan(first.id, GenerationState.SUCCEEDED, "", Decimal("0.0125"))
        library.generations.end_plan(second.id, GenerationState.LOST, "No storyboard.", None)
        return library.jobs.get(job.id)

    board.bench.change(pay)
    board.money.ledger(job)
    dialog = dialog_of(qtbot, board, LedgerDialog)
    words = text_of(dialog, "ledgerSums").splitlines()
    assert words[1] == "For no job: $0.0125 spent, and 1 line of unknown cost; vidstudio ledger lists it."
