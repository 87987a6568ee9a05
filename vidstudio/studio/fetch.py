"""Fetching a film from elsewhere: the plan, and what a fetch that did not end leaves to go on from."""

import hashlib
import secrets
import time
from contextlib import suppress
from pathlib import Path

from vidstudio.core.fetch import fetch_plan, file_of
from vidstudio.core.job import Job
from vidstudio.core.plan import Plan
from vidstudio.errors import NotReady
from vidstudio.services.own_process import own_command
from vidstudio.services.partial import FILM
from vidstudio.studio.context import Studio

KEPT_SECONDS = 7 * 86_400.0
"""How long what came of a film is kept for another try."""

_NO_LIMIT = 1 << 62
"""For a file of the user's own, of which is known how large it is."""


def needs_fetching(studio: Studio, job: Job) -> bool:
    """Whether a job is a film from elsewhere that is not here."""
    return bool(job.video_url) and (job.film is None or not studio.storage.film(job.id).is_file())


def plan_fetch(studio: Studio, job: Job) -> Plan:
    """What fetches the film of a job, going on where an earlier try has ended."""
    file = file_of(job.video_url)
    room = 0
    if file is not None:
        with suppress(OSError):  # told by whoever runs the plan
            room = file.stat().st_size
    name = hashlib.sha256(job.video_url.encode()).hexdigest()[:12]
    return fetch_plan(
        job.video_url,
        command=own_command("fetching"),
        partial=studio.storage.job(job.id) / f".fetched-{name}{FILM}",
        target=studio.storage.film(job.id),
        most=_NO_LIMIT if file else int(studio.settings.largest_film * 1e9),
        room=room,
        token=secrets.token_hex(4),
    )


def forget_fetched(studio: Studio, job_id: int) -> None:
    """Take away what is kept for another try."""
    for path in partials(studio, job_id):
        with suppress(OSError):
            path.unlink()


def forget_empty(studio: Studio, job_id: int) -> None:
    """Take away what a fetch left of which nothing has come."""
    if not any(path.suffix == FILM for path in partials(studio, job_id)):
        forget_fetched(studio, job_id)


def partials(studio: Studio, job_id: int) -> list[Path]:
    """The files of fetches of a job that have not ended; beside the film, so that they need no room twice."""
    return sorted(studio.storage.job(job_id).glob(".fetched-*"))


def forget_old(studio: Studio) -> None:
    """Take away what nobody has gone on with for long."""
    oldest = time.time() - KEPT_SECONDS
    for job_id in studio.library(lambda library: library.jobs.from_elsewhere()):
        found = partials(studio, job_id)
        if not found or any(_changed_at(path) > oldest for path in found):
            continue
        with suppress(NotReady), studio.locks.hold(f"render-{job_id}", ""):
            forget_fetched(studio, job_id)


def _changed_at(path: Path) -> float:
    try:
        return path.stat().st_mtime
    except OSError:
        return 0.0
