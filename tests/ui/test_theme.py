"""Colours can be read, every token is filled in, and the theme follows what is asked and what the system says."""

from collections.abc import Iterable, Iterator
from dataclasses import asdict
from itertools import product
from xml.etree import ElementTree as ET

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFont, QFontMetrics, QPalette
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from vidstudio.core.appearance import Appearance
from vidstudio.paths import resources
from vidstudio.ui.colors import AA_SHAPE, AA_TEXT, DARK, LIGHT, Colors, contrast
from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.theme import apply_theme, choose_colors, colors, find_theme, style_sheet

BOTH = pytest.mark.parametrize("theme", [DARK, LIGHT], ids=["dark", "light"])
GROUNDS = ("window", "surface", "raised", "field", "card", "card_hover", "card_selected", "placeholder")
WRITING = ("text", "muted", "faint", "link", "success", "warning", "danger")


def too_faint(theme: Colors, pairs: Iterable[tuple[str, str]], least: float) -> dict[tuple[str, str], float]:
    """Of these pairs of colours, those with less contrast than that."""
    found = {(one, other): contrast(getattr(theme, one), getattr(theme, other)) for one, other in pairs}
    return {pair: value for pair, value in found.items() if value < least}


@pytest.fixture
def app(qapp: QApplication) -> Iterator[QApplication]:
    """The application, plain again after the test."""
    palette, face = qapp.palette(), qapp.font()
    yield qapp
    theme = find_theme()
    if theme is not None:
        theme.set_appearance(Appearance.SYSTEM)
        theme.setParent(None)
        theme.deleteLater()
    qapp.setStyleSheet("")
    qapp.setPalette(palette)
    qapp.setFont(face)


def test_contrast_of_black_on_white_is_the_largest_there_is() -> None:
    assert contrast("#000000", "#ffffff") == pytest.approx(21)
    assert contrast("#777777", "#ffffff") == pytest.approx(4.48, abs=0.01)  # the standard's own example of too little
    assert contrast("#123456", "#123456") == pytest.approx(1)


@BOTH
def test_writing_can_be_read_on_every_ground(theme: Colors) -> None:
    assert too_faint(theme, product(WRITING, GROUNDS), AA_TEXT) == {}


@BOTH
def test_writing_can_be_read_on_what_is_pressed_chosen_or_wrong(theme: Colors) -> None:
    pairs = [
        *product(("text", "muted"), ("hover", "accent_soft")),
        *product(("text", "danger"), ("danger_soft",)),
        *product(("accent_text",), ("accent", "accent_hover", "accent_pressed")),
        ("text", "pressed"),
        ("link", "accent_soft"),
    ]
    assert too_faint(theme, pairs, AA_TEXT) == {}


@BOTH
def test_rings_marks_and_disabled_writing_can_be_seen(theme: Colors) -> None:
    pairs = product(("ring", "drop_mark", "disabled"), ("window", "surface", "card"))
    assert too_faint(theme, pairs, AA_SHAPE) == {}


@BOTH
def test_writing_on_pictures_can_be_read_on_white_ones(theme: Colors) -> None:
    alpha, ground = int(theme.scrim[1:3], 16) / 255, theme.scrim[3:]
    mixed = [round(int(ground[at : at + 2], 16) * alpha + 255 * (1 - alpha)) for at in (0, 2, 4)]
    assert contrast(theme.scrim_text, "#" + "".join(f"{part:02x}" for part in mixed)) >= AA_TEXT


@BOTH
def test_style_sheet_has_no_empty_place_and_finds_its_drawings(theme: Colors) -> None:
    sheet = style_sheet(theme)
    assert "$" not in sheet
    assert theme.accent in sheet
    files = {part.split('"')[0] for part in sheet.split('url("')[1:]}
    assert files
    folder = resources() / "styles"
    assert all((folder / file).is_file() for file in files)


@pytest.mark.parametrize(("theme", "name"), [(DARK, "dark"), (LIGHT, "light")])
def test_drawings_of_the_style_sheet_have_colours_of_the_theme(theme: Colors, name: str) -> None:
    for file in (resources() / "styles" / name).glob("*.svg"):
        root = ET.parse(file).getroot()  # noqa: S314 - our own file
        used = {part.get(key) for part in root.iter() for key in ("stroke", "fill")} - {None, "none"}
        assert used
        assert used <= set(asdict(theme).values())


@pytest.mark.parametrize(
    ("appearance", "scheme", "expected"),
    [
        (Appearance.SYSTEM, Qt.ColorScheme.Light, LIGHT),
        (Appearance.SYSTEM, Qt.ColorScheme.Dark, DARK),
        (Appearance.SYSTEM, Qt.ColorScheme.Unknown, DARK),
        (Appearance.LIGHT, Qt.ColorScheme.Dark, LIGHT),
        (Appearance.DARK, Qt.ColorScheme.Light, DARK),
    ],
)
def test_colours_are_those_asked_for_or_the_systems(
    appearance: Appearance, scheme: Qt.ColorScheme, expected: Colors
) -> None:
    assert choose_colors(appearance, scheme) is expected


def test_theme_changes_palette_and_widgets_and_says_so_once(app: QApplication, qtbot: QtBot) -> None:
    theme = apply_theme(app, Appearance.DARK)
    assert colors() is DARK
    with qtbot.waitSignal(theme.changed):
        assert apply_theme(app, Appearance.LIGHT) is theme
    assert app.palette().color(QPalette.ColorRole.Window).name() == LIGHT.window
    with qtbot.assertNotEmitted(theme.changed):
        apply_theme(app, Appearance.LIGHT)
    button = QPushButton("Render")
    qtbot.addWidget(button)
    button.setProperty("kind", "primary")
    button.resize(120, 32)
    assert button.grab().toImage().pixelColor(12, 6).name() == LIGHT.accent


def test_theme_follows_the_system_only_while_asked_to(app: QApplication) -> None:
    theme = apply_theme(app, Appearance.SYSTEM)
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.colors is LIGHT
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Dark)
    assert theme.colors is DARK
    apply_theme(app, Appearance.DARK)
    app.styleHints().colorSchemeChanged.emit(Qt.ColorScheme.Light)
    assert theme.colors is DARK


def test_fonts_keep_their_order_of_size_and_numbers_their_width(app: QApplication, qtbot: QtBot) -> None:
    apply_theme(app, Appearance.DARK)
    sizes = [font(role).pointSizeF() for role in (FontRole.TITLE, FontRole.HEADING, FontRole.BODY, FontRole.CAPTION)]
    assert sizes == sorted(sizes, reverse=True)
    assert font(FontRole.TITLE).weight() > font(FontRole.BODY).weight()
    number = font(FontRole.NUMBER)
    assert number.featureValue(QFont.Tag("tnum")) == 1
    metrics = QFontMetrics(number)
    assert len({metrics.horizontalAdvance(digit * 4) for digit in "0123456789"}) == 1
    label = QLabel("Storyboard")
    qtbot.addWidget(label)
    label.setFont(font(FontRole.TITLE))
    label.ensurePolished()
    assert label.font().pointSizeF() == pytest.approx(font(FontRole.TITLE).pointSizeF())


def test_an_unknown_font_role_is_an_error() -> None:
    with pytest.raises(ValueError, match="shout"):
        font("shout")
