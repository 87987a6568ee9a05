"""Where things are on this machine. Nothing is created by asking."""

import os
import sys
import time
from dataclasses import dataclass
from pathlib import Path

import platformdirs

from vidstudio.errors import StorageRefused

_DIRS = platformdirs.PlatformDirs("vidstudio", appauthor=False)


@dataclass(frozen=True, slots=True)
class Places:
    """Folders of this user: ``VIDSTUDIO_HOME`` for everything, else where the system wants each."""

    config: Path
    data: Path
    cache: Path
    logs: Path

    @property
    def settings_file(self) -> Path:
        """The settings, as TOML."""
        return self.config / "settings.toml"

    @property
    def presets(self) -> Path:
        """The user's own export presets, one file each."""
        return self.config / "presets"

    @property
    def window_file(self) -> Path:
        """Where the window was, as Qt keeps it."""
        return self.config / "window.ini"

    @property
    def window_lock(self) -> Path:
        """Held by the process that has the one window of this library."""
        return self.data / "window.lock"

    @property
    def window_note(self) -> Path:
        """How a second start reaches that window."""
        return self.data / "window.json"

    @property
    def database(self) -> Path:
        """The library."""
        return self.data / "library.db"

    @property
    def locks(self) -> Path:
        """One file for each piece of work under way."""
        return self.data / "locks"

    @property
    def videos(self) -> Path:
        """Where films go unless environment or settings say otherwise."""
        return self.data / "videos"

    @property
    def segments(self) -> Path:
        """Rendered pieces of films, kept to be used again."""
        return self.cache / "segments"

    @property
    def work(self) -> Path:
        """Lists and logs of the work under way."""
        return self.cache / "work"

    @property
    def models(self) -> Path:
        """What image models take, as their service has told."""
        return self.cache / "models"

    @property
    def hardware_file(self) -> Path:
        """Which encoders of the graphics card were found to work."""
        return self.cache / "hardware.json"

    @property
    def update_file(self) -> Path:
        """Its time is when a newer version was looked for last."""
        return self.cache / "update"

    @property
    def log_file(self) -> Path:
        """The newest log."""
        return self.logs / "vidstudio.log"


def places() -> Places:
    """The folders, by the environment as it is now; raises ``StorageRefused`` for a person who has no home."""
    home = os.environ.get("VIDSTUDIO_HOME", "").strip()
    if home:
        root = expanded(home)
        return Places(root, root, root / "cache", root / "logs")
    try:
        return Places(_DIRS.user_config_path, _DIRS.user_data_path, _DIRS.user_cache_path, _DIRS.user_log_path)
    except RuntimeError as exc:
        raise StorageRefused("You have no home folder on this machine.", "Name a folder with VIDSTUDIO_HOME.") from exc


def expanded(path: Path | str) -> Path:
    """A path as a person names it, made absolute: ``~`` is their folder, and a name of nobody's a name like any other.

    ``Path.expanduser`` fails on a file called ``~film.mp4``, and for a person without a home.
    """
    return Path(os.path.expanduser(path)).absolute()  # noqa: PTH111


def is_text(path: Path) -> bool:
    """Whether its name is text: on Linux it may be any bytes, which neither the library nor Qt can keep."""
    try:
        str(path).encode()
    except UnicodeEncodeError:
        return False
    return True


def changed_within(file: Path, seconds: float) -> bool:
    """Whether it was changed no longer ago than that; no for one that is not there, or is from the future."""
    try:
        return 0 <= time.time() - file.stat().st_mtime < seconds
    except OSError:
        return False


def resources() -> Path:
    """The folder of icons, styles, fonts and samples; beside the package, or inside a frozen program."""
    return _ours() / "resources"


def licences() -> Path:
    """What the program and all that comes with it may be used for: one file, collected when it is frozen."""
    return _ours() / "licences.txt" if getattr(sys, "frozen", False) else _ours() / "LICENSE"


def packaged_by() -> str:
    """Who made this package and brings its updates, a distribution for example; empty where nobody does."""
    try:
        return (_ours() / "packaged_by").read_text("utf-8").strip()
    except (OSError, ValueError):
        return ""


def _ours() -> Path:
    """The folder of all that is no code."""
    frozen = getattr(sys, "_MEIPASS", "")
    return Path(frozen) if frozen else Path(__file__).resolve().parent.parent


@dataclass(frozen=True, slots=True)
class VideoStorage:
    """The folder of films: ``{job}/final.mp4``, ``{job}/images`` and ``exports/{job}/{format}_{quality}.{ext}``."""

    root: Path

    def job(self, job_id: int) -> Path:
        """Everything made for one job but its exports."""
        return self.root / str(job_id)

    def images(self, job_id: int) -> Path:
        """The versions of its pictures."""
        return self.job(job_id) / "images"

    def references(self, job_id: int) -> Path:
        """The pictures its pictures go by."""
        return self.job(job_id) / "references"

    def assets(self, job_id: int) -> Path:
        """The sounds and clips the user gave it."""
        return self.job(job_id) / "assets"

    def film(self, job_id: int) -> Path:
        """The rendered film."""
        return self.job(job_id) / "final.mp4"

    def exports(self, job_id: int) -> Path:
        """Its exports."""
        return self.root / "exports" / str(job_id)
