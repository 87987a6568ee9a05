"""Where things are on a scene's card: sizes in points on a grid of 8, pure arithmetic on rectangles."""

from dataclasses import dataclass
from enum import IntEnum

from PySide6.QtCore import QRect, QSize

from vidstudio.core.job import AspectRatio

GAP = 16
"""Between cards; half of it belongs to each, so that every point of the grid is some card's."""

TOP = 12
"""How much of the gap is above a card: the first row needs more than half of it below the toolbar."""

PADDING = 8
"""Between a card's edge and what is in it."""

FOOTER = 16
"""Height of the last line: the camera's move and where the picture is from."""


class ThumbnailSize(IntEnum):
    """Least width of a wide card in points; cards grow until they fill their row."""

    SMALL = 184
    MEDIUM = 248
    LARGE = 352


_SHARE = {
    AspectRatio.CINEMA: 1.15,
    AspectRatio.WIDE: 1.0,
    AspectRatio.SQUARE: 0.8,
    AspectRatio.PORTRAIT: 0.74,
    AspectRatio.TALL: 0.64,
}
"""Least width beside that of a wide card, so that cards of each shape have about one area."""


@dataclass(frozen=True, slots=True)
class CardLayout:
    """The shape of every card of a storyboard.

    Attributes:
        cell: a card and its share of the gaps, points.
        picture: the picture area, points.
        lines: of the description.
        line_height: of one of them, points.
        columns: cards in a row.
    """

    cell: QSize
    picture: QSize
    lines: int
    line_height: int
    columns: int

    def card(self, cell: QRect) -> QRect:
        """The card in its cell."""
        return cell.adjusted(GAP // 2, TOP, -(GAP // 2), TOP - GAP)

    def picture_in(self, card: QRect) -> QRect:
        """The picture area of a card."""
        return QRect(card.left() + PADDING, card.top() + PADDING, self.picture.width(), self.picture.height())

    def text_in(self, card: QRect) -> QRect:
        """The lines of the description."""
        top = self.picture_in(card).bottom() + 1 + PADDING
        return QRect(card.left() + PADDING + 2, top, self.picture.width() - 4, self.lines * self.line_height)

    def footer_in(self, card: QRect) -> QRect:
        """The last line."""
        text = self.text_in(card)
        return QRect(text.left(), text.bottom() + 1 + PADDING, text.width(), FOOTER)


def lay_out(ratio: AspectRatio, size: ThumbnailSize, width: int, line_height: int) -> CardLayout:
    """The cards for a view that is ``width`` points wide: as many to the row as fit, and as wide as fits them."""
    least = round(size * _SHARE[ratio]) + GAP
    columns = max(1, width // least)
    cell = max(least, width // columns)
    across, down = ratio.sides
    picture = QSize(cell - GAP - 2 * PADDING, round((cell - GAP - 2 * PADDING) * down / across))
    lines = 2 if size is ThumbnailSize.SMALL else 3
    height = picture.height() + lines * line_height + FOOTER + 4 * PADDING + GAP
    return CardLayout(QSize(cell, height), picture, lines, line_height, columns)
