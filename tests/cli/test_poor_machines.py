"""Machines, folders and environments nobody has tidied up: it works, or one line says what to do."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType

import pytest

from tests.cli.conftest import Cli, Ran, process
from tests.small_disk import small_disk
from tests.unprivileged import held_to_modes
from vidstudio.paths import places

pytestmark = pytest.mark.slow

ODD = 'it\'s "a" home, 50 % of 家 – дом 🎬 #1 [x] {y}'

NONE: Mapping[str, str] = MappingProxyType({})

linux = pytest.mark.skipif(sys.platform != "linux", reason="names are text on other systems")


def ran(
    *arguments: object,
    by: Sequence[str] = (),
    without: Sequence[str] = (),
    more: Mapping[str, str] = NONE,
) -> Ran:
    """A command as a process of its own, ``by`` another command, in another environment."""
    environment = {name: value for name, value in os.environ.items() if name not in without} | {**more}
    command = [*by, *process(*arguments)]
    done = subprocess.run(command, env=environment, capture_output=True, text=True, errors="replace", check=False)
    return Ran(done.returncode, done.stdout, done.stderr)


def one_line(done: Ran) -> str:
    """What a refused command says: one line on stderr, and nothing else."""
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("error: ")
    assert done.err.count("\n") == 1, done.err
    return done.err


@pytest.fixture
def locked(home: Path) -> Iterator[Path]:
    """A home nobody may write into; its modes are given back behind the test."""
    home.mkdir(exist_ok=True)
    home.chmod(0o555)
    yield home
    for folder, _, _ in os.walk(home):
        Path(folder).chmod(0o755)


def test_a_home_that_can_not_be_written(locked: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    by = held_to_modes()
    said = one_line(ran("jobs", by=by))
    assert str(locked) in said
    assert "VIDSTUDIO_HOME" in said
    assert list(locked.iterdir()) == []
    monkeypatch.setenv("VIDSTUDIO_HOME", str(locked / "below"))
    assert "VIDSTUDIO_HOME" in one_line(ran("jobs", by=by))


def test_a_library_that_may_only_be_read(cli: Cli, job: str, locked: Path) -> None:
    by = held_to_modes()
    locked.chmod(0o755)
    assert cli("show", job).code == 0
    before = sorted(locked.iterdir())
    for path in (locked, *locked.iterdir()):
        path.chmod(path.stat().st_mode & ~0o222)
    assert "VIDSTUDIO_HOME" in one_line(ran("jobs", by=by))
    assert sorted(locked.iterdir()) == before


@pytest.mark.parametrize(("folder", "code"), [("cache", 1), ("logs", 0)])
def test_a_folder_of_the_home_that_can_not_be_written(
    cli: Cli, job: str, home: Path, locked: Path, folder: str, code: int
) -> None:
    by = held_to_modes()
    locked.chmod(0o755)
    assert cli("approve", job).code == 0
    shutil.rmtree(home / folder, ignore_errors=True)
    (home / folder).mkdir(mode=0o555)
    done = ran("render", job, by=by)
    assert done.code == code, done.err
    assert ("can't be written" in done.err and str(home / folder) in done.err) == bool(code)
    assert "Traceback" not in done.err


def test_settings_that_may_not_be_read(home: Path) -> None:
    by = held_to_modes()
    home.mkdir()
    (home / "settings.toml").write_text("ffmpeg = ''")
    (home / "settings.toml").chmod(0)
    said = one_line(ran("jobs", by=by))
    assert "settings.toml" in said
    assert "permissions" in said


def test_a_home_on_a_full_disk(home: Path) -> None:
    with small_disk(home):
        with pytest.raises(OSError, match="No space"):
            (home / "all of it").write_bytes(b"x" * 100_000)
        said = one_line(ran("jobs"))
        assert str(home) in said
        assert "room" in said
        assert "VIDSTUDIO_HOME" in said


@linux
def test_a_home_whose_name_is_no_text(tmp_path: Path) -> None:
    broken = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9")
    assert "VIDSTUDIO_HOME" in one_line(ran("jobs", more={"VIDSTUDIO_HOME": broken}))
    assert "VIDEO_STORAGE_PATH" in one_line(ran("jobs", more={"VIDEO_STORAGE_PATH": broken}))


@linux
def test_files_whose_name_is_no_text(cli: Cli, job: str, short_film: Path, tmp_path: Path) -> None:
    film = os.fsdecode(os.fsencode(tmp_path) + b"/caf\xe9.mp4")
    shutil.copyfile(short_film, film)
    assert cli("approve", job).code == cli("render", job).code == 0
    for command in (("export", job, "--to", film), ("queue", "add", job, "--to", film), ("new", "--video", film)):
        done = ran(*command)
        assert (done.code, done.out) == (1, "")
        assert "is no text (UTF-8). Choose another name" in done.err
    assert not (places().videos / "exports" / job).exists()
    assert cli("queue", "list").out == ""


@pytest.mark.parametrize("name", ["~nobody-by-this-name/home", "~"])
def test_a_tilde_that_is_nobodys_is_a_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    assert ran("jobs", more={"VIDSTUDIO_HOME": name}).code == 0
    assert (tmp_path / name / "library.db").exists() != (name == "~")


def test_a_file_may_begin_with_a_tilde(short_film: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    shutil.copyfile(short_film, tmp_path / "~film.mp4")
    assert ran("new", "--video", "~film.mp4").out == "1\n"


def test_a_person_without_a_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    if sys.platform != "linux" or os.geteuid() != 0 or shutil.which("setpriv") is None:
        pytest.skip("being somebody the system does not know takes Linux, its root and setpriv")
    monkeypatch.chdir(tmp_path)
    unknown = ("setpriv", "--reuid=54321", "--clear-groups", "--inh-caps=+dac_override", "--ambient-caps=+dac_override")
    homeless = ("HOME", "VIDSTUDIO_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME", "XDG_STATE_HOME")
    environment = {"PYTHONPATH": str(Path(__file__).parents[2])}
    for arguments in (("jobs",), ("open", "1")):
        done = ran(*arguments, by=unknown, without=homeless, more=environment)
        assert "VIDSTUDIO_HOME" in one_line(done)
    assert ran("jobs", by=unknown, without=homeless[:1], more=environment).code == 0


def test_folders_of_the_desktop_that_are_relative_do_not_count(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    relative = {f"XDG_{kind}_HOME": "somewhere" for kind in ("CONFIG", "DATA", "CACHE", "STATE")}
    relative["PYTHONPATH"] = str(Path(__file__).parents[2])
    assert ran("jobs", without=("VIDSTUDIO_HOME",), more=relative).code == 0
    assert list((tmp_path / "here").iterdir()) == []
    assert list((tmp_path / "user").rglob("library.db"))


@pytest.mark.parametrize("more", [{"LC_ALL": "C"}, {"LC_ALL": "xx_YY.UTF-8", "LANG": "zz"}, {"LC_ALL": "POSIX"}])
def test_an_odd_home_from_idea_to_file(tmp_path: Path, pictures: Path, more: dict[str, str]) -> None:
    home = tmp_path / (ODD if os.name != "nt" else "it's a home – дом 家 🎬")
    more = {**more, "VIDSTUDIO_HOME": str(home)}
    named = str(home / f"film {home.name}.mp4")
    captioned = ("scene", 1, 1, "--caption", "“Дом” 家 🎬: 50 % 'of' it\\n")
    made = ran("new", "--idea", "A heron waits. It strikes.", "--duration", 3, "--images", pictures, more=more)
    assert (made.code, made.out) == (0, "1\n"), made.err
    for command in (captioned, ("music", 1, "--generated"), ("approve", 1), ("render", 1)):
        done = ran(*command, more=more)
        assert done.code == 0, done.err
    exported = ran("export", 1, "--quality", "low", "--to", named, more=more)
    assert (exported.code, exported.out) == (0, f"{named}\n"), exported.err
    assert Path(named).stat().st_size > 10_000


@pytest.mark.parametrize("now", ["1970-01-02 03:00:00", "2040-05-05 10:00:00"])
def test_a_clock_that_is_wrong(pictures: Path, now: str) -> None:
    if shutil.which("faketime") is None:
        pytest.skip("another time for one process takes faketime")
    by = ("faketime", now)
    new = ("new", "--idea", "A heron waits. It strikes.", "--duration", 3, "--images", pictures)
    for command in (new, ("approve", 1), ("render", 1), ("export", 1, "--quality", "low")):
        done = ran(*command, by=by)
        assert done.code == 0, done.err
    assert f'"created_at": "{now[:10]}' in ran("metadata", 1).out
    assert ran("export", 1, "--quality", "low").code == 0  # with the right time again


def test_two_persons_at_once_share_no_names(pictures: Path, tmp_path: Path) -> None:
    shared = tmp_path / "shared"
    shared.mkdir()
    homes = [{"VIDSTUDIO_HOME": str(tmp_path / name), "TMPDIR": str(shared)} for name in ("ada", "ben")]
    for more in homes:
        assert ran("new", "--idea", "A heron waits.", "--duration", 3, "--images", pictures, more=more).code == 0
        assert ran("music", 1, "--generated", more=more).code == ran("approve", 1, more=more).code == 0
    both = [
        subprocess.Popen(
            process("render", 1), env={**os.environ, **more}, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )
        for more in homes
    ]
    for more, one in zip(homes, both, strict=True):
        out, err = one.communicate()
        assert one.returncode == 0, err
        assert Path(out.strip()).is_relative_to(more["VIDSTUDIO_HOME"])
    assert list(shared.iterdir()) == []
