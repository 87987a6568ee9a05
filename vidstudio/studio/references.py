"""Pictures of a character or a look: taken into the job's folder, and left out again."""

from pathlib import Path

from vidstudio.core.job import Job
from vidstudio.core.reference import Reference, reference_name
from vidstudio.core.scene import PictureSource
from vidstudio.services.images.files import keep_picture, read_picture_file
from vidstudio.studio.context import Studio


def add_reference(studio: Studio, job_id: int, file: Path, name: str = "") -> Job:
    """Have all further pictures of a job go by this one too, where their model takes such; one of its name goes.

    Raises ``PictureRefused`` for a file that is no picture, and ``LimitReached``.
    """
    data = read_picture_file(file)
    studio.library(lambda library: library.jobs.get(job_id))
    kept = keep_picture(studio.storage.references(job_id), 0, data, PictureSource.OWN, name=file.name, stem="reference")
    reference = Reference(reference_name(name or file.stem), kept.file, kept.digest)
    return studio.library(lambda library: library.jobs.add_reference(job_id, reference))


def remove_reference(studio: Studio, job_id: int, name: str) -> Job:
    """Leave one out of further pictures. Its file stays: an order that waits may still send it."""
    return studio.library(lambda library: library.jobs.remove_reference(job_id, name))
