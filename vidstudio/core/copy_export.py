"""An export whose streams are there already: they are copied as they are, which takes a moment and loses nothing."""

from pathlib import Path

from vidstudio.core.encoders import FAST_START, SOUND_RATE
from vidstudio.core.export import expected, fit, frame_rate, likely_bytes, reading, temporary_name, whole_of
from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Plan, Step
from vidstudio.core.preset import Preset


def satisfies(facts: MediaFacts, preset: Preset) -> bool:
    """Whether a film already is what an export of it would be, in all but the container."""
    size = facts.width, facts.height
    steady = facts.frames is not None and abs(facts.frames - facts.video_duration * facts.fps) <= 1
    upright = facts.rotation == 0 and facts.sample_aspect_ratio == 1
    return (
        (preset.plain and preset.video_kbps is not None)
        and facts.video_codec == preset.codec.value
        and facts.audio_codec in {preset.audio_codec, None}
        and facts.channels in {0, 2}
        and facts.sample_rate in {0, SOUND_RATE}
        and (upright and size == fit(*size, preset))
        and (steady and facts.fps == frame_rate(facts.fps))
        and (facts.pix_fmt, facts.color_range, facts.color_space) == ("yuv420p", "tv", "bt709")
        and facts.size <= likely_bytes(preset, size, facts.fps, facts.video_duration)
    )


def copy_plan(source: Path, facts: MediaFacts, preset: Preset, *, target: Path, ffmpeg: str, token: str) -> Plan:
    """What makes ``target`` out of ``source``, whose streams are right; ``facts`` is a probe of it.

    Only for a file that is known to be as it was made: nothing is decoded, so damage would not be noticed.
    """
    output = temporary_name(target, token, preset.container)
    sound = ("-map", "0:a:0?") if preset.audio_codec else ()
    streams = ("-map", "0:V:0", *sound, "-c", "copy", "-map_metadata", "-1", "-map_chapters", "-1")
    fast = FAST_START if preset.container.indexed else ()
    tail = (*streams, *fast, "-f", preset.container.value, f"file:{output}")
    step = Step(
        title="Copying",
        argv=(ffmpeg, *reading(source, whole_of(facts)), *tail),
        inputs=(source,),
        outputs=(output,),
        frames=max(1, round(facts.video_duration * facts.fps)),
    )
    size = facts.display_width, facts.display_height
    wanted = expected(facts, preset, size, facts.fps, facts.video_duration)
    return Plan((step,), output, target, wanted, room=facts.size, way="copy")
