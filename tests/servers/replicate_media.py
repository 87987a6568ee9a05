"""Models of the loopback Replicate that make clips and sounds: what they take, what they make, and what it costs."""

import base64
import io
import math
import subprocess
import wave
from decimal import Decimal
from functools import lru_cache
from typing import Any

import numpy as np

from vidstudio.services.ffmpeg import find_ffmpeg

_STEPS = range(2, 13)
MEDIA_SCHEMAS: dict[str, dict[str, object]] = {
    "wan-video/wan-2.2-i2v-fast": {
        "prompt": str,
        "image": "picture",
        "num_frames": range(81, 122),
        "frames_per_second": range(5, 31),
        "resolution": {"480p", "720p"},
        "go_fast": bool,
        "seed": int,
    },
    "bytedance/seedance-1-lite": {
        "prompt": str,
        "image": "picture",
        "duration": _STEPS,
        "resolution": {"480p", "720p", "1080p"},
        "fps": {24},
        "seed": int,
    },
    "bytedance/seedance-1-pro": {
        "prompt": str,
        "image": "picture",
        "duration": _STEPS,
        "resolution": {"480p", "720p", "1080p"},
        "fps": {24},
        "seed": int,
    },
    "kwaivgi/kling-v2.1": {
        "prompt": str,
        "start_image": "picture",
        "mode": {"standard", "pro"},
        "duration": {5, 10},
    },
    "minimax/hailuo-02": {
        "prompt": str,
        "first_frame_image": "picture",
        "duration": {6, 10},
        "resolution": {"512p", "768p", "1080p"},
        "prompt_optimizer": bool,
    },
    "google/veo-3.1-fast": {
        "prompt": str,
        "image": "picture",
        "duration": {4, 6, 8},
        "resolution": {"720p", "1080p"},
        "aspect_ratio": {"16:9", "9:16"},
        "generate_audio": bool,
        "seed": int,
    },
    "jaaari/kokoro-82m": {"text": str, "voice": {"af", "af_bella", "af_sarah", "bm_george"}, "speed": float},
    "minimax/speech-02-turbo": {"text": str, "voice_id": str},
    "meta/musicgen": {
        "prompt": str,
        "duration": range(1, 121),
        "model_version": {"stereo-large", "stereo-melody-large"},
        "output_format": {"wav", "mp3"},
        "normalization_strategy": {"loudness", "peak"},
        "seed": int,
    },
    "google/lyria-2": {"prompt": str, "negative_prompt": str, "seed": int},
}
"""With all the fields they take: the values one may have, its type, or that it is a picture's address."""

VERSIONS = {
    "dfdf537ba482b029e0a761699e6f55e9162cfd159270bfe0e44857caa5f275a6": "jaaari/kokoro-82m",
    "671ac645ce5e552cc63a54a2bbff63fcf798043055d2dac5fc9e36a837eedcfb": "meta/musicgen",
}
"""Of community models, which are ordered by their version alone."""

_SECOND = {
    "bytedance/seedance-1-lite": {"480p": "0.018", "720p": "0.036", "1080p": "0.081"},
    "bytedance/seedance-1-pro": {"480p": "0.03", "720p": "0.067", "1080p": "0.15"},
    "kwaivgi/kling-v2.1": {"standard": "0.05", "pro": "0.09"},
    "minimax/hailuo-02": {"512p": "0.08", "768p": "0.08", "1080p": "0.08"},
    "google/veo-3.1-fast": {"720p": "0.10", "1080p": "0.10"},
}
_CLIP = {"480p": "0.05", "720p": "0.145"}
_MACHINE = {"jaaari/kokoro-82m": "0.000225", "meta/musicgen": "0.0014"}


