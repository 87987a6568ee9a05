"""Writes what is made from the program itself for its package: manual page, completions, icons.

usage: python -m installer.frozen.papers FOLDER
"""

import os
import shutil
import sys
from pathlib import Path

from PIL import Image
from PySide6.QtCore import QRectF
from PySide6.QtGui import QGuiApplication, QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

from installer.about import NAME, ROOT, WINDOW_NAME
from installer.command_line import command_line
from installer.completions import bash, fish, zsh
from installer.manual import manual
from installer.windows.setup import version_resource

ICON = ROOT / "resources" / "icons" / f"{NAME}.svg"
SIDES = (16, 22, 24, 32, 48, 64, 128, 256, 512)


def main(folder: Path) -> None:
    """Write them all."""
    program = command_line()
    texts = {f"{NAME}.1": manual(program), f"{NAME}.bash": bash(program)}
    texts |= {f"_{NAME}": zsh(program), f"{NAME}.fish": fish(program)}
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / name).write_text(text, "utf-8")
    shutil.copyfile(ICON, folder / ICON.name)
    for name in (NAME, WINDOW_NAME):
        (folder / f"{name}.version.txt").write_text(version_resource(name), "utf-8")
    write_icons(folder)


def write_icons(folder: Path) -> None:
    """The program's icon in every size desktops ask for: ``16.png`` to ``512.png``, and for the other systems."""
    os.environ["QT_QPA_PLATFORM"] = "offscreen"
    application = QGuiApplication.instance() or QGuiApplication([NAME])
    renderer = QSvgRenderer(str(ICON))
    for side in SIDES:
        image = QImage(side, side, QImage.Format.Format_ARGB32)
        image.fill(0)
        painter = QPainter(image)
        renderer.render(painter, QRectF(0, 0, side, side))
        painter.end()
        image.save(str(folder / f"{side}.png"))
    del application
    Image.open(folder / "256.png").save(folder / f"{NAME}.ico", sizes=[(side, side) for side in SIDES if side <= 256])
    Image.open(folder / "512.png").save(folder / f"{NAME}.icns")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
