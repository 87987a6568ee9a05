"""Where the program starts: the window by default, a command if one is named."""

import sys
from collections.abc import Sequence


def main(arguments: Sequence[str] | None = None) -> int:
    """Run vidstudio and return its exit code."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    if given[:1] == ["frames"]:  # what a frozen program starts itself as, to draw frames
        from vidstudio.frames.__main__ import main as draw_frames  # noqa: PLC0415 - each way in loads only what it needs

        return draw_frames(given[1:])
    if given[:1] == ["look"]:  # what it starts itself as, to look into a file from elsewhere
        from vidstudio.services.looking import main as look  # noqa: PLC0415

        return look(given[1:])
    if given[:1] == ["fetching"]:  # and to fetch a film from an address
        from vidstudio.services.fetching import main as fetch  # noqa: PLC0415

        return fetch(given[1:])
    if not given:
        return _open_window(None)
    from vidstudio.cli.commands import main as command_line  # noqa: PLC0415 - without Qt

    return command_line(given, _open_window)


def _open_window(job_id: int | None) -> int:
    from vidstudio.app import main as window  # noqa: PLC0415 - Qt comes in here alone

    return window(job_id)


if __name__ == "__main__":
    sys.exit(main())
