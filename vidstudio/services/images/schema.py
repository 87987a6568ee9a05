"""What a model takes, read from the schema that its service publishes.

Models change their fields, and the table knows some models only. Prices are published nowhere: they stay the table's.
"""

import math
from collections.abc import Mapping
from dataclasses import replace

from vidstudio.core.images import ImageModel, PictureField
from vidstudio.core.job import AspectRatio
from vidstudio.services.images.models import model

_EDITS = ("input_image", "input_images", "image_input", "image")
_BLENDS = {"strength", "prompt_strength", "image_strength", "mask"}
"""A model that has one of these blends a picture in, or fills holes, and does not change it as one says."""
_REFERENCES = ("reference_images", "style_reference_images", "image_prompt")
_MOST = 10
_WISHES: tuple[tuple[str, object], ...] = (("output_format", "png"), ("go_fast", False))

Schema = Mapping[str, object]


def read_model(model_id: str, document: Schema) -> ImageModel | None:
    """A model as its service describes it, or None where it draws from no prompt, or the description is none.

    Args:
        model_id: as a person chooses it.
        document: the service's, of the model or of one version of it.
    """
    latest = _part(document, "latest_version")
    schemas = _part(_part(_part(latest or document, "openapi_schema"), "components"), "schemas")
    fields = _part(_part(schemas, "Input"), "properties")
    if "prompt" not in fields:
        return None
    known, version = model(model_id), latest.get("id")
    named = isinstance(version, str) and document.get("is_official") is False and ":" not in model_id
    wishes = dict(_WISHES) | dict(known.inputs)
    edits = _pictures(fields, () if _BLENDS & fields.keys() else _EDITS, known.edits)
    needed = edits is not None and edits.name in _names(_part(schemas, "Input").get("required"))
    return replace(
        known,
        inputs=tuple((name, value) for name, value in wishes.items() if _may_be(schemas, fields, name, value)),
        takes_seed="seed" in fields,
        takes_shape="aspect_ratio" in fields,
        nearest=_nearest(_values(schemas, fields, "aspect_ratio"), known),
        edits=edits,
        references=_pictures(fields, _REFERENCES, known.references) or (None if needed else edits),
        needs_picture=needed,
        version=str(version) if named else "",
    )


def _part(document: Schema, name: str) -> Schema:
    found = document.get(name)
    return found if isinstance(found, Mapping) else {}


def _names(value: object) -> tuple[str, ...]:
    return tuple(each for each in value if isinstance(each, str)) if isinstance(value, list) else ()


def _values(schemas: Schema, fields: Schema, name: str) -> tuple[str, ...]:
    """What a field may be, from itself or from what it refers to; nothing where it may be anything."""
    field = _part(fields, name)
    within = field.get("allOf")
    for each in [field, *(within if isinstance(within, list) else [])]:
        if isinstance(each, Mapping):
            referred = str(each.get("$ref", "")).rpartition("/")[2]
            if found := _names(each.get("enum")) or _names(_part(schemas, referred).get("enum")):
                return found
    return ()


def _may_be(schemas: Schema, fields: Schema, name: str, value: object) -> bool:
    values = _values(schemas, fields, name)
    return name in fields and (not values or value in values)


def _pictures(fields: Schema, names: tuple[str, ...], known: PictureField | None) -> PictureField | None:
    """The first of these fields that there is, and how many pictures it takes; where it does not say, as was known."""
    for name in names:
        if name not in fields:
            continue
        field = _part(fields, name)
        if field.get("type") != "array":
            return PictureField(name)
        usual = known.most if known and known.name == name and known.most else _MOST
        most = field.get("maxItems")
        return PictureField(name, most if isinstance(most, int) else usual)
    return None


def _nearest(values: tuple[str, ...], known: ImageModel) -> tuple[tuple[AspectRatio, str], ...]:
    """For each shape the model can't draw the nearest it can; as it was known where it does not say."""
    shapes = {value: width / height for value in values if (width := _side(value, 0)) and (height := _side(value, 1))}
    if not shapes:
        return known.nearest
    found = []
    for wanted in AspectRatio:
        ratio = wanted.sides[0] / wanted.sides[1]
        if wanted.value not in shapes:
            found.append((wanted, min(shapes, key=lambda value: abs(math.log(shapes[value] / ratio)))))
    return tuple(found)


def _side(value: str, place: int) -> float:
    """Width or height of ``16:9``, 0 of what is no shape."""
    sides = value.split(":")
    return float(sides[place]) if len(sides) == 2 and all(side.isdecimal() for side in sides) else 0.0
