"""The colours of the window: one set for each appearance, the same names in code, style sheet and icons."""

from dataclasses import dataclass

AA_TEXT = 4.5
"""Least contrast of text on its ground (WCAG 2.2, 1.4.3, level AA)."""

AA_SHAPE = 3.0
"""Least contrast of marks and focus rings beside their ground (WCAG 2.2, 1.4.11), held by disabled text as well."""


@dataclass(frozen=True, slots=True)
class Colors:
    """Colours as ``#rrggbb``, but for ``shadow``, ``veil`` and ``scrim``, which are ``#aarrggbb``.

    Attributes:
        window, surface, raised: grounds: behind everything, of panels, of buttons and fields.
        hover, pressed: a raised thing under the pointer, and held down.
        field: ground of what is typed into.
        border, border_strong: hairlines, and those of fields under the pointer.
        text, muted, faint, disabled: writing, from the message to the remark.
        accent, accent_hover, accent_pressed: the ground of the one main button; ``accent_text`` stands on them.
        accent_soft: ground of what is chosen in lists and menus.
        link, ring: the accent as writing, and as a line around things.
        success, warning, danger: outcomes as writing and icons; ``danger_soft`` is a ground.
        card, card_hover, card_selected, card_border: a scene's card.
        placeholder: where a picture will be; ``shimmer`` passes over it while one is being made.
        drop_mark: where dragged scenes will go.
        shadow: under floating things.
        veil: over pictures that are being replaced or dragged away.
        scrim, scrim_text: the ground of writing on pictures.
    """

    dark: bool
    window: str
    surface: str
    raised: str
    hover: str
    pressed: str
    field: str
    border: str
    border_strong: str
    text: str
    muted: str
    faint: str
    disabled: str
    accent: str
    accent_hover: str
    accent_pressed: str
    accent_text: str
    accent_soft: str
    link: str
    ring: str
    success: str
    warning: str
    danger: str
    danger_soft: str
    card: str
    card_hover: str
    card_selected: str
    card_border: str
    placeholder: str
    shimmer: str
    drop_mark: str
    shadow: str
    veil: str
    scrim: str
    scrim_text: str


DARK = Colors(
    dark=True,
    window="#141416",
    surface="#1a1a1d",
    raised="#29292d",
    hover="#313136",
    pressed="#222226",
    field="#101012",
    border="#313137",
    border_strong="#4a4a52",
    text="#ededf0",
    muted="#a9a9b2",
    faint="#9797a1",
    disabled="#7c7c86",
    accent="#3567da",
    accent_hover="#3a6de0",
    accent_pressed="#2b57bd",
    accent_text="#ffffff",
    accent_soft="#202c46",
    link="#82b1ff",
    ring="#6b9dff",
    success="#56c28a",
    warning="#e0ae52",
    danger="#f2797b",
    danger_soft="#40262a",
    card="#1e1e22",
    card_hover="#25252a",
    card_selected="#232837",
    card_border="#29292e",
    placeholder="#29292e",
    shimmer="#37373e",
    drop_mark="#6b9dff",
    shadow="#66000000",
    veil="#99141416",
    scrim="#c4101012",
    scrim_text="#ffffff",
)
"""Neutral charcoal, a little blue in nothing: pictures are judged on it all day."""

LIGHT = Colors(
    dark=False,
    window="#f1efea",
    surface="#f8f7f3",
    raised="#ffffff",
    hover="#f4f2ed",
    pressed="#e8e5de",
    field="#ffffff",
    border="#dad6cd",
    border_strong="#b3aea3",
    text="#23211e",
    muted="#5e5a53",
    faint="#68635b",
    disabled="#89847b",
    accent="#2c62d6",
    accent_hover="#3269de",
    accent_pressed="#2353bd",
    accent_text="#ffffff",
    accent_soft="#dfe8fb",
    link="#2257c4",
    ring="#2c62d6",
    success="#19704a",
    warning="#8a5a00",
    danger="#b3292d",
    danger_soft="#f8e2e0",
    card="#ffffff",
    card_hover="#fdfcfa",
    card_selected="#f1f5ff",
    card_border="#e2dfd7",
    placeholder="#eae7e0",
    shimmer="#f7f5f1",
    drop_mark="#2c62d6",
    shadow="#26302a20",
    veil="#a6f1efea",
    scrim="#c4101012",
    scrim_text="#ffffff",
)
"""Soft paper, warm enough not to glare beside dark pictures."""


def contrast(one: str, other: str) -> float:
    """Contrast ratio of two ``#rrggbb`` colours, 1 to 21, as WCAG 2.2 defines it."""
    light, dark = sorted((_luminance(one), _luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def _luminance(color: str) -> float:
    parts = [int(color[start : start + 2], 16) / 255 for start in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue
