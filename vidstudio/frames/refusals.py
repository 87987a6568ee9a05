"""What libav and the system say against a file, in our words."""

import errno
from collections.abc import Iterator
from contextlib import contextmanager

import av

from vidstudio.errors import DiskFull, ProcessFailed


@contextmanager
def told(what: str) -> Iterator[None]:
    """Raise ``DiskFull`` or ``ProcessFailed`` for what goes wrong in making ``what``."""
    try:
        yield
    except (OSError, ValueError, av.FFmpegError) as exc:
        if getattr(exc, "errno", 0) == errno.ENOSPC:
            raise DiskFull("No space left on device.", "Free some space, then render again.") from exc
        raise ProcessFailed(f"{what} could not be made: {exc}.") from exc
