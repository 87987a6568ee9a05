"""The commands about presets, and which ones an export is wanted by."""

from dataclasses import dataclass
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from vidstudio.cli.program import AsJson, app, emit, emit_json
from vidstudio.cli.session import session
from vidstudio.core.export import ExportFormat, Quality, export_kinds
from vidstudio.core.preset import Preset, ranged
from vidstudio.core.preset_file import write_preset
from vidstudio.core.wording import preset_facts
from vidstudio.paths import expanded
from vidstudio.studio.context import Studio
from vidstudio.studio.presets import (
    all_presets,
    export_preset,
    find_preset,
    import_preset,
    remove_preset,
)

presets_app = typer.Typer(help="Presets of exports: list, show, import, export, remove.", no_args_is_help=True)
app.add_typer(presets_app, name="presets")

Name = Annotated[str, typer.Argument(metavar="NAME", help="A preset's name.", show_default=False)]


Format = Annotated[ExportFormat | None, typer.Option("--format", help="Container; mp4 unless told otherwise.")]
Size = Annotated[Quality | None, typer.Option("--quality", help="Size and bitrate; medium unless told otherwise.")]
Every = Annotated[bool, typer.Option("--all", help="Every format and quality that is not chosen above.")]
PresetName = Annotated[str, typer.Option("--preset", help="A preset; see vidstudio presets list.", metavar="NAME")]
Part = Annotated[str, typer.Option("--range", help="A part of the film: scenes or times.", metavar="2-4|0:05-0:12")]
CopyTo = Annotated[Path | None, typer.Option("--to", help="A copy for you: a file or a folder.", metavar="PATH")]


@dataclass(frozen=True, slots=True)
class ExportWish:
    """The options of an export as they were given; ``name`` is that of a preset, ``part`` a range."""

    fmt: ExportFormat | None
    quality: Quality | None
    name: str
    part: str
    every: bool

    def check(self, to: Path | None, *, jobs: int = 1) -> None:
        """Raise typer's error for options that don't go together; looks at nothing but the folder ``to``."""
        if self.name and (self.fmt or self.quality or self.every):
            raise typer.BadParameter("a preset says format and quality itself.", param_hint="--preset")
        several = jobs > 1 or (not self.name and len(export_kinds(self.fmt, self.quality, every=self.every)) > 1)
        if to is not None and several and not expanded(to).is_dir():
            raise typer.BadParameter("several files need a folder that is there.", param_hint="--to")

    def presets(self, studio: Studio) -> list[Preset]:
        """What is meant; raises ``NotFound`` or ``InputRefused``."""
        if self.name:
            found = [find_preset(studio, self.name)]
        else:
            found = export_kinds(self.fmt, self.quality, every=self.every)
        return [ranged(preset, self.part) for preset in found] if self.part else found


@presets_app.command("list")
def list_(as_json: AsJson = False) -> None:
    """List the presets, your own first."""
    with session() as studio:
        kept = all_presets(studio)
    if as_json:
        emit_json(
            [
                {
                    "name": each.preset.slug,
                    "title": each.preset.name,
                    "own": each.own,
                    "file": str(each.file) if each.file else None,
                    "error": each.error or None,
                }
                for each in kept
            ]
        )
        return
    table = Table(box=None, pad_edge=False)
    for heading in ("Name", "", "What it makes"):
        table.add_column(heading)
    for each in kept:
        table.add_row(each.preset.slug, "yours" if each.own else "", each.error or preset_facts(each.preset))
    Console().print(table)


@presets_app.command()
def show(name: Name) -> None:
    """Print a preset as its file has it."""
    with session() as studio:
        preset = find_preset(studio, name)
    emit(write_preset(preset).rstrip())


@presets_app.command("import")
def import_(
    file: Annotated[Path, typer.Argument(metavar="FILE", help="A preset's .toml file.", show_default=False)],
    replace: Annotated[bool, typer.Option("--replace", help="In place of one of that name.")] = False,
) -> None:
    """Take over a preset from a file. Prints its name."""
    with session() as studio:
        preset = import_preset(studio, file, replace=replace)
    emit(preset.slug)


@presets_app.command("export")
def export_(
    name: Name,
    to: Annotated[Path, typer.Argument(metavar="PATH", help="A file or a folder.")] = Path(),
) -> None:
    """Write a preset to a file to hand on. Prints its path."""
    with session() as studio:
        path = export_preset(studio, name, to)
    emit(path)


@presets_app.command()
def remove(name: Name) -> None:
    """Forget a preset of your own."""
    with session() as studio:
        remove_preset(studio, name)
    emit(f"preset {name} removed")
