"""The process that fetches: what it asks, what it keeps, and what it makes of every server."""

import json
import random
import signal
import subprocess
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.servers.films import FilmServer, Play
from tests.small_disk import small_disk
from vidstudio.errors import DiskFull, InputRefused, NotReady, SourceMissing, SourceUnreachable, VidstudioError
from vidstudio.services import fetching
from vidstudio.services.ffmpeg import explain
from vidstudio.services.own_process import own_command

CONTENT = random.Random(1).randbytes(1_000_000)
HALF = 500_000
Fetch = Callable[..., bytes | VidstudioError]


@pytest.fixture(autouse=True)
def impatient(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(fetching, "_FIRST_PAUSE", 0.01)


@pytest.fixture
def films(films: FilmServer) -> FilmServer:
    films.content = CONTENT
    return films


@pytest.fixture
def fetch(tmp_path: Path, films: FilmServer, capsys: pytest.CaptureFixture[str]) -> Fetch:
    """Fetches as the process does; gives what came, or the error that a runner of plans reads."""

    def run(address: str = "", most: int = 10**9) -> bytes | VidstudioError:
        output = tmp_path / ".final-1.part.mp4"
        output.unlink(missing_ok=True)
        code = fetching.main([address or films.url, str(tmp_path / ".fetched-1.film"), str(output), str(most)])
        if not code:
            return output.read_bytes()
        assert not output.exists()
        return explain(code, [line for line in capsys.readouterr().err.splitlines() if line], "Fetching")

    return run


def kept(folder: Path) -> bytes:
    file = folder / ".fetched-1.film"
    return file.read_bytes() if file.exists() else b""


def test_a_film_comes_as_it_is_and_is_asked_for_plainly(
    films: FilmServer, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    output = tmp_path / "out"
    assert fetching.main([films.url, str(tmp_path / ".fetched-1.film"), str(output), "1000000"]) == 0
    assert output.read_bytes() == CONTENT
    (asked,) = films.asked
    assert asked.headers["accept-encoding"] == "identity"
    assert not asked.headers.keys() & {"authorization", "cookie", "range"}
    assert capsys.readouterr().out.endswith("frame=1000\ntotal_size=1000000\nprogress=end\n")


def test_a_lost_line_is_gone_on_with_where_it_broke(films: FilmServer, fetch: Fetch) -> None:
    films.plays = [Play(cut=HALF), Play(cut=HALF // 2)]
    assert fetch() == CONTENT
    assert [request.headers.get("range") for request in films.asked] == [None, "bytes=500000-", "bytes=750000-"]
    assert {request.headers.get("if-range") for request in films.asked[1:]} == {'"first"'}
    assert films.sent == len(CONTENT)


def test_a_lost_line_of_a_server_without_parts_begins_anew(films: FilmServer, fetch: Fetch) -> None:
    films.ranges = False
    films.plays = [Play(cut=HALF)]
    assert fetch() == CONTENT
    assert films.sent == HALF + len(CONTENT)


@pytest.mark.parametrize(
    ("etag", "modified", "condition"),
    [
        ('"first"', "Mon, 01 Jan 2024 00:00:00 GMT", '"first"'),
        ('W/"first"', "Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT"),
        ("", "Mon, 01 Jan 2024 00:00:00 GMT", "Mon, 01 Jan 2024 00:00:00 GMT"),
        ('W/"first"', "", None),
        ("", "", None),
    ],
)
def test_the_rest_is_asked_for_only_of_what_can_be_told_from_another(
    films: FilmServer, fetch: Fetch, etag: str, modified: str, condition: str | None
) -> None:
    films.etag, films.modified = etag, modified
    films.plays = [Play(cut=HALF)]
    assert fetch() == CONTENT
    assert films.asked[1].headers.get("if-range") == condition
    assert ("range" in films.asked[1].headers) is (condition is not None)


def test_a_film_changed_between_two_tries_begins_anew(films: FilmServer, fetch: Fetch, tmp_path: Path) -> None:
    films.plays = [Play(cut=HALF), *[Play(status=503)] * 4]
    assert isinstance(fetch(), SourceUnreachable)
    assert kept(tmp_path) == CONTENT[:HALF]
    films.content, films.etag = CONTENT[::-1], '"second"'
    assert fetch() == CONTENT[::-1]
    assert films.asked[-1].sent == len(CONTENT)


def rest(first: int, total: int, etag: str = '"first"', body: bytes = b"x") -> Play:
    """A part as servers give it that do not look at the condition."""
    return Play(206, (("Content-Range", f"bytes {first}-{total - 1}/{total}"), ("ETag", etag)), body)


@pytest.mark.parametrize(
    "wrong",
    [
        rest(HALF, len(CONTENT), '"second"'),
        rest(HALF, HALF + 1),
        rest(0, len(CONTENT)),
        Play(206, (), b"x"),
        Play(416, (("Content-Range", "bytes */7"),)),
        Play(416),
    ],
)
def test_a_part_of_something_else_is_never_put_behind_what_has_come(
    films: FilmServer, fetch: Fetch, wrong: Play
) -> None:
    films.plays = [Play(cut=HALF), wrong]
    assert fetch() == CONTENT


def test_what_is_whole_already_is_not_fetched_again(films: FilmServer, fetch: Fetch) -> None:
    assert fetch() == fetch() == CONTENT
    assert films.sent == len(CONTENT)
    films.content, films.etag = CONTENT[:10], '"second"'
    assert fetch() == CONTENT[:10]


def test_less_than_was_promised_is_no_film(films: FilmServer, fetch: Fetch) -> None:
    films.plays = [Play(lie=5)] * 20
    error = fetch()
    assert isinstance(error, SourceUnreachable)
    assert error.hint


def test_a_film_of_unknown_length_comes_to_its_end(films: FilmServer, fetch: Fetch) -> None:
    films.length = False
    assert fetch() == CONTENT


def test_a_server_that_falls_silent_is_asked_again(
    films: FilmServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_TIMEOUT", 0.3)
    films.plays = [Play(silent=HALF)]
    assert fetch() == CONTENT
    assert films.sent == len(CONTENT)


def test_redirects_are_followed_five_times_without_cookies(films: FilmServer, fetch: Fetch) -> None:
    films.redirects = {f"/{number}": f"/{number + 1}" for number in range(4)} | {"/4": f"{films.root}/film.mp4?a=b"}
    assert fetch(f"{films.root}/0") == CONTENT
    assert films.asked[-1].path == "/film.mp4?a=b"
    assert not any("cookie" in request.headers for request in films.asked)
    films.redirects["/4"] = "/5"
    films.redirects["/5"] = "/0"
    error = fetch(f"{films.root}/0")
    assert isinstance(error, InputRefused)
    assert "in circles" in error.message


@pytest.mark.parametrize("location", ["file:///etc/passwd", "ftp://127.0.0.1/x", "http://a:b@127.0.0.1/"])
def test_redirects_to_no_server_of_films_are_refused(films: FilmServer, fetch: Fetch, location: str) -> None:
    films.redirects = {"/x": location}
    assert isinstance(fetch(f"{films.root}/x"), InputRefused)


@pytest.mark.parametrize(
    ("status", "tries", "kind"),
    [
        (404, 1, SourceMissing),
        (410, 1, SourceMissing),
        (403, 1, SourceUnreachable),
        (204, 1, SourceUnreachable),
        (500, 5, SourceUnreachable),
        (503, 5, SourceUnreachable),
    ],
)
def test_a_refusal_has_a_name_and_is_tried_again_where_that_helps(
    films: FilmServer, fetch: Fetch, status: int, tries: int, kind: type[VidstudioError]
) -> None:
    films.plays = [Play(status=status)] * 9
    error = fetch()
    assert type(error) is kind
    assert str(status) in error.message
    assert len(films.asked) == tries


def test_the_server_says_how_long_to_wait(films: FilmServer, fetch: Fetch, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    monkeypatch.setattr(time, "sleep", waited.append)
    films.plays = [Play(429, (("Retry-After", "7"),)), Play(503), Play(503, (("Retry-After", "100000"),))]
    assert fetch() == CONTENT
    assert waited == [7.0, 0.02, 60.0]


def test_nobody_at_the_address(films: FilmServer, fetch: Fetch) -> None:
    error = fetch("http://127.0.0.1:1/film.mp4")
    assert type(error) is SourceUnreachable
    assert "refused" in error.message


def test_a_film_too_large_is_refused_before_it_comes(films: FilmServer, fetch: Fetch, tmp_path: Path) -> None:
    error = fetch(most=999_999)
    assert isinstance(error, InputRefused)
    assert "larger than 1.0 MB" in error.message
    assert kept(tmp_path) == b""
    assert len(films.asked) == 1


def test_a_body_without_end_is_cut_at_the_limit(films: FilmServer, fetch: Fetch, tmp_path: Path) -> None:
    films.plays = [Play(endless=True)]
    assert isinstance(fetch(most=5_000_000), InputRefused)
    assert kept(tmp_path) == b""


def test_too_little_room_is_told_before_it_is_used_up(films: FilmServer, tmp_path: Path) -> None:
    with small_disk(tmp_path / "disk") as disk:
        films.content = bytes(10**8)
        partial, output = str(disk / ".fetched-1.film"), str(disk / "out")
        command = own_command("fetching", films.url, partial, output, str(10**9))
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        error = explain(ran.returncode, ran.stderr.split("\n")[:-1], "Fetching")
        assert type(error) is DiskFull
        assert "not enough room" in error.message
        films.length = False  # and where nobody knows how much it will be
        ran = subprocess.run(command, capture_output=True, text=True, check=False)
        error = explain(ran.returncode, ran.stderr.split("\n")[:-1], "Fetching")
        assert type(error) is DiskFull


@pytest.mark.parametrize("note", ["", "[]", "{", '{"length": 5, "more": 1}', '"text"'])
def test_a_note_that_can_not_be_read_counts_as_none(films: FilmServer, fetch: Fetch, tmp_path: Path, note: str) -> None:
    (tmp_path / ".fetched-1.film").write_bytes(b"something")
    (tmp_path / ".fetched-1.json").write_text(note)
    assert fetch() == CONTENT
    assert "range" not in films.asked[0].headers


def test_beginning_anew_leaves_a_film_alone_that_was_made_of_it(
    films: FilmServer, fetch: Fetch, tmp_path: Path
) -> None:
    assert fetch() == CONTENT
    (tmp_path / ".final-1.part.mp4").rename(tmp_path / "final.mp4")
    films.content, films.etag = b"another", '"second"'
    assert fetch() == b"another"
    assert (tmp_path / "final.mp4").read_bytes() == CONTENT


def test_a_file_of_this_computer_is_copied(fetch: Fetch, films: FilmServer, tmp_path: Path) -> None:
    (tmp_path / "a ü.mp4").write_bytes(CONTENT)
    assert fetch((tmp_path / "a ü.mp4").as_uri()) == CONTENT
    assert isinstance(fetch((tmp_path / "a ü.mp4").as_uri(), most=10), InputRefused)
    assert isinstance(fetch((tmp_path / "gone.mp4").as_uri()), SourceMissing)
    assert films.asked == []


def start(films: FilmServer, folder: Path) -> "subprocess.Popen[bytes]":
    paths = [str(folder / ".fetched-1.film"), str(folder / "out")]
    command = own_command("fetching", films.url, *paths, str(10**9))
    return subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL)


@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix")
def test_killed_at_any_moment_it_goes_on_from_there(films: FilmServer, fetch: Fetch, tmp_path: Path) -> None:
    moments = [0, 1, 100_000, 650_000, len(CONTENT) - 1]
    for before, moment in zip([0, *moments], moments, strict=False):
        films.plays = [Play(silent=moment - before)]
        with start(films, tmp_path) as process:
            while len(kept(tmp_path)) < moment or not films.asked or not (tmp_path / ".fetched-1.json").exists():
                assert process.poll() is None
                time.sleep(0.01)
            process.kill()
        assert kept(tmp_path) == CONTENT[:moment]
        note = json.loads((tmp_path / ".fetched-1.json").read_text())
        assert note == {"etag": '"first"', "modified": "", "length": len(CONTENT)}
    assert fetch() == CONTENT
    assert films.sent == len(CONTENT)


def test_two_never_write_to_the_same_film(
    films: FilmServer, fetch: Fetch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fetching, "_LOCK_SECONDS", 0.1)
    films.plays = [Play(silent=HALF)]
    with start(films, tmp_path) as process:
        while len(kept(tmp_path)) < HALF:
            time.sleep(0.01)
        assert isinstance(fetch(), NotReady)
        process.kill()
    assert fetch() == CONTENT


def test_it_ends_when_nobody_listens(films: FilmServer, tmp_path: Path) -> None:
    films.plays = [Play(endless=True)]
    with start(films, tmp_path) as process:
        assert process.stdout is not None
        process.stdout.readline()
        process.stdout.close()
        assert process.wait(30) == 1
