"""What the Windows program is made from on another system: wheels, an interpreter, small libraries."""

import re
import shutil
import sys
import zipfile
from pathlib import Path
from types import ModuleType

import pytest

from installer.about import ROOT
from installer.environment import NoNetwork, SetupError, run
from installer.windows import interpreter, mingw, wheels

LOCK = ROOT / "installer" / "requirements.lock"
FREEZER_LOCK = ROOT / "installer" / "frozen" / "requirements.lock"

mingw_is_here = pytest.mark.skipif(
    any(shutil.which(tool) is None for tool in (mingw.GCC, mingw.OBJDUMP)), reason="needs mingw"
)


def test_conditions_are_answered_as_windows_would() -> None:
    lock = (
        "always==1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n"
        "here==2 ; python_full_version < '3.12' and sys_platform == 'win32' \\\n    --hash=sha256:cc\n"
        "later==3 ; python_full_version >= '3.12' \\\n    --hash=sha256:dd\n"
        "elsewhere==4 ; sys_platform == 'linux' \\\n    --hash=sha256:ee\n"
    )
    assert list(wheels.for_windows(lock)) == [
        "always==1 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n",
        "here==2 \\\n    --hash=sha256:cc\n",
    ]


def test_of_the_locks_windows_gets_its_own() -> None:
    entries = [entry for lock in (LOCK, FREEZER_LOCK) for entry in wheels.for_windows(lock.read_text("utf-8"))]
    names = [entry.partition("==")[0] for entry in entries]
    assert {"pywin32-ctypes", "colorama", "pefile", "pyinstaller", "pyside6-essentials"} <= set(names)
    assert not {"jeepney", "secretstorage", "cryptography", "macholib"} & set(names)
    assert len(names) == len(set(names))
    assert all("--hash=sha256:" in entry and ";" not in entry for entry in entries)


def test_every_entry_of_the_locks_is_read() -> None:
    for lock in (LOCK, FREEZER_LOCK, interpreter.LOCK):
        text = lock.read_text("utf-8")
        read = [found["package"] for found in wheels._ENTRY.finditer(text)]
        assert read == re.findall(r"^\S+==\S+", text, re.MULTILINE)


def test_the_interpreter_is_what_of_it_is_in_the_wheel(tmp_path: Path) -> None:
    carrier = tmp_path / "panda3d.whl"
    with zipfile.ZipFile(carrier, "w") as archive:
        for name in (
            "deploy_libs/python311.dll",
            "deploy_libs/VCRUNTIME140.dll",
            "deploy_libs/_ssl.pyd",
            "deploy_libs/libssl-3.dll",
            "deploy_libs/_tkinter.pyd",
            "deploy_libs/api-ms-win-crt-heap-l1-1-0.dll",
            "panda3d/MSVCP140.dll",
            "panda3d/core.cp311-win_amd64.pyd",
        ):
            archive.writestr(name, name)
    interpreter.unpack(carrier, tmp_path / "python")
    found = {str(path.relative_to(tmp_path / "python")) for path in (tmp_path / "python").rglob("*.*")}
    assert found == {"python311.dll", "vcruntime140.dll", "msvcp140.dll", "DLLs/_ssl.pyd", "DLLs/libssl-3.dll"}


@mingw_is_here
def test_the_library_of_lasting_names_leads_to_those_of_this_version(tmp_path: Path) -> None:
    version = tmp_path / "python311.dll"
    mingw.make_library(version, {"PyErr_Print": "", "PyList_New": ""})
    lasting = tmp_path / "python3.dll"
    mingw.make_library(lasting, interpreter.led_on(mingw.exported(version)))
    assert mingw.exported(lasting) == ["PyErr_Print", "PyList_New"]
    assert b"python311.PyList_New\0" in lasting.read_bytes()


@mingw_is_here
def test_what_a_program_asks_another_library_for_is_known(tmp_path: Path) -> None:
    program = tmp_path / "program.exe"
    mingw.make_program(program, "#include <windows.h>\nint wmain(void) { return (int)GetTickCount(); }\n")
    assert "GetTickCount" in mingw.imported(program, "kernel32.dll")
    assert mingw.imported(program, "icuuc.dll") == []


def test_an_index_that_is_not_reached_is_told_from_what_is_wrong() -> None:
    says = "import sys; print(sys.argv[1]); sys.exit(1)"
    with pytest.raises(NoNetwork):
        run([sys.executable, "-c", says, "WARNING: Retrying (Retry(total=4)) after connection broken"])
    with pytest.raises(SetupError) as caught:
        run([sys.executable, "-c", says, "ERROR: hashes do not match"])
    assert not isinstance(caught.value, NoNetwork)


@pytest.mark.parametrize(
    ("system", "programs"),
    [("linux", [("vidstudio", True)]), ("win32", [("vidstudio", True), ("vidstudiow", False)])],
)
def test_windows_gets_a_program_without_a_console(
    monkeypatch: pytest.MonkeyPatch, system: str, programs: list[tuple[str, bool]]
) -> None:
    collected: list[object] = []

    class Recorded:
        def __init__(self, *_arguments: object, **named: object) -> None:
            self.pure = self.scripts = self.binaries = self.datas = ()
            self.named = named

    def collect(*what: object, **_named: object) -> None:
        collected.extend(what)

    modules: dict[str, dict[str, object]] = {
        "PyInstaller": {},
        "PyInstaller.building": {},
        "PyInstaller.building.api": {"COLLECT": collect, "EXE": Recorded, "PYZ": Recorded},
        "PyInstaller.building.build_main": {"Analysis": Recorded},
        "PyInstaller.building.osx": {"BUNDLE": Recorded},
        "PyInstaller.utils": {},
        "PyInstaller.utils.hooks": {"collect_submodules": lambda _name: [], "copy_metadata": lambda _name: []},
    }
    for module, names in modules.items():
        stood_in = ModuleType(module)
        vars(stood_in).update(names)
        monkeypatch.setitem(sys.modules, module, stood_in)
    monkeypatch.setattr(sys, "platform", system)
    monkeypatch.setattr(sys, "path", list(sys.path))
    spec = ROOT / "installer" / "frozen" / "vidstudio.spec"
    exec(compile(spec.read_text("utf-8"), spec.name, "exec"), {"SPECPATH": str(spec.parent)})  # noqa: S102
    made = [each.named for each in collected if isinstance(each, Recorded)]
    assert [(each["name"], each["console"]) for each in made] == programs
    assert all((each["version"] is not None) == (system == "win32") for each in made)
