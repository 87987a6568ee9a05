"""Following a prediction to its end, through bad spells, and stopping it."""

import json
from collections.abc import Callable, Iterator

import pytest

from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import (
    HANG_UP,
    NOT_FOUND,
    SILENCE,
    UNAUTHENTICATED,
    Behaviour,
    Failure,
    html,
    throttled,
)
from vidstudio.core.control import Control, Progress
from vidstudio.core.images import ImageRequest, Prediction, PredictionStatus
from vidstudio.core.job import AspectRatio
from vidstudio.errors import ImageServiceError, ServiceBusy, ServiceUnreachable, TokenRefused
from vidstudio.services.images.follow import follow
from vidstudio.services.images.replicate import Replicate

FOX = ImageRequest("a fox", AspectRatio.WIDE, "black-forest-labs/flux-schnell", 7)
FOREVER = Behaviour(starting=0, processing=10**9)
NEVER_STARTS = Behaviour(starting=10**9)


@pytest.fixture
def server() -> Iterator[ReplicateServer]:
    with ReplicateServer() as server:
        yield server


@pytest.fixture
def service(server: ReplicateServer) -> Iterator[Replicate]:
    with Replicate(TOKEN, server.url) as service:
        yield service


class Watched(Control):
    """A control whose progress is kept, and that presses Cancel when a report is the one waited for."""

    def __init__(self, cancel_at: Callable[[Progress], bool] = lambda _progress: False) -> None:
        super().__init__(self._note)
        self.seen: list[Progress] = []
        self._cancel_at = cancel_at

    def _note(self, progress: Progress) -> None:
        self.seen.append(progress)
        if self._cancel_at(progress):
            self.cancel()


def followed(service: Replicate, control: Control | None = None, patience: float = 60.0) -> Prediction:
    return follow(service, service.submit(FOX).id, control or Control(), interval=0.001, patience=patience)


def test_progress_is_told_on_the_way(service: Replicate, server: ReplicateServer) -> None:
    server.next(Behaviour(starting=2, processing=4))
    control = Watched()
    assert followed(service, control).status is PredictionStatus.SUCCEEDED
    assert [progress.text for progress in control.seen] == ["Waiting for a machine"] * 2 + ["Painting"] * 4
    fractions = [progress.fraction for progress in control.seen[2:]]
    assert fractions == [0.2, 0.4, 0.6, 0.8]


def test_every_end_is_an_answer(service: Replicate, server: ReplicateServer) -> None:
    for end in ("succeeded", "failed", "canceled", "aborted"):
        server.next(Behaviour(end=end, predict_time=0))
        assert followed(service).status == end


def test_bad_spells_are_ridden_out(service: Replicate, server: ReplicateServer) -> None:
    order = service.submit(FOX)
    for failure in (html(503), throttled("0"), HANG_UP, html(500), throttled(body=0)):
        server.fail("get", failure)
    control = Watched()
    prediction = follow(service, order.id, control, interval=0.001)
    assert prediction.status is PredictionStatus.SUCCEEDED
    texts = [progress.text for progress in control.seen]
    assert texts.count("Waiting for the network") == 3
    assert texts.count("The service is busy") == 2
    assert server.created == server.charged == 1


def test_a_silent_poll_is_ridden_out(service: Replicate, server: ReplicateServer) -> None:
    order = service.submit(FOX)
    server.fail("get", SILENCE)
    with Replicate(TOKEN, server.url, timeout=0.2) as hasty:
        assert follow(hasty, order.id, Control(), interval=0.001).status is PredictionStatus.SUCCEEDED


def test_patience_ends_and_leaves_the_prediction_to_be_resumed(service: Replicate, server: ReplicateServer) -> None:
    order = service.submit(FOX)
    server.fail("get", html(503), times=10000)
    with pytest.raises(ServiceUnreachable):
        follow(service, order.id, Control(), interval=0.001, patience=0.05)
    assert not server.seen("cancel")
    server._failures.clear()
    assert follow(service, order.id, Control(), interval=0.001).status is PredictionStatus.SUCCEEDED
    assert server.created == 1


