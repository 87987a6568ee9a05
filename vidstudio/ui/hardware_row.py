"""Whether the graphics card's encoders are used, and which of them work here."""

from PySide6.QtCore import QObject, Signal, Slot
from PySide6.QtWidgets import QCheckBox

from vidstudio.ui.fonts import FontRole
from vidstudio.ui.widgets import button, label


class HardwareRow(QObject):
    """The parts of that row of the settings: ``box``, ``try_again`` and what was ``found``.

    ``look_wished`` asks what works, and whether it is to be tried anew.
    """

    look_wished = Signal(bool)

    def __init__(self, parent: QObject, *, wished: bool) -> None:
        super().__init__(parent)
        self.box = QCheckBox("Use the graphics card's encoders where they work")
        self.box.setObjectName("hardwareBox")
        self.box.setAccessibleName("The graphics card's encoders")
        self.box.setToolTip("Faster; with as many bits, the software's pictures are the better ones")
        self.box.setChecked(wished)
        self.try_again = button("tryHardwareButton", "Try again", "", "", "Encode a second with each of them")
        self.found = label(role=FontRole.CAPTION, tone="muted", name="hardwareFound", wrap=True)
        self._show(wished)
        self.box.toggled.connect(self._on_toggled)
        self.try_again.clicked.connect(lambda: self._look(again=True))

    def look(self) -> None:
        """Ask what works, if cards are wished for."""
        if self.box.isChecked():
            self._look(again=False)

    @Slot(object)
    def show_found(self, words: str) -> None:
        """What works, or why it can't be known."""
        self.found.setText(words)
        self.try_again.setEnabled(True)

    def _look(self, *, again: bool) -> None:
        self.try_again.setEnabled(False)
        self.found.setText("Trying …")
        self.look_wished.emit(again)

    def _on_toggled(self, wished: bool) -> None:
        self._show(wished)
        self.look()

    def _show(self, wished: bool) -> None:
        self.found.setVisible(wished)
        self.try_again.setVisible(wished)
