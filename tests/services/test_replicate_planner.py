"""Language models on Replicate: each family's own field names, both ways to the answer, and every way it fails."""

import json
import logging
from collections.abc import Iterator
from typing import Any

import pytest

from tests.servers.canceling import canceled_at
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_jobs import TEXT_SCHEMAS
from tests.servers.replicate_script import (
    ANSWER_LOST,
    BILLING,
    CUT,
    DRIP,
    GARBAGE,
    HANG_UP,
    SILENCE,
    UNAUTHENTICATED,
    Behaviour,
    Failure,
    html,
    throttled,
)
from vidstudio.core.control import Control
from vidstudio.core.job import AspectRatio
from vidstudio.core.scene_plan import plan_request
from vidstudio.errors import (
    BillingRequired,
    Canceled,
    ImageServiceError,
    InputRefused,
    LeftForLater,
    PredictionFailed,
    ServiceBusy,
    ServiceUnreachable,
    TokenRefused,
)
from vidstudio.services.images.service import AnswerLost
from vidstudio.services.planners import replicate
from vidstudio.services.planners.families import MODELS
from vidstudio.services.planners.replicate import ReplicatePlanner
from vidstudio.services.planners.service import ScenePlanner
from vidstudio.services.web.refusals import NotTaken

REQUEST = plan_request("A keeper and a whale", 30, AspectRatio.WIDE, "noir", 6)
TEXT = '{"title":\n "Sturm 🌊 “Größe”",\n\n "scenes": []}'
MODEL = "openai/gpt-5-mini"


@pytest.fixture
def planner(replicate_server: ReplicateServer) -> ScenePlanner:
    replicate_server.behaviour = Behaviour(text=TEXT)
    return quick(replicate_server)


def quick(server: ReplicateServer, model: str = MODEL, silence: float = 5.0) -> ReplicatePlanner:
    return ReplicatePlanner(model, TOKEN, server.url, silence, interval=0.01)


def answer(planner: ScenePlanner, control: Control | None = None) -> str:
    return "".join(planner.stream(REQUEST, control or Control()))


def inputs(server: ReplicateServer) -> dict[str, Any]:
    body = json.loads(server.seen("create")[0].body)
    assert isinstance(body, dict)
    found = body["input"]
    assert isinstance(found, dict)
    return found


@pytest.mark.parametrize("model", [*(known.id for known in MODELS), "ada/bard"])
def test_every_model_is_sent_all_in_its_own_fields(replicate_server: ReplicateServer, model: str) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT)
    assert answer(quick(replicate_server, model)) == TEXT
    sent = inputs(replicate_server)
    assert sent.keys() <= TEXT_SCHEMAS[model].keys()
    words = " ".join(value for value in sent.values() if isinstance(value, str))
    assert REQUEST.system in words
    assert json.dumps(REQUEST.schema) in sent["prompt"]
    if model != "ada/bard":
        assert [value for value in sent.values() if isinstance(value, int)]


def test_a_template_has_braces_for_the_prompt_alone(replicate_server: ReplicateServer) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT)
    answer(quick(replicate_server, "meta/meta-llama-3-70b-instruct"))
    assert inputs(replicate_server)["prompt_template"].format(prompt="PROMPT").count("PROMPT") == 1


def test_a_community_model_is_ordered_by_its_version(replicate_server: ReplicateServer) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT)
    answer(quick(replicate_server, "ada/bard:" + "5c" * 32))
    assert replicate_server.seen("create")[0].path == "/v1/predictions"
    assert json.loads(replicate_server.seen("create")[0].body)["version"] == "5c" * 32


def test_the_growing_output_is_told_piece_by_piece(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT, starting=2, processing=5)
    told = list(planner.stream(REQUEST, Control()))
    assert "".join(told) == TEXT
    assert len(told) > 3
    assert "prefer" not in replicate_server.seen("create")[0].headers


def test_the_stream_tells_all_without_asking(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT, stream="whole")
    assert answer(planner) == TEXT
    assert not replicate_server.seen("get")
    assert len(replicate_server.seen("stream")) == 1


@pytest.mark.parametrize("stream", ["cut", "missing"])
def test_what_a_broken_stream_left_out_is_asked_for(
    replicate_server: ReplicateServer, planner: ScenePlanner, stream: str
) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT, stream=stream)  # type: ignore[arg-type] # one of the literals
    assert answer(planner) == TEXT
    assert replicate_server.seen("get")
    assert replicate_server.created == 1


