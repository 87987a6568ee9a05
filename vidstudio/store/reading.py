"""Rows into the core's dataclasses."""

import json
from collections.abc import Collection, Mapping
from decimal import Decimal

from vidstudio.core.captions import CaptionStyle
from vidstudio.core.film import FilmSettings
from vidstudio.core.generation import OPEN, Generation, GenerationKind, GenerationState
from vidstudio.core.images import ImageRequest, Role, StartPicture
from vidstudio.core.job import AspectRatio, Export, Film, Job, JobStatus
from vidstudio.core.media_request import MediaRequest, request_from
from vidstudio.core.reference import Reference
from vidstudio.core.scene import Asset, Framing, ImageStatus, Motion, Picture, PictureSource, Scene, Transition
from vidstudio.core.version import Version
from vidstudio.errors import NotFound
from vidstudio.store.tables import AssetRow, ExportRow, GenerationRow, JobRow, SceneRow, VersionRow, aware


def job_row(job_id: int) -> JobRow:
    """The row of a job; raises ``NotFound``."""
    row: JobRow | None = JobRow.get_or_none(JobRow.id == job_id)
    if row is None:
        raise NotFound(f"There is no job {job_id}.", "See the list: vidstudio jobs.")
    return row


def job_titles(job_ids: Collection[int]) -> dict[int, str]:
    """The titles of jobs, in one query; raises ``NotFound``."""
    rows = JobRow.select(JobRow.id, JobRow.title).where(JobRow.id.in_(list(job_ids)))
    titles = {row.id: row.title for row in rows}
    for job_id in job_ids:
        if job_id not in titles:
            job_row(job_id)
    return titles


def read_job(job_id: int) -> Job:
    """A job with its scenes, in five queries however many scenes it has; raises ``NotFound``."""
    row = job_row(job_id)
    return Job(
        id=row.id,
        title=row.title,
        idea=row.idea,
        duration=row.duration,
        aspect_ratio=AspectRatio(row.aspect_ratio),
        style=row.style,
        status=JobStatus(row.status),
        created_at=aware(row.created_at),
        updated_at=aware(row.updated_at),
        scenes=_read_scenes(row),
        music=row.music,
        music_digest=row.music_digest,
        settings=FilmSettings(row.fps, row.short_side, row.watermark, row.music_decibels),
        approved_document=row.approved_document,
        approved_at=aware(row.approved_at) if row.approved_at else None,
        refinement_count=row.refinement_count,
        download_count=row.download_count,
        estimated_cost=_dollars(row.estimated_cost),
        actual_cost=_dollars(row.actual_cost),
        budget=row.budget,
        film=_read_film(row),
        error=row.error,
        video_url=row.video_url,
        references=read_references(row),
    )


def read_references(row: JobRow) -> tuple[Reference, ...]:
    """The pictures a job's pictures go by."""
    return tuple(Reference(*kept) for kept in json.loads(row.reference_pictures or "[]"))


def read_picture(row: VersionRow) -> Picture:
    """A version as the core knows it."""
    return Picture(
        id=row.id,
        file=row.file,
        digest=row.digest,
        width=row.width,
        height=row.height,
        source=PictureSource(row.source),
        prompt=row.prompt,
        model=row.model,
    )


def read_version(number: int, row: VersionRow, paid: GenerationRow | None, *, current: bool) -> Version:
    """A version with what made it; ``paid`` is its line of the ledger, None for what cost nothing."""
    cost = Decimal(0) if paid is None else paid.actual_cost
    return Version(
        number=number,
        picture=read_picture(row),
        made_at=aware(row.created_at),
        current=current,
        seed=paid.seed if paid else None,
        cost=cost,
        seconds=paid.predict_seconds if paid else None,
    )


def read_asset(row: AssetRow) -> Asset:
    """A sound or clip."""
    return Asset(id=row.id, file=row.file, name=row.name, digest=row.digest, seconds=row.seconds)


