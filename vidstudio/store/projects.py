"""Whole jobs into the library: a project becomes a new job, with all its scenes, at once or not at all."""

import json
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from itertools import count

from peewee import SqliteDatabase, fn

from vidstudio.core.job import Film, Job, JobStatus
from vidstudio.core.project import Project
from vidstudio.core.scene import Asset, Picture, Scene
from vidstudio.store.jobs import Jobs
from vidstudio.store.reading import read_asset, read_job, read_picture
from vidstudio.store.storyboards import insert_asset, insert_version, place_scenes
from vidstudio.store.tables import JobRow


class Projects:
    """Jobs that were made elsewhere."""

    def __init__(self, database: SqliteDatabase, jobs: Jobs) -> None:
        self._database = database
        self._jobs = jobs

    def add(self, project: Project, taken: Callable[[int], bool], claim: Callable[[Job], Film | None]) -> Job:
        """A new job of a project whose files have the names they have in a job's folder; nobody has approved it.

        Its number is the next one that ``taken`` leaves free. ``claim`` is called with the job before any other process
        can see it, and gives the film of one from elsewhere that is here; where it raises, there is no job.
        """
        with self._database.atomic("IMMEDIATE"):
            last = JobRow.select(fn.MAX(JobRow.id)).scalar() or 0
            number = next(number for number in count(last + 1) if not taken(number))
            _create(number, project)
            self._fill(number, project)
            film = claim(read_job(number))
            return read_job(number) if film is None else self._jobs.finish_render(number, film)

    def _fill(self, number: int, project: Project) -> None:
        """Its scenes, bare at first: pictures are of a scene that has its number."""
        bare = [replace(scene, id=0, picture=None, narration=None, effect=None, clip=None) for scene in project.scenes]
        place_scenes(read_job(number), bare)
        job = read_job(number)
        pairs = zip(job.scenes, project.scenes, project.versions, strict=True)
        place_scenes(job, [_whole(number, made.id, scene, versions) for made, scene, versions in pairs])


def _create(number: int, project: Project) -> None:
    references = [[each.name, each.file, each.digest] for each in project.references]
    JobRow.create(
        id=number,
        title=project.title,
        idea=project.idea,
        duration=project.duration,
        aspect_ratio=project.aspect_ratio.value,
        style=project.style,
        status=(JobStatus.COMPLETED if project.video_url else JobStatus.STORYBOARD_READY).value,
        music=project.music,
        music_digest=project.music_digest,
        budget=project.budget,
        refinement_count=project.refinement_count,
        video_url=project.video_url,
        reference_pictures=json.dumps(references) if references else "",
        **asdict(project.settings),
    )


def _whole(number: int, scene_id: int, scene: Scene, versions: Sequence[Picture]) -> Scene:
    """The scene of that id with pictures and sounds as the library has them now."""
    kept = {picture: read_picture(insert_version(scene_id, picture)) for picture in versions}

    def asset(of: Asset | None) -> Asset | None:
        return read_asset(insert_asset(number, of)) if of else None

    return replace(
        scene,
        id=scene_id,
        picture=kept[scene.picture] if scene.picture else None,
        narration=asset(scene.narration),
        effect=asset(scene.effect),
        clip=asset(scene.clip),
    )
