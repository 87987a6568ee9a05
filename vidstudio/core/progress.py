"""How far a running ffmpeg is: its ``-progress`` bytes read piece by piece, and turned into time left.

Everything here is pure: the clock is an argument, and chunks may be cut anywhere. The window feeds it from QProcess,
the command line from a pipe; our own renderer speaks the same format.
"""

import math
from dataclasses import dataclass

_LONGEST_LINE = 4096
"""Bytes kept of a line that never ends; ffmpeg's own are under 100."""


@dataclass(frozen=True, slots=True)
class Report:
    """One block of progress.

    Attributes:
        frame: video frames done, or None where the block says nothing usable. This is what to measure by.
        out_time: seconds of output written, or None. With slow encoders it runs ahead on the audio, so it only shows
            that something moves.
        ended: whether this is the last block.
        size: bytes written so far, or None.
    """

    frame: int | None
    out_time: float | None
    ended: bool = False
    size: int | None = None


class ProgressReader:
    """Reads the ``key=value`` lines of ``-progress`` from chunks cut anywhere.

    Unknown keys, ``N/A``, negative numbers and noise are passed over: a wrong line never ends a run.
    """

    def __init__(self) -> None:
        self._rest = b""
        self._values: dict[str, str] = {}

    def feed(self, chunk: bytes) -> list[Report]:
        """The blocks that are complete with this chunk, oldest first."""
        *lines, rest = (self._rest + chunk).split(b"\n")
        self._rest = rest[-_LONGEST_LINE:]
        return [report for line in lines if (report := self._line(line)) is not None]

    def _line(self, line: bytes) -> Report | None:
        key, separator, value = line.decode("ascii", "replace").partition("=")
        if not separator:
            return None
        key, value = key.strip(), value.strip()
        if key != "progress":
            if key in {"frame", "out_time_us", "out_time_ms", "total_size"}:
                self._values[key] = value
            return None
        values, self._values = self._values, {}
        return Report(
            _whole(values.get("frame")), _seconds(values), ended=value == "end", size=_whole(values.get("total_size"))
        )


def _whole(text: str | None) -> int | None:
    """A number that is not negative, or None."""
    if text is None or not (text.isascii() and text.isdigit()) or len(text) > 15:
        return None
    return int(text)


def _seconds(values: dict[str, str]) -> float | None:
    """``out_time_us`` in seconds; ``out_time_ms`` is microseconds too, a misnomer ffmpeg keeps for old readers."""
    micro = _whole(values.get("out_time_us", values.get("out_time_ms")))
    return None if micro is None else micro / 1_000_000


@dataclass(frozen=True, slots=True)
class Estimate:
    """Where a plan is.

    Attributes:
        fraction: 0 to 1, never falling, or None for work without a length.
        seconds_left: never negative; None until it can be told.
        speed: film seconds a second; None until it can be told.
    """

    fraction: float | None
    seconds_left: float | None = None
    speed: float | None = None


class Meter:
    """Turns frames done over a whole plan into an ``Estimate``.

    The rate is the mean of the recent past, forgotten exponentially (``_MEMORY`` seconds), so that the time left
    follows a change of pace, such as from the first pass to the second, without jumping at every report.
    """

    _MEMORY = 8.0
    _SILENT = 1.0
    """Seconds before the first guess: encoders fill their lookahead first and would seem stuck."""

    def __init__(self, frames: float, fps: float, now: float) -> None:
        """``frames``: weight of the plan; ``fps``: of the film, for the speed; ``now``: seconds of a steady clock."""
        self._frames = max(0.0, frames)
        self._fps = fps
        self._start = self._last = now
        self._done = 0.0
        self._frames_seen = 0.0
        self._seconds_seen = 0.0

    def at(self, done: float, now: float) -> Estimate:
        """The estimate once ``done`` frames of the plan are done at ``now``; fewer than before counts as no more."""
        self._learn(max(self._done, done), max(self._last, now))
        if not self._frames:
            return Estimate(None)
        fraction = min(1.0, self._done / self._frames)
        if fraction >= 1.0:
            return Estimate(1.0, 0.0, self._speed())
        if not self._done or self._last - self._start < self._SILENT:
            return Estimate(fraction)
        rate = self._rate()
        left = (self._frames - self._done) / rate if rate > 0 else None
        return Estimate(fraction, left, self._speed())

    def rest(self, now: float) -> None:
        """Nothing was done until ``now``, for the work was held: no reason to think it had become slower."""
        self._last = max(self._last, now)

    def _learn(self, done: float, now: float) -> None:
        passed = now - self._last
        forget = math.exp(-passed / self._MEMORY)
        self._frames_seen = self._frames_seen * forget + (done - self._done)
        self._seconds_seen = self._seconds_seen * forget + passed
        self._done, self._last = done, now

    def _rate(self) -> float:
        return self._frames_seen / self._seconds_seen if self._seconds_seen > 0 else 0.0

    def _speed(self) -> float | None:
        rate = self._rate()
        return rate / self._fps if rate > 0 and self._fps > 0 else None
