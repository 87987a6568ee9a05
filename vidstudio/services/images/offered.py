"""Our own image services; nothing of a service is loaded before it is opened."""

from vidstudio.services.images.service import ImageService
from vidstudio.services.providers import Provider
from vidstudio.settings import Settings


def _draft(_settings: Settings, _token: str) -> ImageService:
    from vidstudio.services.images.drafts import Drafts  # noqa: PLC0415 - only what is used is loaded

    return Drafts()


def _replicate(settings: Settings, token: str) -> ImageService:
    from vidstudio.services.images.replicate import Replicate  # noqa: PLC0415 - the client starts slowly

    return Replicate(token, settings.replicate_base_url)


def _openai(settings: Settings, token: str) -> ImageService:
    from vidstudio.services.images.openai import OpenAIImages  # noqa: PLC0415 - HTTP starts slowly

    return OpenAIImages(settings.openai_base_url, token)


DRAFT = Provider("draft", "Drafts, drawn here", _draft)
REPLICATE = Provider("replicate", "Replicate", _replicate)
OPENAI = Provider("openai", "OpenAI-like service", _openai)
