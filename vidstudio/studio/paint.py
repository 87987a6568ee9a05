"""Pictures for many scenes at once, each paid for on its own: in storyboard order, a few side by side."""

import logging
import threading
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from vidstudio.core.control import Control, Progress
from vidstudio.core.generation import GenerationKind, GenerationState
from vidstudio.core.images import provider_of
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.scene import Scene
from vidstudio.core.storyboard import Storyboard
from vidstudio.core.wording import dollars
from vidstudio.errors import (
    BillingRequired,
    BudgetReached,
    Canceled,
    LeftForLater,
    NotReady,
    TokenRefused,
    VidstudioError,
)
from vidstudio.services.images.models import model
from vidstudio.services.images.service import ImageService
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import Pace, carry_out, image_service, order, resume
from vidstudio.studio.relay import side_by_side
from vidstudio.studio.schemas import learn_at_order

_LOOK_SECONDS = 0.2

_log = logging.getLogger(__name__)


class PaintState(StrEnum):
    """Where a scene's picture is."""

    WAITING = "waiting"
    PAINTING = "painting"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"


@dataclass(frozen=True, slots=True)
class ScenePaint:
    """One scene of a painting, for whoever watches.

    Attributes:
        fraction: 0 to 1 where the model tells.
        error: why there is no picture.
    """

    scene_id: int
    state: PaintState
    text: str = ""
    fraction: float | None = None
    error: str = ""


class Painting:
    """A painting at work: what may be asked of it, from any thread.

    Args:
        control: of all of it: ``cancel`` stops all, ``pause`` begins no more pictures until ``go_on``.
        told: hears of every change of a scene; called from the threads that paint.
    """

    def __init__(self, control: Control, told: Callable[[ScenePaint], object] = lambda _paint: None) -> None:
        self.control, self.told = control, told
        self._scenes: dict[int, Control] = defaultdict(Control)
        self._gate = threading.Lock()

    def cancel(self, scene_id: int) -> None:
        """Leave out one scene, or stop it if it is being painted."""
        self.of_scene(scene_id).cancel()

    def of_scene(self, scene_id: int) -> Control:
        """The control of one scene alone."""
        with self._gate:
            return self._scenes[scene_id]


class _Part(Control):
    """Of one scene: it stops when that scene is to, or all of them."""

    def __init__(self, scene: Control, whole: Control, told: Callable[[Progress], None]) -> None:
        super().__init__(told)
        self._scene, self._whole = scene, whole

    def check(self) -> None:
        self._whole.check()
        self._scene.check()

    def wait(self, seconds: float) -> None:
        until = time.monotonic() + seconds
        while (left := until - time.monotonic()) > 0:
            self._whole.check()
            self._scene.wait(min(left, _LOOK_SECONDS))
        self.check()


def paint(
    studio: Studio, service: ImageService, job_id: int, scene_ids: Sequence[int], model_id: str, painting: Painting
) -> Job:
    """Have a picture made for each of these scenes of a job that is drawn, or has failed for want of pictures.

    A scene that fails says so and keeps none of the others from being made. Those a wrong token, an unpaid account or a
    budget has stopped are left waiting.

    Raises:
        ImageServiceError, LimitReached: no picture came of any; the job is ``failed`` if it has none at all.
        Canceled, LeftForLater: as ``painting.control`` was asked; what is there is kept.
    """
    learn_at_order(studio, service, model_id)

    def make(studio: Studio, scene_id: int, control: Control) -> None:
        _picture(studio, service, job_id, scene_id, model_id, control, work.pace)

    work = SceneWork(studio, job_id, [*scene_ids], painting, make, "picture")
    work.run()
    return work.concluded()


