"""Exchanges recorded from the live service, played back to the real client: what this program makes of each of them.

``VIDSTUDIO_REPLICATE_RECORDINGS`` names a folder of JSON files, each a list of exchanges: ``request`` with ``method``,
``host``, ``path``, ``query`` and ``body``, ``response`` with ``status``, ``headers`` and ``text`` or ``b64``. The
recordings are no part of the project.
"""

import base64
import json
import os
import re
import threading
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlsplit

import pytest

from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest, Prediction, PredictionStatus
from vidstudio.core.job import AspectRatio
from vidstudio.errors import ImageServiceError, TokenRefused
from vidstudio.services.images.follow import follow
from vidstudio.services.images.replicate import Replicate
from vidstudio.services.images.schema import read_model

VARIABLE = "VIDSTUDIO_REPLICATE_RECORDINGS"
FOLDER = Path(os.environ.get(VARIABLE, "")) if os.environ.get(VARIABLE) else None
FILES = sorted(FOLDER.glob("*.json")) if FOLDER else []
API = "api.replicate.com"

pytestmark = pytest.mark.skipif(not FILES, reason=f"${VARIABLE} names no folder with recorded exchanges")


@dataclass(frozen=True, slots=True)
class Exchange:
    """One request and its answer."""

    method: str
    host: str
    path: str
    body: str
    status: int
    content_type: str
    content: bytes

    @property
    def document(self) -> dict[str, Any]:
        """The answer, empty where it is no JSON object."""
        try:
            found = json.loads(self.content)
        except ValueError:
            return {}
        return found if isinstance(found, dict) else {}


def exchanges(file: Path) -> list[Exchange]:
    """All of a file, in their order."""
    return [_exchange(each["request"], each["response"]) for each in json.loads(file.read_text("utf-8"))]


def _exchange(request: dict[str, Any], response: dict[str, Any]) -> Exchange:
    content = base64.b64decode(response["b64"]) if response.get("b64") else (response.get("text") or "").encode()
    kind = response.get("headers", {}).get("content-type", "application/json")
    return Exchange(
        request["method"], request["host"], request["path"], request["body"] or "", response["status"], kind, content
    )


class Playback(ThreadingHTTPServer):
    """Answers each request with what was recorded for its method and path, one after the other, the last for ever."""

    daemon_threads = True

    def __init__(self, recorded: list[Exchange]) -> None:
        super().__init__(("127.0.0.1", 0), _Player)
        self.url = f"http://127.0.0.1:{self.server_port}"
        self.missing: list[str] = []
        self._queues: dict[tuple[str, str], list[Exchange]] = defaultdict(list)
        for each in recorded:
            self._queues[each.method, each.path if each.host == API else f"/{each.host}{each.path}"].append(each)
        self._hosts = {each.host for each in recorded}
        self._thread = threading.Thread(target=self.serve_forever, kwargs={"poll_interval": 0.005}, daemon=True)
        self._thread.start()

    def __exit__(self, *args: object) -> None:
        self.shutdown()
        self.server_close()
        self._thread.join()

    def answer(self, method: str, path: str) -> tuple[int, str, bytes]:
        """Status, type and body, with the addresses of recorded hosts leading here."""
        queue = self._queues.get((method, path), [])
        if not queue:
            self.missing.append(f"{method} {path}")
            return 404, "application/json", b'{"title": "Not Found", "detail": "was not recorded", "status": 404}'
        found = queue.pop(0) if len(queue) > 1 else queue[0]
        content = found.content
        for host in self._hosts:
            here = self.url if host == API else f"{self.url}/{host}"
            content = content.replace(f"https://{host}".encode(), here.encode())
        return found.status, found.content_type, content


