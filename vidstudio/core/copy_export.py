"""An export whose streams are there already: they are copied as they are, which takes a moment and loses nothing."""

from pathlib import Path

from vidstudio.core.export import (
    FAST_START,
    SOUND_RATE,
    ExportFormat,
    Quality,
    expected,
    fit,
    frame_rate,
    largest,
    reading,
    temporary_name,
)
from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Plan, Step


def satisfies(facts: MediaFacts, fmt: ExportFormat, quality: Quality) -> bool:
    """Whether a film already is what an export of it would be, in all but the container."""
    steady = facts.frames is not None and abs(facts.frames - facts.video_duration * facts.fps) <= 1
    upright = facts.rotation == 0 and facts.sample_aspect_ratio == 1
    return (
        facts.video_codec == fmt.video_codec
        and facts.audio_codec in {fmt.audio_codec, None}
        and facts.channels in {0, 2}
        and facts.sample_rate in {0, SOUND_RATE}
        and (upright and (facts.width, facts.height) == fit(facts.width, facts.height, quality))
        and (steady and facts.fps == frame_rate(facts.fps))
        and (facts.pix_fmt, facts.color_range, facts.color_space) == ("yuv420p", "tv", "bt709")
        and facts.size <= largest(facts.video_duration, quality)
    )


def copy_plan(source: Path, facts: MediaFacts, fmt: ExportFormat, *, target: Path, ffmpeg: str, token: str) -> Plan:
    """What makes ``target`` out of ``source``, whose streams are right; ``facts`` is a probe of it.

    Only for a file that is known to be as it was made: nothing is decoded, so damage would not be noticed.
    """
    output = temporary_name(target, token, fmt)
    streams = ("-map", "0:V:0", "-map", "0:a:0?", "-c", "copy", "-map_metadata", "-1", "-map_chapters", "-1")
    fast = () if fmt is ExportFormat.WEBM else FAST_START
    step = Step(
        title="Copying",
        argv=(ffmpeg, *reading(source), *streams, *fast, "-f", fmt.value, f"file:{output}"),
        inputs=(source,),
        outputs=(output,),
        frames=max(1, round(facts.video_duration * facts.fps)),
    )
    wanted = expected(facts, fmt, (facts.display_width, facts.display_height))
    return Plan((step,), output, target, wanted, room=facts.size)
