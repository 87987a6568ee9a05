"""What the end-to-end tests share: a screen, and the window as a process on it."""

import os
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from tests.end_to_end.desk import Desk
from tests.end_to_end.screen import skip_without_tools, virtual_screen
from tests.end_to_end.window_process import SHOTS, WindowProcess

KEPT_SHOTS = os.environ.get("VIDSTUDIO_SHOTS", "")
"""A folder to keep the pictures of the screen in; read before a test gets its own environment."""

OpenWindow = Callable[..., WindowProcess]


@pytest.fixture
def shots(tmp_path: Path) -> Path:
    """The folder for pictures of the screen."""
    return Path(KEPT_SHOTS).absolute() if KEPT_SHOTS else tmp_path / "shots"


@pytest.fixture
def screen_size() -> tuple[int, int]:
    """Pixels of the screen; a test with another one parametrizes this."""
    return (1280, 800)


@pytest.fixture
def open_window(home: Path, tmp_path: Path, shots: Path, screen_size: tuple[int, int]) -> Iterator[OpenWindow]:
    """Start a journey on this test's screen: its name, its arguments, and what more is in its environment."""
    skip_without_tools()
    with ExitStack() as stack:
        display = stack.enter_context(virtual_screen(screen_size))

        def start(*journey: str, **more: str) -> WindowProcess:
            number = len(list(tmp_path.glob("journey-*.log")))
            log = tmp_path / f"journey-{number}.log"
            return stack.enter_context(WindowProcess(journey, _environment(display, shots) | more, log))

        yield start


@pytest.fixture
def desk() -> Iterator[Desk]:
    """A screen on which nothing runs yet; what is started there ends with the test."""
    skip_without_tools()
    with ExitStack() as ends:
        yield Desk(ends.enter_context(virtual_screen()), ends)


def _environment(display: str, shots: Path) -> dict[str, str]:
    """The test's own, which names its home, but for whatever desktop it was started from."""
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("QT_", "WAYLAND_", "DBUS_"))}
    return kept | {
        "DISPLAY": display,
        "QT_QPA_PLATFORM": "xcb",
        "LC_ALL": "C.UTF-8",
        SHOTS: str(shots),
        "XDG_RUNTIME_DIR": str(shots.parent),
    }