class _Player(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._play()

    def do_POST(self) -> None:
        self._play()

    def log_message(self, *args: object) -> None:
        """Nothing: what was not recorded is kept."""

    def _play(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length") or 0))
        server = cast("Playback", self.server)
        status, kind, content = server.answer(self.command, urlsplit(self.path).path)
        self.send_response_only(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)


def asked(each: Exchange) -> ImageRequest:
    """What this program would have asked for to make that request."""
    body = json.loads(each.body)
    official = re.fullmatch(r"/v1/models/([^/]+/[^/]+)/predictions", each.path)
    model = official.group(1) if official else f"recorded/model:{body['version']}"
    inputs = body.get("input", {})
    return ImageRequest(inputs.get("prompt", "A fox"), AspectRatio.SQUARE, model, inputs.get("seed", 7))


def ordered(each: Exchange) -> bool:
    return each.host == API and each.method == "POST" and each.path.endswith("/predictions")


def check(told: Prediction, each: Exchange) -> None:
    """That a prediction says what was recorded of it."""
    document = each.document
    assert told.id == document["id"]
    known = {status.value for status in PredictionStatus}
    assert told.status == document["status"] or document["status"] not in known
    assert told.finished == (document["status"] not in {"starting", "processing"})
    output = document.get("output")
    texts = output if isinstance(output, list) else [output]
    addresses = [text for text in texts if isinstance(text, str) and text.startswith(("https:", "data:"))]
    assert len(told.outputs) == len(addresses)
    seconds = (document.get("metrics") or {}).get("predict_time")
    assert told.predict_seconds == seconds
    if document["status"] in {"succeeded", "processing"} or seconds:
        assert told.charged
    if document["status"] == "starting":
        assert not told.charged


def steps(service: Replicate, recorded: list[Exchange]) -> Iterator[tuple[Exchange, Prediction]]:
    """Each exchange that this program takes part in, once more, with what it makes of it."""
    for each in recorded:
        prediction = re.fullmatch(r"/v1/predictions/([^/]+)(/cancel)?", each.path)
        if ordered(each) and each.status < 300:
            yield each, service.submit(asked(each))
        elif ordered(each):
            with pytest.raises(TokenRefused if each.status == 401 else ImageServiceError):
                service.submit(asked(each))
        elif prediction and each.host == API:
            call = service.cancel if prediction.group(2) else service.poll
            yield each, call(prediction.group(1))


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_recorded_model_says_what_it_takes(file: Path) -> None:
    recorded = [each for each in exchanges(file) if "/models/" in each.path and each.method == "GET"]
    with Playback(recorded) as playback, Replicate("r8_recorded", playback.url, timeout=5.0) as service:
        for each in recorded:
            _, _, _, owner, name, *rest = each.path.split("/")
            model_id = f"{owner}/{name}" + (f":{rest[1]}" if rest else "")
            document = service.describe(model_id)
            assert document.get("url") == each.document.get("url")
            read = read_model(model_id, document)
            if read is not None:
                assert read.id == model_id
        assert not playback.missing


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.stem)
def test_each_recorded_answer_is_understood(file: Path) -> None:
    recorded = exchanges(file)
    with Playback(recorded) as playback, Replicate("r8_recorded", playback.url, timeout=5.0) as service:
        for each, told in steps(service, recorded):
            check(told, each)
        assert not playback.missing


def followed(recorded: list[Exchange]) -> list[tuple[Exchange, Exchange]]:
    """Orders that were asked for until they ended, each with what was told of it last."""
    told = {each.document.get("id"): each for each in recorded if each.path.startswith("/v1/predictions/")}
    ends = [(each, told.get(each.document.get("id"))) for each in recorded if ordered(each) and each.status < 300]
    return [(order, end) for order, end in ends if end is not None and end.method == "GET"]


@pytest.mark.parametrize("file", [file for file in FILES if followed(exchanges(file))], ids=lambda file: file.stem)
def test_what_was_ordered_is_followed_to_its_end(file: Path) -> None:
    recorded = exchanges(file)
    with Playback(recorded) as playback, Replicate("r8_recorded", playback.url, timeout=5.0) as service:
        for order, end in followed(recorded):
            made = follow(service, service.submit(asked(order)).id, Control(), interval=0.001)
            check(made, end)
            if any(address.startswith(playback.url) for address in made.outputs):
                assert service.fetch(made, Control())
        assert not playback.missing
