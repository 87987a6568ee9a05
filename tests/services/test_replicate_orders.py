"""Ordering through the real client: what is sent, what comes back, and an order whose answer was lost."""

import json
import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pytest

from tests.servers.replicate import TOKEN, USER, ReplicateServer
from tests.servers.replicate_script import ANSWER_LOST, GARBAGE, HANG_UP, SILENCE, Behaviour, Failure, html
from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest, PredictionStatus
from vidstudio.core.job import AspectRatio
from vidstudio.errors import ImageServiceError, InputRefused, ServiceUnreachable, TokenRefused
from vidstudio.services.images.models import MODELS
from vidstudio.services.images.replicate import Replicate
from vidstudio.services.images.service import AnswerLost, ImageService

FOX = ImageRequest("a fox in the snow", AspectRatio.TALL, "black-forest-labs/flux-schnell", 7)
SEEDLESS = ImageRequest("a fox in the snow", AspectRatio.TALL, "google/imagen-4-fast", 7)
NOW = datetime.now(UTC)


@pytest.fixture
def server() -> Iterator[ReplicateServer]:
    with ReplicateServer() as server:
        yield server


@pytest.fixture
def service(server: ReplicateServer) -> Iterator[Replicate]:
    with Replicate(TOKEN, server.url) as service:
        yield service


def order_and_lose(service: Replicate, server: ReplicateServer, request: ImageRequest = FOX) -> str:
    server.fail("create", ANSWER_LOST)
    with pytest.raises(AnswerLost):
        service.submit(request)
    return server.ids[-1]


def test_is_an_image_service(service: Replicate) -> None:
    shape: ImageService = service
    assert shape.account() == USER


def test_an_order_is_answered_at_once_and_never_waits(service: Replicate, server: ReplicateServer) -> None:
    prediction = service.submit(FOX)
    assert prediction.id == server.ids[0]
    assert prediction.status is PredictionStatus.STARTING
    assert not prediction.finished
    assert not prediction.charged
    sent = server.seen("create")[0]
    assert sent.path == "/v1/models/black-forest-labs/flux-schnell/predictions"
    assert "prefer" not in sent.headers
    inputs = json.loads(sent.body)["input"]
    assert inputs["prompt"] == FOX.prompt
    assert inputs["aspect_ratio"] == "9:16"
    assert inputs["seed"] == 7


@pytest.mark.parametrize("shape", AspectRatio)
@pytest.mark.parametrize("model", MODELS, ids=lambda model: model.id)
def test_every_model_takes_what_it_is_sent(service: Replicate, model: object, shape: AspectRatio) -> None:
    name = getattr(model, "id", "")
    assert service.submit(ImageRequest("a fox", shape, name, 2**31 - 1)).status is PredictionStatus.STARTING


def test_a_community_model_is_ordered_by_its_version(service: Replicate, server: ReplicateServer) -> None:
    version = "5c" * 32
    service.submit(ImageRequest("a fox", AspectRatio.WIDE, f"ada/my-foxes:{version}", 3))
    sent = server.seen("create")[0]
    assert sent.path == "/v1/predictions"
    assert json.loads(sent.body) == {
        "version": version,
        "input": {"prompt": "a fox", "aspect_ratio": "16:9", "seed": 3},
    }


def test_a_name_that_is_no_model_is_not_even_sent(service: Replicate, server: ReplicateServer) -> None:
    with pytest.raises(InputRefused, match="foxes"):
        service.submit(ImageRequest("a fox", AspectRatio.WIDE, "foxes", 3))
    assert not server.requests


def test_an_unknown_model_is_named_as_the_reason(service: Replicate, server: ReplicateServer) -> None:
    with pytest.raises(ImageServiceError, match="no such model") as caught:
        service.submit(ImageRequest("a fox", AspectRatio.WIDE, "ada/unknown", 3))
    assert "version" in caught.value.hint
    assert server.created == 0


def test_polls_lead_from_starting_to_a_picture(service: Replicate, server: ReplicateServer) -> None:
    server.next(Behaviour(starting=1, processing=2))
    order = service.submit(FOX)
    polled = [service.poll(order.id) for _ in range(4)]
    assert [prediction.status for prediction in polled] == ["starting", "processing", "processing", "succeeded"]
    assert [prediction.fraction for prediction in polled] == [None, 0.3, 0.6, 1.0]
    assert [prediction.charged for prediction in polled] == [False, True, True, True]
    assert [len(prediction.outputs) for prediction in polled] == [0, 0, 0, 1]


def test_another_session_resumes_by_id(service: Replicate, server: ReplicateServer) -> None:
    order = service.submit(FOX)
    with Replicate(TOKEN, server.url) as later:
        while not (prediction := later.poll(order.id)).finished:
            pass
        assert later.fetch(prediction, Control()).startswith(b"\x89PNG")
    assert server.created == server.charged == 1


@pytest.mark.parametrize("failure", [ANSWER_LOST, GARBAGE, html(500), html(502), html(503), html(504)])
def test_an_order_that_may_have_arrived_is_an_answer_lost_and_is_not_repeated(
    service: Replicate, server: ReplicateServer, failure: Failure
) -> None:
    server.fail("create", failure)
    with pytest.raises(AnswerLost, match="lost"):
        service.submit(FOX)
    assert len(server.seen("create")) == 1


def test_a_silent_answer_is_given_up(server: ReplicateServer) -> None:
    server.fail("create", SILENCE)
    with Replicate(TOKEN, server.url, timeout=0.2) as service, pytest.raises(AnswerLost, match="too long"):
        service.submit(FOX)
    assert len(server.seen("create")) == 1


