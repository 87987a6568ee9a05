"""Runs the real window in this process, with a person at it."""

import faulthandler
import os
import sys
import threading
import traceback
from collections.abc import Callable
from pathlib import Path
from types import TracebackType

from tests.end_to_end.person import Person
from tests.end_to_end.window_process import SHOTS
from vidstudio.app.composition import App, build_app

LONGEST = 180
"""Seconds after which a journey that hangs is ended, telling where it hangs."""


def perform(journey: Callable[[Person], None]) -> int:
    """Open the window, let the journey happen, close the window; gives the exit code of its process."""
    faulthandler.dump_traceback_later(LONGEST, exit=True)
    sys.excepthook = _on_exception
    qt, app = build_app(sys.argv[:1])
    person = Person(app, Path(os.environ[SHOTS]))
    thread = threading.Thread(target=_act, args=(journey, person), name="person")
    app.start()
    thread.start()
    code = qt.exec()
    thread.join()
    return code


def _act(journey: Callable[[Person], None], person: Person) -> None:
    try:
        person.waits_for("the window with a job", lambda: _is_open(person.app))
        journey(person)
        person.presses("ctrl+q")
    except BaseException:  # noqa: BLE001 - told, then the process is ended, whatever the window is doing
        traceback.print_exc()
        _shoot_failure(person)
        sys.stderr.flush()
        os._exit(1)


def _on_exception(_kind: type[BaseException], exc: BaseException, _trace: TracebackType | None) -> None:
    """Something in the window was not caught: Qt would go on, the journey shall not."""
    traceback.print_exception(exc)
    sys.stderr.flush()
    os._exit(1)


def _is_open(app: App) -> bool:
    return app.window.isVisible() and app.bench.view is not None and app.bench.model.rowCount() > 0


def _shoot_failure(person: Person) -> None:
    try:
        person.shoots(f"failed-{os.getpid()}")
    except Exception:  # noqa: BLE001 - the window may be beyond that
        traceback.print_exc()
