"""The queue's window: what is shown of each entry, what may be done with it, and hundreds of them."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from tests.ui.looking import find, shown, text_of
from vidstudio.core.control import Progress
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.queue import Priority, Queue, QueueItem, QueueSettings, QueueState, WhenDone
from vidstudio.core.report import Report
from vidstudio.ui.queue_model import QueueModel, QueueRole
from vidstudio.ui.queue_state import detail_state, row_state, total_fraction, window_state
from vidstudio.ui.queue_window import QueueWindow

NOW = datetime(2026, 3, 1, tzinfo=UTC)
LOW = pair(ExportFormat.MP4, Quality.LOW)
REPORT = Report("encode", "mp4", "h264", 4_200_000, 30.0, 854, 480, 720, 1120, 9.0, -14.0, -1.2)


def item(number: int, state: QueueState = QueueState.WAITING, **fields: object) -> QueueItem:
    values: dict[str, object] = {
        "title": f"Film {number}",
        "preset": LOW,
        "to": "",
        "held": False,
        "priority": Priority.NORMAL,
        "position": number,
        "created_at": NOW + timedelta(seconds=number),
    }
    return QueueItem(id=number, job_id=number, state=state, **{**values, **fields})  # type: ignore[arg-type]


def queue(*items: QueueItem, paused: bool = False) -> Queue:
    return Queue(items, QueueSettings(paused=paused))


@pytest.fixture
def window(qtbot: QtBot) -> QueueWindow:
    made = QueueWindow()
    qtbot.addWidget(made)
    with qtbot.waitExposed(made):
        made.show()
    return made


def show(window: QueueWindow, *items: QueueItem, going: bool = False) -> None:
    made = queue(*items)
    window.show_queue(made, window_state(made, going=going, seconds_left=None))


def press(window: QueueWindow, name: str) -> None:
    QTest.mouseClick(find(window, QPushButton, name), Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(
    ("entry", "progress", "words", "fraction"),
    [
        (item(1), None, "Waiting", None),
        (item(1, held=True), None, "Held", None),
        (item(1, priority=Priority.HIGH), None, "Waiting, first", None),
        (item(1, QueueState.RUNNING), None, "Running", -1.0),
        (
            item(1, QueueState.RUNNING),
            Progress(0.42, "Encoding", 12.0, 3.2, 4_100_000),
            "Encoding  ·  42%  ·  3.2x  ·  4.1 MB  ·  about 0:12 left",
            0.42,
        ),
        (item(1, QueueState.PAUSED), Progress(0.5, "Encoding"), "Paused", 0.5),
        (item(1, QueueState.DONE, report=REPORT), None, "Done in 0:09  ·  4.2 MB", None),
        (item(1, QueueState.FAILED, error="The disk is full."), None, "The disk is full.", None),
        (item(1, QueueState.INTERRUPTED), None, "Interrupted", None),
    ],
)
def test_where_an_entry_stands(entry: QueueItem, progress: Progress | None, words: str, fraction: float | None) -> None:
    row = row_state(entry, progress)
    assert (row.words, row.fraction, row.what) == (words, fraction, "MP4, low")


def test_the_model_keeps_its_contract_and_what_is_chosen(qtbot: QtBot) -> None:
    model = QueueModel()
    QAbstractItemModelTester(model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    model.show_queue(queue(item(1), item(2), item(3)))
    kept = model.index(2)
    from PySide6.QtCore import QPersistentModelIndex  # noqa: PLC0415

    chosen = QPersistentModelIndex(kept)
    model.show_queue(queue(item(3, QueueState.RUNNING), item(1)))
    assert chosen.row() == 0
    assert chosen.data(QueueRole.ITEM).state is QueueState.RUNNING
    model.show_queue(queue(item(1)))
    assert not chosen.isValid()
    assert model.rowCount(model.index(0)) == 0
    assert model.data(QModelIndex()) is None


def test_a_drag_is_a_wish_for_another_order(qtbot: QtBot) -> None:
    model = QueueModel()
    model.show_queue(queue(item(9, QueueState.RUNNING), item(1), item(2), item(3), item(8, QueueState.DONE)))
    data = model.mimeData([model.index(3)])
    with qtbot.waitSignal(model.order_wished) as told:
        model.dropMimeData(data, Qt.DropAction.MoveAction, 1, 0, QModelIndex())
    assert told.args == [[3, 1, 2]]
    with qtbot.waitSignal(model.order_wished) as told:
        model.dropMimeData(model.mimeData([model.index(1)]), Qt.DropAction.MoveAction, -1, 0, QModelIndex())
    assert told.args == [[2, 3, 1]]
    assert not model.flags(model.index(0)) & Qt.ItemFlag.ItemIsDragEnabled


def test_it_begins_empty_and_says_what_to_do(window: QueueWindow) -> None:
    show(window)
    assert not shown(window, "queueView")
    assert not window.go.isEnabled()


def test_the_queue_is_started_and_paused(qtbot: QtBot, window: QueueWindow) -> None:
    show(window, item(1), item(2, QueueState.DONE, report=REPORT))
    assert text_of(window, "queueSummary") == "1 waiting  ·  1 done"
    with qtbot.waitSignal(window.go_on_wished):
        press(window, "queueGoButton")
    show(window, item(1, QueueState.RUNNING), going=True)
    with qtbot.waitSignal(window.pause_queue_wished):
        press(window, "queueGoButton")
    with qtbot.waitSignal(window.clear_wished):
        show(window, item(2, QueueState.DONE))
        press(window, "clearQueueButton")


@pytest.mark.parametrize(
    ("entry", "may"),
    [
        (item(1), {"Pause", "Cancel", "Remove", "Up", "Down", "First", "Edit"}),
        (item(1, held=True), {"Pause", "Cancel", "Remove", "Up", "Down", "First", "Edit"}),
        (item(1, QueueState.RUNNING), {"Pause", "Cancel"}),
        (item(1, QueueState.PAUSED), {"Pause", "Cancel"}),
        (item(1, QueueState.DONE), {"Remove"}),
        (item(1, QueueState.FAILED), {"Retry", "Remove"}),
        (item(1, QueueState.INTERRUPTED), {"Retry", "Remove"}),
    ],
)
def test_what_may_be_done(window: QueueWindow, entry: QueueItem, may: set[str]) -> None:
    show(window, entry)
    window.choose([1])
    names = ("Pause", "Cancel", "Retry", "Remove", "Up", "Down", "First", "Edit")
    assert {name for name in names if find(window, QPushButton, f"queue{name}Button").isEnabled()} == may


def test_wishes_carry_the_chosen_entries(qtbot: QtBot, window: QueueWindow) -> None:
    show(window, item(1), item(2), item(3))
    window.choose([2, 3])
    for name, wish, asked in (
        ("queuePauseButton", window.pause_wished, [2, 3]),
        ("queueCancelButton", window.cancel_wished, [2, 3]),
        ("queueRemoveButton", window.remove_wished, [2, 3]),
        ("queueUpButton", window.order_wished, [2, 3, 1]),
        ("queueEditButton", window.edit_wished, [2, 3]),
    ):
        with qtbot.waitSignal(wish) as told:
            press(window, name)
        assert told.args == [asked]
    show(window, item(1), item(2, held=True), item(3, held=True))
    assert window.pause.text() == "Go on"
    with qtbot.waitSignal(window.resume_wished) as told:
        press(window, "queuePauseButton")
    assert told.args == [[2, 3]]


def test_one_that_waits_is_put_first_and_no_longer(qtbot: QtBot, window: QueueWindow) -> None:
    for priority, wished in ((Priority.NORMAL, Priority.HIGH), (Priority.HIGH, Priority.NORMAL)):
        show(window, item(1, priority=priority))
        window.choose([1])
        with qtbot.waitSignal(window.priority_wished) as told:
            press(window, "queueFirstButton")
        assert told.args == [[1], wished]


def test_the_keyboard_does_all_of_it(qtbot: QtBot, window: QueueWindow) -> None:
    window.activateWindow()
    show(window, item(1), item(2))
    window.choose([1])
    window.view.setFocus()
    for key, modifier, wish in (
        (Qt.Key.Key_Space, Qt.KeyboardModifier.NoModifier, window.pause_wished),
        (Qt.Key.Key_Down, Qt.KeyboardModifier.AltModifier, window.order_wished),
        (Qt.Key.Key_Delete, Qt.KeyboardModifier.NoModifier, window.remove_wished),
        (Qt.Key.Key_Space, Qt.KeyboardModifier.ControlModifier, window.go_on_wished),
    ):
        with qtbot.waitSignal(wish):
            QTest.keyClick(window.view, key, modifier)
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert not window.isVisible()


def test_all_about_one_that_is_done(qtbot: QtBot, window: QueueWindow) -> None:
    made = item(1, QueueState.DONE, report=REPORT, file="/films/a.mp4", command="ffmpeg -i a b", log="")
    show(window, made)
    window.choose([1])
    assert text_of(window, "queueHeading") == "MP4, low of “Film 1”"
    assert "1120 kbit/s · -14.0 LUFS, peak -1.2 dB · encoded from the film" in text_of(window, "queueFacts")
    press(window, "copyCommandButton")
    assert QGuiApplication.clipboard().text() == "ffmpeg -i a b"
    assert not shown(window, "copyLogButton")
    with qtbot.waitSignal(window.play_wished) as told:
        press(window, "playQueuedButton")
    assert told.args == [1, Path("/films/a.mp4")]


def test_one_of_an_older_storyboard_says_so_while_it_is_chosen(qtbot: QtBot, window: QueueWindow) -> None:
    show(window, *(item(number, QueueState.DONE, report=REPORT, file="/films/a.mp4") for number in (1, 2)))
    with qtbot.waitSignal(window.looked_at):
        window.choose([1])
    assert not shown(window, "queueRemark")
    window.show_older(1)
    assert text_of(window, "queueRemark") == "Made from an older storyboard."
    window.choose([2])
    assert not shown(window, "queueRemark")


def test_all_about_one_that_failed(window: QueueWindow) -> None:
    show(window, item(1, QueueState.FAILED, error="It is full.", hint="Make room.", log="No space left", command="x"))
    window.choose([1])
    assert text_of(window, "queueError") == "It is full. Make room."
    press(window, "copyLogButton")
    assert QGuiApplication.clipboard().text() == "No space left"


def test_what_happens_when_all_is_done_is_chosen(qtbot: QtBot, window: QueueWindow) -> None:
    show(window, item(1))
    with qtbot.waitSignal(window.when_done_wished) as told:
        QTest.keyClick(window.when_done, Qt.Key.Key_Down)
    assert told.args == [WhenDone.REVEAL]


def test_several_are_counted_and_nothing_is_said_of_none() -> None:
    assert detail_state([item(1), item(2)]).heading == "2 entries"
    assert detail_state([]).heading == ""
    assert not detail_state([item(1), item(2, QueueState.DONE)]).can_cancel


def test_how_far_all_of_it_is() -> None:
    running = queue(item(1, QueueState.RUNNING), item(2, QueueState.RUNNING), item(3))
    assert total_fraction(running, {1: Progress(0.5, "")}) == 0.25
    assert total_fraction(queue(item(3)), {}) is None


def test_five_hundred_change_places_and_the_chosen_one_stays_so(qtbot: QtBot, window: QueueWindow) -> None:
    many = [item(number, QueueState.DONE if number % 3 else QueueState.WAITING) for number in range(1, 501)]
    show(window, *many)
    window.choose([400])
    show(window, *reversed(many))
    window.show_progress(300, Progress(0.5, "Encoding"))
    assert [each.id for each in window.chosen()] == [400]
