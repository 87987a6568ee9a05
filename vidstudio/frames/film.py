"""From a specification to files: frames drawn, encoded segment by segment, the sound beside it."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from vidstudio.core.frames_spec import FramesSpec
from vidstudio.frames.ffmpeg_process import FfmpegProcess, start_segment, start_sound


def render(spec: FramesSpec, report: Callable[[int], None]) -> None:
    """Make all files of the specification; ``report`` is called with the number of frames fed so far.

    Each file appears under its name only when it is complete, and those that were stay when a later one fails. Raises
    ``MediaError`` or ``DiskFull``; however it ends, no process of its own is left, nor a temporary file.
    """
    with _started() as running:
        sound = _Sound(spec, running)
        _feed(spec, running, sound, report)
        sound.wait()


@contextmanager
def _started() -> Iterator[list[FfmpegProcess]]:
    """A list of those at work; what is left in it in the end is aborted."""
    running: list[FfmpegProcess] = []
    try:
        yield running
    finally:
        for process in running:
            process.abort()


class _Sound:
    def __init__(self, spec: FramesSpec, running: list[FfmpegProcess]) -> None:
        self._running = running
        self._process = start_sound(spec, spec.sound) if spec.sound else None
        if self._process:
            running.append(self._process)

    def check(self) -> None:
        """Notice early that it failed; never waits."""
        if self._process and self._process.ended:
            self.wait()

    def wait(self) -> None:
        if self._process:
            self._process.finish()
            self._running.remove(self._process)
            self._process = None


def _feed(spec: FramesSpec, running: list[FfmpegProcess], sound: _Sound, report: Callable[[int], None]) -> None:
    """One encoder is fed, the next one already starts, and the one before may still be busy with its last frames."""
    to_start = iter(spec.segments)
    ahead: deque[FfmpegProcess] = deque()
    ending: deque[FfmpegProcess] = deque()

    def start() -> None:
        segment = next(to_start, None)
        if segment:
            running.append(start_segment(spec, segment))
            ahead.append(running[-1])

    def finish() -> None:
        process = ending.popleft()
        process.finish()
        running.remove(process)

    start()
    from vidstudio.frames.painter import Painter  # noqa: PLC0415 - loads numpy and OpenCV while ffmpeg is at work

    fed = 0
    with Painter(spec) as painter:
        for _, frame, repeats in painter.frames():
            if len(ahead) < 2:
                start()
            for _ in range(repeats):
                ahead[0].write(frame.data)
                fed += 1
                report(fed)
            if ahead[0].frames_left == 0:
                ending.append(ahead.popleft())
                ending[-1].end()
                sound.check()
                if len(ending) > 1:
                    finish()
    while ending:
        finish()
