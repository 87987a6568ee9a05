"""Language models on Replicate: predictions whose output grows while they run.

Asked without Replicate's own client, which waits for the whole answer, sets no limit to a request that creates, and
fails on states it does not know. Never ``Prefer: wait``: it hides the prediction's id until it is over.
"""

import json
import logging
import time
from collections.abc import Callable, Iterator, Mapping
from decimal import Decimal
from typing import Any

import httpx

from vidstudio.core.control import Control, Progress
from vidstudio.core.images import Prediction, PredictionStatus
from vidstudio.core.plan_answer import MOST_LETTERS
from vidstudio.core.scene_plan import PlanRequest
from vidstudio.errors import ImageServiceError, PredictionFailed, ServiceBusy, ServiceUnreachable, TokenRefused
from vidstudio.services.images.download import is_loopback
from vidstudio.services.images.predictions import metric, prediction_from
from vidstudio.services.images.refusals import LONGEST_WAIT
from vidstudio.services.images.transport import origin
from vidstudio.services.planners.families import inputs_for, language_model
from vidstudio.services.planners.service import nobody
from vidstudio.services.web.events import Event, events
from vidstudio.services.web.refusals import House, lost, said, unreachable
from vidstudio.services.web.wire import LONGEST, Wire, below, checked_base, checked_key

DEFAULT_URL = "https://api.replicate.com"

_HOUSE = House("Replicate", "Replicate token", "Set up billing at replicate.com/account/billing, then try again.")
_OWN_HOSTS = (".replicate.com", ".replicate.delivery")
_TRIES = 3
_PATIENCE = 120.0
"""Seconds without any answer until following is given up."""
_ORDER = 30.0
"""Seconds that the service may take to say that it has an order."""
_GOODBYE = 5.0
"""Seconds that passing a Cancel on may take."""
_OTHER = "Try again, choose another model, or have the scenes made by rules."

_log = logging.getLogger(__name__)


class ReplicatePlanner:
    """A ``ScenePlanner`` over one prediction an answer.

    The answer comes over the prediction's stream where the service gives one, else, or when that breaks, from asking
    for its growing output. Whoever leaves the answer before its end has the prediction stopped.

    Args:
        model: ``owner/name``; a community model also needs its version: ``owner/name:`` and 64 hexadecimal digits.
        token: with or without blanks around it.
        base_url: the service's address, empty for Replicate's own.
        silence: seconds without a byte until a line is given up.
        interval: seconds between two looks at the output.

    Raises:
        TokenRefused: there is no token, or it can't be one.
        InputRefused: the address can't be used, or that is no name of a model.
    """

    def __init__(
        self, model: str, token: str, base_url: str = "", silence: float = 60.0, interval: float = 0.5
    ) -> None:
        self._chosen = language_model(model)
        self._token = checked_key(token, _HOUSE)
        if not self._token:
            raise TokenRefused("There is no token for Replicate.", "Enter your Replicate token in the settings.")
        self._base = checked_base(base_url or DEFAULT_URL)
        self._silence = silence
        self._interval = interval

    def __repr__(self) -> str:
        return f"ReplicatePlanner({self._chosen.id} at {self._base.host})"

    @property
    def model(self) -> str:
        """Its name, as a person chooses it."""
        return self._chosen.id

    @property
    def price(self) -> str | None:
        """From the service's price list."""
        return self._chosen.price

    def cost(self, prediction_id: str) -> Decimal | None:
        """From the tokens the service has counted, where the model has a price list."""
        if self._chosen.rates is None:
            return None
        try:
            with Wire(_HOUSE, Control(), self._token, min(_GOODBYE, self._silence)) as wire:
                document = wire.answer("GET", below(self._base, f"v1/predictions/{prediction_id}"))
        except ImageServiceError as exc:
            _log.info("Prediction %s: what it cost could not be asked: %s", prediction_id, exc.message)
            return None
        return self._chosen.cost(metric(document, "input_token_count"), metric(document, "output_token_count"))

    def close(self) -> None:
        """Nothing stays open between two answers."""

    def stream(
        self, request: PlanRequest, control: Control, submitted: Callable[[str], None] = nobody
    ) -> Iterator[str]:
        """The answer's text as it comes; see ``ScenePlanner``."""
        run = _Run(self._order(request, control))
        try:
            submitted(run.id)
            with Wire(_HOUSE, control, self._token, self._silence) as wire:
                for piece in self._pieces(wire, run, control):
                    if run.letters > MOST_LETTERS:
                        raise PredictionFailed("The model's answer has no end.", _OTHER)
                    yield piece
        finally:
            if not run.over:
                self._stop(run.id)

    def _order(self, request: PlanRequest, control: Control) -> Mapping[str, Any]:
        """Create the prediction, once: only a busy service, which has surely created none, is asked again.

        A Cancel meanwhile has to wait for the answer, which has the id that it is passed on with.
        """
        path, body = self._prediction_of(request)
        for attempt in range(1, _TRIES + 1):
            control.check()
            control.progress(Progress(None, "Asking the language model"))
            try:
                with Wire(_HOUSE, Control(), self._token, min(_ORDER, self._silence)) as wire:
                    document = wire.answer("POST", below(self._base, path), body, order=True)
            except ServiceBusy as exc:
                if attempt == _TRIES:
                    raise
                control.wait(min(LONGEST_WAIT, exc.retry_after))
                continue
            try:
                prediction_from(document)
            except ValueError as exc:
                raise lost(_HOUSE, "it answered with something unreadable") from exc
            return document
        raise AssertionError  # the last try returned or raised

    def _prediction_of(self, request: PlanRequest) -> tuple[str, dict[str, Any]]:
        name, _, version = self._chosen.id.partition(":")
        inputs = inputs_for(request, name)
        if version:
            return "v1/predictions", {"version": version, "input": inputs}
        return f"v1/models/{name}/predictions", {"input": inputs}

    def _pieces(self, wire: Wire, run: "_Run", control: Control) -> Iterator[str]:
        address = run.stream_address
        if address:
            try:
                yield from self._over_stream(wire, run, address)
            except (ImageServiceError, ValueError) as exc:  # what counts is the prediction, and that can be asked
                if run.over:
                    raise
                _log.info("Prediction %s: its stream broke: %s", run.id, exc)
        if not run.over:
            yield from self._by_asking(wire, run, control)

    def _over_stream(self, wire: Wire, run: "_Run", address: str) -> Iterator[str]:
        url = self._permitted(address)
        with wire.exchange("GET", url, with_key=self._trusts(url)) as response:
            for event in events(wire.chunks(response)):
                if event.name == "output" and event.data:
                    yield run.told(event.data)
                elif event.name == "error":
                    run.over = True
                    raise _failed(_words(event))
                elif event.name == "done":
                    reason = _reason(event)
                    run.over = not reason
                    return

    def _permitted(self, address: str) -> httpx.URL:
        """Raises ``ValueError`` for an address that is not safe to open."""
        try:
            url = httpx.URL(address)
        except httpx.InvalidURL as exc:
            raise ValueError("an address that can't be read") from exc
        within = url.scheme == "http" and is_loopback(url) and is_loopback(self._base)
        if not url.host or not (url.scheme == "https" or within):
            raise ValueError(f"an address that is not safe: {url.scheme}://{url.host}")
        return url

    def _trusts(self, url: httpx.URL) -> bool:
        return origin(url) == origin(self._base) or (url.scheme == "https" and url.host.endswith(_OWN_HOSTS))

    def _by_asking(self, wire: Wire, run: "_Run", control: Control) -> Iterator[str]:
        until = time.monotonic() + LONGEST
        while time.monotonic() < until:
            document = self._looked(wire, run, control)
            yield from run.news(document.get("output"))
            prediction = prediction_from(document)
            if prediction.finished:
                run.over = True
                _judge(prediction, run)
                return
            control.wait(self._interval)
        raise unreachable(_HOUSE, "its answer has no end")

    def _looked(self, wire: Wire, run: "_Run", control: Control) -> Mapping[str, Any]:
        """How it stands, asked for as often as it takes while the service is busy or away."""
        until, pause = time.monotonic() + _PATIENCE, self._interval
        while True:
            try:
                document = wire.answer("GET", below(self._base, f"v1/predictions/{run.id}"))
                prediction_from(document)
            except (ServiceBusy, ServiceUnreachable, ValueError) as exc:
                wait = max(pause, exc.retry_after) if isinstance(exc, ServiceBusy) else pause
                if time.monotonic() + wait > until:
                    raise unreachable(_HOUSE, "no readable answer") from exc
                _log.info("Prediction %s: %s Trying again in %.1f s", run.id, exc, wait)
            else:
                return document
            control.wait(wait)
            pause = min(10.0, pause * 2)

    def _stop(self, prediction_id: str) -> None:
        """Nobody waits for it any more: have the service stop it. What it has done by then is charged."""
        try:
            with Wire(_HOUSE, Control(), self._token, min(_GOODBYE, self._silence)) as wire:
                wire.answer("POST", below(self._base, f"v1/predictions/{prediction_id}/cancel"))
        except ImageServiceError as exc:
            _log.warning("Prediction %s could not be canceled: %s", prediction_id, exc.message)


