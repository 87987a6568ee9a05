"""The ledger in the library: what was asked of a service, where it is, and what it cost.

Slot and estimate are taken when a thing is asked for and given back when nothing came of it, in the same transaction
as the state; each state is entered only from the one before it.
"""

from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal

from peewee import ModelSelect, SqliteDatabase

from vidstudio.core.approval import check_ready
from vidstudio.core.generation import (
    OPEN,
    Generation,
    GenerationKind,
    GenerationState,
    MediaOrder,
    came_from,
    check_budget,
)
from vidstudio.core.images import ImageRequest
from vidstudio.core.job import Job
from vidstudio.core.refine import check_slot, edited_prompt
from vidstudio.core.scene import Asset, Picture
from vidstudio.errors import NotReady
from vidstudio.store.reading import job_row, read_generation, read_job, read_request, start_pictures
from vidstudio.store.storyboards import drawn_job, insert_asset, insert_version, put_picture, scene_row
from vidstudio.store.tables import GenerationRow, JobRow, SceneRow, month_start, now

_SCENE_FIELDS = {GenerationKind.CLIP: "clip", GenerationKind.NARRATION: "narration"}


class Generations:
    """What was asked of services, and the refinements that ask for nothing."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def refine_free(self, scene_id: int, picture: Picture | None, description: str | None, prompt: str | None) -> Job:
        """A refinement that costs nothing: texts alone, or with a picture drawn here. Takes a slot."""
        with self._database.atomic("IMMEDIATE"):
            scene = scene_row(scene_id)
            check_slot(drawn_job(scene.job_id))
            self._check_idle(scene, GenerationKind.PICTURE, scene.job_id)
            if picture is not None:
                put_picture(scene, picture, description, prompt)
            elif description is not None:
                SceneRow.update(description=description).where(SceneRow.id == scene_id).execute()
            self._count(scene.job_id, 1, Decimal(0))
        return read_job(scene.job_id)

    def begin(
        self,
        scene_id: int,
        request: ImageRequest,
        description: str | None,
        estimate: Decimal,
        *,
        refinement: bool,
        provider: str = "replicate",
        price: Decimal | None = None,
        monthly: Decimal | None = None,
    ) -> Generation:
        """Write down that a picture will be asked for; see ``begin_all``."""
        (asked,) = self.begin_all(
            scene_id,
            (request,),
            description,
            estimate,
            refinement=refinement,
            provider=provider,
            price=price,
            monthly=monthly,
        )
        return asked

    def begin_all(
        self,
        scene_id: int,
        requests: Sequence[ImageRequest],
        description: str | None,
        estimate: Decimal,
        *,
        refinement: bool,
        provider: str = "replicate",
        price: Decimal | None = None,
        monthly: Decimal | None = None,
    ) -> tuple[Generation, ...]:
        """Write down that pictures of a scene will be asked for: all of them or none.

        Each takes the slot of a refinement, and the estimate. ``price`` is what one should really cost, ``monthly`` the
        budget of a calendar month. Raises ``LimitReached`` without slots left or where a budget would be crossed, and
        ``NotReady`` while the scene already waits.
        """
        with self._database.atomic("IMMEDIATE"):
            scene, count = scene_row(scene_id), len(requests)
            if refinement:
                check_slot(drawn_job(scene.job_id), count)
            self._check_idle(scene, GenerationKind.PICTURE, scene.job_id)
            self._check_budgets(scene.job_id, count * (estimate if price is None else price), monthly)
            rows = [
                GenerationRow.create(
                    job=scene.job_id,
                    scene=scene,
                    refinement=refinement,
                    image_prompt=request.prompt,
                    description=description,
                    aspect_ratio=request.aspect_ratio.value,
                    model=request.model,
                    seed=request.seed,
                    state=GenerationState.QUEUED.value,
                    estimated_cost=estimate,
                    provider=provider,
                    price=price,
                    pictures=start_pictures(request),
                )
                for request in requests
            ]
            if count > 1:
                ids = [row.id for row in rows]
                GenerationRow.update(batch=ids[0]).where(GenerationRow.id.in_(ids)).execute()
            self._count(scene.job_id, count * int(refinement), count * estimate)
            return tuple(read_generation(self._row(row.id)) for row in rows)

    def begin_media(
        self,
        job_id: int | None,
        orders: Sequence[MediaOrder],
        *,
        provider: str = "replicate",
        monthly: Decimal | None = None,
    ) -> tuple[Generation, ...]:
        """Write down that clips, sounds or a plan will be asked for: all of them, or none; takes their prices.

        Clips are made of an approved storyboard, as it is in this very transaction. Raises ``NotReady`` where it is not
        approved, or while one of these already waits for the same, and ``LimitReached`` where a budget would be
        crossed.
        """
        with self._database.atomic("IMMEDIATE"):
            if job_id is not None and any(order.kind is GenerationKind.CLIP for order in orders):
                check_ready(read_job(job_id))
            return tuple(self._begin_media(job_id, order, provider, monthly) for order in orders)

    def _begin_media(self, job_id: int | None, order: MediaOrder, provider: str, monthly: Decimal | None) -> Generation:
        scene = None if order.scene_id is None else scene_row(order.scene_id)
        estimate = order.price or Decimal(0)
        if job_id is not None:
            drawn_job(job_id)
            self._check_idle(scene, order.kind, job_id)
        self._check_budgets(job_id, estimate, monthly)
        row = GenerationRow.create(
            job=job_id,
            scene=scene,
            kind=order.kind.value,
            inputs=order.request.stored(),
            refinement=False,
            image_prompt=order.request.prompt,
            aspect_ratio="",
            model=order.request.model,
            seed=order.request.seed,
            state=GenerationState.QUEUED.value,
            estimated_cost=estimate,
            provider=provider,
            price=order.price,
        )
        self._count(job_id, 0, estimate)
        return read_generation(row)

    def assign(self, generation_id: int, job_id: int) -> Job:
        """The job that a line without one was for is there: it goes to it, with what it cost."""
        with self._database.atomic("IMMEDIATE"):
            row = self._row(generation_id)
            if row.job_id is None:
                GenerationRow.update(job=job_id).where(GenerationRow.id == row.id).execute()
                given_back = row.state in {GenerationState.FAILED, GenerationState.CANCELED}
                self._count(job_id, 0, Decimal(0) if given_back else row.estimated_cost)
                self._add_cost(job_id, row.actual_cost)
        return read_job(job_id)

    def submitted(self, generation_id: int, prediction_id: str) -> bool:
        """The service has it, under this name; False, and nothing is written, where another line has that name.

        Two orders that nothing tells apart, as of a model without a seed, may be found in each other's place.
        """
        with self._database.atomic("IMMEDIATE"):
            taken = (GenerationRow.prediction_id == prediction_id) & (GenerationRow.id != generation_id)
            if GenerationRow.select().where(taken).exists():
                return False
            self._step(generation_id, GenerationState.SUBMITTED, prediction_id=prediction_id)
            return True

    def step(self, generation_id: int, then: GenerationState) -> None:
        """The service has begun with it, or was asked to stop; nothing happens where it is further already."""
        self._step(generation_id, then)

    def succeed(
        self,
        generation_id: int,
        picture: Picture,
        actual_cost: Decimal | None,
        predict_seconds: float | None = None,
    ) -> Job:
        """The picture is on disk: make it the scene's, with the texts that were asked for along with it.

        Of variants, the one that was ordered first becomes the scene's, in whatever order they come; the others are
        kept as versions.
        """
        with self._database.atomic("IMMEDIATE"):
            row = self._row(generation_id)
            if row.state in OPEN:
                scene, prompt, request = scene_row(_there(row.scene_id)), row.image_prompt, read_request(row)
                if isinstance(request, ImageRequest) and request.edits:
                    prompt = edited_prompt(scene.image_prompt, prompt)
                    picture = replace(picture, prompt=prompt)
                if self._comes_first(row, scene):
                    version = put_picture(scene, picture, row.description, prompt)
                else:
                    version = insert_version(scene.id, picture)
                told = {"version": version, "predict_seconds": predict_seconds}
                self._end(row, GenerationState.SUCCEEDED, "", actual_cost, **told)
        return read_job(_there(row.job_id))

    def succeed_asset(
        self, generation_id: int, asset: Asset, actual_cost: Decimal | None, predict_seconds: float | None = None
    ) -> Job:
        """The clip or narration is on disk: make it the scene's."""
        with self._database.atomic("IMMEDIATE"):
            row = self._row(generation_id)
            job_id = _there(row.job_id)
            if row.state in OPEN:
                kept = insert_asset(job_id, asset)
                field = _SCENE_FIELDS[GenerationKind(row.kind)]
                SceneRow.update({field: kept}).where(SceneRow.id == row.scene_id).execute()
                self._end(row, GenerationState.SUCCEEDED, "", actual_cost, asset=kept, predict_seconds=predict_seconds)
        return read_job(job_id)

    def succeed_music(
        self,
        generation_id: int,
        file: str,
        digest: str,
        actual_cost: Decimal | None,
        predict_seconds: float | None = None,
    ) -> Job:
        """The music is on disk, in the job's folder: make it the job's."""
        with self._database.atomic("IMMEDIATE"):
            row = self._row(generation_id)
            job_id = _there(row.job_id)
            if row.state in OPEN:
                JobRow.update(music=file, music_digest=digest).where(JobRow.id == job_id).execute()
                self._end(row, GenerationState.SUCCEEDED, "", actual_cost, predict_seconds=predict_seconds)
        return read_job(job_id)

    def end_plan(self, generation_id: int, state: GenerationState, error: str, actual_cost: Decimal | None) -> None:
        """A storyboard was answered, or none was; there may be no job for it yet."""
        with self._database.atomic("IMMEDIATE"):
            row = self._row(generation_id)
            if row.state in OPEN:
                self._end(row, state, error, actual_cost)

    def end(
        self,
        generation_id: int,
        state: GenerationState,
        error: str,
        *,
        give_back: bool,
        actual_cost: Decimal | None = None,
    ) -> Job:
        """Nothing came of it: failed, canceled or lost. ``give_back`` returns the slot and the estimate."""
        with self._database.atomic("IMMEDIATE"):
            row = self._row(generation_id)
            if row.state in OPEN:
                self._end(row, state, error, actual_cost)
                if give_back:
                    self._count(row.job_id, -int(row.refinement), -row.estimated_cost)
        return read_job(_there(row.job_id))

    def job_of(self, generation_id: int) -> int | None:
        """The job that a line is for, None for no job, or no line."""
        row: GenerationRow | None = GenerationRow.get_or_none(GenerationRow.id == generation_id)
        return None if row is None else row.job_id

    def get(self, generation_id: int) -> Generation:
        """One line of the ledger as it is now."""
        return read_generation(self._row(generation_id))

    def open(self, job_id: int | None = None) -> tuple[Generation, ...]:
        """What is still under way, oldest first, in one job or all; but for plans."""
        query = self._open().where(GenerationRow.kind != GenerationKind.PLAN.value)
        if job_id is not None:
            query = query.where(GenerationRow.job == job_id)
        return tuple(read_generation(row) for row in query.order_by(GenerationRow.id))

    def open_plans(self) -> tuple[Generation, ...]:
        """Storyboards that a model was asked for, and that have not ended."""
        query = self._open().where(GenerationRow.kind == GenerationKind.PLAN.value)
        return tuple(read_generation(row) for row in query.order_by(GenerationRow.id))

    @staticmethod
    def _open() -> "ModelSelect[GenerationRow]":
        return GenerationRow.select().where(GenerationRow.state.in_([state.value for state in OPEN]))

    def of_job(self, job_id: int | None) -> tuple[Generation, ...]:
        """The ledger of a job, or of all, oldest first; raises ``NotFound`` for a job that is none."""
        query = GenerationRow.select().order_by(GenerationRow.id)
        if job_id is not None:
            query = query.where(GenerationRow.job == job_row(job_id).id)
        return tuple(read_generation(row) for row in query)

    def of_no_job(self) -> tuple[Generation, ...]:
        """What was paid for and belongs to no job, oldest first."""
        query = GenerationRow.select().where(GenerationRow.job.is_null())
        return tuple(read_generation(row) for row in query.order_by(GenerationRow.id))

    def prediction_ids(self) -> frozenset[str]:
        """The service's names of everything ever asked of it, to tell a stray prediction from a known one."""
        rows = GenerationRow.select(GenerationRow.prediction_id).where(GenerationRow.prediction_id != "")
        return frozenset(row.prediction_id for row in rows)

    @staticmethod
    def _row(generation_id: int) -> GenerationRow:
        row: GenerationRow = GenerationRow.get_by_id(generation_id)
        return row

    @staticmethod
    def _check_idle(scene: SceneRow | None, kind: GenerationKind, job_id: int) -> None:
        """One thing of a kind at a time, for a scene or for a whole film."""
        whose = GenerationRow.job == job_id if scene is None else GenerationRow.scene == scene.id
        under_way = GenerationRow.state.in_([state.value for state in OPEN])
        if GenerationRow.select().where(whose & under_way & (GenerationRow.kind == kind.value)).exists():
            what = "music" if kind is GenerationKind.MUSIC else f"a {kind}"
            raise NotReady(
                f"This {'film' if scene is None else 'scene'} already waits for {what}.",
                "Wait until it is there, or cancel it.",
            )

    @staticmethod
    def _comes_first(row: GenerationRow, scene: SceneRow) -> bool:
        """Whether a picture takes the scene: none of its variants has come yet, or a later one stands there."""
        if not row.batch:
            return True
        came = GenerationRow.select().where((GenerationRow.batch == row.batch) & GenerationRow.version.is_null(False))
        others = list(came)
        return not others or any(other.id > row.id and other.version_id == scene.version_id for other in others)

    @staticmethod
    def _check_budgets(job_id: int | None, cost: Decimal, monthly: Decimal | None) -> None:
        budget = None if job_id is None else JobRow.get_by_id(job_id).budget
        if budget is not None:
            lines = GenerationRow.select().where(GenerationRow.job == job_id)
            check_budget(budget, map(read_generation, lines), cost, f"of job {job_id}")
        if monthly is not None:
            lines = GenerationRow.select().where(GenerationRow.created_at >= month_start())
            check_budget(monthly, map(read_generation, lines), cost, "of this month")

    @staticmethod
    def _step(generation_id: int, then: GenerationState, **fields: object) -> None:
        before = [state.value for state in came_from(then)]
        GenerationRow.update(state=then.value, updated_at=now(), **fields).where(
            (GenerationRow.id == generation_id) & GenerationRow.state.in_(before)
        ).execute()

    @classmethod
    def _end(
        cls, row: GenerationRow, state: GenerationState, error: str, actual_cost: Decimal | None, **told: object
    ) -> None:
        cls._step(row.id, state, error=error, actual_cost=actual_cost, **told)
        cls._add_cost(row.job_id, actual_cost)

    @staticmethod
    def _add_cost(job_id: int | None, cost: Decimal | None) -> None:
        if cost and job_id is not None:
            JobRow.update(actual_cost=JobRow.actual_cost + cost).where(JobRow.id == job_id).execute()

    @staticmethod
    def _count(job_id: int | None, refinements: int, estimate: Decimal) -> None:
        JobRow.update(
            refinement_count=JobRow.refinement_count + refinements,
            estimated_cost=JobRow.estimated_cost + estimate,
            updated_at=now(),
        ).where(JobRow.id == job_id).execute()


def _there(number: int | None) -> int:
    """The number of a job or a scene that a line surely has."""
    if number is None:
        raise NotReady("This was for no job.")
    return number
