"""The commands about the queue of deliveries."""

from enum import StrEnum
from typing import Annotated

import typer
from rich.console import Console

from vidstudio.cli.documents import queue_document, queue_table
from vidstudio.cli.presets import CopyTo, Every, ExportWish, Format, Part, PresetName, Size
from vidstudio.cli.program import AsJson, app, emit, emit_json
from vidstudio.cli.session import progress, say, session
from vidstudio.core.preset import Preset
from vidstudio.core.queue import AGAIN, OPEN, Priority, QueueItem, QueueState, WhenDone, moved
from vidstudio.core.wording import OLDER, queue_what, report_facts
from vidstudio.errors import NotReady
from vidstudio.studio.context import Studio
from vidstudio.studio.queue import edit_item, queue_up, run_queue
from vidstudio.studio.reports import compare_item, is_older

queue_app = typer.Typer(help="The queue of exports and renders.", no_args_is_help=True)
app.add_typer(queue_app, name="queue")


class Rank(StrEnum):
    """A priority, in words."""

    LOW = "low"
    NORMAL = "normal"
    HIGH = "high"


_RANKS = {Rank.LOW: Priority.LOW, Rank.NORMAL: Priority.NORMAL, Rank.HIGH: Priority.HIGH}

Entry = Annotated[int, typer.Argument(metavar="ENTRY", help="Number of an entry.", show_default=False)]
Entries = Annotated[list[int], typer.Argument(metavar="ENTRY…", help="Numbers of entries.", show_default=False)]
AnyEntries = Annotated[
    list[int] | None, typer.Argument(metavar="[ENTRY…]", help="Numbers of entries; none for the queue itself.")
]


@queue_app.command("list")
def list_(as_json: AsJson = False) -> None:
    """Show the queue: what is at work, what waits, what is over."""
    with session() as studio:
        queue = studio.library(lambda library: library.queue.read())
    if as_json:
        emit_json(queue_document(queue))
    elif queue.items:
        Console().print(queue_table(queue))
        if queue.settings.paused:
            say("The queue is paused; go on with: vidstudio queue resume")
    else:
        say("The queue is empty. Add to it: vidstudio queue add JOB --all")


@queue_app.command()
def add(
    jobs: Annotated[list[int], typer.Argument(metavar="JOB…", help="Numbers of jobs.", show_default=False)],
    fmt: Format = None,
    quality: Size = None,
    every: Every = False,
    preset: PresetName = "",
    part: Part = "",
    render: Annotated[bool, typer.Option("--render", help="Render the film first.")] = False,
    first: Annotated[bool, typer.Option("--first", help="Before all that waits.")] = False,
    to: CopyTo = None,
) -> None:
    """Put exports of jobs in line. Prints the number of each entry."""
    wish = ExportWish(fmt, quality, preset, part, every)
    wish.check(to, jobs=len(jobs))
    with session() as studio:
        wanted: list[Preset | None] = [None] if render else []
        wanted += wish.presets(studio)
        priority = Priority.HIGH if first else Priority.NORMAL
        for item in queue_up(studio, jobs, wanted, to, priority):
            emit(item.id)


@queue_app.command()
def run() -> None:
    """Work off the queue here until nothing waits. Prints the path of each file, as soon as it is done."""
    failed: list[QueueItem] = []

    def told(item: QueueItem) -> None:
        if item.state is QueueState.DONE:
            emit(item.file)
            if item.report:
                say(report_facts(item.report))
        elif item.state is QueueState.FAILED:
            failed.append(item)
            say(f"{queue_what(item)} of “{item.title}” failed: {item.error} {item.hint}".strip())

    with session() as studio, progress() as control:
        if studio.library(lambda library: library.queue.settings()).paused:
            raise NotReady("The queue is paused.", "Go on with: vidstudio queue resume.")
        run_queue(studio, control, told)
    if failed:
        raise typer.Exit(1)


@queue_app.command()
def pause(entries: AnyEntries = None) -> None:
    """Begin nothing new; with numbers, hold those entries where they are."""
    with session() as studio:
        if not entries:
            studio.library(lambda library: library.queue.change_settings(paused=True))
            emit("queue paused; what runs goes on to its end")
        else:
            studio.library(lambda library: library.queue.pause(entries))
    for entry in entries or ():
        emit(f"entry {entry} paused")


@queue_app.command()
def resume(entries: AnyEntries = None) -> None:
    """Begin what waits again, in the window if it is open, else with: vidstudio queue run."""
    with session() as studio:
        if not entries:
            studio.library(lambda library: library.queue.change_settings(paused=False))
            emit("queue goes on")
        else:
            studio.library(lambda library: library.queue.resume(entries))
    for entry in entries or ():
        emit(f"entry {entry} goes on")