@pytest.mark.parametrize(
    "failure", [html(500), html(502), SILENCE, HANG_UP, CUT, throttled("3000"), Failure(200, "<html>")]
)
def test_a_stream_that_does_not_come_is_done_without(replicate_server: ReplicateServer, failure: Failure) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT, stream="whole", starting=0, processing=0)
    replicate_server.fail("stream", failure)
    assert answer(quick(replicate_server, silence=0.3)) == TEXT


def test_a_stream_elsewhere_is_not_trusted_with_the_token(replicate_server: ReplicateServer) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT, stream="whole")
    with ReplicateServer() as stranger:
        address = f"{stranger.url}/v1/stream/abc"
        body = {"id": "abc", "status": "starting", "urls": {"stream": address}}
        replicate_server.fail("create", Failure(201, json.dumps(body)))
        with pytest.raises(ImageServiceError):
            answer(quick(replicate_server))
        assert [request.headers.get("authorization") for request in stranger.requests] == [None]


@pytest.mark.parametrize("address", ["http://example.org/stream", "file:///etc/passwd", "http://[bad"])
def test_a_stream_at_an_unsafe_address_is_not_opened(replicate_server: ReplicateServer, address: str) -> None:
    planner = quick(replicate_server)
    with pytest.raises(ValueError, match="address"):
        planner._permitted(address)


