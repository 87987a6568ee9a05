"""Paints one scene as a card: picture, number, length, description, camera move. Only from what is in memory."""

from collections import OrderedDict
from collections.abc import Callable, Collection

from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex, QPoint, QPointF, QRect, QRectF, QSize, Qt
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontMetrics,
    QLinearGradient,
    QPainter,
    QPen,
    QPixmap,
    QTextLayout,
    QTextOption,
)
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from vidstudio.core.job import AspectRatio
from vidstudio.core.scene import ImageStatus, PictureSource, Scene
from vidstudio.core.wording import MOTION, seconds
from vidstudio.ui.colors import DARK, Colors
from vidstudio.ui.fonts import FontRole, font
from vidstudio.ui.icons import drawing
from vidstudio.ui.storyboard.card import FOOTER, ThumbnailSize, lay_out
from vidstudio.ui.storyboard.marks import Mark, marks
from vidstudio.ui.storyboard.model import SceneRole
from vidstudio.ui.storyboard.thumbnails import RADIUS, ThumbnailCache, ThumbnailKey
from vidstudio.ui.theme import colors

CARD_RADIUS = 10
_CHIP = 20
_MOST_TEXTS = 2000
_SOURCES = {PictureSource.DRAFT: "Draft", PictureSource.OWN: "Own"}

Index = QModelIndex | QPersistentModelIndex


