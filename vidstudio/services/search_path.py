"""Where programs of other people's are found."""

import os
import shutil
import sys
from pathlib import Path


def on_path(name: str) -> str | None:
    """The program of that path, or of that name in a folder of PATH; None if there is none that may be run.

    ``shutil.which`` takes one from the current folder first on Windows, and one from a relative folder of PATH on all
    systems: in a folder of downloads that would be whatever was downloaded.
    """
    if os.path.dirname(name):  # noqa: PTH120 - of "./ffmpeg" too, which a Path has no folder of
        return shutil.which(name)
    ending = ".exe" if sys.platform == "win32" and not name.lower().endswith(".exe") else ""
    folders = (Path(folder) for folder in os.environ.get("PATH", os.defpath).split(os.pathsep))
    found = (shutil.which(folder / f"{name}{ending}") for folder in folders if folder.is_absolute())
    return next((str(program) for program in found if program), None)
