"""The setup program for Windows, made by NSIS, and what the frozen program says of itself there."""

import subprocess
from pathlib import Path

from installer.about import MAKERS, NAME, PROJECT, PROJECT_ID, SUMMARY, WINDOW_NAME, version
from vidstudio.core.wanted import MIME_TYPE, SUFFIX

SCRIPT = Path(__file__).resolve().parent / f"{NAME}.nsi"


def build(bundle: Path, papers: Path, target: Path, *more: str) -> Path:
    """Make ``NAME-VERSION-setup.exe``; needs ``makensis`` on PATH, of any system, and takes ``more`` for it."""
    target.mkdir(parents=True, exist_ok=True)
    file = setup_file(target)
    given = [*definitions(bundle, papers, file), *more]
    subprocess.run(["makensis", "-V2", *given, str(SCRIPT)], check=True)
    return file


def setup_file(folder: Path) -> Path:
    """What it is called."""
    return folder / f"{NAME}-{version()}-setup.exe"


def definitions(bundle: Path, papers: Path, file: Path) -> list[str]:
    """What the script is filled in with."""
    values = {
        "NAME": NAME,
        "WINDOW": WINDOW_NAME,
        "VERSION": version(),
        "MAKERS": MAKERS,
        "BUNDLE": str(bundle),
        "ICON": str(papers / f"{NAME}.ico"),
        "LICENCE": str(bundle / "_internal" / "licences.txt"),
        "OUTPUT": str(file),
        "SUFFIX": SUFFIX,
        "PROJECT": PROJECT,
        "PROJECT_ID": PROJECT_ID,
        "MIME_TYPE": MIME_TYPE,
    }
    return [f"-D{name}={value}" for name, value in values.items()]


def version_resource(name: str) -> str:
    """What Explorer shows as a program's details, as PyInstaller reads it."""
    numbers = ", ".join([*version().split("."), "0", "0", "0"][:4])
    strings = {
        "CompanyName": MAKERS,
        "FileDescription": SUMMARY,
        "FileVersion": version(),
        "InternalName": name,
        "LegalCopyright": f"{MAKERS}, MIT licence",
        "OriginalFilename": f"{name}.exe",
        "ProductName": NAME,
        "ProductVersion": version(),
    }
    pairs = ", ".join(f"StringStruct({key!r}, {value!r})" for key, value in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers=({numbers}), prodvers=({numbers}), mask=0x3f, flags=0x0, OS=0x40004,"
        " fileType=0x1, subtype=0x0, date=(0, 0)), kids=[StringFileInfo([StringTable('040904B0', ["
        f"{pairs}])]), VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )
