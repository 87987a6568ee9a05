"""From a specification to files: frames drawn and encoded by a few threads, the sound beside them."""

import threading
from collections import deque
from collections.abc import Callable
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import TYPE_CHECKING

from vidstudio.core.frames_spec import FramesSpec, SegmentSpec
from vidstudio.errors import Canceled
from vidstudio.frames.cores import cores
from vidstudio.frames.ffmpeg_process import FfmpegProcess
from vidstudio.frames.sound import SoundMaker
from vidstudio.frames.stopping import at_once

if TYPE_CHECKING:
    from vidstudio.frames.painter import Painter

_LOOK_EVERY = 0.05
"""Seconds between looks at the threads; a signal is heard in between."""

_MOST_PIXELS = 10 << 20
"""Of frames encoded at a time, one in 2160p: each encoder holds some ten of them, and memory is not to grow with
cores."""


def render(spec: FramesSpec, report: Callable[[int], None]) -> None:
    """Make all files of the specification; ``report`` is called with the number of frames encoded so far.

    Each file appears under its name only when it is complete, and those that were stay when a later one fails. Raises
    ``MediaError`` or ``DiskFull``; however it ends, no process of its own is left, nor a temporary file.
    """
    with ExitStack() as at_work:
        sound = _start_sound(spec, at_work)
        if spec.segments:
            _draw(spec, at_work, sound, report)
        if sound:
            sound.finish()
        if spec.film:
            from vidstudio.frames.joining import join  # noqa: PLC0415 - libav, while ffmpeg is at work

            join(spec, spec.film)


def _draw(spec: FramesSpec, at_work: ExitStack, sound: SoundMaker | None, report: Callable[[int], None]) -> None:
    from vidstudio.frames.painter import Painter  # noqa: PLC0415 - numpy and OpenCV, which a mere join can do without

    painter = at_work.enter_context(Painter(spec))
    if spec.together:
        _feed(spec, painter, report)
    else:
        _encode(spec, painter, sound, report)


def _start_sound(spec: FramesSpec, at_work: ExitStack) -> SoundMaker | None:
    if spec.sound is None:
        return None
    places = (Path(spec.sound.part), Path(spec.sound.output), Path(spec.sound.scratch))
    sound = SoundMaker(spec.ffmpeg, spec.sound.track, *places)
    at_work.callback(sound.abort)
    sound.start()
    return sound


def _feed(spec: FramesSpec, painter: "Painter", report: Callable[[int], None]) -> None:
    """All frames in order to one ffmpeg."""
    process, fed = FfmpegProcess(spec), 0
    try:
        for frame, repeats in painter.frames():
            for _ in range(repeats):
                process.write(frame.data)
                fed += 1
                report(fed)
        process.finish()
    except BaseException:
        process.abort()
        raise


def _encode(spec: FramesSpec, painter: "Painter", sound: SoundMaker | None, report: Callable[[int], None]) -> None:
    """Several segments at a time, each encoded by a thread of its own."""
    with _Segments(spec, painter) as work:
        while work.busy:
            work.wait(_LOOK_EVERY)
            report(work.encoded)
            if sound and sound.ended:
                sound.finish()  # notice early that it failed
    report(work.encoded)


def workers(spec: FramesSpec) -> int:
    """How many segments are worth being at work at a time on this machine."""
    return max(1, min(cores(), len(spec.segments), _MOST_PIXELS // (spec.width * spec.height)))


class _Segments:
    """The threads that make all segments; the first error of any is everybody's."""

    def __init__(self, spec: FramesSpec, painter: "Painter") -> None:
        self._spec, self._painter = spec, painter
        self._waiting = deque(spec.segments)
        self._stopping, self._changed = threading.Event(), threading.Event()
        self._errors: deque[BaseException] = deque()
        self._counts = [0] * workers(spec)
        self._threads = [
            threading.Thread(target=self._work, args=(n,), name="segments") for n in range(len(self._counts))
        ]

    def __enter__(self) -> "_Segments":
        for thread in self._threads:
            thread.start()
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        """Let all threads come to their end, soon if they are not done; raises the first error of any."""
        if kind or self._errors:
            self._stopping.set()
        if at_once(kind):
            return
        for thread in self._threads:
            if thread.ident is not None:
                thread.join()
        if self._errors:
            raise self._errors[0]

    @property
    def busy(self) -> bool:
        return any(thread.is_alive() for thread in self._threads)

    @property
    def encoded(self) -> int:
        """Frames of all segments."""
        return sum(self._counts)

    def wait(self, seconds: float) -> None:
        """Until something has ended, or so long."""
        self._changed.wait(seconds)
        self._changed.clear()

    def _work(self, number: int) -> None:
        try:
            while not self._stopping.is_set() and (segment := self._next()):
                self._make(segment, number)
        except Canceled:
            return
        except BaseException as exc:  # noqa: BLE001 - raised where it is waited for
            self._errors.append(exc)
            self._stopping.set()
        finally:
            self._changed.set()

    def _check(self) -> None:
        if self._stopping.is_set():
            raise Canceled

    def _next(self) -> SegmentSpec | None:
        with suppress(IndexError):
            return self._waiting.popleft()
        return None

    def _make(self, segment: SegmentSpec, number: int) -> None:
        from vidstudio.frames.segment_encoder import SegmentEncoder  # noqa: PLC0415 - libav, while pictures are loaded

        encoder = SegmentEncoder(self._spec, segment)
        try:
            for frame, repeats in self._painter.segment(segment):
                for _ in range(repeats):
                    self._check()
                    encoder.write(frame)
                    self._counts[number] += 1
            encoder.finish()
        except BaseException:
            encoder.abort()
            raise
