"""The command line as data, for the manual page and the completions; runs where the program can be imported."""

from dataclasses import dataclass
from enum import Enum
from pathlib import Path
from typing import Any

import typer.main

from installer.about import NAME
from vidstudio.cli.commands import add_window
from vidstudio.cli.program import app


@dataclass(frozen=True)
class Option:
    """An option: its names, what it takes (empty for a switch), its help, and the words it may take."""

    names: tuple[str, ...]
    takes: str
    help: str
    choices: tuple[str, ...] = ()
    is_file: bool = False


@dataclass(frozen=True)
class Command:
    """A command or a group of commands, by its full name without the program's."""

    name: str
    help: str
    takes: tuple[str, ...] = ()
    choices: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    commands: tuple["Command", ...] = ()

    @property
    def last_name(self) -> str:
        """Its name within its group."""
        return self.name.rpartition(" ")[2]

    def everything(self) -> list["Command"]:
        """Itself, then all below it."""
        return [self, *(below for command in self.commands for below in command.everything())]


def command_line() -> Command:
    """The whole program; ``--self-check``, which comes before all commands, is among its options."""
    add_window(lambda _job: None)
    found = _command(typer.main.get_command(app), "")
    check = Option(("--self-check",), "", "Prove each part of the program, and name one that is broken.")
    as_json = Option(("--json",), "", "With --self-check: print JSON.")
    return Command("", found.help, found.takes, found.choices, (*found.options, check, as_json), found.commands)


def _command(command: Any, name: str) -> Command:
    options = [_option(each) for each in command.params if each.param_type_name == "option" and not each.hidden]
    arguments = [each for each in command.params if each.param_type_name == "argument"]
    below = getattr(command, "commands", {})
    return Command(
        name,
        " ".join((command.help or "").split()),
        tuple(_argument(each) for each in arguments),
        tuple(choice for each in arguments for choice in _choices(each)),
        (*options, Option(("--help",), "", "Show help.")),
        tuple(_command(each, f"{name} {label}".strip()) for label, each in sorted(below.items())),
    )


def _argument(parameter: Any) -> str:
    metavar = str(parameter.metavar or parameter.name.upper())
    return metavar if parameter.required or metavar.startswith("[") else f"[{metavar}]"


def _option(parameter: Any) -> Option:
    takes = "" if parameter.is_flag else str(parameter.metavar or "")
    choices = _choices(parameter)
    kind = parameter.type_descriptor.annotation
    is_file = kind is Path or any(word in takes for word in ("FILE", "PATH", "DIR"))
    if not parameter.is_flag and not takes:
        meant = {float: "NUMBER", int: "NUMBER", Path: "FILE"}
        takes = "|".join(choices) if choices else meant.get(kind, "TEXT")
    names = (*parameter.opts, *parameter.secondary_opts)
    return Option(tuple(names), takes, " ".join((parameter.help or "").split()), choices, is_file)


def _choices(parameter: Any) -> tuple[str, ...]:
    kind = parameter.type_descriptor.annotation
    if isinstance(kind, type) and issubclass(kind, Enum):
        return tuple(str(member.value) for member in kind)
    return ()


def usage(command: Command) -> str:
    """How it is called, in one line."""
    words = [NAME, command.name, *command.takes]
    return " ".join(word for word in [*words, "[OPTION…]" if command.options else ""] if word)
