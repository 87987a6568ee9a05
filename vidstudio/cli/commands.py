"""The commands. Each opens the library, asks the studio for one thing, and prints what came of it."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from vidstudio import __version__
from vidstudio.cli import cut, paid, presets, project, queue  # noqa: F401 - they register their commands
from vidstudio.cli.documents import job_document, job_heading, jobs_document, jobs_table, scenes_table
from vidstudio.cli.makers import maker_named, pictures_named
from vidstudio.cli.presets import CopyTo, Every, ExportWish, Format, Part, PresetName, Size
from vidstudio.cli.program import AsJson, JobId, app, emit, emit_json
from vidstudio.cli.session import progress, run, say, session
from vidstudio.core.job import AspectRatio, check_storyboard
from vidstudio.core.metadata import metadata_text
from vidstudio.core.refine import MAX_REFINEMENTS, check_refinement, refinements_left
from vidstudio.core.scene_plan import PlannedScene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.wanted import Wanted
from vidstudio.core.wording import dollars
from vidstudio.errors import SourceMissing, VidstudioError
from vidstudio.services.images.models import DRAFT
from vidstudio.studio.clean import clean_exports
from vidstudio.studio.export import video_file
from vidstudio.studio.export_now import export_now
from vidstudio.studio.films import add_film
from vidstudio.studio.generate import image_service
from vidstudio.studio.generate import resume as resume_generation
from vidstudio.studio.hand_over import already_there
from vidstudio.studio.jobs import NewJob, Pictures, create_job, read_script
from vidstudio.studio.planning import settle_plans
from vidstudio.studio.refine import RefineWork
from vidstudio.studio.refine import refine as refine_scene
from vidstudio.studio.render import preview
from vidstudio.studio.render import render as render_film
from vidstudio.studio.sample import make_sample


def main(arguments: list[str], open_window: Callable[[Wanted], int]) -> int:
    """Run the command line; ``open_window`` shows the window and returns its exit code."""
    code = 0

    def show(wanted: Wanted) -> None:
        nonlocal code
        code = open_window(wanted)

    add_window(show)
    failed = run(lambda: app(arguments, prog_name="vidstudio", standalone_mode=True))
    return failed or code


def add_window(show: Callable[[Wanted], object]) -> None:
    """Add the one command that needs Qt, which is handed in."""

    @app.command("open")
    def _open(
        what: Annotated[str, typer.Argument(metavar="[JOB|FILE]", help="Job to show, or project file to open.")] = "",
    ) -> None:
        """Open the window (the same as vidstudio alone); a project file becomes a new job."""
        show(_wanted(what))


def _wanted(what: str) -> Wanted:
    if not what or what.isdecimal():
        return Wanted(job_id=int(what) if what else None)
    file = Path(what).absolute()
    if not file.is_file():
        raise SourceMissing(f"There is no file “{what}”.", "Give a job's number, or a project file.")
    return Wanted(project=file)


def _print_version(wanted: bool) -> None:
    if wanted:
        emit(__version__)
        raise typer.Exit


@app.callback()
def _options(
    _version: Annotated[
        bool, typer.Option("--version", help="Print the version.", is_eager=True, callback=_print_version)
    ] = False,
) -> None:
    """Options without a command."""


@app.command()
def new(
    idea: Annotated[str | None, typer.Option(help="What the film is about, in any length.")] = None,
    script: Annotated[Path | None, typer.Option(help="A text or Markdown script.", metavar="FILE")] = None,
    title: Annotated[str, typer.Option(help="Title; else the first words.")] = "",
    duration: Annotated[
        float | None, typer.Option(help="Length in seconds; 30, or what the script says.", show_default=False)
    ] = None,
    aspect_ratio: Annotated[AspectRatio, typer.Option(help="Shape of the film.")] = AspectRatio.WIDE,
    style: Annotated[str, typer.Option(help="Look of the pictures.")] = "cinematic",
    images: Annotated[
        str, typer.Option(help="Where pictures come from.", metavar="draft|replicate|openai:NAME|DIR")
    ] = Pictures.DRAFT.value,
    model: Annotated[str, typer.Option(help="Image model, where a service makes the pictures.")] = "",
    plan: Annotated[
        str, typer.Option(help="Language model that plans the scenes of an idea.", metavar="OWNER/NAME|openai:NAME")
    ] = "",
    captions: Annotated[bool, typer.Option("--captions", help="With --plan: what is spoken becomes captions.")] = False,
    music: Annotated[Path | None, typer.Option(help="Music for the film.", metavar="FILE")] = None,
    video: Annotated[
        str | None, typer.Option(help="A film that is there already, to be exported.", metavar="ADDRESS|FILE")
    ] = None,
) -> None:
    """Make a job: scenes from an idea or a script, with a picture each, or a film from elsewhere. Prints its number."""
    if sum(given is not None for given in (idea, script, video)) != 1:
        raise typer.BadParameter("give one of --idea, --script and --video.")
    if video is not None:
        if (duration, music, model, plan, captions) != (None, None, "", "", False):
            raise typer.BadParameter("a film from elsewhere is taken as it is: give --video and --title alone.")
        with session() as studio, progress() as control:
            made = add_film(studio, video, title, control)
        emit(made.id)
        return
    if plan and script is not None:
        raise typer.BadParameter("--plan is for --idea: a script says itself what its scenes are.")
    if captions and not plan:
        raise typer.BadParameter("--captions goes with --plan.")
    text = read_script(script) if script is not None else idea or ""
    wanted = NewJob(
        text=text,
        is_script=script is not None,
        title=title,
        duration=duration,
        aspect_ratio=aspect_ratio,
        style=style,
        planner=plan,
        captions=captions,
    )
    with session() as studio, progress() as control:
        pictures, chosen = pictures_named(studio, images, model)
        wanted = replace(wanted, pictures=pictures, model=chosen)
        job = create_job(studio, wanted, control, music, planned=_say_planned)
        for number, scene in enumerate(job.scenes, 1):
            if scene.error:
                say(f"scene {number} has no picture: {scene.error}")
    emit(job.id)


def _say_planned(number: int, scene: PlannedScene) -> None:
    say(f"scene {number}: {scene.description}")


@app.command()
def jobs(as_json: AsJson = False) -> None:
    """List the jobs, newest first."""
    with session() as studio:
        summaries = studio.library(lambda library: library.jobs.summaries())
    if as_json:
        emit_json(jobs_document(summaries))
    elif summaries:
        Console().print(jobs_table(summaries))
    else:
        say("No jobs yet. Make one: vidstudio new --idea “…”, or vidstudio sample.")


@app.command()
def show(job_id: JobId, as_json: AsJson = False) -> None:
    """Show a job and its storyboard."""
    with session() as studio:
        job = studio.library(lambda library: library.jobs.get(job_id))
    if as_json:
        emit_json(job_document(job, studio.storage))
    else:
        console = Console()
        console.print(job_heading(job), markup=False, highlight=False, emoji=False)
        if job.scenes:
            console.print(scenes_table(job))


@app.command()
def refine(
    job_id: JobId,
    scene: Annotated[int, typer.Argument(metavar="SCENE", help="Number of the scene.", show_default=False)],
    image_prompt: Annotated[str | None, typer.Option(help="New image prompt: makes a new picture.")] = None,
    edit: Annotated[
        str | None, typer.Option(help="What an image model shall change of the picture there is.", metavar="TEXT")
    ] = None,
    description: Annotated[str | None, typer.Option(help="New description.")] = None,
    images: Annotated[
        str | None,
        typer.Option(
            help="Who makes the picture; a service if there is a token for it, else draft.",
            metavar="draft|replicate|openai:NAME",
            show_default=False,
        ),
    ] = None,
    model: Annotated[str, typer.Option(help="Image model.", metavar="OWNER/NAME|openai:NAME")] = "",
    variants: Annotated[
        int,
        typer.Option(help="Pictures of an image model, each a refinement; the first becomes current.", metavar="1-4"),
    ] = 1,
) -> None:
    """Refine a scene: a new picture from a new prompt, a new description, or both. At most five a job."""
    if edit is not None and (image_prompt is not None or images == DRAFT):
        raise typer.BadParameter("--edit changes the picture there is: no --image-prompt, and no draft.")
    with session() as studio, progress() as control:
        job = studio.library(lambda library: library.jobs.get(job_id))
        check_storyboard(job, "refine")
        chosen = Storyboard(job.scenes).numbered(scene)
        maker, model_id = maker_named(studio, images, model, edit=edit is not None)
        refinement = check_refinement(image_prompt if edit is None else edit, description)
        work = RefineWork(job_id, chosen.id, refinement, maker, model_id, variants, edit is not None)
        job = refine_scene(
            studio, work, control, lambda error: say(f"one of them failed: {error.message} {error.hint}")
        )
    cost = f", estimated cost {dollars(job.estimated_cost)}" if job.estimated_cost else ""
    emit(f"scene {scene} refined; {refinements_left(job)} of {MAX_REFINEMENTS} refinements left{cost}")


@app.command()
def resume() -> None:
    """Fetch pictures, clips and sounds that were still being made when vidstudio ended."""
    with session() as studio:
        waiting = studio.library(lambda library: library.generations.open())
        plans = studio.library(lambda library: library.generations.open_plans())
        if not waiting and not plans:
            say("Nothing is waiting.")
            return
        failures: list[VidstudioError] = []
        with progress() as control:
            settle_plans(studio)
            for generation in waiting:
                try:
                    with image_service(studio, generation.provider) as service:
                        job = resume_generation(studio, service, generation, control)
                    emit(f"job {job.id}: {generation.kind} {generation.id} is there")
                except VidstudioError as exc:  # the others may still come
                    failures.append(exc)
        for failure in failures[:-1]:
            say(f"{failure.message} {failure.hint}")
        if failures:
            raise failures[-1]


@app.command()
def reorder(
    job_id: JobId,
    numbers: Annotated[list[int], typer.Argument(metavar="NUMBER…", help="All scene numbers in their new order.")],
) -> None:
    """Put the scenes in a new order."""
    with session() as studio:
        studio.library(lambda library: library.storyboards.reorder(job_id, numbers))
    emit(f"job {job_id} reordered")


@app.command()
def approve(job_id: JobId) -> None:
    """Say yes to the storyboard as it is."""
    with session() as studio:
        studio.library(lambda library: library.jobs.approve(job_id))
    emit(f"job {job_id} approved")


@app.command()
def render(
    job_id: JobId,
    draft: Annotated[
        bool, typer.Option("--draft", help="A small quick look at the storyboard, approved or not.")
    ] = False,
    scenes: Annotated[
        str, typer.Option("--range", help="Some scenes only, approved or not, as an excerpt.", metavar="2-4")
    ] = "",
) -> None:
    """Render the approved storyboard, or fetch a film from elsewhere. Prints the film's path."""
    with session() as studio, progress() as control:
        if draft or scenes:
            job = studio.library(lambda library: library.jobs.get(job_id))
            check_storyboard(job, "render")
            board = Storyboard(job.scenes)
            path = preview(studio, job_id, control, rows=board.range(scenes) if scenes else None, draft=draft)
        else:
            path = studio.storage.film(render_film(studio, job_id, control).id)
    emit(path)


