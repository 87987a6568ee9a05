"""The loopback service itself: it runs in a process of its own, and leaves nothing behind."""

import json
import subprocess
import sys
import threading
import urllib.request
from pathlib import Path

import pytest

from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import SILENCE, html
from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest, PredictionStatus
from vidstudio.core.job import AspectRatio
from vidstudio.errors import ServiceUnreachable
from vidstudio.services.images.follow import follow
from vidstudio.services.images.replicate import Replicate

FOX = ImageRequest("a fox", AspectRatio.WIDE, "black-forest-labs/flux-schnell", 7)
ROOT = Path(__file__).parents[2]


def ask(url: str, body: dict[str, object] | None = None) -> dict[str, object]:
    data = None if body is None else json.dumps(body).encode()
    with urllib.request.urlopen(urllib.request.Request(url, data)) as answer:
        found: dict[str, object] = json.load(answer)
    return found


def test_closing_leaves_no_thread_even_with_open_lines() -> None:
    before = set(threading.enumerate())
    with ReplicateServer() as server, Replicate(TOKEN, server.url) as service:
        server.fail("account", SILENCE)
        with Replicate(TOKEN, server.url, timeout=0.1) as hasty, pytest.raises(ServiceUnreachable):
            hasty.account()
        assert service.submit(FOX).id == server.ids[0]
    assert set(threading.enumerate()) - before == set()


def test_the_listing_has_pages_both_ways() -> None:
    with ReplicateServer() as server, Replicate(TOKEN, server.url) as service:
        server.page_size = 2
        ids = [service.submit(FOX).id for _ in range(5)]
        first = service._client.predictions.list()
        assert first.next is not None
        second = service._client.predictions.list(first.next)
        assert second.previous is not None
        assert [found.id for found in [*first, *second]] == ids[:0:-1]
        assert [found.id for found in service._client.predictions.list(second.previous)] == [ids[4], ids[3]]


def test_what_is_not_known_yet_is_absent() -> None:
    with ReplicateServer() as server, Replicate(TOKEN, server.url) as service:
        service.submit(FOX)
        assert service._transport.answer is not None
        assert not {"output", "started_at", "completed_at", "metrics"} & service._transport.answer.keys()


def test_it_runs_in_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.servers.replicate", "--speed", "0.2"]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            url = process.stdout.readline().strip()
            with Replicate(TOKEN, url) as service:
                order = service.submit(FOX)
                assert ask(f"{url}/_state")["created"] == 1
            with Replicate(TOKEN, url) as service:
                ask(f"{url}/_fail", {"kind": "get", "status": html(503).status})
                prediction = follow(service, order.id, Control(), interval=0.01)
                assert prediction.status is PredictionStatus.SUCCEEDED
                assert service.fetch(prediction, Control()).startswith(b"\x89PNG")
                ask(f"{url}/_next", {"processing": 0, "end": "failed", "error": "NSFW"})
                assert follow(service, service.submit(FOX).id, Control(), interval=0.01).error == "NSFW"
            state = ask(f"{url}/_state")
            assert (state["created"], state["charged"]) == (2, 1)  # what failed is free
        finally:
            process.kill()
