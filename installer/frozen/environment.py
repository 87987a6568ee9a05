"""The environment that the frozen program is made in: nothing but what is locked, and what freezes it."""

from dataclasses import dataclass
from pathlib import Path

from installer.environment import Environment


@dataclass(frozen=True)
class FreezingEnvironment(Environment):
    """One of its own beside the build: in ``.venv`` a developer may have put anything."""

    @property
    def folder(self) -> Path:
        """Where it is."""
        return self.root / "build" / "environment"

    @property
    def freezer_lock(self) -> Path:
        """The locked PyInstaller, and what it needs on each system."""
        return self.root / "installer" / "frozen" / "requirements.lock"

    @property
    def made_of(self) -> tuple[Path, ...]:
        """The files that a change of makes it stale."""
        return (self.lock, self.freezer_lock)

    def _fill(self) -> None:
        locks = "-r", str(self.lock), "-r", str(self.freezer_lock)
        self._install("--no-deps", "--only-binary", ":all:", "--require-hashes", *locks)
