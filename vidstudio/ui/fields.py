"""Fields of the dialogs: one way to make each kind, with the names tests and screen readers find them by."""

from collections.abc import Callable, Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from PySide6.QtCore import QSignalBlocker, Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QComboBox,
    QDialog,
    QDoubleSpinBox,
    QGridLayout,
    QHBoxLayout,
    QLabel,
    QLineEdit,
    QPlainTextEdit,
    QPushButton,
    QSlider,
    QWidget,
)

from vidstudio.core.refine import check_amount
from vidstudio.errors import InputRefused
from vidstudio.ui.widgets import GAP, MARGIN, label, set_tone


def on_ctrl_return(dialog: QDialog, accept: Callable[[], object]) -> None:
    """Do what the main button does, from whichever field the keyboard is in."""
    for keys in ("Ctrl+Return", "Ctrl+Enter"):
        QShortcut(QKeySequence(keys), dialog, accept)


def last_row(message: QLabel | None, *buttons: QPushButton) -> QHBoxLayout:
    """The end of a dialog: what went wrong, and the buttons at the right, the main one last."""
    row = QHBoxLayout()
    row.setSpacing(GAP)
    if message:
        row.addWidget(message, 1)
    row.addStretch(0 if message else 1)
    for each in buttons:
        row.addWidget(each)
    return row


def named_rows(*rows: tuple[str, QWidget]) -> QGridLayout:
    """Fields under each other, each with its name at the left."""
    grid = QGridLayout()
    grid.setHorizontalSpacing(MARGIN)
    grid.setVerticalSpacing(GAP)
    grid.setColumnStretch(1, 1)
    for row, (words, field) in enumerate(rows):
        grid.addWidget(label(words, tone="muted"), row, 0)
        grid.addWidget(field, row, 1)
    return grid


class ChoiceBox(QComboBox):
    """One of several values, each with its words. Qt would give back a plain string for a value of an enum."""

    def __init__(self, name: str, spoken: str, choices: Mapping[Any, str], chosen: Any) -> None:
        super().__init__()
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self._values = list(choices)
        self.addItems(list(choices.values()))
        self.choose(chosen)

    @property
    def value(self) -> Any:
        """What is chosen."""
        return self._values[self.currentIndex()]

    def offer(self, choices: Mapping[Any, str], chosen: Any) -> None:
        """Offer other values; nobody is told."""
        with QSignalBlocker(self):
            self.clear()
            self._values = list(choices)
            self.addItems(list(choices.values()))
            self.choose(chosen)

    def choose(self, value: Any) -> None:
        """Choose a value; raises ``ValueError`` for one that is not offered."""
        self.setCurrentIndex(self._values.index(value))


class MoneyLine(QLineEdit):
    """US dollars, or nothing for no limit."""

    def __init__(self, name: str, spoken: str, money: Decimal | None) -> None:
        super().__init__("" if money is None else f"{money.normalize():f}")
        self.setObjectName(name)
        self.setAccessibleName(spoken)
        self.setPlaceholderText("No limit")

    @property
    def amount(self) -> Decimal | None:
        """What was typed; raises ``InputRefused`` for what is no amount."""
        text = self.text().strip().removeprefix("$").strip()
        try:
            return check_amount(Decimal(text) if text else None)
        except InvalidOperation as exc:
            raise InputRefused(f"“{text}” is no amount.", "Give US dollars, as 5.00, or nothing for no limit.") from exc


def number_box(name: str, spoken: str, bounds: tuple[float, float], value: float, unit: str) -> QDoubleSpinBox:
    """A number with its unit behind it; a step is one half."""
    made = QDoubleSpinBox()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setRange(*bounds)
    made.setDecimals(2)
    made.setSingleStep(0.5)
    made.setValue(value)
    made.setSuffix(f" {unit}")
    made.lineEdit().setTextMargins(8, 0, 0, 0)  # a style sheet's padding does not reach it
    return made


def percent_slider(name: str, spoken: str, most: int, value: int) -> QSlider:
    """Percent from 0 to ``most``; keys move it by 5, Page Up and Down by 25."""
    made = QSlider(Qt.Orientation.Horizontal)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setRange(0, most)
    made.setSingleStep(5)
    made.setPageStep(25)
    made.setValue(value)
    return made


def text_area(name: str, spoken: str, text: str) -> QPlainTextEdit:
    """Some lines of text; Tab goes on to the next field."""
    made = QPlainTextEdit(text)
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setTabChangesFocus(True)
    return made


def show_count(shown: QLabel, words: str, *, fits: bool) -> None:
    """``128 / 300`` beside a text, in red where it is too long."""
    shown.setText(words)
    set_tone(shown, "faint" if fits else "danger")
