"""A person opens the window and every dialog, and looks whether anything is cut off."""

import sys
from functools import partial

from PySide6.QtCore import QPoint
from PySide6.QtGui import QColor
from PySide6.QtWidgets import QAbstractButton, QApplication, QComboBox, QLabel, QMenu, QWidget

from tests.end_to_end.person import Person, xdotool
from tests.end_to_end.sight import color_at, enabled, is_painted, shown, text_of
from tests.end_to_end.stage import perform

JOB = 1
_DIALOGS = {
    "new-job": "ctrl+n",
    "settings": "ctrl+comma",
    "add-scene": "ctrl+shift+n",
    "duration": "F2",
    "refine": "Return",
    "scene": "ctrl+i",
}
_OF_A_SCENE = {"duration": 0, "refine": 1, "scene": 0}
"""The scene each is opened for: another one every time, as two clicks on one may be a double click."""


def journey(person: Person) -> None:
    name, scale, appearance = sys.argv[1:]
    assert person.sees(person.window.devicePixelRatioF) == float(scale)
    person.waits_for("the pictures", lambda: all(is_painted(person.card(row)) for row in range(2)))
    _look(person, f"{name}-window")
    ground = color_at(person.shoots(f"{name}-window"), person.sees(lambda: person.card(0).topLeft()))
    assert _is_light(ground) == (appearance == "light")
    for what, keys in _DIALOGS.items():
        if what in _OF_A_SCENE:
            person.clicks_card(_OF_A_SCENE[what])
        person.presses(keys)
        person.waits_for(f"the dialog {what}", lambda: QApplication.activeModalWidget() is not None)
        if what in {"refine", "scene"}:
            assert person.sees(partial(shown, f"{what}Dialog"))
        _look(person, f"{name}-{what}")
        if what == "settings":
            _try_token(person, name)
        person.presses("Escape")
        person.waits_for(f"the dialog {what} to close", lambda: QApplication.activeModalWidget() is None)
    _menus(person, name)
    _film_settings(person, name)
    _error(person, name)


def _try_token(person: Person, name: str) -> None:
    person.writes("tokenEdit", "r8_nobodys")
    person.clicks("testTokenButton")
    person.waits_for("the answer", lambda: text_of("tokenAnswer") not in {"", "Asking …"})
    _look(person, f"{name}-settings-answer")


def _menus(person: Person, name: str) -> None:
    person.points(lambda: person.card(1).center(), "the second card")
    xdotool("click", "3")
    person.waits_for("the menu of a scene", lambda: QApplication.activePopupWidget() is not None)
    person.shoots(f"{name}-scene-menu")
    person.presses("Escape")
    person.waits_for("the menu to close", lambda: QApplication.activePopupWidget() is None)
    person.presses("alt+m")
    person.waits_for("the film menu", lambda: QApplication.activePopupWidget() is not None)
    person.shoots(f"{name}-film-menu")
    person.presses("Escape", "Escape")
    person.waits_for("the menu to close", lambda: QApplication.activePopupWidget() is None)


def _film_settings(person: Person, name: str) -> None:
    """They have no key of their own: a person finds them in the film menu."""
    person.presses("alt+m")
    person.waits_for("the film menu", lambda: QApplication.activePopupWidget() is not None)
    person.points(lambda: _entry("Film Settings…"), "the film settings' entry")
    xdotool("click", "1")
    person.waits_for("the film settings", lambda: shown("filmDialog"))
    _look(person, f"{name}-film")
    person.presses("Escape")
    person.waits_for("the dialog film to close", lambda: QApplication.activeModalWidget() is None)


def _entry(text: str) -> QPoint | None:
    """Where an entry of the open menu is on the screen."""
    menu = QApplication.activePopupWidget()
    if not isinstance(menu, QMenu):
        return None
    places = [menu.actionGeometry(action) for action in menu.actions() if action.text() == text]
    return menu.mapToGlobal(places[0].center()) if places else None


def _error(person: Person, name: str) -> None:
    """A render that can't begin: a picture has gone from the disk."""
    picture = person.kept(JOB).scenes[1].picture
    assert picture is not None
    person.presses("ctrl+Return")
    person.waits_for("the approval", lambda: enabled("renderButton"))
    _look(person, f"{name}-approved")
    (person.app.bench.studio.storage.images(JOB) / picture.file).unlink()
    person.presses("ctrl+r")
    person.waits_for("the message", lambda: text_of("messageText").startswith("The picture of scene 2 is missing"))
    person.waits_for("the end of the render", lambda: not shown("cancelRenderButton"))
    _look(person, f"{name}-error")


def _look(person: Person, name: str) -> None:
    person.shoots(name)
    person.waits_for(f"{name} with nothing cut off: {person.sees(cut_off)}", lambda: not cut_off(), patience=5)


def cut_off() -> list[str]:
    """Buttons, boxes and labels that are narrower than what they show, or partly hidden at a side."""
    return [
        f"{each.objectName()} “{text_of(each.objectName())}”"
        for each in QApplication.allWidgets()
        if each.isVisible() and isinstance(each, (QAbstractButton, QComboBox, QLabel)) and _is_cut_off(each)
    ]


def _is_cut_off(each: QWidget) -> bool:
    wraps = isinstance(each, QLabel) and each.wordWrap()
    seen = each.visibleRegion().boundingRect()
    too_narrow = not wraps and each.width() < each.minimumSizeHint().width()
    return too_narrow or (not seen.isEmpty() and seen.width() < each.width())


def _is_light(color: QColor) -> bool:
    return color.lightnessF() > 0.5


if __name__ == "__main__":
    sys.exit(perform(journey))