@app.command()
def export(
    job_id: JobId,
    fmt: Format = None,
    quality: Size = None,
    every: Every = False,
    preset: PresetName = "",
    part: Part = "",
    to: CopyTo = None,
) -> None:
    """Export the film, fetched first if it is elsewhere. Prints the path of each file, as soon as it is done."""
    wish = ExportWish(fmt, quality, preset, part, every)
    wish.check(to)
    with session() as studio, progress() as control:
        kinds = wish.presets(studio)
        job = studio.library(lambda library: library.jobs.get(job_id))
        for file in already_there(studio, job, kinds, to).replaced:
            say(f"{file} is there already, and is replaced.")
        for kind in kinds:
            emit(export_now(studio, job_id, kind, control, to, told=say))


@app.command()
def metadata(job_id: JobId) -> None:
    """Print the metadata of a job as JSON."""
    with session() as studio:
        job = studio.library(lambda library: library.jobs.get(job_id))
        text = metadata_text(job, video_file(studio, job))
    emit(text)


@app.command()
def clean(
    older_than: Annotated[float | None, typer.Option(help="Days; else only what no longer matches its film.")] = None,
) -> None:
    """Remove old exports; prints their paths. Films and copies elsewhere stay."""
    with session() as studio:
        for path in clean_exports(studio, None if older_than is None else timedelta(days=older_than)):
            emit(path)


@app.command()
def sample() -> None:
    """Make the sample film and export it. Prints the file's path."""
    with session() as studio, progress() as control:
        path = make_sample(studio, control)
    emit(path)
