"""An idea or a script becomes scene drafts, offline and by rules alone.

A bare idea becomes about one scene per five seconds, three to ten. A script decides its own number: by its headings,
scene lines, rules or list items where it has them, else by its paragraphs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vidstudio.core.durations import check_film_seconds, share
from vidstudio.core.job import MAX_FILM_SECONDS, AspectRatio
from vidstudio.core.markdown import END_MARKS, plain
from vidstudio.core.passages import Passage, passages
from vidstudio.core.refine import DESCRIPTION_LETTERS, PROMPT_LETTERS
from vidstudio.core.scene import Motion
from vidstudio.core.sentences import clean, cut, cut_words, group, sentences
from vidstudio.core.storyboard import check_scene_seconds
from vidstudio.errors import InputRefused

SECONDS_PER_SCENE = 5.0
IDEA_SCENES = (3, 10)
DEFAULT_SECONDS = 30.0
LEAST_READABLE_SECONDS = 3.0
"""What each scene of a script gets at least where nobody asked for a length: less is hard to take in."""
TITLE_LETTERS = 60
STYLE_LETTERS = 100

SHOTS = (
    "Wide shot",
    "Medium shot",
    "Close-up",
    "Low angle",
    "Detail",
    "Over the shoulder",
    "Aerial view",
    "Medium close-up",
    "Silhouette",
)
CLOSING_SHOT = "Closing wide shot"
_NAMES_A_SHOT = re.compile(
    r"\b(?:(?:wide|medium|long|full|establishing|tracking|drone|detail|closing) shot|close[- ]?up"
    r"|(?:low|high|wide) angle|aerial view|bird.s[- ]eye|over[- ]the[- ]shoulder|point of view|POV|silhouette)\b"
    r"|^detail:",
    re.IGNORECASE,
)
_CLOSERS = "\"'”’“»«)]」』）"


@dataclass(frozen=True, slots=True)
class SceneDraft:
    """What a scene begins with; ``duration`` in seconds, ``spoken`` what is said in it, where that is known."""

    description: str
    image_prompt: str
    duration: float
    motion: Motion
    spoken: str = ""


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole storyboard before any picture."""

    title: str
    duration: float
    scenes: tuple[SceneDraft, ...]


def outline_idea(idea: str, duration: float | None, aspect_ratio: AspectRatio, style: str) -> Outline:
    """Scenes for a bare idea of any length; raises ``InputRefused`` for an empty one."""
    text, style = check_text("idea", idea), check_style(style)
    total = check_film_seconds(DEFAULT_SECONDS if duration is None else duration)
    count = idea_scenes(total)
    beats = sentences(plain(text)) or [text]
    if len(beats) >= count:
        descriptions = [cut(part, DESCRIPTION_LETTERS[1]) for part in group(beats, count)]
    else:
        descriptions = _covered_in_shots(beats, count)
    return _outline(first_words(beats[0]), descriptions, share(total, [1.0] * count), aspect_ratio, style)


def idea_scenes(seconds: float) -> int:
    """How many scenes a bare idea becomes in a film of that length."""
    return min(max(int(seconds / SECONDS_PER_SCENE + 0.5), IDEA_SCENES[0]), IDEA_SCENES[1])


def outline_script(script: str, duration: float | None, aspect_ratio: AspectRatio, style: str) -> Outline:
    """Scenes for a plain text or Markdown script.

    Lengths written in the script, as ``(5 s)``, are kept; a scene without one counts ``SECONDS_PER_SCENE`` then. Where
    another ``duration`` is asked for they are kept in proportion. Raises ``InputRefused`` for an empty script or more
    scenes than fit.
    """
    text, style = check_text("script", script), check_style(style)
    title, found = passages(text)
    if not found:
        raise InputRefused(
            "The script has no text to make scenes from.", "Write a paragraph or a heading for each scene."
        )
    written = [passage.seconds or SECONDS_PER_SCENE for passage in found] if any(p.seconds for p in found) else []
    total = check_film_seconds(duration if duration is not None else _own_length(found, written))
    if not written and not any(passage.explicit for passage in found):
        found = _as_prose(found, total)
    if written and abs(sum(written) - total) < 1e-6:
        seconds = [check_scene_seconds(length) for length in written]
    else:
        seconds = share(total, written or [float(len(passage.text)) for passage in found])
    descriptions = [cut(passage.text, DESCRIPTION_LETTERS[1]) for passage in found]
    return _outline(title or first_words(sentences(descriptions[0])[0]), descriptions, seconds, aspect_ratio, style)


