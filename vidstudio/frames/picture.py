"""A picture file to pixels: whatever it is, 8-bit BGR comes out."""

from pathlib import Path

import cv2
import numpy as np
import numpy.typing as npt

from vidstudio.errors import SourceMissing, SourceUnreadable

Pixels = npt.NDArray[np.uint8]
"""Rows, columns and, but for a single plane, channels."""


def read_picture(path: Path) -> Pixels:
    """The picture as 8-bit BGR, turned as its EXIF says, what is transparent laid on black.

    Python reads the file, as OpenCV does not open every name on every system. Raises ``SourceMissing`` and
    ``SourceUnreadable``, both naming the file.
    """
    try:
        data = np.frombuffer(path.read_bytes(), np.uint8)
    except FileNotFoundError as exc:
        raise SourceMissing(f"The picture {path.name} is missing.", "Generate or choose that picture again.") from exc
    except OSError as exc:
        raise SourceUnreadable(f"The picture {path.name} can't be read: {exc.strerror}.") from exc
    picture = _decoded(data, cv2.IMREAD_COLOR_BGR)
    if picture is None or picture.size == 0:
        raise SourceUnreadable(f"The picture {path.name} can't be read.", "Generate or choose that picture again.")
    return _laid_on_black(picture, data) if _may_be_transparent(data[:64].tobytes()) else picture


def _decoded(data: Pixels, flags: int) -> Pixels | None:
    try:
        picture = cv2.imdecode(data, flags)
    except cv2.error:  # an empty file, a size beyond all reason
        return None
    return None if picture is None else np.asarray(picture, np.uint8 if flags == cv2.IMREAD_COLOR_BGR else None)


def _may_be_transparent(head: bytes) -> bool:
    """Whether it is worth decoding the alpha channel: not in JPEG, nor in the plain kinds of PNG and WebP."""
    if head.startswith(b"\x89PNG"):
        return head[25] != 2  # truecolor; a transparent color of its own is not used by any model or camera
    return head[:4] == b"RIFF" and head[12:16] != b"VP8 "


def _laid_on_black(picture: Pixels, data: Pixels) -> Pixels:
    whole = _decoded(data, cv2.IMREAD_UNCHANGED)
    if whole is None or whole.ndim != 3 or whole.shape[2] != 4 or whole.shape[:2] != picture.shape[:2]:
        return picture
    alpha = whole[:, :, 3].astype(np.float32) / np.iinfo(whole.dtype).max
    return (picture * alpha[:, :, None] + 0.5).astype(np.uint8)
