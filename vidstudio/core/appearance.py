"""How the window looks; a setting."""

from enum import StrEnum


class Appearance(StrEnum):
    """Colours of the window."""

    SYSTEM = "system"
    LIGHT = "light"
    DARK = "dark"
