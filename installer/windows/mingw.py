"""Small Windows programs and libraries, made on Linux by mingw's compiler: nothing of them goes into a package."""

import re
import subprocess
import tempfile
from collections.abc import Mapping
from pathlib import Path

GCC, OBJDUMP = "x86_64-w64-mingw32-gcc", "x86_64-w64-mingw32-objdump"

_EXPORT = re.compile(r"^\s+\[\s*\d+\](?: \+base\[\s*\d+\])?\s+(?:[0-9a-f]{4} )?([A-Za-z_]\w*)$", re.MULTILINE)
_LIBRARY = re.compile(r"^\tDLL Name: (\S+)$(.*?)(?=^\tDLL Name|^$)", re.MULTILINE | re.DOTALL)
_NAME = re.compile(r"^\t[0-9a-f]+\t\s+\d+  (\S+)$", re.MULTILINE)


def make_program(target: Path, code: str) -> None:
    """Compile a program of the console, whose main is ``wmain``."""
    _compile(target, code, "-municode", "-O2")


def make_library(target: Path, names: Mapping[str, str]) -> None:
    """Make a library of these functions.

    Each is another library's (``python311.PyErr_Print``), one of the compiler's own (``csqrt``), or gives 0 (``""``).
    """
    exports = "".join(f"  {name}={leads_to or 'nothing'}\n" for name, leads_to in sorted(names.items()))
    with tempfile.TemporaryDirectory() as folder:
        definition = Path(folder) / "names.def"
        definition.write_text(f"LIBRARY {target.name}\nEXPORTS\n{exports}", "ascii")
        _compile(target, "long long nothing(void) { return 0; }\n", "-shared", "-static-libgcc", str(definition))


def exported(library: Path) -> list[str]:
    """Names that a library has for others."""
    _, _, table = _looked_at(library).partition("[Ordinal/Name Pointer] Table")
    return _EXPORT.findall(table)


def imported(library: Path, other: str) -> list[str]:
    """Names that a library wants of another."""
    asked = {name.lower(): names for name, names in _LIBRARY.findall(_looked_at(library))}
    return _NAME.findall(asked.get(other.lower(), ""))


def _looked_at(file: Path) -> str:
    return subprocess.run([OBJDUMP, "-p", str(file)], capture_output=True, text=True, check=True).stdout


def _compile(target: Path, code: str, *how: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory() as folder:
        source = Path(folder) / "source.c"
        source.write_text(code, "ascii")
        subprocess.run([GCC, "-s", "-o", str(target), str(source), *how], check=True)
