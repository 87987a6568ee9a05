"""Captions, titles and a mark in the corner: drawn once for a scene, laid over its frames."""

import cv2
import numpy as np
from PIL import Image, ImageDraw

from vidstudio.core.captions import ACCENT, LOOKS, WATERMARK_LOOK, CaptionLook, CaptionStyle, Ground
from vidstudio.frames.overlay import Coat, Opacity, Overlay, lay, make_overlay
from vidstudio.frames.placing import RULE_GAP, RULE_WIDTH, Box, Words, place_words
from vidstudio.lettering import fonts

__all__ = ["Overlay", "draw_caption", "draw_watermark", "lay"]

_WHITE, _BLACK = (255, 255, 255), (0, 0, 0)

_SHADOWS = ((0.0022, 1.6, 0.6), (0.009, 1.6, 0.34))
"""Of the letters: spread as a share of the short side, gain, opacity. One that draws their edge, one round them."""

_SHADOW_REACH, _SHADOW_FALL = 0.03, 0.001
"""How far a shadow is seen, and how far below the letters it lies, shares of the short side."""

_CORNER = 0.24
"""Of the plate, in letter sizes."""

_SCRIM_RISE, _SCRIM_END = 3.4, 13.0
"""Over how many letter sizes a scrim fades out, above and below the words and beyond their end."""

_AT_THE_EDGE = 0.12
"""Words that are this close to the lower edge, share of the height, have their scrim reach down to it."""


def draw_caption(text: str, style: CaptionStyle, width: int, height: int) -> Overlay | None:
    """The words in that style for a film of that size, or None where there is nothing that could be drawn."""
    return _drawn(text, LOOKS[style], width, height)


def draw_watermark(text: str, width: int, height: int) -> Overlay | None:
    """A discreet line in a corner, or None where there is nothing that could be drawn."""
    return _drawn(" ".join(text.split()), WATERMARK_LOOK, width, height)


def _drawn(text: str, look: CaptionLook, width: int, height: int) -> Overlay | None:
    short = min(width, height)
    with fonts.ONE_AT_A_TIME:
        words = place_words(text, look, width, height)
        if words is None:
            return None
        reach = _SHADOW_REACH * short
        near = _Sheet(_within(words.plate.grown(reach, reach, reach), width, height))
        letters = near.letters(words)
    sheet = _Sheet(_within(_extent(words, look, near, width, height), width, height))
    shadow = sheet.around(near, _shadow(letters, short, alone=look.ground is Ground.NONE))
    dark = 1 - (1 - sheet.ground(words, look, height)) * (1 - shadow)
    coats = [Coat(dark, _BLACK), Coat(sheet.around(near, letters * np.float32(look.ink)), _WHITE)]
    if look.rule:
        coats.insert(1, Coat(sheet.block(_rule(words, short)), ACCENT))
    return make_overlay(sheet.left, sheet.top, coats)


def _extent(words: Words, look: CaptionLook, near: "_Sheet", width: int, height: int) -> Box:
    """All that is changed: the words and their shadow, and what their ground covers."""
    match look.ground:
        case Ground.DIM:
            return Box(0, 0, width, height)
        case Ground.SCRIM:
            end, rise = words.size * (_SCRIM_END + 0.5), words.size * _SCRIM_RISE
            left, right = (words.box.left - end, width) if words.right_to_left else (0, words.box.right + end)
            bottom = height if _reaches_down(words, height) else words.box.bottom + rise
            return Box(left, words.box.top - rise, right, bottom)
        case Ground.NONE | Ground.PLATE:
            return Box(near.left, near.top, near.left + near.width, near.top + near.height)


def _within(box: Box, width: int, height: int) -> Box:
    return Box(max(box.left, 0), max(box.top, 0), min(box.right, width), min(box.bottom, height))


