"""The image models one can choose, and what each is sent.

Those one is offered draw from text alone, take 16:9, 9:16 and 1:1, and have a known price a picture. Field names and
values follow the models' published schemas (April 2026; flux-1.1-pro's: January 2025), prices Replicate's price page
(October 2026) or, but for the first three, what others report of it. The service's bill counts, not this table.

PNG wherever there is a choice: every picture is encoded again as film, and one loss is enough. ``go_fast`` is off: with
it the same seed gives another picture each time, and a storyboard lives on getting the same one again.
"""

import re
from collections.abc import Callable
from decimal import Decimal

from vidstudio.core.images import REPLICATE, ImageModel, ImageRequest, PictureField, StartPicture, provider_of
from vidstudio.core.job import AspectRatio
from vidstudio.errors import InputRefused

_PNG = ("output_format", "png")
_EXACT = ("go_fast", False)
_CINEMA = AspectRatio.CINEMA

DRAFT = "draft"
"""The provider whose pictures are drawn on this computer, for nothing."""

OPENAI = "openai"
_EDITORS = ("gpt-image", "chatgpt-image", "kontext", "edit")
"""What is in the names of those models of OpenAI-like services that take pictures."""

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
        references=PictureField("image_prompt"),
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
        references=PictureField("style_reference_images", 3),
    ),
    ImageModel(
        "black-forest-labs/flux-kontext-pro",
        "FLUX Kontext pro, changes pictures",
        Decimal("0.04"),
        (_PNG,),
        edits=PictureField("input_image"),
        references=PictureField("input_image"),
    ),
    ImageModel(
        "google/nano-banana",
        "Nano Banana, changes pictures, keeps characters",
        Decimal("0.039"),
        (_PNG,),
        takes_seed=False,
        edits=PictureField("image_input", 10),
        references=PictureField("image_input", 10),
    ),
    ImageModel(
        "bytedance/seedream-4",
        "Seedream 4, large, keeps characters",
        Decimal("0.03"),
        takes_seed=False,
        nearest=((AspectRatio.PORTRAIT, "3:4"),),
        edits=PictureField("image_input", 10),
        references=PictureField("image_input", 10),
    ),
)

OTHERS = (
    ImageModel(
        "black-forest-labs/flux-2-pro",
        "FLUX.2 pro",
        None,
        (_PNG,),
        nearest=((_CINEMA, "16:9"),),
        edits=PictureField("input_images", 8),
        references=PictureField("input_images", 8),
    ),
    ImageModel(
        "qwen/qwen-image-edit",
        "Qwen Image Edit",
        None,
        (_PNG,),
        nearest=((AspectRatio.PORTRAIT, "3:4"), (_CINEMA, "16:9")),
        edits=PictureField("image"),
        needs_picture=True,
    ),
)
"""Models whose fields are known, and that are not offered unless they are named: they are paid by the megapixel, those
of pictures that are sent too, or draw from nothing but a picture."""

_TOLD: dict[str, ImageModel] = {}

_NAME = re.compile(r"[A-Za-z0-9][\w.-]*/[A-Za-z0-9][\w.-]*(:[0-9a-f]{64})?", re.ASCII)


def model(model_id: str) -> ImageModel:
    """The model of that name: from the table, else one the user named, with prompt, aspect ratio and seed alone.

    Args:
        model_id: ``owner/name``; a community model also needs its version: ``owner/name:`` and 64 hexadecimal digits.
            Or ``provider:name``, of which only the provider itself knows whether there is such a model.

    Raises:
        InputRefused: that is no name of a model.
    """
    if model_id in _TOLD:
        return _TOLD[model_id]
    for known in (*MODELS, *OTHERS):
        if known.id == model_id:
            return known
    if (provider := provider_of(model_id)) != REPLICATE:
        return _elsewhere(provider, model_id)
    if not _NAME.fullmatch(model_id):
        choices = ", ".join(known.id for known in MODELS)
        raise InputRefused(f"“{model_id}” is not the name of an image model.", f"Choose one of {choices}.")
    return ImageModel(model_id, model_id, price=None)


def remember(told: ImageModel) -> ImageModel:
    """From now on a model takes what its service has told, and not what the table knows."""
    _TOLD[told.id] = told
    return told


def _elsewhere(provider: str, model_id: str) -> ImageModel:
    """A model of another provider: its price is on its own bill, but for drafts, which have none."""
    if not model_id.partition(":")[2].strip():
        raise InputRefused(f"“{model_id}” is not the name of an image model.", f"Name one, as {provider}:NAME.")
    name = model_id.partition(":")[2].lower()
    pictures = PictureField("image", 16) if provider == OPENAI and any(sign in name for sign in _EDITORS) else None
    price = Decimal(0) if provider == DRAFT else None
    return ImageModel(model_id, model_id, price, takes_seed=False, edits=pictures, references=pictures)


def inputs_for(
    request: ImageRequest, chosen: ImageModel, address: Callable[[StartPicture], str] = lambda picture: picture.file
) -> dict[str, object]:
    """The input of a prediction, in the model's own field names; ``address`` says where the service finds a picture."""
    inputs: dict[str, object] = {"prompt": request.prompt}
    if chosen.takes_shape:
        inputs["aspect_ratio"] = chosen.shape(request.aspect_ratio)
    if chosen.takes_seed:
        inputs["seed"] = request.seed
    lists: dict[str, list[str]] = {}
    for picture in chosen.takes(request.pictures):
        field = chosen.field(picture.role)
        if field is not None and field.most is None:
            inputs[field.name] = address(picture)
        elif field is not None:
            lists.setdefault(field.name, []).append(address(picture))
    return inputs | lists | dict(chosen.inputs)
