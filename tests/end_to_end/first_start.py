"""A person starts vidstudio for the first time, sees the sample, and makes a job of their own."""

import sys

from tests.end_to_end.person import Person
from tests.end_to_end.sight import is_painted, shown, text_of
from tests.end_to_end.stage import perform

IDEA = "a heron waits in the reeds. the mist lifts. it strikes."


def journey(person: Person) -> None:
    model = person.app.bench.model
    person.waits_for_text("jobTitle", "The Keeper and the Whale")
    person.waits_for("six cards", lambda: model.rowCount() == 6)
    person.waits_for("the pictures on the cards", lambda: all(is_painted(person.card(row)) for row in range(4)))
    person.shoots("first-start")
    person.presses("ctrl+n")
    person.writes("ideaEdit", IDEA)
    person.writes("titleEdit", "heron")
    person.writes("durationBox", "3")
    person.waits_for_text("outlineNote", "3 scenes, 0:03 in all")
    person.shoots("new-job")
    person.clicks("createJobButton")
    person.waits_for("the dialog to close", lambda: not shown("newJobDialog"))
    person.waits_for_text("jobTitle", "heron")
    person.waits_for("three cards", lambda: model.rowCount() == 3)
    person.waits_for("the pictures on the cards", lambda: all(is_painted(person.card(row)) for row in range(3)))
    assert person.sees(lambda: text_of("jobFacts")).startswith("3 scenes  ·  0:03")
    assert person.sees(person.window.jobs.model.rowCount) == 2
    person.shoots("job-created")


if __name__ == "__main__":
    sys.exit(perform(journey))
