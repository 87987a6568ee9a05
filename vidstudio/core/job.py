"""A job: what a film in the making is, and the states it goes through."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from math import log

from vidstudio.core.film import DEFAULT_SETTINGS, FilmSettings
from vidstudio.core.reference import Reference
from vidstudio.core.scene import Scene
from vidstudio.errors import NotReady


class JobStatus(StrEnum):
    """Where a job is on the line from idea to film."""

    PENDING = "pending"
    PARSING = "parsing"
    GENERATING_STORYBOARD = "generating_storyboard"
    STORYBOARD_READY = "storyboard_ready"
    RENDERING = "rendering"
    COMPLETED = "completed"
    FAILED = "failed"
    CANCELED = "canceled"


_NEXT = {
    JobStatus.PENDING: {JobStatus.PARSING, JobStatus.FAILED, JobStatus.CANCELED},
    JobStatus.PARSING: {JobStatus.GENERATING_STORYBOARD, JobStatus.FAILED, JobStatus.CANCELED},
    JobStatus.GENERATING_STORYBOARD: {JobStatus.STORYBOARD_READY, JobStatus.FAILED, JobStatus.CANCELED},
    JobStatus.STORYBOARD_READY: {JobStatus.RENDERING, JobStatus.GENERATING_STORYBOARD},
    JobStatus.RENDERING: {JobStatus.COMPLETED, JobStatus.STORYBOARD_READY},
    JobStatus.COMPLETED: {JobStatus.RENDERING},
    JobStatus.FAILED: {JobStatus.PARSING, JobStatus.GENERATING_STORYBOARD, JobStatus.STORYBOARD_READY},
    JobStatus.CANCELED: {JobStatus.PARSING, JobStatus.GENERATING_STORYBOARD, JobStatus.STORYBOARD_READY},
}

BUSY = frozenset({JobStatus.PENDING, JobStatus.PARSING, JobStatus.GENERATING_STORYBOARD, JobStatus.RENDERING})
"""States in which somebody is at work; found at start with nobody at work, they are what a crash left behind."""


def check_transition(job_id: int, now: JobStatus, then: JobStatus) -> None:
    """Raise ``NotReady`` unless a job may go from ``now`` to ``then``."""
    if then not in _NEXT[now]:
        raise NotReady(f"Job {job_id} can't go from {now} to {then}.")


class AspectRatio(StrEnum):
    """Shape of the film and of every picture in it."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"
    PORTRAIT = "4:5"
    CINEMA = "21:9"

    @property
    def sides(self) -> tuple[int, int]:
        """Width and height as the two small numbers of the name."""
        width, height = self.value.split(":")
        return int(width), int(height)

    def size(self, short_side: int) -> tuple[int, int]:
        """Width and height in pixels, both even as 4:2:0 needs them."""
        width, height = (2 * round(short_side * side / min(self.sides) / 2) for side in self.sides)
        return width, height

    @classmethod
    def nearest(cls, width: int, height: int) -> "AspectRatio":
        """The one a picture of that size is most like."""
        return min(cls, key=lambda shape: abs(log(width * shape.sides[1]) - log(height * shape.sides[0])))


MIN_FILM_SECONDS = 1.0
MAX_FILM_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Film:
    """The ``final.mp4`` of a job, rendered or fetched.

    Attributes:
        fingerprint: of the storyboard and sound it was made from; another one now means it is stale.
        duration: seconds, as probed.
        rendered_at: when it was put there.
        stamp: of the file as it was made, empty for an older film; another one now means somebody changed it.
    """

    fingerprint: str
    duration: float
    width: int
    height: int
    rendered_at: datetime
    stamp: str = ""


@dataclass(frozen=True, slots=True)
class Job:
    """One film in the making.

    Attributes:
        idea: the idea or the whole script it began with.
        duration: wanted length in seconds.
        music: name of the music file in the job's folder, empty for none.
        settings: size, rate and the like of the film.
        approved_document: what was approved, word for word (see ``core.approval``), empty if nothing is.
        estimated_cost, actual_cost: US dollars.
        budget: US dollars that may be spent on it, None for no limit.
        video_url: address of a film from elsewhere, empty for one of our own. Such a job has no storyboard; it is
            completed from the start, and ``film`` is None until it was fetched.
        references: pictures that all further pictures of it go by, where their model takes such.
    """

    id: int
    title: str
    idea: str
    duration: float
    aspect_ratio: AspectRatio
    style: str
    status: JobStatus
    created_at: datetime
    updated_at: datetime
    scenes: tuple[Scene, ...] = ()
    music: str = ""
    music_digest: str = ""
    settings: FilmSettings = field(default=DEFAULT_SETTINGS)
    approved_document: str = ""
    approved_at: datetime | None = None
    refinement_count: int = 0
    download_count: int = 0
    estimated_cost: Decimal = field(default=Decimal(0))
    actual_cost: Decimal = field(default=Decimal(0))
    budget: Decimal | None = None
    film: Film | None = None
    error: str = ""
    video_url: str = ""
    references: tuple[Reference, ...] = ()


def check_storyboard(job: Job, do: str) -> None:
    """Raise ``NotReady`` for a job with a film from elsewhere; ``do`` is what its storyboard is missing for."""
    if job.video_url:
        raise NotReady(
            f"Job {job.id} is a film from elsewhere; it has no storyboard to {do}.",
            f"Export it as it is: vidstudio export {job.id}.",
        )


@dataclass(frozen=True, slots=True)
class Export:
    """A finished export of a job's film.

    Attributes:
        format, quality: as in ``core.export``.
        file: full path.
        source: stamp of the film's file it was made from; another one now means it is made anew.
        stamp: of the export's own file; another one now means somebody changed it.
        fingerprint: of the storyboard behind it.
    """

    job_id: int
    format: str
    quality: str
    file: str
    source: str
    stamp: str
    fingerprint: str
    made_at: datetime
