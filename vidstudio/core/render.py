"""Approved storyboard to plan: which pieces of the film are missing, how they are made, and how they are joined.

The film is encoded in segments that are kept and named by a digest of all that makes their frames. A refined scene
costs its own segment and the fades around it, an undo costs nothing; the join is a stream copy.
"""

import hashlib
import json
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from vidstudio.core import timeline
from vidstudio.core.approval import is_approved
from vidstudio.core.frames_spec import FramesSpec, LayerSpec, SegmentSpec, SoundSpec
from vidstudio.core.job import AspectRatio, Job, Picture
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.core.timeline import Segment
from vidstudio.errors import NotReady

LOOK_VERSION = 1
"""Part of every segment's digest: to be raised when the same description is drawn differently than before."""

SAMPLE_RATE = 48000
FADE_OUT_SECONDS = 2.0
_KEY_FRAME_SECONDS = 5  # how far a player has to decode at most when it seeks
_X264 = "mbtree=1:rc-lookahead=10:b-adapt=0:stitchable=1:open-gop=0"  # veryfast's quality on moving stills at 0.63 of its cost
_QUIET = ("-nostdin", "-v", "error", "-nostats")
_AAC = ("-c:a", "aac", "-b:a", "192k", "-ar", str(SAMPLE_RATE), "-ac", "2", "-f", "ipod")


@dataclass(frozen=True, slots=True)
class RenderOptions:
    """What a film looks like beside its storyboard; ``short_side`` in pixels, ``crf`` as x264 counts quality."""

    short_side: int = 1080
    fps: int = 24
    fade_seconds: float = 0.5
    crf: int = 18


DEFAULTS = RenderOptions()


@dataclass(frozen=True, slots=True)
class Pieces:
    """The names of the kept files that a film is joined from.

    Attributes:
        segments: one for each of ``timeline.segments``, a name may occur twice.
    """

    segments: tuple[str, ...]
    sound: str


def film_size(aspect_ratio: AspectRatio, short_side: int = DEFAULTS.short_side) -> tuple[int, int]:
    """Width and height in pixels, both even as 4:2:0 needs them."""
    width, height = (2 * round(short_side * side / min(aspect_ratio.sides) / 2) for side in aspect_ratio.sides)
    return width, height


def check_ready(job: Job) -> None:
    """Raise ``NotReady`` unless the job has scenes, a picture in each of them, and its approval."""
    if not job.scenes:
        raise NotReady("There is nothing to render: the storyboard has no scenes.", "Add a scene first.")
    bare = [str(number) for number, scene in enumerate(job.scenes, 1) if scene.picture is None]
    if bare:
        which = f"Scene {bare[0]} has" if len(bare) == 1 else f"Scenes {', '.join(bare)} have"
        raise NotReady(f"{which} no picture yet.", "Every scene needs one before the film can be rendered.")
    if not is_approved(job):
        raise NotReady("The storyboard is not approved as it is now.", "Approve it, then render.")


def pieces(job: Job, *, music: bool, encoder: str, options: RenderOptions = DEFAULTS) -> Pieces:
    """What a render of this job will join; ``encoder`` names the ffmpeg build, whose frames may differ from another's.

    Whoever cleans the cache keeps these. Raises ``NotReady`` as ``check_ready`` does.
    """
    check_ready(job)
    cut = _segments(job, options)
    return Pieces(
        segments=tuple(f"{_segment_digest(segment, job, encoder, options)}.mp4" for segment in cut),
        sound=f"{_sound_digest(job.music_digest if music else None, _frames(cut), encoder, options)}.m4a",
    )


