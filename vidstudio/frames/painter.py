"""All frames of all segments, drawn by a few threads and handed out in order."""

import threading
from collections import OrderedDict, deque
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
from vidstudio.frames.picture import Pixels, read_picture
from vidstudio.frames.shot import Shot, draw_shot, make_shot
from vidstudio.frames.transitions import blend

_THREADS = 2
_AHEAD = _THREADS + 2
_SHOTS = 4  # a transition shows two, the next one is loaded meanwhile, and drawing runs a little ahead


class Shots:
    """The shots in use, each loaded once; safe from several threads."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._entries: OrderedDict[LayerSpec, tuple[threading.Lock, list[Shot]]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, layer: LayerSpec) -> Shot:
        """The shot of that scene; raises what ``read_picture`` does, naming the scene."""
        key = replace(layer, start=0, length=0, scene=0, caption="")
        with self._lock:
            lock, loaded = self._entries.setdefault(key, (threading.Lock(), []))
            self._entries.move_to_end(key)
            if len(self._entries) > _SHOTS:
                self._entries.popitem(last=False)
        with lock:
            if not loaded:
                loaded.append(make_shot(_read(layer), layer, *self._size))
            return loaded[0]


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
        self._shots = Shots(spec.width, spec.height)
        self._caption = lru_cache(maxsize=_SHOTS)(self._draw_caption)
        self._watermark = draw_watermark(spec.watermark, spec.width, spec.height) if spec.watermark else None
        self._free: deque[Pixels] = deque()
        self._threads = ThreadPoolExecutor(_THREADS, thread_name_prefix="painter")

    def __enter__(self) -> "Painter":
        return self

    def __exit__(self, *_: object) -> None:
        self._threads.shutdown(cancel_futures=True)

    def frames(self) -> Iterator[tuple[SegmentSpec, Pixels, int]]:
        """Each frame with its segment and how often it is shown in a row.

        A frame is yielded as planar 4:2:0 and is drawn over as soon as the next one is asked for.
        """
        drawing: deque[tuple[SegmentSpec, Future[Pixels], int]] = deque()
        with ExitStack() as clips:
            for segment, index, moving, repeats in self._wanted(clips):
                drawing.append((segment, self._threads.submit(self._draw, segment, index, moving), repeats))
                if len(drawing) > _AHEAD:
                    yield from self._finished(drawing)
            while drawing:
                yield from self._finished(drawing)

    def _finished(
        self, drawing: deque[tuple[SegmentSpec, Future[Pixels], int]]
    ) -> Iterator[tuple[SegmentSpec, Pixels, int]]:
        segment, future, repeats = drawing.popleft()
        frame = future.result()
        yield segment, frame, repeats
        self._free.append(frame)

    def _wanted(self, clips: ExitStack) -> Iterator[tuple[SegmentSpec, int, list[Pixels | None], int]]:
        """Segment, index, what its clips show then, and repeats of all frames to draw."""
        for row, segment in enumerate(self._spec.segments):
            self._load_ahead(row + 1)
            if _stands_still(segment):
                yield segment, 0, [None], segment.frames
                continue
            readers = [ClipReader(self._spec.ffmpeg, layer) if layer.filters else None for layer in segment.layers]
            for reader in readers:
                if reader:
                    clips.callback(reader.close)
            for index in range(segment.frames):
                yield segment, index, [self._moving(reader) for reader in readers], 1
            clips.close()

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