def _own_length(found: Sequence[Passage], written: Sequence[float]) -> float:
    """What a script lasts if nobody asked for a length, in seconds."""
    if written:
        return sum(written)
    if not any(passage.explicit for passage in found):
        return DEFAULT_SECONDS
    return min(max(DEFAULT_SECONDS, LEAST_READABLE_SECONDS * len(found)), MAX_FILM_SECONDS)


def image_prompt(description: str, shot: str, style: str) -> str:
    """The prompt a scene begins with: the shot (unless the description names one), what is seen, and the style."""
    tail = f" {style}{'' if style.lower().endswith('style') else ' style'}, film still"
    lead = "" if names_a_shot(description) else f"{shot}: "
    seen = cut(description, PROMPT_LETTERS[1] - len(tail) - len(lead) - 1)
    return f"{lead}{ended(seen)}{tail}"


def ended(text: str) -> str:
    """A text that ends as a sentence does."""
    return text if text.rstrip(_CLOSERS).endswith(END_MARKS) else f"{text}."


def names_a_shot(text: str) -> bool:
    """Whether a text says itself from where it is seen."""
    return bool(_NAMES_A_SHOT.search(text))


def check_style(style: str) -> str:
    """A style if it is one; raises ``InputRefused`` otherwise."""
    style = " ".join(clean(style).split())
    if not style or len(style) > STYLE_LETTERS:
        raise InputRefused(
            "The style is empty." if not style else "The style is too long.",
            f"A word or two, at most {STYLE_LETTERS} characters: cinematic, watercolor, film noir.",
        )
    return style


def first_words(text: str) -> str:
    """A title made from the beginning of a text."""
    return cut_words(text, TITLE_LETTERS).rstrip(".…。।") or "Untitled"


def motions(count: int, aspect_ratio: AspectRatio) -> list[Motion]:
    """A camera move for each scene, no two neighbours alike; tall films tilt where wide ones pan."""
    tall = aspect_ratio in {AspectRatio.TALL, AspectRatio.PORTRAIT}
    aside, back = (Motion.PAN_UP, Motion.PAN_DOWN) if tall else (Motion.PAN_RIGHT, Motion.PAN_LEFT)
    cycle = (Motion.PUSH_IN, aside, Motion.PULL_OUT, Motion.DRIFT, back)
    return [cycle[index % len(cycle)] for index in range(count)]


def shots(count: int) -> list[str]:
    """A shot size for each scene: it opens and closes wide."""
    inner = [SHOTS[index % len(SHOTS)] for index in range(count)]
    return [*inner[:-1], CLOSING_SHOT] if count > 1 else inner


def _outline(
    title: str, descriptions: Sequence[str], seconds: Sequence[float], aspect_ratio: AspectRatio, style: str
) -> Outline:
    count = len(descriptions)
    scenes = tuple(
        SceneDraft(description, image_prompt(description, shot, style), duration, motion)
        for description, shot, duration, motion in zip(
            descriptions, shots(count), seconds, motions(count, aspect_ratio), strict=True
        )
    )
    return Outline(title, round(sum(seconds), 6), scenes)


def _covered_in_shots(beats: Sequence[str], count: int) -> list[str]:
    """Fewer sentences than scenes: each is seen in several shots, longer ones in more."""
    per_beat = [count // len(beats)] * len(beats)
    longest_first = sorted(range(len(beats)), key=lambda index: (-len(beats[index]), index))
    for index in longest_first[: count % len(beats)]:
        per_beat[index] += 1
    lines = [beat for beat, times in zip(beats, per_beat, strict=True) for _ in range(times)]
    described = []
    for shot, line in zip(shots(count), lines, strict=True):
        described.append(f"{shot}: {cut(line, DESCRIPTION_LETTERS[1] - len(shot) - 2)}")
    return described


def _as_prose(found: Sequence[Passage], total: float) -> list[Passage]:
    """Paragraphs without marks: neighbours are joined until each has a second; a lone one is cut like an idea."""
    texts = [passage.text for passage in found]
    if len(texts) == 1:
        texts = group(sentences(texts[0]), max(1, int(total / SECONDS_PER_SCENE + 0.5)))
    elif len(texts) > total:
        texts = group(texts, max(1, int(total)))
    if len(texts) == len(found):
        return list(found)
    return [Passage(text, 0.0, explicit=False) for text in texts]


def check_text(name: str, text: str) -> str:
    """An idea or a script without what is no text; raises ``InputRefused`` for one without a word."""
    text = clean(text)
    if not any(letter.isalnum() for letter in text):
        raise InputRefused(f"The {name} is empty.", "Write at least a few words.")
    return text
