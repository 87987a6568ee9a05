"""How predictions end, and what is made of each end: money, words, pictures."""

import json
from collections.abc import Iterator

import pytest

from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import Behaviour, Failure
from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest, Prediction, PredictionStatus
from vidstudio.core.job import AspectRatio
from vidstudio.errors import PredictionFailed
from vidstudio.services.images.replicate import Replicate

FOX = ImageRequest("a fox", AspectRatio.WIDE, "black-forest-labs/flux-schnell", 7)


@pytest.fixture
def server() -> Iterator[ReplicateServer]:
    with ReplicateServer() as server:
        yield server


@pytest.fixture
def service(server: ReplicateServer) -> Iterator[Replicate]:
    with Replicate(TOKEN, server.url) as service:
        yield service


def ended(service: Replicate, server: ReplicateServer, behaviour: Behaviour) -> Prediction:
    server.next(behaviour)
    order = service.submit(FOX)
    while not (prediction := service.poll(order.id)).finished:
        assert prediction.id == order.id
    return prediction


def reported(service: Replicate, server: ReplicateServer, **document: object) -> Prediction:
    """How a prediction is read that the service describes so."""
    server.fail("get", Failure(200, json.dumps({"id": "abc", **document})))
    return service.poll("abc")


@pytest.mark.parametrize(
    ("error", "hint"),
    [
        ("NSFW content detected. Try running it again, or try a different prompt.", "same one will fail"),
        ("The input or output was flagged as sensitive. Please try again with different inputs. (E005)", "same one"),
        ("Service is currently unavailable due to high demand. Please try again later. (E003)", "in a minute"),
        ("Director: unexpected error handling prediction (E9828)", "in a minute"),
        ("Prediction interrupted; please retry (code: PA)", "in a minute"),
        ('Prediction input failed validation: {"detail":[{"msg":"no"}]}', "another model"),
        ("CUDA out of memory", "Try again"),
    ],
)
def test_a_failed_prediction_says_why_and_whether_to_try_again(
    service: Replicate, server: ReplicateServer, error: str, hint: str
) -> None:
    prediction = ended(service, server, Behaviour(end="failed", error=error))
    assert prediction.status is PredictionStatus.FAILED
    assert prediction.charged
    with pytest.raises(PredictionFailed) as caught:
        service.fetch(prediction, Control())
    assert error[:30] in caught.value.message
    assert hint in caught.value.hint


def test_what_failed_before_it_ran_costs_nothing(service: Replicate, server: ReplicateServer) -> None:
    prediction = ended(service, server, Behaviour(processing=0, end="failed", error="no such file", predict_time=0))
    assert not prediction.charged
    assert server.charged == 0


def test_aborted_is_an_end_without_a_charge(service: Replicate, server: ReplicateServer) -> None:
    prediction = ended(service, server, Behaviour(processing=0, end="aborted", predict_time=0))
    assert prediction.status is PredictionStatus.ABORTED
    assert not prediction.charged
    with pytest.raises(PredictionFailed, match="before it was started") as caught:
        service.fetch(prediction, Control())
    assert "Try again" in caught.value.hint


def test_an_unknown_end_is_a_failure_that_names_it(service: Replicate, server: ReplicateServer) -> None:
    prediction = ended(service, server, Behaviour(end="evaporated"))
    assert prediction.status is PredictionStatus.FAILED
    assert "evaporated" in prediction.error
    assert prediction.charged


def test_an_unknown_state_on_the_way_is_waited_out(service: Replicate, server: ReplicateServer) -> None:
    prediction = ended(service, server, Behaviour(running="dreaming"))
    assert prediction.status is PredictionStatus.SUCCEEDED


def test_missing_and_odd_fields_do_not_matter(service: Replicate, server: ReplicateServer) -> None:
    assert ended(service, server, Behaviour(odd=True)).outputs
    assert "out of luck" in ended(service, server, Behaviour(odd=True, end="failed", error="out of luck")).error


