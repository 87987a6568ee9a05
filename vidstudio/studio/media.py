"""Clips, narration and music made by models: written into the ledger, made side by side, brought home as files."""

import hashlib
import logging
import secrets
from collections.abc import Collection, Mapping, Sequence
from decimal import Decimal
from pathlib import Path

from vidstudio.core.control import Control
from vidstudio.core.generation import Generation, GenerationKind, GenerationState, MediaOrder
from vidstudio.core.images import MAX_SEED, Prediction
from vidstudio.core.job import Job
from vidstudio.core.media_request import MediaRequest
from vidstudio.core.scene import Asset
from vidstudio.errors import MediaError, NotReady, PredictionFailed
from vidstudio.services.deliver import written
from vidstudio.services.images.service import ImageService
from vidstudio.services.media.files import LARGEST_CLIP, LARGEST_SOUND, suffix_of
from vidstudio.services.media.service import MediaService
from vidstudio.services.media.sound_models import rate_of
from vidstudio.services.untrusted import probe_audio_untrusted, probe_untrusted
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import carry_out
from vidstudio.studio.kinds import Kind
from vidstudio.studio.paint import Painting, SceneWork

_CHUNK = 1 << 20

_log = logging.getLogger(__name__)


def order_media(studio: Studio, job_id: int, orders: Sequence[MediaOrder]) -> tuple[Generation, ...]:
    """Write down what will be asked for, all or nothing; nothing is sent yet. See ``Generations.begin_media``."""
    monthly = studio.settings.monthly_budget
    found = studio.library(lambda library: library.generations.begin_media(job_id, orders, monthly=monthly))
    for asked in found:
        _log.info("Job %d: %s %d asked of %s", job_id, asked.kind, asked.id, asked.request.model)
    return found


def new_seed() -> int:
    """A seed unlike any other request's."""
    return secrets.randbelow(MAX_SEED + 1)


def make_for_scenes(
    studio: Studio, service: ImageService, job_id: int, asked: Sequence[Generation], painting: Painting
) -> Job:
    """Have what was written down for several scenes made, side by side; as ``paint`` does it for pictures.

    What was not sent when this ends, because it was canceled or would have failed as the one before, is given back.

    Raises:
        ImageServiceError: nothing came of any.
        Canceled, LeftForLater: as ``painting.control`` was asked; what is there is kept.
    """
    of_scene = {each.scene_id or 0: each.id for each in asked}
    unsent = {each.id for each in asked}
    noun = asked[0].kind.value if asked else ""

    def make(studio: Studio, scene_id: int, control: Control) -> None:
        unsent.discard(of_scene[scene_id])  # from here on it looks after itself
        carry_out(studio, service, of_scene[scene_id], control, work.pace)

    work = SceneWork(studio, job_id, list(of_scene), painting, make, noun)
    try:
        work.run()
    finally:
        _give_back(studio, sorted(unsent), canceled=painting.control.canceled)
    return work.concluded()


def _give_back(studio: Studio, unsent: Sequence[int], *, canceled: bool) -> None:
    state = GenerationState.CANCELED if canceled else GenerationState.FAILED
    words = "" if canceled else "It was not asked for, as another one had failed."
    for number in unsent:
        studio.library(lambda library, number=number: library.generations.end(number, state, words, give_back=True))  # type: ignore[misc]


class _Media:
    """A ``Kind`` whose things come as files."""

    def __init__(self, noun: str, asked: str, doing: str, largest: int) -> None:
        self.noun, self.asked, self.doing = noun, asked, doing
        self._largest = largest

    def submit(self, studio: Studio, service: ImageService, generation: Generation, control: Control) -> Prediction:
        request, maker = _request(generation), _maker(service)
        picture = ""
        if request.picture:
            file = studio.storage.images(generation.job_id or 0) / request.picture
            picture = maker.sendable(file)
            control.check()
        return maker.submit_media(request, picture)

    def find(
        self,
        studio: Studio,  # noqa: ARG002 - as for pictures
        service: ImageService,
        generation: Generation,
        known: Collection[str],
    ) -> Prediction | None:
        return _maker(service).find_media(_request(generation), generation.created_at, known)

    def bring_home(
        self, studio: Studio, service: ImageService, generation: Generation, prediction: Prediction, control: Control
    ) -> Job:
        folder = self._folder(studio, generation)
        fresh = folder / f".generation-{generation.id}.part"
        with written(folder / self.noun):
            folder.mkdir(parents=True, exist_ok=True)
            try:
                _maker(service).download(prediction, fresh, self._largest, control)
                try:
                    seconds = self._seconds(fresh)
                except MediaError as exc:
                    raise PredictionFailed(
                        f"The service sent a file that can't be used as {self.asked}.", exc.message
                    ) from exc
                return self._kept(studio, generation, prediction, fresh, seconds)
            finally:
                fresh.unlink(missing_ok=True)

    def cost(self, generation: Generation, prediction: Prediction) -> Decimal | None:
        rate = rate_of(generation.request.model)
        return generation.price if rate is None else rate.cost(generation.price, prediction.predict_seconds)

    def _folder(self, studio: Studio, generation: Generation) -> Path:
        return studio.storage.assets(generation.job_id or 0)

    def _seconds(self, file: Path) -> float:
        return probe_audio_untrusted(file).duration

    def _kept(self, studio: Studio, generation: Generation, prediction: Prediction, fresh: Path, seconds: float) -> Job:
        """Under a name made from its content, as the user's own are."""
        digest = _digest(fresh)
        target = fresh.with_name(f"{digest[:20]}{suffix_of(fresh)}")
        fresh.replace(target)
        name = f"{self.noun.capitalize()} by {generation.request.model.partition(':')[0]}"
        asset = Asset(0, target.name, name, digest, seconds)
        cost, worked = self.cost(generation, prediction), prediction.predict_seconds
        return studio.library(lambda library: library.generations.succeed_asset(generation.id, asset, cost, worked))


class _Clips(_Media):
    def _seconds(self, file: Path) -> float:
        return probe_untrusted(file).video_duration


class _Music(_Media):
    def _folder(self, studio: Studio, generation: Generation) -> Path:
        return studio.storage.job(generation.job_id or 0)

    def _kept(
        self,
        studio: Studio,
        generation: Generation,
        prediction: Prediction,
        fresh: Path,
        seconds: float,  # noqa: ARG002 - as for the others
    ) -> Job:
        digest, target = _digest(fresh), fresh.with_name(f"music{suffix_of(fresh)}")
        fresh.replace(target)
        cost, worked = self.cost(generation, prediction), prediction.predict_seconds
        return studio.library(
            lambda library: library.generations.succeed_music(generation.id, target.name, digest, cost, worked)
        )


def _request(generation: Generation) -> MediaRequest:
    assert isinstance(generation.request, MediaRequest)  # noqa: S101 - as its kind says
    return generation.request


def _maker(service: ImageService) -> MediaService:
    if not isinstance(service, MediaService):
        raise NotReady("This service makes pictures alone.", "Choose Replicate for clips, narration and music.")
    return service


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


MEDIA: Mapping[GenerationKind, Kind] = {
    GenerationKind.CLIP: _Clips("clip", "a clip", "Filming", LARGEST_CLIP),
    GenerationKind.NARRATION: _Media("narration", "narration", "Speaking", LARGEST_SOUND),
    GenerationKind.MUSIC: _Music("music", "music", "Composing", LARGEST_SOUND),
}
