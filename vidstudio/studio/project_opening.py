"""Opening a project file: a new job of what somebody saved, all of it or nothing.

Its media are unpacked and looked into in a folder of their own, beside those of the jobs. Once all of it was found fit,
that folder becomes the new job's within the transaction that writes the job.
"""

import logging
import secrets
import shutil
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import replace
from pathlib import Path

from vidstudio.core.control import Control
from vidstudio.core.job import Film, Job
from vidstudio.core.media import MediaFacts
from vidstudio.core.project import Project, with_media
from vidstudio.core.project_file import read_project
from vidstudio.core.reference import Reference
from vidstudio.core.scene import Asset, Picture, PictureSource
from vidstudio.errors import NotFound, NotReady, PictureRefused, SourceUnreadable
from vidstudio.paths import VideoStorage, expanded
from vidstudio.services.deliver import check_room, put_in_place, written
from vidstudio.services.images.files import keep_picture, read_picture_file
from vidstudio.services.project_archive import Copying, ProjectArchive, open_archive
from vidstudio.services.untrusted import probe_audio_untrusted, probe_untrusted
from vidstudio.studio.assets import asset_name
from vidstudio.studio.context import Studio
from vidstudio.studio.render import film_as_probed

_UNPACKED = 0
"""Number of the job in its folder of its own."""

_FOLDER, _CLAIM = "unpack-", "claim-"

_log = logging.getLogger(__name__)


def open_project(studio: Studio, file: Path, control: Control) -> Job:
    """Make a new job of a project file; nobody has approved it, nothing of it was paid for here.

    Raises:
        SourceMissing, SourceUnreadable, InputRefused, PictureRefused: it is no project, damaged, from a newer
            vidstudio, or has something in it that can't be in a film.
        DiskFull, StorageRefused: there is no room for it.
    """
    file, token = expanded(file), secrets.token_hex(4)
    folder = studio.storage.root / f".{_FOLDER}{token}"
    with open_archive(file) as archive, studio.locks.hold(f"{_FOLDER}{token}", ""):
        project = read_project(archive.document)
        try:
            with written(folder):
                VideoStorage(folder).job(_UNPACKED).mkdir(parents=True)
                check_room(folder, sum(archive.media.values()), "have films kept elsewhere in the settings")
            unpacking = _Unpacking(archive, folder, control)
            job = _added(studio, with_media(project, unpacking), folder, unpacking.facts)
        finally:
            _clear(studio, folder)
    _log.info("Job %d was opened from %s", job.id, file)
    return job


