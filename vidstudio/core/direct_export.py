"""An export straight from the storyboard's frames, drawn at its size and rate: no film is decoded or encoded twice.

Against exporting the finished film it saves the decoding and the scaling of frames that are larger than wanted, and one
loss. The sound is the film's.
"""

from dataclasses import replace
from fractions import Fraction
from pathlib import Path

from vidstudio.core.encoders import Pass, encoder_of, passes, pixel_format, sound_arguments
from vidstudio.core.export import expected, fit, likely_bytes, most_bytes, temporary_name
from vidstudio.core.frames_spec import FramesSpec
from vidstudio.core.hardware import HardwareEncoder, card_filters
from vidstudio.core.job import Job
from vidstudio.core.lettered import lettered
from vidstudio.core.media import MediaFacts, film_limits
from vidstudio.core.pieces import Cut
from vidstudio.core.plan import Plan, Step
from vidstudio.core.preset import Preset
from vidstudio.core.render import RenderSources, RenderTools, segment_specs
from vidstudio.core.render_options import RenderOptions


def gains(facts: MediaFacts, preset: Preset) -> bool:
    """Whether an export of a film with those facts is better drawn anew than made from the film.

    It is where it is smaller, at another rate, or without what is written into the film's frames; only parts of a film,
    and what is not coded as 4:2:0, are made from the film itself.
    """
    smaller = fit(facts.display_width, facts.display_height, preset)[1] < facts.display_height
    other = smaller or not preset.captions or preset.fps not in {None, facts.fps}
    return other and preset.whole and pixel_format(preset) == "yuv420p"


def direct_plan(
    job: Job,
    sources: RenderSources,
    tools: RenderTools,
    film: Path,
    facts: MediaFacts,
    preset: Preset,
    target: Path,
    gain: float = 0.0,
    hardware: HardwareEncoder | None = None,
) -> Plan:
    """What makes ``target`` from the storyboard of which ``film``, with those facts, was made.

    It is encoded in software, or by ``hardware``.
    """
    size = fit(facts.display_width, facts.display_height, preset)
    rate = preset.fps or Fraction(job.settings.fps)
    options = RenderOptions(min(size), rate)
    if not preset.captions:
        job = replace(job, scenes=tuple(replace(scene, caption="") for scene in job.scenes))
    cut = Cut(job, options, size=size)
    output = temporary_name(target, tools.token, preset.container)
    spec = FramesSpec(
        ffmpeg=tools.ffmpeg,
        width=size[0],
        height=size[1],
        fps=options.fps,
        encoder=(),
        segments=tuple(segment_specs(cut, sources)),
        watermark=job.settings.watermark,
    )
    sound = sound_arguments(facts, preset, "1", gain)
    room = likely_bytes(preset, size, rate, facts.video_duration)
    runs = passes(preset, sound, output, tools.work, most_bytes(preset, room), hardware)
    filters = ",".join(filter(None, (lettered(preset, rate), card_filters(hardware.kind) if hardware else "")))
    pixels = () if hardware else ("-pix_fmt", "yuv420p")
    pictures = (*pixels, *(("-vf", filters) if filters else ()))
    return Plan(
        steps=tuple(_step(spec, run, number, tools, film, pictures) for number, run in enumerate(runs)),
        output=output,
        target=target,
        expected=expected(facts, preset, size, rate, facts.video_duration),
        leftovers=(tools.work,),
        room=room,
        way="frames",
        encoder=encoder_of(preset, hardware),
    )


def _step(spec: FramesSpec, run: Pass, number: int, tools: RenderTools, film: Path, pictures: tuple[str, ...]) -> Step:
    path = tools.work / f"frames-{number}.json"
    head = (
        *(*film_limits(), "-i", f"file:{film}", "-map", "0:v:0"),
        *("-map_metadata", "-1", "-map_chapters", "-1", *pictures),
    )
    size = f"{spec.width}x{spec.height}"
    raw = ("-f", "rawvideo", "-pix_fmt", "yuv420p", "-s", size, "-r", str(spec.fps), "-i", "pipe:0")
    whole = replace(spec, together=(*head, *run.arguments))
    return Step(
        title=run.title,
        argv=(*tools.frames_command, str(path)),
        inputs=(*map(Path, spec.sources), film, *run.inputs),
        outputs=(run.output,),
        frames=spec.frames,
        files=((path, whole.to_json()),),
        cost=run.cost,
        told=(spec.ffmpeg, *raw, *whole.together),
    )
