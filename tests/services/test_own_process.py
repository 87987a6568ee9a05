"""The program's own processes start from the source and frozen alike, and nothing starts one in another way."""

import subprocess
import sys
from pathlib import Path

import pytest

from vidstudio.__main__ import main
from vidstudio.services import own_process
from vidstudio.services.own_process import OWN, own_command

PACKAGE = Path(own_process.__file__).parents[1]


@pytest.mark.parametrize("name", OWN)
def test_each_starts_from_the_source(name: str) -> None:
    done = subprocess.run(own_command(name), capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    assert "No module named" not in done.stderr
    assert done.returncode  # each wants arguments


def test_a_frozen_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    monkeypatch.setattr(sys, "executable", "/programs/vidstudiow.exe")
    assert own_command("frames", "spec.json") == ("/programs/vidstudio.exe", "frames", "spec.json")
    monkeypatch.setattr(sys, "executable", "/usr/lib/vidstudio/vidstudio")
    assert own_command("frames", "spec.json") == ("/usr/lib/vidstudio/vidstudio", "frames", "spec.json")


def test_none_takes_modules_from_the_folder_it_is_started_in(tmp_path: Path) -> None:
    tmp_path.joinpath("json.py").write_text("print('taken')", "utf-8")
    done = subprocess.run(
        own_command("look"), cwd=tmp_path, capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL
    )
    assert done.returncode
    assert "taken" not in done.stdout


def test_the_hidden_command_is_the_process(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["frames"]) == 2
    assert "usage" in capsys.readouterr().err


def test_the_interpreter_is_started_in_one_place() -> None:
    users = [file.name for file in PACKAGE.rglob("*.py") if "sys.executable" in file.read_text("utf-8")]
    assert users == ["own_process.py"]
