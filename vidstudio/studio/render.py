"""Rendering: the approved storyboard becomes the job's ``final.mp4``; a film from elsewhere is fetched to be that."""

import logging
import secrets
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from pathlib import Path

import av

from vidstudio.core.approval import fingerprint
from vidstudio.core.control import Control
from vidstudio.core.fetch import place
from vidstudio.core.job import Film, Job, check_storyboard
from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Plan
from vidstudio.core.render import RenderSources, RenderTools, preview_plan, render_plan
from vidstudio.errors import OutputWrong, SourceMissing
from vidstudio.services.deliver import deliver, discard
from vidstudio.services.ffmpeg import version
from vidstudio.services.own_process import own_command
from vidstudio.services.run import run_plan
from vidstudio.services.untrusted import probe_untrusted
from vidstudio.store.locks import Lock
from vidstudio.studio.context import Studio, stamp
from vidstudio.studio.fetch import forget_empty, forget_fetched, plan_fetch
from vidstudio.studio.kept_pieces import WholePieces, trim_pieces

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class RenderWork:
    """A render under way: the job as it was approved, and what has to run."""

    job: Job
    plan: Plan
    lock: Lock


def begin_render(studio: Studio, job_id: int) -> RenderWork:
    """Plan the render, or the fetching of a film from elsewhere, and mark the job as rendering.

    Raises ``NotReady`` unless it is approved, whole and not being rendered; ``SourceMissing`` for a picture that is no
    longer on disk; ``FfmpegUnusable``. Follow it by ``finish_render`` or ``abandon_render``, whatever happens.
    """
    elsewhere = bool(studio.library(lambda library: library.jobs.get(job_id)).video_url)
    ffmpeg = "" if elsewhere else studio.ffmpeg()
    doing = "fetched" if elsewhere else "rendered"
    lock = studio.locks.take(f"render-{job_id}", f"Job {job_id} is already being {doing}.")
    try:
        job = studio.library(lambda library: library.jobs.begin_render(job_id))
        try:
            if elsewhere:
                plan = plan_fetch(studio, job)
            else:
                plan = _plan(studio, job, ffmpeg, lock, render_plan, studio.storage.film(job.id))
        except BaseException:
            studio.library(lambda library: library.jobs.reopen(job_id))
            raise
    except BaseException:
        lock.release()
        raise
    if elsewhere:
        _log.info("Fetching the film of job %d from %s", job_id, place(job.video_url))
    else:
        _log.info("Rendering job %d: %d frames in %d steps", job_id, round(plan.weight), len(plan.steps))
    return RenderWork(job, plan, lock)


def finish_render(studio: Studio, work: RenderWork) -> Job:
    """Probe what came out, give it its name, and complete the job; on an error everything is as before."""
    try:
        facts = deliver(work.plan)
        job = studio.library(
            lambda library: library.jobs.finish_render(work.job.id, film_as_probed(work.job, facts, work.plan.target))
        )
    except BaseException as exc:
        if isinstance(exc, OutputWrong):
            forget_fetched(studio, work.job.id)  # to go on from there would end the same way
        abandon_render(studio, work)
        raise
    discard(work.plan, with_output=True)
    forget_fetched(studio, job.id)
    work.lock.release()
    trim_pieces(studio)
    _log.info("The film of job %d is there: %.2f s", job.id, facts.video_duration)
    return job


def abandon_render(studio: Studio, work: RenderWork) -> None:
    """Nothing came of it: clear up, and leave job and earlier film as they were."""
    discard(work.plan, with_output=True)
    forget_empty(studio, work.job.id)
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


