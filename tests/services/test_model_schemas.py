"""What a model takes, as its service describes it."""

from typing import Any

import pytest

from tests.servers.replicate import TOKEN, ReplicateServer
from vidstudio.core.images import ImageRequest, PictureField
from vidstudio.core.job import AspectRatio
from vidstudio.services.images.models import MODELS, OTHERS, inputs_for, model, remember
from vidstudio.services.images.replicate import Replicate
from vidstudio.services.images.schema import read_model

FOXES = "ada/foxes"
FLUX = "black-forest-labs/flux-schnell"


def document(
    enums: dict[str, list[str]] | None = None, required: list[str] | None = None, **fields: Any
) -> dict[str, Any]:
    """A model's own description."""
    properties = {"prompt": {"type": "string"}, **fields}
    schemas = {name: {"enum": values} for name, values in (enums or {}).items()}
    whole = {"Input": {"properties": properties, "required": required or ["prompt"]}, **schemas}
    return {"latest_version": {"id": "7" * 64, "openapi_schema": {"components": {"schemas": whole}}}}


def referring(name: str) -> dict[str, Any]:
    return {"allOf": [{"$ref": f"#/components/schemas/{name}"}]}


@pytest.mark.parametrize("known", [*MODELS, *OTHERS], ids=lambda known: known.id)
def test_the_table_agrees_with_what_the_service_tells(known: Any, replicate_server: ReplicateServer) -> None:
    with Replicate(TOKEN, replicate_server.url) as service:
        told = read_model(known.id, service.describe(known.id))
    assert told is not None
    for shape in AspectRatio:
        request = ImageRequest("a fox", shape, known.id, 5)
        assert inputs_for(request, told) == inputs_for(request, known)
    assert (told.edits, told.references, told.needs_picture) == (known.edits, known.references, known.needs_picture)
    assert (told.price, told.label) == (known.price, known.label)


def test_an_unknown_model_is_asked_for_what_it_has() -> None:
    told = read_model(FOXES, document({"shape": ["1:1", "2:1", "3:4"]}, aspect_ratio=referring("shape")))
    assert told is not None
    assert not told.takes_seed
    assert [told.shape(shape) for shape in AspectRatio] == ["2:1", "3:4", "1:1", "3:4", "2:1"]
    bare = read_model(FOXES, document())
    assert bare is not None
    assert inputs_for(ImageRequest("a fox", AspectRatio.WIDE, FOXES, 5), bare) == {"prompt": "a fox"}


def test_png_is_asked_for_only_where_it_is_to_be_had() -> None:
    jpg = read_model(FLUX, document(output_format={"enum": ["jpg", "webp"]}, seed={}, go_fast={"type": "boolean"}))
    assert jpg is not None
    assert jpg.inputs == (("go_fast", False),)


URIS = {"type": "array", "items": {"type": "string", "format": "uri"}}
URI = {"type": "string", "format": "uri"}


@pytest.mark.parametrize(
    ("fields", "edits", "references"),
    [
        ({"input_image": URI}, PictureField("input_image"), PictureField("input_image")),
        ({"image_input": URIS | {"maxItems": 3}}, PictureField("image_input", 3), PictureField("image_input", 3)),
        ({"image": URI}, PictureField("image"), PictureField("image")),
        ({"image": URI, "prompt_strength": {}}, None, None),
        ({"image": URI, "mask": URI}, None, None),
        ({"image_prompt": URI}, None, PictureField("image_prompt")),
        ({"image": URI, "reference_images": URIS}, PictureField("image"), PictureField("reference_images", 10)),
        ({}, None, None),
    ],
)
def test_where_pictures_go(fields: dict[str, Any], edits: PictureField | None, references: PictureField | None) -> None:
    told = read_model(FOXES, document(**fields))
    assert told is not None
    assert (told.edits, told.references) == (edits, references)


@pytest.mark.parametrize(
    "odd",
    [
        {},
        {"latest_version": None},
        {"latest_version": {"openapi_schema": []}},
        {"latest_version": {"openapi_schema": {"components": {"schemas": {"Input": {"properties": {"text": {}}}}}}}},
    ],
)
def test_what_describes_no_model_that_draws_from_a_prompt(odd: dict[str, object]) -> None:
    assert read_model(FOXES, odd) is None


def test_a_model_of_the_community_is_asked_for_by_version(replicate_server: ReplicateServer) -> None:
    told = read_model(FOXES, document(seed={}, aspect_ratio={}) | {"is_official": False})
    assert told is not None
    remember(told)
    assert model(FOXES).version == "7" * 64
    with Replicate(TOKEN, replicate_server.url) as service:
        service.submit(ImageRequest("a fox", AspectRatio.WIDE, FOXES, 5))
    assert replicate_server.seen("create")[0].path == "/v1/predictions"
