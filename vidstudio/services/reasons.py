"""How a process of ours tells why it refused: an exit code of its own, and the error as the last line on stderr."""

import json
import sys
from collections.abc import Sequence

from vidstudio.errors import (
    DiskFull,
    InputRefused,
    NotReady,
    SourceMissing,
    SourceUnreachable,
    SourceUnreadable,
    StorageRefused,
    VidstudioError,
)

REFUSED = 3
"""Exit code when it was refused: stderr then ends in a line of JSON with the reason."""

_KINDS: dict[str, type[VidstudioError]] = {
    kind.__name__: kind
    for kind in (
        *(SourceMissing, SourceUnreadable, SourceUnreachable, StorageRefused),
        *(DiskFull, InputRefused, NotReady),
    )
}


def refuse(error: VidstudioError) -> int:
    """Write the reason to stderr; gives the exit code that says so."""
    reason = [type(error).__name__, error.message, error.hint]
    sys.stderr.write(f"\n{json.dumps(reason)}\n")
    return REFUSED


def read_reason(returncode: int, lines: Sequence[str]) -> VidstudioError | None:
    """The error that a process ended with, or None if it ended otherwise; ``lines`` are the last of its stderr."""
    if returncode != REFUSED or not lines:
        return None
    try:
        kind, message, hint = json.loads(lines[-1])
        return _KINDS[kind](message, hint)
    except (ValueError, TypeError, KeyError):  # another program's 3
        return None
