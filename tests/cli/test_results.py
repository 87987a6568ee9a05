"""Results go to stdout and nothing else does."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.factories import a_studio
from vidstudio import __version__
from vidstudio.core.metadata import metadata


def test_new_prints_the_number_alone(cli: Cli, pictures: Path) -> None:
    for number in (1, 2):
        made = cli("new", "--idea", "A fox runs.", "--images", pictures)
        assert (made.code, made.out) == (0, f"{number}\n")
        assert "Drawing scene 6 of 6" in made.err


def test_new_takes_a_script_file(cli: Cli, pictures: Path, tmp_path: Path) -> None:
    script = tmp_path / "mein skript 🎬.md"
    script.write_text("# Bees\n\n## Scene 1 (2 s)\nA hive.\n\n## Scene 2 (3.5 s)\nThe queen.\n", "utf-8")
    number = cli(
        "new", "--script", script, "--images", pictures, "--style", "noir", "--aspect-ratio", "9:16"
    ).out.strip()
    shown = json.loads(cli("show", number, "--json").out)
    assert (shown["title"], shown["duration"], shown["style"], shown["aspect_ratio"]) == ("Bees", 5.5, "noir", "9:16")
    assert [scene["duration"] for scene in shown["scenes"]] == [2, 3.5]
    assert all(Path(scene["image"]).is_file() for scene in shown["scenes"])


def test_jobs_and_show_as_json(cli: Cli, job: str) -> None:
    (line,) = json.loads(cli("jobs", "--json").out)
    keys = ["job_id", "title", "status", "duration", "aspect_ratio", "scenes", "updated_at", "video_url"]
    assert (list(line), line["video_url"]) == (keys, None)
    assert (line["job_id"], line["status"], line["scenes"]) == (int(job), "storyboard_ready", 3)
    shown = json.loads(cli("show", job, "--json").out)
    assert [scene["scene_number"] for scene in shown["scenes"]] == [1, 2, 3]
    assert (shown["approved"], shown["changes_since_approval"], shown["video_is_stale"]) == (False, [], False)


def test_jobs_and_show_for_people(cli: Cli, job: str) -> None:
    listed = cli("jobs")
    assert (listed.code, listed.err) == (0, "")
    assert "A heron waits in the reeds" in listed.out
    assert "5 of 5 refinements left" in cli("show", job).out


def test_no_jobs_yet(cli: Cli) -> None:
    told = cli("jobs")
    assert (told.code, told.out) == (0, "")
    assert "No jobs yet" in told.err
    assert cli("jobs", "--json").out == "[]\n"


ODD = [
    "[red]bold[/] [/nonsense] :smile:",
    'He said "no"',
    "🎬 日本語",
    "../../etc/passwd",
    "a\nb",
    "'; DROP TABLE job; --",
]


@pytest.mark.parametrize("title", ODD)
def test_any_title_and_idea_is_shown_as_it_is(cli: Cli, pictures: Path, title: str, home: Path) -> None:
    number = cli("new", "--title", title, "--idea", title, "--images", pictures).out.strip()
    shown = json.loads(cli("show", number, "--json").out)
    assert shown["title"] == " ".join(title.split())
    for command in (("jobs",), ("show", number), ("metadata", number)):
        assert cli(*command).code == 0
    assert title.splitlines()[0][:20] in cli("show", number).out
    assert sorted(path.name for path in home.iterdir()) == ["library.db", "locks", "logs", "videos"]


def test_metadata_is_the_cores(cli: Cli, job: str) -> None:
    with a_studio() as studio:
        expected = metadata(studio.library(lambda library: library.jobs.get(int(job))), None)
    told = cli("metadata", job)
    assert (told.code, told.err) == (0, "")
    assert told.out == json.dumps(expected, indent=2, ensure_ascii=False) + "\n"


def test_the_line_from_idea_to_approval(cli: Cli, job: str) -> None:
    assert cli("approve", job).out == f"job {job} approved\n"
    refined = cli("refine", job, "2", "--description", "  The mist is red now  ")
    assert refined.out == "scene 2 refined; 4 of 5 refinements left\n"
    assert cli("reorder", job, "3", "1", "2").out == f"job {job} reordered\n"
    shown = json.loads(cli("show", job, "--json").out)
    assert [scene["description"][:8] for scene in shown["scenes"]] == ["It strik", "A heron ", "The mist"]
    assert (shown["approved"], shown["changes_since_approval"]) == (
        False,
        ["Scene 3: description changed", "The order changed"],
    )
    assert "Since the approval: The order changed" in cli("show", job).out
    assert json.loads(cli("metadata", job).out)["metrics"] == {"refinement_count": 1, "download_count": 0}


def test_a_draft_refinement_is_free_and_shown(cli: Cli, job: str) -> None:
    told = cli("refine", job, "1", "--image-prompt", "A heron in the rain at night", "--images", "draft")
    assert told.out == "scene 1 refined; 4 of 5 refinements left\n"
    assert json.loads(cli("show", job, "--json").out)["scenes"][0]["image_prompt"] == "A heron in the rain at night"


def test_nothing_to_resume(cli: Cli) -> None:
    told = cli("resume")
    assert (told.code, told.out, told.err) == (0, "", "Nothing is waiting.\n")


def test_version_and_help(cli: Cli) -> None:
    assert cli("--version").out == f"{__version__}\n"
    helped = cli("--help")
    assert helped.code == 0
    for command in ("new", "refine", "reorder", "approve", "render", "export", "metadata", "music", "resume", "sample"):
        assert f" {command} " in helped.out


def test_a_home_with_spaces_and_emoji(
    cli: Cli, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIDSTUDIO_HOME", str(tmp_path / "Mein Büro 🎬"))
    assert cli("new", "--idea", "A fox runs.", "--images", pictures).out == "1\n"
    assert json.loads(cli("show", "1", "--json").out)["scenes"][0]["image"].startswith(str(tmp_path / "Mein Büro 🎬"))


def test_films_go_where_the_environment_says(
    cli: Cli, pictures: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("VIDEO_STORAGE_PATH", str(tmp_path / "films"))
    cli("new", "--idea", "A fox runs.", "--images", pictures)
    assert (tmp_path / "films" / "1" / "images").is_dir()
