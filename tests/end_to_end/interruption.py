"""A person starts a render, an export or a refinement, and the test kills the window in the middle of it."""

import sys

from tests.end_to_end.person import Person
from tests.end_to_end.sight import progress_of, shown, text_of
from tests.end_to_end.stage import LONGEST, perform


def journey(person: Person) -> None:
    {"render": render, "export": export, "refinement": refinement}[sys.argv[1]](person)
    person.tells("under way")
    person.waits_for("the end, which comes from outside", lambda: False, patience=LONGEST)


def render(person: Person) -> None:
    person.clicks("renderButton")
    person.waits_for("the bar to move", lambda: progress_of("renderProgress") > 100)


def export(person: Person) -> None:
    for choice in ("formatMp4", "formatWebm", "qualityMedium", "qualityHigh"):
        person.clicks(choice)
    person.clicks("exportButton")
    person.waits_for("the bar to move", lambda: progress_of("exportProgress") > 20)


def refinement(person: Person) -> None:
    person.clicks_card(0)
    person.presses("Return")
    person.waits_for("the dialog", lambda: shown("refineDialog"))
    person.writes("promptEdit", "a heron strikes at dawn, ink and gold")
    person.clicks("refineButton")
    person.waits_for("the prediction to be painted", lambda: text_of("refineProgressText").startswith("Painting"))


if __name__ == "__main__":
    sys.exit(perform(journey))
