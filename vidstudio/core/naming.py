"""File names of what is handed over: a template with fields, made safe for every file system."""

import re
import string
import unicodedata
from datetime import UTC, datetime
from pathlib import Path

from vidstudio.core.export import ExportFormat, Quality, kept_as, pair
from vidstudio.core.job import Job
from vidstudio.core.preset import Preset
from vidstudio.errors import InputRefused
from vidstudio.paths import is_text

DEFAULT_TEMPLATE = "{title}_{format}_{quality}"

FIELDS = ("title", "job", "format", "quality", "scenes", "date", "time")

MOST_BYTES = 180
"""Of 255 that file systems allow; the rest is for temporary names beside it."""

_FORBIDDEN = re.compile(r'[\x00-\x1f\x7f/\\:*?"<>|\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\.|$)", re.IGNORECASE)


def check_template(template: str) -> str:
    """The template if a name can be made from it; raises ``InputRefused`` naming what is wrong."""
    hint = f"Fields are {', '.join(f'{{{field}}}' for field in FIELDS)}."
    try:
        parts = list(string.Formatter().parse(template))
    except ValueError as exc:
        raise InputRefused(f"“{template}” is no template for names: {exc}.", hint) from exc
    for _text, field, form, conversion in parts:
        if field is not None and (field not in FIELDS or form or conversion):
            raise InputRefused(f"There is no field “{{{field[:40]}}}” for names.", hint)
    if not template.strip():
        raise InputRefused("The template for names is empty.", hint)
    return template


def file_name(template: str, job: Job, preset: Preset, when: datetime) -> str:
    """The name of an export of a job; ``when`` in the user's own time. Raises ``InputRefused`` as above."""
    return _filled(template, job.title, job.id, preset, when)


def name_example(template: str) -> str:
    """What a template, or the default for an empty one, makes of a film. Raises ``InputRefused`` as above."""
    when = datetime(2026, 3, 1, 18, 30, tzinfo=UTC)
    return _filled(template or DEFAULT_TEMPLATE, "The Keeper and the Whale", 7, _EXAMPLE, when)


_EXAMPLE = pair(ExportFormat.MP4, Quality.HIGH)


def _filled(template: str, title: str, number: int, preset: Preset, when: datetime) -> str:
    fmt, quality = kept_as(preset)
    values = {
        "title": " ".join(title.split())[:80],
        "job": str(number),
        "format": fmt,
        "quality": quality,
        "scenes": preset.scenes,
        "date": f"{when:%Y-%m-%d}",
        "time": f"{when:%H%M}",
    }
    return f"{safe_name(check_template(template).format(**values))}.{preset.container}"


def check_path(path: Path) -> Path:
    """The path if its name is text; raises ``InputRefused``. The library can't keep another one."""
    if not is_text(path):
        raise InputRefused(f"The name “{path}” is no text (UTF-8).", "Choose another name, or another folder.")
    return path


def safe_name(text: str) -> str:
    """One name that no file system refuses and no program takes for an option, a path or a hidden file."""
    name = _FORBIDDEN.sub(" ", unicodedata.normalize("NFC", text))
    name = " ".join(name.split()).strip(" .-")
    name = name.encode()[:MOST_BYTES].decode(errors="ignore").strip(" .-")
    if not name:
        return "film"
    return f"_{name}" if _RESERVED.match(name) else name
