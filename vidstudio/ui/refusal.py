"""When the program can't begin: why, told where a person sees it, and the end."""

import sys

from PySide6.QtWidgets import QApplication, QMessageBox, QWidget

from vidstudio.core.appearance import Appearance
from vidstudio.errors import VidstudioError
from vidstudio.ui.theme import apply_theme, find_theme


def refuse_to_begin(window: QWidget, error: Exception) -> None:
    """Say why on stderr and in a box, close the window, and end the event loop with 1."""
    message, hint = (error.message, error.hint) if isinstance(error, VidstudioError) else (f"Unexpected: {error}", "")
    if sys.stderr is not None:
        sys.stderr.write(f"error: {message} {hint}".strip() + "\n")
    app = QApplication.instance()
    if isinstance(app, QApplication) and find_theme() is None:  # the settings that would say which are the reason
        apply_theme(app, Appearance.SYSTEM)
    QMessageBox.critical(window, "vidstudio", f"{message}\n\n{hint}".strip())
    if isinstance(app, QApplication):
        app.setQuitOnLastWindowClosed(False)  # which would end it with 0
        window.close()
        app.exit(1)
