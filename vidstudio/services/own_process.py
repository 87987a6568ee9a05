"""The processes this program starts of itself, each by a hidden command: from the source and frozen alike."""

import sys
from collections.abc import Sequence
from importlib import import_module
from pathlib import Path

OWN = {
    "frames": "vidstudio.frames.__main__",  # draws pictures and makes films of them
    "look": "vidstudio.services.looking",  # looks into a file from elsewhere
    "fetching": "vidstudio.services.fetching",  # fetches a film from an address
    "check": "vidstudio.self_check.part",  # proves one part of the program
}
"""The module of each command, whose ``main`` takes the arguments that follow; none is loaded before it is asked for."""


def own_command(name: str, *arguments: str) -> tuple[str, ...]:
    """The command line that starts one of them: the interpreter with our package, or the frozen program itself.

    The interpreter must not take modules from the folder it is started in (``-P``), which may be one of downloads. On
    Windows there are two frozen programs, and the one without a console has no streams to answer on.
    """
    if not getattr(sys, "frozen", False):
        return (sys.executable, "-P", "-m", "vidstudio", name, *arguments)
    program = Path(sys.executable)
    return (str(program.with_name(f"vidstudio{program.suffix}")), name, *arguments)


def run_own(name: str, arguments: Sequence[str]) -> int:
    """Be one of them, and give its exit code."""
    code: int = import_module(OWN[name]).main(arguments)
    return code
