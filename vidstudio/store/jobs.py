"""Jobs in the library."""

import json
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any, cast

from peewee import JOIN, SqliteDatabase, fn

from vidstudio.core.approval import check_approvable, check_renderable, document
from vidstudio.core.film import FilmSettings, check_film_settings
from vidstudio.core.job import BUSY, AspectRatio, Film, Job, JobStatus, check_storyboard, check_transition
from vidstudio.core.reference import Reference, with_reference, without_reference
from vidstudio.core.refine import check_amount
from vidstudio.core.scene import Transition
from vidstudio.core.script import Outline
from vidstudio.store.reading import job_row, read_job, read_references
from vidstudio.store.tables import GenerationRow, JobRow, SceneRow, VersionRow, aware, now


@dataclass(frozen=True, slots=True)
class JobSummary:
    """A line of the list of jobs.

    ``duration`` is in seconds, ``poster`` the first scene's picture file or empty, ``video_url`` that of a film from
    elsewhere; ``has_film`` whether a film was made or fetched.
    """

    id: int
    title: str
    status: JobStatus
    duration: float
    scenes: int
    aspect_ratio: AspectRatio
    updated_at: datetime
    poster: str
    video_url: str = ""
    has_film: bool = False


class Jobs:
    """Everything about a job but its scenes."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def create(
        self,
        title: str,
        idea: str,
        outline: Outline,
        aspect_ratio: AspectRatio,
        style: str,
        claim: Callable[[int], object] = lambda _job_id: None,
    ) -> Job:
        """A new job with its scenes, none of them with a picture yet.

        ``claim`` is called with its number before any other process can see it.
        """
        with self._database.atomic("IMMEDIATE"):
            row = JobRow.create(
                title=title,
                idea=idea,
                duration=outline.duration,
                aspect_ratio=aspect_ratio.value,
                style=style,
                status=JobStatus.GENERATING_STORYBOARD.value,
            )
            for position, scene in enumerate(outline.scenes):
                SceneRow.create(
                    job=row,
                    position=position,
                    description=scene.description,
                    image_prompt=scene.image_prompt,
                    duration=scene.duration,
                    motion=scene.motion.value,
                    transition=Transition.CROSS_FADE.value,
                )
            claim(row.id)
            return read_job(row.id)

    def add_film(self, title: str, video_url: str) -> Job:
        """A new job that is a film from elsewhere, not fetched yet; nobody knows its length and shape."""
        row = JobRow.create(
            title=title,
            idea="",
            duration=0.0,
            aspect_ratio=AspectRatio.WIDE.value,
            style="",
            status=JobStatus.COMPLETED.value,
            video_url=video_url,
        )
        return read_job(row.id)

    def get(self, job_id: int) -> Job:
        """A job with its scenes; raises ``NotFound``."""
        return read_job(job_id)

    def summaries(self) -> tuple[JobSummary, ...]:
        """All jobs, newest first."""
        first = SceneRow.alias()
        query = (
            JobRow.select(
                JobRow.id,
                JobRow.title,
                JobRow.status,
                JobRow.duration,
                JobRow.aspect_ratio,
                JobRow.updated_at,
                JobRow.video_url,
                JobRow.film_rendered_at,
                fn.COUNT(SceneRow.id),
                fn.SUM(SceneRow.duration),
                VersionRow.file,
            )
            .join(SceneRow, JOIN.LEFT_OUTER, on=(SceneRow.job == JobRow.id) & SceneRow.position.is_null(is_null=False))
            .switch(JobRow)
            .join(first, JOIN.LEFT_OUTER, on=(first.job == JobRow.id) & (first.position == 0))
            .join(VersionRow, JOIN.LEFT_OUTER, on=(first.version == VersionRow.id))
            .group_by(JobRow.id)
            .order_by(JobRow.id.desc())
            .tuples()
        )
        return tuple(
            JobSummary(
                id=job_id,
                title=title,
                status=JobStatus(status),
                duration=seconds or wanted,
                scenes=scenes,
                aspect_ratio=AspectRatio(shape),
                updated_at=aware(updated_at),
                poster=poster or "",
                video_url=video_url,
                has_film=made_at is not None,
            )
            for job_id, title, status, wanted, shape, updated_at, video_url, made_at, scenes, seconds, poster in cast(
                "Iterable[tuple[Any, ...]]", query
            )
        )

    def set_status(self, job_id: int, status: JobStatus, error: str = "") -> Job:
        """Move a job along the line; raises ``NotReady`` for a step it can't take from where it is."""
        with self._database.atomic("IMMEDIATE"):
            row = job_row(job_id)
            check_transition(job_id, JobStatus(row.status), status)
            row.status, row.error, row.updated_at = status.value, error, now()
            row.save()
        return read_job(job_id)

    def discard(self, job_id: int) -> None:
        """Take out a job that never came to be; what was paid for it stays in the ledger, without a job."""
        with self._database.atomic("IMMEDIATE"):
            GenerationRow.update(job=None, scene=None).where(GenerationRow.job == job_id).execute()
            scenes = SceneRow.select(SceneRow.id).where(SceneRow.job == job_id)
            VersionRow.delete().where(VersionRow.scene_id.in_(scenes)).execute()
            JobRow.delete().where(JobRow.id == job_id).execute()

    def rename(self, job_id: int, title: str) -> Job:
        """Give a job another title."""
        return self._change(job_id, title=title)

    def set_music(self, job_id: int, file: str, digest: str) -> Job:
        """Choose the job's music, a file in its folder; empty for none."""
        check_storyboard(read_job(job_id), "put music to")
        return self._change(job_id, music=file, music_digest=digest)

    def set_budget(self, job_id: int, budget: Decimal | None) -> Job:
        """Choose how much may be spent on a job, US dollars, None for no limit; raises ``InputRefused``."""
        return self._change(job_id, budget=check_amount(budget))

    def add_reference(self, job_id: int, reference: Reference) -> Job:
        """Have further pictures of a job go by this one too; raises ``LimitReached``."""
        return self._change_references(job_id, lambda kept: with_reference(kept, reference))

    def remove_reference(self, job_id: int, name: str) -> Job:
        """Leave one out of further pictures; raises ``NotFound``."""
        return self._change_references(job_id, lambda kept: without_reference(kept, name))

    def set_settings(self, job_id: int, settings: FilmSettings) -> Job:
        """Choose what the job's film is like; raises ``InputRefused`` for what no film can be."""
        wanted = check_film_settings(settings)
        check_storyboard(read_job(job_id), "make a film of")
        return self._change(job_id, **asdict(wanted))

    def approve(self, job_id: int) -> Job:
        """Say yes to the storyboard as it is; raises ``NotReady`` where there is nothing to say yes to."""
        with self._database.atomic("IMMEDIATE"):
            job = read_job(job_id)
            check_approvable(job)
            return self._change(job_id, approved_document=document(job.scenes), approved_at=now())

    def begin_render(self, job_id: int) -> Job:
        """Mark a job as rendering; raises ``NotReady`` unless everything a render needs is there."""
        with self._database.atomic("IMMEDIATE"):
            job = read_job(job_id)
            check_renderable(job)
            check_transition(job_id, job.status, JobStatus.RENDERING)
            JobRow.update(status=JobStatus.RENDERING.value).where(JobRow.id == job_id).execute()
        return job

    def finish_render(self, job_id: int, film: Film) -> Job:
        """The film is on disk under its final name; of one from elsewhere it is known now what it is."""
        found: dict[str, object] = {}
        if read_job(job_id).video_url:
            shape = AspectRatio.nearest(film.width, film.height)
            found = {"duration": film.duration, "aspect_ratio": shape.value}
        return self._change(
            job_id,
            status=JobStatus.COMPLETED.value,
            film_fingerprint=film.fingerprint,
            film_duration=film.duration,
            film_width=film.width,
            film_height=film.height,
            film_rendered_at=film.rendered_at.replace(tzinfo=None),
            film_stamp=film.stamp,
            error="",
            **found,
        )

    def reopen(self, job_id: int) -> None:
        """Nothing came of the work under way: the job is as it was before, with its film or with its storyboard."""
        with self._database.atomic("IMMEDIATE"):
            row = job_row(job_id)
            if row.status in BUSY:
                done = row.film_rendered_at or row.video_url
                before = JobStatus.COMPLETED if done else JobStatus.STORYBOARD_READY
                JobRow.update(status=before.value).where(JobRow.id == job_id).execute()

    def add_download(self, job_id: int) -> Job:
        """The film or an export was handed to the user."""
        with self._database.atomic("IMMEDIATE"):
            job_row(job_id)
            JobRow.update(download_count=JobRow.download_count + 1).where(JobRow.id == job_id).execute()
        return read_job(job_id)

    def in_status(self, statuses: Sequence[JobStatus]) -> list[int]:
        """Numbers of the jobs in one of these states."""
        query = JobRow.select(JobRow.id).where(JobRow.status.in_([status.value for status in statuses]))
        return [row.id for row in query]

    def from_elsewhere(self) -> list[int]:
        """Numbers of the jobs that are films from elsewhere."""
        return [row.id for row in JobRow.select(JobRow.id).where(JobRow.video_url != "")]

    def _change_references(self, job_id: int, change: Callable[[tuple[Reference, ...]], tuple[Reference, ...]]) -> Job:
        with self._database.atomic("IMMEDIATE"):
            changed = [[each.name, each.file, each.digest] for each in change(read_references(job_row(job_id)))]
            return self._change(job_id, reference_pictures=json.dumps(changed) if changed else "")

    def _change(self, job_id: int, **fields: object) -> Job:
        with self._database.atomic("IMMEDIATE"):
            job_row(job_id)
            JobRow.update(updated_at=now(), **fields).where(JobRow.id == job_id).execute()
        return read_job(job_id)
