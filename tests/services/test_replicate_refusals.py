"""What the service says no with, and what a creator reads."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest

from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import (
    BILLING,
    CUT,
    GARBAGE,
    HANG_UP,
    NOT_FOUND,
    NOT_PERMITTED,
    SILENCE,
    UNAUTHENTICATED,
    Failure,
    html,
    problem,
    throttled,
)
from vidstudio.core.images import ImageRequest
from vidstudio.core.job import AspectRatio
from vidstudio.errors import BillingRequired, ImageServiceError, ServiceBusy, ServiceUnreachable, TokenRefused
from vidstudio.services.images.replicate import Replicate
from vidstudio.services.images.service import AnswerLost

FOX = ImageRequest("a fox", AspectRatio.WIDE, "black-forest-labs/flux-schnell", 7)


@pytest.fixture
def server() -> Iterator[ReplicateServer]:
    with ReplicateServer() as server:
        yield server


@pytest.fixture
def service(server: ReplicateServer) -> Iterator[Replicate]:
    with Replicate(TOKEN, server.url, timeout=5) as service:
        yield service


def refused(service: Replicate, server: ReplicateServer, failure: Failure) -> ImageServiceError:
    """The error an order meets; no failure below may cost money or be tried again by itself."""
    server.fail("create", failure)
    with pytest.raises(ImageServiceError) as caught:
        service.submit(FOX)
    assert len(server.seen("create")) == 1
    assert server.created == 0
    return caught.value


def test_a_refused_token(service: Replicate, server: ReplicateServer) -> None:
    error = refused(service, server, UNAUTHENTICATED)
    assert isinstance(error, TokenRefused)
    assert "valid authentication token" in error.message
    assert "settings" in error.hint


def test_a_forbidden_account(service: Replicate, server: ReplicateServer) -> None:
    assert isinstance(refused(service, server, problem(403, "Your account is disabled")), TokenRefused)


def test_no_billing(service: Replicate, server: ReplicateServer) -> None:
    error = refused(service, server, BILLING)
    assert isinstance(error, BillingRequired)
    assert "billing" in error.hint


def test_an_unknown_model(service: Replicate, server: ReplicateServer) -> None:
    error = refused(service, server, NOT_FOUND)
    assert "no such model" in error.message
    assert not isinstance(error, ServiceUnreachable)


def test_not_permitted_may_be_the_token(service: Replicate, server: ReplicateServer) -> None:
    error = refused(service, server, NOT_PERMITTED)
    assert "does not exist" in error.message
    assert "token" in error.hint


def test_invalid_fields_are_named_in_words(service: Replicate, server: ReplicateServer) -> None:
    detail = "- input: prompt is required\n- input.num_inference_steps: Must be less than or equal to 4\n"
    error = refused(service, server, problem(422, detail, title="Input validation failed", invalid_fields=[]))
    assert "prompt is required; num_inference_steps: Must be less than or equal to 4." in error.message


def test_the_real_validation_is_read(service: Replicate, server: ReplicateServer) -> None:
    with pytest.raises(ImageServiceError, match="prompt is required"):
        service.submit(ImageRequest("", AspectRatio.WIDE, FOX.model, 1))


def test_a_list_of_faults_is_read(service: Replicate, server: ReplicateServer) -> None:
    body = '{"detail": [{"loc": ["body", "input"], "msg": "not a valid URL", "type": "value_error"}]}'
    assert "not a valid URL" in refused(service, server, Failure(422, body)).message


@pytest.mark.parametrize("body", ["", "null", '"no"', "[1, 2]", "{not json", "<html>"])
def test_a_refusal_without_sense_is_still_a_refusal(service: Replicate, server: ReplicateServer, body: str) -> None:
    assert "400" in refused(service, server, Failure(400, body)).message


@pytest.mark.parametrize(
    ("failure", "seconds"),
    [
        (throttled("7"), 7.0),
        (throttled(body=9), 9.0),
        (throttled("3", body=9), 3.0),
        (throttled("86400"), 60.0),
        (throttled("-4"), 0.0),
        (throttled("soon", body=8), 8.0),
        (throttled(), 5.0),
        (throttled(body=float("nan")), 5.0),
        (throttled(format_datetime(datetime.now(UTC) + timedelta(days=2), usegmt=True)), 60.0),
        (throttled("Wed, 21 Oct 2015 07:28:00 GMT"), 0.0),
        (html(429), 5.0),
    ],
)
def test_too_many_requests_say_when_to_come_again(
    service: Replicate, server: ReplicateServer, failure: Failure, seconds: float
) -> None:
    error = refused(service, server, failure)
    assert isinstance(error, ServiceBusy)
    assert error.retry_after == seconds


def test_a_busy_service_is_not_slept_on_by_the_client(service: Replicate, server: ReplicateServer) -> None:
    order = service.submit(FOX)
    server.fail("get", throttled("60"), times=10)
    with pytest.raises(ServiceBusy):
        service.poll(order.id)
    assert len(server.seen("get")) == 1


@pytest.mark.parametrize(
    "failure", [html(500), html(502), html(503), html(504), html(302), problem(500, "oops"), HANG_UP, CUT, GARBAGE]
)
def test_a_poll_that_fails_is_worth_another_try(service: Replicate, server: ReplicateServer, failure: Failure) -> None:
    order = service.submit(FOX)
    server.fail("get", failure)
    with pytest.raises(ServiceUnreachable) as caught:
        service.poll(order.id)
    assert not isinstance(caught.value, AnswerLost)
    assert len(server.seen("get")) == 1
    assert service.poll(order.id).id == order.id


@pytest.mark.parametrize("kind", ["get", "cancel", "list", "account"])
def test_silence_has_an_end_everywhere(service: Replicate, server: ReplicateServer, kind: str) -> None:
    order = service.submit(FOX)
    server.fail(kind, SILENCE)
    with Replicate(TOKEN, server.url, timeout=0.1) as hasty:
        calls = {
            "get": lambda: hasty.poll(order.id),
            "cancel": lambda: hasty.cancel(order.id),
            "list": lambda: hasty.find(FOX, datetime.now(UTC)),
            "account": hasty.account,
        }
        with pytest.raises(ServiceUnreachable, match="too long"):
            calls[kind]()


@pytest.mark.parametrize("body", ["[]", "7", "{}", '{"id": 7, "status": "starting"}', '{"id": "x"}', '{"results": {}}'])
def test_answers_that_are_no_predictions(service: Replicate, server: ReplicateServer, body: str) -> None:
    for kind in ("get", "list", "account", "create"):
        server.fail(kind, Failure(200, body))
    with pytest.raises(ServiceUnreachable, match="unreadable"):
        service.poll("x")
    with pytest.raises(ServiceUnreachable, match="unreadable"):
        service.find(FOX, datetime.now(UTC))
    with pytest.raises(ServiceUnreachable, match="unreadable"):
        service.account()
    with pytest.raises(AnswerLost, match="unreadable"):
        service.submit(FOX)


def test_an_unknown_prediction(service: Replicate) -> None:
    with pytest.raises(ImageServiceError, match="does not know this picture") as caught:
        service.poll("nosuchprediction")
    assert not isinstance(caught.value, ServiceUnreachable)
