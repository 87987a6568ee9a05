"""The few widgets every panel is made of, with the names tests and screen readers find them by."""

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QColor, QFontMetrics, QPainter, QPaintEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QProgressBar, QPushButton, QSizePolicy, QVBoxLayout, QWidget

from vidstudio.core.control import Progress
from vidstudio.core.wording import time_left
from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.icons import set_icon
from vidstudio.ui.theme import colors

GAP = 8
MARGIN = 16


def label(
    text: str = "", role: FontRole = FontRole.BODY, tone: str = "", *, name: str = "", wrap: bool = False
) -> QLabel:
    """A label of plain text in one of the type scale's roles; ``tone`` is muted, faint, success, warning or danger."""
    made = QLabel(text)
    made.setTextFormat(Qt.TextFormat.PlainText)
    made.setFont(font(role))
    made.setObjectName(name)
    made.setWordWrap(wrap)
    if wrap:
        made.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Minimum)
    set_tone(made, tone)
    return made


def set_tone(target: QLabel, tone: str) -> None:
    """Colour a label by what it means."""
    if target.property("tone") != tone:
        target.setProperty("tone", tone)
        target.style().unpolish(target)
        target.style().polish(target)


def button(name: str, text: str, icon: str = "", kind: str = "", tip: str = "") -> QPushButton:
    """A push button; ``kind`` is primary, quiet, danger or nothing."""
    made = QPushButton(text)
    made.setObjectName(name)
    made.setAccessibleName(text or tip)
    made.setToolTip(tip)
    made.setProperty("kind", kind)
    made.setIconSize(QSize(16, 16))
    if icon and kind == "primary":
        set_icon(made, icon, "accent_text", "accent_text")
    elif icon:
        set_icon(made, icon)
    return made


def beside(*parts: QWidget, wide: int | None = None) -> QHBoxLayout:
    """Parts in one row; the one that is ``wide`` gets the room, else all of them their share."""
    row = QHBoxLayout()
    row.setSpacing(GAP)
    for place, part in enumerate(parts):
        row.addWidget(part, int(place == wide))
    return row


def line() -> QFrame:
    """A hairline between parts of a panel."""
    made = QFrame()
    made.setProperty("kind", "line")
    return made


def panel(name: str, spoken: str) -> tuple[QFrame, QVBoxLayout]:
    """A side panel and its column."""
    made = QFrame()
    made.setObjectName(name)
    made.setAccessibleName(spoken)
    made.setProperty("kind", "panel")
    column = QVBoxLayout(made)
    column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
    column.setSpacing(GAP)
    return made, column


class ElidedLabel(QWidget):
    """One line of text that ends in an ellipsis where it does not fit; the tool tip has it whole.

    ``tone`` is the name of one of the theme's ``Colors``.
    """

    def __init__(self, role: FontRole = FontRole.BODY, name: str = "", tone: str = "text") -> None:
        super().__init__()
        self._tone = tone
        self.setObjectName(name)
        self.setFont(font(role))
        self.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
        self._text = ""

    def text(self) -> str:
        """The whole text."""
        return self._text

    def set_text(self, text: str, tone: str = "") -> None:
        """Show another text, in another tone if one is given."""
        self._tone = tone or self._tone
        self._text = " ".join(text.split())
        self.setToolTip(self._text)
        self.setAccessibleName(self._text)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(QFontMetrics(self.font()).horizontalAdvance(self._text), QFontMetrics(self.font()).height())

    def minimumSizeHint(self) -> QSize:
        return QSize(40, QFontMetrics(self.font()).height())

    def paintEvent(self, _event: QPaintEvent) -> None:
        text = QFontMetrics(self.font()).elidedText(self._text, Qt.TextElideMode.ElideRight, self.width())
        with QPainter(self) as painter:  # ends here, whoever else holds on to it
            painter.setPen(QColor(getattr(colors(), self._tone)))
            painter.drawText(self.rect(), int(Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft), text)


class WorkBar(QWidget):
    """What long work is doing: words, Cancel, a bar, the time left. Hidden while nothing runs.

    It fits any width: Cancel must be within reach in the narrow side panel too.
    """

    cancel_wished = Signal()
    pause_wished = Signal()

    def __init__(self, bar: str, cancel: str, spoken: str, parent: QWidget | None = None, *, pause: str = "") -> None:
        """``pause`` names a button that holds the work and lets it go on; empty where that can't be."""
        super().__init__(parent)
        self._words = ElidedLabel(FontRole.CAPTION, f"{bar}Text", "muted")
        self._left = label(role=FontRole.NUMBER, tone="muted", name=f"{bar}Left")
        self.bar = QProgressBar()
        self.bar.setObjectName(bar)
        self.bar.setAccessibleName(spoken)
        self.bar.setTextVisible(False)
        self.cancel = button(cancel, "Cancel", "cancel", "quiet", f"Cancel: {spoken.lower()}")
        self.cancel.clicked.connect(self.cancel_wished)
        self.pause = button(pause, "Pause", "pause", "quiet", f"Pause: {spoken.lower()}") if pause else None
        top = QHBoxLayout()
        top.addWidget(self._words, 1)
        if self.pause:
            self.pause.clicked.connect(self.pause_wished)
            top.addWidget(self.pause)
        top.addWidget(self.cancel)
        below = QHBoxLayout()
        below.setSpacing(GAP)
        below.addWidget(self.bar, 1)
        below.addWidget(self._left)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(4)
        column.addLayout(top)
        column.addLayout(below)
        self.hide()

    def begin(self, words: str) -> None:
        """Show that work has begun, before it has told anything."""
        self.show_paused(paused=False)
        self.cancel.setEnabled(True)
        self.show_progress(Progress(None, words))
        self.show()

    def show_progress(self, progress: Progress) -> None:
        """Show where it is."""
        known = progress.fraction is not None
        self.bar.setRange(0, 1000 if known else 0)
        self.bar.setValue(round(1000 * (progress.fraction or 0.0)))
        self._words.set_text(f"{progress.text} …" if not known else f"{progress.text}  ·  {progress.fraction:.0%}")
        self._left.setText(time_left(progress.seconds_left))

    def show_paused(self, paused: bool) -> None:
        """Whether the work is held."""
        if self.pause:
            self.pause.setText("Go on" if paused else "Pause")
            set_icon(self.pause, "play" if paused else "pause")

    def stopping(self) -> None:
        """Cancel was pressed."""
        self.cancel.setEnabled(False)
        self._words.set_text("Stopping …")
        self._left.setText("")

    def end(self) -> None:
        """Nothing runs any more."""
        self.hide()
        self.bar.setRange(0, 1000)
        self.bar.reset()