def test_a_wait_longer_than_patience_is_not_begun(service: Replicate, server: ReplicateServer) -> None:
    server.fail("get", throttled("59"))
    with pytest.raises(ServiceBusy):
        followed(service, patience=5.0)


def test_what_no_patience_helps_is_raised_at_once(service: Replicate, server: ReplicateServer) -> None:
    server.fail("get", UNAUTHENTICATED)
    with pytest.raises(TokenRefused):
        followed(service)
    server.fail("get", NOT_FOUND)
    with pytest.raises(ImageServiceError):
        followed(service)
    assert len(server.seen("get")) == 2


def test_cancel_before_it_runs_costs_nothing(service: Replicate, server: ReplicateServer) -> None:
    server.next(NEVER_STARTS)
    prediction = followed(service, Watched(lambda progress: progress.text == "Waiting for a machine"))
    assert prediction.status is PredictionStatus.CANCELED
    assert not prediction.charged
    assert server.charged == 0
    assert len(server.seen("get")) == 1


def test_cancel_while_it_runs_is_charged(service: Replicate, server: ReplicateServer) -> None:
    server.next(FOREVER)
    prediction = followed(service, Watched(lambda progress: progress.text == "Painting"))
    assert prediction.status is PredictionStatus.CANCELED
    assert prediction.charged
    assert server.charged == 1


def test_cancel_that_was_pressed_before_stops_it_too(service: Replicate, server: ReplicateServer) -> None:
    control = Control()
    control.cancel()
    assert followed(service, control).status is PredictionStatus.CANCELED
    assert not server.seen("get")


def test_cancel_that_comes_too_late_keeps_the_picture(service: Replicate, server: ReplicateServer) -> None:
    server.next(Behaviour(starting=0, processing=10**9, on_cancel="late"))
    control = Watched(lambda progress: progress.text == "Painting")
    prediction = followed(service, control)
    assert prediction.status is PredictionStatus.SUCCEEDED
    assert prediction.charged
    assert service.fetch(prediction, Control()).startswith(b"\x89PNG")


def test_cancel_that_takes_a_moment_is_waited_for(service: Replicate, server: ReplicateServer) -> None:
    server.next(Behaviour(starting=0, processing=10**9, on_cancel="slow"))
    prediction = followed(service, Watched(lambda progress: progress.text == "Painting"))
    assert prediction.status is PredictionStatus.CANCELED


def test_cancel_that_is_not_answered_asks_how_it_stands(service: Replicate, server: ReplicateServer) -> None:
    server.next(FOREVER)
    server.fail("cancel", html(502))
    prediction = followed(service, Watched(lambda progress: progress.text == "Painting"))
    assert prediction.status is PredictionStatus.PROCESSING
    assert not prediction.finished


def test_cancel_without_a_network_tells_that_it_runs_on(service: Replicate, server: ReplicateServer) -> None:
    server.next(FOREVER)
    order = service.submit(FOX)
    server.fail("cancel", HANG_UP)

    def gone(progress: Progress) -> bool:
        server.fail("get", HANG_UP)
        return progress.text == "Painting"

    prediction = follow(service, order.id, Watched(gone), interval=0.001)
    assert not prediction.finished
    assert prediction.id == order.id
    assert server.status(order.id) == "processing"


def test_cancel_breaks_off_the_wait_a_busy_service_asked_for(service: Replicate, server: ReplicateServer) -> None:
    server.next(NEVER_STARTS)
    server.fail("get", throttled("50"))
    control = Watched(lambda progress: progress.text == "The service is busy")
    assert followed(service, control, patience=3600).status is PredictionStatus.CANCELED
    assert len(server.seen("get")) == 1


def test_progress_never_goes_back(service: Replicate, server: ReplicateServer) -> None:
    order = service.submit(FOX)
    for bar in (" 80%|████| 8/10 [00:01]", "100%|████| 40/40 [00:01]", " 10%|█| 1/10 [00:02]"):
        document = {"id": order.id, "status": "processing", "logs": bar}
        server.fail("get", Failure(200, json.dumps(document)))
    server.fail("get", html(503))
    control = Watched()
    follow(service, order.id, control, interval=0.001)
    assert [progress.fraction for progress in control.seen[:4]] == [0.8, 1.0, 1.0, 1.0]
