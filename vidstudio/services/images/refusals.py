"""From an HTTP answer that is no success to one of our errors, in words a creator can act on."""

import json
import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

import httpx

from vidstudio.errors import BillingRequired, ImageServiceError, ServiceBusy, ServiceUnreachable, TokenRefused
from vidstudio.services.images.service import AnswerLost

LONGEST_WAIT = 60.0
"""Seconds: a longer ``retry_after`` is cut, since nobody at a window waits longer without asking again."""

_USUAL_WAIT = 5.0
_CHECK_TOKEN = "Check the Replicate token in the settings: replicate.com/account/api-tokens shows yours."  # noqa: S105


def is_order(request: httpx.Request) -> bool:
    """Whether this request orders a picture, and so may cost money when it arrives."""
    return request.method == "POST" and request.url.path.endswith("/predictions")


def unanswered(request: httpx.Request, why: str) -> ServiceUnreachable:
    """The error for a request that may have arrived, but whose answer did not."""
    if is_order(request):
        return AnswerLost(
            f"The image service was given an order, but its answer was lost: {why}.",
            "It may have arrived; it is looked for before another is paid.",
        )
    return unreachable(why)


def unreachable(why: str) -> ServiceUnreachable:
    """The error for a request that did not arrive, or that costs nothing to repeat."""
    return ServiceUnreachable(f"The image service can't be reached: {why}.", "Check the network, then try again.")


def refusal(request: httpx.Request, response: httpx.Response) -> ImageServiceError:
    """The error for an answer with a status from 300 up; its body must have been read."""
    document = _document(response)
    said = _Said(request, response, document, _line(document.get("title")), _without_token(request, _detail(document)))
    status = response.status_code
    if status in _BY_STATUS:
        return _BY_STATUS[status](said)
    if 400 <= status < 500:
        return ImageServiceError(_sentence(f"The image service refused with status {status}", said.detail))
    return unanswered(request, f"status {status}" + (f", {said.detail}" if said.detail else ""))


@dataclass(frozen=True, slots=True)
class _Said:
    """A refusal, read."""

    request: httpx.Request
    response: httpx.Response
    document: Mapping[str, object]
    title: str
    detail: str


def _token(said: _Said) -> ImageServiceError:
    return TokenRefused(_sentence("The image service does not accept the token", said.detail), _CHECK_TOKEN)


def _billing(said: _Said) -> ImageServiceError:
    return BillingRequired(
        _sentence("The image service asks for payment first", said.detail),
        "Set up billing or add credit at replicate.com/account/billing, wait a few minutes, then try again.",
    )


def _not_found(said: _Said) -> ImageServiceError:
    if is_order(said.request):
        return ImageServiceError(
            _sentence("The image service has no such model", said.detail),
            "Check the model's name. A community model also needs its version: owner/name:version.",
        )
    return ImageServiceError(
        _sentence("The image service does not know this picture or clip any more", said.detail),
        "It may belong to another account, or have been deleted. Generate it again.",
    )


def _not_valid(said: _Said) -> ImageServiceError:
    if "not permitted" in said.title.lower() or "does not exist" in said.detail.lower():
        return ImageServiceError(
            _sentence("The image service does not let this token use this model", said.detail),
            f"Check the model's name. The service also says this of a wrong token. {_CHECK_TOKEN}",
        )
    return ImageServiceError(
        _sentence("The model does not take what it was sent", said.detail),
        "Change the prompt, or choose another model.",
    )


def _busy(said: _Said) -> ImageServiceError:
    seconds = wait_asked(said.response, said.document)
    hint = f"Try again in {math.ceil(seconds)} s. Accounts with little credit may order only a few pictures a minute."
    return ServiceBusy(_sentence("The image service has too many requests", said.detail), hint, seconds)


def _too_late(_said: _Said) -> ImageServiceError:
    return unreachable("it took too long")


_BY_STATUS: dict[int, Callable[[_Said], ImageServiceError]] = {
    401: _token,
    402: _billing,
    403: _token,
    404: _not_found,
    408: _too_late,
    422: _not_valid,
    429: _busy,
}


def _without_token(request: httpx.Request, words: str) -> str:
    """The words without the token, should whoever answered have repeated it."""
    token = request.headers.get("Authorization", "").removeprefix("Bearer ")
    return words.replace(token, "…") if token else words


def wait_asked(response: httpx.Response, document: Mapping[str, object] | None = None) -> float:
    """Seconds the service asks to wait: its header as a number or a date, else its body, else a usual few."""
    header = response.headers.get("Retry-After", "").strip()
    asked = _seconds(header)
    if asked is None:
        asked = _seconds_until(header, response.headers.get("Date", ""))
    if asked is None:
        asked = _seconds((document or {}).get("retry_after"))
    return min(LONGEST_WAIT, max(0.0, _USUAL_WAIT if asked is None else asked))


def _seconds(value: object) -> float | None:
    if not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except ValueError:
        return None
    return seconds if math.isfinite(seconds) else None


def _seconds_until(then: str, now: str) -> float | None:
    """Between two HTTP dates; the service's own ``now`` counts, as this machine's clock may be wrong."""
    later = _moment(then)
    if later is None:
        return None
    return (later - (_moment(now) or datetime.now(UTC))).total_seconds()


def _moment(http_date: str) -> datetime | None:
    try:
        moment = parsedate_to_datetime(http_date)
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _document(response: httpx.Response) -> dict[str, object]:
    try:
        found = json.loads(response.content)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _detail(document: Mapping[str, object]) -> str:
    """The service's own words: a text with a line a fault, or a list of faults."""
    detail = document.get("detail") or document.get("error")
    if isinstance(detail, list):
        faults = [fault.get("msg", "") if isinstance(fault, dict) else fault for fault in detail]
        return _line("; ".join(str(fault) for fault in faults))
    lines = [line.strip().removeprefix("- ").removeprefix("input.") for line in _text(detail).splitlines()]
    return _line("; ".join(line.removeprefix("input: ") for line in lines if line))


def _text(value: object) -> str:
    return value if isinstance(value, str) else ""


def _line(value: object) -> str:
    return " ".join(_text(value).split())[:300].rstrip(".")


def _sentence(what: str, detail: str) -> str:
    return f"{what}: {detail}." if detail else f"{what}."
