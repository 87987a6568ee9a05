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

from vidstudio.core.frames_spec import FramesSpec, SegmentSpec, SoundSpec
from vidstudio.errors import DiskFull, FfmpegUnusable, ProcessFailed

_PIPE_BYTES = 1 << 20  # the most an unprivileged process may ask for; a third of a frame in 1080p
_DISK_FULL = os.strerror(errno.ENOSPC)
_DISK_FULL_EXIT = 228  # 256 - ENOSPC, as ffmpeg ends with the negative error number
_BT709 = ("-color_range", "tv", "-colorspace", "bt709", "-color_primaries", "bt709", "-color_trc", "bt709")
_RAW = ("-f", "rawvideo", "-pix_fmt", "yuv420p", *_BT709)  # what the input says is what reaches the encoder


class FfmpegProcess:
    """A running ffmpeg that writes to a temporary name; ``finish`` gives it the right one, ``abort`` removes it."""

    def __init__(self, argv: Sequence[str], part: str, output: str, *, frames: int = 0, what: str) -> None:
        """Start it. Raises ``FfmpegUnusable``.

        Args:
            argv: the command but for the output.
            part: the temporary name.
            output: the right one.
            frames: how many it will be fed with, 0 for one that works by itself.
            what: what it makes, for error messages.
        """
        self._what = what
        self._part, self._output, self.frames_left, self._frames = Path(part), Path(output), frames, frames
        self._files = ExitStack()  # for what it says: files, not pipes that could fill up
        self._told = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        self._errors = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115
        try:
            self._process = subprocess.Popen(
                [*argv, f"file:{part}"],
                stdin=subprocess.PIPE if frames else subprocess.DEVNULL,
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
        if self._frames and self._frames_encoded() != self._frames:
            raise ProcessFailed(f"ffmpeg encoded {self._frames_encoded()} of {self._frames} frames.")
        self._part.replace(self._output)
        self._files.close()

    def abort(self) -> None:
        """End it now, whatever it is doing, and leave no file."""
        self._process.kill()
        self._process.wait()
        if self._process.stdin:
            self._process.stdin.close()
        self._files.close()
        self._part.unlink(missing_ok=True)

    def _frames_encoded(self) -> int:
        self._told.seek(0)
        counts = [line.removeprefix(b"frame=") for line in self._told.read().splitlines() if line.startswith(b"frame=")]
        return int(counts[-1]) if counts else 0

    def _failure(self) -> DiskFull | ProcessFailed:
        self._errors.seek(0)
        lines = self._errors.read().decode(errors="replace").split("\n")
        if self._process.returncode == _DISK_FULL_EXIT or any(_DISK_FULL in line for line in lines):
            return DiskFull(f"{_DISK_FULL}: {self._output.parent}.", "Free some space, then render again.")
        said = next((line.strip() for line in lines if line.strip()), f"exit code {self._process.returncode}")
        return ProcessFailed(f"ffmpeg could not make {self._what}: {said}")


def start_segment(spec: FramesSpec, segment: SegmentSpec) -> FfmpegProcess:
    """An encoder that waits for the segment's frames."""
    quiet = ("-nostdin", "-v", "error", "-nostats", "-progress", "pipe:1", "-y")
    size = ("-video_size", f"{spec.width}x{spec.height}", "-framerate", str(spec.fps))
    argv = (spec.ffmpeg, *quiet, *_RAW, *size, "-i", "pipe:0", *spec.encoder)
    return FfmpegProcess(argv, segment.part, segment.output, frames=segment.frames, what="a piece of the film")


def start_sound(spec: FramesSpec, sound: SoundSpec) -> FfmpegProcess:
    """The sound, at work by itself."""
    what = f"the sound from {sound.music}" if sound.music else "a silent track"
    return FfmpegProcess((spec.ffmpeg, *sound.arguments), sound.part, sound.output, what=what)


def _widen(pipe: IO[bytes]) -> None:
    if sys.platform == "linux":
        import fcntl  # noqa: PLC0415 - there is none on Windows

        try:
            fcntl.fcntl(pipe, fcntl.F_SETPIPE_SZ, _PIPE_BYTES)
        except OSError:  # the user's limit on pipes is used up: slower, not wrong
            return
