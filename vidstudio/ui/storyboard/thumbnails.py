"""The scenes' pictures, small: read beside the window's thread, kept within a bound, asked for by painting."""

from collections import OrderedDict
from collections.abc import Collection
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QObject, QRectF, QRunnable, QSize, Qt, QThread, QThreadPool, Signal
from PySide6.QtGui import QBrush, QImage, QImageIOHandler, QImageReader, QPainter, QPixmap

MAX_BYTES = 192 * 2**20
"""Pixels kept, in bytes: about 200 large cards on a screen of two pixels a point."""

RADIUS = 6
"""Of a picture's corners, in points; rounded once, when it is loaded."""


@dataclass(frozen=True, slots=True)
class ThumbnailKey:
    """One picture at one size: file name, SHA-256 digest, points of the card's picture area, and pixels a point."""

    file: str
    digest: str
    width: int
    height: int
    ratio: float

    @property
    def pixels(self) -> QSize:
        """Size in pixels."""
        return QSize(round(self.width * self.ratio), round(self.height * self.ratio))


class ThumbnailCache(QObject):
    """Newest wish first, one size a picture, at most two at work; a broken file is tried once.

    Signals:
        arrived: the digest of a picture that has been loaded, or has proved broken.
    """

    arrived = Signal(str)

    def __init__(self, parent: QObject | None = None, max_bytes: int = MAX_BYTES) -> None:
        super().__init__(parent)
        self._max_bytes = max_bytes
        self._folder = Path()
        self._pixmaps: OrderedDict[ThumbnailKey, QPixmap] = OrderedDict()
        self._newest: dict[str, ThumbnailKey] = {}
        self._bytes = 0
        self._broken: set[str] = set()
        self._waiting: dict[str, ThumbnailKey] = {}
        self._running: set[ThumbnailKey] = set()
        self._closed = False
        self._pool = QThreadPool(self)
        self._pool.setMaxThreadCount(2)
        self._pool.setThreadPriority(QThread.Priority.LowPriority)
        self._courier = _Courier()
        self._courier.loaded.connect(self._on_loaded, Qt.ConnectionType.QueuedConnection)

    def set_folder(self, folder: Path) -> None:
        """Where the files are from now on; what was broken is tried again."""
        self._folder = folder
        self._broken.clear()
        self._waiting.clear()

    def pixmap(self, key: ThumbnailKey) -> QPixmap | None:
        """The picture if it is here, at another size if need be; else it is sent for and ``arrived`` will tell."""
        exact = self._pixmaps.get(key)
        if exact is not None:
            self._pixmaps.move_to_end(key)
            self._newest[key.digest] = key
            return exact
        self._want(key)
        other = self._newest.get(key.digest)
        return self._pixmaps.get(other) if other else None

    def broken(self, digest: str) -> bool:
        """Whether that picture's file is missing or can't be read."""
        return digest in self._broken

    def retain(self, digests: Collection[str]) -> None:
        """Forget the wishes for all other pictures: they are no longer in sight."""
        self._waiting = {digest: key for digest, key in self._waiting.items() if digest in digests}

    @property
    def bytes(self) -> int:
        """Bytes of pixels held now."""
        return self._bytes

    def close(self) -> None:
        """Load nothing more and wait for what is being read; afterwards no thread is left."""
        self._closed = True
        self._waiting.clear()
        self._pool.clear()
        self._pool.waitForDone()

    def _want(self, key: ThumbnailKey) -> None:
        if self._closed or key.digest in self._broken or key in self._running or key.pixels.isEmpty():
            return
        self._waiting.pop(key.digest, None)
        self._waiting[key.digest] = key
        self._start()

    def _start(self) -> None:
        while self._waiting and len(self._running) < self._pool.maxThreadCount():
            _, key = self._waiting.popitem()
            self._running.add(key)
            self._pool.start(_Loading(str(self._folder / key.file), key, self._courier))

    def _on_loaded(self, key: ThumbnailKey, image: QImage) -> None:
        self._running.discard(key)
        if self._closed:
            return
        if image.isNull():
            self._broken.add(key.digest)
        else:
            self._keep(key, QPixmap.fromImage(image, Qt.ImageConversionFlag.NoFormatConversion))
        self._start()
        self.arrived.emit(key.digest)

    def _keep(self, key: ThumbnailKey, pixmap: QPixmap) -> None:
        self._pixmaps[key] = pixmap
        self._newest[key.digest] = key
        self._bytes += _size(pixmap)
        while self._bytes > self._max_bytes and len(self._pixmaps) > 1:
            old, gone = self._pixmaps.popitem(last=False)
            self._bytes -= _size(gone)
            if self._newest.get(old.digest) == old:
                del self._newest[old.digest]


class _Courier(QObject):
    """Carries pictures to their cache; kept by who reads them, as the cache may be gone before they are read."""

    loaded = Signal(object, QImage)


class _Loading(QRunnable):
    """Reads one picture on a pool's thread and delivers it."""

    def __init__(self, file: str, key: ThumbnailKey, courier: _Courier) -> None:
        super().__init__()
        self._file = file
        self._key = key
        self._courier = courier

    def run(self) -> None:
        self._courier.loaded.emit(self._key, load(self._file, self._key))


def load(file: str, key: ThumbnailKey) -> QImage:
    """The picture of a file, filling its card: scaled while it is read, upright, cut to shape, corners rounded.

    Null for a file that is missing or can't be read. Runs on a pool's thread.
    """
    reader = QImageReader(file)
    reader.setDecideFormatFromContent(True)
    reader.setAutoTransform(True)
    turned = bool(reader.transformation() & QImageIOHandler.Transformation.TransformationRotate90)
    wanted = key.pixels
    original = reader.size()
    if original.isValid() and not original.isEmpty():
        box = wanted.transposed() if turned else wanted
        reader.setScaledSize(original.scaled(box, Qt.AspectRatioMode.KeepAspectRatioByExpanding))
    image = reader.read()
    return image if image.isNull() else _framed(image, wanted, key.ratio)


def _framed(image: QImage, size: QSize, ratio: float) -> QImage:
    if image.width() < size.width() or image.height() < size.height():
        image = image.scaled(
            size, Qt.AspectRatioMode.KeepAspectRatioByExpanding, Qt.TransformationMode.SmoothTransformation
        )
    left, top = (image.width() - size.width()) // 2, (image.height() - size.height()) // 2
    framed = QImage(size, QImage.Format.Format_ARGB32_Premultiplied)
    framed.fill(Qt.GlobalColor.transparent)
    painter = QPainter(framed)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QBrush(image.copy(left, top, size.width(), size.height())))
    painter.drawRoundedRect(QRectF(framed.rect()), RADIUS * ratio, RADIUS * ratio)
    painter.end()
    framed.setDevicePixelRatio(ratio)
    return framed


def _size(pixmap: QPixmap) -> int:
    return pixmap.width() * pixmap.height() * 4
