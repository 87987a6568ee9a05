"""The models that speak and that make music one can choose.

Field names and voices follow the models' published schemas (January 2025 and April 2026) or, for speech-02-turbo, an
example of its use. Prices are what the service's price page says of models like them; those of the community are paid
by the machine's time, so that only the bill tells. The service's bill counts, not this table.
"""

from decimal import Decimal

from vidstudio.core.media_request import Rate
from vidstudio.core.voices import MusicModel, SpeechModel
from vidstudio.errors import InputRefused

DEFAULT_SPEECH_MODEL = "jaaari/kokoro-82m"
DEFAULT_MUSIC_MODEL = "meta/musicgen"

SPEECH_MODELS = (
    SpeechModel(
        f"{DEFAULT_SPEECH_MODEL}:dfdf537ba482b029e0a761699e6f55e9162cfd159270bfe0e44857caa5f275a6",
        "Kokoro, cheap and clear",
        Rate(machine_second=Decimal("0.000225"), typical=4.0),
        "voice",
        (
            ("af_bella", "Bella, American"),
            ("af_sarah", "Sarah, American"),
            ("af_nicole", "Nicole, American, whispering"),
            ("af_sky", "Sky, American"),
            ("af", "Bella and Sarah mixed, American"),
            ("am_adam", "Adam, American"),
            ("am_michael", "Michael, American"),
            ("bf_emma", "Emma, British"),
            ("bf_isabella", "Isabella, British"),
            ("bm_george", "George, British"),
            ("bm_lewis", "Lewis, British"),
        ),
    ),
    SpeechModel(
        "minimax/speech-02-turbo",
        "MiniMax Speech 02 turbo, many languages",
        Rate(thousand_letters=Decimal("0.06")),
        "voice_id",
        (
            ("Wise_Woman", "Wise woman"),
            ("Deep_Voice_Man", "Man with a deep voice"),
            ("Calm_Woman", "Calm woman"),
            ("Casual_Guy", "Casual man"),
            ("Friendly_Person", "Friendly person"),
            ("Patient_Man", "Patient man"),
            ("Lively_Girl", "Lively girl"),
            ("Young_Knight", "Young man"),
        ),
    ),
)

MUSIC_MODELS = (
    MusicModel(
        f"{DEFAULT_MUSIC_MODEL}:671ac645ce5e552cc63a54a2bbff63fcf798043055d2dac5fc9e36a837eedcfb",
        "MusicGen, up to 30 s",
        Rate(machine_second=Decimal("0.0014"), typical=50.0),
        30,
        "duration",
        (("model_version", "stereo-large"), ("output_format", "wav"), ("normalization_strategy", "loudness")),
    ),
    MusicModel("google/lyria-2", "Lyria 2, 30 s in 48 kHz stereo", Rate(second=Decimal("0.002")), 30),
)


def speech_model(model_id: str) -> SpeechModel:
    """The model of that name, with or without its version, empty for the default; raises ``InputRefused``."""
    for known in SPEECH_MODELS:
        if model_id in {known.id, _plain(known.id)} or (not model_id and known is SPEECH_MODELS[0]):
            return known
    choices = ", ".join(_plain(known.id) for known in SPEECH_MODELS)
    raise InputRefused(f"“{model_id}” is not a model that speaks here.", f"Choose one of {choices}.")


def music_model(model_id: str) -> MusicModel:
    """The model of that name, with or without its version, empty for the default; raises ``InputRefused``."""
    for known in MUSIC_MODELS:
        if model_id in {known.id, _plain(known.id)} or (not model_id and known is MUSIC_MODELS[0]):
            return known
    choices = ", ".join(_plain(known.id) for known in MUSIC_MODELS)
    raise InputRefused(f"“{model_id}” is not a model that makes music here.", f"Choose one of {choices}.")


def rate_of(model_id: str) -> Rate | None:
    """How a model in these tables is paid for, None for another one."""
    rates = {known.id: known.rate for known in (*SPEECH_MODELS, *MUSIC_MODELS)}
    return rates.get(model_id)


def _plain(model_id: str) -> str:
    return model_id.partition(":")[0]
