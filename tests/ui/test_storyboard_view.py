"""The grid of cards: where they stand, what keys and drops wish for, and what is painted."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any, cast

import pytest
from PIL import Image
from PySide6.QtCore import QEvent, QMimeData, QObject, QPoint, QPointF, QRect, Qt, QTimer, QUrl
from PySide6.QtGui import QColor, QDragMoveEvent, QDropEvent, QImage, QPaintEvent, QRegion, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.factories import a_scene
from vidstudio.core.job import AspectRatio
from vidstudio.core.scene import Asset, Framing, ImageStatus, Motion, Transition
from vidstudio.core.storyboard import Storyboard
from vidstudio.ui.colors import DARK
from vidstudio.ui.storyboard.card import TOP, ThumbnailSize, lay_out
from vidstudio.ui.storyboard.delegate import wrapped
from vidstudio.ui.storyboard.drag import drop_mark, scenes_data
from vidstudio.ui.storyboard.model import StoryboardModel
from vidstudio.ui.storyboard.pulse import Pulse
from vidstudio.ui.storyboard.thumbnails import ThumbnailCache
from vidstudio.ui.storyboard.view import StoryboardView

Keys = Qt.Key
ALT = Qt.KeyboardModifier.AltModifier
SOUND = Asset(1, "0.wav", "voice.wav", "0" * 64, 4.0)
MOUSE, NONE = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier


def a_drag(at: QPoint, data: QMimeData) -> QDragMoveEvent:
    """``data`` is dragged to ``at``. PySide6 6.11 and 6.12 make these from different kinds of points; drops do not."""
    action = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
    return cast("QDragMoveEvent", QDropEvent(QPointF(at), action, data, MOUSE, NONE, QEvent.Type.DragMove))


class Grid:
    """A view of scenes 1 to n, three to a row, and all it wished for."""

    def __init__(self, qtbot: QtBot, folder: Path, count: int) -> None:
        self.model = StoryboardModel()
        self.model.set_storyboard(Storyboard(tuple(a_scene(number) for number in range(1, count + 1))))
        self.thumbnails = ThumbnailCache()
        self.thumbnails.set_folder(folder)
        self.view = StoryboardView(self.model, self.thumbnails)
        qtbot.addWidget(self.view)
        self.view.resize(900, 700)
        self.view.show()
        self.view.activateWindow()
        self.view.setFocus()
        qtbot.waitUntil(self.view.hasFocus)
        self.wishes: list[tuple[Any, ...]] = []
        for name in ("move", "refine", "settings", "duplicate", "duration", "remove", "match", "change"):
            getattr(self.view, f"{name}_wished").connect(self._hear(name))
        self.view.file_dropped.connect(self._hear("file"))

    def _hear(self, name: str) -> Callable[..., None]:
        return lambda *what: self.wishes.append((name, *what))

    def place(self, row: int) -> QRect:
        return self.view.visualRect(self.model.index(row))

    def paint(self) -> QImage:
        return self.view.viewport().grab().toImage()

    def drop(self, data: QMimeData, at: QPoint) -> bool:
        """Drag ``data`` to ``at`` and let go; whether the view would take it."""
        action = Qt.DropAction.MoveAction | Qt.DropAction.CopyAction
        move = a_drag(at, data)
        self.view.dragMoveEvent(move)
        taken = move.isAccepted()
        self.view.dropEvent(QDropEvent(QPointF(at), action, data, MOUSE, NONE))
        return taken


@pytest.fixture
def grids(qtbot: QtBot, tmp_path: Path) -> Iterator[Callable[[int], Grid]]:
    """Makes grids of so many scenes, and closes their pictures after the test."""
    made: list[Grid] = []

    def make(count: int) -> Grid:
        made.append(Grid(qtbot, tmp_path, count))
        return made[-1]

    yield make
    for grid in made:
        grid.view.hide()
        grid.thumbnails.close()


def test_cards_fill_their_row_in_every_shape_and_size(grids: Callable[[int], Grid]) -> None:
    grid = grids(11)
    for ratio, size, width in product(AspectRatio, ThumbnailSize, (900, 901, 907)):
        grid.view.resize(width, 700)
        grid.view.set_aspect_ratio(ratio)
        grid.view.set_thumbnail_size(size)
        QApplication.processEvents()
        first = grid.place(0)
        columns = sum(grid.place(row).top() == first.top() for row in range(11))
        room = grid.view.maximumViewportSize().width() - grid.view.verticalScrollBar().sizeHint().width()
        assert 0 < room - columns * first.width() <= columns
        for row in range(11):
            line, slot = divmod(row, columns)
            there = QPoint(first.left() + slot * first.width(), first.top() + line * first.height())
            assert grid.place(row).topLeft() == there


@pytest.mark.parametrize("ratio", list(AspectRatio))
@pytest.mark.parametrize("width", [100, 640, 1280, 2560])
def test_the_picture_area_has_the_shape_of_the_film(ratio: AspectRatio, width: int) -> None:
    layout = lay_out(ratio, ThumbnailSize.MEDIUM, width, 18)
    across, down = ratio.sides
    assert layout.picture.height() == pytest.approx(layout.picture.width() * down / across, abs=0.5)
    card = layout.card(QRect(QPoint(), layout.cell))
    parts = [layout.picture_in(card), layout.text_in(card), layout.footer_in(card)]
    assert all(card.contains(part) for part in parts)
    assert parts[0].bottom() < parts[1].top() < parts[1].bottom() < parts[2].top()


def test_every_point_of_the_grid_leads_to_a_place_in_the_order() -> None:
    layout = lay_out(AspectRatio.WIDE, ThumbnailSize.MEDIUM, 900, 18)
    assert layout.columns == 3
    width, height, origin = layout.cell.width(), layout.cell.height(), QPoint(0, -40)
    spots = {
        (10, 10): 0,
        (width - 10, 10): 1,
        (3 * width - 5, 10): 3,
        (3 * width + 300, 10): 3,
        (5, height): 3,
        (width * 2 + 5, height): 5,
        (2 * width, 9 * height): 5,
        (-20, -500): 0,
    }
    for (x, y), before in spots.items():
        mark = drop_mark(QPoint(x, y), origin, layout, 5)
        assert mark.before == before, (x, y)
        assert mark.place.left() >= 0
    end, start = (drop_mark(QPoint(*at), origin, layout, 5) for at in ((3 * width - 5, 10), (5, height)))
    assert end.before == start.before == 3
    assert end.place.top() < start.place.top()
    assert drop_mark(QPoint(5, 5), origin, layout, 0).before == 0


@pytest.mark.parametrize(
    ("chosen", "key", "expected"),
    [
        ([1], Keys.Key_Right, ((0,), 2)),
        ([1], Keys.Key_Left, None),
        ([7], Keys.Key_Right, None),
        ([7], Keys.Key_Left, ((6,), 5)),
        ([5], Keys.Key_Up, ((4,), 1)),
        ([2], Keys.Key_Down, ((1,), 5)),
        ([5, 6], Keys.Key_Down, ((4, 5), 7)),
        ([2, 4], Keys.Key_Right, ((1, 3), 5)),
        ([1, 3], Keys.Key_Left, ((0, 2), 0)),
        ([3, 4], Keys.Key_Home, ((2, 3), 0)),
        ([3, 4], Keys.Key_End, ((2, 3), 7)),
        ([], Keys.Key_Right, None),
    ],
)
def test_keys_wish_for_moves(
    grids: Callable[[int], Grid], qtbot: QtBot, chosen: list[int], key: Keys, expected: tuple[Any, ...] | None
) -> None:
    grid = grids(7)
    grid.view.select_scenes(chosen)
    QTest.keyClick(grid.view, key, ALT)
    assert grid.wishes == ([("move", *expected)] if expected else [])


def test_keys_wish_for_all_the_rest(grids: Callable[[int], Grid], qtbot: QtBot) -> None:
    grid = grids(5)
    grid.view.select_scenes([4, 2])
    QTest.keyClick(grid.view, Keys.Key_Return)
    QTest.keyClick(grid.view, Keys.Key_Enter, Qt.KeyboardModifier.KeypadModifier)
    QTest.keyClick(grid.view, Keys.Key_I, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(grid.view, Keys.Key_F2)
    QTest.keyClick(grid.view, Keys.Key_D, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(grid.view, Keys.Key_Delete)
    grid.view.menu_actions.choices["motion"][Motion.HOLD].trigger()
    assert grid.wishes == [
        ("refine", 2),
        ("refine", 2),
        ("settings", 2),
        ("duration", 2),
        ("duplicate", 2),
        ("remove", (2, 4)),
        ("change", (2, 4), "motion", Motion.HOLD),
    ]


def test_keys_bring_the_current_scene_into_sight(grids: Callable[[int], Grid]) -> None:
    grid = grids(40)
    grid.view.select_scenes([1])
    QTest.keyClick(grid.view, Keys.Key_End)
    seen = grid.view.viewport().rect()
    assert seen.contains(grid.place(39))
    grid.view.scrollToBottom()
    assert seen.bottom() - grid.place(39).bottom() == TOP
    QTest.keyClick(grid.view, Keys.Key_Home)
    assert seen.contains(grid.place(0))


def test_nothing_is_wished_for_while_nothing_may_change(grids: Callable[[int], Grid], qtbot: QtBot) -> None:
    grid = grids(3)
    grid.view.set_editable(False)
    grid.view.select_scenes([2])
    for key in (Keys.Key_Return, Keys.Key_F2, Keys.Key_Delete):
        QTest.keyClick(grid.view, key)
    assert grid.view.selected_ids() == (2,)
    QTest.keyClick(grid.view, Keys.Key_Right, ALT)
    assert not grid.drop(scenes_data([1]), grid.place(2).center())
    assert grid.wishes == []


def test_double_click_wishes_to_refine_that_scene(grids: Callable[[int], Grid], qtbot: QtBot) -> None:
    grid = grids(3)
    at = grid.place(1).center()
    QTest.mouseClick(grid.view.viewport(), MOUSE, NONE, at)
    QTest.mouseDClick(grid.view.viewport(), MOUSE, NONE, at)
    assert grid.wishes == [("refine", 2)]


def test_the_menu_checks_what_the_current_scene_has(grids: Callable[[int], Grid]) -> None:
    grid = grids(3)
    grid.model.apply_update(a_scene(2, motion=Motion.AUTO, transition=Transition.SLIDE, framing=Framing.BARS))
    grid.view.select_scenes([2])
    actions = grid.view.menu_actions
    checked = {
        field: [value for value, action in values.items() if action.isChecked()]
        for field, values in actions.choices.items()
    }
    assert checked == {"motion": [Motion.AUTO], "transition": [Transition.SLIDE], "framing": [Framing.BARS]}
    assert {field: list(values) for field, values in actions.choices.items()} == {
        "motion": list(Motion),
        "transition": list(Transition),
        "framing": list(Framing),
    }
    grid.view.clearSelection()
    assert not actions.refine.isEnabled()
    assert not any(action.isEnabled() or action.isChecked() for action in actions.choices["framing"].values())


def test_what_is_chosen_in_a_menu_is_wished_for_all_selected_scenes(grids: Callable[[int], Grid]) -> None:
    grid = grids(4)
    grid.view.select_scenes([1, 2, 4])
    for field, value in (("motion", Motion.AUTO), ("transition", Transition.CUT), ("framing", Framing.BLUR)):
        grid.view.menu_actions.choices[field][value].trigger()
        assert grid.wishes.pop() == ("change", (1, 2, 4), field, value)
        assert not grid.view.menu_actions.choices[field][value].isChecked()  # it has not come true yet


def test_a_narration_can_be_matched_where_there_is_one(grids: Callable[[int], Grid]) -> None:
    grid = grids(3)
    match = grid.view.menu_actions.match
    grid.view.select_scenes([1, 2])
    assert not match.isEnabled()
    grid.model.apply_update(a_scene(2, narration=SOUND))
    assert match.isEnabled()
    match.trigger()
    assert grid.wishes == [("match", (1, 2))]
    grid.view.select_scenes([1])
    assert not match.isEnabled()


def test_the_selection_is_told(grids: Callable[[int], Grid], qtbot: QtBot) -> None:
    grid = grids(3)
    with qtbot.waitSignal(grid.view.chosen) as told:
        grid.view.select_scenes([3, 1])
    assert told.args == [(0, 2)]


def test_selection_stays_with_the_scenes_that_move(grids: Callable[[int], Grid]) -> None:
    grid = grids(5)
    grid.view.select_scenes([1, 3])
    grid.model.apply_move((0, 2), 5)
    assert grid.view.selected_ids() == (1, 3)
    assert grid.view.selected_rows() == (3, 4)


def test_dropped_scenes_are_one_wish_and_a_drop_in_place_is_none(grids: Callable[[int], Grid]) -> None:
    grid = grids(7)
    right_half = grid.place(5).center() + QPoint(40, 0)
    assert grid.drop(scenes_data([4, 1]), right_half)
    assert grid.wishes == [("move", (0, 3), 6)]
    grid.wishes.clear()
    grid.drop(scenes_data([4]), grid.place(3).center() - QPoint(40, 0))
    grid.drop(scenes_data([4]), grid.place(3).center() + QPoint(40, 0))
    assert grid.wishes == []
    grid.drop(scenes_data([1]), QPoint(grid.view.viewport().width() - 2, grid.view.viewport().height() - 2))
    assert grid.wishes == [("move", (0,), 7)]


def test_scenes_of_another_job_are_not_moved_into_this_one(grids: Callable[[int], Grid]) -> None:
    grid = grids(3)
    grid.drop(scenes_data([70, 80]), grid.place(1).center())
    assert grid.wishes == []


def test_the_drop_mark_is_painted_where_the_scenes_would_go(grids: Callable[[int], Grid]) -> None:
    grid = grids(6)
    gap = grid.place(1).topLeft() + QPoint(0, grid.place(1).height() // 2)
    data = scenes_data([5])
    plain = grid.paint().pixelColor(gap)
    grid.view.dragMoveEvent(a_drag(gap + QPoint(9, 0), data))
    assert grid.paint().pixelColor(gap).name() == DARK.drop_mark
    grid.drop(data, gap + QPoint(9, 0))
    assert grid.paint().pixelColor(gap) == plain


def test_a_drag_near_the_edge_scrolls_until_it_leaves(grids: Callable[[int], Grid], qtbot: QtBot) -> None:
    grid = grids(40)
    bar, data = grid.view.verticalScrollBar(), scenes_data([1])
    low = QPoint(200, grid.view.viewport().height() - 4)
    grid.view.dragMoveEvent(a_drag(low, data))
    qtbot.waitUntil(lambda: bar.value() > 100)
    grid.view.dragMoveEvent(a_drag(QPoint(200, 300), data))
    stopped = bar.value()
    qtbot.wait(60)
    assert bar.value() == stopped
    grid.view.dragMoveEvent(a_drag(QPoint(200, 4), data))
    qtbot.waitUntil(lambda: bar.value() == 0)
    grid.drop(data, QPoint(200, 300))
    assert all(not timer.isActive() for timer in grid.view.findChildren(QTimer))


def test_a_picture_file_is_dropped_onto_the_card_under_it(grids: Callable[[int], Grid], tmp_path: Path) -> None:
    grid = grids(4)
    picture = tmp_path / "my own picture.JPG"
    data = QMimeData()
    data.setUrls([QUrl("https://example.org/a.png"), QUrl.fromLocalFile(str(picture))])
    assert grid.drop(data, grid.place(2).center())
    assert grid.wishes == [("file", 3, "picture", str(picture))]
    grid.wishes.clear()
    assert not grid.drop(data, grid.place(2).topLeft() + QPoint(2, 2))  # between the cards
    assert not grid.drop(data, QPoint(880, 680))
    other = QMimeData()
    other.setUrls([QUrl.fromLocalFile(str(tmp_path / "notes.txt"))])
    assert not grid.drop(other, grid.place(2).center())
    assert grid.wishes == []


@pytest.mark.parametrize(
    ("name", "field"),
    [("voice.WAV", "narration"), ("voice.m4a", "narration"), ("take.mp4", "clip"), ("take.MOV", "clip")],
)
def test_a_sound_or_a_clip_is_dropped_onto_the_card_under_it(
    grids: Callable[[int], Grid], tmp_path: Path, name: str, field: str
) -> None:
    grid = grids(3)
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(tmp_path / "notes.txt")), QUrl.fromLocalFile(str(tmp_path / name))])
    assert grid.drop(data, grid.place(1).center())
    assert grid.wishes == [("file", 2, field, str(tmp_path / name))]
    grid.view.set_editable(False)
    assert not grid.drop(data, grid.place(1).center())


def test_a_card_has_quiet_marks_for_what_is_beside_its_picture(grids: Callable[[int], Grid]) -> None:
    grid = grids(3)

    def footer(row: int) -> QImage:
        place = grid.place(row)
        return grid.paint().copy(place.left() + 40, place.bottom() - 30, place.width() - 60, 24)

    plain = footer(0)
    for changes in ({"caption": "Dawn"}, {"effect": SOUND}, {"clip": SOUND}, {"transition": Transition.CUT}):
        grid.model.apply_update(a_scene(1, **changes))
        assert footer(0) != plain, changes
    grid.model.apply_update(a_scene(1))
    assert footer(0) == plain
    last = footer(2)
    grid.model.apply_update(a_scene(3, transition=Transition.CUT))
    assert footer(2) == last  # there is no next scene


def test_work_on_some_scenes_paints_their_cards_and_no_others(grids: Callable[[int], Grid], qtbot: QtBot) -> None:
    grid = grids(4)
    painted: list[QRegion] = []

    class Watch(QObject):
        def eventFilter(self, _watched: QObject, event: QEvent) -> bool:
            if isinstance(event, QPaintEvent):
                painted.append(event.region())
            return False

    watch = Watch()
    qtbot.wait(50)
    grid.view.viewport().installEventFilter(watch)
    for words in ({2: "In line", 3: "In line"}, {2: "Painting", 3: "In line"}, {3: "In line"}, {}):
        before = {row: grid.view.viewport().grab(grid.place(row)).toImage() for row in range(4)}
        qtbot.wait(20)
        painted.clear()
        grid.view.show_work(words)
        qtbot.waitUntil(lambda: bool(painted))
        changed = {row for row in range(4) if grid.view.viewport().grab(grid.place(row)).toImage() != before[row]}
        touched = {row for row in range(4) if painted[0].intersects(grid.place(row))}
        assert touched == changed
        assert not touched - {1, 2}
    painted.clear()
    grid.view.show_work({})
    qtbot.wait(50)
    assert not painted


def test_the_wheel_with_control_changes_the_size_within_its_bounds(grids: Callable[[int], Grid]) -> None:
    grid = grids(3)
    heard: list[ThumbnailSize] = []
    grid.view.thumbnail_size_changed.connect(heard.append)
    for delta in (120, 120, -120, -120, -120):
        at = QPointF(200, 200)
        event = QWheelEvent(
            at,
            at,
            QPoint(),
            QPoint(0, delta),
            Qt.MouseButton.NoButton,
            Qt.KeyboardModifier.ControlModifier,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(grid.view.viewport(), event)
    assert heard == [ThumbnailSize.LARGE, ThumbnailSize.MEDIUM, ThumbnailSize.SMALL]
    assert grid.view.thumbnail_size is ThumbnailSize.SMALL


def test_pictures_are_painted_when_they_arrive(grids: Callable[[int], Grid], qtbot: QtBot, tmp_path: Path) -> None:
    Image.new("RGB", (320, 180), (200, 30, 30)).save(tmp_path / "1.png")
    grid = grids(2)
    middle = grid.place(0).center() - QPoint(0, 60)
    qtbot.waitUntil(lambda: grid.paint().pixelColor(middle) == QColor(200, 30, 30))
    missing = grid.place(1).center() - QPoint(100, 60)
    qtbot.waitUntil(lambda: grid.paint().pixelColor(missing) == QColor(DARK.placeholder))


def test_a_selected_card_has_a_ring(grids: Callable[[int], Grid]) -> None:
    grid = grids(2)
    left_edge = QPoint(grid.place(1).left() + 8, grid.place(1).center().y())
    assert grid.paint().pixelColor(left_edge).name() != DARK.ring
    grid.view.select_scenes([2])
    assert grid.paint().pixelColor(left_edge).name() == DARK.ring


def test_the_clock_runs_only_while_a_picture_in_sight_is_being_made(grids: Callable[[int], Grid], qtbot: QtBot) -> None:
    grid = grids(40)
    clock = grid.view.findChild(Pulse)
    assert isinstance(clock, Pulse)
    grid.paint()
    assert not clock.isActive()
    busy = replace(a_scene(2), picture=None, status=ImageStatus.GENERATING)
    grid.model.apply_update(busy)
    qtbot.waitUntil(clock.isActive)
    grid.view.scrollToBottom()
    qtbot.waitUntil(lambda: not clock.isActive())
    grid.view.scrollToTop()
    qtbot.waitUntil(clock.isActive)
    grid.model.apply_update(a_scene(2))
    qtbot.waitUntil(lambda: not clock.isActive())


def test_an_empty_storyboard_says_what_to_do(grids: Callable[[int], Grid]) -> None:
    grid = grids(0)
    grid.view.set_empty_text("", "")
    blank = grid.paint()
    grid.view.set_empty_text("No scenes yet", "Write an idea and draw the storyboard.")
    assert grid.paint() != blank
    assert grid.view.accessibleName() == "Storyboard"
    assert grid.view.objectName() == "storyboardView"


def test_descriptions_are_wrapped_and_the_last_line_is_elided(qapp: QApplication) -> None:
    face = qapp.font()
    lines = wrapped("One two three four five six seven eight nine ten " * 5, face, 160, 3)
    assert len(lines) == 3
    assert lines[-1].endswith("…")
    assert "…" not in lines[0]
    assert wrapped("Short", face, 160, 3) == ["Short"]
    assert wrapped("", face, 160, 3) == []
    assert len(wrapped("x" * 400, face, 160, 2)) == 2
