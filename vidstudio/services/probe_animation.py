"""What is in an animated picture that was made here: libav reads GIF, but not every build of it reads moving WebP."""

from fractions import Fraction
from pathlib import Path

from PIL import Image, UnidentifiedImageError

from vidstudio.core.media import MediaFacts
from vidstudio.errors import SourceUnreadable


def probe_animation(path: Path) -> MediaFacts:
    """The facts of an animated GIF or WebP, all of whose pictures are decoded; raises ``SourceUnreadable``."""
    try:
        with Image.open(path, formats=["GIF", "WEBP"]) as picture:
            frames = int(getattr(picture, "n_frames", 1))
            milliseconds = 0.0
            for number in range(frames):
                picture.seek(number)
                picture.load()
                milliseconds += float(picture.info.get("duration", 0))
            kind, (width, height) = str(picture.format).lower(), picture.size
    except (OSError, UnidentifiedImageError, EOFError, Image.DecompressionBombError) as exc:
        raise SourceUnreadable(f"“{path.name}” can't be read: {exc}.", "Make it again.") from exc
    seconds = milliseconds / 1000
    return MediaFacts(
        container=kind,
        duration=seconds,
        video_duration=seconds,
        video_codec=kind,
        profile="",
        width=width,
        height=height,
        sample_aspect_ratio=Fraction(1),
        rotation=0,
        pix_fmt="rgb24",
        fps=Fraction(frames / seconds).limit_denominator(1001) if seconds else Fraction(1),
        frames=frames,
        bits=8,
        color_space="gbr",
        color_transfer="iec61966-2-1",
        color_primaries="bt709",
        color_range="pc",
        audio_codec=None,
        channels=0,
        sample_rate=0,
        faststart=False,
        size=path.stat().st_size,
    )
