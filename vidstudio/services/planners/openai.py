"""Any service that speaks OpenAI's chat completions: OpenAI itself, Ollama, LM Studio, llama.cpp, vLLM and others."""

from collections.abc import Callable, Iterator, Mapping
from typing import Any

import httpx

from vidstudio.core.control import Control, Progress
from vidstudio.core.plan_answer import MOST_LETTERS
from vidstudio.core.scene_plan import PlanRequest
from vidstudio.errors import InputRefused, PredictionFailed, ServiceBusy
from vidstudio.services.images.refusals import LONGEST_WAIT
from vidstudio.services.planners.service import nobody
from vidstudio.services.web.events import Event, events
from vidstudio.services.web.refusals import House, NotTaken, said, unreachable
from vidstudio.services.web.wire import Wire, below, checked_base, checked_key, json_object

DEFAULT_URL = "https://api.openai.com/v1"

_TRIES = 3
_OTHER = "Choose another model, or have the scenes made by rules."


class OpenAIPlanner:
    """A ``ScenePlanner`` over ``POST {base}/chat/completions``.

    A busy answer is waited out a few times, as a chat that has not begun costs nothing; one that has begun is never
    asked for again. The schema is asked to be kept where the service can do that; one that can't is asked once more
    with the schema in words.

    Args:
        model: the service's own name of it.
        base_url: up to and without ``/chat/completions``; empty for OpenAI's own.
        key: empty for a service that wants none.
        silence: seconds without a byte until the service is given up.

    Raises:
        InputRefused: no model is named, or the address can't be used.
        TokenRefused: that can't be a key.
    """

    price = None

    def __init__(self, model: str, base_url: str = "", key: str = "", silence: float = 180.0) -> None:
        if not model.strip():
            raise InputRefused("No language model is named.", "Name one, as openai:gpt-4.1-mini.")
        self._name = model.strip()
        self._base = checked_base(base_url or DEFAULT_URL)
        self._house = House(self._base.host, "key")
        self._key = checked_key(key, self._house)
        self._silence = silence

    def __repr__(self) -> str:
        return f"OpenAIPlanner({self._name} at {self._base.host})"

    @property
    def model(self) -> str:
        """Its name, as a person chooses it."""
        return f"openai:{self._name}"

    def close(self) -> None:
        """Nothing stays open between two answers."""

    def stream(
        self,
        request: PlanRequest,
        control: Control,
        submitted: Callable[[str], None] = nobody,  # noqa: ARG002 - a chat has no id to be found by
    ) -> Iterator[str]:
        """The answer's text as it comes; see ``ScenePlanner``."""
        with Wire(self._house, control, self._key, self._silence) as wire:
            try:
                yield from self._asked(wire, _strict(self._name, request), control)
            except NotTaken:
                yield from self._asked(wire, _loose(self._name, request), control)

    def _asked(self, wire: Wire, body: Mapping[str, Any], control: Control) -> Iterator[str]:
        """One chat; busy answers are waited out, which only an answer that has not begun can be."""
        for attempt in range(1, _TRIES + 1):
            control.progress(Progress(None, "Asking the language model"))
            try:
                with wire.exchange("POST", below(self._base, "chat/completions"), body, order=True) as response:
                    yield from self._told(wire, response)
                    return
            except ServiceBusy as exc:
                if attempt == _TRIES:
                    raise
                control.wait(min(LONGEST_WAIT, exc.retry_after))

    def _told(self, wire: Wire, response: httpx.Response) -> Iterator[str]:
        letters, chat = 0, _Chat()
        pieces = self._at_once if "json" in response.headers.get("Content-Type", "") else self._in_pieces
        for piece in pieces(wire, response, chat):
            letters += len(piece)
            if letters > MOST_LETTERS:
                raise PredictionFailed("The model's answer has no end.", _OTHER)
            yield piece
        if not chat.ended:
            raise unreachable(
                self._house, "the answer broke off" if chat.begun else "it answered with something unreadable"
            )
        if not letters:
            raise PredictionFailed("The model answered with nothing.", _OTHER)

    def _at_once(self, wire: Wire, response: httpx.Response, chat: "_Chat") -> Iterator[str]:
        """From a service that does not stream."""
        try:
            document = json_object(b"".join(wire.chunks(response)))
        except ValueError as exc:
            raise unreachable(self._house, "it answered with something unreadable") from exc
        yield from chat.texts(document, "message")
        chat.ended = chat.begun

    def _in_pieces(self, wire: Wire, response: httpx.Response, chat: "_Chat") -> Iterator[str]:
        try:
            for event in events(wire.chunks(response)):
                if event.data.strip() == "[DONE]":
                    chat.ended = chat.begun
                    return
                yield from chat.texts(_document(event), "delta")
        except ValueError as exc:
            raise unreachable(self._house, "it answered with something unreadable") from exc


class _Chat:
    """What has been heard of a chat; raises ``PredictionFailed`` for whatever ends it without an answer."""

    def __init__(self) -> None:
        self.begun = False
        self.ended = False

    def texts(self, document: Mapping[str, Any], part: str) -> Iterator[str]:
        """The text in one event, or in the whole answer."""
        if document.get("error"):
            raise _failed(said(document["error"]))
        choices = document.get("choices")
        for choice in (choices if isinstance(choices, list) else [])[:1]:
            if not isinstance(choice, dict):
                continue
            self.begun = True
            message = choice.get(part)
            if isinstance(message, dict):
                if refused := message.get("refusal"):
                    raise _failed(said(refused))
                yield from _texts(message.get("content"))
            self._judge(choice.get("finish_reason"))

    def _judge(self, reason: object) -> None:
        if reason == "length":
            raise PredictionFailed(
                "The model's answer was cut off at its limit.", "Ask for a shorter film, or choose another model."
            )
        if reason == "content_filter":
            raise _failed("its service found the idea or the answer indecent")
        self.ended = self.ended or bool(reason)


def _texts(content: object) -> Iterator[str]:
    """A text, or a list of parts some of which are texts."""
    if isinstance(content, str) and content:
        yield content
    elif isinstance(content, list):
        for part in content:
            yield from _texts(part.get("text") if isinstance(part, dict) else None)


def _document(event: Event) -> dict[str, Any]:
    found = json_object(event.data.encode())
    return {"error": found} if event.name == "error" and "error" not in found else found


def _failed(words: str) -> PredictionFailed:
    return PredictionFailed(f"The model failed: {words}." if words else "The model failed and did not say why.", _OTHER)


def _strict(model: str, request: PlanRequest) -> dict[str, Any]:
    schema = {"name": "storyboard", "strict": True, "schema": request.schema}
    return _body(model, request.system, request.user) | {
        "response_format": {"type": "json_schema", "json_schema": schema}
    }


def _loose(model: str, request: PlanRequest) -> dict[str, Any]:
    return _body(model, request.system, request.spelled_out)


def _body(model: str, system: str, user: str) -> dict[str, Any]:
    messages = [{"role": "system", "content": system}, {"role": "user", "content": user}]
    return {"model": model, "messages": messages, "stream": True}
