"""A real HTTP server on loopback that speaks OpenAI's chat completions and image generations, good days and bad.

What one chat says is a ``Reply``, what one picture is a ``Drawn``, what goes wrong with one request a ``Failure``; all
are queued by the test. All requests are kept.
"""

import base64
import json
from collections import Counter, deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any, Literal

import pytest

from tests.servers.replicate_http import Answer, LoopbackService, Request, Stream, answer_of, form_of
from tests.servers.replicate_jobs import picture, pieces_of
from tests.servers.replicate_script import Failure

KEY = "sk-loopback"

_ROUTES = (
    ("chat", "POST", r"/v1/chat/completions"),
    ("image", "POST", r"/v1/images/generations"),
    ("edit", "POST", r"/v1/images/edits"),
    ("models", "GET", r"/v1/models"),
    ("file", "GET", r"/files/.+"),
)


@dataclass(frozen=True, slots=True)
class Reply:
    """What one chat says.

    Attributes:
        how: streamed; or at once, though a stream was asked for; or streamed without a last word; or with no reason to
            end; or cut in the middle; or held there for ever; or ended by an error, a limit, a filter or a refusal in
            the middle; or no text at all; or lines that are no JSON; or text without end.
        size: bytes of a piece on the wire.
        newline: between the lines of an event.
        pings: comments that keep the line awake between events.
    """

    text: str = ""
    how: Literal[
        "stream", "at_once", "no_done", "no_reason", "cut", "hold", "error", "length", "content_filter", "refusal",
        "nothing", "garbage", "endless",
    ] = "stream"  # fmt: skip
    size: int = 61
    newline: str = "\n"
    pings: bool = False


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one picture is: in the answer, or at an address here, or elsewhere; or no picture; or nothing at all."""

    how: Literal["b64", "url", "away", "junk", "page", "none"] = "b64"
    kind: Literal["png", "jpeg", "webp"] = "png"


def error(status: int, message: str, code: str = "", header: str = "") -> Failure:
    """An error as OpenAI words it; ``header`` says when to come again."""
    body = json.dumps({"error": {"message": message, "type": "invalid_request_error", "param": None, "code": code}})
    return Failure(status, body, (("Retry-After", header),) if header else ())


class OpenAIServer(LoopbackService):
    """The service.

    Attributes:
        url: its address up to ``/v1``.
        key: what it asks for, empty for nothing.
        takes_schema: whether it knows ``response_format``.
        models: that it lists.
        sent: the pictures that came along with each order to change one.
        charged: pictures that cost money, by prompt: all that were ordered and drawn.
    """

    def __init__(self, key: str = KEY) -> None:
        self.key = key
        self.takes_schema = True
        self.models = ["bard"]
        self.sent: list[list[bytes]] = []
        self.charged: Counter[str] = Counter()
        self._replies: deque[Reply] = deque()
        self._drawn: deque[Drawn] = deque()
        super().__init__(routes=_ROUTES)

    @property
    def url(self) -> str:
        return f"{self.home}/v1"

    def say(self, *replies: Reply) -> None:
        """Queue what the next chats say, one each; the last one goes on being said."""
        self._replies.extend(replies)

    def draw(self, *drawn: Drawn) -> None:
        """Queue what the next pictures are, one each."""
        self._drawn.extend(drawn)

    def answer(self, request: Request) -> Answer | Stream:
        """Carry a request out."""
        if request.kind == "file":
            return Answer(200, picture((64, 64), (9, 99, 199), "png"), "image/png")
        if self.key and request.headers.get("authorization") != f"Bearer {self.key}":
            return answer_of(error(401, f"Incorrect API key provided: {request.headers.get('authorization')}"))
        with self._news:
            match request.kind:
                case "chat":
                    found: Answer | Stream = self._chat(json.loads(request.body))
                case "image":
                    found = self._image(json.loads(request.body))
                case "edit":
                    found = self._edit(request)
                case "models":
                    listed = [{"id": name, "object": "model"} for name in self.models]
                    found = Answer(200, {"object": "list", "data": listed})
                case _:
                    found = answer_of(error(404, "Unknown request URL"))
        return found

    def _chat(self, body: dict[str, Any]) -> Answer | Stream:
        if "response_format" in body and not self.takes_schema:
            return answer_of(error(400, "'response_format' of type 'json_schema' is not supported with this model."))
        reply = self._replies.popleft() if len(self._replies) > 1 else self._replies[0]
        if reply.how == "at_once":
            choice = {"index": 0, "message": {"role": "assistant", "content": reply.text}, "finish_reason": "stop"}
            return Answer(200, {"object": "chat.completion", "choices": [choice]})
        return Stream(self._pieces(reply))

    def _pieces(self, reply: Reply) -> Iterator[bytes]:
        """The events cut where it suits nobody."""
        rest = b""
        for event in self._events(reply):
            rest += event
            while len(rest) >= reply.size:
                yield rest[: reply.size]
                rest = rest[reply.size :]
        if rest:
            yield rest
        if reply.how == "hold":
            self.closing.wait()
        if reply.how in {"cut", "hold"}:
            raise ConnectionError

    def _events(self, reply: Reply) -> Iterator[bytes]:
        def event(document: object) -> bytes:
            data = document if isinstance(document, str) else json.dumps(document, ensure_ascii=False)
            ping = f": keep-alive{reply.newline}{reply.newline}" if reply.pings else ""
            return f"{ping}data: {data}{reply.newline}{reply.newline}".encode()

        def choice(reason: str | None = None, **delta: str) -> bytes:
            return event({"object": "chat.completion.chunk", "choices": [{"delta": delta, "finish_reason": reason}]})

        pieces = pieces_of(reply.text) if reply.how != "nothing" else []
        yield choice(role="assistant", content="")
        for piece in pieces if reply.how in {"stream", "no_done", "no_reason"} else pieces[: len(pieces) // 2]:
            yield choice(content=piece)
        match reply.how:
            case "cut" | "hold":
                return
            case "garbage":
                yield event("{not json")
            case "error":
                yield event({"error": {"message": "The server had an error", "type": "server_error"}})
            case "refusal":
                yield choice(refusal="I can't help with that.")
            case "endless":
                while not self.closing.is_set():
                    yield choice(content="x" * 50_000)
            case "length" | "content_filter":
                yield choice(reply.how)
            case "no_reason":
                pass
            case _:
                yield choice("stop")
        yield event({"choices": [], "usage": {"total_tokens": 7}})
        if reply.how != "no_done":
            yield event("[DONE]")

    def _edit(self, request: Request) -> Answer:
        form = form_of(request)
        files = [content for name, (file, content) in form.items() if file and name.startswith("image")]
        if not files:
            return answer_of(error(400, "You must provide an image."))
        self.sent.append(files)
        return self._image({name: content.decode() for name, (file, content) in form.items() if not file})

    def _image(self, body: dict[str, Any]) -> Answer:
        drawn = self._drawn.popleft() if self._drawn else Drawn()
        self.charged[body["prompt"]] += 1
        width, height = (int(side) for side in body.get("size", "1024x1024").split("x"))
        data = picture((width // 8, height // 8), (9, 99, 199), drawn.kind)
        match drawn.how:
            case "b64":
                found: dict[str, Any] = {"b64_json": base64.b64encode(data).decode()}
            case "junk":
                found = {"b64_json": "!!!"}
            case "page":
                found = {"b64_json": base64.b64encode(b"<html></html>").decode()}
            case "url":
                found = {"url": f"{self.home}/files/picture.png"}
            case "away":
                found = {"url": "file:///etc/passwd"}
            case _:
                return Answer(200, {"created": 1, "data": []})
        return Answer(200, {"created": 1, "data": [found], "usage": {"total_tokens": 7}})


@pytest.fixture
def openai_server() -> Iterator[OpenAIServer]:
    """The service on a good day."""
    with OpenAIServer() as server:
        yield server
