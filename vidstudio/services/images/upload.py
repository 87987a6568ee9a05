"""Files on their way to a service, as inputs of its models: within the order where they are small, else uploaded."""

import base64
import hashlib
from collections.abc import Callable
from pathlib import Path, PurePath

from vidstudio.core.images import StartPicture
from vidstudio.errors import PictureRefused

SMALL = 256 * 1024
"""Letters of a ``data:`` address: Replicate takes files up to that within an order, larger ones have to be uploaded."""

_BEGINNINGS = (
    (b"\x89PNG", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"RIFF", "image/webp"),
)


def read_start(picture: StartPicture) -> bytes:
    """The bytes of a picture to be sent; raises ``PictureRefused`` for one that is gone, or is another one by now."""
    name = PurePath(picture.file).name
    try:
        data = Path(picture.file).read_bytes()
    except OSError as exc:
        raise PictureRefused(f"The picture {name} can't be read: {exc.strerror}.", "Choose it again.") from exc
    if hashlib.sha256(data).hexdigest() != picture.digest:
        raise PictureRefused(f"The picture {name} was changed by another program.", "Choose it again.")
    return data


def as_input(data: bytes, name: str, upload: Callable[[bytes, str, str], str]) -> str:
    """A file as an input of a model: its bytes as a ``data:`` address, or the address it was uploaded to.

    Args:
        data: its bytes.
        name: of the file, of which the service sees the last part.
        upload: given bytes, name and media type, brings them to the service and gives their address there.
    """
    kind = kind_of(data)
    address = f"data:{kind};base64,{base64.b64encode(data).decode()}"
    return address if len(address) <= SMALL else upload(data, PurePath(name).name, kind)


def kind_of(data: bytes) -> str:
    """The media type of a picture's bytes."""
    return next((kind for beginning, kind in _BEGINNINGS if data.startswith(beginning)), "application/octet-stream")
