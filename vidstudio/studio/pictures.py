"""Pictures that cost nothing: drafts drawn here, and the user's own."""

from pathlib import Path

from vidstudio.core.job import Job
from vidstudio.core.scene import Picture, PictureSource, Scene
from vidstudio.services.images.files import keep_picture, picture_files, read_picture_file
from vidstudio.studio.context import Studio


def draw(studio: Studio, job: Job, scene: Scene, *, lettered: bool = True) -> Picture:
    """Draw a draft of a scene as its texts are now; every time another one. The version is not saved yet.

    A lettered one shows the scene's words and that it is a draft.
    """
    from vidstudio.services.images.draft import Shot, draw_draft  # noqa: PLC0415 - numpy and OpenCV start slowly

    earlier = studio.library(lambda library: len(library.storyboards.versions(scene.id)))
    shot = Shot(
        description=scene.description,
        image_prompt=scene.image_prompt,
        style=job.style,
        aspect_ratio=job.aspect_ratio,
        seed=scene.id * 1009 + earlier,
        lettered=lettered,
    )
    return keep_picture(
        studio.storage.images(job.id), scene.id, draw_draft(shot), PictureSource.DRAFT, prompt=scene.image_prompt
    )


def draw_missing(studio: Studio, job_id: int) -> Job:
    """Draw a draft for every scene that has no picture."""
    job = studio.library(lambda library: library.jobs.get(job_id))
    for scene in job.scenes:
        if scene.picture is None:
            put(studio, scene.id, draw(studio, job, scene))
    return studio.library(lambda library: library.jobs.get(job_id))


def put(studio: Studio, scene_id: int, picture: Picture) -> Job:
    """Make a picture that is on disk a scene's current version."""
    return studio.library(lambda library: library.storyboards.set_picture(scene_id, picture))


def take_own(studio: Studio, job_id: int, scene_id: int, file: Path) -> Job:
    """Make the user's own picture a scene's; raises ``PictureRefused`` naming what is wrong with the file."""
    data = read_picture_file(file)
    picture = keep_picture(studio.storage.images(job_id), scene_id, data, PictureSource.OWN, name=file.name)
    return put(studio, scene_id, picture)


def read_folder(folder: Path) -> list[tuple[str, bytes]]:
    """Name and bytes of every picture in a folder, in order; raises ``PictureRefused`` for the first bad one."""
    return [(file.name, read_picture_file(file)) for file in picture_files(folder)]
