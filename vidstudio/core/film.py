"""What a film is like beside its storyboard: size, rate, watermark, level of the music."""

from dataclasses import asdict, dataclass
from typing import Any

from vidstudio.core.sentences import clean
from vidstudio.errors import InputRefused

RATES = (24, 25, 30, 50, 60)
"""Frames a second."""

SIZES = (720, 1080, 1440, 2160)
"""Pixels of the short side."""

WATERMARK_LETTERS = 60
MUSIC_DECIBELS = (-30.0, 12.0)


@dataclass(frozen=True, slots=True)
class FilmSettings:
    """Chosen for a job; a change makes its film stale but keeps the approval, as other music does.

    Attributes:
        fps: frames a second, one of ``RATES``.
        short_side: pixels, one of ``SIZES``.
        watermark: words in a corner of every frame, empty for none.
        music_decibels: how much louder or quieter the music is than it comes.
    """

    fps: int = 24
    short_side: int = 1080
    watermark: str = ""
    music_decibels: float = 0.0

    def changed(self) -> dict[str, Any]:
        """What differs from the defaults."""
        return {name: value for name, value in asdict(self).items() if value != getattr(DEFAULT_SETTINGS, name)}


DEFAULT_SETTINGS = FilmSettings()


def check_film_settings(settings: FilmSettings) -> FilmSettings:
    """The settings, their text cleaned, if they are such; raises ``InputRefused`` naming what is not."""
    if settings.fps not in RATES:
        raise InputRefused(f"A film can't have {settings.fps} frames a second.", f"Choose {_listed(RATES)}.")
    if settings.short_side not in SIZES:
        raise InputRefused(f"A film can't be {settings.short_side} pixels high.", f"Choose {_listed(SIZES)}.")
    low, high = MUSIC_DECIBELS
    if not low <= settings.music_decibels <= high:
        raise InputRefused(
            f"Music can't be set to {settings.music_decibels:g} dB.", f"Choose {low:g} to {high:g} decibels."
        )
    watermark = " ".join(clean(settings.watermark).split())
    if len(watermark) > WATERMARK_LETTERS:
        raise InputRefused("The watermark is too long.", f"At most {WATERMARK_LETTERS} characters.")
    return FilmSettings(settings.fps, settings.short_side, watermark, settings.music_decibels)


def _listed(numbers: tuple[int, ...]) -> str:
    *most, last = map(str, numbers)
    return f"{', '.join(most)} or {last}"
