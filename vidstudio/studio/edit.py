"""Editing scenes: how they move, give way, are framed and captioned, what is heard with them, and cards around them."""

import logging
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from vidstudio.core.captions import CaptionStyle, check_caption
from vidstudio.core.job import Job, check_storyboard
from vidstudio.core.scene import MAX_SCENE_SECONDS, MIN_SCENE_SECONDS, ImageStatus, Motion, PictureSource, Scene
from vidstudio.core.spoken import spoken_line
from vidstudio.core.storyboard import Storyboard, check_scene
from vidstudio.errors import InputRefused
from vidstudio.services.images.files import keep_picture
from vidstudio.studio.assets import keep_clip, keep_sound
from vidstudio.studio.context import Studio

BREATH_SECONDS = 0.5
"""By how much a scene that follows its narration is longer."""

CARD_SECONDS = 4.0
CARD_SHORT_SIDE = 1080
"""Pixels."""

_log = logging.getLogger(__name__)


def edit_scene(studio: Studio, job_id: int, number: int, changes: Mapping[str, Any]) -> Job:
    """Change fields of the scene with that number; raises ``NotFound``, and ``InputRefused`` for what can't be shown.

    ``narration``, ``effect`` and ``clip`` are given as the user's files, or None to take them out.
    """
    job = studio.library(lambda library: library.jobs.get(job_id))
    check_storyboard(job, "change")
    scene = Storyboard(job.scenes).numbered(number)
    plain = {name: value for name, value in changes.items() if not isinstance(value, Path)}
    wanted = check_scene(replace(scene, **plain))
    for name, file in changes.items():
        if isinstance(file, Path):
            wanted = replace(wanted, **take_asset(studio, job, scene, name, file))
    _log.info("Editing job %d, scene %d: %s", job_id, number, ", ".join(changes))
    return _save(studio, job, wanted)


def take_asset(studio: Studio, job: Job, scene: Scene, kind: str, file: Path) -> dict[str, Any]:
    """Keep a file as a scene's ``narration``, ``effect`` or ``clip``; gives what changes of the scene with it.

    A clip brings a picture that stands for it.
    """
    if kind != "clip":
        return {kind: keep_sound(studio, job.id, file)}
    clip, picture = keep_clip(studio, job, scene, file)
    kept = studio.library(lambda library: library.storyboards.add_version(scene.id, picture))
    return {"clip": clip, "picture": kept}


def following(scene: Scene) -> float:
    """How long a scene lasts that follows its narration; raises ``InputRefused`` where it has none."""
    if scene.narration is None:
        raise InputRefused("This scene has no narration to follow.", "Choose a narration for it first.")
    seconds = round(scene.narration.seconds + BREATH_SECONDS, 2)
    return min(max(seconds, MIN_SCENE_SECONDS), MAX_SCENE_SECONDS)


def follow_narration(studio: Studio, job_id: int, number: int) -> Job:
    """Let a scene last as long as its narration and a breath."""
    job = studio.library(lambda library: library.jobs.get(job_id))
    scene = Storyboard(job.scenes).numbered(number)
    return _save(studio, job, replace(scene, duration=following(scene)))


def caption_scenes(studio: Studio, job_id: int, *, captioned: bool = True) -> Job:
    """Give every scene its line as a caption, or take all captions out; titles and lower thirds stay as they are."""
    job = studio.library(lambda library: library.jobs.get(job_id))
    return _save(studio, job, *captions(job.scenes, captioned=captioned))


def captions(scenes: tuple[Scene, ...], *, captioned: bool) -> list[Scene]:
    """The scenes with other captions."""
    return [
        replace(scene, caption=check_caption(spoken_line(scene.description)) if captioned else "")
        for scene in scenes
        if scene.caption_style is CaptionStyle.CAPTION
    ]


def card(studio: Studio, job: Job, text: str, style: CaptionStyle) -> Scene:
    """A scene that is a title or end card, with its picture on disk and kept, not yet in the storyboard."""
    from vidstudio.services.images.cards import draw_card  # noqa: PLC0415 - numpy starts slowly

    words = check_caption(text)
    if not words:
        raise InputRefused("The card has no words.", "Write what it should say.")
    folder = studio.storage.images(job.id)
    picture = keep_picture(folder, 0, draw_card(*job.aspect_ratio.size(CARD_SHORT_SIDE)), PictureSource.DRAFT)
    kept = studio.library(lambda library: library.storyboards.add_version(0, picture))
    line = " ".join(words.split())
    return Scene(
        id=0,
        description=line,
        image_prompt=f"A plain dark background for the words “{line}”",
        duration=CARD_SECONDS,
        motion=Motion.HOLD,
        picture=kept,
        status=ImageStatus.COMPLETED,
        caption=words,
        caption_style=style,
    )


def add_card(studio: Studio, job_id: int, text: str, style: CaptionStyle) -> Job:
    """Put a title card before all scenes, or an end card behind them."""
    job = studio.library(lambda library: library.jobs.get(job_id))
    check_storyboard(job, "change")
    made = card(studio, job, text, style)
    after = (made, *job.scenes) if style is CaptionStyle.TITLE else (*job.scenes, made)
    return studio.library(lambda library: library.storyboards.save(job_id, job.scenes, after))


def _save(studio: Studio, job: Job, *changed: Scene) -> Job:
    by_id = {scene.id: scene for scene in changed}
    after = tuple(by_id.get(scene.id, scene) for scene in job.scenes)
    return studio.library(lambda library: library.storyboards.save(job.id, job.scenes, after))