class SceneWork:
    """One thing that is paid for made for each of several scenes, a few side by side.

    Args:
        make: makes it for one scene, in a thread of its own, with the studio it is given.
        noun: what it is.
    """

    def __init__(
        self,
        studio: Studio,
        job_id: int,
        scene_ids: list[int],
        painting: Painting,
        make: Callable[[Studio, int, Control], object],
        noun: str,
    ) -> None:
        self._studio, self._job_id, self._make, self._noun = studio, job_id, make, noun
        self._painting, self._scene_ids = painting, scene_ids
        self.pace = Pace()
        self._gate = threading.Lock()
        self._begun = time.monotonic()
        self._shares = dict.fromkeys(scene_ids, 0.0)
        self._failure: VidstudioError | None = None
        self._stopped: VidstudioError | None = None
        self._done = 0

    def run(self) -> None:
        """Until all scenes have ended, however they did."""
        self._tell()
        pieces = [lambda studio, scene_id=scene_id: self._one(studio, scene_id) for scene_id in self._scene_ids]
        side_by_side(self._studio, pieces, self._studio.settings.pictures_at_once, self._painting.control.leave)

    def concluded(self) -> Job:
        """The job as it is then; raises as ``paint`` does."""
        job = self._studio.library(lambda library: library.jobs.get(self._job_id))
        painted = any(scene.picture for scene in job.scenes)
        failure = self._stopped or self._failure
        if job.status is JobStatus.GENERATING_STORYBOARD:
            failed = failure is not None and not painted and not self._painting.control.canceled
            status = JobStatus.FAILED if failed else JobStatus.STORYBOARD_READY
            error = failure.message if failed and failure else ""
            job = self._studio.library(lambda library: library.jobs.set_status(self._job_id, status, error))
        self._painting.control.check()
        if failure and not self._done:
            raise failure
        return job

    def _one(self, studio: Studio, scene_id: int) -> None:
        painting = self._painting
        part = _Part(painting.of_scene(scene_id), painting.control, lambda told: self._moved(scene_id, told))
        try:
            self._wait_for_turn(part)
            if self._stopped:  # this one would fail the same way
                self._end(ScenePaint(scene_id, PaintState.WAITING))
                return
            self._painting.told(ScenePaint(scene_id, PaintState.PAINTING, "Waiting"))
            self._make(studio, scene_id, part)
        except (Canceled, LeftForLater) as exc:
            state = PaintState.CANCELED if isinstance(exc, Canceled) else PaintState.WAITING
            self._end(ScenePaint(scene_id, state))
        except VidstudioError as exc:
            _log.info("Job %d: no %s for scene %d: %s", self._job_id, self._noun, scene_id, exc.message)
            with self._gate:
                self._failure = self._failure or exc
                if isinstance(exc, (TokenRefused, BillingRequired, BudgetReached)):
                    self._stopped = self._stopped or exc
            self._end(ScenePaint(scene_id, PaintState.FAILED, error=f"{exc.message} {exc.hint}".strip()))
        else:
            with self._gate:
                self._done += 1
            self._end(ScenePaint(scene_id, PaintState.DONE))

    def _wait_for_turn(self, part: Control) -> None:
        part.check()
        while self._painting.control.paused and not self._stopped:
            part.wait(_LOOK_SECONDS)

    def _moved(self, scene_id: int, told: Progress) -> None:
        self._painting.told(ScenePaint(scene_id, PaintState.PAINTING, told.text, told.fraction))
        with self._gate:
            self._shares[scene_id] = max(self._shares[scene_id], 0.95 * (told.fraction or 0.0))
        self._tell()

    def _end(self, paint: ScenePaint) -> None:
        with self._gate:
            self._shares[paint.scene_id] = 1.0
        self._painting.told(paint)
        self._tell()

    def _tell(self) -> None:
        """How far all of it is; the time left from what has been done so far, once there is something to go by."""
        with self._gate:
            share = sum(self._shares.values()) / max(1, len(self._shares))
            over = sum(value == 1.0 for value in self._shares.values())
        took = time.monotonic() - self._begun
        left = took * (1 - share) / share if share > 0.05 else None
        text = f"{over} of {len(self._shares)} {self._noun}s"
        self._painting.control.progress(Progress(share, text, seconds_left=left))


def _picture(
    studio: Studio, service: ImageService, job_id: int, scene_id: int, model_id: str, control: Control, pace: Pace
) -> None:
    """Fetch the one that is under way already, else order one."""
    waiting = studio.library(lambda library: library.generations.open(job_id))
    of_scene = (each for each in waiting if each.scene_id == scene_id and each.kind is GenerationKind.PICTURE)
    found = next(of_scene, None)
    if found is not None and found.state is not GenerationState.QUEUED:
        if found.provider == provider_of(model_id):
            resume(studio, service, found, control)
        else:
            with image_service(studio, found.provider) as other:
                resume(studio, other, found, control)
        return
    job = studio.library(lambda library: library.jobs.get(job_id))
    asked = order(studio, job, _scene(job, scene_id), None, model_id)
    carry_out(studio, service, asked.id, control, pace)


def _scene(job: Job, scene_id: int) -> Scene:
    for scene in job.scenes:
        if scene.id == scene_id:
            return scene
    raise NotReady("This scene was taken out of the storyboard.", "Bring it back with undo first.")


def scenes_to_paint(job: Job, part: str = "", *, every: bool = False) -> tuple[Scene, ...]:
    """The scenes of a job that a painting is for: a part (``2-4``), all, or those with a draft or no picture.

    Raises ``InputRefused`` for a part there is not.
    """
    board = Storyboard(job.scenes)
    if part:
        rows = board.range(part)
        return tuple(job.scenes[row] for row in rows)
    return tuple(scene for scene in job.scenes if every or scene.wants_picture)


def price_of(studio: Studio, model_id: str, count: int) -> str:
    """What so many pictures cost, in words: ``about $0.036``; of a model without a price list, what is estimated."""
    price = model(model_id).price
    if price is None:
        return f"price unknown, estimated {dollars(studio.settings.refinement_price * count)}"
    return f"about {dollars(price * count)}"
