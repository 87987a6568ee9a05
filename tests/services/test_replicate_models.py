"""The table of models, and models it does not hold."""

from decimal import Decimal

import pytest

from vidstudio.core.images import ImageRequest
from vidstudio.core.job import AspectRatio
from vidstudio.errors import InputRefused
from vidstudio.services.images.models import DEFAULT_MODEL, MODELS, inputs_for, model


def test_the_default_is_the_first_and_the_cheapest() -> None:
    assert MODELS[0].id == DEFAULT_MODEL
    assert MODELS[0].price == min(known.price for known in MODELS if known.price is not None) == Decimal("0.003")


def test_every_model_has_a_price_a_label_and_a_name_of_its_own() -> None:
    assert all(known.price and known.price < 1 and known.label for known in MODELS)
    assert len({known.id for known in MODELS}) == len(MODELS)
    assert all(model(known.id) is known for known in MODELS)


def test_inputs_use_the_models_own_names() -> None:
    request = ImageRequest("a fox", AspectRatio.SQUARE, DEFAULT_MODEL, 5)
    assert inputs_for(request, model(DEFAULT_MODEL)) == {
        "prompt": "a fox",
        "aspect_ratio": "1:1",
        "seed": 5,
        "output_format": "png",
        "go_fast": False,
    }


def test_a_model_without_a_seed_is_sent_none() -> None:
    request = ImageRequest("a fox", AspectRatio.TALL, "google/imagen-4-fast", 5)
    assert "seed" not in inputs_for(request, model("google/imagen-4-fast"))


@pytest.mark.parametrize("name", ["qwen/qwen-image", "ada/my.model_2", "ada/foxes:" + "0a" * 32])
def test_a_model_the_user_names_has_no_known_price(name: str) -> None:
    chosen = model(name)
    assert chosen.price is None
    assert inputs_for(ImageRequest("a fox", AspectRatio.TALL, name, 5), chosen) == {
        "prompt": "a fox",
        "aspect_ratio": "9:16",
        "seed": 5,
    }


@pytest.mark.parametrize("name", ["", "flux", "a/b/c", "../account", "a/..", "a b/c", "a/b?x=1", "a/b:latest", "a/b\n"])
def test_what_is_no_name_is_refused_with_the_choices(name: str) -> None:
    with pytest.raises(InputRefused) as caught:
        model(name)
    assert all(known.id in caught.value.hint for known in MODELS)
