"""Parts of the window, on a screen that nobody sees."""

import time

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QFontInfo, QImage, QImageReader
from PySide6.QtSvg import QSvgRenderer

from vidstudio.app import make_qt, open_frame
from vidstudio.core.appearance import Appearance
from vidstudio.core.wanted import Wanted
from vidstudio.paths import resources
from vidstudio.self_check.parts import Broken
from vidstudio.self_check.work import a_job, a_studio
from vidstudio.ui.fonts import body_font
from vidstudio.ui.icons import drawing
from vidstudio.ui.theme import apply_theme

_FORMATS = ("jpeg", "png", "svg", "gif", "webp")
_PATIENCE = 60.0
"""Seconds until the window has what belongs into it."""


def pictures_are_shown() -> str:
    """Every icon can be drawn and is not empty, both styles can be read, and Qt has its picture formats."""
    qt = make_qt(["vidstudio"])
    names = sorted(file.stem for file in (resources() / "icons").glob("*.svg"))
    empty = [name for name in names if _is_empty(drawing(name, 32, "#ffffff").toImage())]
    marks = sorted((resources() / "styles").rglob("*.svg"))
    empty += [f"{mark.parent.name}/{mark.stem}" for mark in marks if not QSvgRenderer(str(mark)).isValid()]
    if empty or not names:
        raise Broken(f"icons that can't be drawn: {', '.join(empty) or 'all'}")
    known = {bytes(name.data()).decode() for name in QImageReader.supportedImageFormats()}
    missing = [name for name in _FORMATS if name not in known]
    if missing:
        raise Broken(f"Qt can't read {', '.join(missing)}")
    for appearance in (Appearance.LIGHT, Appearance.DARK):
        apply_theme(qt, appearance)
    return f"{len(names)} icons, {len(known)} picture formats, {QFontInfo(body_font()).family()}"


def _is_empty(image: QImage) -> bool:
    return image.isNull() or all(
        image.pixelColor(x, y).alpha() == 0 for x in range(image.width()) for y in range(image.height())
    )


def the_window_opens() -> str:
    """The window opens with a job in it, shows something, and closes."""
    with a_studio() as studio:
        job = a_job(studio)
    qt, frame = open_frame(["vidstudio"], Wanted(job_id=job.id))
    begun = time.monotonic()
    while job.title not in frame.windowTitle():
        qt.processEvents()
        if time.monotonic() - begun > _PATIENCE:
            raise Broken(f"nothing was in it after {_PATIENCE:.0f} seconds")
        time.sleep(0.01)
    seconds = time.monotonic() - begun
    shown = frame.grab().toImage()
    colours = {shown.pixel(x, y) for x in range(0, shown.width(), 7) for y in range(0, shown.height(), 7)}
    if len(colours) < 10:
        raise Broken("it is empty")
    frame.close()
    while frame.isVisible() and time.monotonic() - begun < 2 * _PATIENCE:
        qt.processEvents()
        time.sleep(0.01)
    frame.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    return f"{shown.width()}x{shown.height()} after {seconds:.1f} s, on {qt.platformName()}"
