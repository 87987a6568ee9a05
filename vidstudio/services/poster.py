"""A picture that stands for a moving clip."""

import io
from fractions import Fraction
from itertools import islice
from pathlib import Path
from typing import cast

import av
from av.container import InputContainer
from av.format import Flags
from av.video.frame import VideoFrame
from av.video.stream import VideoStream
from PIL import Image

from vidstudio.core.media import FILM_FORMATS
from vidstudio.errors import SourceUnreadable
from vidstudio.services.probe import film_stream, opened

_SHARE = 0.3
"""Where in the clip it is looked for: the very beginning is often black."""


_MOST_DECODED = 200
"""Frames."""

_UNTIMED = cast("int", Flags.no_timestamps.value)
"""Of a container's flags; libav adds others that the enumeration does not know."""

_MOST_SIDE = 4096
"""Pixels: as large as a scene's picture is ever drawn, whatever the shape of a clip's pixels claims."""


def poster(path: Path, seconds: float) -> bytes:
    """A PNG of a frame of the clip, upright, in square pixels. Raises as ``services.probe.probe`` does."""
    with opened(path, FILM_FORMATS) as container:
        stream = film_stream(path, container)
        frame = _frame_at(container, stream, seconds * _SHARE)
        if frame is None:
            raise SourceUnreadable(f"No picture of “{path.name}” can be decoded.", "Choose another clip.")
        width, height = _upright_size(frame, stream.sample_aspect_ratio or Fraction(1))
        # Not by way of numpy: its threads alone take more memory than the process that looks at files may have.
        picture = frame.reformat(width=width, height=height, format="rgb24").to_image()  # type: ignore[no-untyped-call]
        buffer = io.BytesIO()
        picture.rotate(frame.rotation, expand=True).save(buffer, "PNG", compress_level=3)
    return buffer.getvalue()


def _upright_size(frame: VideoFrame, shape: Fraction) -> tuple[int, int]:
    """Width and height of a frame in square pixels."""
    width = frame.width * shape
    scale = min(Fraction(1), _MOST_SIDE / max(width, Fraction(frame.height)))
    return max(1, round(width * scale)), max(1, round(frame.height * scale))


def glimpse(path: Path, seconds: float, width: int) -> bytes:
    """A small JPEG of the film around that moment, from the key frame before it: quick, and near enough to be seen by.

    Raises as ``services.probe.probe`` does.
    """
    with opened(path, FILM_FORMATS) as container:
        stream = film_stream(path, container)
        stream.codec_context.skip_frame = "NONKEY"
        container.seek(int(max(0.0, seconds) * av.time_base))
        frame = next(container.decode(stream), None)
        if frame is None:
            raise SourceUnreadable(f"No picture of “{path.name}” can be decoded.", "Choose another film.")
        height = max(2, round(frame.height * width / frame.width))
        pixels = frame.to_ndarray(format="rgb24", width=width, height=height)
        buffer = io.BytesIO()
        Image.fromarray(pixels).save(buffer, "JPEG", quality=85)
    return buffer.getvalue()


def _frame_at(container: InputContainer, stream: VideoStream, seconds: float) -> VideoFrame | None:
    """The frame shown then, or one not far before it where key frames are rare; None if none can be decoded."""
    if not container.format.flags & _UNTIMED:  # pictures without a container can't be sought
        container.seek(int(seconds * av.time_base))
    shown = None
    for frame in islice(container.decode(stream), _MOST_DECODED):
        if shown is not None and (frame.time or 0.0) > seconds:
            break
        shown = frame
    return shown
