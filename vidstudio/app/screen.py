"""The screen that the window opens on, and what is said where there is none."""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager

from PySide6.QtCore import QMessageLogContext, QtMsgType, qFormatLogMessage, qInstallMessageHandler

NAMES = ("DISPLAY", "WAYLAND_DISPLAY", "QT_QPA_PLATFORM")
_COMMANDS = "The commands work without one: vidstudio --help"


def screen_missing(environment: Mapping[str, str]) -> str:
    """What to say where no screen is named at all, which Linux alone leaves open; empty where one is."""
    if not sys.platform.startswith("linux") or _named(environment):
        return ""
    return f"There is no screen to open the window on. {_COMMANDS}"


@contextmanager
def plain_refusal() -> Iterator[None]:
    """Within this, Qt's despair of a screen that is named but doesn't answer ends the program in words, with 1.

    By itself Qt aborts, which looks like a crash of ours and is reported as one. Nothing can be saved by going on:
    Qt aborts as soon as the handler returns.
    """
    before = qInstallMessageHandler(_heard)
    try:
        yield
    finally:
        qInstallMessageHandler(before)


def _heard(kind: QtMsgType, context: QMessageLogContext, message: str) -> None:
    fatal = kind is QtMsgType.QtFatalMsg
    if sys.stderr is not None:
        sys.stderr.write(_refusal(os.environ) if fatal else f"{qFormatLogMessage(kind, context, message)}\n")
        sys.stderr.flush()
    if fatal:
        os._exit(1)


def _refusal(environment: Mapping[str, str]) -> str:
    named = " ".join(_named(environment))
    where = f"on this screen ({named})" if named else "here"
    return f"error: The window can't open {where}; the lines above say why. {_COMMANDS}\n"


def _named(environment: Mapping[str, str]) -> list[str]:
    return [f"{name}={environment[name]}" for name in NAMES if environment.get(name)]
