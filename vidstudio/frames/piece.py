"""A kept segment: its encoded pictures one after another, without a container, under a seal.

A film is joined by writing them out again in one container. Reading them back takes no parsing and no decoding, which
is what opening an MP4 for each segment would cost.
"""

import struct
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from vidstudio.frames.seal import sealed_length

_HEAD = struct.Struct("<IiB")
"""Before each picture: its size in bytes, the frame of the segment it shows, whether it is a key frame."""


@dataclass(frozen=True, slots=True)
class Coded:
    """One encoded picture, in the order of decoding; ``frame`` counts from the segment's first."""

    frame: int
    key: bool
    data: bytes


def write_coded(file: IO[bytes], coded: Coded) -> None:
    """Add a picture to a piece under construction. Raises ``OSError``."""
    file.write(_HEAD.pack(len(coded.data), coded.frame, coded.key))
    file.write(coded.data)


def read_coded(path: Path) -> Iterator[Coded]:
    """The pictures of a sealed piece. Raises ``OSError``, and ``ValueError`` for one that is none."""
    left = sealed_length(path)
    with path.open("rb") as file:
        while left:
            head = file.read(_HEAD.size)
            if len(head) < _HEAD.size:
                raise ValueError(f"{path.name} is cut short.")
            size, frame, key = _HEAD.unpack(head)
            data = file.read(size)
            left -= _HEAD.size + size
            if len(data) < size or left < 0:
                raise ValueError(f"{path.name} is cut short.")
            yield Coded(frame, bool(key), data)
