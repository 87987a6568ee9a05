"""The pieces a film is joined from, each named by a digest of all that makes its frames.

A refined scene costs its own piece and the transitions around it; an undo, a move back or another order of the rest
cost nothing, for what was rendered once is still there under its name.
"""

import hashlib
import json
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from vidstudio.core import timeline
from vidstudio.core.film import FilmSettings
from vidstudio.core.job import Job
from vidstudio.core.motion import moves
from vidstudio.core.render_options import RenderOptions, encoder_options
from vidstudio.core.scene import Scene
from vidstudio.core.timeline import Layer, Segment
from vidstudio.errors import InputRefused

LOOK_VERSION = 2
"""Part of every digest: to be raised when the same description is drawn differently than before."""

DRAFT_SHARE = 2, 4
"""A draft has that fraction of the film's size, and of its rate."""


def options_of(settings: FilmSettings, *, draft: bool = False) -> RenderOptions:
    """How a film of these settings is rendered, or the draft that is made to look at the whole of it in seconds."""
    if draft:
        side, rate = DRAFT_SHARE
        return RenderOptions(settings.short_side // side, Fraction(settings.fps, rate), crf=23)
    return RenderOptions(settings.short_side, Fraction(settings.fps))


@dataclass(frozen=True, slots=True)
class Names:
    """The names of the kept files that a film is joined from; a segment may occur twice."""

    segments: tuple[str, ...]
    sound: str


class Cut:
    """A storyboard, or a range of its scenes, cut into segments.

    Attributes:
        options: how it is rendered.
        size: width and height in pixels.
        segments: in order, each beginning where the one before it ends.
        first: frame of the whole film at which they begin.
        frames: of all of them.
    """

    def __init__(
        self, job: Job, options: RenderOptions, rows: range | None = None, size: tuple[int, int] | None = None
    ) -> None:
        """Raises ``InputRefused`` where nothing of these scenes stands alone."""
        self._job, self.options = job, options
        self._moves = moves(job.scenes, job.aspect_ratio)
        whole = timeline.segments(job.scenes, options.fps)
        self.segments = whole if rows is None else timeline.excerpt(whole, rows)
        if not self.segments:
            raise InputRefused("These scenes are all transition.", "Take the scenes beside them along.")
        self.size = size or job.aspect_ratio.size(options.short_side)
        self.first = self.segments[0].first
        self.frames = sum(segment.frames for segment in self.segments)

    def scene(self, layer: Layer) -> Scene:
        """What a layer shows."""
        return self._job.scenes[layer.row]

    def names(self, build: str, sound: dict[str, Any]) -> Names:
        """What is joined; ``build`` names the encoder's, as another one may encode differently."""
        common = {"look": LOOK_VERSION, "build": build}
        segments = tuple(f"{_digest(common | self._description(segment))}.piece" for segment in self.segments)
        return Names(segments, f"{_digest(common | sound)}.m4a")

    def move_of(self, layer: Layer) -> dict[str, Any]:
        """How the camera moves over it, by the names of ``LayerSpec``; a moving clip has a camera of its own."""
        if self.scene(layer).clip:
            return {}
        move = self._moves[layer.row]
        return {"motion": move.motion, "strength": move.strength, "aimed": move.aimed}

    def _description(self, segment: Segment) -> dict[str, Any]:
        """All that makes a segment's frames; not where in the film it lies."""
        return {
            "size": self.size,
            "fps": str(self.options.fps),
            "encoder": encoder_options(self.options, *self.size),
            "frames": segment.frames,
            "transition": segment.transition,
            "watermark": self._job.settings.watermark,
            "layers": [self._layer(layer) for layer in segment.layers],
        }

    def _layer(self, layer: Layer) -> dict[str, Any]:
        scene = self.scene(layer)
        shown = scene.clip or scene.picture
        return {
            "shown": shown.digest if shown else "",
            "clip": scene.clip is not None,
            "framing": scene.framing,
            "caption": (scene.caption, scene.caption_style) if scene.caption else (),
            "place": (layer.start, layer.length),
            **self.move_of(layer),
        }


def _digest(description: dict[str, Any]) -> str:
    return hashlib.sha256(json.dumps(description, sort_keys=True).encode()).hexdigest()
