"""Which image models one can choose from, of all services there are, and what names on the command line mean."""

import logging
from collections.abc import Iterator

from vidstudio.core.images import REPLICATE, ImageModel, provider_of
from vidstudio.errors import ImageServiceError, InputRefused
from vidstudio.services.images.models import DEFAULT_MODEL, DRAFT, MODELS, model
from vidstudio.services.images.service import ImageService
from vidstudio.services.providers import IMAGES, Provider, provider_names, providers
from vidstudio.services.secrets import OPENAI, read_token
from vidstudio.settings import Settings
from vidstudio.studio.context import Studio

_log = logging.getLogger(__name__)


def is_usable(settings: Settings, provider: str) -> bool:
    """Whether a provider could be asked for a picture, as far as one can tell without asking."""
    if provider == REPLICATE:
        return bool(read_token())
    return provider != OPENAI or bool(settings.openai_base_url or read_token(OPENAI))


def known_models(settings: Settings) -> tuple[ImageModel, ...]:
    """What can be offered at once: Replicate's where there is a token, and the one of the settings."""
    found = list(MODELS) if is_usable(settings, REPLICATE) else []
    return tuple(_with_setting(settings, found))


def offered_models(settings: Settings) -> tuple[ImageModel, ...]:
    """The models of all services, which are asked for them: that may take seconds. One that fails offers none."""
    found = [each for provider in providers(IMAGES) for each in _models_of(provider, settings)]
    return tuple(_with_setting(settings, found))


def service_model(studio: Studio, images: str, named: str) -> str | None:
    """The model that a person means who names a service or a model for pictures, and perhaps a model beside it.

    Args:
        studio: for its settings.
        images: ``replicate``, ``openai``, ``openai:NAME``, a plugin's name or one of its models, or anything else.
        named: a model, or empty.

    Returns:
        Its name, or None where ``images`` is none of these.

    Raises:
        InputRefused: the two contradict each other, or there is no such model.
    """
    provider, _, name = images.partition(":")
    if provider not in provider_names(IMAGES) or images == DRAFT:
        return None
    setting = studio.settings.image_model
    if name:
        wanted = images
    elif named:
        wanted = named if provider in {provider_of(named), REPLICATE} else f"{provider}:{named}"
    elif setting and provider_of(setting) == provider:
        wanted = setting
    else:
        wanted = DEFAULT_MODEL if provider == REPLICATE else f"{provider}:"
    if provider_of(wanted) != provider or (name and named not in {"", images, name}):
        raise InputRefused(f"“{images}” and “{named}” are not the same model.", "Name one of them.")
    return model(wanted).id


def _models_of(provider: Provider[ImageService], settings: Settings) -> tuple[ImageModel, ...]:
    if provider.models is None:
        return (ImageModel(f"{provider.name}:default", provider.label, price=None, takes_seed=False),)
    try:
        return tuple(provider.models(settings, read_token(provider.name)))
    except (ImageServiceError, InputRefused) as exc:
        _log.info("No models of %s: %s", provider.name, exc.message)
        return ()


def _with_setting(settings: Settings, found: list[ImageModel]) -> Iterator[ImageModel]:
    yield from found
    wanted = settings.image_model
    if wanted and wanted not in {each.id for each in found} and is_usable(settings, provider_of(wanted)):
        try:
            yield model(wanted)
        except InputRefused:  # said when it is used
            _log.info("“%s” is not the name of an image model", wanted)
