"""What the rest of the program asks of an image service, whoever it is."""

from collections.abc import Collection
from datetime import datetime
from typing import Protocol, runtime_checkable

from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest, Prediction
from vidstudio.errors import ImageServiceError, ServiceUnreachable


class AnswerLost(ServiceUnreachable):
    """A picture may have been ordered, but the answer that would tell did not arrive.

    Never order again before ``ImageService.find`` has said that there is none: it would be paid twice. A plain
    ``ServiceUnreachable`` from ``submit`` means that the order surely did not arrive.
    """


class Untraceable(ImageServiceError):
    """The service keeps no list, so that nobody can say whether an order arrived: it may have been paid for."""


@runtime_checkable
class Describes(Protocol):
    """What an image service may offer too: to say what its models take."""

    def describe(self, model_id: str) -> dict[str, object]:
        """The service's own description of a model; asking costs nothing."""


class ImageService(Protocol):
    """Orders a picture, follows it and brings it home. Close it when it is no longer needed.

    Every method blocks, for seconds at most but for ``fetch``. All raise the errors below ``ImageServiceError``;
    ``ServiceBusy`` and ``ServiceUnreachable`` are worth another try later, the others are not.
    """

    def submit(self, request: ImageRequest) -> Prediction:
        """Order a picture, once: an order is never repeated on its own.

        Raises:
            AnswerLost: it may have been ordered; ask ``find``.
            InputRefused: the model's name is none.
        """

    def find(self, request: ImageRequest, since: datetime, known: Collection[str] = ()) -> Prediction | None:
        """The order whose answer was lost, or None if it never arrived.

        Args:
            request: what ``submit`` was given.
            since: when ``submit`` was called; an aware datetime.
            known: ids of predictions that belong to other requests.

        Raises:
            Untraceable: the service keeps no list of its orders.
        """

    def poll(self, prediction_id: str) -> Prediction:
        """How it stands."""

    def cancel(self, prediction_id: str) -> Prediction:
        """Ask the service to stop it; the answer may also say that it had already finished."""

    def fetch(self, prediction: Prediction, control: Control) -> bytes:
        """The first picture of a succeeded prediction: the bytes of a PNG, JPEG or WebP file.

        Raises:
            PredictionFailed: it did not succeed, or brought no picture; the hint says whether to try again.
            Canceled: Cancel was pressed; the picture stays at the service.
        """

    def account(self) -> str:
        """Name of the account the token belongs to; asking costs nothing, so it serves to test a token."""

    def close(self) -> None:
        """Let go of it."""
