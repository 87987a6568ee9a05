"""What tests of the window do again and again: find, read, answer questions, and make sounds and clips."""

import wave
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import TypeVar

import av
from PIL import Image
from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QApplication, QDialog, QLabel, QWidget

from vidstudio.core.job import Job
from vidstudio.ui.widgets import ElidedLabel
from vidstudio.ui.workbench import Workbench

LONG = 60_000
"""Milliseconds that nothing here needs, even on a busy machine."""

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


def voice(file: Path, seconds: float = 1.25) -> Path:
    """A sound file that long."""
    with wave.open(str(file), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(8000)
        sound.writeframes(b"\x10\x00" * round(8000 * seconds))
    return file


def clip(file: Path, color: tuple[int, int, int] = (30, 160, 90)) -> Path:
    """Half a second of moving pictures."""
    with av.open(str(file), "w") as container:
        stream = container.add_stream("mpeg4", rate=24)
        stream.width, stream.height, stream.pix_fmt = 160, 90, "yuv420p"
        for _ in range(12):
            frame = av.VideoFrame.from_image(Image.new("RGB", (160, 90), color))  # type: ignore[no-untyped-call] # av says no more
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return file
