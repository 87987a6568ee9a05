"""Handing finished films to the user: a copy where it is wanted, under the name it is wanted by, and one download."""

import secrets
import shutil
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from vidstudio.core.job import Job
from vidstudio.core.naming import DEFAULT_TEMPLATE, check_path, file_name
from vidstudio.core.preset import Preset
from vidstudio.paths import expanded
from vidstudio.services.deliver import written
from vidstudio.studio.context import Studio
from vidstudio.studio.export import export_file, finished_export


@dataclass(frozen=True, slots=True)
class AlreadyThere:
    """Files that an export meets where it goes.

    Attributes:
        kept: exports that still match their film, so that nothing has to be made.
        replaced: older exports, and whatever lies where a copy is to go.
    """

    kept: tuple[Path, ...] = ()
    replaced: tuple[Path, ...] = ()


def already_there(studio: Studio, job: Job, presets: Sequence[Preset], to: Path | None) -> AlreadyThere:
    """What an export of a job would find, and what it would write over; to be told before it begins."""
    kept, replaced = [], []
    for preset in presets:
        finished, file = finished_export(studio, job, preset), export_file(studio, job.id, preset)
        if finished:
            kept.append(finished)
        elif file.exists():
            replaced.append(file)
        copy = copy_target(studio, job, preset, to) if to else None
        if copy and copy.exists():
            replaced.append(copy)
    return AlreadyThere(tuple(kept), tuple(replaced))


def copy_name(studio: Studio, job: Job, preset: Preset) -> str:
    """What a copy of an export is called, by the template in the settings."""
    return file_name(studio.settings.export_name or DEFAULT_TEMPLATE, job, preset, datetime.now().astimezone())


def copy_target(studio: Studio, job: Job, preset: Preset, to: Path) -> Path:
    """Where a copy goes that is wanted at ``to``, a file or a folder that is there."""
    to = check_path(expanded(to))
    return to / copy_name(studio, job, preset) if to.is_dir() else to


def check_target(studio: Studio, job: Job, preset: Preset, to: Path) -> None:
    """Raise ``StorageRefused`` or ``DiskFull`` where no copy can be put: better told before the work than after."""
    target = copy_target(studio, job, preset, to)
    probe = target.with_name(f".{secrets.token_hex(8)}.part")
    with written(target):
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            probe.write_bytes(b"room")
        finally:
            with suppress(OSError):
                probe.unlink(missing_ok=True)


def hand_over(studio: Studio, job: Job, preset: Preset, file: Path, to: Path | None = None) -> Path:
    """Give a finished export to the user, as a copy at ``to`` (a file or a folder) if wanted, and count the download.

    Raises ``DiskFull`` or ``StorageRefused``; what was there before is still there then.
    """
    if to is not None:
        file = _copied(file, copy_target(studio, job, preset, to))
    studio.library(lambda library: library.jobs.add_download(job.id))
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


def kept_path(to: Path | None) -> str:
    """How the library keeps where a copy goes, whatever folder it is handed over from; empty for no copy."""
    return str(check_path(expanded(to))) if to else ""
