"""What a test tells the loopback Replicate to do: how predictions behave, and what goes wrong with requests."""

import json
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Behaviour:
    """What one prediction does.

    Attributes:
        starting, processing: polls that are answered so before it ends.
        seconds: if above 0, time from order to end instead of polls; a fifth of it starting.
        running: the status it shows while processing.
        end: its last status.
        predict_time: seconds of the metrics; 0 means it never ran, so it is not charged unless it succeeds.
        output: one address, a list of them, a dictionary, ``data:`` with or without its type, a text, or nothing.
        film: what a clip comes as.
        file: what happens when the picture is fetched; a short one has no length that tells.
        host: where its address, or the redirect, points; empty for this server.
        on_cancel: it stops; or it has just succeeded; or it says so only at the next poll.
        text: what a language model answers.
        tokens: what it counts, in and out.
        stream: the stream of a language model: none; or whole; or cut in the middle; or held there until the prediction
            is stopped; or it ends in an error, or says only that there was one; or it is not there.
        odd: leaves out what may be missing, and sends null and objects where the client expects texts.
    """

    starting: int = 1
    processing: int = 2
    seconds: float = 0.0
    running: str = "processing"
    end: str = "succeeded"
    error: str | None = None
    predict_time: float = 0.4
    output: Literal["list", "one", "dict", "data", "octets", "text", "none"] = "list"
    picture: Literal["png", "jpeg", "webp"] = "png"
    film: Literal["mp4", "webm"] = "mp4"
    file: Literal["plain", "redirect", "circle", "expired", "cut", "short", "needs", "forbids", "page", "huge"] = (
        "plain"
    )
    host: str = ""
    on_cancel: Literal["stop", "late", "slow"] = "stop"
    text: str = ""
    tokens: tuple[int, int] = (0, 0)
    stream: Literal["none", "whole", "cut", "hold", "error", "done_error", "missing"] = "none"
    odd: bool = False


@dataclass(frozen=True, slots=True)
class Failure:
    """What goes wrong with one request.

    Attributes:
        how: another answer; none, ever; the line cut before, or in the middle of the answer; or a byte now and then.
        processed: whether the request is carried out all the same, so that only its answer is lost.
    """

    status: int = 500
    body: str = '{"detail": "Internal server error", "status": 500}'
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json"
    how: Literal["answer", "silence", "hang_up", "cut", "drip"] = "answer"
    processed: bool = False


def problem(status: int, detail: str, **more: object) -> Failure:
    """An error as the service words it."""
    document = {**more, "detail": detail, "status": status}
    return Failure(status, json.dumps(document), content_type="application/problem+json")


UNAUTHENTICATED = problem(401, "You did not pass a valid authentication token", title="Unauthenticated")
BILLING = problem(402, "You need to set up billing to run this model.", title="Billing required")
NOT_FOUND = problem(404, "The requested resource could not be found.")
NOT_PERMITTED = problem(
    422,
    "The specified version does not exist (or perhaps you don't have permission to use it?)",
    title="Invalid version or not permitted",
)
SILENCE = Failure(how="silence")
HANG_UP = Failure(how="hang_up")
CUT = Failure(how="cut")
DRIP = Failure(how="drip")
GARBAGE = Failure(200, "{not json")
ANSWER_LOST = Failure(how="hang_up", processed=True)


def html(status: int) -> Failure:
    """An error page of whatever stands before the service."""
    return Failure(status, f"<html><body><h1>{status}</h1></body></html>", content_type="text/html")


def throttled(header: str = "", *, body: float | None = None) -> Failure:
    """Too many requests; when to come again stands in a header, in the body, or nowhere."""
    more = {} if body is None else {"retry_after": body}
    failure = problem(429, "Request was throttled. Your rate limit resets in ~5s.", **more)
    headers = (("Retry-After", header),) if header else ()
    return Failure(429, failure.body, headers, failure.content_type)