def test_the_id_is_told_before_anything_is_read(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    told: list[str] = []

    def submitted(prediction_id: str) -> None:
        told.append(prediction_id)
        assert not replicate_server.seen("get")
        assert not replicate_server.seen("stream")

    replicate_server.behaviour = Behaviour(text=TEXT, stream="whole")
    assert "".join(planner.stream(REQUEST, Control(), submitted)) == TEXT
    assert told == replicate_server.ids


def test_a_ledger_that_fails_stops_the_prediction(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    def submitted(_prediction_id: str) -> None:
        raise OSError("disk full")

    with pytest.raises(OSError, match="disk full"):
        list(planner.stream(REQUEST, Control(), submitted))
    assert replicate_server.status(replicate_server.ids[0]) == "canceled"


@pytest.mark.parametrize(
    "failure", [ANSWER_LOST, HANG_UP, GARBAGE, CUT, html(500), html(502), html(504), SILENCE, DRIP]
)
def test_an_order_whose_answer_is_lost_is_not_repeated(replicate_server: ReplicateServer, failure: Failure) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT)
    replicate_server.fail("create", failure)
    with pytest.raises(AnswerLost, match="lost"):
        answer(quick(replicate_server, silence=0.3))
    assert len(replicate_server.seen("create")) == 1


@pytest.mark.parametrize(
    "document", [{}, {"id": "abc"}, {"id": "", "status": "starting"}, {"id": 3, "status": "starting"}]
)
def test_an_order_answered_without_an_id_is_lost(
    replicate_server: ReplicateServer, planner: ScenePlanner, document: dict[str, object]
) -> None:
    replicate_server.fail("create", Failure(201, json.dumps(document)))
    with pytest.raises(AnswerLost):
        answer(planner)


FAULTS: dict[str, tuple[Failure, type[Exception], str]] = {
    "wrong token": (UNAUTHENTICATED, TokenRefused, "does not accept the Replicate token"),
    "no money": (BILLING, BillingRequired, "set up billing"),
    "not taken": (Failure(422, '{"detail": "- input: temperature is too hot"}'), NotTaken, "too hot"),
    "gone": (Failure(410, ""), ImageServiceError, "status 410"),
}


@pytest.mark.parametrize(("failure", "kind", "words"), FAULTS.values(), ids=FAULTS)
def test_each_refusal_has_its_words(
    replicate_server: ReplicateServer, planner: ScenePlanner, failure: Failure, kind: type[Exception], words: str
) -> None:
    replicate_server.fail("create", failure)
    with pytest.raises(kind, match=words):
        answer(planner)
    assert replicate_server.created == 0


def test_a_model_it_has_not(replicate_server: ReplicateServer) -> None:
    with pytest.raises(ImageServiceError, match="no such language model"):
        answer(quick(replicate_server, "ada/unknown"))


def test_a_busy_service_is_waited_out(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    replicate_server.fail("create", throttled("0"), times=2)
    replicate_server.fail("get", throttled("0"), times=2)
    assert answer(planner) == TEXT
    assert replicate_server.created == 1
    replicate_server.fail("create", throttled("0"), times=3)
    with pytest.raises(ServiceBusy):
        answer(planner)


def test_a_broken_line_on_the_way_is_survived(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    for failure in (HANG_UP, html(502), GARBAGE, Failure(200, "{}")):
        replicate_server.fail("get", failure)
    assert answer(planner) == TEXT


def test_a_service_that_stays_away_is_given_up(
    replicate_server: ReplicateServer, planner: ScenePlanner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(replicate, "_PATIENCE", 0.1)
    replicate_server.fail("get", html(502), times=1000)
    with pytest.raises(ServiceUnreachable, match="no readable answer"):
        answer(planner)
    assert len(replicate_server.seen("cancel")) == 1


ENDS = {
    "failed": (Behaviour(text=TEXT, end="failed", error="CUDA out of memory."), "failed: CUDA out of memory."),
    "failed without words": (Behaviour(text=TEXT, end="failed"), "did not say why"),
    "canceled there": (Behaviour(text=TEXT, end="canceled"), "was stopped"),
    "aborted": (Behaviour(text=TEXT, end="aborted", processing=0, predict_time=0), "was stopped"),
    "nothing": (Behaviour(), "answered with nothing"),
    "error on the stream": (Behaviour(text=TEXT, stream="error"), "Out of memory"),
    "the stream says only that": (Behaviour(text=TEXT, stream="done_error", end="failed", error="Boom"), "Boom"),
}  # fmt: skip


@pytest.mark.parametrize(("behaviour", "words"), ENDS.values(), ids=ENDS)
def test_how_a_prediction_ends_badly(
    replicate_server: ReplicateServer, planner: ScenePlanner, behaviour: Behaviour, words: str
) -> None:
    replicate_server.behaviour = behaviour
    with pytest.raises(PredictionFailed, match=words):
        answer(planner)
    assert not replicate_server.seen("cancel")


def test_an_answer_that_begins_anew_is_no_answer(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    for output in ("one two", "three"):
        document = {"id": "abc", "status": "processing", "output": [output]}
        replicate_server.fail("get", Failure(200, json.dumps(document)))
    with pytest.raises(PredictionFailed, match="anew"):
        answer(planner)


@pytest.mark.parametrize("stream", ["none", "hold"])
def test_cancel_is_passed_on(replicate_server: ReplicateServer, planner: ScenePlanner, stream: str) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT, starting=0, processing=10_000, stream=stream)  # type: ignore[arg-type] # one of the literals
    kind = "get" if stream == "none" else "stream"
    with canceled_at(replicate_server, kind) as control, pytest.raises(Canceled):
        answer(planner, control)
    assert replicate_server.status(replicate_server.ids[0]) == "canceled"


def test_a_cancel_while_ordering_finds_its_prediction(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    control = Control()

    def submitted(_prediction_id: str) -> None:
        control.cancel()

    with pytest.raises(Canceled):
        list(planner.stream(REQUEST, control, submitted))
    assert replicate_server.status(replicate_server.ids[0]) == "canceled"


def test_a_program_that_ends_leaves_nothing_running(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT, starting=0, processing=10_000)
    control = Control()
    with pytest.raises(LeftForLater):
        list(planner.stream(REQUEST, control, lambda _id: control.leave()))
    assert replicate_server.status(replicate_server.ids[0]) == "canceled"


def test_leaving_early_stops_the_prediction(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    replicate_server.behaviour = Behaviour(text=TEXT, starting=0, processing=10_000, stream="hold")
    told = planner.stream(REQUEST, Control())
    assert TEXT.startswith(next(told))
    assert isinstance(told, Iterator)
    told.close()  # type: ignore[attr-defined] # it is a generator
    assert replicate_server.status(replicate_server.ids[0]) == "canceled"


def test_a_stop_that_can_not_be_told_changes_nothing(replicate_server: ReplicateServer, planner: ScenePlanner) -> None:
    replicate_server.fail("cancel", html(502))
    control = Control()
    with pytest.raises(Canceled):
        list(planner.stream(REQUEST, control, lambda _id: control.cancel()))


def test_the_token_goes_nowhere_else(replicate_server: ReplicateServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    replicate_server.fail("create", Failure(401, json.dumps({"detail": f"Bad token {TOKEN}"})))
    planner = quick(replicate_server)
    with pytest.raises(TokenRefused) as caught:
        answer(planner)
    assert TOKEN not in f"{caught.value.message}{caught.value.hint}{planner!r}"
    assert TOKEN not in caplog.text


def test_without_a_token_or_a_name() -> None:
    with pytest.raises(TokenRefused, match="no token"):
        ReplicatePlanner(MODEL, " ")
    with pytest.raises(InputRefused, match="not the name of a language model"):
        ReplicatePlanner("bard", TOKEN)


def test_known_prices_are_told() -> None:
    assert "$0.65" in str(ReplicatePlanner("meta/meta-llama-3-70b-instruct", TOKEN).price)
    assert ReplicatePlanner("ada/bard", TOKEN).price is None
