"""The library: the only door to what is kept. One thread uses it; what it hands out is frozen and can go anywhere."""

from collections.abc import Callable
from pathlib import Path
from types import TracebackType
from typing import Protocol, Self, TypeVar

from vidstudio.store.database import open_database
from vidstudio.store.exports import Exports
from vidstudio.store.generations import Generations
from vidstudio.store.jobs import Jobs
from vidstudio.store.projects import Projects
from vidstudio.store.queue import Queues
from vidstudio.store.storyboards import Storyboards

T = TypeVar("T")


class Library:
    """All jobs of one user. Open it once in a process; close it when done, or use it in a ``with``."""

    def __init__(self, file: Path) -> None:
        """Open or make the file; raises ``LibraryRefused`` or ``StorageRefused``."""
        self._database = open_database(file)
        self.jobs = Jobs(self._database)
        self.storyboards = Storyboards(self._database)
        self.projects = Projects(self._database, self.jobs)
        self.generations = Generations(self._database)
        self.exports = Exports(self._database)
        self.queue = Queues(self._database)

    def revision(self) -> int:
        """A number that changes when another process has written; asking is cheap."""
        return int(self._database.data_version)

    def close(self) -> None:
        """Let go of the file."""
        self._database.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class LibraryAccess(Protocol):
    """How work on any thread reaches the library on its own: it runs an action there and gives back its result."""

    def __call__(self, action: Callable[[Library], T], /) -> T:
        """Run ``action``; its errors come out here."""
        ...


def directly(library: Library) -> LibraryAccess:
    """Access for a program with one thread."""

    def access(action: Callable[[Library], T], /) -> T:
        return action(library)

    return access
