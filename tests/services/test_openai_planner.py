"""Chats with any service that speaks OpenAI's protocol: what is sent, what comes back, and every way it fails."""

import json
import logging
from collections.abc import Iterator

import pytest

from tests.servers.canceling import canceled_at
from tests.servers.openai import KEY, OpenAIServer, Reply, error
from tests.servers.replicate_script import CUT, DRIP, HANG_UP, SILENCE, Failure, html
from vidstudio.core.control import Control, Progress
from vidstudio.core.job import AspectRatio
from vidstudio.core.scene_plan import plan_request
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
from vidstudio.services.images.service import AnswerLost
from vidstudio.services.planners.openai import OpenAIPlanner
from vidstudio.services.planners.service import ScenePlanner
from vidstudio.services.web.refusals import NotTaken

REQUEST = plan_request("A keeper and a whale", 30, AspectRatio.WIDE, "noir", 6)
TEXT = '{"title": "Sturm 🌊 “Größe”\\n", "scenes": []}'


@pytest.fixture
def planner(openai_server: OpenAIServer) -> ScenePlanner:
    return OpenAIPlanner("bard", openai_server.url, KEY)


def answer(planner: ScenePlanner, control: Control | None = None) -> str:
    return "".join(planner.stream(REQUEST, control or Control()))


def sent(server: OpenAIServer, number: int = 0) -> dict[str, object]:
    body = json.loads(server.seen("chat")[number].body)
    assert isinstance(body, dict)
    return body


def test_what_is_sent(planner: ScenePlanner, openai_server: OpenAIServer) -> None:
    openai_server.say(Reply(TEXT))
    assert answer(planner) == TEXT
    assert (planner.model, planner.price) == ("openai:bard", None)
    body = sent(openai_server)
    assert (body["model"], body["stream"]) == ("bard", True)
    assert body["messages"] == [
        {"role": "system", "content": REQUEST.system},
        {"role": "user", "content": REQUEST.user},
    ]
    assert body["response_format"] == {
        "type": "json_schema",
        "json_schema": {"name": "storyboard", "strict": True, "schema": REQUEST.schema},
    }


@pytest.mark.parametrize("size", [1, 2, 3, 7, 4096])
@pytest.mark.parametrize("newline", ["\n", "\r\n", "\r"])
def test_pieces_of_any_size_make_the_same_text(
    planner: ScenePlanner, openai_server: OpenAIServer, size: int, newline: str
) -> None:
    openai_server.say(Reply(TEXT, size=size, newline=newline, pings=True))
    assert answer(planner) == TEXT


@pytest.mark.parametrize("how", ["at_once", "no_done", "no_reason"])
def test_services_that_answer_in_their_own_way(planner: ScenePlanner, openai_server: OpenAIServer, how: str) -> None:
    openai_server.say(Reply(TEXT, how=how))  # type: ignore[arg-type] # one of the literals
    assert answer(planner) == TEXT


def test_text_comes_before_the_answer_is_whole(planner: ScenePlanner, openai_server: OpenAIServer) -> None:
    openai_server.say(Reply(TEXT, how="hold"))
    control = Control()
    told = planner.stream(REQUEST, control)
    assert TEXT.startswith(next(told))
    control.cancel()
    with pytest.raises(Canceled):
        list(told)


def test_a_service_without_schemas_is_asked_again_in_words(planner: ScenePlanner, openai_server: OpenAIServer) -> None:
    openai_server.takes_schema = False
    openai_server.say(Reply(TEXT))
    assert answer(planner) == TEXT
    assert "response_format" in sent(openai_server)
    assert "response_format" not in sent(openai_server, 1)
    assert json.dumps(REQUEST.schema) in str(json.loads(openai_server.seen("chat")[1].body)["messages"][1]["content"])


def test_a_service_that_takes_neither_is_asked_twice_and_no_more(
    planner: ScenePlanner, openai_server: OpenAIServer
) -> None:
    openai_server.fail("chat", error(422, "The idea is not to my taste."), times=9)
    with pytest.raises(NotTaken, match="not to my taste"):
        answer(planner)
    assert len(openai_server.seen("chat")) == 2


def test_a_service_that_wants_no_key_gets_none(openai_server: OpenAIServer) -> None:
    openai_server.key = ""
    openai_server.say(Reply(TEXT))
    assert answer(OpenAIPlanner("bard", openai_server.url)) == TEXT
    assert "authorization" not in openai_server.seen("chat")[0].headers


