"""Looking for a newer version: by the person's leave alone, at most once a day, and without a word where it fails."""

import logging
import os
from datetime import UTC, datetime

from vidstudio import __version__
from vidstudio.core.control import Control
from vidstudio.core.update import ADDRESS, EVERY, VARIABLE, Newest, is_newer, may_ask, why_never
from vidstudio.errors import VidstudioError
from vidstudio.paths import changed_within, packaged_by
from vidstudio.settings import Settings, save_settings
from vidstudio.store.jobs import JobSummary
from vidstudio.studio.context import Studio

_log = logging.getLogger(__name__)


def update_address() -> str:
    """The address that is asked."""
    return os.environ.get(VARIABLE, "").strip() or ADDRESS


def why_no_updates() -> str:
    """Why a newer version is never looked for here, in words; empty where it can be."""
    return why_never(update_address(), packaged_by())


def is_to_ask(studio: Studio, jobs: tuple[JobSummary, ...]) -> bool:
    """Whether the person is to be asked now."""
    films = (job.updated_at for job in jobs if job.has_film)
    return not why_no_updates() and may_ask(studio.settings.look_for_updates, films, datetime.now(UTC))


def keep_answer(studio: Studio, *, wanted: bool) -> Settings:
    """Write down what the person wants; raises as ``save_settings`` does."""
    return save_settings(studio.places, {"look_for_updates": wanted})


def look_for_update(studio: Studio, control: Control) -> Newest | None:
    """A newer version, if there is one, the person wants to know, and none was looked for within a day."""
    if not studio.settings.look_for_updates or why_no_updates() or not _is_due(studio):
        return None
    from vidstudio.services.update import newest_version  # noqa: PLC0415 - HTTP starts slowly

    try:
        found = newest_version(update_address(), control)
    except VidstudioError as exc:
        _log.info("No newer version could be looked for: %s", exc.message)
        return None
    return found if is_newer(found.version, __version__) else None


def _is_due(studio: Studio) -> bool:
    """Whether the day is over; it begins anew before anything is asked. Where that can't be kept it never is."""
    file = studio.places.update_file
    if changed_within(file, EVERY.total_seconds()):
        return False
    try:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.touch()
    except OSError:
        return False
    return True