def read_generation(row: GenerationRow) -> Generation:
    """A line of the ledger."""
    return Generation(
        id=row.id,
        job_id=row.job_id,
        scene_id=row.scene_id,
        request=read_request(row),
        refinement=row.refinement,
        description=row.description,
        state=GenerationState(row.state),
        prediction_id=row.prediction_id,
        estimated_cost=row.estimated_cost,
        actual_cost=row.actual_cost,
        created_at=aware(row.created_at),
        error=row.error,
        provider=row.provider,
        price=row.price,
        predict_seconds=row.predict_seconds,
        version_id=row.version_id,
        kind=GenerationKind(row.kind),
        asset_id=row.asset_id,
        batch=row.batch,
    )


def read_request(row: GenerationRow) -> ImageRequest | MediaRequest:
    """What was asked for."""
    if row.kind != GenerationKind.PICTURE:
        return request_from(row.model, row.image_prompt, row.seed, row.inputs)
    pictures = tuple(StartPicture(file, digest, Role(role)) for role, digest, file in json.loads(row.pictures or "[]"))
    return ImageRequest(row.image_prompt, AspectRatio(row.aspect_ratio), row.model, row.seed, pictures)


def start_pictures(request: ImageRequest) -> str:
    """The pictures of a request, as they are stored: JSON, or nothing for none."""
    kept = [[picture.role.value, picture.digest, picture.file] for picture in request.pictures]
    return json.dumps(kept) if kept else ""


def read_export(row: ExportRow) -> Export:
    """A finished export."""
    return Export(
        job_id=row.job_id,
        format=row.format,
        quality=row.quality,
        file=row.file,
        source=row.source,
        stamp=row.stamp,
        fingerprint=row.fingerprint,
        made_at=aware(row.made_at),
    )


def _dollars(amount: Decimal) -> Decimal:
    """SQLite adds up in binary; a ten-thousandth of a dollar is the least that is charged."""
    return amount.quantize(Decimal("0.0001")).normalize() + 0


def _read_film(row: JobRow) -> Film | None:
    if row.film_rendered_at is None:
        return None
    return Film(
        fingerprint=row.film_fingerprint,
        duration=row.film_duration,
        width=row.film_width,
        height=row.film_height,
        rendered_at=aware(row.film_rendered_at),
        stamp=row.film_stamp,
    )


def _read_scenes(job: JobRow) -> tuple[Scene, ...]:
    rows = list(
        SceneRow.select()
        .where((SceneRow.job == job.id) & SceneRow.position.is_null(is_null=False))
        .order_by(SceneRow.position)
    )
    current = SceneRow.select(SceneRow.version).where(SceneRow.job == job.id)
    pictures = {row.id: row for row in VersionRow.select().where(VersionRow.id.in_(current))}
    assets = {row.id: read_asset(row) for row in AssetRow.select().where(AssetRow.job == job.id)}
    of_job = (GenerationRow.job == job.id) & (GenerationRow.kind == GenerationKind.PICTURE.value)
    asked = GenerationRow.select().where(of_job).order_by(GenerationRow.id)
    newest = {row.scene_id: row for row in sorted(asked, key=lambda row: row.state in OPEN)}
    return tuple(_read_scene(row, pictures.get(row.version_id or 0), newest.get(row.id), assets) for row in rows)


def _read_scene(
    row: SceneRow, version: VersionRow | None, newest: GenerationRow | None, assets: Mapping[int, Asset]
) -> Scene:
    picture = read_picture(version) if version else None
    error = newest.error if newest and newest.state in {GenerationState.FAILED, GenerationState.LOST} else ""
    if version and newest and version.created_at > newest.updated_at:
        error = ""  # it has another picture since
    if newest and newest.state in OPEN:
        status = ImageStatus.GENERATING
    elif picture:
        status = ImageStatus.COMPLETED
    else:
        status = ImageStatus.FAILED if error else ImageStatus.PENDING
    return Scene(
        id=row.id,
        description=row.description,
        image_prompt=row.image_prompt,
        duration=row.duration,
        motion=Motion(row.motion),
        transition=Transition(row.transition),
        picture=picture,
        status=status,
        error=error,
        strength=row.strength,
        transition_seconds=row.transition_seconds,
        framing=Framing(row.framing),
        caption=row.caption,
        caption_style=CaptionStyle(row.caption_style),
        narration=assets.get(row.narration_id or 0),
        effect=assets.get(row.effect_id or 0),
        clip=assets.get(row.clip_id or 0),
    )