class _Run:
    """One prediction, and what of its answer has been handed on."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self.id = str(document["id"])
        urls = document.get("urls")
        address = urls.get("stream") if isinstance(urls, dict) else None
        self.stream_address = address if isinstance(address, str) else ""
        self.over = False
        self._told: list[str] = []
        self.letters = 0

    def told(self, text: str) -> str:
        """Note what is handed on."""
        self._told.append(text)
        self.letters += len(text)
        return text

    def news(self, output: object) -> Iterator[str]:
        """What an output, which holds all of the answer so far, has beyond what is told already."""
        text, before = _joined(output), "".join(self._told)
        if text and not text.startswith(before) and not before.startswith(text):
            raise PredictionFailed("The model began its answer anew.", "Try again.")
        if len(text) > len(before):
            yield self.told(text[len(before) :])


def _judge(prediction: Prediction, run: _Run) -> None:
    """Raise unless it succeeded with an answer."""
    if prediction.status in {PredictionStatus.CANCELED, PredictionStatus.ABORTED}:
        raise PredictionFailed("The language model was stopped at Replicate.", "Try again.")
    if prediction.status is not PredictionStatus.SUCCEEDED:
        raise _failed(" ".join(prediction.error.split())[:300])
    if not run.letters:
        raise PredictionFailed("The model answered with nothing.", _OTHER)


def _joined(output: object) -> str:
    """An output as text: a list of pieces to be joined, or one text."""
    if isinstance(output, str):
        return output
    if isinstance(output, list):
        return "".join(item for item in output if isinstance(item, str))
    return ""


def _reason(event: Event) -> str:
    """Why a stream is done, empty for an answer that is whole."""
    try:
        found = json.loads(event.data)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("reason") or "") if isinstance(found, dict) else ""


def _words(event: Event) -> str:
    try:
        return said(json.loads(event.data))
    except (ValueError, RecursionError):
        return " ".join(event.data.split())[:300]


def _failed(words: str) -> PredictionFailed:
    return PredictionFailed(
        f"The model failed: {words.rstrip('.')}." if words else "The model failed and did not say why.", _OTHER
    )