def render_plan(
    job: Job,
    *,
    images: Path,
    music: Path | None,
    segments: Path,
    work: Path,
    target: Path,
    have: Collection[str],
    ffmpeg: str,
    encoder: str,
    frames_command: Sequence[str],
    token: str,
    options: RenderOptions = DEFAULTS,
) -> Plan:
    """The film as a plan: a step that makes what is missing, if anything is, and one that joins all pieces.

    Raises ``NotReady`` as ``check_ready`` does.

    Args:
        images: folder of the pictures; like all other paths it is absolute.
        music: the sound of the film, looped or cut to its length, or None for silence.
        segments: folder in which pieces are kept.
        work: folder of this run alone, for the files of the steps.
        have: names of the files that are in ``segments`` already.
        encoder: which build of ffmpeg it is, e.g. the first line of ``ffmpeg -version``.
        frames_command: what starts ``vidstudio.frames``; the path of its specification is added.
        token: anything that no other run has, to name temporary files by.
    """
    names = pieces(job, music=music is not None, encoder=encoder, options=options)
    cut = _segments(job, options)
    missing = {name: piece for name, piece in zip(names.segments, cut, strict=True) if name not in have}
    width, height = film_size(job.aspect_ratio, options.short_side)
    spec = FramesSpec(
        ffmpeg=ffmpeg,
        width=width,
        height=height,
        fps=options.fps,
        encoder=_encoder_arguments(options),
        segments=tuple(
            SegmentSpec(
                str(segments / name), str(_part(segments, name, token)), piece.frames, _layers(piece, job, images)
            )
            for name, piece in missing.items()
        ),
        sound=None
        if names.sound in have
        else SoundSpec(
            str(segments / names.sound),
            str(_part(segments, names.sound, token)),
            _sound_arguments(music, _frames(cut), options),
        ),
    )
    output = target.with_name(f".{target.stem}-{token}.part{target.suffix}")
    steps = [_join_step(names, cut, segments, work, ffmpeg, output, options)]
    if spec.segments or spec.sound:
        steps.insert(0, _frames_step(spec, work / "frames.json", frames_command, music))
    parts = [Path(part.part) for part in (*spec.segments, *([spec.sound] if spec.sound else []))]
    return Plan(
        steps=tuple(steps),
        output=output,
        target=target,
        expected=Expected("mp4", "h264", "aac", width, height, _frames(cut) / options.fps),
        leftovers=(output, *parts, work),
    )


def _segments(job: Job, options: RenderOptions) -> list[Segment]:
    return timeline.segments(job.scenes, options.fps, options.fade_seconds)


def _frames(cut: Iterable[Segment]) -> int:
    return sum(segment.frames for segment in cut)


def _part(folder: Path, name: str, token: str) -> Path:
    return folder / f".{name}.{token}.part"


def _picture(job: Job, row: int) -> Picture:
    picture = job.scenes[row].picture
    if picture is None:
        raise NotReady(f"Scene {row + 1} has no picture yet.")
    return picture


def _digest(document: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(document, sort_keys=True).encode()).hexdigest()


def _segment_digest(segment: Segment, job: Job, encoder: str, options: RenderOptions) -> str:
    """Of all that makes the segment's frames; not of where in the film it lies."""
    layers = [
        (_picture(job, layer.row).digest, job.scenes[layer.row].motion, layer.start, layer.length)
        for layer in segment.layers
    ]
    return _digest(
        {
            "look": LOOK_VERSION,
            "build": encoder,
            "encoder": _encoder_arguments(options),
            "size": film_size(job.aspect_ratio, options.short_side),
            "fps": options.fps,
            "frames": segment.frames,
            "layers": layers,
        }
    )


def _sound_digest(music_digest: str | None, frames: int, encoder: str, options: RenderOptions) -> str:
    arguments = _sound_arguments(None, frames, options)
    return _digest({"look": LOOK_VERSION, "build": encoder, "music": music_digest, "arguments": arguments})


def _layers(segment: Segment, job: Job, images: Path) -> tuple[LayerSpec, ...]:
    return tuple(
        LayerSpec(str(images / _picture(job, layer.row).file), job.scenes[layer.row].motion, layer.start, layer.length)
        for layer in segment.layers
    )


