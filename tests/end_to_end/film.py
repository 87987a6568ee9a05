"""A person approves, renders, sees the approval go and come back, and exports: canceled once, then to the end."""

import json
import subprocess
import sys

from tests.end_to_end.person import Person
from tests.end_to_end.sight import progress_of, shown, text_of
from tests.end_to_end.stage import perform
from vidstudio.core.approval import is_approved
from vidstudio.core.job import JobStatus

JOB = 1


def journey(person: Person) -> None:
    render(person)
    change_and_undo(person)
    export(person)
    cancel_export(person)
    export_after_all(person)
    copy_metadata(person)


def render(person: Person) -> None:
    person.waits_for_text("approvalBadge", "Not approved")
    person.presses("ctrl+Return")
    person.waits_for_text("approvalBadge", "Approved")
    person.waits_until_kept("the approval", JOB, is_approved)
    person.clicks("renderButton")
    values = person.watches(lambda: progress_of("renderProgress"), lambda: shown("playButton"), "the film")
    _has_moved(values)
    job = person.waits_until_kept("the film", JOB, lambda job: job.status is JobStatus.COMPLETED)
    assert job.film is not None
    assert person.app.bench.studio.storage.film(JOB).stat().st_size > 1000
    person.waits_for_text("metadataStatus", "completed")
    person.waits_for_text("jobNote", "The film is up to date.")
    person.shoots("rendered")


def change_and_undo(person: Person) -> None:
    person.clicks_card(0)
    person.presses("alt+Right")
    person.waits_for_text("approvalBadge", "Changed since approval")
    person.waits_for_text("metadataApproved", "no")
    person.waits_until_kept("no approval", JOB, lambda job: not is_approved(job))
    person.shoots("changed-since-approval")
    person.presses("ctrl+z")
    person.waits_for_text("approvalBadge", "Approved")
    person.waits_until_kept("the approval again", JOB, is_approved)
    person.waits_for_text("jobNote", "The film is up to date.")


def export(person: Person) -> None:
    person.clicks("exportButton")
    person.waits_for("the export", lambda: text_of("exportResult").startswith("Exported mp4_medium.mp4\n"))
    person.waits_for_text("metadataDownloads", "1")


def cancel_export(person: Person) -> None:
    """Nothing is left of it, and what was exported earlier is untouched."""
    folder = person.app.bench.studio.storage.exports(JOB)
    earlier = (folder / "mp4_medium.mp4").read_bytes()
    for choice in ("formatMp4", "formatWebm", "qualityMedium", "qualityHigh"):
        person.clicks(choice)
    person.clicks("exportButton")
    seen: list[int] = []

    def has_grown_twice() -> bool:
        seen.append(progress_of("exportProgress"))
        return len({value for value in seen if value > 0}) >= 3

    person.waits_for("the bar to grow twice", has_grown_twice)
    assert seen == sorted(seen)
    person.shoots("exporting")
    person.clicks("cancelExportButton")
    person.waits_for_text("exportResult", "Canceled. Nothing was changed.")
    person.waits_for_text("metadataDownloads", "1")
    assert [file.name for file in folder.iterdir()] == ["mp4_medium.mp4"]
    assert (folder / "mp4_medium.mp4").read_bytes() == earlier
    assert not list(person.app.bench.studio.places.work.iterdir())
    person.shoots("export-canceled")


def export_after_all(person: Person) -> None:
    for choice in ("qualityHigh", "qualityLow", "exportButton"):
        person.clicks(choice)
    done = "Exported webm_low.webm\n"
    values = person.watches(
        lambda: progress_of("exportProgress"), lambda: text_of("exportResult").startswith(done), "the export"
    )
    _has_moved(values)
    person.waits_for_text("metadataDownloads", "2")
    person.waits_until_kept("two downloads", JOB, lambda job: job.download_count == 2)
    person.shoots("exported")


def copy_metadata(person: Person) -> None:
    person.clicks("copyMetadataButton")
    person.waits_for_text("copyMetadataButton", "Copied")
    copied, printed = _run("tests.end_to_end.clipboard"), _run("vidstudio", "metadata", str(JOB))
    assert copied.rstrip("\n") == printed.rstrip("\n")
    assert json.loads(copied)["metrics"] == {"refinement_count": 0, "download_count": 2}


def _run(module: str, *arguments: str) -> str:
    command = [sys.executable, "-m", module, *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout


def _has_moved(values: list[int]) -> None:
    """At least two steps forward, and none back, while it was there."""
    there = [value for value in values if value > 0]
    assert len(there) >= 3, f"the bar stood still: {values}"
    assert there == sorted(there), f"the bar went back: {values}"


if __name__ == "__main__":
    sys.exit(perform(journey))