class CardDelegate(QStyledItemDelegate):
    """Sizes by ``set_shape``; fonts and colours are those of the theme at each painting."""

    def __init__(self, thumbnails: ThumbnailCache, phase: Callable[[], float], parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._thumbnails = thumbnails
        self._phase = phase
        self._texts: OrderedDict[tuple[str, int, int, str], list[str]] = OrderedDict()
        self._drawings: dict[tuple[str, int, str, float], QPixmap] = {}
        self._dragged: frozenset[int] = frozenset()
        self._work: dict[int, str] = {}
        self.refresh_fonts()
        self.layout = lay_out(AspectRatio.WIDE, ThumbnailSize.MEDIUM, 1280, self._line_height)

    def refresh_fonts(self) -> None:
        """Take the fonts of the theme anew."""
        self._body, self._caption, self._number = (
            font(role) for role in (FontRole.BODY, FontRole.CAPTION, FontRole.NUMBER)
        )
        self._line_height = round(QFontMetrics(self._body).height() * 1.15)
        self._texts.clear()
        self._drawings.clear()

    def set_shape(self, ratio: AspectRatio, size: ThumbnailSize, width: int) -> bool:
        """Fit cards of this shape into that width; whether that makes them other ones."""
        fresh = lay_out(ratio, size, width, self._line_height)
        changed = fresh != self.layout
        self.layout = fresh
        return changed

    def set_dragged(self, ids: Collection[int]) -> None:
        """These scenes are on their way and painted faintly."""
        self._dragged = frozenset(ids)

    def set_work(self, words: dict[int, str]) -> None:
        """What is being done for these scenes, by their ids."""
        self._work = words

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: ARG002 - Qt's signature
        return self.layout.cell

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        scene = index.data(SceneRole.SCENE)
        now = colors()
        card = self.layout.card(option.rect)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if scene.id in self._dragged:
            painter.setOpacity(0.35)
        self._paint_ground(painter, card, option.state, now)
        picture = self.layout.picture_in(card)
        shown = self._paint_picture(painter, picture, scene, now)
        self._paint_chips(painter, picture, scene, index.row() + 1, now)
        if shown and scene.status is ImageStatus.FAILED:
            self._paint_warning(painter, picture, now)
        self._paint_text(painter, self.layout.text_in(card), scene.description, now)
        here = marks(scene, last=index.row() == index.model().rowCount() - 1)
        self._paint_footer(painter, self.layout.footer_in(card), scene, here, now)
        painter.restore()

    def _paint_ground(self, painter: QPainter, card: QRect, state: QStyle.StateFlag, now: Colors) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        hovered = bool(state & QStyle.StateFlag.State_MouseOver)
        focused = bool(state & QStyle.StateFlag.State_HasFocus)
        ground = now.card_selected if selected else now.card_hover if hovered else now.card
        painter.setBrush(QColor(ground))
        edge, width = (now.ring, 2.0) if selected else (now.muted, 1.0) if focused else (now.card_border, 1.0)
        painter.setPen(QPen(QColor(edge), width))
        inset = width / 2
        painter.drawRoundedRect(QRectF(card).adjusted(inset, inset, -inset, -inset), CARD_RADIUS, CARD_RADIUS)

    def _paint_picture(self, painter: QPainter, area: QRect, scene: Scene, now: Colors) -> bool:
        """Whether there is a picture to see."""
        pixmap = self._pixmap(painter, area, scene)
        generating = scene.status is ImageStatus.GENERATING
        if pixmap is not None:
            _draw_picture(painter, area, pixmap)
            if generating:
                _fill(painter, area, QColor(now.veil))
        else:
            _fill(painter, area, QColor(now.placeholder))
        if generating:
            self._paint_shimmer(painter, area, now, strong=pixmap is None)
        elif pixmap is None:
            self._paint_missing(painter, area, scene, now)
        return pixmap is not None

    def _pixmap(self, painter: QPainter, area: QRect, scene: Scene) -> QPixmap | None:
        if scene.picture is None:
            return None
        ratio = painter.device().devicePixelRatioF()
        picture = scene.picture
        return self._thumbnails.pixmap(ThumbnailKey(picture.file, picture.digest, area.width(), area.height(), ratio))

    def _paint_shimmer(self, painter: QPainter, area: QRect, now: Colors, *, strong: bool) -> None:
        middle = -0.5 + 2 * self._phase()
        light, clear = QColor(now.shimmer), QColor(now.shimmer)
        light.setAlphaF(1.0 if strong else 0.35)
        clear.setAlphaF(0.0)
        gradient = QLinearGradient(area.topLeft(), QPointF(area.right(), area.top() + area.height() / 3))
        for stop, color in ((middle - 0.45, clear), (middle, light), (middle + 0.45, clear)):
            gradient.setColorAt(min(1.0, max(0.0, stop)), color)
        if 0.0 <= middle <= 1.0 or strong:
            painter.setBrush(gradient)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.drawRoundedRect(area, RADIUS, RADIUS)

    def _paint_missing(self, painter: QPainter, area: QRect, scene: Scene, now: Colors) -> None:
        name, tone, words = "picture", now.faint, ""
        if scene.status is ImageStatus.FAILED:
            name, tone, words = "warning", now.danger, "Picture failed"
        elif scene.picture is not None and self._thumbnails.broken(scene.picture.digest):
            name, tone, words = "picture-missing", now.warning, "Picture file missing"
        elif scene.picture is not None:
            return
        mark = QRect(0, 0, 24, 24)
        mark.moveCenter(area.center() - QPoint(0, 10 if words else 0))
        self._draw(painter, mark, name, tone)
        if words:
            line = QRect(area.left() + 8, mark.bottom() + 8, area.width() - 16, _CHIP)
            painter.setFont(self._caption)
            painter.setPen(QColor(tone))
            painter.drawText(line, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_chips(self, painter: QPainter, area: QRect, scene: Scene, number: int, now: Colors) -> None:
        inner = area.adjusted(6, 6, -6, -6)
        self._chip(painter, inner, str(number), Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignTop, now)
        self._chip(
            painter, inner, seconds(scene.duration), Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignBottom, now
        )
        words = self._work.get(scene.id) or ("Drawing…" if scene.status is ImageStatus.GENERATING else "")
        if words:
            self._chip(painter, inner, words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignBottom, now)

    def _paint_warning(self, painter: QPainter, area: QRect, now: Colors) -> None:
        """In the corner of a picture whose successor failed; always the dark theme's red, for the scrim is dark."""
        mark = QRect(area.right() - 6 - _CHIP + 1, area.top() + 6, _CHIP, _CHIP)
        _fill(painter, mark, QColor(now.scrim), 5)
        self._draw(painter, mark.adjusted(2, 2, -2, -2), "warning", DARK.danger)

    def _chip(self, painter: QPainter, area: QRect, words: str, place: Qt.AlignmentFlag, now: Colors) -> None:
        width = max(_CHIP, QFontMetrics(self._number).horizontalAdvance(words) + 12)
        chip = QRect(0, 0, width, _CHIP)
        chip.moveLeft(area.left() if place & Qt.AlignmentFlag.AlignLeft else area.right() - width + 1)
        chip.moveTop(area.top() if place & Qt.AlignmentFlag.AlignTop else area.bottom() - _CHIP + 1)
        _fill(painter, chip, QColor(now.scrim), 5)
        painter.setFont(self._number)
        painter.setPen(QColor(now.scrim_text))
        painter.drawText(chip, Qt.AlignmentFlag.AlignCenter, words)

    def _paint_text(self, painter: QPainter, area: QRect, text: str, now: Colors) -> None:
        painter.setFont(self._body)
        painter.setPen(QColor(now.text))
        line = QRect(area.left(), area.top(), area.width(), self.layout.line_height)
        for words in self._lines(text, area.width(), self.layout.lines):
            painter.drawText(line, Qt.AlignmentFlag.AlignVCenter | Qt.TextFlag.TextSingleLine, words)
            line.translate(0, self.layout.line_height)

    def _paint_footer(self, painter: QPainter, area: QRect, scene: Scene, here: tuple[Mark, ...], now: Colors) -> None:
        """The camera's move at the left; marks, then where the picture is from, at the right."""
        self._draw(painter, QRect(area.left(), area.top(), FOOTER, FOOTER), f"motion-{scene.motion}", now.faint)
        painter.setFont(self._caption)
        metrics = QFontMetrics(self._caption)
        words = area.adjusted(FOOTER + 6, 0, 0, 0)
        tag = metrics.elidedText(_tag(scene), Qt.TextElideMode.ElideMiddle, max(0, words.width() * 3 // 5))
        painter.setPen(QColor(now.faint))
        painter.drawText(words, Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter, tag)
        words.setRight(words.right() - metrics.horizontalAdvance(tag) - (8 if tag else 0))
        for mark in reversed(here):
            self._draw(painter, QRect(words.right() - FOOTER + 1, words.top(), FOOTER, FOOTER), mark.icon, now.faint)
            words.setRight(words.right() - FOOTER - 4)
        move = metrics.elidedText(MOTION[scene.motion], Qt.TextElideMode.ElideRight, words.width() - 4)
        if not here or move == MOTION[scene.motion]:  # its icon says it too
            painter.setPen(QColor(now.muted))
            painter.drawText(words, Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter, move)

    def _draw(self, painter: QPainter, place: QRect, name: str, color: str) -> None:
        key = (name, place.width(), color, painter.device().devicePixelRatioF())
        if key not in self._drawings:
            self._drawings[key] = drawing(*key)
        painter.drawPixmap(place.topLeft(), self._drawings[key])

    def _lines(self, text: str, width: int, most: int) -> list[str]:
        key = (text, width, most, self._body.key())
        found = self._texts.get(key)
        if found is None:
            found = self._texts[key] = wrapped(text, self._body, width, most)
            if len(self._texts) > _MOST_TEXTS:
                self._texts.popitem(last=False)
        return found


def wrapped(text: str, face: QFont, width: int, most: int) -> list[str]:
    """``text`` as at most that many lines of ``width`` points, the last one elided."""
    plain = " ".join(text.split())
    if not plain:
        return []
    layout = QTextLayout(plain, face)
    option = QTextOption()
    option.setWrapMode(QTextOption.WrapMode.WrapAtWordBoundaryOrAnywhere)
    layout.setTextOption(option)
    layout.beginLayout()
    starts: list[int] = []
    while len(starts) < most and (line := layout.createLine()).isValid():
        line.setLineWidth(width)
        starts.append(line.textStart())
    layout.endLayout()
    ends = [*starts[1:], len(plain)]
    lines = [plain[start:end].rstrip() for start, end in zip(starts, ends, strict=True)]
    lines[-1] = QFontMetrics(face).elidedText(lines[-1], Qt.TextElideMode.ElideRight, width)
    return lines


def _draw_picture(painter: QPainter, area: QRect, pixmap: QPixmap) -> None:
    if pixmap.deviceIndependentSize().toSize() == area.size():
        painter.drawPixmap(area.topLeft(), pixmap)
        return
    painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)  # another size until the right one arrives
    painter.drawPixmap(area, pixmap)


def _tag(scene: Scene) -> str:
    if scene.picture is None:
        return ""
    return _SOURCES.get(scene.picture.source, "") or scene.picture.model.rpartition("/")[2]


def _fill(painter: QPainter, area: QRect, color: QColor, radius: int = RADIUS) -> None:
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(color)
    painter.drawRoundedRect(area, radius, radius)
