"""Pictures from any service that speaks OpenAI's protocol, and drafts as a service of the same kind."""

import json
from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from tests.servers.openai import KEY, Drawn, OpenAIServer, error
from tests.servers.replicate_script import ANSWER_LOST, GARBAGE, HANG_UP, SILENCE, Failure, html
from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest, PredictionStatus
from vidstudio.core.job import AspectRatio
from vidstudio.errors import (
    BillingRequired,
    Canceled,
    ImageServiceError,
    InputRefused,
    PredictionFailed,
    ServiceBusy,
    ServiceUnreachable,
    TokenRefused,
)
from vidstudio.services.images.drafts import Drafts
from vidstudio.services.images.openai import OpenAIImages, size_for
from vidstudio.services.images.service import AnswerLost, ImageService, Untraceable
from vidstudio.services.web.refusals import NotTaken

FOX = ImageRequest("a fox in the snow", AspectRatio.WIDE, "openai:gpt-image-1", 7)
NOW = datetime.now(UTC)


@pytest.fixture
def service(openai_server: OpenAIServer) -> Iterator[OpenAIImages]:
    with OpenAIImages(openai_server.url, KEY, pause=0.0) as service:
        yield service


def test_both_are_image_services(service: OpenAIImages) -> None:
    shapes: list[ImageService] = [service, Drafts()]
    assert len(shapes) == 2


def test_the_picture_comes_with_the_order(service: OpenAIImages, openai_server: OpenAIServer) -> None:
    made = service.submit(FOX)
    assert (made.status, made.charged, made.finished) == (PredictionStatus.SUCCEEDED, True, True)
    assert service.poll(made.id) == service.cancel(made.id) == made
    assert service.fetch(made, Control()).startswith(b"\x89PNG")
    assert json.loads(openai_server.seen("image")[0].body) == {
        "model": "gpt-image-1", "prompt": FOX.prompt, "n": 1, "size": "1536x1024",
    }  # fmt: skip


@pytest.mark.parametrize(("kind", "start"), [("png", b"\x89PNG"), ("jpeg", b"\xff\xd8"), ("webp", b"RIFF")])
def test_each_kind_of_picture(service: OpenAIImages, openai_server: OpenAIServer, kind: str, start: bytes) -> None:
    openai_server.draw(Drawn(kind=kind))  # type: ignore[arg-type] # one of the literals
    assert service.fetch(service.submit(FOX), Control()).startswith(start)


def test_a_picture_at_an_address_is_brought_home(service: OpenAIImages, openai_server: OpenAIServer) -> None:
    openai_server.draw(Drawn("url"))
    assert service.fetch(service.submit(FOX), Control()).startswith(b"\x89PNG")
    assert openai_server.seen("file")[0].headers["authorization"] == f"Bearer {KEY}"


def test_another_host_does_not_see_the_key(service: OpenAIImages, openai_server: OpenAIServer) -> None:
    with OpenAIServer() as stranger:
        address = f"{stranger.home}/files/picture.png"
        openai_server.fail("image", Failure(200, json.dumps({"data": [{"url": address}]})))
        assert service.fetch(service.submit(FOX), Control()).startswith(b"\x89PNG")
        assert "authorization" not in stranger.seen("file")[0].headers


def test_without_a_key_none_is_sent(openai_server: OpenAIServer) -> None:
    openai_server.key = ""
    openai_server.draw(Drawn("url"))
    with OpenAIImages(openai_server.url) as service:
        service.fetch(service.submit(FOX), Control())
    assert not [request for request in openai_server.requests if "authorization" in request.headers]


NO_PICTURES = {
    "none": (PredictionFailed, "finished without a picture"),
    "junk": (ImageServiceError, "damaged"),
    "page": (ImageServiceError, "no PNG, JPEG or WebP"),
    "away": (ImageServiceError, "not safe"),
}


@pytest.mark.parametrize(("how", "kind", "words"), [(how, *rest) for how, rest in NO_PICTURES.items()])
def test_what_is_no_picture(
    service: OpenAIImages, openai_server: OpenAIServer, how: str, kind: type[Exception], words: str
) -> None:
    openai_server.draw(Drawn(how))  # type: ignore[arg-type] # one of the literals
    with pytest.raises(kind, match=words):
        service.fetch(service.submit(FOX), Control())


FAULTS: dict[str, tuple[Failure, type[Exception], str]] = {
    "wrong key": (error(401, "Incorrect API key"), TokenRefused, "does not accept the key"),
    "no money": (error(429, "Billing hard limit reached", "billing_hard_limit_reached"), BillingRequired, "payment"),
    "busy": (error(429, "Rate limit reached", header="2"), ServiceBusy, "Rate limit"),
    "indecent": (error(400, "Your request was rejected by our safety system"), NotTaken, "image model does not take"),
    "no model": (error(404, "The model does not exist"), ImageServiceError, "no such image model"),
    "an error with status 200": (Failure(200, '{"error": {"message": "no VRAM"}}'), PredictionFailed, "no VRAM"),
    "page": (html(200), AnswerLost, "unreadable"),
    "garbage": (GARBAGE, AnswerLost, "unreadable"),
    "broken": (html(500), AnswerLost, "status 500"),
    "hang up": (HANG_UP, AnswerLost, "connection broke"),
    "lost": (ANSWER_LOST, AnswerLost, "connection broke"),
    "silence": (SILENCE, AnswerLost, "too long"),
}


