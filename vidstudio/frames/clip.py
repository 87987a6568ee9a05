"""Frames of a moving clip, decoded and made to fit by ffmpeg, one after the other."""

import subprocess
import tempfile
from contextlib import ExitStack

from vidstudio.core.frames_spec import LayerSpec
from vidstudio.core.media import film_limits
from vidstudio.errors import FfmpegUnusable, SourceUnreadable
from vidstudio.frames.picture import Pixels


class ClipReader:
    """Reads the piece of a clip that a layer shows; where the clip is over, its last frame stays."""

    def __init__(self, ffmpeg: str, layer: LayerSpec) -> None:
        """Start decoding. Raises ``FfmpegUnusable``."""
        self._layer = layer
        self._files = ExitStack()
        self._errors = self._files.enter_context(tempfile.TemporaryFile())  # noqa: SIM115 - closed with the reader
        graph = f"{layer.filters},tpad=stop=-1:stop_mode=clone,trim=start_frame={layer.start}"
        argv = (
            *(ffmpeg, "-nostdin", "-v", "error", "-nostats", *film_limits()),
            *("-i", f"file:{layer.source}", "-map", "0:V:0", "-an", "-sn", "-dn"),
            *("-vf", graph, "-fps_mode", "passthrough", "-f", "rawvideo", "-pix_fmt", "yuv420p", "pipe:1"),
        )
        try:
            self._process = subprocess.Popen(
                argv,
                stdin=subprocess.DEVNULL,
                stdout=subprocess.PIPE,
                stderr=self._errors,
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
            )
        except OSError as exc:
            self._files.close()
            raise FfmpegUnusable(f"ffmpeg did not start: {exc}.") from exc

    def read(self, frame: Pixels) -> None:
        """The next frame, as planar 4:2:0; raises ``SourceUnreadable`` naming the scene where there is none."""
        rest = frame.data.cast("B")
        pipe = self._process.stdout
        while rest:
            count = pipe.readinto(rest) if pipe else 0  # type: ignore[attr-defined]
            if not count:
                raise self._failure()
            rest = rest[count:]

    def close(self) -> None:
        """End it, wherever it is: it would go on holding the last frame for ever."""
        self._process.kill()
        self._process.wait()
        if self._process.stdout:
            self._process.stdout.close()
        self._files.close()

    def _failure(self) -> SourceUnreadable:
        self._process.wait()
        self._errors.seek(0)
        said = self._errors.read().decode(errors="replace").strip().partition("\n")[0]
        return SourceUnreadable(
            f"The clip of scene {self._layer.scene} can't be read: {said or 'it has no pictures'}.",
            "Choose another clip for it, or none.",
        )
