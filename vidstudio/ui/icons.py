"""Line icons in the colours of the theme, sharp on every screen.

The drawings are ``resources/icons/*.svg``; ``currentColor`` in them becomes a colour of the theme. An icon holds
finished pixels (icon engines written in Python do not survive being copied by Qt), so a change of theme needs new ones:
``set_icon`` sees to that.
"""

from functools import cache

from PySide6.QtCore import QByteArray, QObject, QRectF, QSize, Qt
from PySide6.QtGui import QAction, QIcon, QPainter, QPixmap, QPixmapCache
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QAbstractButton

from vidstudio.paths import resources
from vidstudio.ui.colors import Colors
from vidstudio.ui.theme import colors, find_theme

_SIDES = (16, 20, 24, 32, 40, 48, 64)
"""Pixels: 16, 20, 24 and 32 as they are, and on screens of two pixels a point."""


def icon(name: str, tone: str = "muted", active: str = "text", checked: str = "") -> QIcon:
    """The icon of that name, as the theme is now.

    ``tone`` and ``active`` are names of ``Colors``: at rest, and under the pointer or chosen (``accent_text`` for both
    on a primary button). ``checked`` is another icon's name, shown in its place while the action is checked: a menu
    has one column for both. Raises ``KeyError`` for an unknown icon.
    """
    now = colors()
    made = QIcon()
    _add(made, name, QIcon.State.Off, now, getattr(now, tone), getattr(now, active))
    if checked:
        _add(made, checked, QIcon.State.On, now, now.link, now.link)
    return made


def set_icon(
    target: QAction | QAbstractButton, name: str, tone: str = "muted", active: str = "text", checked: str = ""
) -> None:
    """Give an action or button an icon that follows the theme from now on; call again for another one."""
    wanted = (name, tone, active, checked)
    old = target.findChild(_Keeper, options=Qt.FindChildOption.FindDirectChildrenOnly)
    if old is not None:
        if old.wanted == wanted:
            return
        old.setParent(None)
        old.deleteLater()
    _Keeper(target, wanted)


def drawing(name: str, side: int, color: str, ratio: float = 1.0) -> QPixmap:
    """The icon as one pixmap, ``side`` points square; ``ratio`` is the screen's pixels a point."""
    pixmap = _rendered(_renderer(name, color), round(side * ratio))
    pixmap.setDevicePixelRatio(ratio)
    return pixmap


def app_icon() -> QIcon:
    """The icon of the application itself, in its own colours."""
    made = QIcon()
    renderer = _renderer("vidstudio", "#000000")
    for side in (16, 24, 32, 48, 64, 128, 256):
        made.addPixmap(_rendered(renderer, side))
    return made


def _add(made: QIcon, name: str, state: QIcon.State, now: Colors, rest: str, active: str) -> None:
    for color, modes in (
        (rest, (QIcon.Mode.Normal,)),
        (active, (QIcon.Mode.Active, QIcon.Mode.Selected)),
        (now.disabled, (QIcon.Mode.Disabled,)),
    ):
        for side in _SIDES:
            pixmap = _kept(name, color, side)
            for mode in modes:
                made.addPixmap(pixmap, mode, state)


def _kept(name: str, color: str, side: int) -> QPixmap:
    """Rendered once: a button changes its icon whenever the job does."""
    key, found = f"vidstudio-icon-{name}-{color}-{side}", QPixmap()
    if not QPixmapCache.find(key, found):
        found = _rendered(_renderer(name, color), side)
        QPixmapCache.insert(key, found)
    return found


def _renderer(name: str, color: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(_source(name).replace("currentColor", color).encode()))


def _rendered(renderer: QSvgRenderer, pixels: int) -> QPixmap:
    pixmap = QPixmap(QSize(pixels, pixels))
    pixmap.fill(Qt.GlobalColor.transparent)
    painter = QPainter(pixmap)
    renderer.render(painter, QRectF(0, 0, pixels, pixels))
    painter.end()
    return pixmap


@cache
def _source(name: str) -> str:
    file = resources() / "icons" / f"{name}.svg"
    if not file.is_file():
        raise KeyError(name)
    return file.read_text("utf-8")


class _Keeper(QObject):
    """Child of an action or button; sets its icon anew whenever the theme changes."""

    def __init__(self, target: QAction | QAbstractButton, wanted: tuple[str, str, str, str]) -> None:
        super().__init__(target)
        self._target = target
        self.wanted = wanted
        theme = find_theme()
        if theme is not None:
            theme.changed.connect(self._on_changed)
        self._on_changed()

    def _on_changed(self) -> None:
        self._target.setIcon(icon(*self.wanted))
