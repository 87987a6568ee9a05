"""What every piece of work needs, put together once by whoever starts the program."""

from dataclasses import dataclass, field
from pathlib import Path

from vidstudio.core.hardware import HardwareKind
from vidstudio.paths import Places, VideoStorage
from vidstudio.services.ffmpeg import find_ffmpeg
from vidstudio.settings import Settings
from vidstudio.store.library import LibraryAccess
from vidstudio.store.locks import Locks


@dataclass(frozen=True, slots=True)
class Studio:
    """The library, the folders and the settings; ``library`` may be called from any thread the access allows.

    Attributes:
        failed_cards: kinds of encoders that have failed in mid-job since the program was started.
    """

    library: LibraryAccess
    places: Places
    settings: Settings
    failed_cards: set[HardwareKind] = field(default_factory=set, compare=False)

    @property
    def storage(self) -> VideoStorage:
        """Where films and pictures are."""
        return self.settings.storage(self.places)

    @property
    def locks(self) -> Locks:
        """Who is at work on what."""
        return Locks(self.places.locks)

    def ffmpeg(self) -> str:
        """The ffmpeg to run; raises ``FfmpegUnusable``."""
        return find_ffmpeg(self.settings.ffmpeg)


def stamp(file: Path) -> str:
    """Tells one state of a file from another without reading it; empty if it is not there."""
    try:
        facts = file.stat()
    except OSError:
        return ""
    return f"{facts.st_size}-{facts.st_mtime_ns}"
