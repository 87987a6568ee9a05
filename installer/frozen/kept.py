"""What of all that PyInstaller collects goes into the frozen program."""

import re
from collections.abc import Iterable
from pathlib import PurePosixPath

Entry = tuple[str, str, str]
"""As PyInstaller has it: name in the program, file here, kind."""

EXCLUDED_MODULES = (
    "tkinter",
    "readline",
    "curses",
    "lib2to3",
    "pydoc",
    "xmlrpc",
    "test",
    "hypothesis",
    "IPython",
    "matplotlib",
    "pytest",
    "scipy",
    "skimage",
    "skvideo",
    "setuptools",
    "pip",
    "mypy",
    "cv2.gapi",
    "numpy.f2py",
    "numpy.testing",
    "PySide6.QtDesigner",
    "PySide6.QtHelp",
    "PySide6.QtNetwork",
    "PySide6.QtQml",
    "PySide6.QtQuick",
    "PySide6.QtSql",
    "PySide6.QtTest",
    "PySide6.QtUiTools",
)
"""Modules that something would import if it could, and that nothing of ours needs."""

_UNUSED = re.compile(
    r"""
      ^PySide6/(?:Qt/)?(?:qml|translations)/ | /opengl32sw\b
    | Qt6?(?:Designer|EglF[Ss]|Help|Labs|Lottie|Network|Pdf|Qml|Quick|Sql|Test|UiTools|VirtualKeyboard
           |WaylandCompositor)\w*(?:\.|$)
    | /plugins/(?:designer|egldeviceintegrations|generic|networkinformation|printsupport|qmllint|qmltooling|sqldrivers
                 |tls|vectorimageformats|wayland-graphics-integration-server)/
    | /imageformats/(?:lib)?q(?:icns|pdf|tga|wbmp)\b
    | /platforminputcontexts/(?:lib)?qtvirtualkeyboard
    | /platforms/(?:lib)?q(?:eglfs|linuxfb|minimal|minimalegl|vkkhrdisplay|vnc)\b
    | /platformthemes/(?:lib)?qgtk3
    | ^cv2/data/ | ^cv2/opencv_videoio_ffmpeg | \.dist-info/(?:RECORD|INSTALLER|REQUESTED)$
    | /tests?/ | \.pyi$ | \.pxd$ | /include/ | \.a$
    """,
    re.VERBOSE,
)
"""Parts of Qt that no window of ours loads, OpenCV's way to films, which are read by PyAV, and what of packages is for
their developers, or for pip: it knows where it was installed."""

_OF_THE_SYSTEM = ("libssl.", "libcrypto.", "libsqlite3.", "libffi.", "liblzma.", "libbz2.", "libmpdec.", "libpython")
"""All that is taken from the building Linux: other systems have other versions. The rest are the package's Depends."""


def keep(entries: Iterable[Entry], *, linux: bool) -> list[Entry]:
    """Those that the program needs, sorted, so that two builds are alike."""
    return sorted(entry for entry in entries if _is_used(entry[0]) and not (linux and _is_the_systems(entry)))


def _is_used(name: str) -> bool:
    return _UNUSED.search(name.replace("\\", "/")) is None


def _is_the_systems(entry: Entry) -> bool:
    name, source, kind = entry
    of_the_system = kind == "BINARY" and source.startswith(("/lib/", "/lib64/", "/usr/lib/"))
    return of_the_system and not PurePosixPath(name).name.startswith(_OF_THE_SYSTEM)
