"""The command that builds, and the package it lays out, on a bundle that is almost nothing."""

import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from installer import build
from installer.about import ROOT
from installer.environment import SetupError
from installer.frozen import collect
from installer.linux import deb, depends, trial
from vidstudio.paths import packaged_by


def test_wrong_usage_is_told(capsys: pytest.CaptureFixture[str]) -> None:
    assert build.main(["everything"]) == 2
    assert "usage" in capsys.readouterr().err
    assert build.main(["--help"]) == 0


def test_it_starts_with_the_standard_library_alone() -> None:
    command = [sys.executable, "-I", "-S", str(ROOT / "installer" / "build.py"), "--help"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends programs without asking them")
def test_ended_from_outside_it_cleans_up() -> None:
    trial = (
        "from installer import build\n"
        "build.unwind_when_ended()\n"
        "try:\n    print('mounted', flush=True)\n    signal.pause()\nfinally:\n    print('unmounted')\n"
    )
    command = [sys.executable, "-c", f"import signal\n{trial}"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        assert running.stdout.readline() == "mounted\n"
        running.terminate()
        assert running.stdout.read() == "unmounted\n"
    assert running.returncode == 128 + signal.SIGTERM


def test_missing_tools_are_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(build.TOOLS, sys.platform, ("no-such-tool",))
    with pytest.raises(SetupError, match="no-such-tool"):
        build.bundle()


def test_a_distribution_is_named_in_its_package(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    collect.write_maker(tmp_path)
    assert list(tmp_path.iterdir()) == []
    monkeypatch.setenv("VIDSTUDIO_PACKAGED_BY", " Debian ")
    collect.write_maker(tmp_path)
    monkeypatch.setattr("sys._MEIPASS", str(tmp_path), raising=False)
    assert packaged_by() == "Debian"


def test_a_system_that_can_try_nothing_is_skipped(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    monkeypatch.setattr(trial, "looked_at", lambda _package: None)
    monkeypatch.setattr(shutil, "which", lambda _name: None)
    for user, why in ((0, "debootstrap is not installed"), (1000, "only root can make a system in a folder")):
        monkeypatch.setattr(os, "geteuid", lambda user=user: user, raising=False)
        assert trial.check(tmp_path / "some.deb") == build.main(["check"]) == 0
        assert capsys.readouterr().out == f"skipped: {why}\n" * 2


def test_no_package_is_told(capsys: pytest.CaptureFixture[str], tmp_path: Path) -> None:
    assert trial.check(tmp_path / "some.deb") == 1
    assert "FAILED" in capsys.readouterr().out


def test_a_library_whose_package_is_not_listed_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    owners = {"libc.so.6": "libc6", "libnew.so.1": "libnew1t64", "libz.so.1": "zlib1g"}
    monkeypatch.setattr(depends, "asked", lambda _bundle: {*owners, "libunknown.so"})
    monkeypatch.setattr(depends, "_package", owners.__getitem__)
    assert depends.lacking(tmp_path) == ["libnew1"]


@pytest.fixture
def small(tmp_path: Path) -> tuple[Path, Path]:
    """A bundle and papers with a file each of what is needed."""
    bundle, papers = tmp_path / "bundle", tmp_path / "papers"
    for file in ("vidstudio", "_internal/resources/a", "_internal/imageio_ffmpeg/binaries/ffmpeg"):
        (bundle / file).parent.mkdir(parents=True, exist_ok=True)
        (bundle / file).write_bytes(b"\x7fELF" if "resources" not in file else b"a")
    papers.mkdir()
    for name in ("vidstudio.1", "vidstudio.bash", "_vidstudio", "vidstudio.fish", "vidstudio.svg", "16.png", "512.png"):
        (papers / name).write_text(name)
    return bundle, papers


@pytest.mark.skipif(shutil.which("dpkg-deb") is None, reason="needs dpkg-deb")
def test_two_packages_of_the_same_are_the_same(
    small: tuple[Path, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1700000000")
    one, two = (deb.build(*small, tmp_path / f"stage{n}", tmp_path / f"out{n}", fast=True) for n in (1, 2))
    assert one.read_bytes() == two.read_bytes()
    listed = subprocess.run(["dpkg-deb", "-c", str(one)], capture_output=True, text=True, check=True).stdout
    modes = {line.split()[5].lstrip("."): line.split()[0] for line in listed.splitlines()}
    assert modes["/usr/lib/vidstudio/vidstudio"] == "-rwxr-xr-x"
    assert modes["/usr/lib/vidstudio/_internal/imageio_ffmpeg/binaries/ffmpeg"] == "-rwxr-xr-x"
    assert modes["/usr/lib/vidstudio/_internal/resources/a"] == "-rw-r--r--"
    assert modes["/usr/bin/vidstudio"].startswith("l")
    for place in (
        "mime/packages/vidstudio.xml",
        "man/man1/vidstudio.1.gz",
        "icons/hicolor/512x512/apps/vidstudio.png",
        "doc/vidstudio/copyright",
    ):
        assert f"/usr/share/{place}" in modes
    assert "root/root" in listed
    assert "2023-11-14" in listed
