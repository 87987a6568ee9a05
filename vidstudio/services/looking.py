"""The process that looks into files nobody vouches for; ``services.untrusted`` starts it and reads what it says.

It has little memory and little time, may write no file, and takes whatever a damaged or hostile file does to libav with
it into its end.
"""

import json
import os
import sys
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import asdict
from fractions import Fraction
from pathlib import Path

from vidstudio.errors import VidstudioError
from vidstudio.services.probe import probe, probe_audio
from vidstudio.services.reasons import refuse

MEMORY = 2 << 30
"""Bytes of address space: eleven pictures of twice 8K, or what a film in 8K takes three times."""

SECONDS = 9
"""Of processor time, and of the clock for whoever waits: with all around it, that is not ten."""


def main(arguments: Sequence[str]) -> int:
    """Look at a file as ``film``, ``sound`` or ``poster``, and answer on stdout: facts as JSON, or a PNG."""
    what, path, *rest = arguments
    _limit()
    try:
        if what == "poster":
            from vidstudio.services.poster import poster  # noqa: PLC0415 - facts need none of what draws pictures

            sys.stdout.buffer.write(poster(Path(path), float(rest[0])))
        else:
            facts = probe(Path(path)) if what == "film" else probe_audio(Path(path))
            sys.stdout.write(json.dumps(asdict(facts), default=_plain))
    except VidstudioError as exc:
        return refuse(exc)
    return 0


def _limit() -> None:
    """Itself, and where the system has such limits."""
    if sys.platform == "win32":
        from vidstudio.services.job_object import Job  # noqa: PLC0415 - Windows alone

        Job(memory=MEMORY, seconds=SECONDS).add(os.getpid())
        return
    with suppress(ImportError):
        import resource  # noqa: PLC0415

        for limit, most in (
            (resource.RLIMIT_AS, MEMORY),
            (resource.RLIMIT_CPU, SECONDS),
            (resource.RLIMIT_FSIZE, 0),
            (resource.RLIMIT_CORE, 0),
        ):
            with suppress(OSError, ValueError):
                resource.setrlimit(limit, (most, most))


def _plain(value: object) -> str:
    if isinstance(value, Fraction):
        return str(value)
    raise TypeError(type(value))
