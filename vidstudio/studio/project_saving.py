"""Saving a job as a project file: one file with its film in it, for another person, another computer, or a safe."""

import logging
import re
import secrets
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

from vidstudio.core.control import Control
from vidstudio.core.job import Job
from vidstudio.core.project import project_name, project_of, with_media
from vidstudio.core.project_file import write_project
from vidstudio.core.reference import Reference
from vidstudio.core.scene import Asset, Picture
from vidstudio.core.wanted import SUFFIX, is_project_name
from vidstudio.errors import NotReady, SourceMissing
from vidstudio.paths import expanded
from vidstudio.services.deliver import check_room, put_in_place, written
from vidstudio.services.project_archive import write_archive
from vidstudio.store.library import Library
from vidstudio.studio.context import Studio

_MEDIUM_SUFFIX = re.compile(r"\.[a-z0-9]{1,10}")
_NAME_LETTERS = 40

_log = logging.getLogger(__name__)


def project_target(job: Job, to: Path) -> Path:
    """Where a project goes that is wanted at ``to``, a file or a folder that is there; raises ``StorageRefused``."""
    to = expanded(to)
    with written(to):
        if to.is_dir():
            return to / project_name(job.title)
    return to if is_project_name(to.name) else to.with_name(f"{to.name}{SUFFIX}")


def save_project(studio: Studio, job_id: int, to: Path, control: Control) -> Path:
    """Save a job as it is now, with all its media; gives the file.

    An earlier file of that name is there until the new one is whole.

    Raises:
        NotReady: the storyboard is still being drawn.
        SourceMissing: a file of the job is not on the disk any more.
        InputRefused: its texts are beyond all measure.
        DiskFull, StorageRefused: it can't be written.
    """
    job, versions = studio.library(lambda library: _job_with_versions(library, job_id))
    film = studio.storage.film(job_id) if job.video_url and job.film else None
    here = {scene_id: _on_disk(studio, job, pictures) for scene_id, pictures in versions.items()}
    packing = _Packing(studio, job_id)
    project = project_of(job, here, film.name if film and film.is_file() else "")
    document, target = write_project(with_media(project, packing)), project_target(job, to)
    _write(studio, target, document, packing.media, control)
    _log.info("Job %d is saved as %s", job_id, target)
    return target


def _job_with_versions(library: Library, job_id: int) -> tuple[Job, dict[int, list[Picture]]]:
    job = library.jobs.get(job_id)
    return job, {scene.id: [each.picture for each in library.storyboards.versions(scene.id)] for scene in job.scenes}


def _on_disk(studio: Studio, job: Job, pictures: Sequence[Picture]) -> list[Picture]:
    """Without earlier pictures that somebody has taken away; that a scene's own is missing is told."""
    own = {scene.picture.file for scene in job.scenes if scene.picture}
    images = studio.storage.images(job.id)
    return [each for each in pictures if each.file in own or (images / each.file).is_file()]


class _Packing:
    """Gives every file of a job its name in the archive; the same file is in there once."""

    def __init__(self, studio: Studio, job_id: int) -> None:
        self._storage, self._job_id = studio.storage, job_id
        self._names: dict[Path, str] = {}

    @property
    def media(self) -> dict[str, Path]:
        """The files by their names in the archive."""
        return {name: file for file, name in self._names.items()}

    def picture(self, picture: Picture, what: str) -> Picture:
        return replace(picture, file=self._named(self._storage.images(self._job_id) / picture.file, what))

    def sound(self, sound: Asset, what: str) -> Asset:
        return replace(sound, file=self._named(self._storage.assets(self._job_id) / sound.file, what))

    def clip(self, clip: Asset, what: str) -> Asset:
        return self.sound(clip, what)

    def reference(self, reference: Reference, what: str) -> Reference:
        return replace(reference, file=self._named(self._storage.references(self._job_id) / reference.file, what))

    def music(self, file: str, what: str) -> tuple[str, str]:
        return self._named(self._storage.job(self._job_id) / file, what), ""

    def film(self, file: str, what: str) -> str:
        return self._named(self._storage.job(self._job_id) / file, what)

    def _named(self, file: Path, what: str) -> str:
        if file not in self._names:
            if not file.is_file():
                raise SourceMissing(f"{what} is missing: {file}.", "Put it back, choose another one, or take it out.")
            suffix = file.suffix.lower()
            kept = suffix if _MEDIUM_SUFFIX.fullmatch(suffix) else ""
            self._names[file] = f"media/{len(self._names) + 1}{kept}"
        return self._names[file]


def _write(studio: Studio, target: Path, document: str, media: Mapping[str, Path], control: Control) -> None:
    """Beside its place first, with a note of that for whoever clears up behind a kill."""
    token = secrets.token_hex(4)
    fresh = target.with_name(f".{target.stem[:_NAME_LETTERS]}-{token}.part")
    note = studio.places.work / f"pack-{token}"
    with studio.locks.hold(note.name, ""):
        try:
            with written(note):
                note.parent.mkdir(parents=True, exist_ok=True)
                note.write_text(str(fresh), "utf-8", errors="surrogateescape")
            with written(target):
                target.parent.mkdir(parents=True, exist_ok=True)
                check_room(
                    target, len(document) + sum(file.stat().st_size for file in media.values()), "save elsewhere"
                )
                write_archive(fresh, document, media, control)
                put_in_place(fresh, target)
        finally:
            _clear(note, fresh)


def forget_half_saved(studio: Studio) -> None:
    """Remove what a kill has left of projects that were being saved."""
    for note in studio.places.work.glob(f"pack-{'[0-9a-f]' * 8}"):
        with suppress(NotReady, OSError), studio.locks.hold(note.name, ""):
            _clear(note, Path(note.read_text("utf-8", errors="surrogateescape")))


def _clear(note: Path, fresh: Path) -> None:
    for path in (fresh, note):
        try:
            path.unlink()
        except (FileNotFoundError, NotADirectoryError):
            continue
        except OSError:
            _log.warning("Could not remove %s", path, exc_info=True)
