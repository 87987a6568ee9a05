"""Storyboards in the library: scenes in order, and the versions of their pictures."""

from collections.abc import Sequence

from peewee import SqliteDatabase

from vidstudio.core.approval import document
from vidstudio.core.job import Job, JobStatus, Picture, Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import NotFound, NotReady
from vidstudio.store.reading import read_job, read_picture
from vidstudio.store.tables import JobRow, SceneRow, VersionRow, now


class Storyboards:
    """Scenes of jobs. Every change is one transaction, and is refused while the storyboard is being drawn."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def save(self, job_id: int, before: Sequence[Scene], after: Sequence[Scene]) -> Job:
        """Put ``after`` in place of ``before``; scenes with id 0 are new, missing ones are taken out (and kept).

        Raises ``NotReady`` if the storyboard is no longer what ``before`` says: somebody else changed it meanwhile.
        """
        with self._database.atomic("IMMEDIATE"):
            job = self._open(job_id)
            if document(job.scenes) != document(before):
                raise NotReady(
                    f"The storyboard of job {job_id} was changed elsewhere.", "Look at it as it is now, then try again."
                )
            self._write(job_id, after)
        return read_job(job_id)

    def reorder(self, job_id: int, numbers: Sequence[int]) -> Job:
        """All scenes in a new order; raises ``InputRefused`` for one that is none, and then nothing has changed."""
        with self._database.atomic("IMMEDIATE"):
            job = self._open(job_id)
            self._write(job_id, Storyboard(job.scenes).reorder(numbers).scenes)
        return read_job(job_id)

    def add_version(self, scene_id: int, picture: Picture) -> Picture:
        """Keep one more picture of a scene, without making it the current one."""
        return read_picture(_insert_version(scene_id, picture))

    def set_picture(
        self, scene_id: int, picture: Picture, description: str | None = None, prompt: str | None = None
    ) -> Job:
        """Keep one more picture of a scene and make it the current one, with new texts where given."""
        with self._database.atomic("IMMEDIATE"):
            scene = scene_row(scene_id)
            put_picture(scene, picture, description, prompt)
        return read_job(scene.job_id)

    def versions(self, scene_id: int) -> tuple[Picture, ...]:
        """Every picture a scene has had, oldest first."""
        rows = VersionRow.select().where(VersionRow.scene_id == scene_id).order_by(VersionRow.id)
        return tuple(read_picture(row) for row in rows)

    @staticmethod
    def _open(job_id: int) -> Job:
        job = read_job(job_id)
        if job.status in {JobStatus.PENDING, JobStatus.PARSING, JobStatus.GENERATING_STORYBOARD}:
            raise NotReady(
                f"The storyboard of job {job_id} is still being drawn (status is {job.status}).", "Wait a moment."
            )
        return job

    @staticmethod
    def _write(job_id: int, scenes: Sequence[Scene]) -> None:
        SceneRow.update(position=None).where(SceneRow.job == job_id).execute()
        for position, scene in enumerate(scenes):
            fields = {
                "position": position,
                "description": scene.description,
                "image_prompt": scene.image_prompt,
                "duration": scene.duration,
                "motion": scene.motion.value,
                "transition": scene.transition.value,
                "version": scene.picture.id if scene.picture else None,
            }
            if scene.id:
                SceneRow.update(**fields).where((SceneRow.id == scene.id) & (SceneRow.job == job_id)).execute()
            else:
                SceneRow.create(job=job_id, **fields)
        JobRow.update(updated_at=now()).where(JobRow.id == job_id).execute()


def scene_row(scene_id: int) -> SceneRow:
    """The row of a scene; raises ``NotFound``."""
    row: SceneRow | None = SceneRow.get_or_none(SceneRow.id == scene_id)
    if row is None:
        raise NotFound("There is no such scene.")
    return row


def put_picture(scene: SceneRow, picture: Picture, description: str | None, prompt: str | None) -> VersionRow:
    """Make a new version current, with the texts that come with it; the caller has the transaction."""
    version = _insert_version(scene.id, picture)
    scene.version = version
    scene.description = scene.description if description is None else description
    scene.image_prompt = scene.image_prompt if prompt is None else prompt
    scene.save()
    JobRow.update(updated_at=now()).where(JobRow.id == scene.job_id).execute()
    return version


def _insert_version(scene_id: int, picture: Picture) -> VersionRow:
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