def test_a_busy_service_is_waited_out(planner: ScenePlanner, openai_server: OpenAIServer) -> None:
    openai_server.fail("chat", error(429, "Rate limit reached", header="0"), times=2)
    openai_server.say(Reply(TEXT))
    assert answer(planner) == TEXT
    assert len(openai_server.seen("chat")) == 3


def test_a_service_that_stays_busy_is_given_up(planner: ScenePlanner, openai_server: OpenAIServer) -> None:
    openai_server.fail("chat", error(429, "Rate limit reached", header="0"), times=9)
    with pytest.raises(ServiceBusy, match="Rate limit reached"):
        answer(planner)
    assert len(openai_server.seen("chat")) == 3


def test_the_wait_that_is_asked_for_is_kept_and_can_be_canceled(
    planner: ScenePlanner, openai_server: OpenAIServer
) -> None:
    openai_server.fail("chat", error(429, "Rate limit reached", header="3000"))
    with canceled_at(openai_server, "chat") as control, pytest.raises(Canceled):
        answer(planner, control)
    assert len(openai_server.seen("chat")) == 1


FAULTS: dict[str, tuple[Failure, type[Exception], str, int]] = {
    "wrong key": (error(401, "Incorrect API key"), TokenRefused, "does not accept the key: Incorrect", 1),
    "forbidden": (error(403, "Not for you"), TokenRefused, "Not for you", 1),
    "no money": (error(402, "Pay first"), BillingRequired, "Pay first", 1),
    "quota": (error(429, "You exceeded your quota", "insufficient_quota"), BillingRequired, "quota", 1),
    "no model": (error(404, "The model does not exist"), ImageServiceError, "no such language model", 1),
    "too large": (error(413, "Too large"), ImageServiceError, "status 413: Too large", 1),
    "moved": (Failure(302, "", (("Location", "http://127.0.0.1:1/"),)), ImageServiceError, "status 302", 1),
    "error as a text": (Failure(418, '{"error": "I am a teapot."}'), ImageServiceError, "I am a teapot", 1),
    "error as a list": (Failure(418, '{"detail": [{"msg": "one"}, {"msg": "two"}]}'), ImageServiceError, "one; two", 1),
    "error page": (html(418), ImageServiceError, "refused with status 418.", 1),
    "broken": (html(500), AnswerLost, "status 500", 1),
    "bad gateway": (html(502), AnswerLost, "status 502", 1),
    "page instead of an answer": (html(200), ServiceUnreachable, "unreadable", 1),
    "garbage": (Failure(200, "{not json"), ServiceUnreachable, "unreadable", 1),
    "a list": (Failure(200, "[1, 2]"), ServiceUnreachable, "unreadable", 1),
    "a bomb": (Failure(200, '{"a":' * 100_000), ServiceUnreachable, "unreadable", 1),
    "an error with status 200": (Failure(200, '{"error": {"message": "no"}}'), PredictionFailed, "model failed: no", 1),
    "no choices": (Failure(200, '{"choices": []}'), ServiceUnreachable, "unreadable", 1),
    "odd choices": (Failure(200, '{"choices": [3]}'), ServiceUnreachable, "unreadable", 1),
    "empty": (Failure(200, ""), ServiceUnreachable, "unreadable", 1),
    "hang up": (HANG_UP, AnswerLost, "the connection broke", 1),
    "cut": (CUT, AnswerLost, "status 500", 1),
    "silence": (SILENCE, AnswerLost, "took too long", 1),
}


@pytest.mark.parametrize(("failure", "kind", "words", "asked"), FAULTS.values(), ids=FAULTS)
def test_each_fault_has_its_words(
    openai_server: OpenAIServer, failure: Failure, kind: type[Exception], words: str, asked: int
) -> None:
    openai_server.fail("chat", failure)
    openai_server.say(Reply(TEXT))
    with pytest.raises(kind, match=words):
        answer(OpenAIPlanner("bard", openai_server.url, KEY, silence=0.3))
    assert len(openai_server.seen("chat")) == asked


ENDS = {
    "cut": (ServiceUnreachable, "broke off"),
    "error": (PredictionFailed, "The server had an error"),
    "length": (PredictionFailed, "cut off at its limit"),
    "content_filter": (PredictionFailed, "indecent"),
    "refusal": (PredictionFailed, "can't help with that"),
    "nothing": (PredictionFailed, "answered with nothing"),
    "garbage": (ServiceUnreachable, "unreadable"),
    "endless": (PredictionFailed, "no end"),
    "hold": (ServiceUnreachable, "fell silent"),
}


