"""What the rest of the program asks of a service that makes clips and sounds."""

from collections.abc import Collection
from datetime import datetime
from pathlib import Path
from typing import Protocol, runtime_checkable

from vidstudio.core.control import Control
from vidstudio.core.images import Prediction
from vidstudio.core.media_request import MediaRequest


@runtime_checkable
class MediaService(Protocol):
    """Orders a clip or a sound and brings it home as a file; it is followed and stopped as an ``ImageService`` does.

    All methods block and raise the errors below ``ImageServiceError``; ``ServiceBusy`` and ``ServiceUnreachable`` are
    worth another try later, the others are not.
    """

    def sendable(self, file: Path) -> str:
        """A picture as a model's input can name it: small ones in the address itself, others uploaded first.

        Raises:
            PictureRefused: it is too large for the service, or can't be read.
        """

    def submit_media(self, request: MediaRequest, picture: str) -> Prediction:
        """Order it, once; ``picture`` is what ``sendable`` gave, empty for a sound.

        Raises:
            AnswerLost: it may have been ordered; ask ``find_media``.
        """

    def find_media(self, request: MediaRequest, since: datetime, known: Collection[str] = ()) -> Prediction | None:
        """The order whose answer was lost, or None if it never arrived; as ``ImageService.find``."""

    def download(self, prediction: Prediction, file: Path, largest: int, control: Control) -> None:
        """Write what a succeeded prediction made into ``file``, at most so many bytes; half of it is never left there.

        Raises:
            PredictionFailed: it did not succeed, or brought nothing.
            OSError: it can't be written.
        """
