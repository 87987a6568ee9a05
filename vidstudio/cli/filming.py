"""Commands for what models make beside pictures: moving clips, narration, and the job's music."""

from collections.abc import Callable, Sequence
from typing import Annotated

import typer

from vidstudio.cli.program import AsJson, JobId, app, emit, emit_json
from vidstudio.cli.session import progress, say, session
from vidstudio.core.approval import check_ready
from vidstudio.core.clips import ClipChoice, choice
from vidstudio.core.generation import Generation
from vidstudio.core.job import Job
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.voices import film_seconds
from vidstudio.core.wording import about, plural
from vidstudio.services.media.clip_models import CLIP_MODELS, clip_model
from vidstudio.services.media.sound_models import music_model, speech_model
from vidstudio.studio.clips import APPROVAL_WORDS, clip_price_words, order_clips
from vidstudio.studio.context import Studio
from vidstudio.studio.edit import follow_narration
from vidstudio.studio.generate import image_service
from vidstudio.studio.media import make_for_scenes
from vidstudio.studio.paint import Painting, PaintState, ScenePaint
from vidstudio.studio.voices import compose, order_narration, price_of_speech

Part = Annotated[str, typer.Argument(metavar="SCENE", help="Number of a scene, or a range, 2-4.", show_default=False)]


@app.command()
def clip(
    job_id: JobId,
    part: Part,
    model: Annotated[str, typer.Option(help=f"One of {', '.join(known.id for known in CLIP_MODELS)}.")] = "",
    seconds: Annotated[int | None, typer.Option(help="Length; else the shortest that covers the scene.")] = None,
    resolution: Annotated[str, typer.Option(help="As the model has them: 480p, 720p, 1080p.")] = "",
    prompt: Annotated[str, typer.Option(help="What happens; else the scene's description.")] = "",
    price: Annotated[bool, typer.Option("--price", help="Only tell what it would cost.")] = False,
    as_json: AsJson = False,
) -> None:
    """Make moving clips of scenes of an approved storyboard, from their pictures. Prints a line for each scene."""
    chosen = choice(clip_model(model), resolution, seconds)
    with session() as studio:
        job = studio.library(lambda library: library.jobs.get(job_id))
        scenes = [job.scenes[row] for row in Storyboard(job.scenes).range(part)]
        words = f"{plural(len(scenes), 'clip')} by {chosen.model.id} in {chosen.size.name}"
        if price:
            if as_json:
                emit_json([_offer(job, scene, chosen) for scene in scenes])
            else:
                emit(f"{words}: {clip_price_words(scenes, chosen)}")
            return
        check_ready(job)
        say(f"{words}: {clip_price_words(scenes, chosen)}. {APPROVAL_WORDS}")
        with progress() as control, image_service(studio) as service:
            asked = order_clips(studio, job, scenes, chosen, prompt)
            told = _silent if as_json else _teller(_numbers(job))
            try:
                make_for_scenes(studio, service, job_id, asked, Painting(control, told))
            finally:
                if as_json:
                    emit_json(_came(studio, asked, _numbers(job)))


@app.command()
def narrate(
    job_id: JobId,
    part: Part,
    text: Annotated[str, typer.Option(help="What is spoken; else the caption, else the scene's line.")] = "",
    model: Annotated[str, typer.Option(help="jaaari/kokoro-82m or minimax/speech-02-turbo.")] = "",
    voice: Annotated[str, typer.Option(help="One of the model's voices.")] = "",
    price: Annotated[bool, typer.Option("--price", help="Only tell what it would cost.")] = False,
    follow: Annotated[bool, typer.Option("--follow", help="Let each scene last as long as what is spoken.")] = False,
    as_json: AsJson = False,
) -> None:
    """Have narration spoken by a model. Prints a line for each scene."""
    chosen = speech_model(model)
    with session() as studio:
        job = studio.library(lambda library: library.jobs.get(job_id))
        rows = Storyboard(job.scenes).range(part)
        scenes = [job.scenes[row] for row in rows]
        cost = price_of_speech(scenes, chosen, text)
        words = f"{plural(len(scenes), 'narration')} by {chosen.label}: {about(cost)}"
        if price:
            emit(words)
            return
        say(words)
        with progress() as control, image_service(studio) as service:
            asked = order_narration(studio, job, scenes, chosen, voice, text)
            told = _silent if as_json else _teller(_numbers(job))
            try:
                make_for_scenes(studio, service, job_id, asked, Painting(control, told))
            finally:
                if as_json:
                    emit_json(_came(studio, asked, _numbers(job)))
        for row in rows if follow else ():
            follow_narration(studio, job_id, row + 1)


def music_by_model(studio: Studio, job_id: int, prompt: str, model: str, *, price: bool) -> str:
    """Have a job's music made by a model, or only tell the price; gives what is printed."""
    chosen = music_model(model)
    job = studio.library(lambda library: library.jobs.get(job_id))
    seconds = film_seconds(job)
    words = f"{chosen.length(seconds)} s of music by {chosen.label}: {about(chosen.price(seconds))}"
    if price:
        return words
    say(words)
    with progress() as control, image_service(studio) as service:
        compose(studio, service, job, chosen, prompt, control)
    return f"job {job_id}: music chosen"


def _numbers(job: Job) -> dict[int, int]:
    return {scene.id: number for number, scene in enumerate(job.scenes, 1)}


def _teller(numbers: dict[int, int]) -> Callable[[ScenePaint], None]:
    """Prints how each scene ended."""

    def told(state: ScenePaint) -> None:
        if state.state not in {PaintState.WAITING, PaintState.PAINTING}:
            emit(f"scene {numbers[state.scene_id]} {state.state}{f': {state.error}' if state.error else ''}")

    return told


def _silent(_state: ScenePaint) -> None:
    """The document at the end says it."""


def _offer(job: Job, scene: Scene, chosen: ClipChoice) -> dict[str, object]:
    price = chosen.price(scene)
    return {
        "scene_number": _numbers(job)[scene.id],
        "model": chosen.model.id,
        "resolution": chosen.size.name,
        "seconds": chosen.length(scene),
        "price": None if price is None else float(price),
    }


def _came(studio: Studio, asked: Sequence[Generation], numbers: dict[int, int]) -> list[dict[str, object]]:
    """What became of each, as the ledger has it."""
    found = []
    for each in asked:
        now = studio.library(lambda library, number=each.id: library.generations.get(number))  # type: ignore[misc]
        found.append(
            {
                "scene_number": numbers.get(now.scene_id or 0),
                "entry": now.id,
                "kind": now.kind.value,
                "state": now.state.value,
                "model": now.request.model,
                "actual": None if now.actual_cost is None else float(now.actual_cost),
                "error": now.error or None,
            }
        )
    return found
