"""A small export straight from the storyboard's frames, drawn at its size: no film is decoded, none is encoded twice.

Against exporting the finished film it saves the decoding and the scaling of frames that are larger than wanted, and one
loss. The sound is the film's.
"""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from vidstudio.core.export import (
    ExportFormat,
    Pass,
    Quality,
    expected,
    fit,
    largest,
    passes,
    sound_arguments,
    temporary_name,
)
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.job import Job
from vidstudio.core.media import FILM_FORMATS, MediaFacts
from vidstudio.core.pieces import Cut
from vidstudio.core.plan import Plan, Step
from vidstudio.core.render import RenderSources, RenderTools, segment_specs
from vidstudio.core.render_options import RenderOptions

DIRECT = frozenset({Quality.LOW, Quality.MEDIUM})
"""Qualities no larger than any film made here."""


def direct_plan(
    job: Job,
    sources: RenderSources,
    tools: RenderTools,
    film: Path,
    facts: MediaFacts,
    fmt: ExportFormat,
    quality: Quality,
    target: Path,
) -> Plan:
    """What makes ``target`` from the storyboard of which ``film``, with those facts, was made."""
    size = fit(facts.display_width, facts.display_height, quality)
    options = RenderOptions(min(size), Fraction(job.settings.fps))
    cut = Cut(job, options, size=size)
    output = temporary_name(target, tools.token, fmt)
    spec = FramesSpec(
        ffmpeg=tools.ffmpeg,
        width=size[0],
        height=size[1],
        fps=options.fps,
        encoder=(),
        segments=tuple(segment_specs(cut, sources)),
        watermark=job.settings.watermark,
    )
    sound = sound_arguments(facts, fmt, quality, "1")
    runs = passes(fmt, quality, sound, output, tools.work)
    return Plan(
        steps=tuple(_step(spec, run, number, tools, film) for number, run in enumerate(runs)),
        output=output,
        target=target,
        expected=expected(facts, fmt, size),
        leftovers=(tools.work,),
        room=largest(facts.video_duration, quality),
    )


def _step(spec: FramesSpec, run: Pass, number: int, tools: RenderTools, film: Path) -> Step:
    path = tools.work / f"frames-{number}.json"
    reading = ("-protocol_whitelist", "file,pipe", "-format_whitelist", ",".join(FILM_FORMATS), "-i", f"file:{film}")
    head = (*reading, "-map", "0:v:0", "-map_metadata", "-1", "-map_chapters", "-1", "-pix_fmt", "yuv420p")
    whole = replace(spec, together=(*head, *run.arguments))
    return Step(
        title=run.title,
        argv=(*tools.frames_command, str(path)),
        inputs=(*map(Path, spec.sources), film, *run.inputs),
        outputs=(run.output,),
        frames=spec.frames,
        files=((path, whole.to_json()),),
        cost=run.cost,
    )