def test_an_answer_that_only_drips_is_given_up(server: ReplicateServer) -> None:
    server.fail("create", Failure(how="drip"))
    with Replicate(TOKEN, server.url, timeout=0.2) as service, pytest.raises(AnswerLost, match="too long"):
        service.submit(FOX)


def test_a_service_that_is_not_there_surely_got_no_order() -> None:
    with ReplicateServer() as server:
        url = server.url
    with Replicate(TOKEN, url) as service, pytest.raises(ServiceUnreachable, match="no connection") as caught:
        service.submit(FOX)
    assert not isinstance(caught.value, AnswerLost)


def test_a_lost_order_is_found_by_prompt_and_seed(service: Replicate, server: ReplicateServer) -> None:
    service.submit(ImageRequest(FOX.prompt, FOX.aspect_ratio, FOX.model, FOX.seed + 1))
    lost = order_and_lose(service, server)
    service.submit(ImageRequest(FOX.prompt, FOX.aspect_ratio, FOX.model, FOX.seed + 2))
    service.submit(ImageRequest("another", FOX.aspect_ratio, FOX.model, FOX.seed))
    found = service.find(FOX, NOW)
    assert found is not None
    assert found.id == lost


def test_a_lost_order_is_found_on_a_later_page(service: Replicate, server: ReplicateServer) -> None:
    server.page_size = 2
    lost = order_and_lose(service, server)
    for seed in range(10, 15):
        service.submit(ImageRequest("another", FOX.aspect_ratio, FOX.model, seed))
    found = service.find(FOX, NOW)
    assert found is not None
    assert found.id == lost
    assert len(server.seen("list")) == 3


def test_the_search_ends_at_what_is_too_old_to_be_it(service: Replicate, server: ReplicateServer) -> None:
    server.page_size = 2
    for seed in range(10, 20):
        server.backdate(
            service.submit(ImageRequest("another", FOX.aspect_ratio, FOX.model, seed)).id, timedelta(days=1)
        )
    assert service.find(FOX, NOW) is None
    assert len(server.seen("list")) == 1


def test_an_order_that_never_arrived_is_not_found(service: Replicate, server: ReplicateServer) -> None:
    server.fail("create", HANG_UP)
    with pytest.raises(AnswerLost):
        service.submit(FOX)
    assert service.find(FOX, NOW) is None
    assert server.created == 0


def test_a_wrong_clock_does_not_hide_a_lost_order(service: Replicate, server: ReplicateServer) -> None:
    lost = order_and_lose(service, server)
    found = service.find(FOX, NOW + timedelta(days=3))
    assert found is not None
    assert found.id == lost


def test_without_a_seed_only_a_new_and_unknown_order_is_the_lost_one(
    service: Replicate, server: ReplicateServer
) -> None:
    old, earlier = service.submit(SEEDLESS), service.submit(SEEDLESS)
    server.backdate(old.id, timedelta(days=1))  # the moment is that of the whole test run, which may be long
    assert service.find(SEEDLESS, NOW, known={earlier.id}) is None
    lost = order_and_lose(service, server, SEEDLESS)
    found = service.find(SEEDLESS, NOW, known={earlier.id})
    assert found is not None
    assert found.id == lost


def test_predictions_the_client_can_not_read_do_not_hide_a_lost_order(
    service: Replicate, server: ReplicateServer
) -> None:
    lost = order_and_lose(service, server)
    server.next(Behaviour(starting=0, processing=0, end="aborted", predict_time=0, odd=True))
    gone = service.submit(ImageRequest("another", FOX.aspect_ratio, FOX.model, 9))
    assert service.poll(gone.id).status is PredictionStatus.ABORTED
    found = service.find(FOX, NOW)
    assert found is not None
    assert found.id == lost


def test_a_listing_that_leads_elsewhere_is_not_followed(service: Replicate, server: ReplicateServer) -> None:
    with ReplicateServer() as stranger:
        page = json.dumps({"results": [], "previous": None, "next": f"{stranger.url}/v1/predictions?cursor=2"})
        server.fail("list", Failure(200, page))
        with pytest.raises(ImageServiceError, match="not its own"):
            service.find(FOX, NOW)
        assert not stranger.requests


def test_a_listing_without_end_is_given_up(service: Replicate, server: ReplicateServer) -> None:
    page = json.dumps({"results": [], "previous": None, "next": f"{server.url}/v1/predictions?cursor=0"})
    server.fail("list", Failure(200, page), times=1000)
    with pytest.raises(ServiceUnreachable, match="too many"):
        service.find(FOX, NOW)


def test_an_account_without_a_name_field_is_still_an_account(service: Replicate) -> None:
    assert service.account() == USER


def test_a_wrong_token_is_told_apart(server: ReplicateServer) -> None:
    with Replicate("r8_wrong", server.url) as service, pytest.raises(TokenRefused, match="token"):
        service.account()


def test_many_threads_share_one_service(service: Replicate, server: ReplicateServer) -> None:
    together = threading.Barrier(8)

    def run(seed: int) -> bytes:
        together.wait()
        order = service.submit(ImageRequest("a fox", AspectRatio.SQUARE, FOX.model, seed))
        while not (prediction := service.poll(order.id)).finished:
            assert prediction.id == order.id
        return service.fetch(prediction, Control())

    with ThreadPoolExecutor(8) as pool:
        pictures = set(pool.map(run, range(8)))
    assert len(pictures) == 8
    assert server.charged == 8
