"""The models that make clips one can choose.

Field names, lengths and resolutions follow the models' published schemas (April 2026). Of prices, one a model was found
in others' reports of the service's price list (2026), and for Wan its range. Seedance bills by pixels, so its other
resolutions are reckoned from that one; of the others the reported price stands for all, and Kling's second mode is
taken for nearly twice the first. The service's bill counts, not this table. Models that make sound along with a clip
are asked for none: the film has its own.
"""

from decimal import Decimal

from vidstudio.core.clips import ClipModel, ClipSize
from vidstudio.core.job import AspectRatio
from vidstudio.core.media_request import Input, Rate
from vidstudio.errors import InputRefused

DEFAULT_CLIP_MODEL = "wan-video/wan-2.2-i2v-fast"

_TWO_TO_TWELVE = tuple(range(2, 13))


def _size(name: str, second: str, seconds: tuple[int, ...], **fields: Input) -> ClipSize:
    """One that is paid by the second; unless said otherwise the model calls it by its name, as ``resolution``."""
    return ClipSize(name, Rate(second=Decimal(second)), seconds, tuple((fields or {"resolution": name}).items()))


def _flat(name: str, each: str, seconds: tuple[int, ...]) -> ClipSize:
    """One whose clips cost the same whatever their length."""
    return ClipSize(name, Rate(each=Decimal(each)), seconds, (("resolution", name),))


CLIP_MODELS = (
    ClipModel(
        DEFAULT_CLIP_MODEL,
        "Wan 2.2 fast, quick and cheap",
        "image",
        (_flat("480p", "0.05", (5, 6, 7)), _flat("720p", "0.145", (5, 6, 7))),
        seconds_field="",
        frames=16,
        inputs=(("go_fast", True),),
    ),
    ClipModel(
        "bytedance/seedance-1-lite",
        "Seedance 1 lite, any length from 2 to 12 s",
        "image",
        (
            _size("720p", "0.036", _TWO_TO_TWELVE),
            _size("480p", "0.018", _TWO_TO_TWELVE),
            _size("1080p", "0.081", _TWO_TO_TWELVE),
        ),
        inputs=(("fps", 24),),
    ),
    ClipModel(
        "bytedance/seedance-1-pro",
        "Seedance 1 pro, the finest Seedance",
        "image",
        (
            _size("1080p", "0.15", _TWO_TO_TWELVE),
            _size("720p", "0.067", _TWO_TO_TWELVE),
            _size("480p", "0.03", _TWO_TO_TWELVE),
        ),
        inputs=(("fps", 24),),
    ),
    ClipModel(
        "kwaivgi/kling-v2.1",
        "Kling 2.1, steady people and things",
        "start_image",
        (_size("720p", "0.05", (5, 10), mode="standard"), _size("1080p", "0.09", (5, 10), mode="pro")),
        takes_seed=False,
    ),
    ClipModel(
        "minimax/hailuo-02",
        "Hailuo 02, strong movement",
        "first_frame_image",
        (_size("768p", "0.08", (6, 10)), _size("1080p", "0.08", (6,)), _size("512p", "0.08", (6,))),
        takes_seed=False,
        inputs=(("prompt_optimizer", False),),
    ),
    ClipModel(
        "google/veo-3.1-fast",
        "Veo 3.1 fast, lifelike",
        "image",
        (_size("720p", "0.10", (4, 6, 8)), _size("1080p", "0.10", (4, 6, 8))),
        shapes=(AspectRatio.WIDE, AspectRatio.TALL),
        inputs=(("generate_audio", False),),
    ),
)


def clip_model(model_id: str) -> ClipModel:
    """The model of that name, empty for the default; raises ``InputRefused``.

    One that is not in the table is refused: nobody knows what it calls the picture.
    """
    for known in CLIP_MODELS:
        if known.id == (model_id or DEFAULT_CLIP_MODEL):
            return known
    choices = ", ".join(known.id for known in CLIP_MODELS)
    raise InputRefused(f"“{model_id}” is not a model that makes clips here.", f"Choose one of {choices}.")
