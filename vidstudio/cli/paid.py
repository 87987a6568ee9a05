"""The commands about what is paid for: pictures for many scenes, their versions, budgets and the ledger."""

from dataclasses import asdict
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from vidstudio.cli.program import AsJson, JobId, app, emit, emit_json
from vidstudio.cli.session import progress, say, session
from vidstudio.core.images import provider_of
from vidstudio.core.ledger import LedgerLine, Totals, ledger_csv, ledger_lines, totals
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.version import Version, numbered, with_version
from vidstudio.core.wording import amount, plural, shorten
from vidstudio.studio.generate import chosen_model, image_service
from vidstudio.studio.paint import Painting, PaintState, ScenePaint, paint, price_of, scenes_to_paint
from vidstudio.studio.references import add_reference, remove_reference

SceneNumber = Annotated[int, typer.Argument(metavar="SCENE", help="Number of the scene.", show_default=False)]


@app.command()
def images(
    job_id: JobId,
    scenes: Annotated[str, typer.Option(help="Which scenes, 2-4; else those without a picture or with a draft.")] = "",
    every: Annotated[bool, typer.Option("--all", help="All scenes, whatever picture they have.")] = False,
    model: Annotated[str, typer.Option(help="Image model.", metavar="OWNER/NAME|openai:NAME")] = "",
    price: Annotated[bool, typer.Option("--price", help="Only tell what it would cost.")] = False,
) -> None:
    """Have pictures made by an image model for many scenes at once. Prints a line for each scene."""
    with session() as studio:
        job = studio.library(lambda library: library.jobs.get(job_id))
        wanted = scenes_to_paint(job, scenes, every=every)
        model_id = chosen_model(studio, model)
        cost = price_of(studio, model_id, len(wanted))
        words = f"{plural(len(wanted), 'picture')} by {model_id}: {cost}"
        if price or not wanted:
            emit(words if wanted else "no scene wants a picture")
            return
        say(words)
        numbers = {scene.id: number for number, scene in enumerate(job.scenes, 1)}

        def told(state: ScenePaint) -> None:
            if state.state not in {PaintState.WAITING, PaintState.PAINTING}:
                emit(f"scene {numbers[state.scene_id]} {state.state}{f': {state.error}' if state.error else ''}")

        with progress() as control, image_service(studio, provider_of(model_id)) as service:
            paint(studio, service, job_id, [scene.id for scene in wanted], model_id, Painting(control, told))


@app.command()
def versions(job_id: JobId, scene: SceneNumber, as_json: AsJson = False) -> None:
    """List the pictures a scene has had, with what made them."""
    with session() as studio:
        job = studio.library(lambda library: library.jobs.get(job_id))
        chosen = Storyboard(job.scenes).numbered(scene)
        found = studio.library(lambda library: library.storyboards.versions(chosen.id))
        folder = studio.storage.images(job_id)
    if as_json:
        emit_json([_version_document(version, folder) for version in found])
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Version", "", "Made", "By", "Cost", "Prompt"):
        table.add_column(heading)
    for version in found:
        picture = version.picture
        made, by = f"{version.made_at.astimezone():%Y-%m-%d %H:%M}", picture.model or picture.source.value
        cost = "?" if version.cost is None else amount(version.cost)
        mark = "current" if version.current else ""
        table.add_row(str(version.number), mark, made, by, cost, Text(shorten(picture.prompt, 60)))
    Console().print(table)


@app.command()
def use(
    job_id: JobId,
    scene: SceneNumber,
    version: Annotated[int, typer.Argument(metavar="VERSION", help="Its number.", show_default=False)],
) -> None:
    """Make an earlier picture of a scene the current one again; free."""
    with session() as studio:
        job = studio.library(lambda library: library.jobs.get(job_id))
        board = Storyboard(job.scenes)
        before = board.numbered(scene)
        found = studio.library(lambda library: library.storyboards.versions(before.id))
        after = with_version(before, numbered(found, version).picture)
        changed = board.update(after).scenes
        studio.library(lambda library: library.storyboards.save(job_id, job.scenes, changed))
    emit(f"scene {scene}: version {version} is current")


@app.command()
def reference(
    job_id: JobId,
    file: Annotated[
        Path | None, typer.Argument(metavar="[FILE]", help="A picture of a character or a look; none: list them.")
    ] = None,
    name: Annotated[str, typer.Option(help="What to call it; else its file's name.")] = "",
    remove: Annotated[str | None, typer.Option(help="Leave out the one of that name.", metavar="NAME")] = None,
    as_json: AsJson = False,
) -> None:
    """Have all further pictures of a job go by a picture, where their model takes one. Prints those it has."""
    if file is not None and remove is not None:
        raise typer.BadParameter("give a file, or --remove.")
    with session() as studio:
        if file is not None:
            job = add_reference(studio, job_id, file, name)
        elif remove is not None:
            job = remove_reference(studio, job_id, remove)
        else:
            job = studio.library(lambda library: library.jobs.get(job_id))
        folder = studio.storage.references(job_id)
    if as_json:
        emit_json([{"name": each.name, "file": str(folder / each.file)} for each in job.references])
        return
    for each in job.references:
        emit(f"{each.name}: {folder / each.file}")
    if not job.references:
        say("No reference pictures.")


