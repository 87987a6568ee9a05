"""The commands about project files: a job as one file, and a file as a job."""

from pathlib import Path
from typing import Annotated

import typer

from vidstudio.cli.program import JobId, app, emit
from vidstudio.cli.session import progress, say, session
from vidstudio.studio.project_opening import open_project
from vidstudio.studio.project_saving import project_target, save_project


@app.command()
def pack(
    job_id: JobId,
    to: Annotated[
        Path, typer.Argument(metavar="[FILE]", help="A file or a folder; else here, by the job's title.")
    ] = Path(),
) -> None:
    """Save a job as one file, to hand on or to keep. Prints its path."""
    with session() as studio, progress() as control:
        target = project_target(studio.library(lambda library: library.jobs.get(job_id)), to)
        if target.exists():
            say(f"{target} is there already, and is replaced.")
        emit(save_project(studio, job_id, target, control))


@app.command()
def unpack(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A file made by pack.", show_default=False)],
) -> None:
    """Make a new job of a project file, without a window. Prints its number."""
    with session() as studio, progress() as control:
        emit(open_project(studio, file, control).id)
