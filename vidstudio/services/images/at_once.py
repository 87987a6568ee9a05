"""Services that answer an order with the picture itself, and keep no list of what they made."""

import secrets
import threading
from collections.abc import Collection, Iterator
from contextlib import contextmanager, suppress
from contextvars import ContextVar
from datetime import datetime

from vidstudio.core.control import Control
from vidstudio.core.images import ImageRequest, Prediction, PredictionStatus
from vidstudio.errors import Canceled, ImageServiceError
from vidstudio.services.images.service import Untraceable

_waiting: ContextVar[Control | None] = ContextVar("_waiting", default=None)


@contextmanager
def waiting(control: Control) -> Iterator[None]:
    """Around an order in this thread: whoever asked for it may leave, and need not wait until it is drawn."""
    token = _waiting.set(control)
    try:
        yield
    finally:
        _waiting.reset(token)


class _Leaving(Control):
    """Stops for one who leaves, but not for Cancel: what is being drawn is paid for, and is waited for."""

    def __init__(self, whole: Control | None) -> None:
        super().__init__()
        self._whole = whole

    def check(self) -> None:
        if self._whole is not None:
            with suppress(Canceled):
                self._whole.check()


class AtOnce:
    """The part of an ``ImageService`` that is the same for all of them. Safe to share between threads.

    A picture is known from its order until it is fetched, to the object that ordered it alone. If the program ends in
    between, or the answer is lost, the picture is lost too, and may have cost money: nobody can be asked for it. So
    ``find`` can't tell, which gives the slot back and leaves it to the person to ask again.
    """

    def __init__(self) -> None:
        self._made: dict[str, Prediction] = {}
        self._lock = threading.Lock()

    def find(
        self,
        request: ImageRequest,  # noqa: ARG002 - what every image service is asked
        since: datetime,  # noqa: ARG002
        known: Collection[str] = (),  # noqa: ARG002
    ) -> Prediction | None:
        """Nobody can tell: see the class."""
        raise Untraceable(
            "The answer to the order was lost, and this service keeps no list of its pictures.",
            "It may have been paid for, so it is not ordered again by itself. Ask again if you want it.",
        )

    def poll(self, prediction_id: str) -> Prediction:
        """How it stands, which is at its end; raises ``ImageServiceError`` for one of an earlier run."""
        with self._lock:
            found = self._made.get(prediction_id)
        if found is None:
            raise ImageServiceError(
                "This picture is no longer to be had: its service keeps none.", "Generate the picture again."
            )
        return found

    def cancel(self, prediction_id: str) -> Prediction:
        """It had already finished."""
        return self.poll(prediction_id)

    @staticmethod
    def _control() -> Control:
        """For the time that an order takes."""
        return _Leaving(_waiting.get())

    def _keep(self, outputs: tuple[str, ...], *, charged: bool) -> Prediction:
        """What an order was answered with, under an id of our own; without a picture, it is paid for all the same."""
        made = Prediction(secrets.token_hex(13), PredictionStatus.SUCCEEDED, outputs, charged=charged, fraction=1.0)
        with self._lock:
            self._made[made.id] = made
        return made

    def _forget(self, prediction: Prediction) -> None:
        """It is at home."""
        with self._lock:
            self._made.pop(prediction.id, None)
