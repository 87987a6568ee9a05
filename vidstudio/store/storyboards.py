"""Storyboards in the library: scenes in order, and the versions of their pictures."""

from collections.abc import Sequence
from dataclasses import fields, replace

from peewee import SqliteDatabase

from vidstudio.core.job import Job, JobStatus, check_storyboard
from vidstudio.core.scene import Asset, Picture, Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.version import Version
from vidstudio.errors import NotFound, NotReady
from vidstudio.store.reading import job_row, read_asset, read_job, read_picture, read_version
from vidstudio.store.tables import AssetRow, GenerationRow, JobRow, SceneRow, VersionRow, now

_EDITED = tuple(field.name for field in fields(Scene) if field.name not in {"id", "status", "error"})


class Storyboards:
    """Scenes of jobs. Every change is one transaction, and is refused while the storyboard is being drawn."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def save(self, job_id: int, before: Sequence[Scene], after: Sequence[Scene]) -> Job:
        """Change ``before`` to ``after``; scenes with id 0 are new, missing ones are taken out (and kept).

        Only what differs between the two is written, so that a picture that arrived meanwhile stays. Raises
        ``NotReady`` if somebody else changed the same thing, or the order, since ``before``.
        """
        with self._database.atomic("IMMEDIATE"):
            job = drawn_job(job_id)
            stored = {scene.id: scene for scene in job.scenes}
            old = {scene.id: scene for scene in before}
            if list(stored) != list(old):
                raise _changed_elsewhere(job_id)
            merged = [_merged(job_id, scene, old.get(scene.id), stored.get(scene.id)) for scene in after]
            place_scenes(job, merged)
        return read_job(job_id)

    def reorder(self, job_id: int, numbers: Sequence[int]) -> Job:
        """All scenes in a new order; raises ``InputRefused`` for one that is none, and then nothing has changed."""
        with self._database.atomic("IMMEDIATE"):
            job = drawn_job(job_id)
            place_scenes(job, Storyboard(job.scenes).reorder(numbers).scenes)
        return read_job(job_id)

    def add_version(self, scene_id: int, picture: Picture) -> Picture:
        """Keep one more picture of a scene (0: of one still to come), for an edit that makes it the current one."""
        return read_picture(insert_version(scene_id, picture))

    def set_picture(self, scene_id: int, picture: Picture) -> Job:
        """Keep one more picture of a scene and make it the current one."""
        with self._database.atomic("IMMEDIATE"):
            scene = scene_row(scene_id)
            put_picture(scene, picture, None, None)
        return read_job(scene.job_id)

    def add_asset(self, job_id: int, asset: Asset) -> Asset:
        """Keep a sound or a clip of a job, for any of its scenes; the same bytes are kept once."""
        with self._database.atomic("IMMEDIATE"):
            return read_asset(insert_asset(job_id, asset))

    def versions(self, scene_id: int) -> tuple[Version, ...]:
        """Every picture a scene has had, oldest first; raises ``NotFound``."""
        current = scene_row(scene_id).version_id
        rows = list(VersionRow.select().where(VersionRow.scene_id == scene_id).order_by(VersionRow.id))
        paid = GenerationRow.select().where(GenerationRow.version.in_([row.id for row in rows]))
        made_by = {row.version_id: row for row in paid}
        return tuple(
            read_version(number, row, made_by.get(row.id), current=row.id == current)
            for number, row in enumerate(rows, 1)
        )


def drawn_job(job_id: int) -> Job:
    """A job whose storyboard may be changed; raises ``NotReady`` while it is being drawn, and where there is none."""
    job = read_job(job_id)
    check_storyboard(job, "change")
    if job.status in {JobStatus.PENDING, JobStatus.PARSING, JobStatus.GENERATING_STORYBOARD}:
        raise NotReady(
            f"The storyboard of job {job_id} is still being drawn (status is {job.status}).", "Wait a moment."
        )
    return job


def _merged(job_id: int, wanted: Scene, old: Scene | None, stored: Scene | None) -> Scene:
    """The stored scene with what ``wanted`` changes of ``old``; one that was taken out comes back as wanted."""
    if old is None or stored is None:
        return wanted
    changed = [name for name in _EDITED if getattr(wanted, name) != getattr(old, name)]
    if any(getattr(stored, name) not in {getattr(old, name), getattr(wanted, name)} for name in changed):
        raise _changed_elsewhere(job_id)
    return replace(stored, **{name: getattr(wanted, name) for name in changed})


def place_scenes(job: Job, scenes: Sequence[Scene]) -> None:
    """Write the scenes in this order, those alone that are not so already; all others of the job are taken out.

    The caller has the transaction.
    """
    stored = {scene.id: (position, scene) for position, scene in enumerate(job.scenes)}
    removed = stored.keys() - {scene.id for scene in scenes}
    SceneRow.update(position=None).where(SceneRow.id.in_(removed)).execute()
    for position, scene in enumerate(scenes):
        if stored.get(scene.id) == (position, scene):
            continue
        fields = {
            "position": position,
            "description": scene.description,
            "image_prompt": scene.image_prompt,
            "duration": scene.duration,
            "motion": scene.motion.value,
            "transition": scene.transition.value,
            "strength": scene.strength,
            "transition_seconds": scene.transition_seconds,
            "framing": scene.framing.value,
            "caption": scene.caption,
            "caption_style": scene.caption_style.value,
            "version": scene.picture.id if scene.picture else None,
            "narration": scene.narration.id if scene.narration else None,
            "effect": scene.effect.id if scene.effect else None,
            "clip": scene.clip.id if scene.clip else None,
        }
        if scene.id:
            SceneRow.update(**fields).where((SceneRow.id == scene.id) & (SceneRow.job == job.id)).execute()
        else:
            SceneRow.create(job=job.id, **fields)
    JobRow.update(updated_at=now()).where(JobRow.id == job.id).execute()


def _changed_elsewhere(job_id: int) -> NotReady:
    return NotReady(
        f"The storyboard of job {job_id} was changed elsewhere.", "Look at it as it is now, then try again."
    )


def scene_row(scene_id: int) -> SceneRow:
    """The row of a scene; raises ``NotFound``."""
    row: SceneRow | None = SceneRow.get_or_none(SceneRow.id == scene_id)
    if row is None:
        raise NotFound("There is no such scene.")
    return row


def insert_asset(job_id: int, asset: Asset) -> AssetRow:
    """A sound or clip of a job, kept once; the caller has the transaction."""
    job_row(job_id)
    kept: AssetRow | None = AssetRow.get_or_none((AssetRow.job == job_id) & (AssetRow.file == asset.file))
    return kept or AssetRow.create(
        job=job_id, file=asset.file, name=asset.name, digest=asset.digest, seconds=asset.seconds
    )


def put_picture(scene: SceneRow, picture: Picture, description: str | None, prompt: str | None) -> VersionRow:
    """Make a new version current, with the texts that come with it; the caller has the transaction."""
    version = insert_version(scene.id, picture)
    scene.version = version
    scene.description = scene.description if description is None else description
    scene.image_prompt = scene.image_prompt if prompt is None else prompt
    scene.save()
    JobRow.update(updated_at=now()).where(JobRow.id == scene.job_id).execute()
    JobRow.update(status=JobStatus.STORYBOARD_READY.value, error="").where(
        (JobRow.id == scene.job_id) & JobRow.status.in_([JobStatus.FAILED.value, JobStatus.CANCELED.value])
    ).execute()  # it was failed for want of pictures
    return version


def insert_version(scene_id: int, picture: Picture) -> VersionRow:
    """Keep one more picture of a scene, which stays as it is; the caller has the transaction."""
    return VersionRow.create(
        scene_id=scene_id,
        file=picture.file,
        digest=picture.digest,
        width=picture.width,
        height=picture.height,
        source=picture.source.value,
        prompt=picture.prompt,
        model=picture.model,
    )
