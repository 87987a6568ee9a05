"""Commands for how a film is cut: scenes, captions and cards, size and rate, music."""

from dataclasses import replace
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer

from vidstudio.cli.filming import music_by_model
from vidstudio.cli.program import JobId, app, emit
from vidstudio.cli.session import progress, session
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.scene import Framing, Motion, Transition
from vidstudio.studio.edit import add_card, caption_scenes, edit_scene, follow_narration
from vidstudio.studio.jobs import generate_music, set_music

_NONE = "none"


class Card(StrEnum):
    """Which card."""

    TITLE = "title"
    END = "end"


@app.command()
def scene(
    job_id: JobId,
    number: Annotated[int, typer.Argument(metavar="SCENE", help="Number of the scene.", show_default=False)],
    duration: Annotated[float | None, typer.Option(help="Seconds.")] = None,
    motion: Annotated[Motion | None, typer.Option(help="Camera move.")] = None,
    strength: Annotated[float | None, typer.Option(help="Of the move: 0 to 2, 1 is usual.")] = None,
    transition: Annotated[Transition | None, typer.Option(help="To the next scene.")] = None,
    transition_seconds: Annotated[float | None, typer.Option(help="How long it takes.")] = None,
    framing: Annotated[Framing | None, typer.Option(help="For a picture of another shape.")] = None,
    caption: Annotated[str | None, typer.Option(help="Words on the picture; empty for none.")] = None,
    caption_style: Annotated[CaptionStyle | None, typer.Option(help="How they look.")] = None,
    narration: Annotated[str | None, typer.Option(help="A sound file, or none.", metavar="FILE|none")] = None,
    effect: Annotated[str | None, typer.Option(help="A sound file, or none.", metavar="FILE|none")] = None,
    clip: Annotated[str | None, typer.Option(help="Moving pictures, or none.", metavar="FILE|none")] = None,
    follow: Annotated[bool, typer.Option("--follow-narration", help="Last as long as the narration.")] = False,
) -> None:
    """Change how a scene moves, gives way, is framed, captioned and heard."""
    changes: dict[str, Any] = {
        "duration": duration,
        "motion": motion,
        "strength": strength,
        "transition": transition,
        "transition_seconds": transition_seconds,
        "framing": framing,
        "caption": caption,
        "caption_style": caption_style,
    }
    wanted = {name: value for name, value in changes.items() if value is not None}
    files = {"narration": narration, "effect": effect, "clip": clip}
    wanted |= {name: None if text == _NONE else Path(text) for name, text in files.items() if text is not None}
    if not wanted and not follow:
        raise typer.BadParameter("say what to change, see --help.")
    with session() as studio, progress():
        if wanted:
            edit_scene(studio, job_id, number, wanted)
        if follow:
            follow_narration(studio, job_id, number)
    emit(f"scene {number} changed")


@app.command()
def film(
    job_id: JobId,
    fps: Annotated[int | None, typer.Option(help="Frames a second: 24, 25, 30, 50, 60.")] = None,
    size: Annotated[int | None, typer.Option(help="Pixels of the short side: 720, 1080, 1440, 2160.")] = None,
    watermark: Annotated[str | None, typer.Option(help="Words in a corner; empty for none.")] = None,
    music_level: Annotated[float | None, typer.Option(help="Decibels louder or quieter than usual.")] = None,
) -> None:
    """Choose what the job's film is like; a change makes a film there is an older one."""
    changes: dict[str, Any] = {"fps": fps, "short_side": size, "watermark": watermark, "music_decibels": music_level}
    wanted = {name: value for name, value in changes.items() if value is not None}
    if not wanted:
        raise typer.BadParameter("say what to change, see --help.")
    with session() as studio:
        settings = studio.library(lambda library: library.jobs.get(job_id)).settings
        changed = replace(settings, **wanted)
        studio.library(lambda library: library.jobs.set_settings(job_id, changed))
    emit(f"job {job_id} changed")


@app.command()
def captions(job_id: JobId, off: Annotated[bool, typer.Option("--off", help="Take them out.")] = False) -> None:
    """Caption every scene with its line: what its description quotes, else its first sentence."""
    with session() as studio:
        caption_scenes(studio, job_id, captioned=not off)
    emit(f"job {job_id}: {'captions taken out' if off else 'captioned'}")


@app.command()
def card(
    job_id: JobId,
    kind: Annotated[Card, typer.Argument(help="Before all scenes, or behind them.", show_default=False)],
    text: Annotated[str, typer.Argument(help="What it says.", show_default=False)],
) -> None:
    """Add a title card or an end card: a scene of words."""
    with session() as studio:
        add_card(studio, job_id, text, CaptionStyle(kind.value))
    emit(f"job {job_id}: {kind.value} card added")


@app.command()
def music(
    job_id: JobId,
    file: Annotated[Path | None, typer.Argument(metavar="[FILE]", help="None: silence.")] = None,
    generated: Annotated[bool, typer.Option("--generated", help="A quiet bed of music, made here.")] = False,
    prompt: Annotated[str, typer.Option(help="Have a model make it: how it should sound.")] = "",
    model: Annotated[str, typer.Option(help="For --prompt: meta/musicgen or google/lyria-2.")] = "",
    price: Annotated[bool, typer.Option("--price", help="With --prompt: only tell what it would cost.")] = False,
) -> None:
    """Choose the music of a job, or none."""
    if bool(file) + generated + bool(prompt) > 1:
        raise typer.BadParameter("give a file, --generated or --prompt.")
    if not prompt and (model or price):
        raise typer.BadParameter("--model and --price go with --prompt.")
    with session() as studio:
        if prompt:
            emit(music_by_model(studio, job_id, prompt, model, price=price))
            return
        if generated:
            generate_music(studio, job_id)
        else:
            set_music(studio, job_id, file)
    emit(f"job {job_id}: {'music chosen' if file or generated else 'no music'}")
