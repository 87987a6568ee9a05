"""The note beside the library by which a second start finds the open window.

A connection within the machine is the one way that is the same on each system, and knows no longest path. Any program
of any person can try it; so the note, which its owner alone may read, also has a secret that the caller must know.
"""

import json
from contextlib import suppress
from dataclasses import asdict, dataclass
from pathlib import Path

HOST = "127.0.0.1"


@dataclass(frozen=True, slots=True)
class Note:
    """Where the open window listens.

    Attributes:
        port: at this machine's own address.
        secret: what the caller has to know.
        process: the window's, so that the caller can let it come to the front.
    """

    port: int
    secret: str
    process: int


def write_note(file: Path, note: Note) -> None:
    """Keep it for its owner's eyes; raises ``OSError``."""
    fresh = file.with_name(f".{file.name}.{note.process}.new")
    fresh.unlink(missing_ok=True)
    try:
        fresh.touch(0o600, exist_ok=False)
        fresh.write_text(json.dumps(asdict(note)), "utf-8")
        fresh.replace(file)
    except OSError:
        with suppress(OSError):
            fresh.unlink(missing_ok=True)
        raise


def read_note(file: Path) -> Note | None:
    """The note, None where there is none yet or it can't be read."""
    try:
        found = json.loads(file.read_text("utf-8"))
        note = Note(int(found["port"]), str(found["secret"]), int(found["process"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None
    return note if 0 < note.port < 2**16 else None
