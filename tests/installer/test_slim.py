"""What is left out of the frozen program is never used, and what takes its place is what it says."""

import ctypes
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from installer.about import ROOT
from installer.frozen import slim
from installer.frozen.elf import defined, is_elf, loads_whole, needed, undefined
from installer.frozen.kept import EXCLUDED_MODULES, keep

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="the frozen program is made smaller on Linux")

SOURCES = {file: file.read_text("utf-8") for file in (ROOT / "vidstudio").rglob("*.py")}
tools = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in ("gcc", "strip", "readelf", "nm")), reason="needs gcc and binutils"
)


def test_no_drawing_does_linear_algebra_of_opencv() -> None:
    used = {name for text in SOURCES.values() for name in re.findall(r"\bcv2\.(\w+)", text)}
    assert "GaussianBlur" in used
    assert not used & slim.LINEAR_ALGEBRA


def test_films_are_not_read_by_opencv_whose_way_to_them_is_left_out_on_windows() -> None:
    assert [file.name for file, text in SOURCES.items() if re.search(r"\bVideo(?:Capture|Writer)\b", text)] == []


def test_libav_is_asked_for_no_encoder_that_is_left_out() -> None:
    frames = [text for file, text in SOURCES.items() if file.parent.name in {"frames", "services"}]
    asked = {
        name for text in frames for name in re.findall(r"add_stream\(\s*\"(\w+)\"|Context\.create\(\"(\w+)\"", text)
    }
    assert not {name for pair in asked for name in pair} & slim.ENCODERS


def test_no_module_that_is_left_out_is_imported() -> None:
    names = "|".join(map(re.escape, EXCLUDED_MODULES))
    pattern = re.compile(rf"^\s*(?:from|import) (?:{names})\b", re.MULTILINE)
    assert [file.name for file, text in SOURCES.items() if pattern.search(text)] == []


@pytest.mark.parametrize(
    ("name", "kept"),
    [
        ("PySide6/Qt/plugins/platforms/libqxcb.so", True),
        ("PySide6/Qt/plugins/platforms/libqoffscreen.so", True),
        ("PySide6/Qt/plugins/platforms/libqwayland.so", True),
        ("PySide6/Qt/plugins/imageformats/libqwebp.so", True),
        ("PySide6/Qt/lib/libQt6Svg.so.6", True),
        ("PySide6/Qt/lib/libQt6QuickControls2.so.6", False),
        ("PySide6/Qt/lib/libQt6Designer.so.6", False),
        ("PySide6/Qt/plugins/platforms/libqvnc.so", False),
        ("PySide6/Qt/translations/qtbase_de.qm", False),
        ("PySide6/translations/qtbase_de.qm", False),
        ("PySide6/opengl32sw.dll", False),
        ("PySide6/Qt/qml/QtQuick/qmldir", False),
        ("cv2/data/haarcascade_eye.xml", False),
        ("keyring-25.7.0.dist-info/RECORD", False),
        ("keyring-25.7.0.dist-info/entry_points.txt", True),
        ("cv2/opencv_videoio_ffmpeg500_64.dll", False),
        ("resources/icons/play.svg", True),
    ],
)
def test_what_is_kept(name: str, *, kept: bool) -> None:
    assert bool(keep([(name, f"/somewhere/{name}", "DATA")], linux=True)) is kept


def test_of_the_system_only_what_differs_between_systems_is_taken() -> None:
    entries = [(name, f"/usr/lib/x86_64-linux-gnu/{name}", "BINARY") for name in ("libssl.so.3", "libX11.so.6")]
    assert [name for name, _, _ in keep(entries, linux=True)] == ["libssl.so.3"]
    assert len(keep(entries, linux=False)) == 2


def library(file: Path, source: str, *more: str) -> Path:
    file.parent.mkdir(parents=True, exist_ok=True)
    command = ["gcc", "-x", "c", "-", "-shared", "-fPIC", f"-Wl,-soname,{file.name}", "-o", str(file), *more]
    subprocess.run(command, input=source, text=True, check=True)
    return file


@tools
def test_a_stand_in_has_the_names_that_are_asked_for_and_nothing_else(tmp_path: Path) -> None:
    whole = library(tmp_path / "libblas-12345678.so", "int solve(void){return 1;} int other(void){return 2;}")
    linked = f"-L{tmp_path}", f"-l:{whole.name}", f"-Wl,-rpath,{tmp_path}"
    asker = library(
        tmp_path / "asker.so", "int solve(void); int safe(void){return 7;} int f(void){return solve();}", *linked
    )
    assert "solve" in undefined(asker)
    slim.stand_in(whole, [asker])
    assert defined(whole) == {"solve"}
    assert whole.name in needed(asker)
    assert ctypes.CDLL(str(asker)).safe() == 7


@tools
def test_a_twin_takes_the_place_of_a_copy_with_all_that_it_needs(tmp_path: Path) -> None:
    inside = tmp_path / "_internal"
    helper = library(inside / "av.libs" / "libhelp-11111111.so.1", "int help(void){return 3;}")
    lent = inside / "av.libs" / "libavutil-22222222.so.60.2"
    library(lent, "int help(void); int av(void){return help();}", f"-L{helper.parent}", f"-l:{helper.name}")
    own = library(inside / slim._OPENCV / "libavutil-33333333.so.60.1", "int av(void){return 1;}")
    other = library(inside / slim._OPENCV / "libavcodec-44444444.so.61.0", "int codec(void){return 1;}")
    slim.share_twins(inside)
    assert own.resolve() == lent
    assert (own.parent / helper.name).resolve() == helper
    assert is_elf(other)


@tools
def test_what_strip_spoils_is_left_as_it_is(tmp_path: Path) -> None:
    file = library(tmp_path / "bundle" / "_internal" / "lib.so", "int f(void){return 1;}", "-g")
    before = file.stat().st_size
    slim.strip(tmp_path / "bundle")
    assert file.stat().st_size < before
    assert loads_whole(file)
    assert ctypes.CDLL(str(file)).f() == 1


@tools
def test_what_nobody_asks_for_is_dropped_with_the_links_to_it(tmp_path: Path) -> None:
    inside = tmp_path / "_internal"
    lost = library(inside / "av.libs" / "liblost-11111111.so.1", "int f(void){return 1;}")
    (inside / lost.name).symlink_to(f"av.libs/{lost.name}")
    slim.drop_orphans(inside)
    slim.drop_dangling(inside)
    assert list(inside.iterdir()) == []
