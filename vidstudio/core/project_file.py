"""The document in a project file: JSON, read as what anybody may have written.

Fields that this format does not have are passed over: whoever adds one that a film can't be right without counts up the
format, and an older program refuses the file.
"""

import re
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, ConfigDict, FailFast, Field, ValidationError

from vidstudio import __version__
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.fetch import check_address
from vidstudio.core.film import FilmSettings, check_film_settings
from vidstudio.core.job import AspectRatio
from vidstudio.core.media import MOST_SECONDS
from vidstudio.core.project import Project, without_folder
from vidstudio.core.reference import MOST_REFERENCES, Reference
from vidstudio.core.refine import MAX_REFINEMENTS, check_amount
from vidstudio.core.scene import (
    DEFAULT_TRANSITION_SECONDS,
    Asset,
    Framing,
    Motion,
    Picture,
    PictureSource,
    Scene,
    Transition,
)
from vidstudio.core.sentences import clean
from vidstudio.core.storyboard import check_scene
from vidstudio.errors import InputRefused

FORMAT = 1
"""Of the document, under ``vidstudio_project``."""

MOST_BYTES = 12_000_000
"""Of the document: the longest script, and its words once more in the scenes."""

_MOST_SCENES = 2000
_MOST_VERSIONS = 10_000
"""Of one scene."""

_Text = Annotated[str, Field(max_length=5_000_000)]
_Name = Annotated[str, Field(max_length=500)]
_File = Annotated[str, Field(pattern=r"^media/[0-9]{1,6}(\.[a-z0-9]{1,10})?$")]
_SEEN = "The file is damaged, or was changed by another program."


class _Part(BaseModel):
    model_config = ConfigDict(strict=True, frozen=True, allow_inf_nan=False)


class _Picture(_Part):
    file: _File
    source: PictureSource
    prompt: _Text = ""
    model: _Name = ""


class _Asset(_Part):
    file: _File
    name: _Name


class _Reference(_Part):
    file: _File
    name: Annotated[str, Field(min_length=1, max_length=500)]


class _Scene(_Part):
    """``picture`` is the place of its own among ``versions``, counted from 0."""

    description: _Text
    image_prompt: _Text
    duration: float
    motion: Motion = Motion.PUSH_IN
    strength: float = 1.0
    transition: Transition = Transition.CROSS_FADE
    transition_seconds: float = DEFAULT_TRANSITION_SECONDS
    framing: Framing = Framing.CROP
    caption: _Text = ""
    caption_style: CaptionStyle = CaptionStyle.CAPTION
    versions: Annotated[tuple[_Picture, ...], FailFast(), Field(max_length=_MOST_VERSIONS)] = ()
    picture: Annotated[int, Field(ge=0)] | None = None
    narration: _Asset | None = None
    effect: _Asset | None = None
    clip: _Asset | None = None


class _Settings(_Part):
    fps: int
    short_side: int
    watermark: _Text
    music_decibels: float


class _Job(_Part):
    title: Annotated[str, Field(max_length=5000)]
    idea: _Text = ""
    duration: Annotated[float, Field(ge=0, le=MOST_SECONDS)]
    aspect_ratio: AspectRatio
    style: _Name = ""
    settings: _Settings
    scenes: Annotated[tuple[_Scene, ...], FailFast(), Field(max_length=_MOST_SCENES)] = ()
    music: _File | None = None
    references: Annotated[tuple[_Reference, ...], FailFast(), Field(max_length=MOST_REFERENCES)] = ()
    budget: Annotated[str, Field(pattern=r"^[0-9]{1,9}(\.[0-9]{1,9})?$")] | None = None
    refinement_count: Annotated[int, Field(ge=0, le=MAX_REFINEMENTS)] = 0
    video_url: _Text = ""
    film: _File | None = None


class _Format(_Part):
    vidstudio_project: Annotated[int, Field(ge=1)]


class _Document(_Format):
    made_with: _Name = ""
    job: _Job


def write_project(project: Project) -> str:
    """The document of a project whose files have their names in the archive; raises ``InputRefused`` if none can be."""
    document = {"vidstudio_project": FORMAT, "made_with": f"vidstudio {__version__}", "job": _written(project)}
    try:
        text = _Document.model_validate(document).model_dump_json(indent=1)
    except ValidationError as exc:
        raise InputRefused(
            f"This job can't go into a file: {_first_wrong(exc)}.", "Change that, then try again."
        ) from exc
    read_project(text.encode())  # nothing is handed on that nobody could open
    return text


def read_project(data: bytes) -> Project:
    """The project a document holds; raises ``InputRefused`` naming what is wrong with it."""
    if len(data) > MOST_BYTES:
        raise InputRefused(
            f"The texts of this project are too long: {len(data):,} bytes.", f"At most {MOST_BYTES:,} are possible."
        )
    try:
        found = _Format.model_validate_json(data).vidstudio_project
        if found > FORMAT:
            raise InputRefused(
                f"This project was made by a newer vidstudio (format {found}, this one knows {FORMAT}).",
                "Update vidstudio, then open it again.",
            )
        job = _Document.model_validate_json(data).job
    except ValidationError as exc:
        raise InputRefused(f"This project can't be opened: {_first_wrong(exc)}.", _SEEN) from exc
    return _checked(job)


