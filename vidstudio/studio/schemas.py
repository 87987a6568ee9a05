"""What models take, as their service tells: asked once a day, and kept in between."""

import json
import logging
from contextlib import suppress
from pathlib import Path

from vidstudio.core.control import Control
from vidstudio.core.images import REPLICATE, ImageModel, provider_of
from vidstudio.errors import ImageServiceError
from vidstudio.paths import changed_within
from vidstudio.services.images.models import MODELS, model, remember
from vidstudio.services.images.schema import read_model
from vidstudio.services.images.service import Describes, ImageService
from vidstudio.services.secrets import read_token
from vidstudio.studio.context import Studio

_FRESH_SECONDS = 24 * 3600
_PATIENCE = 2.0
"""Seconds for one description; a window that closes waits for it."""

_log = logging.getLogger(__name__)


def learn_model(studio: Studio, service: ImageService, model_id: str, *, asking: bool = True) -> ImageModel:
    """A model with what it takes; as far as the table knows where nobody can tell.

    Args:
        studio: for the cache folder.
        service: that has the model.
        model_id: as a person chooses it.
        asking: whether the service may be asked, rather than what it has told before alone.
    """
    if provider_of(model_id) != REPLICATE or not isinstance(service, Describes):
        return model(model_id)
    file = _file(studio, model_id)
    document = _kept(file)
    if document is None and asking:
        try:
            document = service.describe(model_id)
        except ImageServiceError as exc:
            _log.info("%s can't be asked for: %s", model_id, exc.message)
            raise
        _keep(file, document)
    read = read_model(model_id, document) if document else None
    return remember(read) if read else model(model_id)


def learn_at_order(studio: Studio, service: ImageService, model_id: str) -> None:
    """Before an order: take over what is known already, and ask for a model that the table does not have."""
    unknown = model_id not in {each.id for each in MODELS}
    with suppress(ImageServiceError):
        learn_model(studio, service, model_id, asking=unknown)


def learn_offered(studio: Studio, models: tuple[ImageModel, ...], control: Control) -> tuple[ImageModel, ...]:
    """The models one is offered, with what they take; the first that can't be asked for ends it."""
    from vidstudio.services.images.replicate import Replicate  # noqa: PLC0415 - the client starts slowly

    token, found = read_token(), list(models)
    if not token:
        return models
    with suppress(ImageServiceError), Replicate(token, studio.settings.replicate_base_url, _PATIENCE) as service:
        for place, each in enumerate(found):
            control.check()
            found[place] = learn_model(studio, service, each.id)
    return tuple(found)


def _file(studio: Studio, model_id: str) -> Path:
    return studio.places.models / f"{model_id.replace('/', '--').replace(':', '-')}.json"


def _kept(file: Path) -> dict[str, object] | None:
    """A description that is not older than a day."""
    if not changed_within(file, _FRESH_SECONDS):
        return None
    try:
        found = json.loads(file.read_text("utf-8"))
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _keep(file: Path, document: dict[str, object]) -> None:
    fresh = file.with_name(f".{file.name}.new")
    with suppress(OSError):  # it can be asked for again
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh.write_text(json.dumps(document), "utf-8")
        fresh.replace(file)
