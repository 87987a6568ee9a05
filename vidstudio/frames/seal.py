"""A seal on a kept file, by which damage is noticed before the file is used again.

It holds a digest of all before it, in a box of the kind every reader of MP4 passes over (ISO/IEC 14496-12, 8.1.2). So
the file and what vouches for it appear together, and nothing beside it can be lost or mixed up.
"""

import hashlib
from pathlib import Path

_MARK = b"vidstudio seal 1"
_LENGTH = 8 + len(_MARK) + 32


def seal(path: Path) -> None:
    """Put the seal on a complete file; raises ``OSError``."""
    with path.open("r+b") as file:
        digest = hashlib.file_digest(file, "sha256").digest()
        file.write(_LENGTH.to_bytes(4, "big") + b"free" + _MARK + digest)


def sealed_length(path: Path) -> int:
    """Bytes of what is under the seal. Raises ``OSError``."""
    return max(0, path.stat().st_size - _LENGTH)


def is_whole(path: Path) -> bool:
    """Whether a file is there, sealed, and to the bit as it was then."""
    try:
        size = path.stat().st_size
        with path.open("rb") as file:
            file.seek(size - _LENGTH)
            box = file.read()
            if box[8:-32] != _MARK:
                return False
            file.seek(0)
            found = hashlib.sha256()
            left = size - _LENGTH
            while left and (chunk := file.read(min(left, 1 << 20))):
                found.update(chunk)
                left -= len(chunk)
    except (OSError, ValueError):  # not there, not readable, too short
        return False
    return found.digest() == box[-32:]
