"""What the frames process is told: a JSON file that ``core.render`` writes and ``vidstudio.frames`` reads."""

import json
from dataclasses import asdict, dataclass
from fractions import Fraction
from pathlib import Path
from typing import Any

from vidstudio.core.captions import CaptionStyle
from vidstudio.core.scene import Framing, Motion, Transition
from vidstudio.core.sound import SoundOptions, Soundtrack, Voice


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A piece of one scene; ``start`` and ``length`` as in ``core.timeline.Layer``, the move as in ``core.motion``.

    Attributes:
        scene: its number, for messages.
        source: the file it shows.
        filters: ffmpeg's, which make a moving clip fit the film; empty for a picture.
    """

    scene: int
    source: str
    start: int
    length: int
    motion: Motion = Motion.HOLD
    strength: float = 1.0
    aimed: bool = False
    framing: Framing = Framing.CROP
    filters: str = ""
    caption: str = ""
    caption_style: CaptionStyle = CaptionStyle.CAPTION


@dataclass(frozen=True, slots=True)
class SegmentSpec:
    """One file of frames to make.

    Attributes:
        output: where it belongs once it is complete.
        part: where it is written until then.
        layers: one, or two with a transition from the first to the second.
    """

    output: str
    part: str
    frames: int
    layers: tuple[LayerSpec, ...]
    transition: Transition = Transition.CUT


@dataclass(frozen=True, slots=True)
class SoundSpec:
    """The sound to make, files as in ``SegmentSpec``; ``scratch`` is a folder for what is made on the way."""

    output: str
    part: str
    scratch: str
    track: Soundtrack


@dataclass(frozen=True, slots=True)
class FilmSpec:
    """The film to join from kept pieces, whichever of them were made in this run.

    Attributes:
        output: where it is written.
        pieces: in order; one may occur twice.
        sound: the whole film's.
        heard: from when to when of it, in seconds, if the pieces are an excerpt of the film.
    """

    output: str
    pieces: tuple[str, ...]
    sound: str
    heard: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class FramesSpec:
    """All that one run has to make.

    Attributes:
        encoder: options of libx264 for every segment, name and value.
        together: arguments of one ffmpeg that all frames go to, its output among them; segments then have no files.
        watermark: words in a corner of every frame, empty for none.
    """

    ffmpeg: str
    width: int
    height: int
    fps: Fraction
    encoder: tuple[tuple[str, str], ...]
    segments: tuple[SegmentSpec, ...]
    sound: SoundSpec | None = None
    watermark: str = ""
    together: tuple[str, ...] = ()
    film: FilmSpec | None = None

    @property
    def frames(self) -> int:
        """Frames of all segments."""
        return sum(segment.frames for segment in self.segments)

    @property
    def sources(self) -> tuple[str, ...]:
        """The pictures and clips that are shown, each once."""
        return tuple(dict.fromkeys(layer.source for segment in self.segments for layer in segment.layers))

    @property
    def parts(self) -> tuple[str, ...]:
        """All temporary files; none if there is nothing to make."""
        return tuple(piece.part for piece in (*self.segments, self.sound) if piece)

    def to_json(self) -> str:
        """As text; in ASCII, so that even a file name that is no Unicode survives."""
        return json.dumps(asdict(self), indent=1, default=str)  # paths and the rate

    @classmethod
    def from_json(cls, text: str) -> "FramesSpec":
        """The reverse of ``to_json``; raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
        data = json.loads(text)
        sound, film = data.pop("sound"), data.pop("film")
        return cls(
            segments=tuple(_segment(entry) for entry in data.pop("segments")),
            sound=_sound(sound) if sound else None,
            film=_film(film) if film else None,
            encoder=tuple((name, value) for name, value in data.pop("encoder")),
            together=tuple(data.pop("together")),
            fps=Fraction(data.pop("fps")),
            **data,
        )


def _segment(data: dict[str, Any]) -> SegmentSpec:
    layers = tuple(_layer(entry) for entry in data.pop("layers"))
    return SegmentSpec(layers=layers, transition=Transition(data.pop("transition")), **data)


def _sound(data: dict[str, Any]) -> SoundSpec:
    track = data.pop("track")
    music = track.pop("music")
    narration, effects = (tuple(map(_voice, track.pop(kind))) for kind in ("narration", "effects"))
    options = SoundOptions(**track.pop("options"))
    whole = Soundtrack(
        music=Path(music) if music else None, narration=narration, effects=effects, options=options, **track
    )
    return SoundSpec(track=whole, **data)


def _film(data: dict[str, Any]) -> FilmSpec:
    heard = data.pop("heard")
    return FilmSpec(pieces=tuple(data.pop("pieces")), heard=(heard[0], heard[1]) if heard else None, **data)


def _voice(data: dict[str, Any]) -> Voice:
    return Voice(**data | {"file": Path(data["file"])})


def _layer(data: dict[str, Any]) -> LayerSpec:
    named = {"motion": Motion, "framing": Framing, "caption_style": CaptionStyle}
    return LayerSpec(**data | {name: kind(data[name]) for name, kind in named.items()})
