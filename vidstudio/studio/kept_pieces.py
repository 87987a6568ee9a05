"""The folder of rendered pieces: what of it can be used again, and how it is kept from growing for ever."""

import logging
import os
import time
from collections.abc import Iterator
from pathlib import Path

from vidstudio.frames.seal import is_whole
from vidstudio.studio.context import Studio

UNUSED_DAYS = 60
"""A piece that no render has used for so long goes."""

_log = logging.getLogger(__name__)


class WholePieces:
    """The names of the pieces in a folder that are whole, found out one by one as they are asked for.

    One that is used is marked as such by its time; one that is damaged is made again.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[str, bool] = {}

    def __contains__(self, name: object) -> bool:
        key = str(name)
        if key not in self._known:
            self._known[key] = self._look(self._folder / key)
        return self._known[key]

    def __iter__(self) -> Iterator[str]:
        files = self._folder.iterdir() if self._folder.is_dir() else iter(())
        return (file.name for file in files if file.name in self)

    def __len__(self) -> int:
        return sum(1 for _ in self)

    def _look(self, file: Path) -> bool:
        if not file.is_file():
            return False
        if not is_whole(file):
            _log.warning("The piece %s is damaged and will be made again", file)
            return False
        try:
            os.utime(file)
        except OSError:  # a cache on a read-only disk can still be used
            _log.debug("Could not mark %s as used", file, exc_info=True)
        return True


def trim_pieces(studio: Studio) -> None:
    """Remove pieces nobody has used for long, then the longest unused ones until the folder keeps to its size.

    Never while a render is under way: it may be about to join them. What can't be removed is logged; that is no
    failure of the render that was just made.
    """
    folder, limit = studio.places.segments, studio.settings.cache_gigabytes * 1_000_000_000
    if studio.locks.held("render"):
        return
    try:
        found = sorted((file.stat().st_mtime, file.stat().st_size, file) for file in folder.glob("[!.]*"))
        total, oldest = sum(size for _, size, _ in found), time.time() - UNUSED_DAYS * 86_400
        for used, size, file in found:
            if used > oldest and total <= limit:
                break
            file.unlink(missing_ok=True)
            total -= size
    except OSError:
        _log.warning("Could not trim %s", folder, exc_info=True)
