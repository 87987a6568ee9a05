"""One ffmpeg that is fed with all frames of a film."""

import errno
import os
import subprocess
import sys
import tempfile
from contextlib import ExitStack
from typing import IO

from vidstudio.core.frames_spec import FramesSpec
from vidstudio.errors import DiskFull, FfmpegUnusable, ProcessFailed

_PIPE_BYTES = 1 << 20  # the most an unprivileged process may ask for; a third of a frame in 1080p
_DISK_FULL = os.strerror(errno.ENOSPC)
_DISK_FULL_EXIT = 228  # 256 - ENOSPC, as ffmpeg ends with the negative error number
_BT709 = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
_RAW = ("-f", "rawvideo", "-pix_fmt", "yuv420p", *_BT709)  # what the input says is what reaches the encoder
_QUIET = ("-nostdin", "-v", "error", "-nostats", "-y")


class FfmpegProcess:
    """A running ffmpeg. Its output is what the plan makes of it: half-written ones are the runner's to remove."""

    def __init__(self, spec: FramesSpec) -> None:
        """Start it. Raises ``FfmpegUnusable``."""
        size = ("-video_size", f"{spec.width}x{spec.height}", "-framerate", str(spec.fps))
        self._files = ExitStack()  # for what it says: a file, not a pipe that could fill up
        self._errors = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                (spec.ffmpeg, *_QUIET, *_RAW, *size, "-i", "pipe:0", *spec.together),
                stdin=subprocess.PIPE,
                stdout=subprocess.DEVNULL,
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

    def finish(self) -> None:
        """Say that no more frames will come and wait for its end; raises ``DiskFull`` or ``ProcessFailed``."""
        if self._process.stdin:
            self._process.stdin.close()
        if self._process.wait() != 0:
            raise self._failure()
        self._files.close()

    def abort(self) -> None:
        """End it now, whatever it is doing."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        self._files.close()

    def _failure(self) -> DiskFull | ProcessFailed:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        if self._process.returncode == _DISK_FULL_EXIT or any(_DISK_FULL in line for line in lines):
            return DiskFull(f"{_DISK_FULL}.", "Free some space, then try again.")
        said = next((line.strip() for line in lines if line.strip()), f"exit code {self._process.returncode}")
        return ProcessFailed(f"ffmpeg could not make the film: {said}")


def _widen(pipe: IO[bytes]) -> None:
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - there is none on Windows

        try:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:  # the user's limit on pipes is used up: slower, not wrong
            return
