"""What goes wrong: one line on stderr, exit 1, and everything as it was."""

import os
import sqlite3
from contextlib import closing
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, Ran
from tests.factories import dump, fingerprints, image_bytes


def refused(cli: Cli, home: Path, *arguments: object) -> str:
    """The one line that tells it, after those of the progress; library and files are as before."""
    before = (dump(home / "library.db"), fingerprints(home)) if home.exists() else None
    ran: Ran = cli(*arguments)
    assert (ran.code, ran.out) == (1, "")
    *progress, last = ran.err.splitlines()
    assert last.startswith("error: ")
    assert all(line.startswith("Drawing") for line in progress)
    assert "Traceback" not in ran.err
    assert "unexpected" not in ran.err
    if before is not None:
        assert (dump(home / "library.db"), fingerprints(home)) == before
    return last


def test_the_sixth_refinement(cli: Cli, job: str, home: Path) -> None:
    for _ in range(5):
        assert cli("refine", job, "1", "--description", "Told once more").code == 0
    for change in (["--description", "Told once more"], ["--image-prompt", "Drawn once more", "--images", "draft"]):
        assert f"All 5 refinements of job {job} are used" in refused(cli, home, "refine", job, "1", *change)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["refine", "1", "1"], "Nothing to refine"),
        (["refine", "1", "1", "--image-prompt", "short"], "The image prompt is too short: 5 characters."),
        (["refine", "1", "1", "--image-prompt", "x" * 2001], "The image prompt is too long: 2001"),
        (["refine", "1", "1", "--description", "short"], "The description is too short"),
        (["refine", "1", "9", "--description", "Long enough"], "There is no scene 9"),
        (["refine", "1", "0", "--description", "Long enough"], "There is no scene 0"),
        (["refine", "1", "1", "--image-prompt", "Long enough", "--images", "replicate"], "no token"),
        (["reorder", "1", "1", "2"], "Scene 3 is missing from the new order"),
        (["reorder", "1", "1", "2", "3", "3"], "Scene 3 is named more than once"),
        (["reorder", "1", "1", "2", "4"], "There is no scene 4"),
        (["render", "1"], "Job 1 is not approved"),
        (["export", "1"], "is not completed yet (status is storyboard_ready)"),
        (["music", "1", "/nowhere.mp3"], "nowhere.mp3"),
        (["new", "--idea", "  "], "The idea is empty"),
        (["new", "--idea", "A fox", "--duration", "0.2"], "A film can't last 0.2 seconds"),
        (["new", "--idea", "A fox", "--duration", "nan"], "A film can't last nan seconds"),
        (["new", "--idea", "A fox", "--style", ""], "The style is empty"),
        (["new", "--idea", "A fox", "--images", "/nowhere"], "There is no folder"),
        (["new", "--idea", "A fox", "--images", "replicate"], "no token"),
        (["new", "--script", "/nowhere.md"], "can't be read"),
    ],
)  # fmt: skip
def test_what_is_refused_says_why_and_changes_nothing(
    cli: Cli, job: str, home: Path, arguments: list[str], words: str
) -> None:
    assert job == "1"
    assert words in refused(cli, home, *arguments)


@pytest.mark.parametrize("command", ["show", "approve", "render", "export", "metadata", "music", "reorder", "refine"])
def test_a_missing_job(cli: Cli, job: str, home: Path, command: str) -> None:
    more = {"reorder": ["1"], "refine": ["1", "--description", "Long enough"]}.get(command, [])
    assert "There is no job 77." in refused(cli, home, command, "77", *more)


