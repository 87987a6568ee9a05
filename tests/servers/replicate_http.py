"""The wire of the loopback services: requests in, answers out, and all the ways in which an answer fails to arrive."""

import contextlib
import json
import re
import socket
import sys
import threading
from abc import ABC, abstractmethod
from collections import defaultdict, deque
from collections.abc import Iterable
from dataclasses import dataclass
from email import message_from_bytes
from email.utils import formatdate
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self, cast
from urllib.parse import urlsplit

from tests.servers.replicate_script import Failure

Routes = tuple[tuple[str, str, str], ...]
"""Kind of request, method, pattern of the path."""

_ROUTES: Routes = (
    ("create", "POST", r"/v1/predictions|/v1/models/[^/]+/[^/]+/predictions"),
    ("list", "GET", r"/v1/predictions"),
    ("get", "GET", r"/v1/predictions/[^/]+"),
    ("cancel", "POST", r"/v1/predictions/[^/]+/cancel"),
    ("stream", "GET", r"/v1/stream/[^/]+"),
    ("account", "GET", r"/v1/account"),
    ("model", "GET", r"/v1/models/[^/]+/[^/]+"),
    ("file", "GET", r"/files/.+"),
    ("upload", "POST", r"/v1/files"),
    ("script", "GET", r"/_state"),
    ("script", "POST", r"/_next|/_fail"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """One request as it arrived; header names in lower case."""

    kind: str
    method: str
    path: str
    headers: dict[str, str]
    body: bytes


@dataclass(frozen=True, slots=True)
class Answer:
    """One answer; a ``Content-Length`` among the headers that is not the body's cuts the line after it."""

    status: int
    content: bytes | dict[str, Any]
    content_type: str = "application/json"
    headers: tuple[tuple[str, str], ...] = ()

    @property
    def body(self) -> bytes:
        return self.content if isinstance(self.content, bytes) else json.dumps(self.content).encode()


@dataclass(frozen=True, slots=True)
class Stream:
    """An answer in pieces, each on its own; where they end in a ``ConnectionError``, so does the line."""

    pieces: Iterable[bytes]
    content_type: str = "text/event-stream"


def answer_of(failure: Failure) -> Answer:
    return Answer(failure.status, failure.body.encode(), failure.content_type, failure.headers)


def form_of(request: Request) -> dict[str, tuple[str, bytes]]:
    """The parts of a form by their names, each with its file's name and content; of parts alike, all under one name
    with a number behind it.
    """
    head = f"Content-Type: {request.headers['content-type']}\r\n\r\n".encode()
    parts: dict[str, tuple[str, bytes]] = {}
    for part in message_from_bytes(head + request.body).walk():
        if part.is_multipart():
            continue
        name = str(part.get_param("name", header="content-disposition"))
        content = part.get_payload(decode=True)
        numbered = name if name not in parts else f"{name}{len(parts)}"
        parts[numbered] = (part.get_filename() or "", content if isinstance(content, bytes) else b"")
    return parts


class LoopbackService(ABC):
    """A service on loopback, running from construction to ``close``; also a context manager.

    Attributes:
        home: its address.
        requests: everything that arrived, oldest first.
        closing: set once nothing should be waited for any more.
    """

    def __init__(self, port: int = 0, routes: Routes = _ROUTES) -> None:
        self.requests: list[Request] = []
        self.closing = threading.Event()
        self._failures: dict[str, deque[Failure]] = defaultdict(deque)
        self._news = threading.Condition()
        self._server = LineServer(("127.0.0.1", port), LineHandler, routes)
        self._server.owner = self
        self.home = f"http://127.0.0.1:{self._server.server_port}"
        self._thread = threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
        self._thread.start()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, exc: BaseException | None, tb: TracebackType | None) -> None:
        self.close()

    def close(self) -> None:
        """Stop, cut what is still open, and leave no thread behind."""
        self.closing.set()
        with self._news:
            self._news.notify_all()
        self._server.shutdown()
        self._server.hang_up()
        self._server.server_close()
        self._thread.join()

    def fail(self, kind: str, failure: Failure, times: int = 1) -> None:
        """Let the next requests of a kind fail; the kinds are those of its routes."""
        self._failures[kind].extend([failure] * times)

    def seen(self, kind: str) -> list[Request]:
        """Requests of one kind, oldest first."""
        return [request for request in list(self.requests) if request.kind == kind]

    def wait_for(self, kind: str, count: int = 1, patience: float = 60.0) -> None:
        """Block until that many requests of a kind have arrived."""
        with self._news:
            if not self._news.wait_for(lambda: len(self.seen(kind)) >= count, patience):
                raise TimeoutError(f"no {count} requests of kind {kind}")

    def arrived(self, request: Request) -> Failure | None:
        """Note a request; gives what shall go wrong with it."""
        with self._news:
            self.requests.append(request)
            self._news.notify_all()
            queue = self._failures[request.kind]
            return queue.popleft() if queue else None

    @abstractmethod
    def answer(self, request: Request) -> Answer | Stream:
        """Carry a request out."""


class LineServer(ThreadingHTTPServer):
    """Knows its connections, so that it can cut them and wait for their threads."""

    daemon_threads = True
    request_queue_size = 64
    owner: LoopbackService

    def __init__(
        self, address: tuple[str, int], handler: type[BaseHTTPRequestHandler], routes: Routes = _ROUTES
    ) -> None:
        self.routes = routes
        self._lines: list[tuple[socket.socket, threading.Thread]] = []
        super().__init__(address, handler)

    def process_request(self, request: Any, client_address: Any) -> None:
        thread = threading.Thread(target=self.process_request_thread, args=(request, client_address), daemon=True)
        self._lines = [(line, worker) for line, worker in self._lines if worker.is_alive()]
        self._lines.append((request, thread))
        thread.start()

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that went away is part of the play; anything else is a fault of the server and goes to stderr."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)

    def hang_up(self) -> None:
        for line, _ in self._lines:
            with contextlib.suppress(OSError):
                line.shutdown(socket.SHUT_RDWR)
        for _, worker in self._lines:
            worker.join()


class LineHandler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self._serve()

    def do_POST(self) -> None:
        self._serve()

    def log_message(self, *args: object) -> None:
        """Nothing: the requests are kept."""

    def _serve(self) -> None:
        owner = cast("LineServer", self.server).owner
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        request = Request(self._kind(), self.command, self.path, headers, body)
        failure = owner.arrived(request)
        if failure is None or failure.processed:
            answer = owner.answer(request)
        if failure is None:
            self._send(answer)
        else:
            self._fail(failure, owner)

    def _kind(self) -> str:
        path = urlsplit(self.path).path
        routes = cast("LineServer", self.server).routes
        found = (kind for kind, method, pattern in routes if self.command == method and re.fullmatch(pattern, path))
        return next(found, "unknown")

    def _fail(self, failure: Failure, owner: LoopbackService) -> None:
        self.close_connection = failure.how != "answer"
        match failure.how:
            case "answer":
                self._send(answer_of(failure))
            case "silence":
                owner.closing.wait()
            case "cut":
                self._head(answer_of(failure), (("Content-Length", "1000"),))
                self.wfile.write(b'{"id": "')
            case "drip":
                self._head(Answer(200, b""), (("Content-Length", "1000000"),))
                with contextlib.suppress(OSError):
                    while not owner.closing.wait(0.02):
                        self.wfile.write(b" ")

    def _send(self, answer: Answer | Stream) -> None:
        if isinstance(answer, Stream):
            self._send_pieces(answer)
            return
        lengths = [("Content-Length", str(len(answer.body)))]
        given = {name for name, _ in answer.headers}
        self.close_connection = "Content-Length" in given
        self._head(answer, tuple(pair for pair in lengths if pair[0] not in given))
        self.wfile.write(answer.body)

    def _send_pieces(self, stream: Stream) -> None:
        self.close_connection = True
        self._head(Answer(200, b"", stream.content_type), (("Transfer-Encoding", "chunked"),))
        with contextlib.suppress(ConnectionError):
            for piece in stream.pieces:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(piece), piece))
            self.wfile.write(b"0\r\n\r\n")

    def _head(self, answer: Answer, more: tuple[tuple[str, str], ...]) -> None:
        self.send_response_only(answer.status)
        self.send_header("Date", formatdate(usegmt=True))
        self.send_header("Content-Type", answer.content_type)
        for name, value in (*answer.headers, *more):
            self.send_header(name, value)
        self.end_headers()
