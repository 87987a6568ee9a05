"""How late the window's thread comes to anything while something is asked of it: a timer meant to beat every 2 ms."""

import time
from collections.abc import Callable

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication

PATIENCE = 120.0
"""Seconds until what is waited for counts as not coming."""


class Heartbeat:
    """Beats from construction to ``stop``."""

    def __init__(self) -> None:
        self._timer = QTimer()
        self._timer.timeout.connect(self._beat)
        self._timer.start(2)
        self.reset()

    def reset(self) -> None:
        """Count anew from now."""
        self._gaps: list[tuple[float, float]] = []
        self._last = time.perf_counter(), time.thread_time()

    @property
    def longest(self) -> tuple[float, float]:
        """The longest time between two beats, ms: by the clock, and of the thread's own processor time."""
        wall, cpu = (max(gap[part] for gap in self._gaps) for part in (0, 1))
        return 1000 * wall, 1000 * cpu

    def stop(self) -> None:
        """No more beats."""
        self._timer.stop()

    def _beat(self) -> None:
        now = time.perf_counter(), time.thread_time()
        self._gaps.append((now[0] - self._last[0], now[1] - self._last[1]))
        self._last = now


def until(true: Callable[[], object]) -> None:
    """Let the window work until something is true; raises ``TimeoutError``."""
    begun = time.monotonic()
    while not true():
        if time.monotonic() - begun > PATIENCE:
            raise TimeoutError
        QApplication.processEvents()
        time.sleep(0.001)
