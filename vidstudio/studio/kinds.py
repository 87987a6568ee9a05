"""What differs between the things that are paid for: how each is ordered, looked for, brought home and priced.

All the rest, whatever goes wrong on the way, is the same for all of them (``studio.generate``).
"""

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Protocol

from vidstudio.core.control import Control
from vidstudio.core.generation import Generation, GenerationKind
from vidstudio.core.images import REPLICATE, ImageRequest, Prediction
from vidstudio.core.job import Job
from vidstudio.core.scene import PictureSource
from vidstudio.errors import PictureRefused, PredictionFailed
from vidstudio.services.images.at_once import waiting
from vidstudio.services.images.files import keep_picture
from vidstudio.services.images.models import DRAFT, model
from vidstudio.services.images.service import ImageService
from vidstudio.studio.context import Studio
from vidstudio.studio.schemas import learn_at_order


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

    def find(
        self, studio: Studio, service: ImageService, generation: Generation, known: Collection[str]
    ) -> Prediction | None:
        """The order whose answer was lost; ``known`` are ids that belong to others.

        Raises ``Untraceable`` where the service keeps no list to look in.
        """

    def bring_home(
        self, studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
    ) -> Job:
        """Download it and give it to its scene or job; the job comes back as it is then.

        Raises ``ImageServiceError`` where there is nothing of use, and what may work later as ``ServiceBusy`` or
        ``ServiceUnreachable``.
        """

    def cost(self, generation: Generation, prediction: Prediction) -> Decimal | None:
        """US dollars it did cost, None where nobody knows."""


_SOURCES = {REPLICATE: PictureSource.REPLICATE, DRAFT: PictureSource.DRAFT}


class _Pictures:
    noun = "picture"
    asked = "a picture"
    doing = "Painting"

    def submit(self, studio: Studio, service: ImageService, generation: Generation, control: Control) -> Prediction:
        request, folder = _picture_of(generation), studio.storage.job(generation.job_id or 0)
        here = tuple(replace(each, file=str(folder / each.file)) for each in request.pictures)
        with waiting(control):
            return service.submit(replace(request, pictures=here))

    def find(
        self, studio: Studio, service: ImageService, generation: Generation, known: Collection[str]
    ) -> Prediction | None:
        request = _picture_of(generation)
        learn_at_order(studio, service, request.model)
        return service.find(request, generation.created_at, known)

    def bring_home(
        self, studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
    ) -> Job:
        data, job_id = service.fetch(prediction, control), generation.job_id or 0
        try:
            picture = keep_picture(
                studio.storage.images(job_id),
                generation.scene_id or 0,
                data,
                _SOURCES.get(generation.provider, PictureSource.SERVICE),
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
