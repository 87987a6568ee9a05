"""Light and dark: palette, style sheet and fonts of the whole application, following the system while asked to."""

from dataclasses import asdict
from string import Template

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QGuiApplication, QPalette
from PySide6.QtWidgets import QApplication

from vidstudio.core.appearance import Appearance
from vidstudio.paths import resources
from vidstudio.ui.colors import DARK, LIGHT, Colors
from vidstudio.ui.fonts import body_font

_SCHEMES = {
    Appearance.SYSTEM: Qt.ColorScheme.Unknown,
    Appearance.LIGHT: Qt.ColorScheme.Light,
    Appearance.DARK: Qt.ColorScheme.Dark,
}


class Theme(QObject):
    """What the application looks like now; a child of the application, one for each.

    Signals:
        changed: colours are other ones. Widgets repaint by themselves; for what was rendered before (icons).
    """

    changed = Signal()

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self.setObjectName("theme")
        self._app = app
        self._appearance = Appearance.SYSTEM
        self._colors: Colors | None = None
        app.setStyle("Fusion")
        app.setFont(body_font())
        app.styleHints().colorSchemeChanged.connect(self._on_scheme_changed)

    @property
    def colors(self) -> Colors:
        """The colours in use."""
        return self._colors or DARK

    @property
    def appearance(self) -> Appearance:
        """What was asked for."""
        return self._appearance

    def set_appearance(self, appearance: Appearance) -> None:
        """Look like this from now on; window frames follow where the system draws them."""
        self._appearance = appearance
        self._app.styleHints().setColorScheme(_SCHEMES[appearance])
        self._refresh(self._app.styleHints().colorScheme())

    def _on_scheme_changed(self, scheme: Qt.ColorScheme) -> None:
        self._refresh(scheme)

    def _refresh(self, scheme: Qt.ColorScheme) -> None:
        colors = choose_colors(self._appearance, scheme)
        if colors == self._colors:
            return
        self._colors = colors
        self._app.setPalette(palette(colors))
        self._app.setStyleSheet(style_sheet(colors))
        self.changed.emit()


def apply_theme(app: QApplication, appearance: Appearance) -> Theme:
    """Give ``app`` this appearance; may be called again with another one."""
    theme = find_theme() or Theme(app)
    theme.set_appearance(appearance)
    return theme


def find_theme() -> Theme | None:
    """The theme of the running application, None before ``apply_theme``."""
    app = QGuiApplication.instance()
    found = app.findChild(Theme, "theme", Qt.FindChildOption.FindDirectChildrenOnly) if app else None
    return found if isinstance(found, Theme) else None


def colors() -> Colors:
    """The colours in use, those of the dark theme before ``apply_theme``."""
    theme = find_theme()
    return theme.colors if theme else DARK


def choose_colors(appearance: Appearance, scheme: Qt.ColorScheme) -> Colors:
    """The colours for what was asked; dark where the system doesn't say, since pictures show best on it."""
    if appearance is Appearance.SYSTEM:
        return LIGHT if scheme is Qt.ColorScheme.Light else DARK
    return LIGHT if appearance is Appearance.LIGHT else DARK


def style_sheet(colors: Colors) -> str:
    """The style sheet with every ``$token`` filled in."""
    folder = resources() / "styles"
    template = Template((folder / "vidstudio.qss").read_text("utf-8"))
    tokens = {name: str(value) for name, value in asdict(colors).items()}
    return template.substitute(tokens, marks=(folder / ("dark" if colors.dark else "light")).as_posix())


def palette(colors: Colors) -> QPalette:
    """The same colours for what style sheets don't reach: text documents, selections, native parts."""
    role = QPalette.ColorRole
    made = QPalette(QColor(colors.raised), QColor(colors.window))
    everywhere = {
        role.Window: colors.window,
        role.WindowText: colors.text,
        role.Base: colors.field,
        role.AlternateBase: colors.surface,
        role.Text: colors.text,
        role.PlaceholderText: colors.faint,
        role.Button: colors.raised,
        role.ButtonText: colors.text,
        role.BrightText: colors.danger,
        role.ToolTipBase: colors.raised,
        role.ToolTipText: colors.text,
        role.Link: colors.link,
        role.LinkVisited: colors.link,
        role.Accent: colors.accent,
        role.Highlight: colors.accent,
        role.HighlightedText: colors.accent_text,
        role.Light: colors.border_strong,
        role.Midlight: colors.hover,
        role.Mid: colors.border,
        role.Dark: colors.border,
        role.Shadow: colors.window,
    }
    for name, color in everywhere.items():
        made.setColor(name, QColor(color))
    for name in (role.WindowText, role.Text, role.ButtonText, role.HighlightedText):
        made.setColor(QPalette.ColorGroup.Disabled, name, QColor(colors.disabled))
    made.setColor(QPalette.ColorGroup.Disabled, role.Highlight, QColor(colors.border))
    return made