class _Unpacking:
    """Takes every file out of the archive, looks into it as into any from elsewhere, and gives it its name here.

    Attributes:
        facts: of the film, once that was looked into.
    """

    def __init__(self, archive: ProjectArchive, folder: Path, control: Control) -> None:
        self._archive = archive
        self._copying = Copying(sum(archive.media.values()), "Opening the project", control)
        self._storage, self._fresh = VideoStorage(folder), folder / "fresh"
        self._pictures: dict[str, Picture] = {}
        self._assets: dict[tuple[str, bool], Asset] = {}
        self.facts: MediaFacts | None = None

    def picture(self, picture: Picture, what: str) -> Picture:
        if picture.file not in self._pictures:
            folder = self._storage.images(_UNPACKED)
            self._pictures[picture.file] = self._kept_picture(picture.file, folder, "picture", what)
        kept = self._pictures[picture.file]
        return replace(picture, file=kept.file, digest=kept.digest, width=kept.width, height=kept.height)

    def sound(self, sound: Asset, what: str) -> Asset:
        return self._asset(sound, what, is_clip=False)

    def clip(self, clip: Asset, what: str) -> Asset:
        return self._asset(clip, what, is_clip=True)

    def reference(self, reference: Reference, what: str) -> Reference:
        folder = self._storage.references(_UNPACKED)
        kept = self._kept_picture(reference.file, folder, "reference", what)
        return replace(reference, file=kept.file, digest=kept.digest)

    def music(self, file: str, what: str) -> tuple[str, str]:
        fresh, digest = self._taken_out(file)
        with _naming(what):
            probe_audio_untrusted(fresh)
        kept = self._storage.job(_UNPACKED) / f"music{fresh.suffix}"
        return self._put(fresh, kept), digest

    def film(self, file: str, what: str) -> str:
        fresh, _digest = self._taken_out(file)
        with _naming(what):
            self.facts = probe_untrusted(fresh)
        return self._put(fresh, self._storage.film(_UNPACKED))

    def _asset(self, asset: Asset, what: str, *, is_clip: bool) -> Asset:
        kept = self._assets.get((asset.file, is_clip))
        if kept is None:
            fresh, digest = self._taken_out(asset.file)
            with _naming(what):
                facts = probe_untrusted(fresh) if is_clip else probe_audio_untrusted(fresh)
            seconds = facts.video_duration if isinstance(facts, MediaFacts) else facts.duration
            file = self._put(fresh, self._storage.assets(_UNPACKED) / asset_name(digest, fresh.suffix))
            kept = self._assets[asset.file, is_clip] = Asset(0, file, "", digest, seconds)
        return replace(kept, name=asset.name)

    def _kept_picture(self, file: str, folder: Path, stem: str, what: str) -> Picture:
        fresh, _digest = self._taken_out(file)
        with _naming(what):
            kept = keep_picture(folder, 0, read_picture_file(fresh), PictureSource.OWN, name=what, stem=stem)
        fresh.unlink()
        return kept

    def _taken_out(self, file: str) -> tuple[Path, str]:
        """A medium in a file of its own, and the digest of its bytes."""
        fresh = self._fresh / Path(file).name
        with written(fresh):
            self._fresh.mkdir(exist_ok=True)
            fresh.unlink(missing_ok=True)  # one that has two uses comes twice
        return fresh, self._archive.extract(file, fresh, self._copying)

    def _put(self, fresh: Path, kept: Path) -> str:
        with written(kept):
            kept.parent.mkdir(exist_ok=True)
            fresh.replace(kept)
        return kept.name


@contextmanager
def _naming(what: str) -> Iterator[None]:
    """Say of a medium what it was to be: its name in the archive means nothing to a person."""
    try:
        yield
    except (SourceUnreadable, PictureRefused) as exc:
        words = exc.message if exc.message.startswith(what) else f"{what} can't be used: {exc.message}"
        raise type(exc)(words, exc.hint) from exc


def _added(studio: Studio, project: Project, folder: Path, facts: MediaFacts | None) -> Job:
    """The job in the library, and its folder in its place; whatever comes between, there are both or neither."""

    def claim(job: Job) -> Film | None:
        place = studio.storage.job(job.id)
        with written(place):
            (folder / f"{_CLAIM}{job.id}").touch()
            put_in_place(VideoStorage(folder).job(_UNPACKED), place)
        return film_as_probed(job, facts, studio.storage.film(job.id)) if facts else None

    def taken(number: int) -> bool:
        return studio.storage.job(number).exists()  # left by a library that was moved away

    return studio.library(lambda library: library.projects.add(project, taken, claim))


def forget_half_opened(studio: Studio) -> None:
    """Remove what a kill has left of projects that were being opened."""
    for folder in studio.storage.root.glob(f".{_FOLDER}{'[0-9a-f]' * 8}"):
        with suppress(NotReady), studio.locks.hold(folder.name[1:], ""):
            _clear(studio, folder)


def _clear(studio: Studio, folder: Path) -> None:
    """Take away the folder of an opening that is over, and what it has claimed for a job that did not come to be."""
    for claim in folder.glob(f"{_CLAIM}*"):
        number = int(claim.name.removeprefix(_CLAIM))
        try:
            studio.library(lambda library, number=number: library.jobs.get(number))  # type: ignore[misc]
        except NotFound:
            shutil.rmtree(studio.storage.job(number), ignore_errors=True)
    shutil.rmtree(folder, ignore_errors=True)
