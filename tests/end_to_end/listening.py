"""A person who does what the test says, and answers when it is done: one of several at the same library."""

import sys
from collections.abc import Callable

from PySide6.QtWidgets import QApplication, QInputDialog

from tests.end_to_end.person import Person, xdotool
from tests.end_to_end.stage import perform
from vidstudio.ui.jobs_panel import JobRole


def journey(person: Person) -> None:
    while line := person.listens():
        word, *rest = line.split()
        _DEEDS[word](person, *rest)
        person.tells(f"done: {line}")


def goes_to(person: Person, x: str) -> None:
    """Put the window beside another one, as a window manager would."""
    xdotool("windowmove", str(person.sees(person.window.winId)), x, "0")
    person.waits_for("the window over there", lambda: person.window.x() == int(x))


def shows_order(person: Person, *ids: str) -> None:
    model = person.app.bench.model
    person.waits_for(f"order {ids}", lambda: [str(scene.id) for scene in model.storyboard] == list(ids))


def shows_length(person: Person, scene_id: str, seconds: str) -> None:
    model, wanted = person.app.bench.model, (int(scene_id), float(seconds))
    person.waits_for(f"{seconds} s", lambda: wanted in [(scene.id, scene.duration) for scene in model.storyboard])


def lists(person: Person, picture: str) -> None:
    """The list of jobs shows this picture."""
    model = person.window.jobs.model
    person.waits_for(f"{picture} in the list", lambda: model.index(0).data(JobRole.SUMMARY).poster == picture)


def moves_to_end(person: Person, row: str) -> None:
    person.clicks_card(int(row))
    person.presses("alt+End")


def sets_length(person: Person, row: str, seconds: str) -> None:
    person.clicks_card(int(row))
    person.presses("F2")
    person.waits_for("the question how long", lambda: isinstance(QApplication.activeModalWidget(), QInputDialog))
    person.presses("ctrl+a", *("period" if sign == "." else sign for sign in seconds), "Return")


def undoes(person: Person) -> None:
    person.presses("ctrl+z")


def shoots(person: Person, name: str) -> None:
    person.shoots(name)


_DEEDS: dict[str, Callable[..., None]] = {
    deed.__name__: deed
    for deed in (goes_to, shows_order, shows_length, lists, moves_to_end, sets_length, undoes, shoots)
}


if __name__ == "__main__":
    sys.exit(perform(journey))