def _encoder_arguments(options: RenderOptions) -> tuple[str, ...]:
    """H.264 High in BT.709; the same stream headers and time base in every segment, which is what lets them be joined."""
    x264 = f"{_X264}:keyint={_KEY_FRAME_SECONDS * options.fps}"
    picture = ("-c:v", "libx264", "-preset", "superfast", "-profile:v", "high", "-crf", str(options.crf))
    clock = ("-fps_mode", "passthrough", "-video_track_timescale", _timescale(options))
    return (*picture, "-x264-params", x264, "-pix_fmt", "yuv420p", *clock, "-f", "mp4")


def _timescale(options: RenderOptions) -> str:
    return str(1000 * options.fps)


def _sound_arguments(music: Path | None, frames: int, options: RenderOptions) -> tuple[str, ...]:
    """The music looped and cut to the film's length, or silence: AAC, to the sample."""
    samples = round(frames * SAMPLE_RATE / options.fps)
    seconds = samples / SAMPLE_RATE
    fade = min(FADE_OUT_SECONDS, seconds / 4)
    source = (
        ("-f", "lavfi", "-i", f"anullsrc=r={SAMPLE_RATE}:cl=stereo")
        if music is None
        else ("-stream_loop", "-1", "-i", f"file:{music}")
    )
    filters = (
        f"aresample={SAMPLE_RATE},aformat=channel_layouts=stereo,apad,atrim=end_sample={samples},"
        f"afade=t=out:st={seconds - fade:.6f}:d={fade:.6f}"
    )
    return (*_QUIET, "-y", *source, "-map", "0:a:0", "-af", filters, *_AAC)


def _frames_step(spec: FramesSpec, path: Path, command: Sequence[str], music: Path | None) -> Step:
    pictures = dict.fromkeys(Path(layer.picture) for segment in spec.segments for layer in segment.layers)
    sound = [Path(spec.sound.output)] if spec.sound else []
    return Step(
        title="Rendering frames" if spec.segments else "Rendering sound",
        argv=(*command, str(path)),
        inputs=(*pictures, *([music] if music and sound else [])),
        outputs=(*(Path(segment.output) for segment in spec.segments), *sound),
        frames=max(1, spec.frames),
        files=((path, spec.to_json()),),
    )


def _join_step(
    names: Pieces,
    cut: Sequence[Segment],
    folder: Path,
    work: Path,
    ffmpeg: str,
    output: Path,
    options: RenderOptions,
) -> Step:
    paths = [folder / name for name in names.segments]
    sound = folder / names.sound
    listing = work / "join.txt"
    argv = (
        *(ffmpeg, *_QUIET, "-progress", "pipe:1", "-y"),
        *("-f", "concat", "-safe", "0", "-i", f"file:{listing}", "-i", f"file:{sound}"),
        *("-map", "0:v:0", "-map", "1:a:0", "-c", "copy"),
        *("-video_track_timescale", _timescale(options), "-movflags", "+faststart", "-f", "mp4", f"file:{output}"),
    )
    return Step(
        title="Joining the film",
        argv=argv,
        inputs=(*dict.fromkeys(paths), sound),
        outputs=(output,),
        frames=max(1, _frames(cut) // 40),  # a copy takes about a fortieth of the time of drawing and encoding
        files=((listing, _listing(paths, cut, options.fps)),),
    )


def _listing(paths: Sequence[Path], cut: Sequence[Segment], fps: int) -> str:
    """For ffmpeg's concat demuxer, which adds durations up in whole microseconds: rounded so that the sum never drifts."""
    lines = ["ffconcat version 1.0"]
    for path, segment in zip(paths, cut, strict=True):
        start, end = (round(frame * 1_000_000 / fps) for frame in (segment.first, segment.first + segment.frames))
        lines += [f"file {_quoted(f'file:{path}')}", f"duration {end - start}us"]
    return "\n".join(lines) + "\n"


def _quoted(text: str) -> str:
    """A token of ffmpeg's own quoting: all is literal between single quotes, and a quote stands outside of them."""
    return "'" + text.replace("'", r"'\''") + "'"
