"""A film on a loopback server, and all the ways in which a server gives, half gives or does not give it."""

import threading
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler
from typing import cast

import pytest

from tests.servers.replicate_http import LineServer


@dataclass(frozen=True, slots=True)
class Play:
    """How one request is answered, once.

    Attributes:
        status: another one than the film has, with these headers and this body.
        cut: the line breaks after so many bytes of the body.
        silent: nothing more comes after so many bytes, and the line stays.
        lie: so many bytes more are promised than come.
        endless: the body is sent again and again, with no length.
    """

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    cut: int | None = None
    silent: int | None = None
    lie: int = 0
    endless: bool = False


@dataclass(slots=True)
class Asked:
    """A request, header names in lower case, and how many bytes of a body it was answered with."""

    path: str
    headers: dict[str, str]
    sent: int = 0


class FilmServer:
    """Serves ``content`` at every path but those of ``redirects``; ``plays`` are used up one by one, then all is well.

    ``ranges``, ``etag``, ``modified`` and ``length`` say what the server can and tells.
    """

    def __init__(self) -> None:
        self.content = b""
        self.etag, self.modified = '"first"', ""
        self.ranges = self.length = True
        self.plays: list[Play] = []
        self.redirects: dict[str, str] = {}
        self.asked: list[Asked] = []
        self.closing = threading.Event()
        self._server = LineServer(("127.0.0.1", 0), _Handler)
        self._server.films = self  # type: ignore[attr-defined] # the handler finds it there
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), name="films")
        self._thread.start()

    @property
    def url(self) -> str:
        """Where the film is."""
        return f"{self.root}/a/Film%20one.mp4"

    @property
    def root(self) -> str:
        """Scheme, host and port."""
        return f"http://127.0.0.1:{self._server.server_port}"

    @property
    def sent(self) -> int:
        """Bytes of all bodies."""
        return sum(request.sent for request in self.asked)

    def close(self) -> None:
        """Break all lines, and wait for their threads."""
        self.closing.set()
        self._server.hang_up()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def log_message(self, *args: object) -> None:
        """Nothing: the requests are kept."""

    def do_GET(self) -> None:
        films = cast("FilmServer", self.server.films)  # type: ignore[attr-defined]
        asked = Asked(self.path, {name.lower(): value for name, value in self.headers.items()})
        films.asked.append(asked)
        if self.path in films.redirects:
            self._head(302, [("Location", films.redirects[self.path]), ("Content-Length", "0"), ("Set-Cookie", "a=b")])
            return
        play = films.plays.pop(0) if films.plays else Play()
        if play.status:
            self._head(play.status, [*play.headers, ("Content-Length", str(len(play.body)))])
            self.wfile.write(play.body)
            return
        with suppress(ConnectionError):
            self._film(films, play, asked)

    def _film(self, films: FilmServer, play: Play, asked: Asked) -> None:
        whole, first = len(films.content), self._first(films, asked)
        headers = [(name, value) for name, value in (("ETag", films.etag), ("Last-Modified", films.modified)) if value]
        if first is not None and first >= whole:
            self._head(416, [*headers, ("Content-Range", f"bytes */{whole}"), ("Content-Length", "0")])
            return
        body = films.content[first or 0 :]
        known = films.length and not play.endless
        headers += [("Content-Length", str(len(body) + play.lie))] if known else [("Connection", "close")]
        self.close_connection = not known or bool(play.lie)
        if first is not None:
            headers.append(("Content-Range", f"bytes {first}-{whole - 1}/{whole}"))
        self._head(200 if first is None else 206, headers)
        for last in (play.cut, play.silent):
            body = body if last is None else body[:last]
        while True:
            for start in range(0, len(body), 16_384):
                asked.sent += self.wfile.write(body[start : start + 16_384])
            if not play.endless or films.closing.is_set():
                break
        if play.silent is not None:
            films.closing.wait()
        self.close_connection |= play.cut is not None or play.silent is not None

    def _first(self, films: FilmServer, asked: Asked) -> int | None:
        """Where the part begins that is asked for and can be given, None for all of it."""
        wanted = asked.headers.get("range", "").removeprefix("bytes=").partition("-")[0]
        condition = asked.headers.get("if-range", films.etag)
        return int(wanted) if films.ranges and wanted and condition in {films.etag, films.modified} else None

    def _head(self, status: int, headers: list[tuple[str, str]]) -> None:
        self.send_response_only(status)
        for name, value in headers:
            self.send_header(name, value)
        self.end_headers()


@pytest.fixture
def films() -> Iterator[FilmServer]:
    """The server, with nothing to give yet."""
    server = FilmServer()
    yield server
    server.close()
