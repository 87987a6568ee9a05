"""All frames of all segments, drawn by a few threads and handed out in order."""

import threading
from collections import OrderedDict, deque
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import cv2
import numpy as np

from vidstudio.core.frames_spec import FramesSpec, LayerSpec, SegmentSpec
from vidstudio.core.job import Motion
from vidstudio.core.motion import travel, window
from vidstudio.frames.picture import Pixels, read_picture
from vidstudio.frames.still import Still, draw, make_still

_THREADS = 2
_AHEAD = _THREADS + 2
_STILLS = 4  # a fade shows two, the next one is loaded meanwhile, and drawing runs a little ahead


class Stills:
    """The stills in use, each loaded once; safe from several threads."""

    def __init__(self, width: int, height: int) -> None:
        self._size = width, height
        self._entries: OrderedDict[str, tuple[threading.Lock, list[Still]]] = OrderedDict()
        self._lock = threading.Lock()

    def get(self, path: str) -> Still:
        """The still of that picture; raises what ``read_picture`` does."""
        with self._lock:
            lock, loaded = self._entries.setdefault(path, (threading.Lock(), []))
            self._entries.move_to_end(path)
            if len(self._entries) > _STILLS:
                self._entries.popitem(last=False)
        with lock:
            if not loaded:
                loaded.append(make_still(read_picture(Path(path)), *self._size))
            return loaded[0]


class Painter:
    """Draws; a context manager, as it has threads."""

    def __init__(self, spec: FramesSpec) -> None:
        cv2.setNumThreads(1)  # whole frames in parallel, not stripes of one
        self._spec = spec
        self._stills = Stills(spec.width, spec.height)
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
        for segment, index, repeats in self._wanted():
            drawing.append((segment, self._threads.submit(self._draw, segment, index), repeats))
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

    def _wanted(self) -> Iterator[tuple[SegmentSpec, int, int]]:
        """Segment, index and repeats of all frames to draw; loads pictures one segment ahead."""
        for row, segment in enumerate(self._spec.segments):
            for following in self._spec.segments[row + 1 : row + 2]:
                for layer in following.layers:
                    self._threads.submit(self._stills.get, layer.picture)
            if len(segment.layers) == 1 and segment.layers[0].motion is Motion.HOLD:
                yield segment, 0, segment.frames
            else:
                yield from ((segment, index, 1) for index in range(segment.frames))

    def _draw(self, segment: SegmentSpec, index: int) -> Pixels:
        frame = self._draw_layer(segment.layers[0], index)
        for layer in segment.layers[1:]:
            over = self._draw_layer(layer, index)
            weight = (index + 0.5) / segment.frames
            cv2.addWeighted(frame, 1 - weight, over, weight, 0, dst=frame)
            self._free.append(over)
        return frame

    def _draw_layer(self, layer: LayerSpec, index: int) -> Pixels:
        still = self._stills.get(layer.picture)
        frame = self._blank()
        time = (layer.start + index + 0.5) / layer.length
        draw(still, window(layer.motion, time, travel(layer.length / self._spec.fps)), frame)
        return frame

    def _blank(self) -> Pixels:
        try:
            return self._free.pop()
        except IndexError:
            return np.empty((self._spec.height * 3 // 2, self._spec.width), np.uint8)
