"""What differs between the things that are paid for: how each is ordered, looked for, brought home and priced.

All the rest, whatever goes wrong on the way, is the same for all of them (``studio.generate``).
"""

from collections.abc import Collection
from decimal import Decimal
from typing import Protocol

from vidstudio.core.control import Control
from vidstudio.core.generation import Generation, GenerationKind
from vidstudio.core.images import ImageRequest, Prediction
from vidstudio.core.job import Job
from vidstudio.core.scene import PictureSource
from vidstudio.errors import PictureRefused, PredictionFailed
from vidstudio.services.images.files import keep_picture
from vidstudio.services.images.models import model
from vidstudio.services.images.service import ImageService
from vidstudio.studio.context import Studio


class Kind(Protocol):
    """One kind of thing.

    Attributes:
        noun: in the middle of a sentence: "picture".
        asked: with what goes before it: "a picture".
        doing: while the model works: "Painting".
    """

    noun: str
    asked: str
    doing: str

    def submit(self, studio: Studio, service: ImageService, generation: Generation, control: Control) -> Prediction:
        """Order it, once; raises as ``ImageService.submit`` does."""

    def find(self, service: ImageService, generation: Generation, known: Collection[str]) -> Prediction | None:
        """The order whose answer was lost; ``known`` are ids that belong to others."""

    def bring_home(
        self, studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
    ) -> Job:
        """Download it and give it to its scene or job; the job comes back as it is then.

        Raises ``ImageServiceError`` where there is nothing of use, and what may work later as ``ServiceBusy`` or
        ``ServiceUnreachable``.
        """

    def cost(self, generation: Generation, prediction: Prediction) -> Decimal | None:
        """US dollars it did cost, None where nobody knows."""


class _Pictures:
    noun = "picture"
    asked = "a picture"
    doing = "Painting"

    def submit(self, studio: Studio, service: ImageService, generation: Generation, control: Control) -> Prediction:  # noqa: ARG002
        return service.submit(_picture_of(generation))

    def find(self, service: ImageService, generation: Generation, known: Collection[str]) -> Prediction | None:
        return service.find(_picture_of(generation), generation.created_at, known)

    def bring_home(
        self, studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
    ) -> Job:
        data, job_id = service.fetch(prediction, control), generation.job_id or 0
        try:
            picture = keep_picture(
                studio.storage.images(job_id),
                generation.scene_id or 0,
                data,
                PictureSource.REPLICATE,
                prompt=generation.request.prompt,
                model=generation.request.model,
            )
        except PictureRefused as exc:
            raise PredictionFailed("The service sent a picture that can't be used.", exc.message) from exc
        cost, seconds = self.cost(generation, prediction), prediction.predict_seconds
        return studio.library(lambda library: library.generations.succeed(generation.id, picture, cost, seconds))

    def cost(self, generation: Generation, prediction: Prediction) -> Decimal | None:
        """By the model's price list, for as many pictures as the service has counted."""
        price = model(generation.request.model).price
        return None if price is None else price * prediction.images


def _picture_of(generation: Generation) -> ImageRequest:
    assert isinstance(generation.request, ImageRequest)  # noqa: S101 - as its kind says
    return generation.request


_PICTURES = _Pictures()


def kind_of(generation: Generation) -> Kind:
    """How this one is handled."""
    if generation.kind is GenerationKind.PICTURE:
        return _PICTURES
    from vidstudio.studio.media import MEDIA  # noqa: PLC0415 - most runs pay for pictures alone

    return MEDIA[generation.kind]
