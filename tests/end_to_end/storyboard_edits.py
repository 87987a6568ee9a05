"""A person orders scenes by mouse and keys, changes one, removes one, and goes back and forth."""

import sys
from functools import partial

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QApplication, QInputDialog

from tests.end_to_end.person import Person, xdotool
from tests.end_to_end.sight import color_at, enabled, near, screen_image
from tests.end_to_end.stage import perform
from vidstudio.ui.theme import colors

JOB = 1


def journey(person: Person) -> None:
    first = order(person)
    assert len(first) == 6
    drag(person, first)
    move_with_keys(person)
    change_duration(person)
    remove(person)
    person.shoots("edited")


def order(person: Person) -> list[int]:
    """Ids of the scenes as the window has them."""
    return person.sees(lambda: [scene.id for scene in person.app.bench.model.storyboard])


def becomes(person: Person, what: str, wanted: list[int]) -> None:
    """Wait until window and library have this order."""
    model = person.app.bench.model
    person.waits_for(what, lambda: [scene.id for scene in model.storyboard] == wanted)
    person.waits_until_kept(what, JOB, lambda job: [scene.id for scene in job.scenes] == wanted)


def drag(person: Person, ids: list[int]) -> None:
    """The first scene goes between the third and the fourth, which are beside each other in the second row."""
    person.points(lambda: person.card(0).center(), "the first card")
    xdotool("mousedown", "1")
    for share in range(1, 6):
        person.points(partial(_on_the_way, person, share / 5), "the way")
    person.waits_for("the mark where it would go", lambda: _mark_is_shown(person))
    person.shoots("mid-drag")
    assert order(person) == ids, "nothing may move before the button is released"
    xdotool("mouseup", "1")
    a, b, c, *rest = ids
    becomes(person, "the dragged order", [b, c, a, *rest])
    person.waits_for("the mark to go", lambda: not _mark_is_shown(person))
    assert person.sees(person.window.storyboard.selected_ids) == (a,)


def move_with_keys(person: Person) -> None:
    """The scene that was dragged, c, goes on from the third place; all four steps are undone and done again."""
    dragged = order(person)
    a, b, c, d, e, f = dragged
    person.presses("alt+Right")
    becomes(person, "one later", [a, b, d, c, e, f])
    person.presses("alt+Left")
    becomes(person, "one earlier", dragged)
    person.presses("alt+End")
    becomes(person, "to the end", [a, b, d, e, f, c])
    for _ in range(4):
        person.presses("ctrl+z")
    becomes(person, "everything undone, the drag too", [c, a, b, d, e, f])
    person.waits_for("nothing left to undo", lambda: not person.app.bench.stack.canUndo())
    for _ in range(4):
        person.presses("ctrl+shift+z")
    person.waits_for("nothing left to redo", lambda: not person.app.bench.stack.canRedo())
    becomes(person, "everything done again", [a, b, d, e, f, c])


def change_duration(person: Person) -> None:
    person.clicks_card(1)
    before = person.kept(JOB).scenes[1].duration
    person.presses("F2")
    person.waits_for("the question how long", lambda: _question() is not None)
    person.presses("ctrl+a")
    person.presses("1", "period", "5")
    person.shoots("duration")
    person.presses("Return")
    _lasts(person, 1.5)
    person.presses("ctrl+z")
    _lasts(person, before)
    person.presses("ctrl+shift+z")
    _lasts(person, 1.5)


def remove(person: Person) -> None:
    whole = person.kept(JOB).scenes
    ids = [scene.id for scene in whole]
    person.clicks_card(2)
    person.presses("Delete")
    becomes(person, "a scene less", ids[:2] + ids[3:])
    person.waits_for("five cards", lambda: person.app.bench.model.rowCount() == 5)
    person.presses("ctrl+z")
    becomes(person, "the scene again", ids)
    assert person.kept(JOB).scenes == whole
    assert person.sees(lambda: enabled("approveButton"))


def _lasts(person: Person, seconds: float) -> None:
    model = person.app.bench.model
    person.waits_for(f"{seconds} s", lambda: model.storyboard[1].duration == seconds)
    person.waits_until_kept(f"{seconds} s", JOB, lambda job: job.scenes[1].duration == seconds)


def _question() -> QInputDialog | None:
    window = QApplication.activeModalWidget()
    return window if isinstance(window, QInputDialog) else None


def _gap(person: Person) -> QPoint:
    """Left of the fourth card, below its middle: what hangs on the pointer leaves the upper half of the mark free."""
    cell: QRect = person.card(3)
    return QPoint(cell.left(), cell.top() + cell.height() * 2 // 3)


def _on_the_way(person: Person, share: float) -> QPoint:
    start = person.card(0).center()
    return start + (_gap(person) - start) * share


def _mark_is_shown(person: Person) -> bool:
    cell, mark = person.card(3), QColor(colors().drop_mark)
    image = screen_image()
    return all(near(color_at(image, QPoint(cell.left(), cell.top() + y)), mark) for y in (40, 60, 80))


if __name__ == "__main__":
    sys.exit(perform(journey))
