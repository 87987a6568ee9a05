"""How the trial of the Windows program judges what it sees."""

import os
import shutil
from pathlib import Path

import pytest
from PIL import Image

from installer import build, trials
from installer.about import version
from installer.trials import Failed, Skipped
from installer.windows import installed, registry, trial
from installer.windows.installed import Installed
from installer.windows.wine import Wine

WRITTEN = """Windows Registry Editor Version 5.00

[HKEY_CURRENT_USER\\Software\\Classes\\.vidstudio]
@="io.vidstudio.vidstudio.project"
"Content Type"="application/x-vidstudio"

[HKEY_CURRENT_USER\\Software\\Other]
"Last"="C:\\\\films\\\\vidstudio\\\\a \\"b\\".mp4"
"Number"=dword:00000001
"""


def test_the_registry_is_read_as_reg_writes_it() -> None:
    keys = registry.read(WRITTEN)
    assert keys["Software\\Classes\\.vidstudio"] == {
        "": "io.vidstudio.vidstudio.project",
        "Content Type": "application/x-vidstudio",
    }
    assert keys["Software\\Other"] == {"Last": 'C:\\films\\vidstudio\\a "b".mp4', "Number": "dword:00000001"}
    assert registry.naming(keys, "vidstudio") == {
        "Software\\Classes\\.vidstudio",
        "Software\\Classes\\.vidstudio: ",
        "Software\\Classes\\.vidstudio: Content Type",
        "Software\\Other: Last",
    }


PROGRAMS = "users/someone/AppData/Local/Programs/vidstudio"


@pytest.fixture
def here(tmp_path: Path) -> Installed:
    """A copy of the program that is as it should be."""
    found = Installed(Wine(tmp_path / "prefix"), tmp_path / "setup.exe", tmp_path / "bundle")
    (found.wine.drive / "users" / "Public").mkdir(parents=True)
    for folder in (found.bundle, found.wine.drive / PROGRAMS):
        (folder / "_internal").mkdir(parents=True)
        for name in ("vidstudio.exe", "vidstudiow.exe", "_internal/one.dll"):
            (folder / name).write_bytes(b"MZ")
    (found.folder / "uninstall.exe").write_bytes(b"MZ")
    found.link.parent.mkdir(parents=True)
    found.link.write_bytes(b"L\0" + path("vidstudiow.exe").encode() + b"\0")
    return found


def path(name: str) -> str:
    return "C:\\" + f"{PROGRAMS}/{name}".replace("/", "\\")


def keys(**changed: str) -> registry.Keys:
    """What the setup program writes; ``changed`` are values of the list of programs."""
    project = "io.vidstudio.vidstudio.project"
    listed = {
        "DisplayName": "vidstudio",
        "DisplayVersion": version(),
        "DisplayIcon": path("vidstudiow.exe"),
        "UninstallString": f'"{path("uninstall.exe")}"',
        "QuietUninstallString": f'"{path("uninstall.exe")}" /S',
    }
    return {
        installed.UNINSTALL: {**listed, **changed},
        r"Software\Classes\.vidstudio": {"": project},
        rf"Software\Classes\{project}\DefaultIcon": {"": f"{path('vidstudiow.exe')},0"},
        rf"Software\Classes\{project}\shell\open\command": {"": f'"{path("vidstudiow.exe")}" "%1"'},
    }


def test_what_is_as_it_should_be_passes(here: Installed) -> None:
    assert installed.complete(here).startswith("3 files")
    assert installed.found_by_windows(here, keys())


def test_a_file_too_few_or_too_many_is_named(here: Installed) -> None:
    (here.folder / "_internal" / "old.dll").write_bytes(b"MZ")
    (here.folder / "_internal" / "one.dll").unlink()
    with pytest.raises(Failed, match=r"_internal/old\.dll, _internal/one\.dll"):
        installed.complete(here)


def test_what_leads_to_a_file_that_is_not_there_is_named(here: Installed) -> None:
    with pytest.raises(Failed, match=r"gone\.exe"):
        installed.found_by_windows(here, keys(UninstallString=f'"{path("gone.exe")}"'))
    with pytest.raises(Failed, match="list of programs"):
        installed.found_by_windows(here, keys(DisplayVersion="0"))
    with pytest.raises(Failed, match="opened by nothing"):
        installed.found_by_windows(here, {installed.UNINSTALL: keys()[installed.UNINSTALL]})


