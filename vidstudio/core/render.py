"""Approved storyboard to plan: which pieces of the film are missing, how they are made, and how they are joined.

The film is encoded in segments that are kept and named by a digest of all that makes their frames. A refined scene
costs its own segment and the fades around it, an undo costs nothing; the join is a stream copy.
"""

import hashlib
import json
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from pathlib import Path

from vidstudio.core import timeline
from vidstudio.core.approval import check_ready
from vidstudio.core.frames_spec import FramesSpec, LayerSpec, SegmentSpec, SoundSpec
from vidstudio.core.job import AspectRatio, Job
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.core.render_commands import (
    DEFAULTS,
    RenderOptions,
    encoder_arguments,
    join_command,
    listing,
    sound_arguments,
)
from vidstudio.core.timeline import Segment

LOOK_VERSION = 1
"""Part of every digest: to be raised when the same description is drawn differently than before."""


@dataclass(frozen=True, slots=True)
class Pieces:
    """The names of the kept files that a film is joined from; a segment may occur twice."""

    segments: tuple[str, ...]
    sound: str


def film_size(aspect_ratio: AspectRatio, short_side: int = DEFAULTS.short_side) -> tuple[int, int]:
    """Width and height in pixels, both even as 4:2:0 needs them."""
    width, height = (2 * round(short_side * side / min(aspect_ratio.sides) / 2) for side in aspect_ratio.sides)
    return width, height


def pieces(job: Job, *, music: bool, encoder: str, options: RenderOptions = DEFAULTS) -> Pieces:
    """What a render of this job joins; whoever cleans the folder of segments keeps these.

    ``encoder`` names the build of ffmpeg, as another one may encode differently. Raises as ``check_ready`` does.
    """
    return _Film(job, options).pieces(encoder, music=music)


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

    All paths are absolute. Raises ``NotReady`` as ``check_ready`` does.

    Args:
        job: with an approved storyboard.
        images: folder of the pictures.
        music: sound of the film, looped or cut to its length; None for silence.
        segments: folder in which pieces are kept.
        work: folder of this run alone, for the files of the steps.
        target: the film.
        have: names of the files that are in ``segments`` already.
        ffmpeg: the program.
        encoder: names its build, e.g. the first line of ``ffmpeg -version``.
        frames_command: what starts ``vidstudio.frames``; the path of its specification is added.
        token: anything that no other run has, to name temporary files by.
        options: size, frame rate, fades, quality.
    """
    film = _Film(job, options)
    names = film.pieces(encoder, music=music is not None)
    spec = film.spec(names, have, images=images, music=music, segments=segments, ffmpeg=ffmpeg, token=token)
    output = target.with_name(f".{target.stem}-{token}.part{target.suffix}")
    paths, sound, playlist = [segments / name for name in names.segments], segments / names.sound, work / "join.txt"
    join = Step(
        title="Joining the film",
        argv=join_command(ffmpeg, playlist, sound, output, options),
        inputs=(*dict.fromkeys(paths), sound),
        outputs=(output,),
        frames=max(1, film.frames // 40),  # copying takes about a fortieth of the time of drawing and encoding
        files=((playlist, listing(paths, film.edges, options.fps)),),
    )
    frames = _frames_step(spec, work / "frames.json", frames_command, music)
    return Plan(
        steps=(frames, join) if spec.parts else (join,),
        output=output,
        target=target,
        expected=Expected("mp4", "h264", "aac", *film.size, film.frames / options.fps),
        leftovers=(*map(Path, spec.parts), work),
    )


class _Film:
    """A job cut into segments."""

    def __init__(self, job: Job, options: RenderOptions) -> None:
        check_ready(job)
        self._job, self._options = job, options
        self._pictures = [scene.picture for scene in job.scenes if scene.picture]  # all, as was just checked
        self._segments = timeline.segments(job.scenes, options.fps, options.fade_seconds)
        self.size = film_size(job.aspect_ratio, options.short_side)
        self.frames = sum(segment.frames for segment in self._segments)
        self.edges = [*(segment.first for segment in self._segments), self.frames]

    def pieces(self, encoder: str, *, music: bool) -> Pieces:
        common = {"look": LOOK_VERSION, "build": encoder}
        sound = {"music": self._job.music_digest if music else None} | {
            "arguments": sound_arguments(None, self.frames, self._options)
        }
        return Pieces(
            tuple(f"{_digest(common | self._description(segment))}.mp4" for segment in self._segments),
            f"{_digest(common | sound)}.m4a",
        )

    def _description(self, segment: Segment) -> dict[str, object]:
        """All that makes a segment's frames; not where in the film it lies."""
        return {
            "size": self.size,
            "fps": self._options.fps,
            "arguments": encoder_arguments(self._options),
            "frames": segment.frames,
            "layers": [
                (self._pictures[layer.row].digest, self._job.scenes[layer.row].motion, layer.start, layer.length)
                for layer in segment.layers
            ],
        }

    def spec(
        self,
        names: Pieces,
        have: Collection[str],
        *,
        images: Path,
        music: Path | None,
        segments: Path,
        ffmpeg: str,
        token: str,
    ) -> FramesSpec:
        missing = {
            name: segment for name, segment in zip(names.segments, self._segments, strict=True) if name not in have
        }
        width, height = self.size

        def places(name: str) -> tuple[str, str]:
            return str(segments / name), str(segments / f".{name}.{token}.part")

        return FramesSpec(
            ffmpeg=ffmpeg,
            width=width,
            height=height,
            fps=self._options.fps,
            encoder=encoder_arguments(self._options),
            segments=tuple(
                SegmentSpec(*places(name), segment.frames, self._layers(segment, images))
                for name, segment in missing.items()
            ),
            sound=None
            if names.sound in have
            else SoundSpec(
                *places(names.sound), music.name if music else "", sound_arguments(music, self.frames, self._options)
            ),
        )

    def _layers(self, segment: Segment, images: Path) -> tuple[LayerSpec, ...]:
        return tuple(
            LayerSpec(
                str(images / self._pictures[layer.row].file),
                self._job.scenes[layer.row].motion,
                layer.start,
                layer.length,
            )
            for layer in segment.layers
        )


def _digest(description: dict[str, object]) -> str:
    return hashlib.sha256(json.dumps(description, sort_keys=True).encode()).hexdigest()


def _frames_step(spec: FramesSpec, path: Path, command: Sequence[str], music: Path | None) -> Step:
    """One process for all: it keeps the processor full by itself, and loads each picture once."""
    pictures = dict.fromkeys(Path(layer.picture) for segment in spec.segments for layer in segment.layers)
    sound = [Path(spec.sound.output)] if spec.sound else []
    return Step(
        title="Rendering frames" if spec.segments else "Rendering the sound",
        argv=(*command, str(path)),
        inputs=(*pictures, *([music] if music and sound else [])),
        outputs=(*(Path(segment.output) for segment in spec.segments), *sound),
        frames=max(1, spec.frames),
        files=((path, spec.to_json()),),
    )
