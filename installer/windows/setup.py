"""The setup program for Windows, made by NSIS, and what the frozen program says of itself there."""

import subprocess
from pathlib import Path

from installer.about import MAKERS, NAME, PROJECT, PROJECT_ID, SUMMARY, version
from vidstudio.core.wanted import MIME_TYPE, SUFFIX

SCRIPT = Path(__file__).resolve().parent / f"{NAME}.nsi"


def build(bundle: Path, papers: Path, target: Path) -> Path:
    """Make ``NAME-VERSION-setup.exe``; needs ``makensis`` on PATH, of any system."""
    target.mkdir(parents=True, exist_ok=True)
    file = target / f"{NAME}-{version()}-setup.exe"
    subprocess.run(["makensis", "-V2", *definitions(bundle, papers, file), str(SCRIPT)], check=True)
    return file


def definitions(bundle: Path, papers: Path, file: Path) -> list[str]:
    """What the script is filled in with."""
    values = {
        "NAME": NAME,
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


def version_resource() -> str:
    """What Explorer shows as the program's details, as PyInstaller reads it."""
    numbers = ", ".join([*version().split("."), "0", "0", "0"][:4])
    strings = {
        "CompanyName": MAKERS,
        "FileDescription": SUMMARY,
        "FileVersion": version(),
        "InternalName": NAME,
        "LegalCopyright": f"{MAKERS}, MIT licence",
        "OriginalFilename": f"{NAME}.exe",
        "ProductName": NAME,
        "ProductVersion": version(),
    }
    pairs = ", ".join(f"StringStruct({name!r}, {value!r})" for name, value in strings.items())
    return (
        f"VSVersionInfo(ffi=FixedFileInfo(filevers=({numbers}), prodvers=({numbers}), mask=0x3f, flags=0x0, OS=0x40004,"
        " fileType=0x1, subtype=0x0, date=(0, 0)), kids=[StringFileInfo([StringTable('040904B0', ["
        f"{pairs}])]), VarFileInfo([VarStruct('Translation', [1033, 1200])])])\n"
    )
