"""Progress on stdout, in the format of ffmpeg's ``-progress``."""

import os
import sys
import time
from fractions import Fraction

from vidstudio.frames.stopping import Stopped

_PERIOD_SECONDS = 0.2


class ProgressPrinter:
    """Prints at most a few times a second. Raises ``Stopped`` when nobody listens any more."""

    def __init__(self, fps: Fraction) -> None:
        self._fps = fps
        self._started = self._printed = time.monotonic()

    def report(self, frames: int) -> None:
        """Print, if it is time to."""
        if time.monotonic() - self._printed >= _PERIOD_SECONDS:
            self._print(frames, "continue")

    def end(self, frames: int) -> None:
        """Print the last report."""
        self._print(frames, "end")

    def _print(self, frames: int, state: str) -> None:
        self._printed = time.monotonic()
        rate = frames / max(self._printed - self._started, 1e-3)
        lines = (
            f"frame={frames}",
            f"fps={rate:.2f}",
            f"out_time_us={int(frames * 1_000_000 / self._fps)}",
            f"speed={rate / float(self._fps):.3g}x",
            f"progress={state}",
        )
        try:
            sys.stdout.write("\n".join(lines) + "\n")
            sys.stdout.flush()
        except OSError as exc:
            os.dup2(os.open(os.devnull, os.O_WRONLY), 1)  # or Python fails once more on its way out
            raise Stopped from exc
