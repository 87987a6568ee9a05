"""Old exports taken off the disk. The film stays, and what was removed can be exported again at any time."""

import logging
from datetime import UTC, datetime, timedelta
from pathlib import Path

from vidstudio.core.job import Export
from vidstudio.services.deliver import written
from vidstudio.studio.context import Studio, stamp
from vidstudio.studio.export import film_of

_log = logging.getLogger(__name__)


def old_exports(studio: Studio, older_than: timedelta | None = None) -> list[Export]:
    """Exports that no longer match their film, and those made longer ago than ``older_than``."""
    oldest = datetime.now(UTC) - older_than if older_than is not None else datetime.min.replace(tzinfo=UTC)
    exports = studio.library(lambda library: library.exports.everything())
    return [
        export
        for export in exports
        if film_of(export) != stamp(studio.storage.film(export.job_id)) or export.made_at < oldest
    ]


def clean_exports(studio: Studio, older_than: timedelta | None = None) -> list[Path]:
    """Remove old exports from disk and library; gives their files. Copies elsewhere are not touched."""
    removed = []
    for export in old_exports(studio, older_than):
        file = Path(export.file)
        with written(file):
            file.unlink(missing_ok=True)
        _forget(studio, export)
        _log.info("Removed the export %s of job %d", file, export.job_id)
        removed.append(file)
    return removed


def _forget(studio: Studio, export: Export) -> None:
    studio.library(lambda library: library.exports.forget(export))