def begin_preview(studio: Studio, job_id: int, *, rows: range | None = None, draft: bool = True) -> RenderWork:
    """Plan a look at the storyboard as it is, whole or some scenes, as a quick draft or in full; changes nothing.

    Raises as ``begin_render`` does, but asks for no approval. Follow it by ``finish_preview`` or ``abandon_preview``.
    """
    ffmpeg = studio.ffmpeg()
    job = studio.library(lambda library: library.jobs.get(job_id))
    check_storyboard(job, "preview")
    target = studio.storage.job(job_id) / preview_name(rows, draft=draft)
    lock = studio.locks.take(f"render-{job_id}-{target.stem}", f"Job {job_id} is already being previewed.")
    try:
        plan = _plan(studio, job, ffmpeg, lock, partial(preview_plan, rows=rows, draft=draft), target)
    except BaseException:
        lock.release()
        raise
    _log.info("Previewing job %d: %s", job_id, target.name)
    return RenderWork(job, plan, lock)


def finish_preview(studio: Studio, work: RenderWork) -> Path:
    """Probe what came out and give it its name."""
    try:
        deliver(work.plan)
    finally:
        abandon_preview(work)
    trim_pieces(studio)
    return work.plan.target


def abandon_preview(work: RenderWork) -> None:
    """Clear up behind a preview, however it ended."""
    discard(work.plan, with_output=True)
    work.lock.release()


def preview(studio: Studio, job_id: int, control: Control, *, rows: range | None = None, draft: bool = True) -> Path:
    """Make a preview from beginning to end in this process and its children; gives its file."""
    work = begin_preview(studio, job_id, rows=rows, draft=draft)
    try:
        run_plan(work.plan, control)
    except BaseException:
        abandon_preview(work)
        raise
    return finish_preview(studio, work)


def preview_name(rows: range | None, *, draft: bool) -> str:
    """Name of a preview's file in the job's folder."""
    scenes = f"_{rows.start + 1}-{rows.stop}" if rows else ""
    return f"{'draft' if draft else 'excerpt'}{scenes}.mp4"


def _plan(studio: Studio, job: Job, ffmpeg: str, lock: Lock, make: Callable[..., Plan], target: Path) -> Plan:
    tools = render_tools(studio, ffmpeg, lock)
    return make(job, render_sources(studio, job), tools, target, WholePieces(tools.segments))


def render_tools(studio: Studio, ffmpeg: str, lock: Lock) -> RenderTools:
    """What draws frames; whoever clears up behind the lock finds its folder."""
    token = secrets.token_hex(4)
    return RenderTools(
        ffmpeg=ffmpeg,
        build=f"{version(ffmpeg)}, PyAV {av.__version__}",
        frames_command=own_command("frames"),
        segments=studio.places.segments,
        work=studio.places.work / f"{lock.name}~{token}",
        token=token,
    )


def render_sources(studio: Studio, job: Job) -> RenderSources:
    """What the job shows and plays, looked for on the disk; raises ``SourceMissing`` naming the scene."""
    images, assets = studio.storage.images(job.id), studio.storage.assets(job.id)
    clips = {}
    for number, scene in enumerate(job.scenes, 1):
        if scene.clip:
            _check_there(assets / scene.clip.file, f"The clip of scene {number}", "Choose it again, or take it out.")
            clips[scene.clip.digest] = probe_untrusted(assets / scene.clip.file)
        elif scene.picture:
            hint = "Put it back, refine the scene, or drop in another picture."
            _check_there(images / scene.picture.file, f"The picture of scene {number}", hint)
        for kind, sound in (("narration", scene.narration), ("effect", scene.effect)):
            if sound:
                hint = "Choose it again, or take it out."
                _check_there(assets / sound.file, f"The {kind} of scene {number}", hint)
    music = studio.storage.job(job.id) / job.music if job.music else None
    if music:
        _check_there(music, f"The music of job {job.id}", "Choose it again, or render without.")
    return RenderSources(images, assets, music, clips)


def _check_there(file: Path, what: str, hint: str) -> None:
    if not file.is_file():
        raise SourceMissing(f"{what} is missing: {file}.", hint)


def film_as_probed(job: Job, facts: MediaFacts, file: Path) -> Film:
    """What the library keeps of a job's film that has just got its place."""
    return Film(
        fingerprint=fingerprint(job),
        duration=facts.video_duration,
        width=facts.display_width,
        height=facts.display_height,
        rendered_at=datetime.now(UTC),
        stamp=stamp(file),
    )