@pytest.mark.parametrize(("how", "kind", "words"), [(how, *rest) for how, rest in ENDS.items()])
def test_an_answer_that_ends_badly_is_not_asked_for_again(
    openai_server: OpenAIServer, how: str, kind: type[Exception], words: str
) -> None:
    openai_server.say(Reply(TEXT * 9, how=how))  # type: ignore[arg-type] # one of the literals
    with pytest.raises(kind, match=words):
        answer(OpenAIPlanner("bard", openai_server.url, KEY, silence=0.3))
    assert len(openai_server.seen("chat")) == 1


def test_a_refused_answer_that_drips_ends_with_cancel(openai_server: OpenAIServer) -> None:
    openai_server.fail("chat", DRIP)
    with canceled_at(openai_server, "chat") as control, pytest.raises(Canceled):
        answer(OpenAIPlanner("bard", openai_server.url, KEY), control)


@pytest.mark.parametrize("silent", ["head", "body"])
def test_cancel_does_not_wait_for_a_silent_service(
    planner: ScenePlanner, openai_server: OpenAIServer, silent: str
) -> None:
    if silent == "head":
        openai_server.fail("chat", SILENCE)
    openai_server.say(Reply(TEXT, how="hold"))
    with canceled_at(openai_server, "chat") as control, pytest.raises(Canceled):
        answer(planner, control)


def test_a_service_that_is_not_there_surely_was_not_asked() -> None:
    with OpenAIServer() as server:
        url = server.url
    with pytest.raises(ServiceUnreachable, match="no connection") as caught:
        answer(OpenAIPlanner("bard", url))
    assert not isinstance(caught.value, AnswerLost)


def test_leaving_early_hangs_up(planner: ScenePlanner, openai_server: OpenAIServer) -> None:
    openai_server.say(Reply(TEXT, how="endless"))
    told = planner.stream(REQUEST, Control())
    next(told)
    assert isinstance(told, Iterator)
    told.close()  # type: ignore[attr-defined] # the server's thread ends with the test, or the test fails


def test_the_key_goes_nowhere_else(openai_server: OpenAIServer, caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.DEBUG)
    openai_server.key = "another"
    planner = OpenAIPlanner("bard", openai_server.url, KEY)
    with pytest.raises(TokenRefused) as caught:
        answer(planner)
    assert KEY not in f"{caught.value.message}{caught.value.hint}{planner!r}"
    assert KEY not in caplog.text


@pytest.mark.parametrize(
    "address",
    [
        "http://example.org/v1", "ftp://127.0.0.1/v1", "https://user:pass@example.org", "https://", "127.0.0.1:1234",
        "http://8.8.8.8/v1", "https://example.org/v1?key=1", "http://[bad",
    ],
)  # fmt: skip
def test_addresses_that_must_not_see_a_key(address: str) -> None:
    with pytest.raises(InputRefused, match="address"):
        OpenAIPlanner("bard", address)


@pytest.mark.parametrize(
    "address",
    [
        "https://example.org/v1", "http://localhost:11434/v1/", "http://192.168.1.7:1234/v1", "http://10.0.0.1",
        "http://[::1]:1/v1", "http://studio.local/v1", "",
    ],
)  # fmt: skip
def test_addresses_that_may(address: str) -> None:
    assert OpenAIPlanner("bard", address).model == "openai:bard"


@pytest.mark.parametrize("key", ["sk with blanks", "sk-ä", "sk\nx"])
def test_what_can_not_be_a_key(key: str) -> None:
    with pytest.raises(TokenRefused, match="can't be a key"):
        OpenAIPlanner("bard", "", key)


def test_a_planner_without_a_model() -> None:
    with pytest.raises(InputRefused, match="No language model"):
        OpenAIPlanner("  ")


def test_what_the_environment_says_of_proxies_does_not_matter(
    planner: ScenePlanner, openai_server: OpenAIServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTP_PROXY", "http_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:1")
    monkeypatch.delenv("NO_PROXY", raising=False)
    openai_server.say(Reply(TEXT))
    assert answer(planner) == TEXT


def test_it_says_that_it_asks(planner: ScenePlanner, openai_server: OpenAIServer) -> None:
    told: list[Progress] = []
    openai_server.say(Reply(TEXT))
    answer(planner, Control(told.append))
    assert [progress.text for progress in told] == ["Asking the language model"]
