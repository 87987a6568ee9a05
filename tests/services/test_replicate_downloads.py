"""Bringing pictures home: every kind of address, every kind of trouble."""

import io
from collections.abc import Iterator
from typing import Literal

import pytest
from PIL import Image

from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_jobs import color_of
from tests.servers.replicate_script import CUT, HANG_UP, SILENCE, Behaviour, Failure, html, problem, throttled
from vidstudio.core.control import Control, Progress
from vidstudio.core.images import ImageRequest, Prediction, PredictionStatus
from vidstudio.core.job import AspectRatio
from vidstudio.errors import Canceled, ImageServiceError, ServiceBusy, ServiceUnreachable
from vidstudio.services.images.replicate import Replicate


@pytest.fixture
def server() -> Iterator[ReplicateServer]:
    with ReplicateServer() as server:
        yield server


@pytest.fixture
def stranger() -> Iterator[ReplicateServer]:
    """Another host, which must never see the token."""
    with ReplicateServer() as server:
        yield server


@pytest.fixture
def service(server: ReplicateServer) -> Iterator[Replicate]:
    with Replicate(TOKEN, server.url, pause=0.001) as service:
        yield service


def finished(
    service: Replicate, server: ReplicateServer, behaviour: Behaviour, shape: AspectRatio = AspectRatio.WIDE
) -> Prediction:
    server.next(behaviour)
    order = service.submit(ImageRequest("a fox", shape, "black-forest-labs/flux-schnell", 7))
    while not (prediction := service.poll(order.id)).finished:
        assert prediction.id == order.id
    return prediction


def at(address: str) -> Prediction:
    return Prediction("abc", PredictionStatus.SUCCEEDED, (address,), charged=True)


@pytest.mark.parametrize(
    ("shape", "size"),
    [(AspectRatio.WIDE, (1344, 768)), (AspectRatio.TALL, (768, 1344)), (AspectRatio.SQUARE, (1024, 1024))],
)
def test_the_picture_is_the_one_asked_for(
    service: Replicate, server: ReplicateServer, shape: AspectRatio, size: tuple[int, int]
) -> None:
    data = service.fetch(finished(service, server, Behaviour(), shape), Control())
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == "PNG"
        assert image.size == size
        assert image.getpixel((3, 3)) == color_of("a fox", 7)


@pytest.mark.parametrize("behaviour", [
    Behaviour(output="one"),
    Behaviour(output="list"),
    Behaviour(output="dict"),
    Behaviour(output="data"),
    Behaviour(output="octets"),
    Behaviour(file="redirect"),
    Behaviour(file="needs"),
    Behaviour(file="forbids"),
    Behaviour(picture="jpeg"),
    Behaviour(picture="webp"),
    Behaviour(picture="webp", output="octets"),
])  # fmt: skip
def test_every_way_to_a_picture(service: Replicate, server: ReplicateServer, behaviour: Behaviour) -> None:
    data = service.fetch(finished(service, server, behaviour), Control())
    with Image.open(io.BytesIO(data)) as image:
        assert image.format == behaviour.picture.upper()
        image.load()


def test_progress_counts_the_bytes(service: Replicate, server: ReplicateServer) -> None:
    seen: list[Progress] = []
    service.fetch(finished(service, server, Behaviour()), Control(seen.append))
    assert seen[-1] == Progress(1.0, "Downloading the picture")


@pytest.mark.parametrize("failure", [html(500), html(503), throttled("0"), throttled(body=0), HANG_UP, CUT, html(408)])
def test_trouble_on_the_way_is_tried_again(service: Replicate, server: ReplicateServer, failure: Failure) -> None:
    prediction = finished(service, server, Behaviour())
    server.fail("file", failure if failure.status != 429 else throttled("0"), times=3)
    assert service.fetch(prediction, Control()).startswith(b"\x89PNG")
    assert len(server.seen("file")) == 4
    assert server.created == 1


def test_silence_is_tried_again(service: Replicate, server: ReplicateServer) -> None:
    prediction = finished(service, server, Behaviour())
    server.fail("file", SILENCE)
    with Replicate(TOKEN, server.url, timeout=1, pause=0.001) as hasty:
        assert hasty.fetch(prediction, Control()).startswith(b"\x89PNG")


@pytest.mark.parametrize("file", ["cut", "short"])
@pytest.mark.parametrize("kind", ["png", "jpeg", "webp"])
def test_half_a_picture_is_none(
    service: Replicate, server: ReplicateServer, kind: Literal["png", "jpeg", "webp"], file: Literal["cut", "short"]
) -> None:
    prediction = finished(service, server, Behaviour(file=file, picture=kind))
    with pytest.raises(ServiceUnreachable):
        service.fetch(prediction, Control())
    assert len(server.seen("file")) == 5


def test_a_busy_file_host_is_given_up_at_last(service: Replicate, server: ReplicateServer) -> None:
    prediction = finished(service, server, Behaviour())
    server.fail("file", throttled("0"), times=5)
    with pytest.raises(ServiceBusy):
        service.fetch(prediction, Control())


