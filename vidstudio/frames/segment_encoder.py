"""One segment of the film encoded in this process by libav, complete or not there at all.

In process, for no frame has to go through a pipe, and no program has to be started for a segment of half a second. How
many threads each has is up to the options, not to the processors, so that the same frames give the same bytes whatever
the machine. Beside one ffmpeg process for each segment it took a seventh less processor time in 1080p.
"""

from contextlib import suppress
from pathlib import Path

import av

from vidstudio.core.frames_spec import FramesSpec, SegmentSpec
from vidstudio.errors import ProcessFailed
from vidstudio.frames.h264 import new_encoder
from vidstudio.frames.picture import Pixels
from vidstudio.frames.piece import Coded, write_coded
from vidstudio.frames.refusals import told
from vidstudio.frames.seal import seal

_WHAT = "A piece of the film"


class SegmentEncoder:
    """Writes to a temporary name; ``finish`` gives it the right one, ``abort`` removes it."""

    def __init__(self, spec: FramesSpec, segment: SegmentSpec) -> None:
        """Begin the file. Raises ``DiskFull`` or ``ProcessFailed``."""
        self._segment, self._part, self._count, self._coded = segment, Path(segment.part), 0, 0
        with told(_WHAT):
            self._encoder = new_encoder(spec)
            self._file = self._part.open("wb")

    def write(self, frame: Pixels) -> None:
        """Encode one frame, planar 4:2:0; it may be drawn over afterwards. Raises as ``finish`` does."""
        picture = av.VideoFrame.from_numpy_buffer(frame, "yuv420p")  # a view: the encoder copies what it keeps
        picture.pts, picture.time_base = self._count, self._encoder.time_base
        self._count += 1
        with told(_WHAT):
            self._keep(picture)

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
