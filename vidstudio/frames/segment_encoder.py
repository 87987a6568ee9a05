"""One segment of the film encoded in this process by libav, complete or not there at all.

In process, for no frame has to go through a pipe, and no program has to be started for a segment of half a second; with
one thread each, for several segments are at work at a time, and the same frames then give the same bytes whatever the
machine. Measured beside one ffmpeg process for each segment, tests/bench/render.py: a fifth less processor time.
"""

import errno
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import cast

import av
import cv2
import numpy as np
from av.video.plane import VideoPlane
from av.video.stream import VideoStream

from vidstudio.core.frames_spec import FramesSpec, SegmentSpec
from vidstudio.errors import DiskFull, ProcessFailed
from vidstudio.frames.picture import Pixels
from vidstudio.frames.seal import seal
from vidstudio.frames.still import frame_planes

_AVX_512 = 13  # CV_CPU_AVX_512F, a name that OpenCV keeps from Python
_LIMITED, _BT709 = 1, 1  # AVCOL_RANGE_MPEG; AVCOL_SPC_, AVCOL_PRI_ and AVCOL_TRC_BT709


class SegmentEncoder:
    """Writes to a temporary name; ``finish`` gives it the right one, ``abort`` removes it."""

    def __init__(self, spec: FramesSpec, segment: SegmentSpec) -> None:
        """Begin the file. Raises ``DiskFull``, ``ProcessFailed`` or ``OSError``."""
        self._segment, self._part, self._pts, self._packets = segment, Path(segment.part), 0, 0
        self._beat = 1 / spec.fps
        with _told():
            options = {"video_track_timescale": str(1000 * spec.fps)}
            self._container = av.open(f"file:{segment.part}", "w", format="mp4", options=options)
            self._stream = self._begin(spec)
        self._frame = av.VideoFrame(spec.width, spec.height, "yuv420p")
        self._frame.time_base = self._beat
        self._planes = [_view(plane) for plane in self._frame.planes]

    def _begin(self, spec: FramesSpec) -> VideoStream:
        stream: VideoStream = self._container.add_stream("libx264", rate=spec.fps, options=_steady(dict(spec.encoder)))
        stream.width, stream.height, stream.pix_fmt = spec.width, spec.height, "yuv420p"
        context = stream.codec_context
        context.time_base, context.thread_count = self._beat, 1
        context.color_range = _LIMITED
        context.colorspace = context.color_primaries = context.color_trc = _BT709
        return stream

    def write(self, frame: Pixels) -> None:
        """Encode one frame, planar 4:2:0; it may be drawn over afterwards. Raises as ``finish`` does."""
        for plane, pixels in zip(self._planes, frame_planes(frame), strict=True):
            np.copyto(plane[: pixels.shape[0], : pixels.shape[1]], pixels)
        self._frame.pts = self._pts
        self._pts += 1
        with _told():
            self._mux(self._frame)

    def finish(self) -> None:
        """End the file and put it in its place; raises ``DiskFull``, ``ProcessFailed`` or ``OSError``."""
        with _told():
            self._mux(None)
            self._container.close()
            if self._packets != self._segment.frames:
                raise ProcessFailed(f"{self._packets} of {self._segment.frames} frames were encoded.")
            seal(self._part)
            self._part.replace(self._segment.output)

    def abort(self) -> None:
        """Leave no file."""
        with suppress(OSError, av.FFmpegError):  # it can't be completed: that may be why
            self._container.close()
        self._part.unlink(missing_ok=True)

    def _mux(self, frame: av.VideoFrame | None) -> None:
        for packet in self._stream.encode(frame):
            self._packets += 1
            self._container.mux(packet)


def _steady(options: dict[str, str]) -> dict[str, str]:
    """The same frames are to give the same bytes every time.

    x264's code for AVX-512 reads memory beyond the rows of its macroblock tree that nobody has written, where they are
    no multiple of eight macroblocks long; up to AVX2 it does not. Seen with x264 core 165 in libav 62.
    """
    if cv2.checkHardwareSupport(_AVX_512):
        options["x264-params"] += ":asm=AVX2"
    return options


def _view(plane: VideoPlane) -> Pixels:
    """Its rows, which may be longer than the picture is wide; what is written there is in the plane."""
    rows: Pixels = np.frombuffer(memoryview(cast("bytearray", plane)), np.uint8).reshape(-1, plane.line_size)
    return rows


@contextmanager
def _told() -> Iterator[None]:
    """What libav and the system say against a file, in our words."""
    try:
        yield
    except (OSError, av.FFmpegError) as exc:
        if exc.errno == errno.ENOSPC:
            raise DiskFull("No space left on device.", "Free some space, then render again.") from exc
        raise ProcessFailed(f"A piece of the film could not be made: {exc}.") from exc
