"""Narration and music: what is said, how long music lasts, and what either costs."""

from dataclasses import replace
from decimal import Decimal

import pytest

from tests.factories import a_job, a_scene
from vidstudio.core.voices import film_seconds, music_request, speech_request, spoken_words
from vidstudio.errors import InputRefused
from vidstudio.services.media.sound_models import MUSIC_MODELS, SPEECH_MODELS, music_model, rate_of, speech_model


def test_what_is_given_is_said_else_the_caption_else_the_line() -> None:
    scene = a_scene(1, description="A heron waits. It strikes.")
    assert spoken_words(scene) == "A heron waits."
    captioned = replace(scene, caption="Now\nit waits.")
    assert spoken_words(captioned) == "Now it waits."
    assert spoken_words(captioned, "  Something else. ") == "Something else."


def test_nothing_and_too_much_can_not_be_said() -> None:
    with pytest.raises(InputRefused, match="nothing to say"):
        spoken_words(a_scene(1, description=""))
    with pytest.raises(InputRefused, match="too many to speak"):
        spoken_words(a_scene(1), "x" * 2001)


def test_each_model_has_its_own_voices() -> None:
    kokoro, minimax = SPEECH_MODELS
    assert dict(speech_request("Hi", kokoro, "", 7).inputs) == {"text": "Hi", "voice": "af_bella"}
    assert dict(speech_request("Hi", minimax, "Calm_Woman", 7).inputs) == {"text": "Hi", "voice_id": "Calm_Woman"}
    with pytest.raises(InputRefused, match="no voice “Calm_Woman”"):
        speech_request("Hi", kokoro, "Calm_Woman", 7)
    assert minimax.rate.price(letters=500) == Decimal("0.03")


@pytest.mark.parametrize(("film", "asked"), [(0.5, 1), (7.2, 8), (30.0, 30), (300.0, 30)])
def test_music_is_as_long_as_the_film_as_far_as_the_model_goes(film: float, asked: int) -> None:
    musicgen, lyria = MUSIC_MODELS
    assert dict(music_request("a piano", musicgen, film, 7).inputs)["duration"] == asked
    assert "duration" not in dict(music_request("a piano", lyria, film, 7).inputs)
    assert lyria.price(film) == Decimal("0.06")
    assert film_seconds(a_job()) == 7.5


@pytest.mark.parametrize("words", ["", "  \n", "x" * 1001])
def test_music_needs_some_words_and_not_too_many(words: str) -> None:
    with pytest.raises(InputRefused):
        music_request(words, MUSIC_MODELS[0], 10, 7)


def test_models_are_found_with_and_without_their_version() -> None:
    for known in SPEECH_MODELS:
        assert speech_model(known.id) is speech_model(known.id.partition(":")[0]) is known
    for made in MUSIC_MODELS:
        assert music_model(made.id) is music_model(made.id.partition(":")[0]) is made
    assert (speech_model(""), music_model("")) == (SPEECH_MODELS[0], MUSIC_MODELS[0])
    assert rate_of("wan-video/wan-2.2-i2v-fast") is None
    with pytest.raises(InputRefused) as no_music:
        music_model("ada/songs")
    with pytest.raises(InputRefused) as no_voice:
        speech_model("ada/voices")
    assert no_music.value.hint == "Choose one of meta/musicgen, google/lyria-2."
    assert no_voice.value.hint == "Choose one of jaaari/kokoro-82m, minimax/speech-02-turbo."