def test_a_missing_ffmpeg(cli: Cli, job: str, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    cli("approve", job)
    monkeypatch.setenv("VIDSTUDIO_FFMPEG", "/nowhere/ffmpeg")
    assert "ffmpeg" in refused(cli, home, "render", job)


def test_a_missing_picture(cli: Cli, job: str, home: Path) -> None:
    cli("approve", job)
    next((home / "videos" / job / "images").iterdir()).unlink()
    assert "The picture of scene" in refused(cli, home, "render", job)


@pytest.mark.parametrize("content", [b"hello", b"", image_bytes()[:-300]])
def test_not_a_picture(cli: Cli, job: str, home: Path, pictures: Path, content: bytes) -> None:
    assert job == "1"
    (pictures / "2.png").write_bytes(content)
    assert "2.png" in refused(cli, home, "new", "--idea", "A fox runs.", "--images", pictures)


def test_a_folder_without_pictures(cli: Cli, job: str, home: Path, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    assert job == "1"
    assert "no pictures" in refused(cli, home, "new", "--idea", "A fox", "--images", tmp_path / "empty")


def test_a_script_that_is_no_text(cli: Cli, home: Path, tmp_path: Path) -> None:
    (tmp_path / "s.md").write_bytes(b"\x00\x01\xff")
    assert "is no text file" in refused(cli, home, "new", "--script", tmp_path / "s.md")


def test_a_newer_a_damaged_and_a_locked_library(
    cli: Cli, job: str, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("vidstudio.store.database.BUSY_SECONDS", 0.05)
    assert job == "1"
    with closing(sqlite3.connect(home / "library.db", isolation_level=None)) as other:
        other.execute("BEGIN EXCLUSIVE")
        ran = cli("approve", "1")
        assert (ran.code, "is in use" in ran.err) == (1, True)
        other.execute("ROLLBACK")
        other.execute("PRAGMA user_version = 99")
    assert "made by a newer vidstudio" in refused(cli, home, "jobs")
    for name in ("library.db-wal", "library.db-shm"):
        (home / name).unlink(missing_ok=True)
    (home / "library.db").write_bytes(b"scratched" * 500)
    ran = cli("jobs")
    assert (ran.code, "damaged" in ran.err) == (1, True)
    assert (home / "library.db").read_bytes() == b"scratched" * 500


def test_a_home_that_can_not_be_made(cli: Cli, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("VIDSTUDIO_HOME", str(tmp_path / "file" / "home"))
    ran = cli("jobs")
    assert (ran.code, ran.out) == (1, "")
    assert ran.err.startswith("error: The library")


def test_wrong_settings(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home.mkdir()
    (home / "settings.toml").write_text("refinement_price = 'much'")
    assert "The setting refinement_price in" in cli("jobs").err
    (home / "settings.toml").write_text("= broken")
    ran = cli("jobs")
    assert (ran.code, "can't be read" in ran.err) == (1, True)
    (home / "settings.toml").unlink()
    monkeypatch.setenv("VIDSTUDIO_APPEARANCE", "pink")
    assert "VIDSTUDIO_APPEARANCE can't be used" in cli("jobs").err


@pytest.mark.parametrize(
    "arguments",
    [
        ["new"],
        ["new", "--idea", "a", "--script", "b"],
        ["new", "--idea", "a", "--aspect-ratio", "4:3"],
        ["new", "--idea", "a", "--duration", "long"],
        ["refine", "1"],
        ["refine", "one", "1"],
        ["reorder", "1"],
        ["export", "1", "--format", "avi"],
        ["export", "1", "--quality", "best"],
        ["export", "1", "--all", "--to", "film.mp4"],
        ["nonsense"],
        ["jobs", "--nonsense"],
        ["show"],
    ],
)
def test_wrong_usage_is_exit_2_and_touches_nothing(cli: Cli, home: Path, arguments: list[str]) -> None:
    ran = cli(*arguments)
    assert (ran.code, ran.out) == (2, "")
    assert "Usage: vidstudio" in ran.err
    assert not home.exists()


@pytest.mark.slow
@pytest.mark.skipif(os.name == "nt", reason="arguments are text on Windows")
def test_arguments_that_are_no_text(alone: Cli, home: Path, pictures: Path) -> None:
    broken = os.fsdecode(b"caf\xe9 noir")
    ran = alone("new", "--idea", broken, "--title", broken, "--style", broken, "--images", pictures)
    assert (ran.code, ran.out) == (0, "1\n")
    assert "caf noir" in alone("show", "1").out
    assert alone("refine", "1", "1", "--description", f"{broken} {broken}").code == 0
    assert alone("show", "1", "--json").code == 0
