"""One ffmpeg that makes one file: fed with frames or by itself, complete or not there at all."""

import errno
import os
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import IO

from vidstudio.core.frames_spec import FramesSpec, SegmentSpec
from vidstudio.errors import DiskFull, FfmpegUnusable, ProcessFailed
from vidstudio.frames.seal import seal

_PIPE_BYTES = 1 << 20  # the most an unprivileged process may ask for; a third of a frame in 1080p
_DISK_FULL = os.strerror(errno.ENOSPC)
_DISK_FULL_EXIT = 228  # 256 - ENOSPC, as ffmpeg ends with the negative error number
_BT709 = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
_RAW = ("-f", "rawvideo", "-pix_fmt", "yuv420p", *_BT709)  # what the input says is what reaches the encoder


class FfmpegProcess:
    """A running ffmpeg that is fed with frames.

    What it writes to a temporary name ``finish`` gives the right one, and ``abort`` removes.
    """

    def __init__(self, argv: Sequence[str], places: tuple[str, str] | None, *, frames: int, what: str) -> None:
        """Start it. Raises ``FfmpegUnusable``.

        Args:
            argv: the command; but for its output where there are ``places``.
            places: the temporary name and the right one; None where somebody else cares for the output.
            frames: how many it will be fed with.
            what: what it makes, for error messages.
        """
        self._what = what
        self._places = (Path(places[0]), Path(places[1])) if places else None
        self.frames_left = self._frames = frames
        self._files = ExitStack()  # for what it says: files, not pipes that could fill up
        self._told = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        self._errors = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                [*argv, f"file:{places[0]}"] if places else argv,
                stdin=subprocess.PIPE,
                stdout=self._told,
                stderr=self._errors,
                bufsize=0,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as exc:
            self._files.close()
            raise FfmpegUnusable(f"ffmpeg did not start: {exc}.") from exc
        if self._process.stdin:
            _widen(self._process.stdin)

    def write(self, frame: memoryview) -> None:
        """Feed the bytes of one frame; raises as ``finish`` does when ffmpeg has ended early."""
        pipe = self._process.stdin
        rest = frame.cast("B")
        try:
            while pipe and rest:
                rest = rest[pipe.write(rest) :]
        except OSError as exc:
            self._process.wait()
            raise self._failure() from exc
        self.frames_left -= 1

    def end(self) -> None:
        """Say that no more frames will come; returns at once."""
        if self._process.stdin:
            self._process.stdin.close()

    @property
    def ended(self) -> bool:
        """Whether it has exited, well or not."""
        return self._process.poll() is not None

    def finish(self) -> None:
        """Wait for its end and put the file in its place; raises ``DiskFull`` or ``ProcessFailed``."""
        self.end()
        if self._process.wait() != 0:
            raise self._failure()
        if self._places:
            if self._frames_encoded() != self._frames:
                raise ProcessFailed(f"ffmpeg encoded {self._frames_encoded()} of {self._frames} frames.")
            part, output = self._places
            seal(part)
            part.replace(output)
        self._files.close()

    def abort(self) -> None:
        """End it now, whatever it is doing, and leave no file."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        self._files.close()
        if self._places:
            self._places[0].unlink(missing_ok=True)

    def _frames_encoded(self) -> int:
        self._told.seek(0)
        counts = [line.removeprefix(b"frame=") for line in self._told.read().splitlines() if line.startswith(b"frame=")]
        return int(counts[-1]) if counts else 0

    def _failure(self) -> DiskFull | ProcessFailed:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        if self._process.returncode == _DISK_FULL_EXIT or any(_DISK_FULL in line for line in lines):
            where = f": {self._places[1].parent}" if self._places else ""
            return DiskFull(f"{_DISK_FULL}{where}.", "Free some space, then render again.")
        said = next((line.strip() for line in lines if line.strip()), f"exit code {self._process.returncode}")
        return ProcessFailed(f"ffmpeg could not make {self._what}: {said}")


def start_encoder(spec: FramesSpec, segment: SegmentSpec | None) -> FfmpegProcess:
    """An encoder that waits for the frames of a segment, or of all of them."""
    quiet = ("-nostdin", "-v", "error", "-nostats", "-progress", "pipe:1", "-y")
    size = ("-video_size", f"{spec.width}x{spec.height}", "-framerate", str(spec.fps))
    argv = (spec.ffmpeg, *quiet, *_RAW, *size, "-i", "pipe:0", *spec.encoder)
    if segment is None:
        return FfmpegProcess(argv, None, frames=spec.frames, what="the export")
    return FfmpegProcess(argv, (segment.part, segment.output), frames=segment.frames, what="a piece of the film")


def _widen(pipe: IO[bytes]) -> None:
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - there is none on Windows

        try:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:  # the user's limit on pipes is used up: slower, not wrong
            return
