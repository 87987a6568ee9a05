"""Who is at work on what: one locked file for each piece of work, released by the system when its process dies."""

import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from vidstudio.errors import NotReady, StorageRefused


class Locks:
    """Locks in one folder. A name is ``render-12`` or the like; what it stands for is the caller's business."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def take(self, name: str, busy: str) -> "Lock":
        """Take a lock at once; raises ``NotReady`` with the words ``busy`` if another process has it."""
        lock = self._try(name)
        if lock is None:
            raise NotReady(busy, "Wait until it is done, or cancel it there.")
        return lock

    @contextmanager
    def hold(self, name: str, busy: str) -> Iterator[None]:
        """``take``, for the length of a ``with``."""
        lock = self.take(name, busy)
        try:
            yield
        finally:
            lock.release()

    def abandoned(self) -> list["Lock"]:
        """Locks that a process left behind when it died, taken; release each after cleaning up behind it."""
        if not self._folder.is_dir():
            return []
        found = [self._try(file.stem) for file in sorted(self._folder.glob("*.lock"))]
        return [lock for lock in found if lock is not None]

    def held(self, kind: str) -> set[str]:
        """Names of the locks of one kind that are there, held or left behind."""
        return {file.stem for file in self._folder.glob(f"{kind}-*.lock")}

    def _try(self, name: str) -> "Lock | None":
        if not re.fullmatch(r"[a-z0-9_-]+", name):
            raise ValueError(name)
        held = FileLock(self._folder / f"{name}.lock", thread_local=False)
        try:
            self._folder.mkdir(parents=True, exist_ok=True)
            held.acquire(blocking=False)
        except Timeout:
            return None
        except OSError as exc:
            raise StorageRefused(
                f"The folder {self._folder} can't be written: {exc.strerror or exc}.", "Check its permissions."
            ) from exc
        return Lock(name, held)


class Lock:
    """One lock held. Its file goes when it is released, so that a file without a holder means a death."""

    def __init__(self, name: str, held: FileLock) -> None:
        self.name = name
        self._held = held

    def release(self) -> None:
        """Give it back; a second call does nothing."""
        if not self._held.is_locked:
            return
        file = Path(self._held.lock_file)
        with suppress(OSError):  # Windows: only once it is closed
            file.unlink()
        self._held.release()
        if sys.platform == "win32":
            with suppress(OSError):  # another process has it by now
                file.unlink()
