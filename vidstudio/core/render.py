"""Approved storyboard to plan: which pieces of the film are missing, and how all are joined."""

from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from vidstudio.core.approval import check_approvable, check_ready
from vidstudio.core.conform import clip_filters
from vidstudio.core.frames_spec import FilmSpec, FramesSpec, LayerSpec, SegmentSpec, SoundSpec
from vidstudio.core.job import Job
from vidstudio.core.media import MediaFacts
from vidstudio.core.pieces import Cut, Names, options_of
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.core.render_options import encoder_options
from vidstudio.core.sound import description, film_samples
from vidstudio.core.soundtrack import soundtrack
from vidstudio.core.timeline import Layer, Segment


@dataclass(frozen=True, slots=True)
class RenderTools:
    """What a render works with; all paths absolute.

    Attributes:
        ffmpeg: the program.
        build: names it and libav, which encodes the pictures: others may encode differently.
        frames_command: what starts ``vidstudio.frames``; the path of its specification is added.
        segments: folder in which pieces are kept.
        work: folder of this run alone, for the files of the steps.
        token: anything that no other run has, to name temporary files by.
    """

    ffmpeg: str
    build: str
    frames_command: Sequence[str]
    segments: Path
    work: Path
    token: str


@dataclass(frozen=True, slots=True)
class RenderSources:
    """Where what a job shows and plays is.

    Attributes:
        images, assets: folders of its pictures, and of its sounds and clips.
        music: the file, None for none.
        clips: what was found in the clips, by their digest.
    """

    images: Path
    assets: Path
    music: Path | None
    clips: Mapping[str, MediaFacts]


def film_names(job: Job, build: str) -> Names:
    """The files that the film of this job is joined from."""
    options = options_of(job.settings)
    nowhere = Path()
    track = soundtrack(job, options.fps, nowhere, nowhere if job.music else None)
    return Cut(job, options).names(build, description(track))


def render_plan(job: Job, sources: RenderSources, tools: RenderTools, target: Path, have: Collection[str]) -> Plan:
    """The film as a plan: one step that makes what is missing and joins all pieces.

    ``have`` names the pieces that are whole and in their folder already. Raises ``NotReady`` as ``check_ready`` does.
    """
    check_ready(job)
    return _Render(job, Cut(job, options_of(job.settings)), sources, tools).plan(target, have)


def preview_plan(
    job: Job,
    sources: RenderSources,
    tools: RenderTools,
    target: Path,
    have: Collection[str],
    *,
    rows: range | None = None,
    draft: bool = True,
) -> Plan:
    """A look at the storyboard as it is, approved or not: all of it or some of its scenes, as a draft or in full.

    Raises ``NotReady`` where a picture is missing, and ``InputRefused`` for a range with nothing to show.
    """
    check_approvable(job)
    return _Render(job, Cut(job, options_of(job.settings, draft=draft), rows), sources, tools).plan(target, have)


class _Render:
    def __init__(self, job: Job, cut: Cut, sources: RenderSources, tools: RenderTools) -> None:
        self._job, self._cut, self._sources, self._tools = job, cut, sources, tools
        self._options = cut.options
        self._track = soundtrack(job, cut.options.fps, sources.assets, sources.music)
        self._names = cut.names(tools.build, description(self._track))

    def plan(self, target: Path, have: Collection[str]) -> Plan:
        """One process for all: it keeps the processor full by itself, and loads each picture once."""
        output = target.with_name(f".{target.stem}-{self._tools.token}.part{target.suffix}")
        spec, path = self._spec(have, output), self._tools.work / "frames.json"
        step = Step(
            title="Rendering frames" if spec.segments else "Joining the film",
            argv=(*self._tools.frames_command, str(path)),
            inputs=(*map(Path, spec.sources), *(self._heard() if spec.sound else ())),
            outputs=(*(Path(piece.output) for piece in (*spec.segments, spec.sound) if piece), output),
            frames=max(1, spec.frames),
            files=((path, spec.to_json()),),
        )
        return Plan(
            steps=(step,),
            output=output,
            target=target,
            expected=Expected("mp4", "h264", "aac", *self._cut.size, float(self._cut.frames / self._options.fps)),
            leftovers=(*map(Path, spec.parts), self._tools.work),
        )

    def _heard(self) -> list[Path]:
        voices = [voice.file for voice in (*self._track.narration, *self._track.effects)]
        return [*([self._track.music] if self._track.music else []), *voices]

    def _spec(self, have: Collection[str], output: Path) -> FramesSpec:
        pairs = zip(self._names.segments, self._cut.segments, strict=True)
        missing = {name: segment for name, segment in pairs if name not in have}
        width, height = self._cut.size
        return FramesSpec(
            ffmpeg=self._tools.ffmpeg,
            width=width,
            height=height,
            fps=self._options.fps,
            encoder=encoder_options(self._options, width, height),
            segments=tuple(
                replace(spec, output=output, part=part)
                for (output, part), spec in zip(
                    map(self._places, missing), segment_specs(self._cut, self._sources, missing.values()), strict=True
                )
            ),
            sound=None if self._names.sound in have else self._sound(),
            watermark=self._job.settings.watermark,
            film=self._film(output),
        )

    def _film(self, output: Path) -> FilmSpec:
        whole = film_samples(self._cut.frames, self._options.fps) == self._track.samples
        ends = (self._cut.first, self._cut.first + self._cut.frames)
        return FilmSpec(
            output=str(output),
            pieces=tuple(str(self._tools.segments / name) for name in self._names.segments),
            sound=str(self._tools.segments / self._names.sound),
            heard=None if whole else (float(ends[0] / self._options.fps), float(ends[1] / self._options.fps)),
        )

    def _places(self, name: str) -> tuple[str, str]:
        folder = self._tools.segments
        return str(folder / name), str(folder / f".{name}.{self._tools.token}.part")

    def _sound(self) -> SoundSpec:
        return SoundSpec(*self._places(self._names.sound), str(self._tools.work), self._track)


def segment_specs(cut: Cut, sources: RenderSources, segments: Iterable[Segment] | None = None) -> Iterator[SegmentSpec]:
    """What the frames process draws for these segments, or for all of them; where it writes them is still open."""
    for segment in cut.segments if segments is None else segments:
        layers = tuple(_layer(cut, sources, layer) for layer in segment.layers)
        yield SegmentSpec("", "", segment.frames, layers, segment.transition)


def _layer(cut: Cut, sources: RenderSources, layer: Layer) -> LayerSpec:
    scene = cut.scene(layer)
    source, filters = sources.images / (scene.picture.file if scene.picture else ""), ""
    if scene.clip:
        facts = sources.clips[scene.clip.digest]
        source = sources.assets / scene.clip.file
        filters = clip_filters(facts, scene.framing, *cut.size, cut.options.fps)
    return LayerSpec(
        scene=layer.row + 1,
        source=str(source),
        start=layer.start,
        length=layer.length,
        framing=scene.framing,
        filters=filters,
        caption=scene.caption,
        caption_style=scene.caption_style,
        **cut.move_of(layer),
    )