class _Sheet:
    """Opacities for a box of even pixels."""

    def __init__(self, box: Box) -> None:
        self.left, self.top = int(box.left) // 2 * 2, int(box.top) // 2 * 2
        self.width = -(-int(np.ceil(box.right) - self.left) // 2) * 2
        self.height = -(-int(np.ceil(box.bottom) - self.top) // 2) * 2
        self._x = np.arange(self.width, dtype=np.float32) + np.float32(self.left + 0.5)
        self._y = np.arange(self.height, dtype=np.float32)[:, None] + np.float32(self.top + 0.5)

    def letters(self, words: Words) -> Opacity:
        zoom = words.zoom
        image = Image.new("L", (self.width * zoom, self.height * zoom), 0)
        draw = ImageDraw.Draw(image)
        for placed in words.rows:
            placed.row.draw(draw, (placed.left - self.left) * zoom, (placed.baseline - self.top) * zoom)
        reduced = cv2.resize(np.asarray(image), (self.width, self.height), interpolation=cv2.INTER_AREA)
        return np.asarray(reduced / np.float32(255), np.float32)

    def around(self, near: "_Sheet", opacity: Opacity) -> Opacity:
        """An opacity of a smaller sheet, with nothing around it."""
        whole = np.zeros((self.height, self.width), np.float32)
        left, top = near.left - self.left, near.top - self.top
        whole[top : top + near.height, left : left + near.width] = opacity
        return whole

    def ground(self, words: Words, look: CaptionLook, height: int) -> Opacity:
        shape = (self.height, self.width)
        match look.ground:
            case Ground.NONE:
                return np.zeros(shape, np.float32)
            case Ground.DIM:
                return np.full(shape, look.darkness, np.float32)
            case Ground.PLATE:
                return self.block(words.plate, words.size * _CORNER) * np.float32(look.darkness)
            case Ground.SCRIM:
                return self._scrim(words, height) * np.float32(look.darkness)

    def block(self, box: Box, corner: float = 0.0) -> Opacity:
        """A rectangle, its edges as fine as its position."""
        across = np.abs(self._x - (box.left + box.right) / 2) - ((box.right - box.left) / 2 - corner)
        down = np.abs(self._y - (box.top + box.bottom) / 2) - ((box.bottom - box.top) / 2 - corner)
        outside = np.hypot(np.maximum(across, 0), np.maximum(down, 0)) + np.minimum(np.maximum(across, down), 0)
        return np.asarray(np.clip(0.5 + corner - outside, 0, 1), np.float32)

    def _scrim(self, words: Words, height: int) -> Opacity:
        size, box = words.size, words.box
        rise = size * _SCRIM_RISE
        down = _ramp((self._y - box.top + rise) / rise)
        if not _reaches_down(words, height):
            down = down * _ramp((box.bottom + rise - self._y) / rise)
        beyond = box.left - self._x if words.right_to_left else self._x - box.right
        return np.asarray(down * (1 - _ramp((beyond / size - 0.5) / _SCRIM_END)), np.float32)


def _reaches_down(words: Words, height: int) -> bool:
    return words.box.bottom > height * (1 - _AT_THE_EDGE)


def _rule(words: Words, short: int) -> Box:
    """The bar before the words, as high as they are, in whole pixels."""
    wide, gap = max(round(RULE_WIDTH * short), 1), RULE_GAP * short
    left = round(words.box.right + gap) if words.right_to_left else round(words.box.left - gap) - wide
    return Box(left, round(words.box.top), left + wide, round(words.box.bottom))


def _shadow(letters: Opacity, short: int, *, alone: bool) -> Opacity:
    """What is darkened round letters; more where nothing else is (``alone``), and then not what shines through them."""
    clear = np.ones_like(letters)
    for spread, gain, opacity in _SHADOWS:
        soft = cv2.GaussianBlur(letters, (0, 0), max(spread * short, 0.5))
        clear *= 1 - np.clip(soft * np.float32(gain), 0, 1) * np.float32(opacity)
    shadow = 1 - np.roll(clear, round(_SHADOW_FALL * short), axis=0)
    return np.asarray((1 - (1 - shadow) ** 2) * (1 - letters) if alone else shadow, np.float32)


def _ramp(way: Opacity) -> Opacity:
    """From 0 to 1 while ``way`` does, slow at both ends."""
    way = np.clip(way, 0, 1)
    return np.asarray(way * way * (3 - 2 * way), np.float32)
