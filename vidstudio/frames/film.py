"""From a specification to files: frames drawn, encoded segment by segment, the sound beside it."""

from collections import deque
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from itertools import islice
from pathlib import Path

from vidstudio.core.frames_spec import FramesSpec
from vidstudio.frames.ffmpeg_process import FfmpegProcess, start_encoder
from vidstudio.frames.sound import SoundMaker


def render(spec: FramesSpec, report: Callable[[int], None]) -> None:
    """Make all files of the specification; ``report`` is called with the number of frames fed so far.

    Each file appears under its name only when it is complete, and those that were stay when a later one fails. Raises
    ``MediaError`` or ``DiskFull``; however it ends, no process of its own is left, nor a temporary file.
    """
    with _started() as running:
        sound = _Sound(spec, running)
        _feed(spec, running, sound, report)
        sound.wait()


_Work = FfmpegProcess | SoundMaker


@contextmanager
def _started() -> Iterator[list[_Work]]:
    """A list of those at work; what is left in it in the end is aborted."""
    running: list[_Work] = []
    try:
        yield running
    finally:
        for process in running:
            process.abort()


class _Sound:
    def __init__(self, spec: FramesSpec, running: list[_Work]) -> None:
        self._running = running
        self._maker: SoundMaker | None = None
        if spec.sound:
            places = (Path(spec.sound.part), Path(spec.sound.output), Path(spec.sound.scratch))
            self._maker = SoundMaker(spec.ffmpeg, spec.sound.track, *places)
            running.append(self._maker)
            self._maker.start()

    def check(self) -> None:
        """Notice early that it failed; never waits."""
        if self._maker and self._maker.ended:
            self.wait()

    def wait(self) -> None:
        if self._maker:
            self._maker.finish()
            self._running.remove(self._maker)
            self._maker = None


def _feed(spec: FramesSpec, running: list[_Work], sound: _Sound, report: Callable[[int], None]) -> None:
    """One encoder is fed, the next one already starts, and the one before may still be busy with its last frames."""
    to_start = iter([None] if spec.together else spec.segments)
    ahead: deque[FfmpegProcess] = deque()
    ending: deque[FfmpegProcess] = deque()

    def start() -> None:
        for segment in islice(to_start, 1):
            ahead.append(start_encoder(spec, segment))
            running.append(ahead[-1])

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
