"""Manual page and completions say what the command line really has."""

import shutil
import subprocess
from pathlib import Path

import pytest

from installer.command_line import Command, command_line
from installer.completions import bash, fish, zsh
from installer.manual import manual
from vidstudio.__main__ import main


@pytest.fixture(scope="module")
def program() -> Command:
    return command_line()


def test_every_command_is_there(program: Command, capsys: pytest.CaptureFixture[str]) -> None:
    names = {command.name for command in program.everything()}
    assert {"", "new", "open", "queue add", "presets import"} <= names
    with pytest.raises(SystemExit):
        main(["--help"])
    said = capsys.readouterr().out
    assert all(command.last_name in said for command in program.commands)


def test_words_that_are_known_are_listed(program: Command) -> None:
    (new,) = (command for command in program.commands if command.name == "new")
    (shape,) = (option for option in new.options if option.names == ("--aspect-ratio",))
    assert "16:9" in shape.choices
    (script,) = (option for option in new.options if option.names == ("--script",))
    assert script.is_file
    assert script.takes == "FILE"


def test_the_manual_has_every_command_and_option(program: Command) -> None:
    page = manual(program).replace("\\-", "-").replace("\\:", "")
    for command in program.everything()[1:]:
        assert command.commands or f".SS vidstudio {command.name}" in page
        for option in command.options:
            assert all(name in page for name in option.names)


def test_the_manual_is_good_troff(program: Command, tmp_path: Path) -> None:
    if shutil.which("man") is None:
        pytest.skip("man is not installed")
    (tmp_path / "vidstudio.1").write_text(manual(program), "utf-8")
    command = ["man", "--warnings", "-E", "UTF-8", "-l", str(tmp_path / "vidstudio.1")]
    done = subprocess.run(command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin"})
    assert (done.returncode, done.stderr) == (0, "")
    assert done.stdout.isascii() or "vidstudio" in done.stdout


BASH = """
source "$1"; shift
COMP_WORDS=("$@"); COMP_CWORD=$(($# - 1)); _vidstudio; printf '%s\\n' "${COMPREPLY[@]}"
"""


@pytest.mark.parametrize(
    ("typed", "offered"),
    [
        (["vidstudio", "sam"], ["sample"]),
        (["vidstudio", "queue", "ed"], ["edit"]),
        (["vidstudio", "--self"], ["--self-check"]),
        (["vidstudio", "new", "--aspect-ratio", "16"], ["16:9"]),
        (["vidstudio", "new", "--ide"], ["--idea"]),
    ],
)
def test_bash_completes(program: Command, tmp_path: Path, typed: list[str], offered: list[str]) -> None:
    if shutil.which("bash") is None:
        pytest.skip("bash is not installed")
    (tmp_path / "complete").write_text(bash(program), "utf-8")
    command = ["bash", "-c", BASH, "bash", str(tmp_path / "complete"), *typed]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout.split()) == (0, "", offered)


@pytest.mark.parametrize(("shell", "write"), [("zsh", zsh), ("fish", fish)])
def test_the_others_can_read_theirs(program: Command, tmp_path: Path, shell: str, write: object) -> None:
    if shutil.which(shell) is None:
        pytest.skip(f"{shell} is not installed")
    assert callable(write)
    (tmp_path / "complete").write_text(write(program), "utf-8")
    done = subprocess.run([shell, "-n", str(tmp_path / "complete")], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")


def test_fish_offers_a_group_s_commands(program: Command, tmp_path: Path) -> None:
    if shutil.which("fish") is None:
        pytest.skip("fish is not installed")
    (tmp_path / "complete.fish").write_text(fish(program), "utf-8")
    asked = f"source {tmp_path}/complete.fish; complete --do-complete 'vidstudio queue ed'"
    done = subprocess.run(["fish", "-N", "-c", asked], capture_output=True, text=True, check=False)
    assert done.stdout.split("\t")[0] == "edit"
