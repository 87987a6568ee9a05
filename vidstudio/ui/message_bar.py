"""The one place where errors and remarks are shown: a bar over the storyboard, never a box in the way."""

import logging
from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QTimer, Slot
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from vidstudio.errors import VidstudioError
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.icons import drawing
from vidstudio.ui.theme import colors
from vidstudio.ui.widgets import MARGIN, button, label

NOTICE_MS = 6000
ICON_SIDE = 20

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Offer:
    """What is offered: its words, and the buttons with what each does."""

    text: str
    hint: str
    choices: Mapping[str, Callable[[], object]]


class MessageBar(QFrame):
    """Shows one message at a time. Errors stay until they are dismissed, remarks go by themselves.

    An offer, with buttons, waits for a moment when nothing else is to be said, and comes back after what interrupts it.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAccessibleName("Message")
        self._icon = QLabel()
        self._icon.setObjectName("messageIcon")
        self._message = label(role=FontRole.HEADING, name="messageText", wrap=True)
        self._hint = label(tone="muted", name="messageHint", wrap=True)
        self.dismiss = button("dismissButton", "Dismiss", "", "quiet")
        self.dismiss.clicked.connect(self._on_dismiss)
        self._timer = QTimer(self, singleShot=True, interval=NOTICE_MS)
        self._timer.timeout.connect(self._on_end)
        self._offer: Offer | None = None
        self._choices: list[QPushButton] = []
        words = QVBoxLayout()
        words.setSpacing(2)
        words.addWidget(self._message)
        words.addWidget(self._hint)
        row = QHBoxLayout(self)
        row.setContentsMargins(MARGIN // 2, 8, 8, 8)
        row.addWidget(self._icon)
        row.addLayout(words, 1)
        self._buttons = QHBoxLayout()
        row.addLayout(self._buttons)
        row.addWidget(self.dismiss)
        self.hide()

    @Slot(object)
    def show_error(self, error: Exception) -> None:
        """Show an error in its own words; one that is not ours is logged and named plainly."""
        if isinstance(error, VidstudioError):
            self._show("alert", "error", error.message, error.hint)
        else:
            _log.error("Unexpected", exc_info=error)
            words = f"Something unexpected went wrong ({type(error).__name__})."
            self._show("alert", "error", words, "Your work is kept. Help > Open Log has the details.")
        self._timer.stop()

    @Slot(str)
    def show_notice(self, text: str, hint: str = "") -> None:
        """Show a remark for a few seconds."""
        self._show("banner", "info", text, hint)
        self._timer.start()

    def show_offer(self, text: str, hint: str, choices: Mapping[str, Callable[[], object]]) -> None:
        """Show what may be wished, with a button for each choice; it stays until ``end_offer`` or dismissed."""
        self._offer = Offer(text, hint, choices)
        if self.isHidden():
            self._show_offer(self._offer)

    def end_offer(self) -> None:
        """The offer was taken or declined."""
        shown = bool(self._choices)
        self._offer = None
        if shown:
            self._on_end()

    def _show_offer(self, offer: Offer) -> None:
        self._show("banner", "info", offer.text, offer.hint)
        self._timer.stop()
        self.dismiss.setVisible(len(offer.choices) == 1)  # else one of them declines
        for text, do in offer.choices.items():
            choice = button(f"offer{text.title().replace(' ', '').replace(',', '')}Button", text)
            choice.clicked.connect(do)
            self._choices.append(choice)
            self._buttons.addWidget(choice)

    def _on_dismiss(self) -> None:
        if self._choices:
            self._offer = None
        self._on_end()

    def _on_end(self) -> None:
        self.hide()
        if self._offer is not None:
            self._show_offer(self._offer)

    def _show(self, kind: str, icon: str, message: str, hint: str) -> None:
        self.setProperty("kind", kind)
        self.style().unpolish(self)
        self.style().polish(self)
        color = colors().danger if kind == "alert" else colors().link
        self._icon.setPixmap(drawing(icon, ICON_SIDE, color, self.devicePixelRatioF()))
        self._message.setText(message)
        self._hint.setText(hint)
        self._hint.setVisible(bool(hint))
        for choice in self._choices:
            choice.hide()
            choice.deleteLater()
        self._choices.clear()
        self.dismiss.show()
        self.show()
