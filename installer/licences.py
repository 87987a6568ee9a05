"""The one file with the licences of all parts, which the program opens from Help."""

from collections.abc import Iterable

from installer.about import CONTACT, HOME, NAME, ROOT, version
from installer.parts import TEXTS, Part

_SUMMARY = f"""\
{NAME} {version()}

{NAME} itself is under the MIT licence. This package contains programs and libraries of others, among them ffmpeg and
x264, which are under the GNU General Public License; the package as a whole is passed on under version 3 of that
licence. Qt and PySide6 are used under version 3 of the GNU Lesser General Public License: their libraries lie in files
of their own and may be replaced by others.

Source. The source of {NAME} is at {HOME}. The source of each part is where the list below says.
For the parts under a GNU licence it is also given to anybody who asks for it, for three years from the day this package
was got, at no more than the cost of copying: {CONTACT}.
"""

_RULE = "=" * 100


def licences_text(parts: Iterable[Part]) -> str:
    """A summary, our own licence, a list of the parts, and the full words of each licence, each once."""
    parts = list(parts)
    listed = [f"{f'{part.name} {part.version}':44}{part.licence or 'see below':40} {part.source}" for part in parts]
    told: dict[str, list[str]] = {}
    for part in parts:
        if part.text.strip():
            told.setdefault(part.text.strip(), []).append(f"{part.name} {part.version}".strip())
    told.setdefault((TEXTS / "GPL-3.txt").read_text("utf-8").strip(), []).append("this package as a whole")
    sections = [_SUMMARY, (ROOT / "LICENSE").read_text("utf-8"), "\n".join(line.rstrip() for line in listed)]
    sections += [f"{', '.join(names)}\n\n{text}" for text, names in told.items()]
    return f"\n\n{_RULE}\n\n".join(section.strip() for section in sections) + "\n"
