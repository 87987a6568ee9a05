"""Sixty paintings on a service without a list that fails at random: what it charged is in the ledger, as had or as
lost, and what the ledger calls failed or canceled it did not charge.
"""

import random
from collections import Counter
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import made_job
from tests.servers.openai import KEY, Drawn, OpenAIServer, error
from tests.servers.replicate_script import ANSWER_LOST, CUT, GARBAGE, HANG_UP, SILENCE, Failure, html
from vidstudio.core.control import Control
from vidstudio.core.generation import GenerationState
from vidstudio.core.job import Job, JobStatus
from vidstudio.errors import Canceled, LeftForLater, VidstudioError
from vidstudio.services.images.openai import OpenAIImages
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import resume
from vidstudio.studio.paint import Painting, ScenePaint, paint

pytestmark = pytest.mark.slow

RUNS = 60
MODEL = "openai:painter"

ORDERS: list[Failure] = [
    *(html(status) for status in (500, 502, 503, 520)),
    *(replace(html(status), processed=True) for status in (200, 500, 504)),
    *(error(429, "Rate limit reached", header="0"), error(400, "Too rude"), error(401, "Wrong key")),
    *(ANSWER_LOST, HANG_UP, CUT, replace(CUT, processed=True), GARBAGE, replace(GARBAGE, processed=True)),
    *(Failure(200, "[]"), replace(Failure(200, "{}"), processed=True), Failure(302, "", (("Location", "/"),))),
    Failure(200, '{"error": {"message": "no VRAM"}}'),
]
SLOW = replace(SILENCE, processed=True)


def storm(server: OpenAIServer, dice: random.Random) -> None:
    """Queue what goes wrong next."""
    for _ in range(dice.randrange(4)):
        server.fail("image", dice.choice(ORDERS))
    if dice.random() < 0.1:
        server.fail("image", SLOW)
    if dice.random() < 0.1:
        server.fail("image", error(429, "Rate limit reached", header="0"), times=dice.randrange(6, 12))
    for _ in range(dice.randrange(4)):
        server.fail("file", dice.choice([html(503), html(404), HANG_UP, CUT]))
    how = ["b64", "b64", "b64", "url", "url", "away", "junk", "page", "none"]
    server.draw(*(Drawn(dice.choice(how), dice.choice(["png", "jpeg", "webp"])) for _ in range(6)))  # type: ignore[arg-type] # literals


def go(studio: Studio, server: OpenAIServer, job: Job, dice: random.Random) -> None:
    """Have all scenes painted, and now and then canceled or left; what is open is taken up as at the next start."""
    ends, at, seen = dice.choice(["", "", "cancel", "leave"]), dice.randrange(8), list[ScenePaint]()

    def told(state: ScenePaint) -> None:
        seen.append(state)
        if len(seen) == at and ends:
            getattr(painting.control, ends)()

    painting = Painting(Control(), told)
    with OpenAIImages(server.url, KEY, timeout=0.4, pause=0.001) as service:
        with suppress(VidstudioError, Canceled, LeftForLater):
            paint(studio, service, job.id, [scene.id for scene in job.scenes], MODEL, painting)
        if dice.random() < 0.5:
            take_up(studio, service)
    with OpenAIImages(server.url, KEY, timeout=0.4, pause=0.001) as service:
        take_up(studio, service)


def take_up(studio: Studio, service: OpenAIImages) -> None:
    for waiting in studio.library(lambda library: library.generations.open()):
        with suppress(VidstudioError, Canceled):
            resume(studio, service, waiting, Control())


def check(studio: Studio, server: OpenAIServer, job: Job) -> None:
    """What must be so in the end."""
    lines = studio.library(lambda library: library.generations.of_job(job.id))
    assert not [line for line in lines if line.state.open]
    for prompt in {line.request.prompt for line in lines}:
        states = Counter(line.state for line in lines if line.request.prompt == prompt)
        had, lost = states[GenerationState.SUCCEEDED], states[GenerationState.LOST]
        assert had <= server.charged[prompt] <= had + lost, (states, server.charged[prompt])
    now = studio.library(lambda library: library.jobs.get(job.id))
    given_back = {GenerationState.FAILED, GenerationState.CANCELED, GenerationState.LOST}
    kept = sum((line.estimated_cost for line in lines if line.state not in given_back), Decimal(0))
    assert (now.status, now.estimated_cost) == (JobStatus.STORYBOARD_READY, kept)
    for scene in now.scenes:
        assert scene.picture
        assert (studio.storage.images(job.id) / scene.picture.file).is_file()


def test_what_was_charged_is_in_the_ledger_whatever_goes_wrong(paid: Studio, pictures: Path) -> None:
    for seed in range(RUNS):
        dice = random.Random(seed)
        words = f"Number {seed} waits. The mist of {seed} lifts. It strikes {seed}."
        job = made_job(paid, pictures, scenes=dice.choice([1, 1, 2, 3]), text=words)
        with OpenAIServer() as server:
            for _ in range(dice.choice([1, 1, 2])):
                storm(server, dice)
                go(paid, server, job, dice)
            check(paid, server, job)
