"""A person refines scenes: a paid picture, one given up, and words alone; the price and the slots stand there."""

import sys

from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage

from tests.end_to_end.person import Person
from tests.end_to_end.sight import color_at, enabled, near, progress_of, screen_image, shown, text_of, widget
from tests.end_to_end.stage import perform
from vidstudio.core.scene import Picture
from vidstudio.ui.storyboard.delegate import CardDelegate

JOB = 1
PROMPT = "a heron strikes at dawn, ink and gold"
WORDS = "the heron strikes, and the water closes over it."


def journey(person: Person) -> None:
    old = person.kept(JOB).scenes[0].picture
    assert old is not None
    new = paint(person, old)
    undo(person, old, new)
    give_up(person)
    describe(person)


def open_dialog(person: Person, row: int) -> None:
    person.clicks_card(row)
    person.presses("Return")
    person.waits_for("the dialog", lambda: shown("refineDialog"))


def close_dialog(person: Person) -> None:
    person.clicks("closeRefineButton")
    person.waits_for("the dialog to close", lambda: not shown("refineDialog"))


def paint(person: Person, old: Picture) -> Picture:
    open_dialog(person, 0)
    person.waits_for_text("refinementsLeft", "5 of 5 refinements left")
    person.writes("promptEdit", "too short")
    person.waits_for_text("promptCount", "9, at least 10")
    person.waits_for("no way to send it", lambda: not enabled("refineButton"))
    person.writes("promptEdit", PROMPT)
    person.waits_for_text("promptCount", f"{len(PROMPT)} / 2000")
    person.waits_for_text("refineButton", "Generate  ·  $0.02")
    person.clicks("refineButton")
    values = person.watches(lambda: progress_of("refineProgress"), lambda: shown("undoRefineButton"), "the new picture")
    assert [value for value in values if 0 < value < 1000], f"the bar did not move: {values}"
    new = person.waits_until_kept("the new picture", JOB, lambda job: job.scenes[0].picture != old).scenes[0].picture
    assert new is not None
    person.waits_for("old and new beside each other", lambda: _shows("currentPicture", person, old))
    person.waits_for("old and new beside each other", lambda: _shows("newPicture", person, new))
    person.waits_for_text("refinementsLeft", "4 of 5 refinements left")
    person.shoots("refined")
    close_dialog(person)
    person.waits_for("the new picture on its card", lambda: _card_shows(person, new))
    _books(person, refinements="1", estimated="0.02 USD", actual="0.003 USD")
    return new


def undo(person: Person, old: Picture, new: Picture) -> None:
    person.presses("ctrl+z")
    person.waits_until_kept("the old picture", JOB, lambda job: job.scenes[0].picture == old)
    person.waits_for("the old picture on its card", lambda: _card_shows(person, old))
    _books(person, refinements="1", estimated="0.02 USD", actual="0.003 USD")
    person.shoots("refinement-undone")
    person.presses("ctrl+shift+z")
    person.waits_until_kept("the new picture again", JOB, lambda job: job.scenes[0].picture == new)
    person.waits_for("the new picture on its card", lambda: _card_shows(person, new))


def give_up(person: Person) -> None:
    """The service has not begun to paint, so nothing is charged."""
    before = person.kept(JOB).scenes[1]
    open_dialog(person, 1)
    person.writes("promptEdit", f"{PROMPT}, never painted")
    person.clicks("refineButton")
    person.waits_for(
        "the prediction to wait", lambda: text_of("refineProgressText").startswith("Waiting for a machine")
    )
    person.clicks("cancelRefineButton")
    person.waits_for("the end", lambda: not shown("cancelRefineButton") and enabled("refineButton"))
    person.waits_for_text("refinementsLeft", "4 of 5 refinements left")
    person.shoots("refinement-canceled")
    close_dialog(person)
    assert person.kept(JOB).scenes[1] == before
    _books(person, refinements="1", estimated="0.02 USD", actual="0.003 USD")


def describe(person: Person) -> None:
    before = person.kept(JOB).scenes[2]
    open_dialog(person, 2)
    person.writes("descriptionEdit", WORDS)
    person.waits_for_text("refineButton", "Save description  ·  free")
    person.clicks("refineButton")
    person.waits_for_text("undoRefineButton", "Back to the earlier description")
    person.waits_for_text("refinementsLeft", "3 of 5 refinements left")
    close_dialog(person)
    after = person.waits_until_kept("the new words", JOB, lambda job: job.scenes[2].description == WORDS).scenes[2]
    assert after.picture == before.picture
    _books(person, refinements="2", estimated="0.02 USD", actual="0.003 USD")


def _books(person: Person, refinements: str, estimated: str, actual: str) -> None:
    person.waits_for_text("metadataRefinements", refinements)
    person.waits_for_text("metadataEstimated", estimated)
    person.waits_for_text("metadataActual", actual)


def _shows(name: str, person: Person, picture: Picture) -> bool:
    frame = widget(name)
    return frame is not None and _is_seen(person, picture, frame.mapToGlobal(frame.rect().center()))


def _card_shows(person: Person, picture: Picture) -> bool:
    cards = person.window.storyboard.itemDelegate()
    assert isinstance(cards, CardDelegate)
    return _is_seen(person, picture, cards.layout.picture_in(cards.layout.card(person.card(0))).center())


def _is_seen(person: Person, picture: Picture, middle: QPoint) -> bool:
    """Whether the middle of the picture is on the screen there."""
    image = QImage(str(person.app.bench.studio.storage.images(JOB) / picture.file))
    return near(color_at(screen_image(), middle), image.pixelColor(image.rect().center()))


if __name__ == "__main__":
    sys.exit(perform(journey))
