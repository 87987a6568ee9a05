"""Sounds and clips of the user's own, copied into the job's folder once they were found fit."""

import hashlib
import logging
import secrets
from contextlib import suppress
from pathlib import Path

from vidstudio.core.job import Job
from vidstudio.core.scene import Asset, Picture, PictureSource, Scene
from vidstudio.errors import SourceUnreadable
from vidstudio.services.deliver import written
from vidstudio.services.images.files import keep_picture
from vidstudio.services.untrusted import poster_untrusted, probe_audio_untrusted, probe_untrusted
from vidstudio.studio.context import Studio

_NAME_LETTERS = 120
_CHUNK = 1 << 20

_log = logging.getLogger(__name__)


def keep_sound(studio: Studio, job_id: int, file: Path) -> Asset:
    """Take a sound file for a job; raises ``SourceMissing`` or ``SourceUnreadable`` for one that can't be played."""
    seconds = probe_audio_untrusted(file).duration
    return _keep(studio, job_id, file, seconds)


def keep_clip(studio: Studio, job: Job, scene: Scene, file: Path) -> tuple[Asset, Picture]:
    """Take a moving clip for a scene, with a picture that stands for it; raises as ``services.probe.probe`` does."""
    facts = probe_untrusted(file)
    data = poster_untrusted(file, facts.video_duration)
    asset = _keep(studio, job.id, file, facts.video_duration)
    picture = keep_picture(
        studio.storage.images(job.id), scene.id, data, PictureSource.OWN, name=f"The first picture of {file.name}"
    )
    return asset, picture


def asset_name(digest: str, suffix: str) -> str:
    """What a sound or clip with those bytes is called in its folder."""
    return f"{digest[:20]}{suffix.lower()[:10]}"


def _keep(studio: Studio, job_id: int, file: Path, seconds: float) -> Asset:
    """Copy a file under a name made from its content, unless it is there already."""
    studio.library(lambda library: library.jobs.get(job_id))
    folder = studio.storage.assets(job_id)
    fresh = folder / f".{secrets.token_hex(4)}.part"
    with written(folder / file.name):
        folder.mkdir(parents=True, exist_ok=True)
        try:
            digest = _copied(file, fresh)
            target = folder / asset_name(digest, file.suffix)
            fresh.replace(target)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
    _log.info("Job %d has taken %s", job_id, file)
    asset = Asset(0, target.name, file.name[:_NAME_LETTERS], digest, seconds)
    return studio.library(lambda library: library.storyboards.add_asset(job_id, asset))


def _copied(file: Path, to: Path) -> str:
    """Copy, and digest what was copied. Raises ``SourceUnreadable`` for the one file and ``OSError`` for the other."""
    found = hashlib.sha256()
    try:
        source = file.open("rb")
    except OSError as exc:
        raise SourceUnreadable(f"“{file.name}” can't be read: {exc.strerror}.", "Check the file.") from exc
    with source, to.open("wb") as target:
        while chunk := source.read(_CHUNK):
            found.update(chunk)
            target.write(chunk)
    return found.hexdigest()
