"""What the frames process is told: a JSON file that ``core.render`` writes and ``vidstudio.frames`` reads."""

import json
from dataclasses import asdict, dataclass
from typing import Any

from vidstudio.core.job import Motion


@dataclass(frozen=True, slots=True)
class LayerSpec:
    """A piece of one scene; ``start`` and ``length`` as in ``core.timeline.Layer``."""

    picture: str
    motion: Motion
    start: int
    length: int


@dataclass(frozen=True, slots=True)
class SegmentSpec:
    """One file of frames to make.

    Attributes:
        output: where it belongs once it is complete.
        part: where it is written until then.
        layers: one, or two to fade from the first to the second.
    """

    output: str
    part: str
    frames: int
    layers: tuple[LayerSpec, ...]


@dataclass(frozen=True, slots=True)
class SoundSpec:
    """The sound to make, files as in ``SegmentSpec``.

    Attributes:
        music: name of the music file, for error messages; empty for silence.
        arguments: ffmpeg's, but for the output.
    """

    output: str
    part: str
    music: str
    arguments: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FramesSpec:
    """All that one run has to make.

    Attributes:
        encoder: ffmpeg's output arguments for every segment.
    """

    ffmpeg: str
    width: int
    height: int
    fps: int
    encoder: tuple[str, ...]
    segments: tuple[SegmentSpec, ...]
    sound: SoundSpec | None = None

    @property
    def frames(self) -> int:
        """Frames of all segments."""
        return sum(segment.frames for segment in self.segments)

    @property
    def parts(self) -> tuple[str, ...]:
        """All temporary files; none if there is nothing to make."""
        return tuple(piece.part for piece in (*self.segments, self.sound) if piece)

    def to_json(self) -> str:
        """As text; in ASCII, so that even a file name that is no Unicode survives."""
        return json.dumps(asdict(self), indent=1)

    @classmethod
    def from_json(cls, text: str) -> "FramesSpec":
        """The reverse of ``to_json``; raises ``ValueError``, ``KeyError`` or ``TypeError`` for anything else."""
        data = json.loads(text)
        sound = data.pop("sound")
        return cls(
            segments=tuple(_segment(entry) for entry in data.pop("segments")),
            sound=SoundSpec(**{**sound, "arguments": tuple(sound["arguments"])}) if sound else None,
            encoder=tuple(data.pop("encoder")),
            **data,
        )


def _segment(data: dict[str, Any]) -> SegmentSpec:
    layers = (LayerSpec(**{**entry, "motion": Motion(entry["motion"])}) for entry in data["layers"])
    return SegmentSpec(data["output"], data["part"], data["frames"], tuple(layers))