def _written(project: Project) -> dict[str, Any]:
    settings, scenes = project.settings, zip(project.scenes, project.versions, strict=True)
    return {
        "title": project.title,
        "idea": project.idea,
        "duration": project.duration,
        "aspect_ratio": project.aspect_ratio,
        "style": project.style,
        "settings": {name: getattr(settings, name) for name in _Settings.model_fields},
        "scenes": tuple(_written_scene(scene, versions) for scene, versions in scenes),
        "music": project.music or None,
        "references": tuple({"file": each.file, "name": each.name} for each in project.references),
        "budget": None if project.budget is None else f"{project.budget:f}",
        "refinement_count": project.refinement_count,
        "video_url": project.video_url,
        "film": project.film or None,
    }


def _written_scene(scene: Scene, versions: tuple[Picture, ...]) -> dict[str, Any]:
    made = {name: getattr(scene, name) for name in _SAME}
    made["versions"] = tuple({name: getattr(each, name) for name in _Picture.model_fields} for each in versions)
    made["picture"] = versions.index(scene.picture) if scene.picture else None
    for name in _ASSETS:
        asset: Asset | None = getattr(scene, name)
        made[name] = {"file": asset.file, "name": asset.name} if asset else None
    return made


_ASSETS = ("narration", "effect", "clip")
_SAME = tuple(name for name in _Scene.model_fields if name not in {*_ASSETS, "versions", "picture"})
"""What a scene's entry has as the scene does."""


def _checked(job: _Job) -> Project:
    """By the rules that hold for what a person makes here."""
    title = " ".join(clean(job.title).split())
    if not title:
        raise InputRefused("This project can't be opened: it has no title.", _SEEN)
    _check_film(job)
    pairs = [_scene(number, entry) for number, entry in enumerate(job.scenes, 1)]
    return Project(
        title=title,
        idea=clean(job.idea),
        duration=job.duration,
        aspect_ratio=job.aspect_ratio,
        style=" ".join(clean(job.style).split()),
        settings=check_film_settings(FilmSettings(**job.settings.model_dump())),
        scenes=tuple(scene for scene, _versions in pairs),
        versions=tuple(versions for _scene, versions in pairs),
        music=job.music or "",
        references=_references(job),
        budget=check_amount(None if job.budget is None else Decimal(job.budget)),
        refinement_count=job.refinement_count,
        video_url=job.video_url,
        film=job.film or "",
    )


def _check_film(job: _Job) -> None:
    """A job is a storyboard or a film from elsewhere; of a file on another computer only the film itself is of use."""
    if not job.video_url:
        if job.film:
            raise InputRefused("This project can't be opened: its film comes from nowhere.", _SEEN)
        return
    if job.scenes or job.music or job.references:
        raise InputRefused("This project can't be opened: it has both a storyboard and a film.", _SEEN)
    if not job.video_url.startswith("file:"):
        check_address(job.video_url)
    elif not _NAME_ALONE.fullmatch(job.video_url) or job.video_url != without_folder(job.video_url):
        raise InputRefused("This project can't be opened: it names a folder of another computer.", _SEEN)
    elif not job.film:
        raise InputRefused("This project can't be opened: its film is not in it.", _SEEN)


_NAME_ALONE = re.compile(r"file:///[\w.~%-]{1,2000}", re.ASCII)


def _references(job: _Job) -> tuple[Reference, ...]:
    found = tuple(Reference(clean(each.name), each.file, "") for each in job.references)
    if len({each.name for each in found} - {""}) < len(found):
        raise InputRefused("This project can't be opened: two reference pictures have one name.", _SEEN)
    return found


def _scene(number: int, entry: _Scene) -> tuple[Scene, tuple[Picture, ...]]:
    """Versions are told apart by ids, which count from 1 here and mean nothing elsewhere."""
    versions = tuple(
        Picture(place, each.file, "", 0, 0, each.source, clean(each.prompt), clean(each.model))
        for place, each in enumerate(entry.versions, 1)
    )
    if entry.picture is not None and entry.picture >= len(versions):
        raise InputRefused(f"This project can't be opened: scene {number} has no picture {entry.picture}.", _SEEN)
    fields: dict[str, Any] = {name: getattr(entry, name) for name in _SAME}
    fields |= {name: clean(fields[name]) for name in ("description", "image_prompt")}
    fields |= {name: _asset(getattr(entry, name)) for name in _ASSETS}
    picture = None if entry.picture is None else versions[entry.picture]
    return check_scene(Scene(id=0, picture=picture, **fields)), versions


def _asset(entry: _Asset | None) -> Asset | None:
    return None if entry is None else Asset(0, entry.file, clean(entry.name), "", 0.0)


def _first_wrong(error: ValidationError) -> str:
    """What is wrong first, and where: numbers as people count."""
    found = error.errors(include_url=False, include_input=False, include_context=False)[0]
    where = " ".join(str(step + 1) if isinstance(step, int) else step for step in found["loc"][-6:])
    words = found["msg"][:1].lower() + found["msg"][1:]
    return f"{where}: {words}" if where else words
