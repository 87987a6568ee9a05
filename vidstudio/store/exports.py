"""Finished exports in the library."""

from peewee import SqliteDatabase

from vidstudio.core.job import Export
from vidstudio.store.reading import read_export
from vidstudio.store.tables import ExportRow


class Exports:
    """One line for each job, format and quality: the newest export."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def record(self, export: Export) -> None:
        """Remember a finished export in place of an earlier one of its kind."""
        kind = (ExportRow.job == export.job_id, ExportRow.format == export.format, ExportRow.quality == export.quality)
        with self._database.atomic("IMMEDIATE"):
            ExportRow.delete().where(*kind).execute()
            ExportRow.create(
                job=export.job_id,
                format=export.format,
                quality=export.quality,
                file=export.file,
                source=export.source,
                stamp=export.stamp,
                fingerprint=export.fingerprint,
                made_at=export.made_at.replace(tzinfo=None),
            )

    def of_job(self, job_id: int) -> tuple[Export, ...]:
        """All exports of a job, newest first."""
        rows = ExportRow.select().where(ExportRow.job == job_id).order_by(ExportRow.made_at.desc())
        return tuple(read_export(row) for row in rows)

    def everything(self) -> tuple[Export, ...]:
        """All exports of all jobs, oldest first."""
        return tuple(read_export(row) for row in ExportRow.select().order_by(ExportRow.made_at))

    def forget(self, export: Export) -> None:
        """Take a line out; the caller has removed the file."""
        same = (ExportRow.job == export.job_id, ExportRow.file == export.file)
        with self._database.atomic("IMMEDIATE"):
            ExportRow.delete().where(*same).execute()
