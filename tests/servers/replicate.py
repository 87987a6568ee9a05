"""A real HTTP server on loopback that answers as Replicate does, good days and bad.

It follows the public HTTP reference and recorded answers: fields not known yet are absent, the listing has pages,
errors are problem documents. What one prediction does is a ``Behaviour``, what goes wrong with one request a
``Failure``; both are queued by the test. All requests are kept, and what would have been charged is counted.

It also runs by itself (``python -m tests.servers.replicate --speed 2``), for tests that kill the program and look
whether everything paid for comes back. Then ``GET /_state`` tells the counts, and ``POST /_next`` and ``POST /_fail``
queue behaviours and failures as JSON.
"""

import argparse
import base64
import contextlib
import hashlib
import json
import math
import random
import re
import string
import threading
from collections import deque
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from tests.servers.replicate_http import Answer, LoopbackService, Request, Stream, answer_of, form_of
from tests.servers.replicate_jobs import (
    SCHEMAS,
    TEXT_SCHEMAS,
    Job,
    color_of,
    faults_of,
    invalid,
    logs_of,
    moment_now,
    openapi_of,
    picture,
    pieces_of,
    sides,
    text_faults_of,
)
from tests.servers.replicate_media import (
    MEDIA_SCHEMAS,
    VERSIONS,
    clip,
    cost_of,
    is_sound,
    media_faults_of,
    seconds_of,
    sound,
)
from tests.servers.replicate_script import NOT_FOUND, NOT_PERMITTED, UNAUTHENTICATED, Behaviour, Failure, problem

TOKEN = "r8_loopback"
USER = "ada"


