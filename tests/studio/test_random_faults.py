"""Five hundred times pictures or clips from a service that fails at random: what is in the ledger is what the service
charged, nothing is ordered twice, nothing paid for is missing, and one can always go on.
"""

import random
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest

from tests.factories import made_job
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import (
    ANSWER_LOST,
    CUT,
    DRIP,
    GARBAGE,
    HANG_UP,
    SILENCE,
    Behaviour,
    Failure,
    html,
    problem,
    throttled,
)
from vidstudio.core.clips import choice
from vidstudio.core.control import Control, Progress
from vidstudio.core.generation import Generation, GenerationKind, GenerationState
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.refine import MOST_VARIANTS, Refinement, refinements_left
from vidstudio.core.version import Version
from vidstudio.errors import Canceled, LeftForLater, VidstudioError
from vidstudio.services.images.replicate import Replicate
from vidstudio.services.media.clip_models import clip_model
from vidstudio.store.library import Library
from vidstudio.studio.clips import order_clips
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import chosen_model, order_variants, resume
from vidstudio.studio.media import make_for_scenes
from vidstudio.studio.paint import Painting, ScenePaint, paint
from vidstudio.studio.refine import Variants

pytestmark = pytest.mark.slow

RUNS = 500
SHARES = 5
"""Parts the runs are told in."""

ORDERS: list[Failure] = [
    *(html(status) for status in (500, 502, 503, 504, 520)),
    *(replace(html(status), processed=True) for status in (500, 502, 504)),
    *(throttled("0"), throttled(body=0.01)),
    *(ANSWER_LOST, HANG_UP, CUT, replace(CUT, processed=True), GARBAGE, replace(GARBAGE, processed=True)),
    *(problem(422, "- input.prompt: too rude"), problem(400, "no"), Failure(200, "[]"), Failure(201, "{}")),
    *(Failure(302, "", (("Location", "https://example.org/"),)), Failure(204, "")),
    *(replace(Failure(201, '{"id": 7, "status": "starting"}'), processed=True), Failure(200, '"fine"')),
]
QUESTIONS: list[Failure] = [
    *(html(status) for status in (500, 502, 503, 504)),
    *(throttled("0"), throttled(body=0.02), HANG_UP, CUT, GARBAGE, Failure(200, "[1]"), Failure(200, "{}")),
    Failure(200, '{"id": "x", "status": null}'),
]
SLOW = (SILENCE, DRIP, replace(SILENCE, processed=True))


def behaviour(dice: random.Random) -> Behaviour:
    """What a prediction does; an odd one does not tell how long it worked, which only that it began then tells of."""
    made = Behaviour(
        starting=dice.randrange(3),
        processing=dice.randrange(4),
        running=dice.choice(["processing", "processing", "booting", "warming-up"]),
        end=dice.choice(["succeeded"] * 6 + ["failed", "canceled", "aborted", "exploded"]),
        error=dice.choice([None, "CUDA out of memory", "NSFW content detected", "E003 high demand"]),
        predict_time=dice.choice([0.0, 0.4, 3.0]),
        output=dice.choice(["list", "list", "one", "dict", "data", "octets", "text", "none"]),
        picture=dice.choice(["png", "jpeg", "webp"]),
        file=dice.choice(["plain", "plain", "plain", "redirect", "needs", "forbids", "expired", "page", "circle"]),
        on_cancel=dice.choice(["stop", "late", "slow"]),
        odd=dice.random() < 0.2,
    )
    return replace(made, predict_time=made.predict_time or 0.4) if made.odd else made


