"""At start: put right what a crash or a kill left behind. Quick, silent, and never against a process still at work."""

import logging
import shutil
from pathlib import Path

from vidstudio.core.job import JobStatus
from vidstudio.errors import NotReady
from vidstudio.services.partial import FILM
from vidstudio.services.suspend import end_held
from vidstudio.studio.context import Studio
from vidstudio.studio.fetch import forget_old, partials
from vidstudio.studio.project_opening import forget_half_opened
from vidstudio.studio.project_saving import forget_half_saved
from vidstudio.studio.queue import interrupt

_UNMADE = (JobStatus.PENDING, JobStatus.PARSING, JobStatus.GENERATING_STORYBOARD)

_log = logging.getLogger(__name__)


def recover(studio: Studio) -> None:
    """Give renders, exports and new jobs without a living process back their earlier state; remove half files."""
    dead = studio.locks.abandoned()
    names = {lock.name for lock in dead}
    try:
        for name in sorted(names, key=lambda name: not name.startswith("queue-")):
            _log.warning("Clearing up behind %s, whose process died", name)
            _remove_half_files(studio, name)
        for kind in ("render", "export"):
            if any(name.startswith(kind) for name in names) and not studio.locks.held(kind) - names:
                _remove_shared_half_files(studio, kind)
    finally:
        for lock in dead:
            lock.release()
    _open_stuck_jobs(studio)
    _interrupt_stuck_entries(studio)
    forget_old(studio)
    forget_half_saved(studio)
    forget_half_opened(studio)


def _interrupt_stuck_entries(studio: Studio) -> None:
    """Entries that are at work by the library's word alone: the machine stopped before a lock was on its disk."""
    for item_id in studio.library(lambda library: library.queue.active()):
        try:
            lock = studio.locks.take(f"queue-{item_id}", "")
        except NotReady:
            continue  # somebody is at work on it
        interrupt(studio, item_id)
        lock.release()


def _remove_half_files(studio: Studio, lock_name: str) -> None:
    kind, _, rest = lock_name.partition("-")
    job_id, _, preview = rest.partition("-")
    if kind == "export" and job_id.isdigit():
        folder = studio.storage.exports(int(job_id))
        for part in folder.glob(".*.part*"):
            end_held(part.name)
        _remove_parts(folder)
    elif kind == "render" and job_id.isdigit():
        for partial in partials(studio, int(job_id)):  # these stay, for the next one to go on from
            end_held(str(partial.with_suffix(FILM)))  # what was held before anything came has left a lock alone
        _remove_parts(studio.storage.job(int(job_id)), preview or "final")
        for folder in studio.places.work.glob(f"{lock_name}~*"):
            shutil.rmtree(folder, ignore_errors=True)
    elif kind == "queue" and job_id.isdigit():
        interrupt(studio, int(job_id))
    elif kind == "generation" and job_id.isdigit():
        _remove_half_download(studio, int(job_id))
    elif kind == "new" and job_id.isdigit():
        _remove_parts(studio.storage.images(int(job_id)))


def _remove_half_download(studio: Studio, generation_id: int) -> None:
    """What was on its way into a job's folder; it is fetched anew when it is taken up."""
    job_id = studio.library(lambda library: library.generations.job_of(generation_id))
    for folder in () if job_id is None else (studio.storage.assets(job_id), studio.storage.job(job_id)):
        (folder / f".generation-{generation_id}.part").unlink(missing_ok=True)


def _remove_shared_half_files(studio: Studio, kind: str) -> None:
    for folder in studio.places.work.glob(f"{kind}-*"):
        shutil.rmtree(folder, ignore_errors=True)
    if kind == "render":
        _remove_parts(studio.places.segments)


def _open_stuck_jobs(studio: Studio) -> None:
    for job_id in studio.library(lambda library: library.jobs.in_status([JobStatus.RENDERING])):
        _open_if_idle(studio, job_id, f"render-{job_id}")
    for job_id in studio.library(lambda library: library.jobs.in_status(_UNMADE)):
        _open_if_idle(studio, job_id, f"new-{job_id}")


def _open_if_idle(studio: Studio, job_id: int, lock_name: str) -> None:
    try:
        lock = studio.locks.take(lock_name, "")
    except NotReady:
        return  # somebody is at work on it
    try:
        _log.warning("Job %d was left in mid-work; opening it as it was before", job_id)
        studio.library(lambda library: library.jobs.reopen(job_id))
    finally:
        lock.release()


def _remove_parts(folder: Path, stem: str = "") -> None:
    for part in folder.glob(f".{stem}-*.part*" if stem else ".*.part*"):
        try:
            part.unlink()
        except OSError:
            _log.warning("Could not remove %s", part, exc_info=True)
