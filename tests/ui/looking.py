"""What tests of the window do again and again: find, read and answer questions."""

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from vidstudio.core.job import Job
from vidstudio.ui.widgets import ElidedLabel
from vidstudio.ui.workbench import Workbench

W = TypeVar("W", bound=QObject)


def find(inside: QObject, kind: type[W], name: str) -> W:
    """The one child of that name."""
    found = inside.findChildren(kind, name)
    assert len(found) == 1, f"{len(found)} of {name}"
    return found[0]


def text_of(inside: QWidget, name: str) -> str:
    """What a label shows."""
    label = find(inside, QWidget, name)
    assert isinstance(label, (QLabel, ElidedLabel))
    return label.text()


def shown(inside: QWidget, name: str) -> bool:
    """Whether a part is to be seen."""
    return not find(inside, QWidget, name).isHidden()


def kept(bench: Workbench, job_id: int) -> Job:
    """The job as the library has it."""
    with ThreadPoolExecutor(1) as pool:  # the window's thread may not ask
        return pool.submit(lambda: bench.store(lambda library: library.jobs.get(job_id))).result()


def when_asked(do: Callable[[QDialog], object]) -> QTimer:
    """Answer the next question that blocks: ``do`` gets its box. Keep what it gives until then."""
    timer = QTimer(interval=10)

    def look() -> None:
        box = QApplication.activeModalWidget()
        if isinstance(box, QDialog):
            timer.stop()
            do(box)

    timer.timeout.connect(look)
    timer.start()
    return timer
