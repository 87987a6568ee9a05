"""The type scale: five roles, in sizes relative to what the system or the person chose."""

import sys
from enum import StrEnum

from PySide6.QtGui import QFont, QFontDatabase, QGuiApplication

from vidstudio.paths import resources

MIN_POINTS = 10.0
"""Least size of body text on Linux, in points: without a desktop the system font is 9, too small for a long day."""


class FontRole(StrEnum):
    """What a piece of writing is."""

    TITLE = "title"
    HEADING = "heading"
    BODY = "body"
    CAPTION = "caption"
    NUMBER = "number"


_SCALE = {
    FontRole.TITLE: (1.5, QFont.Weight.DemiBold),
    FontRole.HEADING: (1.15, QFont.Weight.DemiBold),
    FontRole.BODY: (1.0, QFont.Weight.Normal),
    FontRole.CAPTION: (0.9, QFont.Weight.Normal),
    FontRole.NUMBER: (0.9, QFont.Weight.Medium),
}


def font(role: FontRole | str = FontRole.BODY) -> QFont:
    """The font of a role; numbers have digits of one width. Raises ``ValueError`` for an unknown role."""
    factor, weight = _SCALE[FontRole(role)]
    found = QGuiApplication.font()
    found.setPointSizeF(found.pointSizeF() * factor)
    found.setWeight(weight)
    if role == FontRole.NUMBER:
        found.setFeature(QFont.Tag("tnum"), 1)
    return found


def body_font() -> QFont:
    """The font of the whole window: the system's, but on Linux the bundled Inter if it is there."""
    found = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    if sys.platform == "linux":
        family = _bundled_family()
        if family:
            found.setFamilies([family, *found.families()])
        found.setPointSizeF(max(found.pointSizeF(), MIN_POINTS))
    return found


def _bundled_family() -> str:
    if "Inter" not in QFontDatabase.families():
        for file in sorted((resources() / "fonts").glob("Inter*.[ot]tf")):
            QFontDatabase.addApplicationFont(str(file))
    return "Inter" if "Inter" in QFontDatabase.families() else ""
