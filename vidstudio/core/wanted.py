"""What a start of the program is to show; plain words, so that they can be handed to a window that is open already."""

from dataclasses import dataclass
from pathlib import Path

SUFFIX = ".vidstudio"
"""Of project files."""

MIME_TYPE = "application/x-vidstudio"


@dataclass(frozen=True, slots=True)
class Wanted:
    """A job by its number, or a project file, which becomes a new job; neither is what was there last."""

    job_id: int | None = None
    project: Path | None = None


LAST = Wanted()


def is_project_name(name: str) -> bool:
    """Whether a file of that name, or at that path, is meant as a project."""
    return name.lower().endswith(SUFFIX)
