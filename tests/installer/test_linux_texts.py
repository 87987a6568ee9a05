"""The files by which a Linux desktop and dpkg know the program."""

import configparser
import os
import re
import shutil
import subprocess
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from installer import about
from installer.linux import texts
from installer.linux.depends import LIST, UNTOLD, from_list
from vidstudio.core.control import Control
from vidstudio.core.wanted import MIME_TYPE
from vidstudio.services.project_archive import write_archive

MAIN_CATEGORIES = {"AudioVideo"}


def test_the_desktop_entry_starts_the_program_and_finds_its_icon() -> None:
    read = configparser.ConfigParser(interpolation=None)
    read.optionxform = str  # type: ignore[assignment,method-assign] # names as they are
    read.read_string(texts.desktop_entry())
    entry = read["Desktop Entry"]
    assert (entry["Type"], entry["Exec"], entry["Icon"]) == ("Application", f"{about.NAME} %f", about.NAME)
    assert entry["Terminal"] == "false"
    assert MAIN_CATEGORIES & set(entry["Categories"].split(";"))
    assert entry["MimeType"] == f"{MIME_TYPE};"


def test_the_window_says_that_it_belongs_to_the_desktop_entry() -> None:
    app = (about.ROOT / "vidstudio" / "app" / "__init__.py").read_text("utf-8")
    assert f'setDesktopFileName("{about.NAME}")' in app


def test_the_system_knows_a_project_by_its_name_and_by_its_first_bytes(tmp_path: Path) -> None:
    if shutil.which("update-mime-database") is None or shutil.which("gio") is None:
        pytest.skip("shared-mime-info and gio are not installed")
    mime = tmp_path / "mime"
    (mime / "packages").mkdir(parents=True)
    (mime / "packages" / "vidstudio.xml").write_text(texts.mime_type(), "utf-8")
    here = {"PATH": os.environ["PATH"], "XDG_DATA_HOME": str(tmp_path), "HOME": str(tmp_path), "LC_ALL": "C.UTF-8"}
    subprocess.run(["update-mime-database", str(mime)], env=here, check=True)
    write_archive(tmp_path / "by_name.vidstudio", "{}", {}, Control())
    (tmp_path / "by_content").write_bytes((tmp_path / "by_name.vidstudio").read_bytes())
    for name in ("by_name.vidstudio", "by_content"):
        asked = ["gio", "info", "-a", "standard::content-type", str(tmp_path / name)]
        told = subprocess.run(asked, env=here, capture_output=True, text=True, check=True).stdout
        assert f"standard::content-type: {MIME_TYPE}\n" in told, told


def test_the_metainfo_is_whole() -> None:
    component = ET.fromstring(texts.metainfo())  # noqa: S314 - ours
    assert component.attrib["type"] == "desktop-application"
    assert component.findtext("id") == about.ID
    assert component.findtext("launchable") == f"{about.NAME}.desktop"
    assert component.findtext("provides/mediatype") == MIME_TYPE
    assert [release.attrib["version"] for release in component.iter("release")] == [about.version()]
    assert [image.text for image in component.iter("image")] == [about.SCREENSHOT]
    assert (about.ROOT / "resources" / about.SCREENSHOT.rpartition("/")[2]).is_file()


@pytest.mark.parametrize(
    ("command", "name", "text"),
    [
        (("desktop-file-validate",), "vidstudio.desktop", texts.desktop_entry()),
        (("appstreamcli", "validate", "--no-net"), f"{about.ID}.metainfo.xml", texts.metainfo()),
    ],
)
def test_validators_find_nothing(command: tuple[str, ...], name: str, text: str, tmp_path: Path) -> None:
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    (tmp_path / name).write_text(text)
    done = subprocess.run([*command, str(tmp_path / name)], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


def test_the_control_file_can_be_read_by_dpkg() -> None:
    control = texts.control(["libc6 (>= 2.35)", "zlib1g"], 480_000)
    fields = dict(re.findall(r"^([A-Z][\w-]+): (.+)$", control, re.MULTILINE))
    assert fields["Package"] == about.NAME
    assert fields["Version"] == about.version()
    assert fields["Depends"] == "libc6 (>= 2.35), zlib1g"
    assert all(line.startswith(" ") or ": " in line for line in control.splitlines())
    assert all(len(line) < 80 for line in control.splitlines() if line.startswith(" "))


def test_the_list_of_what_is_needed_is_one_package_a_line_and_sorted() -> None:
    names = LIST.read_text("utf-8").splitlines()
    assert names == sorted(set(names))
    assert all(re.fullmatch(r"[a-z0-9][a-z0-9+.-]+", name) for name in names)
    assert "libc6 (>= 2.35)" in from_list()
    assert {"libxcb-cursor0", "libegl1", "libglib2.0-0", *UNTOLD} <= set(names)


def test_the_copyright_file_names_every_licence_it_uses() -> None:
    text = texts.copyright_file()
    assert text.startswith("Format: ")
    stanzas = text.strip().split("\n\n")
    used = {line.split(": ", 1)[1] for line in text.splitlines() if line.startswith("License: ")}
    assert {"Expat", "LGPL-3", "GPL-3+"} <= used
    assert all(stanza.startswith(("Format", "Files", "License")) for stanza in stanzas)
    assert texts.LICENCES in text
