"""What is asked of an image service, and what it answers."""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from enum import StrEnum

from vidstudio.core.job import AspectRatio

REPLICATE = "replicate"
"""The provider whose models are called ``owner/name``; those of all others have their provider's name in front."""

MAX_SEED = 2**31 - 1
"""The largest seed every model takes (ideogram-v3-turbo's schema names it); the smallest is 0."""


class Role(StrEnum):
    """What a picture is for that is sent along: to be changed as the prompt says, or to be looked like."""

    EDIT = "edit"
    REFERENCE = "reference"


@dataclass(frozen=True, slots=True)
class StartPicture:
    """A picture that another one is made from.

    Attributes:
        file: its path, in the job's folder while it is kept, and from the root once it is to be sent.
        digest: SHA-256 of its bytes, hexadecimal.
    """

    file: str
    digest: str
    role: Role


@dataclass(frozen=True, slots=True)
class PictureField:
    """A model's input for pictures.

    Attributes:
        name: of the field.
        most: how many it takes; None where it is no list, but one alone.
    """

    name: str
    most: int | None = None


@dataclass(frozen=True, slots=True)
class ImageRequest:
    """One picture wanted.

    Attributes:
        model: as a person chooses it: ``owner/name`` for one on Replicate, else ``provider:name``.
        seed: 0 to ``MAX_SEED``, chosen by us, unlike any other request's: it also recognizes a prediction whose answer
            was lost.
        pictures: what it is made from, in the order they are sent.
    """

    prompt: str
    aspect_ratio: AspectRatio
    model: str
    seed: int
    pictures: tuple[StartPicture, ...] = ()

    @property
    def edits(self) -> bool:
        """Whether the prompt says what to change of a picture, and not what is seen on the new one."""
        return any(picture.role is Role.EDIT for picture in self.pictures)


def provider_of(model_id: str) -> str:
    """Whose model that is: ``openai`` for ``openai:gpt-image-1``."""
    provider, colon, _ = model_id.strip().partition(":")
    return provider if colon and "/" not in provider else REPLICATE


class PredictionStatus(StrEnum):
    """States of a prediction, as the service names them; ``aborted`` was never started and is not charged."""

    STARTING = "starting"
    PROCESSING = "processing"
    SUCCEEDED = "succeeded"
    FAILED = "failed"
    CANCELED = "canceled"
    ABORTED = "aborted"


@dataclass(frozen=True, slots=True)
class Prediction:
    """What the service says of a running or finished prediction.

    Attributes:
        outputs: addresses (``https:``, ``http:`` or ``data:``) of the finished pictures.
        error: the service's words when it failed.
        fraction: 0 to 1 where the model's log tells, else None.
        charged: whether it costs money: it runs or ran, for however short a time.
        predict_seconds: how long the model worked, None where the service does not tell.
        images: how many pictures the service counts, 1 where it does not tell.
        data_removed: it finished, but the service has deleted its files (it does after an hour).
    """

    id: str
    status: PredictionStatus
    outputs: tuple[str, ...] = ()
    error: str = ""
    fraction: float | None = None
    charged: bool = False
    predict_seconds: float | None = None
    images: int = 1
    data_removed: bool = False

    @property
    def finished(self) -> bool:
        """Whether nothing more will come."""
        return self.status not in {PredictionStatus.STARTING, PredictionStatus.PROCESSING}


@dataclass(frozen=True, slots=True)
class ImageModel:
    """A model one can choose.

    Attributes:
        id: ``owner/name``, or ``provider:name``.
        label: for people.
        price: US dollars a picture, from the service's price list; None for a model that was only named by the user,
            whose price nobody knows before the bill.
        inputs: fixed inputs besides prompt, aspect ratio and seed, in the model's own field names.
        takes_seed: whether the model has a ``seed`` field.
        nearest: for each shape the model can't draw, the nearest one it can; the film crops what comes.
        edits: where it takes a picture to be changed as the prompt says, None where it does not.
        references: where it takes pictures to go by, likewise; may be the same field.
        needs_picture: whether it draws nothing from words alone.
        takes_shape: whether it has an ``aspect_ratio`` field.
        version: the one to ask for where the service wants one named, which it does for models of its community.
    """

    id: str
    label: str
    price: Decimal | None
    inputs: tuple[tuple[str, object], ...] = ()
    takes_seed: bool = True
    nearest: tuple[tuple[AspectRatio, str], ...] = ()
    edits: PictureField | None = None
    references: PictureField | None = None
    needs_picture: bool = False
    takes_shape: bool = True
    version: str = ""

    def field(self, role: Role) -> PictureField | None:
        """Where it takes pictures for that, if it does."""
        return self.edits if role is Role.EDIT else self.references

    def takes(self, pictures: Iterable[StartPicture]) -> tuple[StartPicture, ...]:
        """Those of the pictures that it can be sent, the one to be changed first."""
        taken: list[StartPicture] = []
        sent: Counter[str] = Counter()
        for picture in sorted(pictures, key=lambda each: each.role is not Role.EDIT):
            field = self.field(picture.role)
            if field is not None and sent[field.name] < (field.most or 1):
                sent[field.name] += 1
                taken.append(picture)
        return tuple(taken)

    def shape(self, aspect_ratio: AspectRatio) -> str:
        """The shape it is asked for."""
        return dict(self.nearest).get(aspect_ratio, aspect_ratio.value)
