"""Every icon is there, drawn in one colour of the theme, sharp on each screen, and new when the theme changes."""

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QSize
from PySide6.QtGui import QAction, QColor, QIcon, QImage, QPixmap
from PySide6.QtWidgets import QApplication, QToolButton
from pytestqt.qtbot import QtBot

from vidstudio.core.appearance import Appearance
from vidstudio.core.scene import Framing, Motion, Transition
from vidstudio.paths import resources
from vidstudio.ui.colors import DARK, LIGHT
from vidstudio.ui.icons import app_icon, drawing, icon, set_icon
from vidstudio.ui.theme import apply_theme, find_theme

WANTED = [
    "add",
    "script",
    "refine",
    "approve",
    "approved",
    "render",
    "export",
    "play",
    "reveal",
    "cancel",
    "undo",
    "redo",
    "copy",
    "up",
    "down",
    "left",
    "right",
    "duplicate",
    "remove",
    "picture",
    "settings",
    "help",
    "clock",
    "warning",
    "error",
    "info",
    "jobs",
    "music",
    "price",
    "motion",
    "more",
    "lock",
    "retry",
    "transition",
    "framing",
    "caption",
    "sound",
    "narration",
    "clip",
    "card",
    "preview",
]


@pytest.fixture
def dark(qapp: QApplication) -> Iterator[QApplication]:
    """The application in the dark theme, plain again after the test."""
    palette, face = qapp.palette(), qapp.font()
    theme = apply_theme(qapp, Appearance.DARK)
    yield qapp
    theme.set_appearance(Appearance.SYSTEM)
    theme.setParent(None)
    theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(face)


def inks(pixmap: QPixmap) -> set[str]:
    """The colours of the pixels that are fully drawn."""
    image = pixmap.toImage().convertToFormat(QImage.Format.Format_ARGB32)
    points = [image.pixelColor(x, y) for x in range(image.width()) for y in range(image.height())]
    return {color.name() for color in points if color.alpha() == 255}


def test_every_icon_is_drawn_in_the_colour_asked_for(qapp: QApplication) -> None:
    names = [*WANTED, *(f"motion-{motion}" for motion in Motion)]
    names += [f"transition-{transition}" for transition in Transition]
    names += [f"framing-{framing}" for framing in Framing]
    assert {name for name in names if inks(drawing(name, 24, "#ff8800", 2.0)) != {"#ff8800"}} == set()


def test_drawings_take_their_colour_from_the_theme_alone() -> None:
    files = [file for file in (resources() / "icons").glob("*.svg") if file.stem != "vidstudio"]
    assert len(files) >= len(WANTED)
    for file in files:
        text = file.read_text("utf-8")
        assert "currentColor" in text, file.name
        assert "#" not in text, file.name


def test_an_unknown_icon_is_an_error(qapp: QApplication) -> None:
    with pytest.raises(KeyError, match="no-such-icon"):
        icon("no-such-icon")


def test_icon_has_its_modes_in_the_theme_s_colours(dark: QApplication) -> None:
    made = icon("add")
    assert inks(made.pixmap(QSize(32, 32), 2.0)) == {DARK.muted}
    assert inks(made.pixmap(QSize(32, 32), 2.0, QIcon.Mode.Active)) == {DARK.text}
    assert inks(made.pixmap(QSize(32, 32), 2.0, QIcon.Mode.Disabled)) == {DARK.disabled}
    assert inks(icon("add", "accent_text", "accent_text").pixmap(QSize(32, 32), 2.0)) == {DARK.accent_text}


def test_a_checked_action_has_a_tick_in_place_of_its_icon(dark: QApplication) -> None:
    made = icon("clip", checked="approve")
    on = made.pixmap(QSize(32, 32), 2.0, QIcon.Mode.Normal, QIcon.State.On)
    argb = QImage.Format.Format_ARGB32
    tick = drawing("approve", 32, DARK.link, 2.0)
    assert on.toImage().convertToFormat(argb) == tick.toImage().convertToFormat(argb)
    assert inks(made.pixmap(QSize(32, 32), 2.0)) == {DARK.muted}


@pytest.mark.parametrize("side", [16, 20, 24, 32])
@pytest.mark.parametrize("ratio", [1.0, 2.0])
def test_icon_is_drawn_at_the_size_of_the_screen_s_pixels(dark: QApplication, side: int, ratio: float) -> None:
    found = icon("clock").pixmap(QSize(side, side), ratio)
    assert found.size() == QSize(side, side) * ratio
    assert found.devicePixelRatio() == ratio
    exact = drawing("clock", side, DARK.muted, ratio)
    argb = QImage.Format.Format_ARGB32
    assert found.toImage().convertToFormat(argb) == exact.toImage().convertToFormat(argb)


def test_icons_of_buttons_and_actions_follow_the_theme(dark: QApplication, qtbot: QtBot) -> None:
    button, action = QToolButton(), QAction("Undo", dark)
    qtbot.addWidget(button)
    set_icon(button, "play")
    set_icon(button, "add")
    set_icon(action, "add")
    apply_theme(dark, Appearance.LIGHT)
    for target in (button, action):
        assert inks(target.icon().pixmap(QSize(32, 32), 2.0)) == {LIGHT.muted}
    action.setParent(None)
    action.deleteLater()


def test_the_same_icon_is_not_made_again(dark: QApplication, qtbot: QtBot) -> None:
    one = QToolButton()
    qtbot.addWidget(one)
    set_icon(one, "add")
    made = one.icon().cacheKey()
    set_icon(one, "add")
    assert one.icon().cacheKey() == made
    set_icon(one, "add", "accent_text")
    assert one.icon().cacheKey() != made


def test_a_theme_outlives_the_buttons_that_follow_it(dark: QApplication, qtbot: QtBot) -> None:
    button = QToolButton()
    set_icon(button, "add")
    with qtbot.waitSignal(button.destroyed):
        button.deleteLater()
    apply_theme(dark, Appearance.LIGHT)
    theme = find_theme()
    assert theme is not None
    assert theme.colors is LIGHT


def test_the_application_has_an_icon_of_its_own(qapp: QApplication) -> None:
    found = app_icon().pixmap(QSize(64, 64), 1.0).toImage()
    assert found.pixelColor(0, 0).alpha() == 0
    assert found.pixelColor(32, 42) != QColor("#000000")
    assert found.pixelColor(16, 42).blue() > found.pixelColor(16, 42).red()
