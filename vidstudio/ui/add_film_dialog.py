"""Adding a film from elsewhere: an address or a file, and what it is to be called."""

from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QDialog, QFileDialog, QGridLayout, QLineEdit, QVBoxLayout, QWidget

from vidstudio.core.control import Progress
from vidstudio.core.fetch import check_address, is_address, place, title_of
from vidstudio.errors import InputRefused, VidstudioError
from vidstudio.ui.fields import last_row, on_ctrl_return
from vidstudio.ui.fonts import FontRole
from vidstudio.ui.storyboard.drag import CLIP_SUFFIXES
from vidstudio.ui.widgets import GAP, MARGIN, WorkBar, button, label, set_tone

_FILMS = f"Films ({' '.join(sorted(f'*{suffix}' for suffix in CLIP_SUFFIXES))});;All files (*)"
_ASKED = "The address of a film, or a file of this computer. It is exported like any other film."


class AddFilmDialog(QDialog):
    """objectName ``addFilmDialog``. Says of an address at once whether it can be one; a file is looked into later.

    Signals:
        add_wished: the address or file, and the title, empty for the film's own.
        cancel_wished: stop taking in a file.
    """

    add_wished = Signal(str, str)
    cancel_wished = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("addFilmDialog")
        self.setWindowTitle("Add film")
        self.setWindowModality(Qt.WindowModality.WindowModal)
        self._running = False
        self.source = QLineEdit()
        self.source.setObjectName("filmSourceEdit")
        self.source.setAccessibleName("Address or file")
        self.source.setPlaceholderText("https://example.org/film.mp4")
        self.source.setMinimumWidth(420)
        self.browse = button("browseFilmButton", "Browse …", "", "quiet", "Choose a file of this computer")
        self.title_edit = QLineEdit()
        self.title_edit.setObjectName("filmTitleEdit")
        self.title_edit.setAccessibleName("Title")
        self.title_edit.setMaxLength(200)
        self._note = label(role=FontRole.CAPTION, tone="muted", name="filmNote", wrap=True)
        self.close_button = button("closeAddFilmButton", "Cancel")
        self.add_button = button("addFilmButton", "Add film", "add", "primary", "Add the film (Ctrl+Return)")
        self.work = WorkBar("addFilmProgress", "cancelAddFilmButton", "Taking in the film")
        self._lay_out()
        self.source.textChanged.connect(self._show)
        self.browse.clicked.connect(self._on_browse)
        self.close_button.clicked.connect(self.close)
        self.add_button.clicked.connect(self._on_add)
        self.work.cancel_wished.connect(self.cancel_wished)
        on_ctrl_return(self, self._on_add)
        self._show()
        self.source.setFocus()

    def begin(self) -> None:
        """The film is being added."""
        self._running = True
        self.work.begin("Looking into the film")
        self._show()

    def show_progress(self, progress: Progress) -> None:
        """Show where it is."""
        self.work.show_progress(progress)

    def fail(self, error: Exception) -> None:
        """It could not be added; nothing was left behind."""
        self.stop()
        words = f"{error.message} {error.hint}" if isinstance(error, VidstudioError) else f"Unexpected: {error}"
        self._say(words, "danger")

    def stop(self) -> None:
        """It was canceled; go on typing."""
        self._running = False
        self.work.end()
        self._show()

    def _show(self) -> None:
        """Say what will come of it, and offer it only if something will."""
        text, wrong = self.source.text().strip(), ""
        name, words = "The film’s own", _ASKED
        if is_address(text):
            try:
                address = check_address(text)
                name = title_of(address)
                words = f"It is fetched from {place(address)} when you say so, or when it is first exported."
            except InputRefused as exc:
                wrong = f"{exc.message} {exc.hint}"
        elif text:
            name, words = Path(text).stem, "The file is copied into the library."
        self.title_edit.setPlaceholderText(name)
        self._say(wrong or words, "danger" if wrong else "muted")
        self.add_button.setEnabled(bool(text) and not wrong and not self._running)

    def _say(self, words: str, tone: str) -> None:
        self._note.setText(words)
        set_tone(self._note, tone)

    def _on_browse(self) -> None:
        file, _ = QFileDialog.getOpenFileName(self, "Choose a film", "", _FILMS)
        if file:
            self.source.setText(file)

    def _on_add(self) -> None:
        if self.add_button.isEnabled():
            self.add_wished.emit(self.source.text().strip(), self.title_edit.text())

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(GAP)
        grid.setVerticalSpacing(4)
        grid.setColumnStretch(0, 1)
        grid.addWidget(label("Address or file", FontRole.CAPTION, "muted"), 0, 0)
        grid.addWidget(self.source, 1, 0)
        grid.addWidget(self.browse, 1, 1)
        grid.addWidget(label("Title", FontRole.CAPTION, "muted"), 2, 0)
        grid.addWidget(self.title_edit, 3, 0, 1, 2)
        for each in (self.browse, self.close_button, self.work.cancel):
            each.setAutoDefault(False)
        self.add_button.setDefault(True)
        column = QVBoxLayout(self)
        column.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        column.setSpacing(GAP)
        column.addLayout(grid)
        column.addWidget(self._note)
        column.addWidget(self.work)
        column.addLayout(last_row(None, self.close_button, self.add_button))
