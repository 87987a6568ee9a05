"""One segment of the film encoded in this process by libav, complete or not there at all.

In process, for no frame has to go through a pipe, and no program has to be started for a segment of half a second; with
one thread each, for several segments are at work at a time, and the same frames then give the same bytes whatever the
machine. Beside one ffmpeg process for each segment it took a seventh less processor time in 1080p.
"""

from contextlib import suppress
from pathlib import Path
from typing import cast

import av
import numpy as np
from av.video.plane import VideoPlane

from vidstudio.core.frames_spec import FramesSpec, SegmentSpec
from vidstudio.errors import ProcessFailed
from vidstudio.frames.h264 import new_encoder
from vidstudio.frames.picture import Pixels
from vidstudio.frames.piece import Coded, write_coded
from vidstudio.frames.refusals import told
from vidstudio.frames.seal import seal
from vidstudio.frames.still import frame_planes

_WHAT = "A piece of the film"


class SegmentEncoder:
    """Writes to a temporary name; ``finish`` gives it the right one, ``abort`` removes it."""

    def __init__(self, spec: FramesSpec, segment: SegmentSpec) -> None:
        """Begin the file. Raises ``DiskFull`` or ``ProcessFailed``."""
        self._segment, self._part, self._count, self._coded = segment, Path(segment.part), 0, 0
        with told(_WHAT):
            self._encoder = new_encoder(spec)
            self._frame = av.VideoFrame(spec.width, spec.height, "yuv420p")
            self._file = self._part.open("wb")
        self._frame.time_base = self._encoder.time_base
        self._planes = [_view(plane) for plane in self._frame.planes]

    def write(self, frame: Pixels) -> None:
        """Encode one frame, planar 4:2:0; it may be drawn over afterwards. Raises as ``finish`` does."""
        for plane, pixels in zip(self._planes, frame_planes(frame), strict=True):
            np.copyto(plane[: pixels.shape[0], : pixels.shape[1]], pixels)
        self._frame.pts = self._count
        self._count += 1
        with told(_WHAT):
            self._keep(self._frame)

    def finish(self) -> None:
        """End the file and put it in its place; raises ``DiskFull`` or ``ProcessFailed``."""
        with told(_WHAT):
            self._keep(None)
            self._file.close()
            if self._coded != self._segment.frames:
                raise ProcessFailed(f"{self._coded} of {self._segment.frames} frames were encoded.")
            seal(self._part)
            self._part.replace(self._segment.output)

    def abort(self) -> None:
        """Leave no file."""
        with suppress(OSError):  # a full disk says so once more
            self._file.close()
        self._part.unlink(missing_ok=True)

    def _keep(self, frame: av.VideoFrame | None) -> None:
        for packet in self._encoder.encode(frame):
            write_coded(self._file, Coded(packet.pts or 0, packet.is_keyframe, bytes(packet)))
            self._coded += 1


def _view(plane: VideoPlane) -> Pixels:
    """Its rows, which may be longer than the picture is wide; what is written there is in the plane."""
    rows: Pixels = np.frombuffer(memoryview(cast("bytearray", plane)), np.uint8).reshape(-1, plane.line_size)
    return rows
