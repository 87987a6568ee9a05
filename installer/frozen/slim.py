"""Making the frozen program smaller on Linux, where the wheels bring the same libraries several times.

OpenCV, PyAV and Pillow each carry their own libav, libavif and libpng; OpenCV a BLAS that only its linear algebra
calls; and PyAV encoders that only ffmpeg's own program is asked for. Nothing here changes what the code does: a twin is
the same library in the same major version, and in the place of what is never called (``tests/installer/test_slim.py``
holds that) stand libraries of the same name that end the process.

Works with binutils and gcc.

usage: python -m installer.frozen.slim BUNDLE
"""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

from installer.frozen.elf import defined, is_elf, loads_whole, needed, undefined

_HASH = re.compile(r"-[0-9a-f]{8}(?=\.so)")
_TWINS = ("libavcodec", "libavformat", "libavutil", "libswresample", "libswscale", "libavif", "libpng16")
_OPENCV = "opencv_python_headless.libs"
_LENDERS = ("av.libs", "pillow.libs")
_FOLDERS = (_OPENCV, *_LENDERS, "numpy.libs")

_UNCALLED = (
    ("cv2/*.so", f"{_OPENCV}/libopenblas*"),
    ("av.libs/libavcodec*", "av.libs/libx265*"),
    ("av.libs/libavcodec*", "av.libs/libSvtAv1Enc*"),
)
"""Who is linked to a library and calls nothing in it, and the library."""

STAND_INS = ("libopenblas", "libx265", "libSvtAv1Enc")
"""How those libraries' names begin; what is there under them is ours."""

_ANSWERED = "x265_api_get"
"""What libav asks whenever it lists its encoders, and may be told "there is none"."""

LINEAR_ALGEBRA = frozenset((
    *("solve", "invert", "determinant", "gemm", "eigen", "SVDecomp", "SVBackSubst", "PCACompute", "calibrateCamera"),
    *("estimateAffine2D", "estimateAffinePartial2D", "findHomography", "solvePnP", "fitEllipse", "fitLine", "dft"),
))  # fmt: skip
"""What of OpenCV goes, or may go, to the BLAS that is left out."""

ENCODERS = frozenset(("libx265", "libsvtav1", "hevc", "av1"))
"""What PyAV can't be asked to encode with any more; it decodes both."""


def slim(bundle: Path) -> None:
    """Take out of a bundle's libraries what is in there twice or for nobody."""
    inside = bundle / "_internal"
    strip(bundle)
    for askers, libraries in _UNCALLED:
        for library in inside.glob(libraries):
            stand_in(library, [file for file in inside.glob(askers) if is_elf(file)])
    share_twins(inside)
    drop_orphans(inside)
    drop_dangling(inside)


def strip(bundle: Path) -> None:
    """Take the symbols out that only debuggers read; the frozen program itself, which carries an archive, is left.

    strip spoils some libraries that were patched before; those stay as they are.
    """
    for file in sorted(bundle.rglob("*")):
        if is_elf(file) and file.parent != bundle:
            stripped = file.with_name(f"{file.name}.stripped")
            subprocess.run(["strip", "--strip-unneeded", "-o", str(stripped), str(file)], check=True)
            if loads_whole(stripped):
                stripped.replace(file)
            else:
                stripped.unlink()


def stand_in(library: Path, askers: list[Path]) -> None:
    """Put a library in another's place that has what the askers are linked to, and ends the process if it is called."""
    wanted = set().union(*(undefined(file) for file in askers)) & defined(library)
    source = "".join(_function(name) for name in sorted(wanted))
    command = ["gcc", "-x", "c", "-", "-w", "-shared", "-fPIC", "-nostdlib", "-s", f"-Wl,-soname,{library.name}"]
    command += ["-Wl,--build-id=none", "-o", str(library)]
    library.unlink()
    subprocess.run(command, input=source, text=True, check=True)


def _function(name: str) -> str:
    if name.startswith(_ANSWERED):
        return f"void *{name}(void) {{ return 0; }}\n"
    return f"void {name}(void) {{ __builtin_trap(); }}\n"


def share_twins(inside: Path) -> None:
    """Put links to another package's copy in the place of OpenCV's own, where name and major version are the same.

    What a copy needs is linked as well: the loader looks for it beside the link.
    """
    folder = inside / _OPENCV
    for own in sorted(folder.glob("*.so*")):
        twin = _twin(inside, own)
        if twin is not None:
            own.unlink()
            _link(own, twin)


def _link(link: Path, library: Path) -> None:
    if link.is_symlink() or link.exists():
        return
    link.symlink_to(os.path.relpath(library, link.parent))
    for name in needed(library):
        if (library.parent / name).exists():
            _link(link.parent / name, library.parent / name)


def _twin(inside: Path, own: Path) -> Path | None:
    name = _plain(own)
    if name.split(".so")[0] not in _TWINS:
        return None
    lent = [file for folder in _LENDERS for file in sorted((inside / folder).glob("*.so*"))]
    return next((file for file in lent if _plain(file) == name), None)


def _plain(file: Path) -> str:
    """The name as its makers gave it, with the major version: ``libavcodec.so.62``."""
    return ".".join(_HASH.sub("", file.name).split(".")[:3])


def drop_orphans(inside: Path) -> None:
    """Libraries of wheels that nothing asks for any more: not by a twin's name, and not through those that are gone."""
    while True:
        asked = {name for file in inside.rglob("*") if is_elf(file) for name in needed(file)}
        orphans = [file for folder in _FOLDERS for file in (inside / folder).glob("*.so*") if file.name not in asked]
        if not orphans:
            return
        for file in orphans:
            file.unlink()


def drop_dangling(inside: Path) -> None:
    """Links to what is gone, and folders with nothing in them."""
    for path in sorted(inside.rglob("*"), reverse=True):
        if path.is_symlink() and not path.exists():
            path.unlink()
        elif path.is_dir() and not path.is_symlink() and not any(path.iterdir()):
            shutil.rmtree(path)


if __name__ == "__main__":
    slim(Path(sys.argv[1]))
