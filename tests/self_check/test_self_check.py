"""The program's check of itself: all well here, and whatever is broken is named."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

import pytest

import vidstudio
from vidstudio import self_check
from vidstudio.self_check import Result, main, parts, tried
from vidstudio.self_check.contents import differences, write_contents
from vidstudio.self_check.parts import PARTS

pytestmark = pytest.mark.slow

ROOT = Path(vidstudio.__file__).parents[1]


@pytest.mark.parametrize("part", PARTS)
def test_a_part_that_is_well(part: str, tmp_path: Path) -> None:
    result = tried(part, tmp_path / "home")
    assert result.ok, result.line()
    assert result.said


def test_nothing_of_the_person_is_touched(home: Path, tmp_path: Path) -> None:
    tried("library", tmp_path / "another")
    assert not home.exists()


BROKEN: dict[str, tuple[str, Callable[[pytest.MonkeyPatch], object], str]] = {
    "no ffmpeg": ("ffmpeg", lambda patch: patch.setenv("VIDSTUDIO_FFMPEG", "/nowhere/ffmpeg"), "/nowhere/ffmpeg"),
    "no authorities": ("certificates", lambda patch: patch.setenv("SSL_CERT_FILE", os.devnull), "certificate"),
}


@pytest.mark.parametrize("how", BROKEN)
def test_a_part_that_is_broken_says_what_is_wrong(how: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    part, spoil, said = BROKEN[how]
    spoil(monkeypatch)
    result = tried(part, tmp_path / "home")
    assert not result.ok
    assert said in result.said
    assert "\n" not in result.line()


@pytest.fixture
def copied(tmp_path: Path) -> Path:
    """The program somewhere else, packed as the frozen one is."""
    for name in ("vidstudio", "resources"):
        shutil.copytree(ROOT / name, tmp_path / "copy" / name, ignore=shutil.ignore_patterns("__pycache__"))
    write_contents(tmp_path / "copy" / "resources")
    return tmp_path / "copy"


def in_copy(copied: Path, part: str, tmp_path: Path) -> tuple[int, str]:
    environment = {**os.environ, "PYTHONPATH": str(copied), "VIDSTUDIO_HOME": str(tmp_path / "home")}
    command = [sys.executable, "-m", "vidstudio", "check", part]
    done = subprocess.run(command, env=environment, cwd=copied, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout


def test_a_missing_and_a_damaged_resource_are_named(copied: Path, tmp_path: Path) -> None:
    assert in_copy(copied, "resources", tmp_path)[0] == 0
    (copied / "resources" / "icons" / "play.svg").unlink()
    (copied / "resources" / "fonts" / "Inter-Medium.otf").write_bytes(b"")
    code, said = in_copy(copied, "resources", tmp_path)
    assert code == 1
    assert said == "fonts/Inter-Medium.otf is damaged, icons/play.svg is missing\n"


def test_an_icon_that_is_no_drawing_is_named(copied: Path, tmp_path: Path) -> None:
    (copied / "resources" / "icons" / "play.svg").write_text("<svg/>")
    code, said = in_copy(copied, "pictures", tmp_path)
    assert code == 1
    assert said == "icons that can't be drawn: play\n"


def test_a_list_tells_only_of_what_was_packed(tmp_path: Path) -> None:
    (tmp_path / "a").write_text("a")
    assert differences(tmp_path) == []
    write_contents(tmp_path)
    (tmp_path / "later").write_text("b")
    assert differences(tmp_path) == []


def test_a_part_that_takes_its_process_with_it_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    ends = (sys.executable, "-c", "import os, sys; sys.stderr.write('first\\nno screen\\n'); os.abort()")
    monkeypatch.setattr(self_check, "own_command", lambda *_: ends)
    result = tried("window", tmp_path / "home")
    assert result.line() == "window: FAILED: its process ended with -6: no screen"


def test_a_part_that_does_not_end_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(self_check, "own_command", lambda *_: (sys.executable, "-c", "import time; time.sleep(60)"))
    monkeypatch.setattr(self_check, "_PATIENCE", 0.2)
    assert "not done after" in tried("film", tmp_path / "home").said


@pytest.fixture
def found(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """How the first parts are found; the rest are well."""
    answers: list[bool] = []

    def answer(part: str, _home: Path) -> Result:
        return Result(part, answers.pop(0) if answers else True, "so", 0.1)

    monkeypatch.setattr(self_check, "tried", answer)
    return answers


def test_one_line_for_each_part(found: list[bool], capsys: pytest.CaptureFixture[str]) -> None:
    found += [True, False]
    assert main([]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert len(lines) == len(PARTS)
    assert lines[:2] == ["resources: ok: so", "licences: FAILED: so"]


def test_all_well_is_exit_code_0_and_json_for_programs(found: list[bool], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--json"]) == 0
    document = json.loads(capsys.readouterr().out)
    assert document["ok"] is True
    assert document["version"] == vidstudio.__version__
    assert [part["part"] for part in document["parts"]] == list(PARTS)


def test_wrong_usage(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--yaml"]) == 2
    assert "usage" in capsys.readouterr().err


def test_every_part_is_there() -> None:
    for place in parts.PARTS.values():
        module, _, name = place.partition(":")
        assert callable(getattr(import_module(module), name))
