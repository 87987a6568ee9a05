"""The next start after a kill: what was on its way arrives, if anything was, and the window works."""

import sys

from tests.end_to_end.person import Person
from tests.end_to_end.sight import text_of
from tests.end_to_end.stage import perform
from vidstudio.core.scene import PictureSource, Scene

JOB = 1


def journey(person: Person) -> None:
    if "awaiting-a-picture" in sys.argv:
        person.waits_until_kept("the picture", JOB, lambda job: _is_painted(job.scenes[0]))
        person.waits_for_text("metadataRefinements", "1")
        person.waits_for_text("metadataActual", "0.003 USD")
        model = person.app.bench.model
        person.waits_for("it in the window", lambda: _is_painted(model.storyboard[0]))
    person.waits_for("a usable job", lambda: text_of("metadataStatus") in {"completed", "storyboard_ready"})
    person.shoots("next-start")


def _is_painted(scene: Scene) -> bool:
    return scene.picture is not None and scene.picture.source is PictureSource.REPLICATE


if __name__ == "__main__":
    sys.exit(perform(journey))
