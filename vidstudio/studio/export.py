"""Exporting: the finished film in a format and a quality, made once and used again while it still matches."""

import logging
import secrets
import shutil
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from vidstudio.core.approval import film_is_stale
from vidstudio.core.control import Control
from vidstudio.core.copy_export import copy_plan, satisfies
from vidstudio.core.direct_export import DIRECT, direct_plan
from vidstudio.core.export import ExportFormat, Quality, export_name, export_plan
from vidstudio.core.job import Export, Job, JobStatus
from vidstudio.core.plan import Plan
from vidstudio.core.render import RenderSources
from vidstudio.errors import MediaError, NotReady, SourceMissing
from vidstudio.services.deliver import deliver, discard, written
from vidstudio.services.probe import probe
from vidstudio.services.run import run_plan
from vidstudio.store.locks import Lock
from vidstudio.studio.context import Studio, stamp
from vidstudio.studio.render import render_sources, render_tools

ExportKind = tuple[ExportFormat, Quality]

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class ExportWork:
    """An export under way."""

    job: Job
    kind: ExportKind
    source: str
    plan: Plan
    lock: Lock


def film_file(studio: Studio, job: Job) -> Path:
    """The film of a completed job; raises ``NotReady`` before that and ``SourceMissing`` when it is gone."""
    if job.status is not JobStatus.COMPLETED:
        raise NotReady(
            f"Job {job.id} is not completed yet (status is {job.status}).",
            f"Render it first: vidstudio render {job.id}.",
        )
    film = studio.storage.film(job.id)
    if not film.is_file():
        raise SourceMissing(
            f"The film of job {job.id} is missing: {film}.", f"Render it again: vidstudio render {job.id}."
        )
    return film


def video_file(studio: Studio, job: Job) -> Path | None:
    """The job's film if it has one on disk, however old."""
    film = studio.storage.film(job.id)
    return film if job.film is not None and film.is_file() else None


def finished_export(studio: Studio, job: Job, kind: ExportKind) -> Path | None:
    """The export of this kind if there is one that still matches the film and was not touched, else None."""
    film = studio.storage.film(job.id)
    for export in studio.library(lambda library: library.exports.of_job(job.id)):
        file = Path(export.file)
        if file == _target(studio, job.id, kind):
            fresh = export.source == stamp(film) and export.stamp == stamp(file)
            return file if fresh and file.is_file() else None
    return None


def begin_export(studio: Studio, job_id: int, kind: ExportKind) -> ExportWork | Path:
    """Plan an export, or give the file of one that can be used again.

    Raises ``NotReady``, ``SourceMissing``, ``SourceUnreadable`` or ``FfmpegUnusable``. Follow it by ``finish_export``
    or ``abandon_export``, whatever happens.
    """
    job = studio.library(lambda library: library.jobs.get(job_id))
    film = film_file(studio, job)
    fmt, quality = kind
    done = finished_export(studio, job, kind)
    if done is not None:
        _log.info("Exporting job %d to %s/%s: already there", job_id, fmt, quality)
        return done
    ffmpeg = studio.ffmpeg()
    lock = studio.locks.take(
        f"export-{job_id}-{fmt}-{quality}", f"Job {job_id} is already being exported to {fmt}/{quality}."
    )
    try:
        source = stamp(film)
        plan = _plan(studio, job, film, kind, ffmpeg, lock)
    except BaseException:
        lock.release()
        raise
    _log.info("Exporting job %d to %s/%s", job_id, fmt, quality)
    return ExportWork(job, kind, source, plan, lock)


def _plan(studio: Studio, job: Job, film: Path, kind: ExportKind, ffmpeg: str, lock: Lock) -> Plan:
    """The cheapest way to an export: a copy of its twin or of the film, the storyboard's frames, the film encoded."""
    fmt, quality = kind
    target, token = _target(studio, job.id, kind), secrets.token_hex(4)
    twin = finished_export(studio, job, (fmt.twin, quality)) if fmt.twin else None
    if twin:
        return copy_plan(twin, probe(twin), fmt, target=target, ffmpeg=ffmpeg, token=token)
    facts = probe(film)
    if _is_as_made(studio, job) and satisfies(facts, fmt, quality):
        return copy_plan(film, facts, fmt, target=target, ffmpeg=ffmpeg, token=token)
    sources = _sources_of(studio, job) if quality in DIRECT else None
    if sources:
        return direct_plan(job, sources, render_tools(studio, ffmpeg, lock), film, facts, fmt, quality, target)
    work = studio.places.work
    return export_plan(film, facts, fmt, quality, target=target, work=work, ffmpeg=ffmpeg, token=token)


def _is_as_made(studio: Studio, job: Job) -> bool:
    """Whether nobody has touched the film on disk since it was rendered."""
    return job.film is not None and job.film.stamp == stamp(studio.storage.film(job.id))


def _sources_of(studio: Studio, job: Job) -> RenderSources | None:
    """What the film on disk was made from, if it is the one made from the storyboard as it is now and all is there."""
    if film_is_stale(job) or not _is_as_made(studio, job):
        return None
    try:
        return render_sources(studio, job)
    except MediaError:  # a picture was taken away: the film still has it
        return None


def finish_export(studio: Studio, work: ExportWork) -> Path:
    """Probe what came out, give it its name, and remember it; on an error everything is as before."""
    try:
        deliver(work.plan)
        file = work.plan.target
        export = Export(
            job_id=work.job.id,
            format=work.kind[0].value,
            quality=work.kind[1].value,
            file=str(file),
            source=work.source,
            stamp=stamp(file),
            fingerprint=work.job.film.fingerprint if work.job.film else "",
            made_at=datetime.now(UTC),
        )
        studio.library(lambda library: library.exports.record(export))
    finally:
        abandon_export(work)
    _log.info("Exported job %d to %s", work.job.id, file)
    return file


def abandon_export(work: ExportWork) -> None:
    """Clear up behind an export, however it ended."""
    discard(work.plan, with_output=True)
    work.lock.release()


def export(studio: Studio, job_id: int, kind: ExportKind, control: Control, to: Path | None = None) -> Path:
    """Export from beginning to end in this process and its children, and hand the file over: one download."""
    work = begin_export(studio, job_id, kind)
    if isinstance(work, Path):
        file = work
    else:
        try:
            run_plan(work.plan, control)
        except BaseException:
            abandon_export(work)
            _log.info("Exporting job %d to %s/%s did not end", job_id, *kind, exc_info=True)
            raise
        file = finish_export(studio, work)
    return hand_over(studio, job_id, file, to)


def hand_over(studio: Studio, job_id: int, file: Path, to: Path | None = None) -> Path:
    """Give a finished file to the user, as a copy at ``to`` (a file or a folder) if wanted, and count the download."""
    if to is not None:
        to = to.expanduser().absolute()
        file = _copied(file, to / f"{job_id}_{file.name}" if to.is_dir() else to)
    studio.library(lambda library: library.jobs.add_download(job_id))
    return file


def _copied(file: Path, to: Path) -> Path:
    fresh = to.with_name(f".{to.stem[:40]}-{secrets.token_hex(4)}.part{to.suffix}")
    with written(to):
        to.parent.mkdir(parents=True, exist_ok=True)
        try:
            shutil.copyfile(file, fresh)
            fresh.replace(to)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
    return to


def _target(studio: Studio, job_id: int, kind: ExportKind) -> Path:
    return studio.storage.exports(job_id) / export_name(*kind)
