"""One request that says nothing, and whatever may be answered."""

import json

import pytest

from tests.servers.films import FilmServer, Play
from vidstudio.core.control import Control
from vidstudio.core.update import Newest
from vidstudio.errors import Canceled, ImageServiceError, InputRefused
from vidstudio.services import update
from vidstudio.services.update import LARGEST, newest_version


@pytest.fixture
def told(films: FilmServer) -> FilmServer:
    """A server that tells of a version, at every path."""
    films.content = json.dumps({"version": "0.2.0", "page": f"{films.root}/get", "more": [1]}).encode()
    return films


def test_what_is_told_and_what_is_sent(told: FilmServer) -> None:
    assert newest_version(f"{told.root}/newest.json", Control()) == Newest("0.2.0", f"{told.root}/get")
    (asked,) = told.asked
    assert asked.path == "/newest.json"
    assert asked.headers.pop("host").startswith("127.0.0.1:")
    assert asked.headers.pop("accept-encoding")
    assert asked.headers == {"user-agent": "vidstudio", "accept": "application/json", "connection": "keep-alive"}


@pytest.mark.parametrize(
    "document",
    [
        b"",
        b"no JSON",
        b"[]",
        b"[" * 16_000,
        b"{}",
        b'{"version": "0.2.0"}',
        b'{"version": 2, "page": "PAGE"}',
        b'{"version": "0.2.0 <b>", "page": "PAGE"}',
        b'{"version": "0.2.0", "page": 7}',
        b'{"version": "0.2.0", "page": "https://elsewhere.org/get"}',
        b'{"version": "0.2.0", "page": "file:///etc/passwd"}',
        b'{"version": "0.2.0", "page": "javascript:alert(1)"}',
        b'{"version": "0.2.0", "page": "http://me@HOST/get"}',
        b'{"version": "0.2.0", "page": "http://127.0.0.1:1/get"}',
    ],
)
def test_an_answer_that_is_none_of_ours(films: FilmServer, document: bytes) -> None:
    host = films.root.removeprefix("http://").encode()
    films.content = document.replace(b"PAGE", films.root.encode()).replace(b"HOST", host)
    with pytest.raises(InputRefused, match="can't be used"):
        newest_version(films.root, Control())


def test_an_answer_that_is_too_long(told: FilmServer) -> None:
    told.content += b" " * LARGEST
    with pytest.raises(InputRefused, match="too long"):
        newest_version(told.root, Control())
    told.plays = [Play(endless=True)]
    with pytest.raises(InputRefused, match="too long"):
        newest_version(told.root, Control())


def test_a_redirect_is_not_followed(told: FilmServer) -> None:
    told.redirects["/newest.json"] = f"{told.root}/moved.json"
    with pytest.raises(ImageServiceError):
        newest_version(f"{told.root}/newest.json", Control())
    assert [asked.path for asked in told.asked] == ["/newest.json"]


@pytest.mark.parametrize("play", [Play(status=404), Play(status=503), Play(cut=5), Play(silent=5)])
def test_a_server_that_gives_nothing(told: FilmServer, play: Play, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(update, "_SILENCE", 0.3)
    told.plays = [play]
    with pytest.raises(ImageServiceError):
        newest_version(told.root, Control())
    assert len(told.asked) == 1


def test_nobody_there() -> None:
    with pytest.raises(ImageServiceError):
        newest_version("http://127.0.0.1:1/newest.json", Control())


def test_a_window_that_closes_does_not_wait(told: FilmServer) -> None:
    control = Control()
    control.cancel()
    with pytest.raises(Canceled):
        newest_version(told.root, control)


@pytest.mark.parametrize(
    "address",
    ["", "http://example.com/n", "ftp://127.0.0.1/n", "file:///n", "https://", "https://me@a.org/", "http://["],
)
def test_only_https_or_this_machine_is_asked(address: str) -> None:
    with pytest.raises(InputRefused, match="address of the newest version"):
        newest_version(address, Control())