@pytest.mark.parametrize(
    ("behaviour", "words"),
    [
        (Behaviour(file="expired"), "no longer there"),
        (Behaviour(file="circle"), "circles"),
        (Behaviour(file="page"), "no PNG, JPEG or WebP"),
        (Behaviour(file="huge"), "larger than 64 MB"),
    ],
)
def test_what_another_try_does_not_help(
    service: Replicate, server: ReplicateServer, behaviour: Behaviour, words: str
) -> None:
    prediction = finished(service, server, behaviour)
    with pytest.raises(ImageServiceError, match=words) as caught:
        service.fetch(prediction, Control())
    assert not isinstance(caught.value, ServiceUnreachable)
    assert len(server.seen("file")) <= 6


def test_gone_and_refused(service: Replicate, server: ReplicateServer) -> None:
    prediction = finished(service, server, Behaviour())
    server.fail("file", problem(410, "Gone"))
    with pytest.raises(ImageServiceError, match="no longer there"):
        service.fetch(prediction, Control())
    server.fail("file", problem(403, "Forbidden"), times=2)
    with pytest.raises(ImageServiceError, match="403"):
        service.fetch(prediction, Control())


def test_the_service_itself_sees_the_token(service: Replicate, server: ReplicateServer) -> None:
    service.fetch(finished(service, server, Behaviour(file="needs")), Control())
    assert server.seen("file")[0].headers["authorization"] == f"Bearer {TOKEN}"


def test_a_host_that_wants_no_token_is_asked_without(service: Replicate, server: ReplicateServer) -> None:
    service.fetch(finished(service, server, Behaviour(file="forbids")), Control())
    assert ["authorization" in request.headers for request in server.seen("file")] == [True, False]


@pytest.mark.parametrize("file", ["plain", "redirect"])
def test_a_strange_host_never_sees_the_token(
    service: Replicate, server: ReplicateServer, stranger: ReplicateServer, file: str
) -> None:
    behaviour = Behaviour(file="plain" if file == "plain" else "redirect", host=stranger.url)
    assert service.fetch(finished(service, server, behaviour), Control()).startswith(b"\x89PNG")
    assert len(stranger.requests) == 1
    assert "authorization" not in stranger.requests[0].headers
    assert TOKEN not in str(stranger.requests)


@pytest.mark.parametrize(
    "address",
    [
        "http://example.com/picture.png",
        "http://169.254.169.254/latest",
        "https://",
        "http://[::bad/picture.png",
    ],
)
def test_unsafe_addresses_are_not_opened(service: Replicate, address: str) -> None:
    with pytest.raises(ImageServiceError, match="address"):
        service.fetch(at(address), Control())


def test_an_encrypted_service_does_not_lead_to_this_machine(server: ReplicateServer) -> None:
    with Replicate(TOKEN) as service, pytest.raises(ImageServiceError, match="not safe"):
        service.fetch(at(f"{server.url}/files/plain/8x8/ff0000.png"), Control())
    assert not server.requests


def test_a_redirect_off_the_web_is_not_followed(service: Replicate, server: ReplicateServer) -> None:
    server.fail("file", Failure(302, "", (("Location", "file:///etc/passwd"),)))
    with pytest.raises(ImageServiceError, match="not safe"):
        service.fetch(at(f"{server.url}/files/plain/8x8/ff0000.png"), Control())


@pytest.mark.parametrize(
    "address", ["data:image/png;base64,####", "data:image/png;base64,AAAA", "data:", "data:,hello"]
)
def test_broken_data_addresses(service: Replicate, address: str) -> None:
    with pytest.raises(ImageServiceError):
        service.fetch(at(address), Control())


def test_cancel_before_the_download(service: Replicate, server: ReplicateServer) -> None:
    prediction = finished(service, server, Behaviour())
    control = Control()
    control.cancel()
    with pytest.raises(Canceled):
        service.fetch(prediction, control)
    assert not server.seen("file")


def test_cancel_between_two_chunks(service: Replicate, server: ReplicateServer) -> None:
    prediction = finished(service, server, Behaviour())
    control = Control(lambda _progress: control.cancel())
    with pytest.raises(Canceled):
        service.fetch(prediction, control)
    assert service.fetch(prediction, Control()).startswith(b"\x89PNG")


def test_cancel_breaks_off_the_pause_before_another_try(server: ReplicateServer) -> None:
    class Pressed(Control):
        """Cancel is pressed the moment a pause begins."""

        def wait(self, seconds: float) -> None:
            assert seconds == 3600.0 / 60
            self.cancel()
            super().wait(seconds)

    with Replicate(TOKEN, server.url, pause=3600) as service:
        prediction = finished(service, server, Behaviour())
        server.fail("file", HANG_UP)
        with pytest.raises(Canceled):
            service.fetch(prediction, Pressed())
    assert len(server.seen("file")) == 1
