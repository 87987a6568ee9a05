"""The sample film: a script from the resources, all the way to an exported file."""

from pathlib import Path
from typing import Any

from vidstudio.core.approval import is_approved
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.control import Control
from vidstudio.core.export import ExportFormat, Quality, pair
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.scene import Transition
from vidstudio.paths import resources
from vidstudio.studio.context import Studio
from vidstudio.studio.edit import edit_scene
from vidstudio.studio.export_now import export_now as export
from vidstudio.studio.jobs import NewJob, create_job, generate_music, outline, read_script
from vidstudio.studio.render import render

SCRIPT = Path("samples") / "tide" / "script.md"
STYLE = "cinematic"

_CUT: dict[int, dict[str, Any]] = {
    1: {"caption": "The Keeper and the Whale\nA short film", "caption_style": CaptionStyle.TITLE},
    2: {
        "caption": "Old Tomas\nKeeper of the light",
        "caption_style": CaptionStyle.LOWER_THIRD,
        "transition": Transition.DIP_TO_BLACK,
        "transition_seconds": 1.0,
    },
    3: {"caption": "A boat is out there tonight, and no harbour in sight."},
    4: {"caption": "Far below, someone else is listening.", "transition": Transition.WIPE},
    5: {"transition": Transition.DIP_TO_WHITE, "transition_seconds": 1.0},
    6: {"caption": "Drawn, cut and scored in vidstudio", "caption_style": CaptionStyle.END},
}
"""What is changed of each scene, by its number, so that the sample shows more than pictures one after another."""


def sample_script() -> NewJob:
    """What the sample is made from; its pictures without letters, as its film has captions."""
    return NewJob(text=read_script(resources() / SCRIPT), is_script=True, style=STYLE, lettered=False)


def sample_job(studio: Studio, control: Control) -> Job:
    """The sample's job: the one there is, else a new one."""
    wanted = sample_script()
    title = outline(wanted).title
    for summary in studio.library(lambda library: library.jobs.summaries()):
        if summary.title == title and summary.status in {JobStatus.STORYBOARD_READY, JobStatus.COMPLETED}:
            return _get(studio, summary.id)
    job = create_job(studio, wanted, control)
    for number, changes in _CUT.items():
        edit_scene(studio, job.id, number, changes)
    return generate_music(studio, job.id)


def _get(studio: Studio, job_id: int) -> Job:
    return studio.library(lambda library: library.jobs.get(job_id))


def make_sample(studio: Studio, control: Control) -> Path:
    """Storyboard, approval, film and export of the sample; what is there already is used. Gives the exported file."""
    job = sample_job(studio, control)
    if job.film is None or not studio.storage.film(job.id).is_file():
        if not is_approved(job):
            studio.library(lambda library: library.jobs.approve(job.id))
        render(studio, job.id, control)
    return export(studio, job.id, pair(ExportFormat.MP4, Quality.HIGH), control)
