"""The wheels that Windows gets, put into a folder from any system; runs in the freezing environment.

usage: python -m installer.windows.wheels download|install FOLDER LOCK...

pip takes a lock's conditions ("only on Windows") for questions about the machine it runs on. So those are answered
here, and it gets what is left of the locks.
"""

import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

from packaging.markers import Marker

WINDOWS = {
    "implementation_name": "cpython",
    "implementation_version": "3.11.9",
    "os_name": "nt",
    "platform_machine": "AMD64",
    "platform_python_implementation": "CPython",
    "platform_release": "10",
    "platform_system": "Windows",
    "platform_version": "10.0.19045",
    "python_full_version": "3.11.9",
    "python_version": "3.11",
    "sys_platform": "win32",
}
"""What the conditions ask for, as ``windows.interpreter`` has it."""

_ENTRY = re.compile(
    r"^(?P<package>\S+==\S+)(?: ; (?P<condition>[^\\\n]+?))?(?P<hashes>(?: \\\n +\S+)*)\n", re.MULTILINE
)


def for_windows(lock: str) -> Iterator[str]:
    """The entries of a lock that Windows needs, with their hashes and without conditions."""
    for found in _ENTRY.finditer(lock):
        condition = found["condition"]
        if condition is None or Marker(condition).evaluate(WINDOWS):
            yield f"{found['package']}{found['hashes']}\n"


def main(what: str, folder: Path, *locks: Path) -> None:
    """``download`` into the folder, or ``install`` there."""
    chosen = folder.with_suffix(".lock")
    chosen.parent.mkdir(parents=True, exist_ok=True)
    chosen.write_text("".join(entry for lock in locks for entry in for_windows(lock.read_text("utf-8"))), "utf-8")
    kind = ["--platform", "win_amd64", "--python-version", "3.11", "--implementation", "cp", "--only-binary", ":all:"]
    pip = [sys.executable, "-I", "-m", "pip", "--disable-pip-version-check", what, "--progress-bar", "off"]
    into = ["--no-compile", "--target"] if what == "install" else ["--dest"]
    subprocess.run([*pip, *kind, "--no-deps", "--require-hashes", *into, folder, "-r", chosen], check=True)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
