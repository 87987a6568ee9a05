"""Presets at hand: the ready ones, and the user's own, one readable file each."""

from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from vidstudio.core.export import PAIRS
from vidstudio.core.preset import Preset, slug
from vidstudio.core.preset_file import MOST_BYTES, read_preset, write_preset
from vidstudio.errors import InputRefused, NotFound, SourceMissing, StorageRefused, VidstudioError
from vidstudio.paths import expanded, resources
from vidstudio.services.deliver import written
from vidstudio.studio.context import Studio


@dataclass(frozen=True, slots=True)
class KeptPreset:
    """A preset and where it comes from: ``file`` is None for a ready one; ``error`` says why a file is of no use."""

    preset: Preset
    file: Path | None = None
    error: str = ""

    @property
    def own(self) -> bool:
        """Whether the user made it, and may change it."""
        return self.file is not None


def ready_presets() -> list[KeptPreset]:
    """Those that come with the program, for the places films go."""
    files = sorted((resources() / "presets").glob("*.toml"))
    return [KeptPreset(read_preset(file.read_text("utf-8"))) for file in files]


def all_presets(studio: Studio) -> list[KeptPreset]:
    """The user's own, then the ready ones that none of them replaces; damaged files are among them, with the reason."""
    own = [_kept(file) for file in sorted(studio.places.presets.glob("*.toml"))]
    taken = {kept.preset.slug for kept in own if not kept.error}
    return own + [kept for kept in ready_presets() if kept.preset.slug not in taken]


def find_preset(studio: Studio, name: str) -> Preset:
    """The preset of that name, written as it likes; the nine pairs are among them. Raises ``NotFound``."""
    wanted = slug(name)
    known = [kept.preset for kept in all_presets(studio) if not kept.error]
    for preset in (*known, *PAIRS):
        if preset.slug == wanted:
            return preset
    names = ", ".join(preset.slug for preset in known)
    raise NotFound(f"There is no preset “{name}”.", f"There are {names}.")


def import_preset(studio: Studio, file: Path, *, replace: bool = False) -> Preset:
    """Take over a preset somebody made, once it was checked; one of that name is only replaced if that is wanted.

    Raises ``SourceMissing``, ``StorageRefused`` or ``InputRefused``.
    """
    preset = _read(expanded(file))
    _save(studio, preset, replace=replace)
    return preset


def save_preset(studio: Studio, preset: Preset) -> None:
    """Keep a preset of the user's own, in place of an earlier one of its name."""
    _save(studio, preset, replace=True)


def export_preset(studio: Studio, name: str, to: Path) -> Path:
    """Write a preset to a file that can be handed on: ``to``, or a file in the folder ``to``. Gives its path."""
    preset = find_preset(studio, name)
    to = expanded(to)
    file = to / f"{preset.slug}.toml" if to.is_dir() else to
    _write(file, write_preset(preset))
    return file


def remove_preset(studio: Studio, name: str) -> None:
    """Forget a preset of the user's own; raises ``NotFound`` for others."""
    file = _file(studio, slug(name))
    if not file.is_file():
        raise NotFound(f"There is no preset “{name}” of your own.", "Ready ones stay.")
    with written(file):
        file.unlink()


def _save(studio: Studio, preset: Preset, *, replace: bool) -> None:
    if preset.slug in {each.slug for each in PAIRS}:
        raise InputRefused(f"“{preset.name}” is the name of a format and a quality.", "Give it another name.")
    file = _file(studio, preset.slug)
    if file.exists() and not replace:
        raise InputRefused(f"There is a preset “{preset.name}” already.", "Replace it, or give this one another name.")
    _write(file, write_preset(preset))


def _write(file: Path, text: str) -> None:
    fresh = file.with_name(f".{file.name}.new")
    with written(file):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            fresh.write_text(text, "utf-8", newline="\n")
            fresh.replace(file)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)


def _file(studio: Studio, name: str) -> Path:
    return studio.places.presets / f"{name}.toml"


def _kept(file: Path) -> KeptPreset:
    try:
        return KeptPreset(_read(file), file)
    except VidstudioError as exc:
        return KeptPreset(Preset(file.stem), file, exc.message)


def _read(file: Path) -> Preset:
    try:
        with file.open("rb") as opened:
            raw = opened.read(MOST_BYTES + 1)
    except FileNotFoundError as exc:
        raise SourceMissing(f"There is no file “{file.name}”.", f"It was looked for in {file.parent}.") from exc
    except OSError as exc:
        raise StorageRefused(f"“{file.name}” can't be read: {exc.strerror}.", "Check its permissions.") from exc
    if len(raw) > MOST_BYTES:
        raise InputRefused(f"“{file.name}” is too large to be a preset.", "A preset has a few lines.")
    try:
        text = raw.decode("utf-8")
    except UnicodeDecodeError as exc:
        raise InputRefused(f"“{file.name}” is no text, so it is no preset.", "Choose a .toml file.") from exc
    return read_preset(text.removeprefix("\ufeff"))