class ReplicateServer(LoopbackService):
    """The service.

    Attributes:
        url: its address, for ``base_url``.
        behaviour: what predictions do that have no behaviour queued with ``next``.
        page_size: predictions on a page of the listing.
        uploads: files that were brought, by their address.
    """

    def __init__(self, port: int = 0, behaviour: Behaviour | None = None, token: str = TOKEN) -> None:
        self.behaviour = behaviour or Behaviour()
        self.page_size = 100
        self.uploads: dict[str, bytes] = {}
        self._token = token
        self._behaviours: deque[Behaviour] = deque()
        self._jobs: dict[str, Job] = {}
        super().__init__(port)

    @property
    def url(self) -> str:
        return self.home

    def next(self, *behaviours: Behaviour) -> None:
        """Queue what the next predictions do, one each."""
        self._behaviours.extend(behaviours)

    @property
    def created(self) -> int:
        """Predictions that were ordered."""
        return len(self._jobs)

    @property
    def charged(self) -> int:
        """Predictions that cost money."""
        return sum(job.charged for job in self._jobs.values())

    @property
    def bill(self) -> Decimal:
        """US dollars that were charged."""
        return sum((self.cost(job_id) for job_id in list(self._jobs)), Decimal(0))

    def cost(self, job_id: str) -> Decimal:
        """US dollars that one prediction cost."""
        job = self._jobs[job_id]
        return cost_of(job.model, job.inputs, job.behaviour.predict_time) if job.charged else Decimal(0)

    def inputs(self, job_id: str) -> dict[str, Any]:
        """What a prediction was given."""
        return self._jobs[job_id].inputs

    def picture_sent(self, job_id: str) -> bytes:
        """The picture that a clip was to begin with, however it was sent."""
        schema, inputs = MEDIA_SCHEMAS[self._jobs[job_id].model], self._jobs[job_id].inputs
        address = next(str(inputs[name]) for name, rule in schema.items() if rule == "picture")
        return self.sent(address)

    @property
    def ids(self) -> list[str]:
        """All predictions, oldest first."""
        return list(self._jobs)

    def status(self, job_id: str) -> str:
        """A prediction's status as it was last told."""
        return self._jobs[job_id].status

    def remove_data(self, job_id: str) -> None:
        """What the service does an hour after the end."""
        self._jobs[job_id].data_removed = True

    def backdate(self, job_id: str, age: timedelta) -> None:
        """Let a prediction have been ordered earlier."""
        self._jobs[job_id].created -= age

    def answer(self, request: Request) -> Answer | Stream:
        """Carry a request out."""
        if request.kind == "file":
            return self._file(request)
        if request.kind == "script":
            return self._script(request)
        if request.headers.get("authorization") not in {f"Bearer {self._token}", f"Token {self._token}"}:
            return answer_of(UNAUTHENTICATED)
        with self._news:
            return self._stream(request) if request.kind == "stream" else _ACTIONS[request.kind](self, request)

    def _create(self, request: Request) -> Answer:
        body = json.loads(request.body)
        owner_name = re.fullmatch(r"/v1/models/([^/]+/[^/]+)/predictions", request.path)
        version = "hidden" if owner_name else str(body.get("version", ""))
        model = owner_name.group(1) if owner_name else VERSIONS.get(version, "community/model")
        official = {*SCHEMAS, *TEXT_SCHEMAS, *MEDIA_SCHEMAS} - {*VERSIONS.values()}
        if owner_name and model not in official:
            return answer_of(NOT_FOUND)
        if not owner_name and not re.fullmatch(r"[0-9a-f]{64}", version.rpartition(":")[2]):
            return answer_of(NOT_PERMITTED)
        inputs = body.get("input", {})
        if faults := self._faults(model, inputs):
            return answer_of(invalid(faults))
        job_id = "".join(random.choices(string.ascii_lowercase + string.digits, k=26))
        behaviour = self._behaviours.popleft() if self._behaviours else self.behaviour
        self._jobs[job_id] = Job(job_id, model, version, body["input"], behaviour, datetime.now(UTC))
        return Answer(201, self._document(self._jobs[job_id]))

    def _faults(self, model: str, inputs: dict[str, Any]) -> list[tuple[str, str]]:
        if model in TEXT_SCHEMAS:
            return text_faults_of(inputs, TEXT_SCHEMAS[model])
        if model in MEDIA_SCHEMAS:
            return media_faults_of(inputs, MEDIA_SCHEMAS[model], set(self.uploads))
        return faults_of(inputs, SCHEMAS.get(model, {}), model)

    def _get(self, request: Request) -> Answer:
        job = self._jobs.get(request.path.split("/")[3])
        if job is None:
            return answer_of(NOT_FOUND)
        job.polls += 1
        job.advance()
        return Answer(200, self._document(job))

    def _cancel(self, request: Request) -> Answer:
        job = self._jobs.get(request.path.split("/")[3])
        if job is None:
            return answer_of(NOT_FOUND)
        job.advance()
        job.stop()
        self._news.notify_all()
        return Answer(200, self._document(job))

    def _stream(self, request: Request) -> Answer | Stream:
        job = self._jobs.get(request.path.split("/")[3])
        if job is None or job.behaviour.stream in {"none", "missing"}:
            return answer_of(NOT_FOUND)
        return Stream(self._events(job))

    def _events(self, job: Job) -> Iterator[bytes]:
        """What a stream says; each event in two halves, so that letters are torn."""
        how, pieces = job.behaviour.stream, pieces_of(job.behaviour.text)
        with self._news:
            if not job.over:  # it may be stopped before its stream has begun
                job.status, job.ran = "processing", True
        yield b": hello\n\n"
        for number, piece in enumerate(pieces if how == "whole" else pieces[: len(pieces) // 2]):
            lines = "".join(f"data: {line}\n" for line in piece.split("\n"))
            event = f"event: output\nid: {number}\n{lines}\n".encode()
            middle = len(event) - 4
            yield event[:middle]
            yield event[middle:]
        if how == "cut":
            raise ConnectionError
        if how == "hold":
            with self._news:
                self._news.wait_for(lambda: job.over or self.closing.is_set(), 60)
        elif not job.over:
            job.status = "succeeded" if how == "whole" else job.behaviour.end
        if how == "error":
            yield b'event: error\ndata: {"detail": "Out of memory"}\n\n'
        reasons = {"hold": '{"reason": "canceled"}', "done_error": '{"reason": "error"}'}
        yield f"event: done\ndata: {reasons.get(how, '{}')}\n\n".encode()

    def _list(self, request: Request) -> Answer:
        cursor = int(parse_qs(urlsplit(request.path).query).get("cursor", ["0"])[0])
        jobs = sorted(self._jobs.values(), key=lambda job: job.created, reverse=True)
        page, address = jobs[cursor : cursor + self.page_size], f"{self.url}/v1/predictions?cursor="
        more = cursor + self.page_size < len(jobs)
        documents = [{k: v for k, v in self._document(job).items() if k != "logs"} for job in page]
        return Answer(
            200,
            {
                "previous": f"{address}{max(0, cursor - self.page_size)}" if cursor else None,
                "next": f"{address}{cursor + self.page_size}" if more else None,
                "results": documents,
            },
        )

    def _upload(self, request: Request) -> Answer:
        """Keep a file for a day, as the service does; what an order has by address is one of these."""
        form = form_of(request)
        name, content = form["content"]
        file_id = hashlib.sha256(content).hexdigest()[:26]
        self.uploads[f"{self.url}/v1/files/{file_id}"] = content
        now = datetime.now(UTC)
        return Answer(
            201,
            {
                "id": file_id,
                "name": name,
                "content_type": "application/octet-stream",
                "size": len(content),
                "etag": file_id,
                "checksums": {"sha256": hashlib.sha256(content).hexdigest()},
                "metadata": {},
                "created_at": now.isoformat(),
                "expires_at": (now + timedelta(days=1)).isoformat(),
                "urls": {"get": f"{self.url}/v1/files/{file_id}"},
            },
        )

    def sent(self, address: str) -> bytes:
        """The bytes of a picture that was sent along with an order."""
        if address.startswith("data:"):
            return base64.b64decode(address.partition(",")[2])
        return self.uploads[address]

    def _account(self, _request: Request) -> Answer:
        return Answer(200, {"type": "user", "username": USER, "github_url": "https://github.com/ada"})

    def _model(self, request: Request) -> Answer:
        owner, name = request.path.split("/")[3:5]
        if f"{owner}/{name}" not in SCHEMAS:
            return answer_of(NOT_FOUND)
        version = {"id": "5c" * 32, "openapi_schema": openapi_of(f"{owner}/{name}")}
        address = f"https://replicate.com/{owner}/{name}"
        return Answer(200, {"owner": owner, "name": name, "url": address, "latest_version": version})

    def _script(self, request: Request) -> Answer:
        body = json.loads(request.body or b"{}")
        if request.path == "/_next":
            self.next(Behaviour(**body))
        elif request.path == "/_fail":
            self.fail(body.pop("kind"), Failure(**{**body, "headers": tuple(body.get("headers", ()))}))
        jobs = [{"id": job.id, "status": job.status, "input": job.inputs} for job in list(self._jobs.values())]
        bill = float(self.bill)
        return Answer(200, {"created": self.created, "charged": self.charged, "bill": bill, "predictions": jobs})

    def _document(self, job: Job) -> dict[str, Any]:
        plan, address = job.behaviour, f"{self.url}/v1/predictions/{job.id}"
        document: dict[str, Any] = {
            "id": job.id,
            "model": job.model,
            "version": job.version,
            "input": {} if job.data_removed else job.inputs,
            "logs": "",
            "error": None,
            "status": job.status,
            "created_at": job.created.strftime("%Y-%m-%dT%H:%M:%S.%f") + "123Z",
            "data_removed": job.data_removed,
            "source": "api",
            "urls": {"get": address, "cancel": f"{address}/cancel", "web": f"https://replicate.com/p/{job.id}"},
        }
        if job.ran:
            document |= {"started_at": moment_now(), "logs": logs_of(job.inputs, job.share)}
        if job.over:
            document |= {"completed_at": moment_now(), "output": None, "error": plan.error}
            document["metrics"] = {"predict_time": plan.predict_time, "total_time": 1.0} if job.ran else {}
        if job.over and job.status == plan.end and plan.output != "none" and not job.data_removed:
            document["output"] = self._output(job)
        if job.model in TEXT_SCHEMAS:
            document |= self._text(job)
            if job.over and any(plan.tokens):
                document["metrics"] |= dict(zip(("input_token_count", "output_token_count"), plan.tokens, strict=True))
        if plan.stream != "none":
            document["urls"]["stream"] = f"{self.url}/v1/stream/{job.id}"
        if plan.odd:
            document |= {"urls": {"get": address, "stream": None}, "error": document["error"] and {"m": plan.error}}
            document = {k: v for k, v in document.items() if k not in {"model", "version", "logs", "metrics"}}
        return document

    def _text(self, job: Job) -> dict[str, Any]:
        """The output of a language model: the pieces it has brought forth so far."""
        pieces = pieces_of(job.behaviour.text)
        if job.over:
            whole = job.status == "succeeded" and not job.data_removed
            return {"output": pieces if whole else None}
        return {"output": pieces[: math.floor(len(pieces) * job.share)]} if job.ran else {}

    def _output(self, job: Job) -> object:
        plan, inputs = job.behaviour, job.inputs
        if plan.end != "succeeded":
            return None
        if job.model in MEDIA_SCHEMAS:
            return self._media_output(job)
        size, color = sides(inputs.get("aspect_ratio", "1:1")), color_of(inputs["prompt"], inputs.get("seed"))
        if plan.output in {"data", "octets"}:
            kind = f"image/{plan.picture}" if plan.output == "data" else "application/octet-stream"
            return f"data:{kind};base64,{base64.b64encode(picture(size, color, plan.picture)).decode()}"
        host = plan.host if plan.file != "redirect" and plan.host else self.url
        address = f"{host}/files/{plan.file}/{size[0]}x{size[1]}/{bytes(color).hex()}.{plan.picture}"
        if plan.file == "redirect":
            address += f"?to={plan.host or self.url}"
        shapes: dict[str, object] = {"list": [address], "one": address, "dict": {"mask": None, "images": [address]}}
        return shapes.get(plan.output, "no picture, only words")

    def _media_output(self, job: Job) -> object:
        """The address of a clip or a sound."""
        plan, seconds = job.behaviour, seconds_of(job.model, job.inputs)
        kind = "wav" if is_sound(job.model) else plan.film
        color = color_of(str(job.inputs.get("prompt")), job.inputs.get("seed"))
        if plan.output in {"data", "octets"}:
            content = sound(seconds) if kind == "wav" else clip(seconds, color, kind)
            return f"data:application/octet-stream;base64,{base64.b64encode(content).decode()}"
        host = plan.host if plan.file != "redirect" and plan.host else self.url
        address = f"{host}/files/{plan.file}/{seconds:.4f}/{bytes(color).hex()}.{kind}"
        if plan.file == "redirect":
            address += f"?to={plan.host or self.url}"
        shapes: dict[str, object] = {"text": "no film, only words", "dict": {"video": address}}
        return shapes.get(plan.output, address)

    def _file(self, request: Request) -> Answer:
        parts = urlsplit(request.path)
        _, _, how, size, name = parts.path.split("/")
        color, _, kind = name.partition(".")
        with_token = "authorization" in request.headers
        if how in {"redirect", "circle"}:
            to = parse_qs(parts.query)["to"][0] + parts.path.replace("redirect", "plain") if parts.query else parts.path
            return Answer(302, b"", headers=(("Location", to),))
        if how in _NO_PICTURE:
            return _NO_PICTURE[how]
        if (how == "needs" and not with_token) or (how == "forbids" and with_token):
            return answer_of(problem(403, "Forbidden"))
        red, green, blue = bytes.fromhex(color)
        if kind == "wav":
            content = sound(float(size))
        elif "x" not in size:
            content = clip(float(size), (red, green, blue), kind)
        else:
            width, height = (int(side) for side in size.split("x"))
            content = picture((width, height), (red, green, blue), kind)
        sent = content[:-50] if how in {"cut", "short"} else content
        lengths = (("Content-Length", str(len(content))),) if how == "cut" else ()
        return Answer(200, sent, f"image/{kind}", lengths)


_ACTIONS: dict[str, Callable[[ReplicateServer, Request], Answer]] = {
    "create": ReplicateServer._create,
    "get": ReplicateServer._get,
    "list": ReplicateServer._list,
    "cancel": ReplicateServer._cancel,
    "account": ReplicateServer._account,
    "upload": ReplicateServer._upload,
    "model": ReplicateServer._model,
    "unknown": lambda _server, _request: answer_of(NOT_FOUND),
}


_NO_PICTURE = {
    "expired": answer_of(NOT_FOUND),
    "page": Answer(200, b"<html>Sign in</html>", "text/html"),
    "huge": Answer(200, b"", "image/png", (("Content-Length", str(10**9)),)),
}


@pytest.fixture
def replicate_server() -> Iterator[ReplicateServer]:
    """The service on a good day."""
    with ReplicateServer() as server:
        yield server


@pytest.fixture
def replicate_in_use(replicate_server: ReplicateServer, monkeypatch: pytest.MonkeyPatch) -> ReplicateServer:
    """The service, named and paid for in the environment; asked often, and tried again at once."""
    from vidstudio.studio import generate  # noqa: PLC0415 - the service by itself needs nothing of the program

    monkeypatch.setenv("REPLICATE_BASE_URL", replicate_server.url)
    monkeypatch.setenv("REPLICATE_API_TOKEN", TOKEN)
    monkeypatch.setattr(generate, "POLL_SECONDS", 0.01)
    monkeypatch.setattr(generate, "FIRST_PAUSE", 0.001)
    return replicate_server


def main() -> None:
    """Run until it is stopped; the first line on stdout is the address."""
    parser = argparse.ArgumentParser(description="A Replicate on loopback.")
    parser.add_argument("--port", type=int, default=0)
    parser.add_argument("--speed", type=float, default=0.0, help="seconds a prediction takes; 0: a few polls")
    parser.add_argument("--token", default=TOKEN)
    options = parser.parse_args()
    with ReplicateServer(options.port, Behaviour(seconds=options.speed), options.token) as server:
        print(server.url, flush=True)  # noqa: T201
        with contextlib.suppress(KeyboardInterrupt):
            threading.Event().wait()


if __name__ == "__main__":
    main()
