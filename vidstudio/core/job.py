"""A job and its scenes: what a film in the making is, and the states it goes through."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from enum import StrEnum

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


class ImageStatus(StrEnum):
    """Where a scene's picture is."""

    PENDING = "pending"
    GENERATING = "generating"
    COMPLETED = "completed"
    FAILED = "failed"


class AspectRatio(StrEnum):
    """Shape of the film and of every picture in it."""

    WIDE = "16:9"
    TALL = "9:16"
    SQUARE = "1:1"

    @property
    def sides(self) -> tuple[int, int]:
        """Width and height as the two small numbers of the name."""
        width, height = self.value.split(":")
        return int(width), int(height)


class PictureSource(StrEnum):
    """Who made a version."""

    DRAFT = "draft"
    OWN = "own"
    REPLICATE = "replicate"


class Motion(StrEnum):
    """How the camera moves over a still."""

    PUSH_IN = "push_in"
    PULL_OUT = "pull_out"
    PAN_LEFT = "pan_left"
    PAN_RIGHT = "pan_right"
    PAN_UP = "pan_up"
    PAN_DOWN = "pan_down"
    DRIFT = "drift"
    HOLD = "hold"


class Transition(StrEnum):
    """How a scene gives way to the next one."""

    CUT = "cut"
    CROSS_FADE = "cross_fade"


MIN_SCENE_SECONDS = 0.25
MAX_SCENE_SECONDS = 600.0
MIN_FILM_SECONDS = 1.0
MAX_FILM_SECONDS = 3600.0


@dataclass(frozen=True, slots=True)
class Picture:
    """One version: an image a scene has had.

    Attributes:
        id: the version's number in the library, 0 before it is saved.
        file: name of the file in the job's ``images`` folder.
        digest: SHA-256 of the file's bytes, hexadecimal.
        width, height: in pixels.
        prompt: what it was made from, empty for the user's own.
        model: name of the model that made it, empty unless a service did.
    """

    id: int
    file: str
    digest: str
    width: int
    height: int
    source: PictureSource
    prompt: str = ""
    model: str = ""


@dataclass(frozen=True, slots=True)
class Scene:
    """One storyboard entry. Its number is its place in the storyboard, counted from 1, and is stored nowhere.

    Attributes:
        id: the scene's own number in the library, kept through every reorder; 0 before it is saved.
        duration: seconds.
        transition: how it gives way to the next scene; the last scene's is not used.
        status: derived from picture and running generations when it is loaded.
        error: why the last picture failed, empty otherwise.
    """

    id: int
    description: str
    image_prompt: str
    duration: float
    motion: Motion = Motion.PUSH_IN
    transition: Transition = Transition.CROSS_FADE
    picture: Picture | None = None
    status: ImageStatus = ImageStatus.PENDING
    error: str = ""


@dataclass(frozen=True, slots=True)
class Film:
    """The rendered ``final.mp4`` of a job.

    Attributes:
        fingerprint: of the storyboard and sound it was made from; another one now means it is stale.
        duration: seconds, as probed.
    """

    fingerprint: str
    duration: float
    width: int
    height: int
    rendered_at: datetime


@dataclass(frozen=True, slots=True)
class Job:
    """One film in the making.

    Attributes:
        idea: the idea or the whole script it began with.
        duration: wanted length in seconds.
        music: name of the music file in the job's folder, empty for none.
        approved_document: what was approved, word for word (see ``core.approval``), empty if nothing is.
        estimated_cost, actual_cost: US dollars.
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
    approved_document: str = ""
    approved_at: datetime | None = None
    refinement_count: int = 0
    download_count: int = 0
    estimated_cost: Decimal = field(default=Decimal(0))
    actual_cost: Decimal = field(default=Decimal(0))
    film: Film | None = None
    error: str = ""


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
