"""One run of a command: the library opened, progress on stderr, errors in one line."""

import logging
import signal
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from rich.console import Console
from rich.progress import BarColumn, TaskProgressColumn, TextColumn
from rich.progress import Progress as Bars

from vidstudio.core.control import Control, Progress
from vidstudio.core.wording import time_left
from vidstudio.errors import Canceled, VidstudioError
from vidstudio.log import start_log
from vidstudio.paths import places
from vidstudio.settings import load_settings
from vidstudio.store.library import Library, directly
from vidstudio.studio.context import Studio
from vidstudio.studio.recover import recover

_log = logging.getLogger(__name__)
_stderr = Console(stderr=True, highlight=False, soft_wrap=True)


@contextmanager
def session() -> Iterator[Studio]:
    """Everything a command works with."""
    here = places()
    settings = load_settings(here)
    start_log(here.log_file)
    with Library(here.database) as library:
        studio = Studio(directly(library), here, settings)
        recover(studio)
        yield studio


@contextmanager
def progress() -> Iterator[Control]:
    """A bar on stderr where a person watches, a line for each step where it is recorded. Ctrl-C cancels the work."""
    if not _stderr.is_terminal:
        with _interruptible(Control(_lines())) as control:
            yield control
        return
    columns = TextColumn("{task.description}"), BarColumn(), TaskProgressColumn(), TextColumn("{task.fields[left]}")
    with Bars(*columns, console=_stderr, transient=True) as bars:
        task = bars.add_task("Starting", total=None, left="")

        def show(state: Progress) -> None:
            bars.update(
                task,
                description=state.text,
                total=None if state.fraction is None else 1.0,
                completed=state.fraction or 0.0,
                left=time_left(state.seconds_left),
            )

        with _interruptible(Control(show)) as control:
            yield control


@contextmanager
def _interruptible(control: Control) -> Iterator[Control]:
    """The first Ctrl-C asks the work to stop and clean up, the next one does not wait for it."""

    def interrupted(number: int, frame: FrameType | None) -> None:
        if control.canceled:
            signal.default_int_handler(number, frame)
        control.cancel()

    before = signal.signal(signal.SIGINT, interrupted)
    try:
        yield control
    finally:
        signal.signal(signal.SIGINT, before)


def say(text: str) -> None:
    """A remark to the person, on stderr."""
    _stderr.print(text, markup=False, emoji=False)


def run(command: Callable[[], object]) -> int:
    """Run a command and turn however it ends into an exit code."""
    signal.signal(signal.SIGTERM, _terminated)
    try:
        command()
    except VidstudioError as exc:
        _log.info("%s", exc, exc_info=True)
        say(" ".join(f"error: {exc.message} {exc.hint}".split()))
        return 1
    except (KeyboardInterrupt, Canceled):
        say("interrupted")
        return 130
    except BrokenPipeError:
        sys.stderr.close()
        return 1
    except Exception as exc:  # noqa: BLE001 - the last net: logged with its traceback, told in one line
        _log.exception("Unexpected")
        say(
            f"error: something unexpected went wrong ({type(exc).__name__}: {exc}). The log has it: {places().log_file}"
        )
        return 1
    return 0


def _terminated(_number: int, _frame: FrameType | None) -> None:
    raise SystemExit(128 + signal.SIGTERM)


def _lines() -> Callable[[Progress], None]:
    last = ""

    def show(state: Progress) -> None:
        nonlocal last
        if state.text != last:
            last = state.text
            say(state.text)

    return show
