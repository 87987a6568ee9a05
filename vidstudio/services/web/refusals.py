"""From what a model's service says, or does not say, to one of our errors."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass

import httpx

from vidstudio.errors import BillingRequired, ImageServiceError, ServiceBusy, ServiceUnreachable, TokenRefused
from vidstudio.services.images.refusals import wait_asked
from vidstudio.services.images.service import AnswerLost

_NO_MONEY = ("insufficient_quota", "billing", "credit")


class NotTaken(ImageServiceError):
    """The service does not take the request as it was put: another wording of it may be taken."""


@dataclass(frozen=True, slots=True)
class House:
    """Whose service it is, for the words of its errors.

    Attributes:
        name: as people know it.
        key: what its secret is called.
        billing: where to pay, or empty.
        model: what kind of model is asked there.
        otherwise: what to do where trying again does not help.
    """

    name: str
    key: str
    billing: str = ""
    model: str = "language model"
    otherwise: str = "Try again, choose another model, or have the scenes made by rules."


def unreachable(house: House, why: str) -> ServiceUnreachable:
    """The error for a request that did not arrive, or an answer that broke off."""
    return ServiceUnreachable(
        f"The {house.model} at {house.name} can't be reached: {why}.",
        "Check the network and the address, then try again.",
    )


def lost(house: House, why: str) -> AnswerLost:
    """The error for an order that may have arrived, but whose answer did not."""
    return AnswerLost(
        f"The {house.model} at {house.name} was asked, but its answer was lost: {why}.",
        "It may have been set to work and cost a little. Look at the service before you try again.",
    )


def refusal(house: House, response: httpx.Response, key: str, *, order: bool) -> ImageServiceError:
    """The error for an answer with a status from 300 up; its body must have been read.

    Args:
        house: whose answer it is.
        response: the answer.
        key: taken out of the service's words, should it repeat it.
        order: whether the request would have cost money.
    """
    document = _document(response)
    detail = said(document)
    detail = detail.replace(key, "…") if key else detail
    status = response.status_code
    if status == 402 or (status == 429 and any(sign in str(document).lower() for sign in _NO_MONEY)):
        return BillingRequired(
            _sentence(f"{house.name} asks for payment first", detail), house.billing or house.otherwise
        )
    if status in {429, 503}:
        seconds = wait_asked(response, document)
        return ServiceBusy(_sentence(f"{house.name} is busy", detail), f"Try again in {math.ceil(seconds)} s.", seconds)
    if status >= 500:
        why = f"status {status}" + (f", {detail}" if detail else "")
        return lost(house, why) if order else unreachable(house, why)
    return _final(house, status, detail)


def _final(house: House, status: int, detail: str) -> ImageServiceError:
    """A no that the same request would get again."""
    if status in {401, 403}:
        hint = f"Check the {house.key} in the settings."
        return TokenRefused(_sentence(f"{house.name} does not accept the {house.key}", detail), hint)
    if status in {400, 422}:
        return NotTaken(_sentence(f"The {house.model} does not take what it was sent", detail), house.otherwise)
    if status == 404:
        hint = "Check the model's name, and the service's address in the settings."
        return ImageServiceError(_sentence(f"{house.name} has no such {house.model}", detail), hint)
    return ImageServiceError(_sentence(f"{house.name} refused with status {status}", detail), house.otherwise)


def said(document: object) -> str:
    """A service's own words of what went wrong: ``error``, ``detail`` or ``message``, each a text or around one."""
    if isinstance(document, list):
        return _line("; ".join(filter(None, map(said, document))))
    if isinstance(document, Mapping):
        return next((words for key in ("error", "detail", "message", "msg") if (words := said(document.get(key)))), "")
    return _line(document) if isinstance(document, str) else ""


def _document(response: httpx.Response) -> Mapping[str, object]:
    try:
        found = json.loads(response.content)
    except (ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {"detail": found}


def _line(text: str) -> str:
    return " ".join(text.split())[:300].rstrip(".")


def _sentence(what: str, detail: str) -> str:
    return f"{what}: {detail}." if detail else f"{what}."
