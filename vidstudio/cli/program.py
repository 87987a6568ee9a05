"""What all commands share: the program they belong to, and how results are printed."""

import json
import sys
from typing import Annotated, Any

import typer

app = typer.Typer(
    name="vidstudio",
    help="From an idea or a script to a storyboard, a film, and files to hand over.",
    epilog="vidstudio --self-check [--json] proves that every part of the program works.",
    no_args_is_help=False,
    add_completion=False,
    pretty_exceptions_enable=False,
)

JobId = Annotated[int, typer.Argument(metavar="JOB", help="Number of the job.", show_default=False)]
AsJson = Annotated[bool, typer.Option("--json", help="Print JSON.")]


def emit(result: object) -> None:
    """Print a result, alone on its line, to stdout."""
    sys.stdout.write(f"{result}\n")
    sys.stdout.flush()


def emit_json(document: Any) -> None:
    """Print a document as JSON to stdout."""
    emit(json.dumps(document, indent=2, ensure_ascii=False))