@pytest.mark.parametrize(("failure", "kind", "words"), FAULTS.values(), ids=FAULTS)
def test_each_fault_has_its_words_and_is_asked_once(
    openai_server: OpenAIServer, failure: Failure, kind: type[Exception], words: str
) -> None:
    openai_server.fail("image", failure)
    with OpenAIImages(openai_server.url, KEY, timeout=0.5) as service, pytest.raises(kind, match=words) as caught:
        service.submit(FOX)
    assert isinstance(caught.value, ImageServiceError)
    assert f"{caught.value.message}{caught.value.hint}".find("language") < 0
    assert len(openai_server.seen("image")) == 1


def test_a_lost_picture_is_not_found_and_an_old_one_is_told_so(
    service: OpenAIImages, openai_server: OpenAIServer
) -> None:
    openai_server.fail("image", ANSWER_LOST)
    with pytest.raises(AnswerLost):
        service.submit(FOX)
    with pytest.raises(Untraceable, match="keeps no list"):
        service.find(FOX, NOW)
    for ask in (service.poll, service.cancel):
        with pytest.raises(ImageServiceError, match="no longer to be had") as caught:
            ask("of an earlier run")
        assert not isinstance(caught.value, (ServiceBusy, ServiceUnreachable))


def test_a_picture_at_home_is_forgotten(service: OpenAIImages) -> None:
    made = service.submit(FOX)
    service.fetch(made, Control())
    with pytest.raises(ImageServiceError):
        service.poll(made.id)


def test_a_canceled_download_can_be_begun_again(service: OpenAIImages, openai_server: OpenAIServer) -> None:
    openai_server.draw(Drawn("url"))
    made, control = service.submit(FOX), Control()
    control.cancel()
    with pytest.raises(Canceled):
        service.fetch(made, control)
    assert service.fetch(service.poll(made.id), Control())


@pytest.mark.parametrize(
    ("name", "sizes"),
    [
        ("gpt-image-1-mini", ["1536x1024", "1024x1536", "1024x1024", "1024x1536", "1536x1024"]),
        ("dall-e-3", ["1792x1024", "1024x1792", "1024x1024", "1024x1024", "1792x1024"]),
        ("dall-e-2", ["1024x1024"] * 5),
        ("sd-turbo", ["1344x768", "768x1344", "1024x1024", "832x1024", "1536x640"]),
    ],
)
def test_the_nearest_size_is_asked_for(name: str, sizes: list[str]) -> None:
    shapes = [AspectRatio.WIDE, AspectRatio.TALL, AspectRatio.SQUARE, AspectRatio.PORTRAIT, AspectRatio.CINEMA]
    assert [size_for(name, shape) for shape in shapes] == sizes


@pytest.mark.parametrize("name", ["gpt-image-1", "openai:", "openai: ", "openai/gpt-image-1", ""])
def test_what_is_no_name_of_its_models(service: OpenAIImages, openai_server: OpenAIServer, name: str) -> None:
    with pytest.raises(InputRefused, match="not the name"):
        service.submit(ImageRequest("a fox", AspectRatio.WIDE, name, 3))
    assert not openai_server.requests


def test_asking_for_the_account_costs_nothing(service: OpenAIImages, openai_server: OpenAIServer) -> None:
    assert service.account() == "127.0.0.1"
    openai_server.key = "another"
    with pytest.raises(TokenRefused):
        service.account()
    assert not openai_server.seen("image")


def test_its_models_that_draw_are_listed_and_all_where_no_name_tells(
    service: OpenAIImages, openai_server: OpenAIServer
) -> None:
    assert [model.id for model in service.models()] == ["openai:bard"]
    openai_server.models = ["gpt-5-mini", "gpt-image-1", "dall-e-3", "whisper-1"]
    assert [model.id for model in service.models()] == ["openai:dall-e-3", "openai:gpt-image-1"]
    assert [(model.price, model.takes_seed) for model in service.models()] == [(None, False)] * 2
    openai_server.fail("models", Failure(200, '{"data": [{"id": 7}, 3, {}]}'))
    assert service.models() == []
    assert not openai_server.seen("image")


def test_the_key_is_not_in_its_name() -> None:
    with OpenAIImages("", KEY) as service:
        assert KEY not in repr(service)


def test_a_draft_is_drawn_at_once_and_the_same_each_time() -> None:
    with Drafts() as service:
        made, again = service.submit(FOX), service.submit(FOX)
        assert (made.status, made.charged) == (PredictionStatus.SUCCEEDED, False)
        picture = service.fetch(service.poll(made.id), Control())
        assert picture.startswith(b"\xff\xd8")
        assert service.fetch(again, Control()) == picture
        assert service.account() == "this computer"
