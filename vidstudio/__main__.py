"""Where the program starts: the window by default, a command if one is named."""

import sys
from collections.abc import Sequence

from vidstudio.services.own_process import OWN, run_own


def main(arguments: Sequence[str] | None = None) -> int:
    """Run vidstudio and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given and given[0] in OWN:
        return run_own(given[0], given[1:])
    if given[:1] == ["--self-check"]:
        from vidstudio.self_check import main as check  # noqa: PLC0415 - each way in loads only what it needs

        return check(given[1:])
    if not given:
        return _open_window(None)
    from vidstudio.cli.commands import main as command_line  # noqa: PLC0415 - each way in loads only what it needs

    return command_line(given, _open_window)


def _open_window(job_id: int | None) -> int:
    from vidstudio.app import main as window  # noqa: PLC0415 - Qt comes in here alone

    return window(job_id)


if __name__ == "__main__":
    sys.exit(main())
