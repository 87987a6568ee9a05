"""A job on its way from one library to another: all that belongs to its film, and the files that it names."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Protocol
from urllib.parse import quote

from vidstudio.core.fetch import file_of
from vidstudio.core.film import DEFAULT_SETTINGS, FilmSettings
from vidstudio.core.job import AspectRatio, Job, JobStatus
from vidstudio.core.naming import safe_name
from vidstudio.core.reference import Reference
from vidstudio.core.scene import Asset, Picture, Scene
from vidstudio.core.sentences import clean
from vidstudio.core.wanted import SUFFIX
from vidstudio.errors import NotReady

_TITLE_LETTERS = 80


@dataclass(frozen=True, slots=True)
class Project:
    """What a new job is made of, in this library or in another one.

    What belongs to a library and its person is not in it: costs and the ledger, what is under way or in line, exports,
    the rendered film, and the approval. Whoever opens it has not said yes to it.

    Attributes:
        versions: of each scene, all pictures it has had, oldest first; its own is among them.
        music: name of the music's file, empty for none; ``music_digest`` is the SHA-256 of its bytes.
        refinement_count: how many of its refinements are used: a copy gets no new ones.
        video_url: as a job has it, but ``without_folder``.
        film: name of the file of a film from elsewhere, empty where that is not here.
    """

    title: str
    idea: str
    duration: float
    aspect_ratio: AspectRatio
    style: str
    settings: FilmSettings = DEFAULT_SETTINGS
    scenes: tuple[Scene, ...] = ()
    versions: tuple[tuple[Picture, ...], ...] = ()
    music: str = ""
    music_digest: str = ""
    references: tuple[Reference, ...] = ()
    budget: Decimal | None = None
    refinement_count: int = 0
    video_url: str = ""
    film: str = ""


def project_of(job: Job, versions: Mapping[int, Sequence[Picture]], film: str = "") -> Project:
    """What of a job goes with it; ``versions`` by the scenes' ids. Raises ``NotReady`` for one that is still made."""
    if job.status in {JobStatus.PENDING, JobStatus.PARSING, JobStatus.GENERATING_STORYBOARD}:
        raise NotReady(
            f"The storyboard of job {job.id} is still being drawn (status is {job.status}).", "Wait a moment."
        )
    return Project(
        title=job.title,
        idea=job.idea,
        duration=job.duration,
        aspect_ratio=job.aspect_ratio,
        style=job.style,
        settings=job.settings,
        scenes=job.scenes,
        versions=tuple(_with_its_own(scene, versions.get(scene.id, ())) for scene in job.scenes),
        music=job.music,
        music_digest=job.music_digest,
        references=job.references,
        budget=job.budget,
        refinement_count=job.refinement_count,
        video_url=without_folder(job.video_url),
        film=film,
    )


def _with_its_own(scene: Scene, versions: Sequence[Picture]) -> tuple[Picture, ...]:
    """A copied scene's picture, or a card's, is in no list of versions."""
    if scene.picture is None or scene.picture.id in {picture.id for picture in versions}:
        return tuple(versions)
    return (*versions, scene.picture)


def without_folder(address: str) -> str:
    """The address of a film as other computers may know it: of a file of this one its name alone."""
    file = file_of(address)
    return f"file:///{quote(safe_name(clean(file.name)))}" if file else address


class Media(Protocol):
    """What becomes of the files that a project names; ``what`` is for people: "The picture of scene 3"."""

    def picture(self, picture: Picture, what: str) -> Picture:
        """A picture a scene has or had."""
        ...

    def sound(self, sound: Asset, what: str) -> Asset:
        """A narration or an effect."""
        ...

    def clip(self, clip: Asset, what: str) -> Asset:
        """Moving pictures of a scene."""
        ...

    def reference(self, reference: Reference, what: str) -> Reference:
        """A picture that others go by."""
        ...

    def music(self, file: str, what: str) -> tuple[str, str]:
        """The music; gives its file, and the digest of its bytes."""
        ...

    def film(self, file: str, what: str) -> str:
        """The film of a job that has one from elsewhere."""
        ...


def with_media(project: Project, media: Media) -> Project:
    """The same project with every file it names as ``media`` has it; the one place that knows where files are named."""
    pairs = [
        _scene_with_media(number, scene, versions, media)
        for number, (scene, versions) in enumerate(zip(project.scenes, project.versions, strict=True), 1)
    ]
    music, digest = media.music(project.music, "The music") if project.music else ("", "")
    return replace(
        project,
        scenes=tuple(scene for scene, _versions in pairs),
        versions=tuple(versions for _scene, versions in pairs),
        music=music,
        music_digest=digest,
        references=tuple(media.reference(each, f"The reference “{each.name}”") for each in project.references),
        film=media.film(project.film, "The film") if project.film else "",
    )


def _scene_with_media(
    number: int, scene: Scene, versions: Sequence[Picture], media: Media
) -> tuple[Scene, tuple[Picture, ...]]:
    kept = {each: media.picture(each, f"The picture of scene {number}") for each in versions}
    changed = replace(
        scene,
        picture=kept[scene.picture] if scene.picture else None,
        narration=media.sound(scene.narration, f"The narration of scene {number}") if scene.narration else None,
        effect=media.sound(scene.effect, f"The effect of scene {number}") if scene.effect else None,
        clip=media.clip(scene.clip, f"The clip of scene {number}") if scene.clip else None,
    )
    return changed, tuple(kept.values())


def project_name(title: str) -> str:
    """What the file of a job is called unless somebody names it."""
    return f"{safe_name(' '.join(title.split())[:_TITLE_LETTERS])}{SUFFIX}"
