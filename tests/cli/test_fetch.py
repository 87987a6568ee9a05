"""Films from elsewhere on the command line."""

import json
import signal
import subprocess
import time
from pathlib import Path

import pytest

from tests.cli.conftest import Cli, process
from tests.factories import dump
from tests.servers.films import FilmServer, Play
from vidstudio.services.probe import probe

pytestmark = pytest.mark.slow


@pytest.fixture
def films(films: FilmServer, short_film: Path) -> FilmServer:
    films.content = short_film.read_bytes()
    return films


@pytest.fixture
def added(cli: Cli, films: FilmServer) -> str:
    """The number of a job whose film is on the server."""
    return cli("new", "--video", films.url).out.strip()


def test_a_film_is_added_exported_and_known(cli: Cli, films: FilmServer, added: str, home: Path) -> None:
    assert films.asked == []
    assert "Not fetched yet" in cli("jobs").out
    shown = cli("show", added).out
    assert f"Job {added}: Film one\nNot fetched yet, a film from 127.0.0.1\n{films.url}\n" == shown
    video = json.loads(cli("metadata", added).out)["video"]
    assert (video["available"], video["url"]) == (True, films.url)
    ran = cli("export", added, "--quality", "low", "--to", home / "copy.mp4")
    assert (ran.code, ran.out) == (0, f"{home / 'copy.mp4'}\n")
    assert ran.err.splitlines() == ["Fetching the film", "Encoding"]
    assert probe(home / "copy.mp4").video_codec == "h264"
    video = json.loads(cli("metadata", added).out)["video"]
    assert video["url"] == (home / "videos" / added / "final.mp4").as_uri()
    assert video["parameters"] == {"duration": 1, "aspect_ratio": "16:9", "style": None}
    assert "Film ready, 0:01, 640x360" in cli("show", added).out
    assert "Film ready" in cli("jobs").out
    document = json.loads(cli("show", added, "--json").out)
    assert (document["video_url"], document["fetched"], document["scenes"]) == (films.url, True, [])
    assert json.loads(cli("jobs", "--json").out)[0]["video_url"] == films.url


def test_render_fetches(cli: Cli, films: FilmServer, added: str, home: Path) -> None:
    ran = cli("render", added)
    assert (ran.code, ran.out) == (0, f"{home / 'videos' / added / 'final.mp4'}\n")


def test_a_file_is_taken_in(cli: Cli, short_film: Path, home: Path) -> None:
    job = cli("new", "--video", short_film, "--title", "Mine").out.strip()
    assert (home / "videos" / job / "final.mp4").read_bytes() == short_film.read_bytes()
    assert cli("show", job).out.startswith(f"Job {job}: Mine\nFilm ready")


def test_through_the_queue_the_film_comes_first(cli: Cli, added: str) -> None:
    assert cli("queue", "add", added, "--quality", "low").out.split() == ["1", "2"]
    ran = cli("queue", "run")
    assert ran.code == 0
    assert [Path(line).name for line in ran.out.splitlines()] == ["final.mp4", "mp4_low.mp4"]
    assert "fetched as it is" in cli("queue", "show", 1).out


@pytest.mark.parametrize(
    "command",
    [
        ("approve",),
        ("refine", 1, "--description", "Long enough"),
        ("reorder", 1),
        ("render", "--draft"),
        ("render", "--range", "1-2"),
        ("scene", 1, "--duration", 3),
        ("captions",),
        ("card", "title", "Hello"),
        ("film", "--fps", 30),
        ("music", "--generated"),
        ("music",),
    ],
)
def test_there_is_no_storyboard_to_work_on(cli: Cli, added: str, home: Path, command: tuple[object, ...]) -> None:
    before = dump(home / "library.db")
    name, *more = command
    ran = cli(name, added, *more)
    assert (ran.code, ran.out) == (1, "")
    assert f"Job {added} is a film from elsewhere; it has no storyboard to" in ran.err
    assert dump(home / "library.db") == before
    assert not (home / "videos" / added).exists()


@pytest.mark.parametrize(
    ("arguments", "code"),
    [
        (("--video", "x.mp4", "--idea", "A fox"), 2),
        (("--video", "x.mp4", "--duration", 5), 2),
        (("--video", "x.mp4", "--music", "x.mp3"), 2),
        (("--video", ""), 1),
        (("--video", "/nowhere.mp4"), 1),
        (("--video", "ftp://127.0.0.1/x.mp4"), 1),
        (("--video", "https://me:secret@example.org/x.mp4"), 1),
    ],
)
def test_what_can_not_be_added_is_told(cli: Cli, arguments: tuple[object, ...], code: int) -> None:
    ran = cli("new", *arguments)
    assert (ran.code, ran.out) == (code, "")
    assert "secret" not in ran.err
    assert "unexpected" not in ran.err
    assert cli("jobs").out == ""


@pytest.mark.parametrize(
    ("play", "words"),
    [
        (Play(status=404), "The film is not at its address (status 404)."),
        (Play(status=403), "does not give it (status 403)"),
        (Play(status=200, body=b"<html>A film page</html>"), "What came is no film"),
    ],
)
def test_what_can_not_be_fetched_is_told_in_one_line(
    cli: Cli, films: FilmServer, added: str, home: Path, play: Play, words: str
) -> None:
    before = dump(home / "library.db")
    films.plays = [play]
    ran = cli("export", added)
    assert (ran.code, ran.out) == (1, "")
    assert words in ran.err.splitlines()[-1]
    assert dump(home / "library.db") == before
    assert list((home / "videos" / added).iterdir()) == []


def test_an_interrupted_fetch_keeps_what_has_come(cli: Cli, films: FilmServer, added: str, home: Path) -> None:
    half = len(films.content) // 2
    films.plays = [Play(silent=half)]
    before = dump(home / "library.db")
    with subprocess.Popen(process("render", added), stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True) as ran:
        while sum(path.stat().st_size for path in home.rglob(".fetched-*.film")) < half:
            assert ran.poll() is None
            time.sleep(0.02)
        ran.send_signal(signal.SIGINT)
        out, err = ran.communicate()
    assert (ran.returncode, out, err.splitlines()[-1]) == (130, "", "interrupted")
    assert dump(home / "library.db") == before
    assert not list(home.rglob("*.part*"))
    assert cli("export", added, "--quality", "low").code == 0
    assert films.sent == len(films.content)


def test_the_program_is_also_the_process_that_fetches(cli: Cli, films: FilmServer, tmp_path: Path) -> None:
    ran = cli("fetching", films.url, tmp_path / ".fetched-1.film", tmp_path / "out.mp4", 10**9)
    assert ran.code == 0
    assert (tmp_path / "out.mp4").read_bytes() == films.content
