"""An idea or a script becomes scene drafts, offline and by rules alone.

A bare idea becomes about one scene per five seconds, three to ten. A script decides its own number: by its headings,
scene lines, rules or list items where it has them, else by its paragraphs.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from vidstudio.core.durations import check_film_seconds, share
from vidstudio.core.job import AspectRatio, Motion
from vidstudio.core.markdown import Passage, passages, plain
from vidstudio.core.refine import DESCRIPTION_LETTERS, PROMPT_LETTERS
from vidstudio.core.sentences import cut, cut_words, group, sentences
from vidstudio.errors import InputRefused

SECONDS_PER_SCENE = 5.0
IDEA_SCENES = (3, 10)
DEFAULT_SECONDS = 30.0
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


@dataclass(frozen=True, slots=True)
class SceneDraft:
    """What a scene begins with; ``duration`` in seconds."""

    description: str
    image_prompt: str
    duration: float
    motion: Motion


@dataclass(frozen=True, slots=True)
class Outline:
    """A whole storyboard before any picture."""

    title: str
    duration: float
    scenes: tuple[SceneDraft, ...]


def outline_idea(idea: str, duration: float | None, aspect_ratio: AspectRatio, style: str) -> Outline:
    """Scenes for a bare idea of any length; raises ``InputRefused`` for an empty one."""
    text, style = _check_text("idea", idea), check_style(style)
    total = check_film_seconds(DEFAULT_SECONDS if duration is None else duration)
    count = min(max(int(total / SECONDS_PER_SCENE + 0.5), IDEA_SCENES[0]), IDEA_SCENES[1])
    beats = sentences(plain(text))
    if len(beats) >= count:
        descriptions = [cut(part, DESCRIPTION_LETTERS[1]) for part in group(beats, count)]
    else:
        descriptions = _covered_in_shots(beats, count)
    return _outline(first_words(beats[0]), descriptions, share(total, [1.0] * count), aspect_ratio, style)


def outline_script(script: str, duration: float | None, aspect_ratio: AspectRatio, style: str) -> Outline:
    """Scenes for a plain text or Markdown script.

    Lengths written in the script, as ``(5 s)``, are kept in proportion; if every scene has one and no ``duration`` is
    asked for, they are the film's. Raises ``InputRefused`` for an empty script or more scenes than fit.
    """
    text, style = _check_text("script", script), check_style(style)
    title, found = passages(text)
    if not found:
        raise InputRefused(
            "The script has no text to make scenes from.", "Write a paragraph or a heading for each scene."
        )
    marked = [passage.seconds for passage in found]
    written = sum(marked) if all(marked) else None
    total = check_film_seconds(duration if duration is not None else written or DEFAULT_SECONDS)
    if not any(passage.explicit for passage in found):
        found = _as_prose(found, total)
    lengths = [passage.seconds for passage in found]
    if all(lengths) and abs(sum(lengths) - total) < 1e-6:
        seconds = lengths
    else:
        seconds = share(total, lengths if all(lengths) else [float(len(passage.text)) for passage in found])
    descriptions = [cut(passage.text, DESCRIPTION_LETTERS[1]) for passage in found]
    return _outline(title or first_words(descriptions[0]), descriptions, seconds, aspect_ratio, style)


def image_prompt(description: str, shot: str, style: str) -> str:
    """The prompt a scene begins with: the shot, what is seen, and the style."""
    tail = f" {style} style, film still"
    lead = "" if description.startswith(shot) else f"{shot}: "
    seen = cut(description, PROMPT_LETTERS[1] - len(tail) - len(lead) - 1)
    return f"{lead}{seen}{'' if seen.endswith(('.', '!', '?', '…', '。', '！', '？')) else '.'}{tail}"


def check_style(style: str) -> str:
    """A style if it is one; raises ``InputRefused`` otherwise."""
    style = " ".join(style.split())
    if not style or len(style) > STYLE_LETTERS:
        raise InputRefused(
            "The style is empty." if not style else "The style is too long.",
            f"A word or two, at most {STYLE_LETTERS} characters: cinematic, watercolor, film noir.",
        )
    return style


def first_words(text: str) -> str:
    """A title made from the beginning of a text."""
    return cut_words(text, TITLE_LETTERS).rstrip(".…。") or "Untitled"


def motions(count: int, aspect_ratio: AspectRatio) -> list[Motion]:
    """A camera move for each scene, no two neighbours alike; tall films tilt where wide ones pan."""
    tall = aspect_ratio is AspectRatio.TALL
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


def _check_text(name: str, text: str) -> str:
    text = re.sub(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufeff]", "", text).strip()
    if not any(letter.isalnum() for letter in text):
        raise InputRefused(f"The {name} is empty.", "Write at least a few words.")
    return text
