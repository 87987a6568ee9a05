"""Rendering: the approved storyboard becomes the job's ``final.mp4``."""

import logging
import secrets
import sys
from dataclasses import dataclass
from datetime import UTC, datetime

from vidstudio.core.approval import fingerprint
from vidstudio.core.control import Control
from vidstudio.core.job import Film, Job
from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Plan
from vidstudio.core.render import render_plan
from vidstudio.errors import SourceMissing
from vidstudio.services.deliver import deliver, discard
from vidstudio.services.ffmpeg import version
from vidstudio.services.run import run_plan
from vidstudio.store.locks import Lock
from vidstudio.studio.context import Studio

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RenderWork:
    """A render under way: the job as it was approved, and what has to run."""

    job: Job
    plan: Plan
    lock: Lock


def begin_render(studio: Studio, job_id: int) -> RenderWork:
    """Plan the render and mark the job as rendering.

    Raises ``NotReady`` unless it is approved, whole and not being rendered; ``SourceMissing`` for a picture that is no
    longer on disk; ``FfmpegUnusable``. Follow it by ``finish_render`` or ``abandon_render``, whatever happens.
    """
    ffmpeg = studio.ffmpeg()
    lock = studio.locks.take(f"render-{job_id}", f"Job {job_id} is already being rendered.")
    try:
        job = studio.library(lambda library: library.jobs.begin_render(job_id))
        try:
            plan = _plan(studio, job, ffmpeg)
        except BaseException:
            studio.library(lambda library: library.jobs.reopen(job_id))
            raise
    except BaseException:
        lock.release()
        raise
    _log.info("Rendering job %d: %d frames in %d steps", job_id, round(plan.weight), len(plan.steps))
    return RenderWork(job, plan, lock)


def finish_render(studio: Studio, work: RenderWork) -> Job:
    """Probe what came out, give it its name, and complete the job; on an error everything is as before."""
    try:
        facts = deliver(work.plan)
        job = studio.library(lambda library: library.jobs.finish_render(work.job.id, _film(work.job, facts)))
    except BaseException:
        abandon_render(studio, work)
        raise
    discard(work.plan, with_output=True)
    work.lock.release()
    _log.info("Rendered job %d: %.2f s", job.id, facts.video_duration)
    return job


def abandon_render(studio: Studio, work: RenderWork) -> None:
    """Nothing came of it: clear up, and leave job and earlier film as they were."""
    discard(work.plan, with_output=True)
    studio.library(lambda library: library.jobs.reopen(work.job.id))
    work.lock.release()


def render(studio: Studio, job_id: int, control: Control) -> Job:
    """Render a job from beginning to end in this process and its children."""
    work = begin_render(studio, job_id)
    try:
        run_plan(work.plan, control)
    except BaseException:
        abandon_render(studio, work)
        _log.info("Rendering job %d did not end", job_id, exc_info=True)
        raise
    return finish_render(studio, work)


def frames_command() -> tuple[str, ...]:
    """What starts the frames process: the interpreter, or the frozen program under a hidden name."""
    if getattr(sys, "frozen", False):
        return (sys.executable, "frames")
    return (sys.executable, "-m", "vidstudio.frames")


def _plan(studio: Studio, job: Job, ffmpeg: str) -> Plan:
    images = studio.storage.images(job.id)
    for number, scene in enumerate(job.scenes, 1):
        if scene.picture and not (images / scene.picture.file).is_file():
            raise SourceMissing(
                f"The picture of scene {number} is missing: {images / scene.picture.file}.",
                "Put it back, refine the scene, or drop in another picture.",
            )
    token = secrets.token_hex(4)
    music = studio.storage.job(job.id) / job.music if job.music else None
    if music and not music.is_file():
        raise SourceMissing(f"The music of job {job.id} is missing: {music}.", "Choose it again, or render without.")
    segments = studio.places.segments
    return render_plan(
        job,
        images=images,
        music=music,
        segments=segments,
        work=studio.places.work / f"render-{job.id}-{token}",
        target=studio.storage.film(job.id),
        have=frozenset(file.name for file in segments.iterdir()) if segments.is_dir() else frozenset(),
        ffmpeg=ffmpeg,
        encoder=version(ffmpeg),
        frames_command=frames_command(),
        token=token,
    )


def _film(job: Job, facts: MediaFacts) -> Film:
    return Film(fingerprint(job), facts.video_duration, facts.display_width, facts.display_height, datetime.now(UTC))
