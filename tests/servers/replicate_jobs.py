"""Predictions on the loopback Replicate: what they take, how they go on, and the pictures they end in."""

import hashlib
import io
import math
import time
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from PIL import Image, ImageDraw

from tests.servers.replicate_script import Behaviour, Failure, problem

_FLUX = {"png", "jpg", "webp"}
_SHAPES = {"1:1", "16:9", "9:16", "4:3", "3:4"}
_MORE = _SHAPES | {"3:2", "2:3", "4:5", "5:4"}
_MOST = _MORE | {"21:9", "9:21"}
SCHEMAS: dict[str, dict[str, object]] = {
    "black-forest-labs/flux-schnell": {"aspect_ratio": _MOST, "output_format": _FLUX, "go_fast": bool},
    "black-forest-labs/flux-dev": {"aspect_ratio": _MOST, "output_format": _FLUX, "go_fast": bool},
    "black-forest-labs/flux-1.1-pro": {"aspect_ratio": _MORE, "output_format": _FLUX},
    "google/imagen-4-fast": {"aspect_ratio": _SHAPES, "output_format": {"png", "jpg"}},
    "ideogram-ai/ideogram-v3-turbo": {"aspect_ratio": _MORE | {"2:1", "1:2", "3:1", "1:3", "16:10", "10:16"}},
}
"""The official models it has, and what it checks of their inputs: the values a field may take, or its type."""

_PICTURES = {
    "black-forest-labs/flux-1.1-pro": "image_prompt",
    "black-forest-labs/flux-kontext-pro": "input_image",
    "black-forest-labs/flux-2-pro": "input_images[]",
    "google/nano-banana": "image_input[]",
    "bytedance/seedream-4": "image_input[]",
    "ideogram-ai/ideogram-v3-turbo": "style_reference_images[]",
    "qwen/qwen-image-edit": "image",
}
"""In which field a model takes pictures, and whether that is a list."""
_SEEDLESS = {"google/imagen-4-fast", "google/nano-banana", "bytedance/seedream-4"}
_PICTURE_FIELDS = {name.removesuffix("[]") for name in _PICTURES.values()}
SCHEMAS |= {
    "black-forest-labs/flux-kontext-pro": {
        "aspect_ratio": _MOST | {"match_input_image"},
        "output_format": {"png", "jpg"},
    },
    "black-forest-labs/flux-2-pro": {"aspect_ratio": _MORE | {"match_input_image"}, "output_format": _FLUX},
    "google/nano-banana": {"aspect_ratio": _MOST - {"9:21"} | {"match_input_image"}, "output_format": {"png", "jpg"}},
    "bytedance/seedream-4": {"aspect_ratio": _SHAPES | {"3:2", "2:3", "21:9", "match_input_image"}},
    "qwen/qwen-image-edit": {"aspect_ratio": _SHAPES | {"match_input_image"}, "output_format": _FLUX},
}


_LIMITS = {"temperature": float, "top_p": float}
TEXT_SCHEMAS: dict[str, dict[str, type]] = {
    "openai/gpt-5-mini": {"prompt": str, "system_prompt": str, "max_completion_tokens": int, "verbosity": str},
    "openai/gpt-4.1-mini": _LIMITS | {"prompt": str, "system_prompt": str, "max_completion_tokens": int},
    "anthropic/claude-4.5-haiku": {"prompt": str, "system_prompt": str, "max_tokens": int},
    "google/gemini-2.5-flash": _LIMITS | {"prompt": str, "system_instruction": str, "max_output_tokens": int},
    "meta/meta-llama-3-70b-instruct": _LIMITS | {"prompt": str, "prompt_template": str, "max_tokens": int},
    "ada/bard": {"prompt": str},
}
"""The language models it has, with all the fields they take."""


def sides(shape: str) -> tuple[int, int]:
    """About a million pixels of that shape, in steps of 32 as the models draw them: 1344x768 for 16:9."""
    width, height = map(int, shape.split(":"))
    unit = 1024 / math.sqrt(width * height) / 32 + 1e-9
    return 32 * math.floor(width * unit), 32 * math.floor(height * unit)


def color_of(prompt: str, seed: int | None) -> tuple[int, int, int]:
    """The colour that fills most of the picture for a prompt and a seed."""
    red, green, blue = hashlib.sha256(f"{prompt}|{seed}".encode()).digest()[:3]
    return red, green, blue


