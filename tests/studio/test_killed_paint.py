"""Scenes painted and filmed, and killed at random moments: nothing is ordered twice, and all that was paid comes."""

import random
import signal
import subprocess
import sys
from collections import Counter
from contextlib import suppress
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import made_job
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import Behaviour
from vidstudio.core.clips import choice
from vidstudio.core.control import Control
from vidstudio.errors import ImageServiceError
from vidstudio.services.media.clip_models import clip_model
from vidstudio.studio.clips import order_clips
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import chosen_model, image_service, resume
from vidstudio.studio.media import make_for_scenes
from vidstudio.studio.paint import Painting, paint
from vidstudio.studio.recover import recover

SCENES, KILLS = 12, 20


def killed(command: list[str], server: ReplicateServer, after: int) -> None:
    """Run a command, and kill it once the service has had so many requests more, if it has not ended before."""
    moment = len(server.requests) + after
    program = subprocess.Popen(
        [sys.executable, "-m", "vidstudio", *command], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    while len(server.requests) < moment and program.poll() is None:
        with suppress(subprocess.TimeoutExpired):
            program.wait(0.005)
    program.send_signal(signal.SIGKILL)
    program.wait()


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix")
def test_twelve_scenes_survive_twenty_kills(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    dice = random.Random(20)
    replicate_server.behaviour = Behaviour(seconds=0.2)
    reached: Counter[str] = Counter()
    for kill in range(KILLS):
        idea = f"Heron {kill} waits in the reeds. The mist lifts. It strikes."
        job = made_job(paid, pictures, scenes=SCENES, text=idea, duration=60.0)
        before = replicate_server.created
        killed(["images", str(job.id), "--all"], replicate_server, dice.randrange(1, 8 * len(job.scenes)))
        left = paid.library(lambda library: library.generations.open())
        reached.update(each.state.value for each in left)
        recover(paid)
        with image_service(paid) as service:
            for waiting in left:
                with suppress(ImageServiceError):  # one that was never sent is given back
                    resume(paid, service, waiting, Control())
            job = paid.library(lambda library, number=job.id: library.jobs.get(number))  # type: ignore[misc]
            rest = [each.id for each in job.scenes if each.picture is None or each.picture.source != "replicate"]
            after = paint(paid, service, job.id, rest, chosen_model(paid), Painting(Control())) if rest else job
        assert all(scene.picture and scene.picture.source == "replicate" for scene in after.scenes)
        assert replicate_server.created - before == len(after.scenes)
        assert after.actual_cost == Decimal("0.003") * len(after.scenes)
    assert replicate_server.charged == replicate_server.created
    assert len(reached) >= 2, reached


@pytest.mark.slow
@pytest.mark.skipif(not hasattr(signal, "SIGKILL"), reason="kill -9 is a thing of Unix")
def test_clips_survive_six_kills(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    dice = random.Random(6)
    replicate_server.behaviour = Behaviour(seconds=0.2)
    for kill in range(6):
        job = made_job(paid, pictures, text=f"Heron {kill} waits in the reeds. The mist lifts. It strikes.")
        approved = paid.library(lambda library, number=job.id: library.jobs.approve(number))  # type: ignore[misc]
        before = replicate_server.created
        killed(["clip", str(job.id), f"1-{len(job.scenes)}"], replicate_server, dice.randrange(1, 8 * len(job.scenes)))
        recover(paid)
        with image_service(paid) as service:
            for waiting in paid.library(lambda library: library.generations.open()):
                with suppress(ImageServiceError):  # one that was never sent is given back
                    resume(paid, service, waiting, Control())
            now = paid.library(lambda library, number=job.id: library.jobs.approve(number))  # type: ignore[misc]
            rest = [scene for scene in now.scenes if scene.clip is None]
            asked = order_clips(paid, now, rest, choice(clip_model("")))
            after = make_for_scenes(paid, service, job.id, asked, Painting(Control()))
        assert all(scene.clip for scene in after.scenes)
        assert replicate_server.created - before == len(approved.scenes)
        assert after.actual_cost == Decimal("0.05") * len(after.scenes)
        assert not list(paid.storage.assets(job.id).glob(".*"))
    assert replicate_server.charged == replicate_server.created
