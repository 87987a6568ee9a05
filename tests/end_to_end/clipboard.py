"""Another program on the same screen: prints what is on the clipboard."""

import sys

from PySide6.QtGui import QGuiApplication


def main() -> int:
    """Take the text from whoever owns it."""
    app = QGuiApplication([])
    sys.stdout.write(app.clipboard().text())
    return 0


if __name__ == "__main__":
    sys.exit(main())
