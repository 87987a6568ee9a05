"""All frames of all segments, drawn by a few threads: segment by segment, or all in order."""

import threading
from collections import Counter, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import replace
from functools import lru_cache
from pathlib import Path

import cv2
import numpy as np

from vidstudio.core.captions import CaptionStyle, strength
from vidstudio.core.frames_spec import FramesSpec, LayerSpec, SegmentSpec
from vidstudio.core.scene import Motion
from vidstudio.errors import MediaError
from vidstudio.frames.captions import Overlay, draw_caption, draw_watermark, lay
from vidstudio.frames.clip import ClipReader
from vidstudio.frames.cores import cores
from vidstudio.frames.picture import Pixels, read_picture
from vidstudio.frames.shot import Shot, draw_shot, make_shot
from vidstudio.frames.stopping import at_once
from vidstudio.frames.transitions import blend

_AHEAD = 2
"""Frames drawn before they are asked for, of each segment."""

_CAPTIONS = 8


class Shots:
    """The shots in use, each loaded once and let go after the last segment that shows it; safe from several threads."""

    def __init__(self, spec: FramesSpec) -> None:
        self._size = spec.width, spec.height
        self._loaded: dict[LayerSpec, tuple[threading.Lock, list[Shot]]] = {}
        self._wanted = Counter(_key(layer) for segment in spec.segments for layer in segment.layers)
        self._lock = threading.Lock()

    def get(self, layer: LayerSpec) -> Shot:
        """The shot of that scene; raises what ``read_picture`` does, naming the scene."""
        with self._lock:
            lock, loaded = self._loaded.setdefault(_key(layer), (threading.Lock(), []))
        with lock:
            if not loaded:
                loaded.append(make_shot(_read(layer), layer, *self._size))
            return loaded[0]

    def release(self, segment: SegmentSpec) -> None:
        """This segment is drawn."""
        with self._lock:
            for key in map(_key, segment.layers):
                self._wanted[key] -= 1
                if self._wanted[key] <= 0:
                    self._loaded.pop(key, None)


def _key(layer: LayerSpec) -> LayerSpec:
    """What a shot hangs on: not where in the scene the layer lies, nor its words."""
    return replace(layer, scene=0, start=0, length=0, caption="", caption_style=CaptionStyle.CAPTION)


def _read(layer: LayerSpec) -> Pixels:
    try:
        return read_picture(Path(layer.source))
    except MediaError as exc:
        raise type(exc)(f"Scene {layer.scene}: {exc.message}", exc.hint) from exc


class Painter:
    """Draws; a context manager, as it has threads."""

    def __init__(self, spec: FramesSpec) -> None:
        cv2.setNumThreads(1)  # whole frames in parallel, not stripes of one
        self._spec = spec
        self._shots = Shots(spec)
        self._caption = lru_cache(maxsize=_CAPTIONS)(self._draw_caption)
        self._watermark = draw_watermark(spec.watermark, spec.width, spec.height) if spec.watermark else None
        self._free: deque[Pixels] = deque()
        self._threads = ThreadPoolExecutor(cores(), thread_name_prefix="painter")

    def __enter__(self) -> "Painter":
        return self

    def __exit__(self, kind: type[BaseException] | None, *_: object) -> None:
        self._threads.shutdown(wait=not at_once(kind), cancel_futures=True)

    def frames(self) -> Iterator[tuple[Pixels, int]]:
        """The frames of all segments in order, as ``segment`` gives them."""
        for row, segment in enumerate(self._spec.segments):
            self._load_ahead(row + 1)
            yield from self.segment(segment)

    def segment(self, segment: SegmentSpec) -> Iterator[tuple[Pixels, int]]:
        """Each frame of a segment and how often it is shown in a row, drawn a little ahead of whoever asks.

        A frame is planar 4:2:0 and is drawn over as soon as the next one is asked for. Several threads may ask, each
        for a segment of its own.
        """
        drawing: deque[tuple[Future[Pixels], int]] = deque()
        with ExitStack() as clips:
            for index, moving, repeats in self._moments(segment, clips):
                drawing.append((self._threads.submit(self._draw, segment, index, moving), repeats))
                if len(drawing) > _AHEAD:
                    yield from self._finished(drawing)
            while drawing:
                yield from self._finished(drawing)
        self._shots.release(segment)

    def _finished(self, drawing: deque[tuple[Future[Pixels], int]]) -> Iterator[tuple[Pixels, int]]:
        future, repeats = drawing.popleft()
        frame = future.result()
        yield frame, repeats
        self._free.append(frame)

    def _moments(self, segment: SegmentSpec, clips: ExitStack) -> Iterator[tuple[int, list[Pixels | None], int]]:
        """Index, what the clips show then, and repeats of each frame to draw; ``clips`` closes their readers."""
        if _stands_still(segment):
            yield 0, [None], segment.frames
            return
        readers = [ClipReader(self._spec.ffmpeg, layer) if layer.filters else None for layer in segment.layers]
        for reader in readers:
            if reader:
                clips.callback(reader.close)
        for index in range(segment.frames):
            yield index, [self._moving(reader) for reader in readers], 1

    def _load_ahead(self, row: int) -> None:
        """Load the pictures of a segment before it is drawn."""
        for segment in self._spec.segments[row : row + 1]:
            for layer in segment.layers:
                if not layer.filters:
                    self._threads.submit(self._shots.get, layer)

    def _moving(self, reader: ClipReader | None) -> Pixels | None:
        if reader is None:
            return None
        frame = self._blank()
        reader.read(frame)
        return frame

    def _draw(self, segment: SegmentSpec, index: int, moving: list[Pixels | None]) -> Pixels:
        frame, *following = (
            self._draw_layer(layer, index, clip) for layer, clip in zip(segment.layers, moving, strict=True)
        )
        for over in following:
            blend(segment.transition, frame, over, (index + 0.5) / segment.frames)
            self._free.append(over)
        if self._watermark:
            lay(self._watermark, frame, 1.0)
        return frame

    def _draw_layer(self, layer: LayerSpec, index: int, clip: Pixels | None) -> Pixels:
        frame = self._blank() if clip is None else clip
        if clip is None:
            draw_shot(self._shots.get(layer), layer, index, float(self._spec.fps), frame)
        overlay = self._caption(layer.caption, layer.caption_style) if layer.caption else None
        if overlay:
            lay(overlay, frame, strength(layer.caption_style, layer.start + index, layer.length, float(self._spec.fps)))
        return frame

    def _draw_caption(self, text: str, style: CaptionStyle) -> Overlay | None:
        return draw_caption(text, style, self._spec.width, self._spec.height)

    def _blank(self) -> Pixels:
        try:
            return self._free.pop()
        except IndexError:
            return np.empty((self._spec.height * 3 // 2, self._spec.width), np.uint8)


def _stands_still(segment: SegmentSpec) -> bool:
    """Whether one frame is all of it."""
    (layer, *others) = segment.layers
    return not others and layer.motion is Motion.HOLD and not layer.filters and not layer.caption
