"""Old exports can be cleaned up; what still matches its film stays."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

from vidstudio.core.job import AspectRatio, Export
from vidstudio.core.script import outline_idea
from vidstudio.paths import places
from vidstudio.settings import load_settings
from vidstudio.store.library import Library, directly
from vidstudio.studio.clean import clean_exports, old_exports
from vidstudio.studio.context import Studio, stamp


def _export(studio: Studio, job_id: int, quality: str, *, source: str, days: float = 0) -> Path:
    file = studio.storage.exports(job_id) / f"mp4_{quality}.mp4"
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_bytes(b"film")
    made = Export(job_id, "mp4", quality, str(file), source, stamp(file), "f", datetime.now(UTC) - timedelta(days=days))
    studio.library(lambda library: library.exports.record(made))
    return file


def test_stale_exports_go_and_fresh_ones_stay(home: Path) -> None:
    here = places()
    with Library(here.database) as library:
        studio = Studio(directly(library), here, load_settings(here))
        outline = outline_idea("A film of waves.", 3, AspectRatio.WIDE, "noir")
        job = library.jobs.create("T", "idea", outline, AspectRatio.WIDE, "noir")
        film = studio.storage.film(job.id)
        film.parent.mkdir(parents=True)
        film.write_bytes(b"new film")
        fresh = _export(studio, job.id, "high", source=stamp(film))
        old = _export(studio, job.id, "medium", source=stamp(film), days=40)
        mine = _export(studio, job.id, "mine", source=f"{stamp(film)}+0123456789abcdef")
        by_card = _export(studio, job.id, "card", source=f"{stamp(film)}~h264_nvenc")
        stale = _export(studio, job.id, "low", source="1-1")

        assert [export.quality for export in old_exports(studio)] == ["low"]
        assert clean_exports(studio) == [stale]
        assert clean_exports(studio, timedelta(days=30)) == [old]
        assert fresh.exists()
        assert mine.exists()
        assert by_card.exists()
        assert film.exists()
        assert not stale.exists()
        assert [export.quality for export in library.exports.of_job(job.id)] == ["card", "mine", "high"]
