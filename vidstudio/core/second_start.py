"""How a start tells the window that is open already what it asks for."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from vidstudio.core.wanted import Wanted
from vidstudio.errors import InputRefused

FORMAT = 1
"""Of the message. A window that does not know a newer one, or a part of it, says no, and the caller opens its own."""

_LARGEST = 2**63 - 1
"""The largest number a library can have for a job."""


@dataclass(frozen=True, slots=True)
class SecondStart:
    """One start beside an open window.

    Attributes:
        wanted: what it is to open.
        screens: environment variables that say on which screen the caller is, with their values.
        activation: what the desktop gave the caller so that a window may come to the front; empty where it gave none.
    """

    wanted: Wanted
    screens: tuple[tuple[str, str], ...] = ()
    activation: str = ""

    def document(self) -> dict[str, object]:
        """As a JSON object."""
        return {
            "format": FORMAT,
            "open": _written(self.wanted),
            "screens": dict(self.screens),
            "activation": self.activation,
        }

    def on_screen(self, own: Mapping[str, str]) -> bool:
        """Whether whoever called sees the window whose environment is given."""
        return all(own.get(name, value) == value for name, value in self.screens)


def read_second_start(document: object) -> SecondStart:
    """What was told; raises ``InputRefused`` for what is none, or says more than this program understands."""
    if not isinstance(document, dict) or document.get("format") != FORMAT:
        raise InputRefused("This is no message of a format that is known here.")
    screens = document.get("screens", {})
    activation = document.get("activation", "")
    if not isinstance(activation, str) or not isinstance(screens, dict):
        raise InputRefused("The message is malformed.")
    told = tuple((str(name), str(value)) for name, value in screens.items())
    return SecondStart(_read_wanted(document.get("open")), told, activation)


def _written(wanted: Wanted) -> dict[str, object]:
    """As a JSON object, without what is not asked for."""
    named = {"job": wanted.job_id, "project": None if wanted.project is None else str(wanted.project)}
    return {name: value for name, value in named.items() if value is not None}


def _read_wanted(document: object) -> Wanted:
    if not isinstance(document, dict) or document.keys() - {"job", "project"}:
        raise InputRefused("What is to be opened is not known here.")
    job, project = document.get("job"), document.get("project")
    if job is not None and (type(job) is not int or not 0 < job <= _LARGEST):
        raise InputRefused("This is no number of a job.")
    if project is not None and not (isinstance(project, str) and Path(project).is_absolute()):
        raise InputRefused("This is no whole path of a file.")
    return Wanted(job, Path(project) if project else None)