class Storm:
    """A studio whose service fails as the dice fall."""

    def __init__(self, studio: Studio, server: ReplicateServer, service: Replicate, job: Job) -> None:
        self.studio, self.server, self.service, self.job = studio, server, service, job
        self.told: dict[int, Exception] = {}
        self.prompts: list[str] = []

    def blow(self, dice: random.Random) -> None:
        """Queue what goes wrong next."""
        for kind, pool, most in (("create", ORDERS, 4), ("get", QUESTIONS, 4), ("list", QUESTIONS, 3)):
            for _ in range(dice.randrange(most)):
                self.server.fail(kind, dice.choice(pool))
        for _ in range(dice.randrange(3)):
            self.server.fail("file", dice.choice([html(503), HANG_UP, CUT, throttled("0")]))
        if dice.random() < 0.04:
            self.server.fail(dice.choice(["create", "get", "list"]), dice.choice(SLOW))
        if dice.random() < 0.1:
            self.server.fail("create", throttled("0"), times=dice.randrange(6, 30))  # a storm of refusals
        if dice.random() < 0.1:
            self.server.fail("get", html(503), times=dice.randrange(4, 12))
        self.server.next(*(behaviour(dice) for _ in range(8)))

    def paint(self, dice: random.Random) -> None:
        """Have all scenes painted, and now and then canceled or left."""
        scenes = [scene.id for scene in self.job.scenes]
        ends = dice.choice(["", "", "", "cancel", "leave", "one"])
        at = dice.randrange(12)
        seen: list[ScenePaint] = []

        def told(state: ScenePaint) -> None:
            seen.append(state)
            if len(seen) == at and ends == "one":
                painting.cancel(dice.choice(scenes))
            elif len(seen) == at and ends:
                getattr(painting.control, ends)()

        painting = Painting(Control(), told)
        with suppress(VidstudioError, Canceled, LeftForLater):
            paint(self.studio, self.service, self.job.id, scenes, chosen_model(self.studio), painting)

    def film(self, dice: random.Random) -> None:
        """Have clips made of all scenes, approved as they are now."""
        names = ["", "", "kwaivgi/kling-v2.1", "bytedance/seedance-1-lite"]
        job = self.studio.library(lambda library: library.jobs.approve(self.job.id))
        seen: list[ScenePaint] = []
        ends, at = dice.choice(["", "", "", "cancel", "leave"]), dice.randrange(12)

        def told(state: ScenePaint) -> None:
            seen.append(state)
            if len(seen) == at and ends:
                getattr(painting.control, ends)()

        painting = Painting(Control(), told)
        with suppress(VidstudioError, Canceled, LeftForLater):
            asked = order_clips(self.studio, job, job.scenes, choice(clip_model(dice.choice(names))))
            make_for_scenes(self.studio, self.service, job.id, asked, painting)

    def refine(self, dice: random.Random) -> None:
        """Have one scene refined, several variants at a time."""
        scene, most = dice.choice(self.job.scenes), refinements_left(self._now())
        if not most:
            return
        self.prompts.append(f"Variants of {scene.image_prompt}, {len(self.prompts)}")
        ends, at, seen = dice.choice(["", "", "", "cancel", "leave"]), dice.randrange(12), list[Progress]()

        def told(progress: Progress) -> None:
            seen.append(progress)
            if len(seen) == at and ends:
                getattr(control, ends)()

        control, count = Control(told), dice.randrange(1, min(most, MOST_VARIANTS) + 1)
        refinement = Refinement(self.prompts[-1])
        with suppress(VidstudioError, Canceled, LeftForLater):
            asked = order_variants(self.studio, self._now(), scene, refinement, chosen_model(self.studio), count)
            Variants(self.studio, self.service, asked, control).made()

    def calm(self) -> None:
        """The service is well again, and what is open is fetched, as at the next start."""
        self.server._failures.clear()
        for waiting in self.studio.library(lambda library: library.generations.open()):
            try:
                resume(self.studio, self.service, waiting, Control())
            except (VidstudioError, Canceled) as exc:
                self.told[waiting.id] = exc

    def check(self) -> None:
        """What must be so in the end."""
        lines = self.studio.library(lambda library: library.generations.of_job(self.job.id))
        still = [line for line in lines if line.state.open]
        assert not still, [(line, self.told.get(line.id)) for line in still]
        by_id = {line.prediction_id: line for line in lines if line.prediction_id}
        orders = list(self.server._jobs.values())
        seeds = [order for order in orders if "seed" in order.inputs]
        made = Counter((order.inputs["prompt"], order.inputs["seed"]) for order in seeds)
        assert set(made.values()) <= {1}, "ordered twice"
        assert self.server.bill == sum((line.actual_cost or Decimal(0) for line in lines), Decimal(0))
        assert set(by_id) == {order.id for order in orders}, "ordered, and not in the ledger"
        for order in orders:
            line = by_id[order.id]
            assert (line.actual_cost or Decimal(0)) == self.server.cost(order.id), (line, order)
            if order.status == "succeeded":
                assert line.state in {GenerationState.SUCCEEDED, GenerationState.LOST, GenerationState.FAILED}
                could_be_had = order.behaviour.output not in {"text", "none"}
                reached = order.behaviour.output in {"data", "octets"} or order.behaviour.file in GOOD
                assert (line.state is GenerationState.SUCCEEDED) == (could_be_had and reached), (line, order)
        now = self._now()
        given_back = {GenerationState.FAILED, GenerationState.LOST, GenerationState.CANCELED}
        taken = [line for line in lines if line.refinement and line.state not in given_back]
        late = [line for line in lines if line.refinement and line.state is GenerationState.CANCELED]
        assert len(taken) <= now.refinement_count <= min(5, len(taken) + len(late))
        assert now.status is JobStatus.STORYBOARD_READY
        assert now.actual_cost == sum((line.actual_cost or Decimal(0) for line in lines), Decimal(0))
        clips = {scene.clip.file for scene in now.scenes if scene.clip}
        assert all((self.studio.storage.assets(now.id) / file).is_file() for file in clips)
        assert not list(self.studio.storage.assets(now.id).glob(".*"))
        all_had = [line for line in lines if line.state is GenerationState.SUCCEEDED]
        assert all(line.asset_id for line in all_had if line.kind is GenerationKind.CLIP)
        had = [line for line in all_had if line.kind is GenerationKind.PICTURE]
        for line, found in zip(had, self.studio.library(lambda library: self._versions(library, had)), strict=True):
            files = [version.picture.file for version in found if version.picture.id == line.version_id]
            assert (self.studio.storage.images(now.id) / files[0]).is_file()
        self._check_current(now, had)

    def _check_current(self, now: Job, had: Sequence[Generation]) -> None:
        """Of the newest batch of a scene, the first that came is the scene's."""
        for scene in now.scenes:
            came = [line for line in had if line.scene_id == scene.id]
            if came and came[-1].batch:
                first = next(line for line in came if line.batch == came[-1].batch)
                assert scene.picture
                assert scene.picture.id == first.version_id

    def _now(self) -> Job:
        return self.studio.library(lambda library: library.jobs.get(self.job.id))

    @staticmethod
    def _versions(library: Library, lines: Sequence[Generation]) -> list[tuple[Version, ...]]:
        return [library.storyboards.versions(line.scene_id or 0) for line in lines]

    def _prompts(self) -> set[str]:
        return {scene.image_prompt for scene in self.job.scenes} | set(self.prompts)


GOOD = {"plain", "redirect", "needs", "forbids"}


@pytest.mark.parametrize("share", range(SHARES))
def test_money_and_pictures_agree_whatever_goes_wrong(paid: Studio, pictures: Path, share: int) -> None:
    for seed in range(share, RUNS, SHARES):
        dice = random.Random(seed)
        words = f"Number {seed} waits. The mist of {seed} lifts. It strikes {seed}."
        job = made_job(paid, pictures, scenes=dice.choice([1, 1, 2, 3]), text=words)
        with ReplicateServer() as server, Replicate(TOKEN, server.url, timeout=0.4, pause=0.001) as service:
            storm = Storm(paid, server, service, job)
            for _ in range(dice.choice([1, 1, 2])):
                storm.blow(dice)
                (storm.film if seed % 4 == 3 else storm.paint if seed % 3 else storm.refine)(dice)
            storm.calm()
            storm.check()
