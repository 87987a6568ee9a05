"""Who can be asked for storyboards and pictures: our own services, and those that other packages bring along.

A package names its providers as entry points in the groups ``vidstudio.planners`` and ``vidstudio.images``. Nothing of
a service is loaded before it is opened.
"""

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from importlib.metadata import EntryPoint, entry_points
from typing import Generic, TypeVar, cast

from vidstudio.core.images import ImageModel
from vidstudio.errors import InputRefused
from vidstudio.services.images.service import ImageService
from vidstudio.services.planners.service import ScenePlanner
from vidstudio.settings import Settings

T = TypeVar("T")

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Provider(Generic[T]):
    """One service that can be opened.

    Attributes:
        name: what model names begin with, as ``openai:``, and what its secret is kept under.
        label: for people.
        open: makes the service from the settings and the token, which is empty where there is none. A planner takes its
            own part of the model's name from ``settings.planner_model``.
        models: the image models it has, with the settings and the token given, as far as it tells without being paid;
            may take some seconds, and raise ``ImageServiceError``. None: it has one, that need not be named.
    """

    name: str
    label: str
    open: Callable[[Settings, str], T]
    models: Callable[[Settings, str], Sequence[ImageModel]] | None = None


@dataclass(frozen=True, slots=True)
class Group(Generic[T]):
    """One kind of service: its entry points' group, and where our own are, so that they are there without metadata."""

    name: str
    ours: Mapping[str, str]


PLANNERS: Group[ScenePlanner] = Group(
    "vidstudio.planners",
    {
        "replicate": "vidstudio.services.planners.offered:REPLICATE",
        "openai": "vidstudio.services.planners.offered:OPENAI",
    },
)
IMAGES: Group[ImageService] = Group(
    "vidstudio.images",
    {
        "draft": "vidstudio.services.images.offered:DRAFT",
        "replicate": "vidstudio.services.images.offered:REPLICATE",
        "openai": "vidstudio.services.images.offered:OPENAI",
    },
)


def providers(group: Group[T]) -> list[Provider[T]]:
    """All that work, our own first; one that can't be loaded is left out, and the log says why."""
    found = []
    for point in _points(group).values():
        try:
            found.append(_load(group, point))
        except InputRefused as exc:
            _log.warning("%s %s", exc.message, exc.hint)
    return found


def provider_names(group: Group[T]) -> tuple[str, ...]:
    """What all are called, our own first; nothing is loaded."""
    return tuple(_points(group))


def find_provider(group: Group[T], name: str) -> Provider[T]:
    """The one of that name; raises ``InputRefused`` when there is none, or when it can't be loaded."""
    points = _points(group)
    if name not in points:
        raise InputRefused(f"There is no service “{name}”.", f"Choose one of {', '.join(points)}.")
    return _load(group, points[name])


def _points(group: Group[T]) -> dict[str, EntryPoint]:
    """By name: where two have one, ours, else the one that was found first."""
    found = {name: EntryPoint(name, value, group.name) for name, value in group.ours.items()}
    for point in _installed(group.name):
        known = found.setdefault(point.name, point)
        if known.value != point.value:
            _log.warning("%s: “%s” is %s, not %s", group.name, point.name, known.value, point.value)
    return found


def _installed(group: str) -> Iterator[EntryPoint]:
    yield from entry_points(group=group)


def _load(group: Group[T], point: EntryPoint) -> Provider[T]:
    try:
        found = point.load()
    except Exception as exc:  # others' code may fail in any way
        _log.info("%s", point.value, exc_info=True)
        raise _unusable(point, f"{type(exc).__name__}: {exc}") from exc
    if not isinstance(found, Provider):
        raise _unusable(point, f"{point.value} is no Provider of {group.name}")
    return cast("Provider[T]", replace(found, name=point.name))


def _unusable(point: EntryPoint, why: str) -> InputRefused:
    whose = f" of the package {point.dist.name}" if point.dist else ""
    return InputRefused(
        f"The service “{point.name}”{whose} can't be used: {' '.join(why.split())[:300]}.", "Update it, or remove it."
    )
