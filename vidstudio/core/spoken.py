"""What of a scene's description is said: the words for its caption."""

import re

from vidstudio.core.captions import MAX_CAPTION_LETTERS
from vidstudio.core.sentences import cut, sentences

_QUOTED = re.compile(r"[\"“„«‹「『]\s*([^\"“”„«»‹›「」『』]{2,}?)\s*[\"”“»›」』]")
_LETTERS = 120
"""About two lines of a caption."""


def spoken_line(description: str) -> str:
    """The words in quotation marks, if there are any, else the first sentence."""
    said = " ".join(match.strip() for match in _QUOTED.findall(description))
    if said:
        return cut(said, MAX_CAPTION_LETTERS)
    return cut((sentences(description) or [""])[0], _LETTERS)