def test_a_menu_that_leads_elsewhere_is_named(here: Installed) -> None:
    here.link.write_bytes(b"L\0" + path("vidstudio.exe").encode() + b"\0")
    with pytest.raises(Failed, match=r"menu leads to .*vidstudio\.exe"):
        installed.found_by_windows(here, keys())
    here.link.unlink()
    with pytest.raises(Failed, match="nothing in the Start menu"):
        installed.found_by_windows(here, keys())


def test_left_is_what_is_neither_windows_own_nor_the_persons() -> None:
    person = "users/someone/AppData/Local/vidstudio"
    before = {"windows", "users/someone"}
    after = before | {
        "windows/system32/new.dll",
        "users/someone/AppData/Local/Temp/~nsu.tmp",
        "users/someone/AppData/Local/Programs",
        person,
        f"{person}/library.db",
        f"{person}.old",
        PROGRAMS,
    }
    assert installed.left_behind(before, after, [f"{person}/"]) == [PROGRAMS, f"{person}.old"]


def test_stand_ins_and_libraries_of_wines_are_found_in_a_bundle(tmp_path: Path) -> None:
    (tmp_path / "good.dll").write_bytes(b"MZ")
    assert trial._untainted(tmp_path) == "1 programs and libraries"
    (tmp_path / "kernel32.dll").write_bytes(b"MZ" + b"\0" * 62 + b"Wine builtin DLL\0")
    (tmp_path / "icuuc.dll").write_bytes(b"MZ")
    with pytest.raises(Failed, match=r"icuuc\.dll.*kernel32\.dll|kernel32\.dll.*icuuc\.dll"):
        trial._untainted(tmp_path)


def program(name: str, kind: int, *, icon: bytes) -> bytes:
    """So much of a program as Explorer looks at."""
    header = bytearray(0x100)
    header[0x3C:0x40] = (0x40).to_bytes(4, "little")
    header[0x40 + 0x5C : 0x40 + 0x5E] = kind.to_bytes(2, "little")
    details = {"OriginalFilename": f"{name}.exe", "ProductVersion": version()}
    told = "".join(f"{key}\0\0{value}\0" for key, value in details.items()).encode("utf-16-le")
    return bytes(header) + icon + told


def test_a_program_with_another_icon_name_or_console_is_named(tmp_path: Path) -> None:
    icon = tmp_path / "vidstudio.ico"
    Image.new("RGBA", (256, 256), "red").save(icon, sizes=[(32, 32), (256, 256)])
    picture = icon.read_bytes()

    def shown(name: str, kind: int, drawn: bytes = picture) -> str:
        (tmp_path / "vidstudio.exe").write_bytes(program("vidstudio", 3, icon=picture))
        (tmp_path / "vidstudiow.exe").write_bytes(program(name, kind, icon=drawn))
        return installed.as_explorer_shows_them(tmp_path, icon)

    assert shown("vidstudiow", 2) == "icons in 2 sizes, versions, one console"
    (tmp_path / "vidstudio.exe").write_bytes(program("vidstudio", 2, icon=picture))
    with pytest.raises(Failed, match=r"vidstudio\.exe is no program with a console"):
        installed.as_explorer_shows_them(tmp_path, icon)
    for wrong, why in (
        (("vidstudiow", 3, picture), "a program with a console"),
        (("vidstudio", 2, picture), "OriginalFilename"),
        (("vidstudiow", 2, picture[:40]), "another icon"),
    ):
        with pytest.raises(Failed, match=rf"vidstudiow\.exe .*{why}"):
            shown(*wrong)


def test_a_verdict_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    def fail() -> None:
        raise Failed("it is wrong")

    def skip() -> None:
        raise Skipped("it is not here")

    assert (trials.verdict(fail), trials.verdict(skip)) == (1, 0)
    assert trials.verdict(lambda: trials.tried("step", lambda: "well")) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[:2] == ["FAILED  it is wrong", "skipped: it is not here"]
    assert said[2].startswith("ok      step")


def test_a_machine_without_wine_and_leave_to_add_it_is_skipped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    assert build.main(["check-windows"]) == 0
    assert capsys.readouterr().out.startswith("skipped: ")
