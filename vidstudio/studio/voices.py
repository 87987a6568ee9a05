"""Narration spoken, and music made, by models."""

from collections.abc import Sequence
from decimal import Decimal

from vidstudio.core.control import Control
from vidstudio.core.generation import Generation, GenerationKind, MediaOrder
from vidstudio.core.job import Job
from vidstudio.core.media_request import total
from vidstudio.core.scene import Scene
from vidstudio.core.voices import MusicModel, SpeechModel, film_seconds, music_request, speech_request, spoken_words
from vidstudio.services.images.service import ImageService
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import carry_out
from vidstudio.studio.media import new_seed, order_media


def order_narration(
    studio: Studio, job: Job, scenes: Sequence[Scene], chosen: SpeechModel, voice: str = "", text: str = ""
) -> tuple[Generation, ...]:
    """Write down what is to be spoken in these scenes, all or none; nothing is sent yet.

    ``text`` is spoken, else each scene's caption, else its line. Raises ``InputRefused`` for a voice there is not and
    where there is nothing to say, ``NotReady`` while a scene already waits, ``LimitReached`` where a budget would be
    crossed.
    """
    orders = []
    for scene in scenes:
        words = spoken_words(scene, text)
        request = speech_request(words, chosen, voice, new_seed())
        orders.append(MediaOrder(GenerationKind.NARRATION, request, chosen.rate.price(letters=len(words)), scene.id))
    return order_media(studio, job.id, orders)


def price_of_speech(scenes: Sequence[Scene], chosen: SpeechModel, text: str = "") -> Decimal | None:
    """US dollars of all of them, None where nobody knows; raises ``InputRefused`` where there is nothing to say."""
    return total(chosen.rate.price(letters=len(spoken_words(scene, text))) for scene in scenes)


def compose(studio: Studio, service: ImageService, job: Job, chosen: MusicModel, prompt: str, control: Control) -> Job:
    """Have music made for a job's film, as long as the film or as the model can; it becomes the job's.

    Raises ``InputRefused``, ``NotReady`` and ``LimitReached`` before anything is sent; errors of the service;
    ``Canceled``.
    """
    seconds = film_seconds(job)
    request = music_request(prompt, chosen, seconds, new_seed())
    (asked,) = order_media(studio, job.id, [MediaOrder(GenerationKind.MUSIC, request, chosen.price(seconds))])
    return carry_out(studio, service, asked.id, control)
