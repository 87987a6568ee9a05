"""The image models one can choose, and what each is sent.

Only models that draw from text alone, take 16:9, 9:16 and 1:1, and have a known price a picture. Field names and values
follow the models' published schemas (April 2026; flux-1.1-pro's: January 2025), prices Replicate's price page (October
2026) or, for Imagen and Ideogram, what others report of it. The service's bill counts, not this table.

PNG wherever there is a choice: every picture is encoded again as film, and one loss is enough. ``go_fast`` is off: with
it the same seed gives another picture each time, and a storyboard lives on getting the same one again.
"""

import re
from decimal import Decimal

from vidstudio.core.images import REPLICATE, ImageModel, ImageRequest, provider_of
from vidstudio.core.job import AspectRatio
from vidstudio.errors import InputRefused

_PNG = ("output_format", "png")
_EXACT = ("go_fast", False)
_CINEMA = AspectRatio.CINEMA

DRAFT = "draft"
"""The provider whose pictures are drawn on this computer, for nothing."""

DEFAULT_MODEL = "black-forest-labs/flux-schnell"

MODELS = (
    ImageModel(DEFAULT_MODEL, "FLUX schnell, fast and cheap", Decimal("0.003"), (_PNG, _EXACT)),
    ImageModel("black-forest-labs/flux-dev", "FLUX dev, more detail", Decimal("0.025"), (_PNG, _EXACT)),
    ImageModel(
        "black-forest-labs/flux-1.1-pro",
        "FLUX 1.1 pro, the finest FLUX",
        Decimal("0.04"),
        (_PNG,),
        nearest=((_CINEMA, "16:9"),),
    ),
    ImageModel(
        "google/imagen-4-fast",
        "Imagen 4 fast, lifelike",
        Decimal("0.02"),
        (_PNG,),
        takes_seed=False,
        nearest=((AspectRatio.PORTRAIT, "3:4"), (_CINEMA, "16:9")),
    ),
    ImageModel(
        "ideogram-ai/ideogram-v3-turbo",
        "Ideogram 3 turbo, good at lettering",
        Decimal("0.03"),
        nearest=((_CINEMA, "2:1"),),
    ),
)

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(:[0-9a-f]{64})?", re.ASCII)


def model(model_id: str) -> ImageModel:
    """The model of that name: from the table, else one the user named, with prompt, aspect ratio and seed alone.

    Args:
        model_id: ``owner/name``; a community model also needs its version: ``owner/name:`` and 64 hexadecimal digits.
            Or ``provider:name``, of which only the provider itself knows whether there is such a model.

    Raises:
        InputRefused: that is no name of a model.
    """
    for known in MODELS:
        if known.id == model_id:
            return known
    if (provider := provider_of(model_id)) != REPLICATE:
        return _elsewhere(provider, model_id)
    if not _NAME.fullmatch(model_id):
        choices = ", ".join(known.id for known in MODELS)
        raise InputRefused(f"“{model_id}” is not the name of an image model.", f"Choose one of {choices}.")
    return ImageModel(model_id, model_id, price=None)


def _elsewhere(provider: str, model_id: str) -> ImageModel:
    """A model of another provider: its price is on its own bill, but for drafts, which have none."""
    if not model_id.partition(":")[2].strip():
        raise InputRefused(f"“{model_id}” is not the name of an image model.", f"Name one, as {provider}:NAME.")
    return ImageModel(model_id, model_id, Decimal(0) if provider == DRAFT else None, takes_seed=False)


def inputs_for(request: ImageRequest, chosen: ImageModel) -> dict[str, object]:
    """The input of a prediction, in the model's own field names."""
    inputs: dict[str, object] = {"prompt": request.prompt, "aspect_ratio": chosen.shape(request.aspect_ratio)}
    if chosen.takes_seed:
        inputs["seed"] = request.seed
    return inputs | dict(chosen.inputs)
