"""Where the program starts: the window by default, with a project file if one is named, or a command."""

import io
import sys
from collections.abc import Sequence
from pathlib import Path

from vidstudio.core.wanted import LAST, Wanted, is_project_name
from vidstudio.services.own_process import OWN, run_own


def main(arguments: Sequence[str] | None = None) -> int:
    """Run vidstudio and return its exit code."""
    if sys.platform == "win32":
        _write_utf8()
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in OWN:
        return run_own(given[0], given[1:])
    if given[:1] == ["--self-check"]:
        from vidstudio.self_check import main as check  # noqa: PLC0415 - each way in loads only what it needs

        return check(given[1:])
    if not given:
        return _open_window(LAST)
    if (wanted := _wanted(given)) is not None:
        # Not by the command line, which loads for a second: a window may be open already.
        return _open_window(wanted)
    from vidstudio.cli.commands import main as command_line  # noqa: PLC0415 - each way in loads only what it needs

    return command_line(given, _open_window)


def _wanted(given: Sequence[str]) -> Wanted | None:
    """What to open, where that is all that is asked for: a job, or what a double click hands over."""
    if len(given) == 2 and given[0] == "open" and given[1].isascii() and given[1].isdecimal():
        return Wanted(job_id=int(given[1]))
    if len(given) == 1 and _is_file(given[0]):
        return Wanted(project=Path(given[0]).absolute())
    return None


def _is_file(argument: str) -> bool:
    """Whether that is a project file, or one that the system takes for such."""
    return not argument.startswith("-") and (is_project_name(argument) or Path(argument).is_absolute())


def _open_window(wanted: Wanted) -> int:
    from vidstudio.errors import StorageRefused  # noqa: PLC0415 - not for a process of ours
    from vidstudio.paths import places  # noqa: PLC0415
    from vidstudio.services.second_start.claim import claim_window  # noqa: PLC0415

    try:
        claim = claim_window(places(), wanted)
    except StorageRefused as exc:
        return _refuse(f"{exc.message} {exc.hint}")
    if claim is None:
        return 0
    from vidstudio.app import main as window  # noqa: PLC0415 - Qt comes in here alone

    return window(wanted, claim)


def _refuse(words: str) -> int:
    """Say it on stderr, or in a box where there is none: Windows' menu starts the program without."""
    if sys.stderr is not None:
        sys.stderr.write(f"error: {words}\n")
        return 1
    from PySide6.QtWidgets import QMessageBox  # noqa: PLC0415 - Qt comes in here alone

    from vidstudio.app import make_qt  # noqa: PLC0415

    _ = make_qt(sys.argv[:1])
    QMessageBox.critical(None, "vidstudio", words)
    return 1


def _write_utf8() -> None:
    """Windows has an old encoding for pipes, which lacks most of the world's letters; its consoles know all of them."""
    for stream in (sys.stdout, sys.stderr):
        if isinstance(stream, io.TextIOWrapper):
            stream.reconfigure(encoding="utf-8")


if __name__ == "__main__":
    sys.exit(main())
