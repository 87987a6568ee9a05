"""The token goes into one header, for the service alone, and nowhere else."""

import logging
import traceback
from collections.abc import Iterator

import pytest

from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import HANG_UP, Behaviour, html, problem
from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest
from vidstudio.core.job import AspectRatio
from vidstudio.errors import ImageServiceError, InputRefused, TokenRefused
from vidstudio.services.images.follow import follow
from vidstudio.services.images.replicate import Replicate

SECRET = "r8_verySecretIndeed"
FOX = ImageRequest("a fox", AspectRatio.WIDE, "black-forest-labs/flux-schnell", 7)


@pytest.fixture
def server() -> Iterator[ReplicateServer]:
    with ReplicateServer(token=SECRET) as server:
        yield server


def test_blanks_around_a_token_do_not_matter(server: ReplicateServer) -> None:
    with Replicate(f"  {SECRET}\n", server.url) as service:
        assert service.account()
    assert server.requests[0].headers["authorization"] == f"Bearer {SECRET}"


@pytest.mark.parametrize(
    "token", ["", "  \n", "r8_two words", "r8_line\nbreak", "r8_tab\there", "r8_schlüssel", "r8_\x00x"]
)
def test_what_can_not_be_a_token_is_refused_without_repeating_it(token: str) -> None:
    with pytest.raises(TokenRefused) as caught:
        Replicate(token)
    shown = "".join(traceback.format_exception(caught.value)) + caught.value.hint + repr(caught.value)
    assert not token.strip() or token.strip() not in shown
    assert "settings" in caught.value.hint


def test_the_environment_changes_nothing(server: ReplicateServer, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy", "REPLICATE_BASE_URL"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    monkeypatch.setenv("REPLICATE_API_TOKEN", "r8_fromElsewhere")
    monkeypatch.setenv("SSL_CERT_FILE", "/nowhere/certificates.pem")
    with Replicate(SECRET, server.url) as service:
        order = service.submit(FOX)
        data = service.fetch(follow(service, order.id, Control(), interval=0.001), Control())
    assert data.startswith(b"\x89PNG")
    assert {request.headers["authorization"] for request in server.requests} == {f"Bearer {SECRET}"}


def test_no_log_line_no_error_and_no_repr_shows_it(server: ReplicateServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    caplog.set_level(logging.INFO, logger="httpx")
    shown = []
    with Replicate(SECRET, server.url, pause=0.001) as service:
        order = service.submit(FOX)
        for failure in (html(503), HANG_UP):
            server.fail("get", failure)
            server.fail("file", failure)
        prediction = follow(service, order.id, Control(), interval=0.001)
        service.fetch(prediction, Control())
        for failure in (problem(401, f"bad token {SECRET}"), problem(418, f"Bearer {SECRET}"), HANG_UP, html(502)):
            server.fail("account", failure)
            with pytest.raises(ImageServiceError) as caught:
                service.account()
            logging.getLogger("test").error("failed", exc_info=caught.value)
            shown += ["".join(traceback.format_exception(caught.value)), caught.value.hint, repr(caught.value)]
        shown += [repr(service), str(service), repr(service._client), repr(service._downloader)]
    assert "HTTP Request" in caplog.text, "httpx does log, so the absence below means something"
    assert SECRET not in caplog.text
    assert SECRET not in "".join(shown)
    assert any("bad token …" in text for text in shown)


@pytest.mark.parametrize(
    "url",
    ["http://example.com", "ftp://example.com", "https://me:word@example.com", "replicate", "https://", "http://[::"],
)
def test_an_address_the_token_must_not_go_to(url: str) -> None:
    with pytest.raises(InputRefused, match="address"):
        Replicate(SECRET, url)


def test_a_canceled_or_failed_prediction_keeps_it_too(server: ReplicateServer) -> None:
    server.next(Behaviour(end="failed", error="NSFW content detected"))
    with Replicate(SECRET, server.url) as service:
        prediction = follow(service, service.submit(FOX).id, Control(), interval=0.001)
    assert SECRET not in repr(prediction)
