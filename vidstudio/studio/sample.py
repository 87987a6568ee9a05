"""The sample film: a script from the resources, all the way to an exported file."""

from pathlib import Path

from vidstudio.core.approval import is_approved
from vidstudio.core.control import Control
from vidstudio.core.export import ExportFormat, Quality
from vidstudio.core.job import Job, JobStatus
from vidstudio.paths import resources
from vidstudio.studio.context import Studio
from vidstudio.studio.export import export
from vidstudio.studio.jobs import NewJob, create_job, generate_music, outline, read_script
from vidstudio.studio.render import render

SCRIPT = Path("samples") / "tide" / "script.md"
STYLE = "cinematic"


def sample_script() -> NewJob:
    """What the sample is made from."""
    return NewJob(text=read_script(resources() / SCRIPT), is_script=True, style=STYLE)


def sample_job(studio: Studio, control: Control) -> Job:
    """The sample's job: the one there is, else a new one."""
    wanted = sample_script()
    title = outline(wanted).title
    for summary in studio.library(lambda library: library.jobs.summaries()):
        if summary.title == title and summary.status in {JobStatus.STORYBOARD_READY, JobStatus.COMPLETED}:
            return _get(studio, summary.id)
    return generate_music(studio, create_job(studio, wanted, control).id)


def _get(studio: Studio, job_id: int) -> Job:
    return studio.library(lambda library: library.jobs.get(job_id))


def make_sample(studio: Studio, control: Control) -> Path:
    """Storyboard, approval, film and export of the sample; what is there already is used. Gives the exported file."""
    job = sample_job(studio, control)
    if job.film is None or not studio.storage.film(job.id).is_file():
        if not is_approved(job):
            studio.library(lambda library: library.jobs.approve(job.id))
        render(studio, job.id, control)
    return export(studio, job.id, (ExportFormat.MP4, Quality.HIGH), control)
