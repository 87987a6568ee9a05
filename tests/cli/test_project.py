"""``pack``, ``unpack`` and ``open``: a job as one file and a file as a job, without a window and with one."""

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.factories import dump, fingerprints
from vidstudio import __main__
from vidstudio.core.wanted import Wanted


def test_a_job_is_packed_and_unpacked(cli: Cli, job: str, tmp_path: Path, home: Path) -> None:
    packed = cli("pack", job, tmp_path / "film")
    assert (packed.code, packed.out) == (0, f"{tmp_path / 'film.vidstudio'}\n")
    again = cli("pack", job, tmp_path / "film.vidstudio")
    assert (again.code, "is there already, and is replaced" in again.err) == (0, True)
    unpacked = cli("unpack", tmp_path / "film.vidstudio")
    assert (unpacked.code, unpacked.out) == (0, "2\n")
    first, second = (cli("show", number).out.splitlines() for number in ("1", "2"))
    assert first[0].replace("1", "2", 1) == second[0]
    assert first[2:] == second[2:]
    assert "not approved" in cli("render", "2").err


def test_without_a_name_it_goes_here_by_its_title(
    cli: Cli, job: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    assert cli("pack", job).out == f"{tmp_path / 'here' / 'A heron waits in the reeds.vidstudio'}\n"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["pack", "77"], "There is no job 77."),
        (["pack", "1", "/proc/nowhere/film"], "can't be written"),
        (["pack", "1", "x" * 4000], "can't be written: File name too long"),
        (["unpack", "gone.vidstudio"], "There is no file “gone.vidstudio”."),
        (["unpack", "."], "is a folder, not a file."),
        (["open", "gone.vidstudio"], "There is no file “gone.vidstudio”."),
        (["open", "twelve"], "There is no file “twelve”. Give a job's number, or a project file."),
    ],
)
def test_what_is_refused_says_why(cli: Cli, job: str, home: Path, arguments: list[str], words: str) -> None:
    before = dump(home / "library.db"), fingerprints(home)
    ran = cli(*arguments)
    assert (ran.code, ran.out, ran.err.count("\n")) == (1, "", 1)
    assert ran.err.startswith("error: ")
    assert words in ran.err
    assert (dump(home / "library.db"), fingerprints(home)) == before


def test_what_the_window_is_asked_to_show(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Wanted] = []

    def shown(wanted: Wanted) -> int:
        asked.append(wanted)
        return 0

    monkeypatch.setattr(__main__, "_open_window", shown)
    monkeypatch.chdir(tmp_path)
    file, odd = tmp_path / "Film 1.VidStudio", tmp_path / "no suffix"
    for each in (file, odd):
        each.write_bytes(b"")
    for arguments in ([], ["open"], ["open", "3"], ["open", file.name], [file.name], [file], [odd]):
        assert cli(*arguments).code == 0
    project = Wanted(project=file)
    assert asked == [Wanted(), Wanted(), Wanted(job_id=3), project, project, project, Wanted(project=odd)]
    assert cli("no suffix").code == 2
