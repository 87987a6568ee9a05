"""What ``jobs``, ``show`` and ``queue list`` print: as JSON for programs, as a table for people."""

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from rich.table import Table
from rich.text import Text

from vidstudio.core.approval import changes_since_approval, film_is_stale, is_approved
from vidstudio.core.fetch import place
from vidstudio.core.job import Job
from vidstudio.core.queue import Queue, QueueState
from vidstudio.core.refine import MAX_REFINEMENTS, refinements_left
from vidstudio.core.scene import Asset, Scene
from vidstudio.core.wording import QUEUE, STATUS, clock, plural, queue_what, seconds, shorten, size, status_words
from vidstudio.paths import VideoStorage
from vidstudio.store.jobs import JobSummary


def jobs_document(summaries: Sequence[JobSummary]) -> list[dict[str, Any]]:
    """All jobs, newest first."""
    return [
        {
            "job_id": summary.id,
            "title": summary.title,
            "status": summary.status.value,
            "duration": summary.duration,
            "aspect_ratio": summary.aspect_ratio.value,
            "scenes": summary.scenes,
            "updated_at": summary.updated_at.replace(tzinfo=None, microsecond=0).isoformat(),
            "video_url": summary.video_url or None,
        }
        for summary in summaries
    ]


def queue_document(queue: Queue) -> dict[str, Any]:
    """The queue as it is worked off, what is over last."""
    return {
        "paused": queue.settings.paused,
        "when_done": queue.settings.when_done.value,
        "entries": [
            {
                "entry": item.id,
                "job_id": item.job_id,
                "title": item.title,
                "makes": queue_what(item),
                "preset": item.preset.slug if item.preset else None,
                "state": item.state.value,
                "held": item.held,
                "priority": int(item.priority),
                "to": item.to or None,
                "file": item.file or None,
                "error": item.error or None,
                "report": asdict(item.report) if item.report else None,
            }
            for item in queue.items
        ],
    }


def queue_table(queue: Queue) -> Table:
    """The same for people."""
    table = Table(box=None, pad_edge=False)
    for heading in ("Entry", "Job", "Title", "Makes", "State", ""):
        table.add_column(heading)
    for item in queue.items:
        state = "Held" if item.held and item.state is QueueState.WAITING else QUEUE[item.state]
        remark = item.error or (f"{size(item.report.size)}, {clock(item.report.took)}" if item.report else "")
        title, makes = Text(shorten(item.title, 40)), Text(queue_what(item))
        table.add_row(str(item.id), str(item.job_id), title, makes, state, Text(remark))
    return table


def job_document(job: Job, storage: VideoStorage) -> dict[str, Any]:
    """A job with its scenes."""
    return {
        "job_id": job.id,
        "title": job.title,
        "status": job.status.value,
        "duration": job.duration,
        "aspect_ratio": job.aspect_ratio.value,
        "style": job.style,
        "film": asdict(job.settings),
        "approved": is_approved(job),
        "changes_since_approval": changes_since_approval(job),
        "video_is_stale": film_is_stale(job),
        "video_url": job.video_url or None,
        "fetched": job.film is not None if job.video_url else None,
        "scenes": [
            {
                "scene_number": number,
                "description": scene.description,
                "image_prompt": scene.image_prompt,
                "duration": scene.duration,
                "status": scene.status.value,
                "image": str(image_file(storage, job, number)) if scene.picture else None,
                "motion": scene.motion.value,
                "strength": scene.strength,
                "transition": scene.transition.value,
                "transition_seconds": scene.transition_seconds,
                "framing": scene.framing.value,
                "caption": scene.caption,
                "caption_style": scene.caption_style.value,
                **{kind: _asset_file(storage, job, asset) for kind, asset in _assets(scene)},
            }
            for number, scene in enumerate(job.scenes, 1)
        ],
    }


def _assets(scene: Scene) -> list[tuple[str, Asset | None]]:
    return [("narration", scene.narration), ("effect", scene.effect), ("clip", scene.clip)]


def _asset_file(storage: VideoStorage, job: Job, asset: Asset | None) -> str | None:
    return str(storage.assets(job.id) / asset.file) if asset else None


def image_file(storage: VideoStorage, job: Job, number: int) -> Path:
    """The current picture of a scene that has one."""
    picture = job.scenes[number - 1].picture
    return storage.images(job.id) / (picture.file if picture else "")


def jobs_table(summaries: Sequence[JobSummary]) -> Table:
    """All jobs, for people."""
    table = Table("Job", "Title", "Status", "Length", "Scenes", box=None, header_style="bold")
    for line in summaries:
        title = shorten(line.title, 50)
        status = status_words(line.status, elsewhere=bool(line.video_url), has_film=line.has_film)
        length = "" if line.video_url and not line.has_film else clock(line.duration)
        table.add_row(str(line.id), Text(title), status, length, "" if line.video_url else str(line.scenes))
    return table


def job_heading(job: Job) -> str:
    """A job in a few lines, for people."""
    if job.video_url:
        return "\n".join([f"Job {job.id}: {job.title}", *_elsewhere(job)])
    approved = "approved" if is_approved(job) else "not approved"
    stale = ", film made from an older storyboard" if film_is_stale(job) else ""
    length = clock(sum(scene.duration for scene in job.scenes))
    lines = [
        f"Job {job.id}: {job.title}",
        f"{STATUS[job.status]}, {approved}{stale}",
        f"{plural(len(job.scenes), 'scene')}, {length}, {job.aspect_ratio.value}, {job.style}",
        f"{refinements_left(job)} of {MAX_REFINEMENTS} refinements left",
        f"Estimated cost ${job.estimated_cost:.2f}, actual ${job.actual_cost:.3f}",
    ]
    return "\n".join([*lines, *(f"Since the approval: {change}" for change in changes_since_approval(job))])


def _elsewhere(job: Job) -> list[str]:
    film = job.film
    status = status_words(job.status, elsewhere=True, has_film=film is not None)
    if film is None:
        return [f"{status}, a film from {place(job.video_url)}", job.video_url]
    facts = f"{clock(film.duration)}, {film.width}x{film.height}"
    return [f"{status}, {facts}", f"Fetched {film.rendered_at:%Y-%m-%d %H:%M} UTC from {job.video_url}"]


def scenes_table(job: Job) -> Table:
    """The storyboard, for people."""
    table = Table("Scene", "Length", "Picture", "Description", box=None, header_style="bold")
    for number, scene in enumerate(job.scenes, 1):
        source = scene.picture.source.value if scene.picture else scene.status.value
        table.add_row(str(number), seconds(scene.duration), source, Text(shorten(scene.description, 90)))
    return table