def _chosen(studio: Studio, entries: list[int] | None, states: frozenset[QueueState], *, every: bool) -> list[int]:
    """The entries that are named, or all in one of these states; neither is wrong usage."""
    if not entries and not every:
        raise typer.BadParameter("give numbers of entries, or --all.")
    items = studio.library(lambda library: library.queue.read()).items if every else ()
    return [item.id for item in items if item.state in states] if every else entries or []


@queue_app.command()
def cancel(
    entries: AnyEntries = None,
    every: Annotated[bool, typer.Option("--all", help="All that waits or runs.")] = False,
) -> None:
    """Cancel entries that wait or run; nothing half made is left."""
    with session() as studio:
        chosen = _chosen(studio, entries, OPEN, every=every)
        studio.library(lambda library: library.queue.cancel(chosen))
    for entry in chosen:
        emit(f"entry {entry} canceled")


@queue_app.command()
def retry(
    entries: AnyEntries = None,
    every: Annotated[bool, typer.Option("--all", help="All that failed, was canceled or interrupted.")] = False,
) -> None:
    """Put entries that came to nothing back in line."""
    with session() as studio:
        chosen = _chosen(studio, entries, AGAIN, every=every)
        studio.library(lambda library: library.queue.retry(chosen))
    for entry in chosen:
        emit(f"entry {entry} waits again")


@queue_app.command()
def move(
    entry: Entry,
    steps: Annotated[int, typer.Argument(metavar="STEPS", help="How far back; negative: forward.")],
) -> None:
    """Move an entry in line: vidstudio queue move 7 -- -2"""
    with session() as studio:
        items = studio.library(lambda library: library.queue.read()).items
        waiting = [item.id for item in items if item.state is QueueState.WAITING]
        if entry not in waiting:
            raise NotReady(f"Entry {entry} of the queue does not wait.", "Only what waits can be moved.")
        studio.library(lambda library: library.queue.reorder(moved(waiting, [entry], steps)))
    emit(f"entry {entry} moved")


@queue_app.command()
def priority(
    rank: Annotated[Rank, typer.Argument(help="Before all others that wait, among them, or after them.")],
    entries: Entries,
) -> None:
    """Have entries that wait come first or last: vidstudio queue priority high 7 8"""
    with session() as studio:
        studio.library(lambda library: library.queue.set_priority(entries, _RANKS[rank]))
    for entry in entries:
        emit(f"entry {entry}: {rank}")


@queue_app.command()
def edit(
    entry: Entry,
    fmt: Format = None,
    quality: Size = None,
    preset: PresetName = "",
    part: Part = "",
    to: CopyTo = None,
) -> None:
    """Change what an entry that waits will make."""
    wish = ExportWish(fmt, quality, preset, part, every=False)
    wish.check(to)
    with session() as studio:
        (wanted,) = wish.presets(studio)
        item = edit_item(studio, entry, wanted, to)
    emit(f"entry {entry}: {queue_what(item)}")


@queue_app.command()
def remove(entries: Entries) -> None:
    """Take entries out of the list; files that were made stay."""
    with session() as studio:
        studio.library(lambda library: library.queue.remove(entries))
    for entry in entries:
        emit(f"entry {entry} removed")


@queue_app.command()
def show(
    entry: Entry,
) -> None:
    """Show how an entry went: its file as measured, the commands that ran, what they said."""
    with session() as studio:
        item = studio.library(lambda library: library.queue.get(entry))
        older = is_older(studio, item)
    for text in (
        f"{queue_what(item)} of “{item.title}”: {item.state}",
        item.file,
        report_facts(item.report) if item.report else "",
        OLDER if older else "",
        f"{item.error} {item.hint}".strip(),
        item.command,
        item.log,
    ):
        if text:
            emit(text)


@queue_app.command()
def compare(
    entry: Entry,
) -> None:
    """Measure how like a finished export is to its film (VMAF, 0 to 100); takes as long as encoding did."""
    with session() as studio, progress() as control:
        item = compare_item(studio, entry, control)
    emit(f"{item.report.vmaf:.1f}" if item.report else "")


@queue_app.command("when-done")
def when_done(
    what: Annotated[WhenDone, typer.Argument(help="What the window does once nothing waits any more.")],
) -> None:
    """Choose what happens when all is done."""
    with session() as studio:
        studio.library(lambda library: library.queue.change_settings(when_done=what))
    emit(f"when done: {what}")