def picture(size: tuple[int, int], color: tuple[int, int, int], kind: str) -> bytes:
    """An image file: one colour with a lighter disc in the middle, so that shape and cropping can be seen."""
    image = Image.new("RGB", size, color)
    x, y, r = size[0] // 2, size[1] // 2, min(size) // 5
    ImageDraw.Draw(image).ellipse((x - r, y - r, x + r, y + r), tuple((255 + part) // 2 for part in color))
    file = io.BytesIO()
    image.save(file, kind, **({"compress_level": 1} if kind == "png" else {"quality": 90}))
    return file.getvalue()


@dataclass(slots=True)
class Job:
    """One prediction on the server."""

    id: str
    model: str
    version: str
    inputs: dict[str, Any]
    behaviour: Behaviour
    created: datetime
    born: float = field(default_factory=time.monotonic)
    polls: int = 0
    status: str = "starting"
    stopping: bool = False
    ran: bool = False
    data_removed: bool = False

    @property
    def over(self) -> bool:
        return self.status not in {"starting", self.behaviour.running}

    @property
    def charged(self) -> bool:
        """Whether it cost money: a picture, or time of a machine until somebody stopped it; failures are free."""
        worked = self.ran and self.behaviour.predict_time > 0
        return self.status == "succeeded" or (worked and self.status in {"canceled", self.behaviour.running})

    @property
    def share(self) -> float:
        """How far it is, 0 to 1, counted from the start of processing."""
        plan = self.behaviour
        if plan.seconds:
            return max(0.0, (time.monotonic() - self.born) / plan.seconds - 0.2) / 0.8
        return min(1.0, max(0.0, (self.polls - plan.starting) / (plan.processing + 1)))

    def advance(self) -> None:
        if self.over:
            return
        plan = self.behaviour
        started = self.share > 0 or (not plan.seconds and plan.processing == 0 and self.polls > plan.starting)
        if self.stopping:
            self.status = "canceled"
        elif started and self.share >= 1:
            self.status, self.ran = plan.end, plan.end == "succeeded" or plan.predict_time > 0
        elif started:
            self.status, self.ran = plan.running, True

    def stop(self) -> None:
        if self.over:
            return
        if self.behaviour.on_cancel == "late":
            self.status, self.ran = self.behaviour.end, True
        elif self.behaviour.on_cancel == "slow":
            self.stopping = True
        else:
            self.status = "canceled"


def faults_of(inputs: dict[str, Any], schema: dict[str, object], model: str = "") -> list[tuple[str, str]]:
    faults = [] if inputs.get("prompt") else [("input", "prompt is required")]
    field, many = _PICTURES.get(model, "").removesuffix("[]"), _PICTURES.get(model, "").endswith("[]")
    for name in inputs.keys() & _PICTURE_FIELDS:
        if name != field:
            faults.append(("input", f"Additional property {name} is not allowed"))
        elif many != isinstance(inputs[name], list):
            faults.append((f"input.{name}", f"Invalid type. Expected: {'array' if many else 'string'}"))
    for name, rule in schema.items():
        if name not in inputs:
            continue
        if isinstance(rule, set) and inputs[name] not in rule:
            faults.append((f"input.{name}", f"must be one of the following: {', '.join(sorted(rule))}"))
        if isinstance(rule, type) and not isinstance(inputs[name], rule):
            faults.append((f"input.{name}", f"Invalid type. Expected: {rule.__name__}"))
    return faults


def openapi_of(model: str) -> dict[str, Any]:
    """A model's schema as the service publishes it, with its enums apart."""
    fields: dict[str, Any] = {"prompt": {"type": "string"}}
    enums: dict[str, Any] = {}
    for name, rule in SCHEMAS[model].items():
        if isinstance(rule, set):
            fields[name] = {"allOf": [{"$ref": f"#/components/schemas/{name}"}], "default": min(rule)}
            enums[name] = {"type": "string", "enum": sorted(rule)}
        else:
            fields[name] = {"type": "boolean"}
    if model not in _SEEDLESS:
        fields["seed"] = {"type": "integer", "nullable": True}
    if field := _PICTURES.get(model, ""):
        uri = {"type": "string", "format": "uri"}
        fields[field.removesuffix("[]")] = {"type": "array", "items": uri} if field.endswith("[]") else uri
    required = ["prompt", *([_PICTURES[model]] if model == "qwen/qwen-image-edit" else [])]
    return {"components": {"schemas": {"Input": {"properties": fields, "required": required}, **enums}}}


def text_faults_of(inputs: dict[str, Any], schema: dict[str, type]) -> list[tuple[str, str]]:
    faults = [] if inputs.get("prompt") else [("input", "prompt is required")]
    for name, value in inputs.items():
        if name not in schema:
            faults.append(("input", f"Additional property {name} is not allowed"))
        elif not isinstance(value, schema[name]):
            faults.append((f"input.{name}", f"Invalid type. Expected: {schema[name].__name__}"))
    return faults


def pieces_of(text: str) -> list[str]:
    """A text as a language model brings it forth."""
    return [text[start : start + 5] for start in range(0, len(text), 5)]


def invalid(faults: list[tuple[str, str]]) -> Failure:
    fields = [{"type": "invalid", "field": where, "description": what} for where, what in faults]
    detail = "".join(f"- {where}: {what}\n" for where, what in faults)
    return problem(422, detail, title="Input validation failed", invalid_fields=fields)


def logs_of(inputs: dict[str, Any], share: float) -> str:
    """The log of a model that counts to ten with tqdm."""
    steps = range(min(10, math.floor(share * 10)) + 1)
    bars = "".join(f"{n * 10:3d}%|{'█' * n:10s}| {n}/10 [00:0{n % 10}<00:01,  4.37it/s]\n" for n in steps)
    return f"Using seed: {inputs.get('seed')}\n{bars}"


def moment_now() -> str:
    return datetime.now(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
