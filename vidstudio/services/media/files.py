"""Clips and sounds as they come from a service: told by their first bytes, and whether their end is there."""

from pathlib import Path

from vidstudio.errors import ImageServiceError
from vidstudio.services.images.refusals import unreachable

LARGEST_CLIP = 500 * 1024 * 1024
LARGEST_SOUND = 50 * 1024 * 1024
"""Bytes: twelve seconds in 1080p are some 20 MB, half a minute of stereo WAV some 6."""

_HEAD = 16
_MOST_BOXES = 10_000


def suffix_of(file: Path) -> str:
    """The suffix that fits a clip or a sound, empty for a file that is neither; what it is called is not asked."""
    with file.open("rb") as stream:
        head = stream.read(_HEAD)
    if head[4:8] == b"ftyp":
        return {b"qt  ": ".mov", b"M4A ": ".m4a"}.get(head[8:12], ".mp4")
    if head[:4] == b"RIFF" and head[8:12] == b"WAVE":
        return ".wav"
    if head[:3] == b"ID3" or (head[:1] == b"\xff" and len(head) > 1 and head[1] & 0xE0 == 0xE0):
        return ".mp3"
    return {b"\x1a\x45\xdf\xa3": ".webm", b"OggS": ".ogg", b"fLaC": ".flac"}.get(head[:4], "")


def check_whole(file: Path) -> None:
    """Raise ``ImageServiceError`` for what is no clip and no sound, ``ServiceUnreachable`` for one without its end."""
    suffix, size = suffix_of(file), file.stat().st_size
    if not suffix:
        raise ImageServiceError(
            "What the image service sent is no film and no sound.", "Choose another model, or try again."
        )
    if suffix in {".mp4", ".mov", ".m4a"} and not _boxes_end(file, size):
        raise unreachable("the file came incomplete")
    if suffix == ".wav":
        with file.open("rb") as stream:
            told = int.from_bytes(stream.read(8)[4:], "little")
        if size < told + 8 and told not in {0, 2**32 - 1}:  # a length nobody knew when it was begun
            raise unreachable("the file came incomplete")


def _boxes_end(file: Path, size: int) -> bool:
    """Whether the boxes an MP4 is made of end where the file does, or before it; the last may go on to the end."""
    position = 0
    with file.open("rb") as stream:
        for _ in range(_MOST_BOXES):
            if position >= size:
                break
            stream.seek(position)
            head = stream.read(16)
            length = int.from_bytes(head[:4], "big")
            if length == 1:
                length = int.from_bytes(head[8:16], "big")
            if length == 0:
                return True
            if length < 8:
                return False
            position += length
    return position == size
