"""A job with everything a job can have, and what of a job is the same in every library."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.factories import image_bytes, made_job
from tests.recordings import clip, voice
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.control import Control
from vidstudio.core.film import FilmSettings
from vidstudio.core.job import Job
from vidstudio.core.scene import Asset, Framing, Motion, Picture, Transition
from vidstudio.core.version import with_version
from vidstudio.studio.context import Studio
from vidstudio.studio.edit import add_card, edit_scene
from vidstudio.studio.jobs import set_music
from vidstudio.studio.pictures import draw, put, take_own
from vidstudio.studio.project_opening import open_project
from vidstudio.studio.project_saving import save_project
from vidstudio.studio.references import add_reference

_CUT: dict[str, Any] = {
    "caption": "“Heron” 🎬\nélan",
    "caption_style": CaptionStyle.LOWER_THIRD,
    "motion": Motion.PAN_LEFT,
    "strength": 1.75,
    "transition": Transition.WIPE,
    "transition_seconds": 0.25,
    "framing": Framing.BLUR,
    "duration": 4.375,
}


def full_job(studio: Studio, pictures: Path, folder: Path) -> Job:
    """Scenes with earlier pictures, sounds, a clip, a card, a copied scene; music, references, settings, a budget."""
    job = made_job(studio, pictures, title="Der Reiher – „heron“ / 鷺 🎬")
    first = job.scenes[0]
    put(studio, first.id, draw(studio, job, first))
    own = folder / "own.jpg"
    own.write_bytes(image_bytes((1, 2, 3), kind="JPEG"))
    take_own(studio, job.id, first.id, own)
    earlier = studio.library(lambda library: library.storyboards.versions(first.id))[1].picture
    job = studio.library(lambda library: library.jobs.get(job.id))
    back = with_version(job.scenes[0], earlier)
    studio.library(lambda library: library.storyboards.save(job.id, job.scenes, (back, *job.scenes[1:])))
    spoken, knock = voice(folder / "Sprecher 1.wav"), voice(folder / "knock.wav", 0.5)
    edit_scene(studio, job.id, 1, _CUT | {"narration": spoken, "effect": knock})
    edit_scene(studio, job.id, 2, {"clip": clip(folder / "reeds.mp4"), "narration": spoken})
    job = studio.library(lambda library: library.jobs.get(job.id))
    copied = replace(job.scenes[1], id=0)
    studio.library(lambda library: library.storyboards.save(job.id, job.scenes, (*job.scenes, copied)))
    add_card(studio, job.id, "The Heron\nA film", CaptionStyle.TITLE)
    set_music(studio, job.id, voice(folder / "song.wav", 3.0))
    for name in ("Tomas", "The light"):
        (folder / "look.png").write_bytes(image_bytes((len(name), 80, 80)))
        add_reference(studio, job.id, folder / "look.png", name)
    studio.library(lambda library: library.jobs.set_budget(job.id, Decimal("1.2345")))
    return studio.library(
        lambda library: library.jobs.set_settings(job.id, FilmSettings(25, 720, "vid “studio”", -3.5))
    )


def copied(studio: Studio, job: Job, folder: Path) -> Job:
    """The job saved, and opened again in the same library."""
    return open_project(studio, save_project(studio, job.id, folder, Control()), Control())


def everywhere(job: Job) -> Job:
    """A job without what is of its library: numbers, names of files that have them in it, times, money, approval."""
    return replace(
        job,
        id=0,
        created_at=job.created_at.min,
        updated_at=job.created_at.min,
        scenes=tuple(
            replace(
                scene,
                id=0,
                picture=scene.picture and anywhere(scene.picture),
                narration=_asset(scene.narration),
                effect=_asset(scene.effect),
                clip=_asset(scene.clip),
            )
            for scene in job.scenes
        ),
        approved_document="",
        approved_at=None,
        download_count=0,
        estimated_cost=Decimal(0),
        actual_cost=Decimal(0),
        film=job.film and replace(job.film, rendered_at=job.created_at.min, stamp=""),
    )


def anywhere(picture: Picture) -> Picture:
    """A picture without its number and its file's name."""
    return replace(picture, id=0, file="")


def _asset(asset: Asset | None) -> Asset | None:
    return asset and replace(asset, id=0)


def media_bytes(studio: Studio, job: Job) -> dict[str, list[bytes]]:
    """The bytes of all files a job names, by what they are, scene by scene."""
    storage = studio.storage
    versions = [
        each.picture.file
        for scene in job.scenes
        for each in studio.library(lambda library, scene=scene: library.storyboards.versions(scene.id))  # type: ignore[misc]
    ]
    shown = [scene.picture.file for scene in job.scenes if scene.picture]
    assets = [each.file for scene in job.scenes for each in (scene.narration, scene.effect, scene.clip) if each]
    return {
        "versions": sorted({(storage.images(job.id) / file).read_bytes() for file in (*versions, *shown)}),
        "pictures": [(storage.images(job.id) / file).read_bytes() for file in shown],
        "assets": [(storage.assets(job.id) / file).read_bytes() for file in assets],
        "references": [(storage.references(job.id) / each.file).read_bytes() for each in job.references],
        "music": [(storage.job(job.id) / job.music).read_bytes()] if job.music else [],
    }