@pytest.mark.parametrize("output", ["none", "text"])
def test_success_without_a_picture_is_charged_and_no_success(
    service: Replicate, server: ReplicateServer, output: str
) -> None:
    prediction = ended(service, server, Behaviour(output="none" if output == "none" else "text"))
    assert prediction.status is PredictionStatus.SUCCEEDED
    assert prediction.outputs == ()
    assert prediction.charged
    with pytest.raises(PredictionFailed, match="without a picture"):
        service.fetch(prediction, Control())


def test_success_with_an_error_text_keeps_the_picture(service: Replicate, server: ReplicateServer) -> None:
    prediction = ended(service, server, Behaviour(error="Prediction timed out"))
    assert prediction.error == "Prediction timed out"
    assert service.fetch(prediction, Control()).startswith(b"\x89PNG")


def test_a_picture_the_service_has_deleted(service: Replicate, server: ReplicateServer) -> None:
    prediction = ended(service, server, Behaviour())
    server.remove_data(prediction.id)
    late = service.poll(prediction.id)
    assert late.data_removed
    with pytest.raises(PredictionFailed, match="already deleted") as caught:
        service.fetch(late, Control())
    assert "hour" in caught.value.hint


@pytest.mark.parametrize(
    ("output", "found"),
    [
        ("https://a.b/c.png", ("https://a.b/c.png",)),
        (["https://a.b/c.png", "https://a.b/d.png"], ("https://a.b/c.png", "https://a.b/d.png")),
        ({"mask": None, "images": [{"url": "https://a.b/c.png"}]}, ("https://a.b/c.png",)),
        ([[0.25, "data:image/png;base64,AA=="]], ("data:image/png;base64,AA==",)),
        (["a", " fox"], ()),
        ("file:///etc/passwd", ()),
        (7, ()),
        (None, ()),
    ],
)
def test_outputs_of_every_shape(
    service: Replicate, server: ReplicateServer, output: object, found: tuple[str, ...]
) -> None:
    assert reported(service, server, status="succeeded", output=output).outputs == found


@pytest.mark.parametrize(
    ("logs", "fraction"),
    [
        ("", None),
        (None, None),
        ("Using seed: 7\nLoading\n", None),
        ("  0%|          | 0/50 [00:00<?, ?it/s]\n 70%|███████   | 35/50 [00:02<00:00]\nsaving", 0.7),
        ("100%|██████████| 40/40 [00:08]\n 10%|█         | 1/10 [00:00]", 0.1),
        (" 10%|█    | 1/10 [00:00]\r 20%|██   | 2/10 [00:00]", 0.2),
        (" 33%|███       | 0/0 [00:00]", 0.33),
        ("999%|█████| 12/4 [00:00]", 1.0),
        ("prompt: a 50%|x| 5/10 sign", None),
    ],
)
def test_progress_is_read_from_the_log(
    service: Replicate, server: ReplicateServer, logs: str | None, fraction: float | None
) -> None:
    assert reported(service, server, status="processing", logs=logs).fraction == fraction


@pytest.mark.parametrize(
    ("document", "charged"),
    [
        ({"status": "canceled", "metrics": {"predict_time": 0.128}}, True),
        ({"status": "canceled", "metrics": {"predict_time": 0}}, False),
        ({"status": "canceled"}, False),
        ({"status": "canceled", "metrics": None, "started_at": "2024-04-22T11:15:15.375980Z"}, True),
        ({"status": "failed", "metrics": {"total_time": 3}}, False),
        ({"status": "succeeded"}, True),
        ({"status": "aborted", "metrics": {"predict_time": 0}}, False),
    ],
)
def test_what_ran_is_charged(
    service: Replicate, server: ReplicateServer, document: dict[str, object], charged: bool
) -> None:
    assert reported(service, server, **document).charged is charged
