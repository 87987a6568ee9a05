"""Our own image services; nothing of a service is loaded before it is opened."""

from collections.abc import Sequence

from vidstudio.core.images import ImageModel
from vidstudio.services.images.models import MODELS
from vidstudio.services.images.service import ImageService
from vidstudio.services.providers import Provider
from vidstudio.settings import Settings

_PATIENCE = 2.0
"""Seconds for a list of models: a window that closes waits for it."""


def _draft(_settings: Settings, _token: str) -> ImageService:
    from vidstudio.services.images.drafts import Drafts  # noqa: PLC0415 - only what is used is loaded

    return Drafts()


def _replicate(settings: Settings, token: str) -> ImageService:
    from vidstudio.services.images.replicate import Replicate  # noqa: PLC0415 - the client starts slowly

    return Replicate(token, settings.replicate_base_url)


def _openai(settings: Settings, token: str) -> ImageService:
    from vidstudio.services.images.openai import OpenAIImages  # noqa: PLC0415 - HTTP starts slowly

    return OpenAIImages(settings.openai_base_url, token)


def _drafts(_settings: Settings, _token: str) -> Sequence[ImageModel]:
    """Drafts are offered by themselves, as what needs no model."""
    return ()


def _replicates(_settings: Settings, token: str) -> Sequence[ImageModel]:
    return MODELS if token else ()


def _openais(settings: Settings, token: str) -> Sequence[ImageModel]:
    """Its list; nobody is asked unless a service was chosen, by its address or by a key."""
    from vidstudio.services.images.openai import OpenAIImages  # noqa: PLC0415 - HTTP starts slowly

    if not (settings.openai_base_url or token):
        return ()
    with OpenAIImages(settings.openai_base_url, token, timeout=_PATIENCE) as service:
        return service.models()


DRAFT = Provider("draft", "Drafts, drawn here", _draft, _drafts)
REPLICATE = Provider("replicate", "Replicate", _replicate, _replicates)
OPENAI = Provider("openai", "OpenAI-like service", _openai, _openais)
