"""Where a line may end: the pieces that are never broken, by the rules of each script (after UAX 14)."""

import unicodedata
from dataclasses import dataclass

_NO_START = set(
    "!%),.:;?]}»’”…‥、。〃々〉》」』】〕〗〟！％），．：；？］｝～｡､ー゛゜ゝゞヽヾぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ・"
)
_NO_END = set("([{«‘“〈《「『【〔〖〝（［｛￥＄")
_HYPHENS = set("-‐–—")
_THAI_NO_START = set("ะาำๅๆฯະາຳໆ")
_THAI_NO_END = set("เแโใไເແໂໃໄ")
_UNSPACED = ((0x0E00, 0x0EFF), (0x1000, 0x109F), (0x1780, 0x17FF))  # Thai, Lao, Burmese, Khmer
_HANGUL = ((0x1100, 0x11FF), (0x3130, 0x318F), (0xAC00, 0xD7AF))
_JOINER, _ZERO_WIDTH_SPACE, _VIRAMA = "\u200d", "\u200b", 9


@dataclass(frozen=True, slots=True)
class Piece:
    """What stays on one line.

    Attributes:
        space: whether a space stands between it and the next piece when they are on one line.
        poor: whether a line that ends here most likely ends inside a word.
    """

    text: str
    space: bool = False
    poor: bool = False


def pieces(text: str) -> list[Piece]:
    """The text cut wherever a line may end; spaces between pieces are folded, no-break ones are kept."""
    words = [word for word in text.replace(_ZERO_WIDTH_SPACE, " " + _ZERO_WIDTH_SPACE).split(" ") if word]
    found: list[Piece] = []
    for word in words:
        if word[0] == _ZERO_WIDTH_SPACE and found:
            found[-1] = Piece(found[-1].text)
        found += _pieces_of_word(word.strip(_ZERO_WIDTH_SPACE))
    return [*found[:-1], *(Piece(last.text) for last in found[-1:])]


def clusters(text: str) -> list[str]:
    """Letters with the marks and joined letters that belong to them."""
    found: list[str] = []
    for letter in text:
        marked = unicodedata.category(letter) in {"Mn", "Me", "Mc"} or letter in {_JOINER, "\u200c"}
        joined = found and (found[-1][-1] == _JOINER or unicodedata.combining(found[-1][-1]) == _VIRAMA)
        if found and (marked or (joined and letter.isalpha())):
            found[-1] += letter
        else:
            found.append(letter)
    return found


def _pieces_of_word(word: str) -> list[Piece]:
    found: list[Piece] = []
    piece = ""
    for cluster in clusters(word):
        if piece and _may_part(piece, cluster):
            found.append(Piece(piece, poor=_lies_in(cluster[0], _UNSPACED)))
            piece = ""
        piece += cluster
    return [*found, Piece(piece, space=True)] if piece else found


def _may_part(before: str, after: str) -> bool:
    last, first = _base(before), after[0]
    if first in _NO_START or last in _NO_END or first in _THAI_NO_START or last in _THAI_NO_END:
        return False
    if last in _HYPHENS:
        return len(before) > 2 and first.isalpha()
    if _lies_in(last, _UNSPACED) and _lies_in(first, _UNSPACED):
        return True
    return _is_ideograph(last) or _is_ideograph(first)


def _base(text: str) -> str:
    """The last letter that is no mark."""
    return next((letter for letter in reversed(text) if unicodedata.category(letter)[0] != "M"), text[-1])


def _is_ideograph(letter: str) -> bool:
    """Chinese and Japanese; Korean has spaces."""
    return unicodedata.east_asian_width(letter) in {"W", "F"} and not _lies_in(letter, _HANGUL)


def _lies_in(letter: str, ranges: tuple[tuple[int, int], ...]) -> bool:
    return any(first <= ord(letter) <= last for first, last in ranges)