def media_faults_of(inputs: dict[str, Any], schema: dict[str, object], uploads: set[str]) -> list[tuple[str, str]]:
    """What the service does not take; ``uploads`` are the addresses of files that were sent to it."""
    faults = []
    for name, rule in schema.items():
        if rule == "picture" and name not in inputs:
            faults.append(("input", f"{name} is required"))
    if not (inputs.get("prompt") or inputs.get("text")):
        faults.append(("input", "prompt is required"))
    for name, value in inputs.items():
        rule = schema.get(name)
        if rule is None:
            faults.append(("input", f"Additional property {name} is not allowed"))
        elif isinstance(rule, (set, range)) and value not in rule:
            faults.append((f"input.{name}", "must be one of the following"))
        elif isinstance(rule, type) and not isinstance(value, rule):
            faults.append((f"input.{name}", f"Invalid type. Expected: {rule.__name__}"))
        elif rule == "picture" and not _is_picture(value, uploads):
            faults.append((f"input.{name}", "Does not match format 'uri'"))
    return faults


def _is_picture(value: object, uploads: set[str]) -> bool:
    if not isinstance(value, str):
        return False
    return value in uploads or (value.startswith("data:image/") and len(value) <= 256 * 1024)


def seconds_of(model: str, inputs: dict[str, Any]) -> float:
    """How long what it makes lasts."""
    if "num_frames" in inputs:
        return float(inputs["num_frames"] / inputs["frames_per_second"])
    if "duration" in inputs:
        return float(inputs["duration"])
    return 30.0 if model == "google/lyria-2" else max(1.0, len(inputs.get("text", "")) / 15)


def cost_of(model: str, inputs: dict[str, Any], worked: float) -> Decimal:
    """US dollars, by the service's price list; ``worked`` are the seconds of the machine."""
    if model in _MACHINE:
        cost = Decimal(_MACHINE[model]) * Decimal(str(worked))
    elif model in _SECOND:
        prices = _SECOND[model]
        cost = Decimal(prices[inputs.get("mode") or inputs["resolution"]]) * inputs["duration"]
    elif model in MEDIA_SCHEMAS and "num_frames" in inputs:
        cost = Decimal(_CLIP[inputs["resolution"]])
    elif model == "google/lyria-2":
        cost = Decimal("0.06")
    elif model == "minimax/speech-02-turbo":
        cost = Decimal("0.06") * len(inputs["text"]) / 1000
    else:
        cost = Decimal("0.003")
    return cost.quantize(Decimal("0.0001"))


def is_sound(model: str) -> bool:
    schema = MEDIA_SCHEMAS[model]
    return "picture" not in schema.values()


@lru_cache(maxsize=64)
def clip(seconds: float, color: tuple[int, int, int], kind: str = "mp4") -> bytes:
    """A small film of one colour, for as long; its colour is one of eight, so that few are made."""
    red, green, blue = (200 if part > 127 else 55 for part in color)
    source = f"color=c=0x{red:02x}{green:02x}{blue:02x}:s=320x180:r=16:d={seconds:.4f}"
    codec = ["libvpx-vp9", "-b:v", "0", "-crf", "40"] if kind == "webm" else ["libx264", "-preset", "ultrafast"]
    movflags = [] if kind == "webm" else ["-movflags", "frag_keyframe+empty_moov"]
    command = [find_ffmpeg(""), "-v", "error", "-f", "lavfi", "-i", source, "-pix_fmt", "yuv420p", "-c:v", *codec]
    done = subprocess.run([*command, *movflags, "-f", kind, "pipe:1"], check=True, stdout=subprocess.PIPE)
    return done.stdout


@lru_cache(maxsize=64)
def sound(seconds: float) -> bytes:
    """A quiet tone as a WAV file, for as long."""
    moments = np.arange(math.ceil(seconds * 16_000)) / 16_000
    buffer = io.BytesIO()
    with wave.open(buffer, "wb") as file:
        file.setnchannels(1)
        file.setsampwidth(2)
        file.setframerate(16_000)
        file.writeframes((np.sin(2 * np.pi * 220 * moments) * 8000).astype("<i2").tobytes())
    return buffer.getvalue()


def bytes_of(address: str) -> bytes:
    """What a ``data:`` address holds."""
    return base64.b64decode(address.partition(",")[2])
