"""What can be told of the packages for Windows and macOS on any system."""

import plistlib
import shutil
from pathlib import Path

import pytest
from PIL import Image

from installer.about import ID, ROOT, version
from installer.macos import app
from installer.windows import setup


def test_the_property_list_can_be_written_and_says_who_it_is() -> None:
    read = plistlib.loads(plistlib.dumps(app.info()))
    assert read["CFBundleIdentifier"] == ID
    assert read["CFBundleShortVersionString"] == version()
    assert plistlib.loads(app.ENTITLEMENTS.read_bytes())


def test_macos_opens_project_files_with_it() -> None:
    read = plistlib.loads(plistlib.dumps(app.info()))
    (kind,), (exported,) = read["CFBundleDocumentTypes"], read["UTExportedTypeDeclarations"]
    assert kind["LSItemContentTypes"] == [exported["UTTypeIdentifier"]]
    assert exported["UTTypeTagSpecification"] == {
        "public.filename-extension": ["vidstudio"],
        "public.mime-type": ["application/x-vidstudio"],
    }


def test_secrets_come_from_the_environment_and_nothing_is_notarised_without() -> None:
    names = Path("vidstudio.app"), Path("vidstudio.dmg")
    unsigned = app.commands(*names, environ={})
    assert unsigned[0][-3:] == ["--sign", "-", "vidstudio.app"]
    assert not any("notarytool" in command for command in unsigned)
    secrets = {"VIDSTUDIO_SIGNING_IDENTITY": "Someone", "VIDSTUDIO_NOTARY_PROFILE": "profile"}
    signed = app.commands(*names, environ=secrets)
    assert [command[0] for command in signed] == ["codesign", "codesign", "hdiutil", "codesign", "xcrun", "xcrun"]
    assert "profile" in signed[4]


def test_the_version_resource_can_be_read() -> None:
    names = (
        "VSVersionInfo",
        "FixedFileInfo",
        "StringFileInfo",
        "StringTable",
        "StringStruct",
        "VarFileInfo",
        "VarStruct",
    )
    resource = setup.version_resource("vidstudiow")
    built = eval(resource, {name: lambda *values, **named: (values, named) for name in names})  # noqa: S307
    assert "'vidstudiow.exe'" in resource
    assert built[1]["ffi"][1]["filevers"] == (*map(int, version().split(".")), 0)


def test_the_setup_script_compiles(tmp_path: Path) -> None:
    if shutil.which("makensis") is None:
        pytest.skip("makensis is not installed")
    bundle = tmp_path / "bundle"
    (bundle / "_internal").mkdir(parents=True)
    (bundle / "vidstudio.exe").write_bytes(b"MZ")
    (bundle / "_internal" / "licences.txt").write_text("Free.")
    Image.new("RGBA", (256, 256), "red").save(tmp_path / "vidstudio.ico", sizes=[(32, 32), (256, 256)])
    made = setup.build(bundle, tmp_path, tmp_path / "dist")
    assert made.name == f"vidstudio-{version()}-setup.exe"
    assert made.read_bytes()[:2] == b"MZ"


def test_every_file_the_spec_names_is_there() -> None:
    spec = (ROOT / "installer" / "frozen" / "vidstudio.spec").read_text("utf-8")
    compile(spec, "vidstudio.spec", "exec")
    for name in ("start.py", "clean_start.py"):
        assert name in spec
        assert (ROOT / "installer" / "frozen" / name).is_file()
