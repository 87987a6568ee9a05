"""What can be seen of the window; to be asked on the event loop's thread, as ``Person.sees`` and ``waits_for`` do."""

from PySide6.QtCore import QPoint, QRect
from PySide6.QtGui import QColor, QGuiApplication, QImage
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractScrollArea,
    QApplication,
    QComboBox,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QProgressBar,
    QWidget,
)

from vidstudio.ui.widgets import ElidedLabel


def widget(name: str) -> QWidget | None:
    """The visible widget of that name; None if there is none."""
    found = [each for each in QApplication.allWidgets() if each.objectName() == name and each.isVisible()]
    return found[-1] if found else None


def shown(name: str) -> bool:
    """Whether there is a visible widget of that name."""
    return widget(name) is not None


def enabled(name: str) -> bool:
    """Whether it is there and can be used."""
    found = widget(name)
    return found is not None and found.isEnabled()


def text_of(name: str) -> str:
    """What a label, button or field shows; empty where there is none."""
    found = widget(name)
    if isinstance(found, QPlainTextEdit):
        return found.toPlainText()
    if isinstance(found, QComboBox):
        return found.currentText()
    if isinstance(found, (QLabel, QAbstractButton, QLineEdit, ElidedLabel)):
        return found.text()
    return ""


def progress_of(name: str) -> int:
    """Where a bar is, 0 to its maximum; -1 while it is hidden or can't tell."""
    found = widget(name)
    return found.value() if isinstance(found, QProgressBar) and found.maximum() else -1


def holds_focus(name: str) -> bool:
    """Whether keys go to it or to a part of it."""
    found, focused = widget(name), QApplication.focusWidget()
    return found is not None and focused is not None and (found is focused or found.isAncestorOf(focused))


def middle_of(name: str) -> QPoint | None:
    """The middle of a widget on the screen, None while it is hidden, disabled or covered."""
    found = widget(name)
    if found is None or not found.isEnabled():
        return None
    place = found.mapToGlobal(found.rect().center())
    under = QApplication.widgetAt(place)
    return place if under is not None and (under is found or found.isAncestorOf(under)) else None


def pixels(place: QPoint) -> tuple[int, int]:
    """A place in points as the X server counts it."""
    ratio = QGuiApplication.primaryScreen().devicePixelRatio()
    return round(place.x() * ratio), round(place.y() * ratio)


def screen_image() -> QImage:
    """The whole screen as it is."""
    return QGuiApplication.primaryScreen().grabWindow(0).toImage()


def color_at(image: QImage, place: QPoint) -> QColor:
    """The colour of a picture of the screen at a place in points."""
    x, y = pixels(place)
    return image.pixelColor(x, y)


def is_painted(cell: QRect) -> bool:
    """Whether the card there shows more than the ground of its picture."""
    image = screen_image()
    across = range(cell.left() + 40, cell.right() - 40, 12)
    return len({color_at(image, QPoint(x, cell.top() + 90)).rgb() for x in across}) > 5


def near(one: QColor, other: QColor, tolerance: int = 6) -> bool:
    """Whether two colours look the same."""
    pairs = ((one.red(), other.red()), (one.green(), other.green()), (one.blue(), other.blue()))
    return all(abs(a - b) <= tolerance for a, b in pairs)


def has_scrolled(view: QAbstractScrollArea, before: int) -> bool:
    """Whether it shows another part than it did."""
    return view.verticalScrollBar().value() != before


def has_keyboard(window: int) -> bool:
    """Whether the X server sends keys to the window of that number."""
    active = QApplication.activeWindow()
    return active is not None and int(active.winId()) == window
