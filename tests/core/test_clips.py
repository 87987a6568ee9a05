"""Clips: the lengths there are, what they cost, and what a model is asked."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.factories import a_job
from vidstudio.core.clips import MAX_CLIP_PROMPT, choice, clip_prompt, clip_request
from vidstudio.core.job import AspectRatio
from vidstudio.core.media_request import Rate, request_from
from vidstudio.core.scene import Motion
from vidstudio.errors import InputRefused, NotReady
from vidstudio.services.media.clip_models import CLIP_MODELS, DEFAULT_CLIP_MODEL, clip_model


@pytest.mark.parametrize(
    ("model", "duration", "seconds"),
    [
        (DEFAULT_CLIP_MODEL, 2.0, 5),
        (DEFAULT_CLIP_MODEL, 5.01, 6),
        (DEFAULT_CLIP_MODEL, 30.0, 7),
        ("bytedance/seedance-1-lite", 0.25, 2),
        ("bytedance/seedance-1-lite", 11.5, 12),
        ("kwaivgi/kling-v2.1", 5.0, 5),
        ("kwaivgi/kling-v2.1", 5.1, 10),
        ("google/veo-3.1-fast", 6.5, 8),
        ("google/veo-3.1-fast", 9.0, 8),
    ],
)
def test_the_shortest_length_that_covers_the_scene_else_the_longest(model: str, duration: float, seconds: int) -> None:
    scene = replace(a_job().scenes[0], duration=duration)
    assert choice(clip_model(model)).length(scene) == seconds


def test_hailuo_makes_ten_seconds_up_to_768p_alone() -> None:
    hailuo = clip_model("minimax/hailuo-02")
    assert choice(hailuo, "768p", 10).seconds == 10
    with pytest.raises(InputRefused, match="no clips of 10 s in 1080p"):
        choice(hailuo, "1080p", 10)


def test_prices_by_the_second_and_by_the_clip() -> None:
    scene = replace(a_job().scenes[0], duration=6.0)
    told = {
        (known.id, size.name): choice(known, size.name).price(scene) for known in CLIP_MODELS for size in known.sizes
    }
    assert told[DEFAULT_CLIP_MODEL, "480p"] == Decimal("0.05")
    assert told["bytedance/seedance-1-pro", "1080p"] == Decimal("0.90")
    assert told["kwaivgi/kling-v2.1", "720p"] == Decimal("0.50")
    assert all(price is not None and price > 0 for price in told.values())


def test_each_model_is_asked_in_its_own_words() -> None:
    job = a_job()
    scene = replace(job.scenes[0], duration=6.0, motion=Motion.PAN_LEFT)
    words = "What is seen in shot 1. The camera slowly pans left."
    wan = clip_request(job, scene, choice(clip_model("")), 7)
    assert dict(wan.inputs) == {
        "prompt": words,
        "resolution": "480p",
        "go_fast": True,
        "num_frames": 97,
        "frames_per_second": 16,
        "seed": 7,
    }
    assert (wan.picture, wan.picture_field, wan.seconds, wan.takes_seed) == ("1.png", "image", 6, True)
    kling = clip_request(job, scene, choice(clip_model("kwaivgi/kling-v2.1"), "1080p"), 7)
    assert dict(kling.inputs) == {"prompt": words, "mode": "pro", "duration": 10}
    assert (kling.picture_field, kling.takes_seed) == ("start_image", False)
    assert clip_request(job, scene, choice(clip_model("minimax/hailuo-02")), 7).picture_field == "first_frame_image"


@pytest.mark.parametrize(("shape", "asked"), [("16:9", "16:9"), ("9:16", "9:16"), ("4:5", "9:16"), ("21:9", "16:9")])
def test_a_model_that_takes_two_shapes_is_asked_for_the_nearer(shape: str, asked: str) -> None:
    job = a_job(aspect_ratio=AspectRatio(shape))
    request = clip_request(job, job.scenes[0], choice(clip_model("google/veo-3.1-fast")), 7)
    assert dict(request.inputs)["aspect_ratio"] == asked


def test_a_scene_without_a_picture_becomes_no_clip() -> None:
    job = a_job()
    bare = replace(job.scenes[1], picture=None)
    with pytest.raises(NotReady, match="Scene 2 has no picture"):
        clip_request(job, bare, choice(clip_model("")), 7)


def test_other_words_can_be_given_and_long_ones_are_cut() -> None:
    job = a_job()
    request = clip_request(job, job.scenes[0], choice(clip_model("")), 7, "x" * 9000)
    assert len(request.prompt) == MAX_CLIP_PROMPT
    assert clip_prompt(replace(job.scenes[0], description="It flies!", motion=Motion.AUTO)) == "It flies!"


def test_a_request_comes_back_from_the_ledger_as_it_was() -> None:
    job = a_job()
    for known in CLIP_MODELS:
        request = clip_request(job, job.scenes[0], choice(known), 7)
        again = request_from(request.model, request.prompt, request.seed, request.stored())
        assert replace(again, inputs=()) == replace(request, inputs=())
        assert dict(again.inputs) == dict(request.inputs)


def test_machine_time_is_estimated_before_and_billed_after() -> None:
    rate = Rate(machine_second=Decimal("0.0014"), typical=50)
    assert rate.price() == Decimal("0.07")
    assert rate.cost(rate.price(), 3.0) == Decimal("0.0042")
    assert rate.cost(rate.price(), None) is None
    assert Rate(second=Decimal("0.036")).cost(Decimal("0.18"), 99.0) == Decimal("0.18")
    assert Rate().price() is None