@app.command()
def budget(
    job_id: JobId,
    money: Annotated[
        str | None, typer.Argument(metavar="[AMOUNT]", help="US dollars, or none for no limit; nothing: tell it.")
    ] = None,
) -> None:
    """Set how much may be spent on a job; what would cross it is refused before it is asked for."""
    with session() as studio:
        if money is not None:
            limit = _amount(money)
            studio.library(lambda library: library.jobs.set_budget(job_id, limit))
        job = studio.library(lambda library: library.jobs.get(job_id))
        spent = totals(studio.library(lambda library: library.generations.of_job(job_id)))
    told = "no budget" if job.budget is None else f"budget {amount(job.budget)}"
    emit(f"{told}; {amount(spent.actual)} spent, {amount(spent.open)} under way")


@app.command()
def ledger(
    job_id: Annotated[int | None, typer.Argument(metavar="[JOB]", help="Number of a job; none: all jobs.")] = None,
    as_csv: Annotated[bool, typer.Option("--csv", help="As CSV, for a spreadsheet.")] = False,
    as_json: AsJson = False,
) -> None:
    """Show what was paid for: by scene and version, what it was to cost and what it did."""
    with session() as studio:
        found = studio.library(lambda library: library.generations.of_job(job_id))
        ids = sorted({each.job_id for each in found if each.job_id is not None})
        jobs = studio.library(lambda library: [library.jobs.get(each) for each in ids])
    lines, sums = ledger_lines(found, jobs), totals(found)
    if as_csv:
        typer.echo(ledger_csv(lines), nl=False)
    elif as_json:
        emit_json({"lines": [_line_document(line) for line in lines], "totals": _totals_document(sums)})
    elif lines:
        Console().print(_ledger_table(lines))
        say(totals_words(sums))
    else:
        say("Nothing was paid for.")


def totals_words(sums: Totals) -> str:
    """``$0.024 spent, $0.003 under way, 1 of unknown cost``."""
    parts = [f"{amount(sums.actual)} spent"]
    if sums.open:
        parts.append(f"{amount(sums.open)} under way")
    if sums.unknown:
        parts.append(f"{sums.unknown} of unknown cost")
    return ", ".join(parts)


def _amount(text: str) -> Decimal | None:
    if text.strip().lower() in {"none", "off"}:
        return None
    try:
        return Decimal(text.strip().removeprefix("$"))
    except InvalidOperation as exc:
        raise typer.BadParameter(f"“{text}” is no amount; give US dollars, as 5.00, or none.") from exc


def _ledger_table(lines: tuple[LedgerLine, ...]) -> Table:
    table = Table(box=None, pad_edge=False)
    for heading in ("Entry", "Asked", "Job", "Scene", "What", "Model", "State", "Price", "Cost"):
        table.add_column(heading)
    for line in lines:
        asked = line.generation
        price, cost = ("" if money is None else amount(money) for money in (asked.price, asked.actual_cost))
        when = f"{asked.created_at.astimezone():%Y-%m-%d %H:%M}"
        scene = "" if line.scene is None else str(line.scene)
        job = "–" if asked.job_id is None else str(asked.job_id)
        model = asked.request.model.partition(":")[0]
        table.add_row(str(asked.id), when, job, scene, asked.kind, model, asked.state, price, cost)
    return table


def _line_document(line: LedgerLine) -> dict[str, object]:
    asked = line.generation
    return {
        "entry": asked.id,
        "asked_at": asked.created_at.isoformat(timespec="seconds"),
        "job_id": asked.job_id,
        "scene_number": line.scene,
        "version_id": asked.version_id,
        "kind": asked.kind.value,
        "provider": asked.provider,
        "model": asked.request.model,
        "prompt": asked.request.prompt,
        "prediction_id": asked.prediction_id or None,
        "state": asked.state.value,
        "estimated": float(asked.estimated_cost),
        "price": None if asked.price is None else float(asked.price),
        "actual": None if asked.actual_cost is None else float(asked.actual_cost),
        "predict_seconds": asked.predict_seconds,
        "error": asked.error or None,
    }


def _totals_document(sums: Totals) -> dict[str, object]:
    return {key: float(value) for key, value in asdict(sums).items()}


def _version_document(version: Version, folder: Path) -> dict[str, object]:
    picture = version.picture
    return {
        "version": version.number,
        "current": version.current,
        "made_at": version.made_at.isoformat(timespec="seconds"),
        "source": picture.source.value,
        "model": picture.model or None,
        "prompt": picture.prompt or None,
        "seed": version.seed,
        "cost": None if version.cost is None else float(version.cost),
        "file": str(folder / picture.file),
    }
