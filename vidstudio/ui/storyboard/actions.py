"""The storyboard's actions: one set for its context menu, its keys and whatever menu the window shows them in."""

import sys
from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QMenu, QWidget

from vidstudio.core.job import Motion
from vidstudio.core.wording import MOTION
from vidstudio.ui.icons import set_icon

_REMOVE_KEYS = ("Backspace", "Delete") if sys.platform == "darwin" else ("Delete",)


class StoryboardActions:
    """Created by the view, which connects them; they act on what is selected there.

    Attributes:
        move: by direction: ``left``, ``right``, ``up``, ``down``, ``first``, ``last``.
        motion: one for each move of the camera, checked for the current scene's.
        menu: all of them.
    """

    def __init__(self, view: QWidget) -> None:
        self._view = view
        self.refine = self._action("Refine…", "refine", "Return", "Enter")
        self.duration = self._action("Change Duration…", "clock", "F2")
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
        self.motion = {motion: self._action(MOTION[motion], f"motion-{motion}") for motion in Motion}
        for action in self.motion.values():
            action.setCheckable(True)
        self.menu = self._menu()

    def set_state(self, *, chosen: bool, editable: bool, motion: Motion | None) -> None:
        """Enable what is possible with the selection, and check the camera's move of the current scene."""
        for action in (self.refine, self.duration, self.duplicate, self.remove, *self.move.values()):
            action.setEnabled(chosen and editable)
        for name, action in self.motion.items():
            action.setEnabled(chosen and editable)
            action.setChecked(name is motion)

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
        menu.addActions([self.refine, self.duration])
        camera = menu.addMenu("Camera Move")
        set_icon(camera.menuAction(), "motion")
        camera.addActions(list(self.motion.values()))
        menu.addSeparator()
        menu.addActions(list(self.move.values()))
        menu.addSeparator()
        menu.addActions([self.duplicate, self.remove])
        return menu


def connect(action: QAction, deed: Callable[[], None]) -> None:
    """Run ``deed`` without the checked state that Qt hands along."""
    action.triggered.connect(lambda _checked=False: deed())
