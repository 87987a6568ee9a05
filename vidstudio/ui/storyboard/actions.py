"""The storyboard's actions: one set for its context menu, its keys and whatever menu the window shows them in."""

import sys
from collections.abc import Callable, Mapping, Sequence
from enum import StrEnum
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from vidstudio.core.scene import Framing, Motion, Scene, Transition
from vidstudio.core.wording import FRAMING, MOTION, TRANSITION
from vidstudio.ui.icons import set_icon

_REMOVE_KEYS = ("Backspace", "Delete") if sys.platform == "darwin" else ("Delete",)


class StoryboardActions:
    """Created by the view, which connects them; they act on what is selected there.

    Attributes:
        move: by direction: ``left``, ``right``, ``up``, ``down``, ``first``, ``last``.
        choices: by field of a scene, one for each value it may have, checked for the current scene's.
        menu: all of them.
    """

    def __init__(self, view: QWidget) -> None:
        self._view = view
        self.refine = self._action("Refine…", "refine", "Return", "Enter")
        self.versions = self._action("Versions…", "picture", "Ctrl+Shift+V")
        self.settings = self._action("Scene Settings…", "settings", "Ctrl+I")
        self.clip = self._action("Make Clip…", "clip", "Ctrl+K")
        self.speak = self._action("Speak It…", "narration")
        self.duration = self._action("Change Duration…", "clock", "F2")
        self.match = self._action("Match Narration", "narration")
        self.stop = self._action("Stop Making It", "cancel")
        self.duplicate = self._action("Duplicate", "duplicate", "Ctrl+D")
        self.remove = self._action("Remove", "remove", *_REMOVE_KEYS)
        self.move = {
            "left": self._action("Move Earlier", "left", "Alt+Left"),
            "right": self._action("Move Later", "right", "Alt+Right"),
            "up": self._action("Move One Row Up", "up", "Alt+Up"),
            "down": self._action("Move One Row Down", "down", "Alt+Down"),
            "first": self._action("Move to Start", "first", "Alt+Home"),
            "last": self._action("Move to End", "last", "Alt+End"),
        }
        self.choices: dict[str, dict[StrEnum, QAction]] = {
            "motion": self._choices("motion", Motion, MOTION),
            "transition": self._choices("transition", Transition, TRANSITION),
            "framing": self._choices("framing", Framing, FRAMING),
        }
        self.menu = self._menu()

    def set_state(
        self, current: Scene | None, chosen: Sequence[Scene], *, editable: bool, working: bool = False
    ) -> None:
        """Enable what is possible with the chosen scenes, and check what the current one has."""
        possible = current is not None and editable
        always = (
            self.refine,
            self.versions,
            self.settings,
            self.clip,
            self.speak,
            self.duration,
            self.duplicate,
            self.remove,
            *self.move.values(),
        )
        for action in always:
            action.setEnabled(possible)
        self.stop.setEnabled(working)
        self.match.setEnabled(possible and any(scene.narration for scene in chosen))
        for name, actions in self.choices.items():
            for value, action in actions.items():
                action.setEnabled(possible)
                action.setChecked(current is not None and getattr(current, name) is value)

    def _choices(self, picture: str, values: type[StrEnum], words: Mapping[Any, str]) -> dict[StrEnum, QAction]:
        made = {value: self._action(words[value], f"{picture}-{value}") for value in values}
        for value, action in made.items():
            action.setCheckable(True)
            set_icon(action, f"{picture}-{value}", checked="approve")
        return made

    def _action(self, text: str, picture: str, *keys: str) -> QAction:
        action = QAction(text, self._view)
        set_icon(action, picture)
        action.setShortcuts([QKeySequence(key) for key in keys])
        action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
        action.setShortcutVisibleInContextMenu(True)
        self._view.addAction(action)
        return action

    def _menu(self) -> QMenu:
        menu = QMenu(self._view)
        menu.addActions([self.refine, self.versions, self.settings])
        menu.addSeparator()
        menu.addActions([self.clip, self.speak])
        menu.addSeparator()
        menu.addActions([self.duration, self.match, self.stop])
        for title, name in (("Camera Move", "motion"), ("Transition", "transition"), ("Framing", "framing")):
            choice = menu.addMenu(title)
            set_icon(choice.menuAction(), name)
            choice.addActions(list(self.choices[name].values()))
        menu.addSeparator()
        menu.addActions(list(self.move.values()))
        menu.addSeparator()
        menu.addActions([self.duplicate, self.remove])
        return menu


def connect(action: QAction, deed: Callable[[], None]) -> None:
    """Run ``deed`` without the checked state that Qt hands along."""
    action.triggered.connect(lambda _checked=False: deed())
