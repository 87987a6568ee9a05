"""Our own planners; nothing of a service is loaded before it is opened."""

from vidstudio.services.planners.service import ScenePlanner
from vidstudio.services.providers import Provider
from vidstudio.settings import Settings


def _replicate(settings: Settings, token: str) -> ScenePlanner:
    from vidstudio.services.planners.replicate import ReplicatePlanner  # noqa: PLC0415 - HTTP starts slowly

    return ReplicatePlanner(settings.planner_model, token, settings.replicate_base_url)


def _openai(settings: Settings, token: str) -> ScenePlanner:
    from vidstudio.services.planners.openai import OpenAIPlanner  # noqa: PLC0415 - HTTP starts slowly

    return OpenAIPlanner(settings.planner_model, settings.openai_base_url, token)


REPLICATE = Provider("replicate", "Replicate", _replicate)
OPENAI = Provider("openai", "OpenAI-like service", _openai)
