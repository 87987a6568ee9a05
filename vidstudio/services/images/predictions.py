"""From the service's JSON to a ``Prediction``, whatever is missing from it."""

import math
import re
from collections.abc import Iterator, Mapping
from datetime import datetime

from vidstudio.core.images import Prediction, PredictionStatus
from vidstudio.errors import PredictionFailed

_BAR = re.compile(r"^\s*(\d{1,3})%\s*\|[^|\r\n]*\|\s*(\d+)/(\d+)", re.MULTILINE)
_LOG_TAIL = 4096
_MOST = 1e6
"""What no metric of a picture comes near."""
_PASSING = ("E003", "E9828", "code: PA", "high demand", "interrupted", "try again later", "timed out", "timeout")
_OFFENDED = ("nsfw", "e005", "sensitive", "safety", "flagged")


def prediction_from(document: Mapping[str, object]) -> Prediction:
    """Read one prediction.

    Fields the service does not know yet are absent from its answers. A state this program has never heard of counts as
    still running, or as failed once the answer carries an end time.

    Raises:
        ValueError: there is no id or no status in it: it is not a prediction.
    """
    prediction_id, named = document.get("id"), document.get("status")
    if not (isinstance(prediction_id, str) and prediction_id and isinstance(named, str)):
        raise ValueError("not a prediction")
    status = _status(named, document)
    error = _text(document.get("error"))
    if status is PredictionStatus.FAILED and not error:
        error = "" if named == status else f"It ended as “{named}”."
    return Prediction(
        id=prediction_id,
        status=status,
        outputs=tuple(_addresses(document.get("output"))),
        error=error,
        fraction=_fraction(_text(document.get("logs"))),
        charged=_charged(status, document),
        predict_seconds=metric(document, "predict_time"),
        images=max(1, int(metric(document, "image_count") or 1)),
        data_removed=document.get("data_removed") is True,
    )


def created_at(document: Mapping[str, object]) -> datetime | None:
    """When the service says it was ordered, or None if it does not say."""
    try:
        moment = datetime.fromisoformat(_text(document.get("created_at")))
    except ValueError:
        return None
    return moment if moment.tzinfo else None


def failure(prediction: Prediction, what: str = "picture") -> PredictionFailed:
    """The error of a prediction that brought no picture, or no ``what``, with a hint whether another try may help."""
    if prediction.data_removed:
        return PredictionFailed(
            f"The image service has already deleted this {what}.",
            f"It keeps what it made for an hour only. Generate the {what} again.",
        )
    return PredictionFailed(_what_happened(prediction, what), _what_to_do(prediction))


def _what_happened(prediction: Prediction, what: str) -> str:
    words = " ".join(prediction.error.split())[:300]
    match prediction.status:
        case PredictionStatus.CANCELED:
            return f"The {what} was canceled at the image service."
        case PredictionStatus.ABORTED:
            return f"The image service gave the {what} up before it was started."
        case PredictionStatus.SUCCEEDED:
            return f"The model finished without a {what}: {words}" if words else f"The model finished without a {what}."
        case _:
            return f"The model failed: {words}" if words else "The model failed and did not say why."


def _what_to_do(prediction: Prediction) -> str:
    words = prediction.error
    if any(sign in words.lower() for sign in _OFFENDED):
        return "The service found the picture or the prompt indecent. Change the prompt; the same one will fail again."
    if prediction.status is PredictionStatus.ABORTED or any(sign.lower() in words.lower() for sign in _PASSING):
        return "The service is overloaded or was interrupted. Try again in a minute, or choose another model."
    if "validation" in words.lower():
        return "The model does not take what it was sent. Choose another model."
    return "Try again, change the prompt, or choose another model."


def _status(named: str, document: Mapping[str, object]) -> PredictionStatus:
    try:
        return PredictionStatus(named)
    except ValueError:
        return PredictionStatus.FAILED if document.get("completed_at") else PredictionStatus.PROCESSING


def _charged(status: PredictionStatus, document: Mapping[str, object]) -> bool:
    if status in {PredictionStatus.SUCCEEDED, PredictionStatus.PROCESSING}:
        return True
    if status in {PredictionStatus.STARTING, PredictionStatus.ABORTED}:
        return False
    seconds = metric(document, "predict_time")
    return bool(document.get("started_at")) if seconds is None else seconds > 0


def metric(document: Mapping[str, object], name: str) -> float | None:
    """A number the service has measured, None for none that is one."""
    metrics = document.get("metrics")
    found = metrics.get(name) if isinstance(metrics, Mapping) else None
    usable = isinstance(found, int | float) and math.isfinite(found) and 0 <= found < _MOST
    return float(found) if usable and isinstance(found, int | float) else None


def _fraction(logs: str) -> float | None:
    bars = _BAR.findall(logs[-_LOG_TAIL:].replace("\r", "\n"))
    if not bars:
        return None
    percent, done, total = (int(number) for number in bars[-1])
    return min(1.0, done / total if total else percent / 100)


def _addresses(output: object) -> Iterator[str]:
    """Every address in an output, which may be one, a list, a dictionary, either inside the other, or no picture."""
    if isinstance(output, Mapping):
        output = list(output.values())
    if isinstance(output, list | tuple):
        for item in output:
            yield from _addresses(item)
    elif output is not None and str(output).startswith(("https:", "http:", "data:")):
        yield str(output)


def _text(value: object) -> str:
    return "" if value is None else str(value)
