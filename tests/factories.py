"""Made-up jobs, pictures and libraries for tests, and what is looked at before and after."""

import hashlib
import io
import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from PIL import Image

from vidstudio.core.approval import document
from vidstudio.core.control import Control
from vidstudio.core.generation import Generation
from vidstudio.core.images import ImageRequest
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.plan import Expected, Plan
from vidstudio.core.scene import ImageStatus, Picture, PictureSource, Scene
from vidstudio.core.script import outline_idea
from vidstudio.errors import VidstudioError
from vidstudio.paths import places
from vidstudio.services.images.replicate import Replicate
from vidstudio.settings import load_settings
from vidstudio.store.library import Library, directly
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import image_service
from vidstudio.studio.jobs import NewJob, create_job

MOMENT = datetime(2026, 3, 1, 12, 30, 15, 250_000, UTC)
IDEA = "A heron waits in the reeds. The mist lifts. It strikes."


def a_picture(mark: str = "1", version: int = 0, source: PictureSource = PictureSource.OWN) -> Picture:
    """A version whose bytes are told apart by ``mark``."""
    return Picture(version, f"{mark}.png", hashlib.sha256(mark.encode()).hexdigest(), 640, 360, source)


def a_scene(number: int, **changes: Any) -> Scene:
    """A scene with a picture."""
    scene = Scene(
        id=number,
        description=f"What is seen in shot {number}",
        image_prompt=f"A picture of shot {number}",
        duration=2.5,
        picture=a_picture(str(number), number),
        status=ImageStatus.COMPLETED,
    )
    return replace(scene, **changes)


def a_job(scenes: int = 3, **changes: Any) -> Job:
    """A job with a finished storyboard, not approved."""
    job = Job(
        id=7,
        title="Heron",
        idea=IDEA,
        duration=7.5,
        aspect_ratio=AspectRatio.WIDE,
        style="cinematic",
        status=JobStatus.STORYBOARD_READY,
        created_at=MOMENT,
        updated_at=MOMENT,
        scenes=tuple(a_scene(number) for number in range(1, scenes + 1)),
    )
    return replace(job, **changes)


def approved(job: Job) -> Job:
    """The job after its approval."""
    return replace(job, approved_document=document(job.scenes), approved_at=MOMENT)


def stored_job(library: Library, scenes: int = 3, *, pictures: bool = True) -> Job:
    """A job in the library with its storyboard ready; the pictures' files do not exist."""
    outline = outline_idea(IDEA, 5.0 * scenes, AspectRatio.WIDE, "cinematic")
    job = library.jobs.create("Heron", IDEA, outline, AspectRatio.WIDE, "cinematic")
    for scene in job.scenes if pictures else ():
        library.storyboards.set_picture(scene.id, a_picture(f"{job.id}-{scene.id}"))
    return library.jobs.set_status(job.id, JobStatus.STORYBOARD_READY)


def image_bytes(color: tuple[int, ...] = (200, 80, 40), size: tuple[int, int] = (128, 96), kind: str = "PNG") -> bytes:
    """A picture file of one colour."""
    file = io.BytesIO()
    Image.new("RGB", size, color).save(file, kind)
    return file.getvalue()


def picture_folder(folder: Path, count: int = 10) -> Path:
    """A folder with that many small pictures, each another one."""
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(1, count + 1):
        (folder / f"{number}.png").write_bytes(image_bytes((20 * number % 256, 90, 255 - 20 * number % 256)))
    return folder


@contextmanager
def a_studio() -> Iterator[Studio]:
    """The studio in the test's home, its library open."""
    here = places()
    with Library(here.database) as library:
        yield Studio(directly(library), here, load_settings(here))


def made_job(studio: Studio, pictures: Path, scenes: int = 3, **wanted: Any) -> Job:
    """A job with the user's own pictures, quickly made."""
    new = NewJob(**{"text": IDEA, "duration": 5.0 * scenes, "pictures": pictures, **wanted})
    return create_job(studio, new, Control())


def dump(database: Path) -> str:
    """All that a library holds, as SQL."""
    with closing(sqlite3.connect(f"{database.absolute().as_uri()}?mode=ro", uri=True)) as connection:
        return "\n".join(connection.iterdump())


def fingerprints(folder: Path) -> dict[str, str]:
    """Digest of every file in a folder but the log and the database, whose side files come and go."""
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file() and "logs" not in path.parts and not path.name.startswith("library.db")
    }


def picture_request(line: Generation) -> ImageRequest:
    """What a line of the ledger asks for, where that is a picture."""
    assert isinstance(line.request, ImageRequest)
    return line.request


@contextmanager
def replicate(studio: Studio) -> Iterator[Replicate]:
    """Replicate's service, with all that it can do beyond pictures."""
    with image_service(studio) as service:
        assert isinstance(service, Replicate)
        yield service


def expected_of(plan: Plan) -> Expected:
    """What a plan says its file must be, where it says so."""
    assert plan.expected is not None
    return plan.expected


def refusal(error: VidstudioError) -> str:
    """What a person reads."""
    return f"{error.message} {error.hint}".strip()
