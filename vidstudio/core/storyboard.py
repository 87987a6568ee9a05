"""Ordered scenes: the moves a person makes on a storyboard, as pure functions that give back a new one."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import accumulate

from vidstudio.core.captions import check_caption
from vidstudio.core.scene import (
    MAX_SCENE_SECONDS,
    MAX_STRENGTH,
    MAX_TRANSITION_SECONDS,
    MIN_SCENE_SECONDS,
    ImageStatus,
    Scene,
)
from vidstudio.errors import InputRefused, NotFound


@dataclass(frozen=True, slots=True)
class Storyboard:
    """The scenes in order. A scene's number is its place, counted from 1."""

    scenes: tuple[Scene, ...] = ()

    def __len__(self) -> int:
        return len(self.scenes)

    def __iter__(self) -> Iterator[Scene]:
        return iter(self.scenes)

    def __getitem__(self, row: int) -> Scene:
        return self.scenes[row]

    @property
    def duration(self) -> float:
        """Length of the film in seconds."""
        return round(sum(scene.duration for scene in self.scenes), 6)

    def starts(self) -> list[float]:
        """When each scene begins, in seconds."""
        return [0.0, *accumulate(scene.duration for scene in self.scenes)][:-1]

    def row_of(self, scene_id: int) -> int:
        """Place of a scene counted from 0; raises ``NotFound``."""
        for row, scene in enumerate(self.scenes):
            if scene.id == scene_id:
                return row
        raise NotFound("That scene is no longer in the storyboard.")

    def numbered(self, number: int) -> Scene:
        """The scene with that number, counted from 1; raises ``NotFound``."""
        if not 1 <= number <= len(self.scenes):
            hint = f"It has scenes 1 to {len(self.scenes)}." if self.scenes else "It has no scenes yet."
            raise NotFound(f"There is no scene {number} in this storyboard.", hint)
        return self.scenes[number - 1]

    def reorder(self, numbers: Sequence[int]) -> "Storyboard":
        """All scenes in a new order, given as the full list of present numbers.

        Raises ``InputRefused`` for an empty list and for a number that is missing, unknown or repeated.
        """
        present = range(1, len(self.scenes) + 1)
        hint = f"Give each of 1 to {len(self.scenes)} once." if self.scenes else "The storyboard has no scenes."
        if not numbers:
            raise InputRefused("The new order is empty.", hint)
        unknown = sorted({number for number in numbers if number not in present})
        if unknown:
            raise InputRefused(f"There is no scene {_listed(unknown)}.", hint)
        repeated = sorted({number for number in numbers if numbers.count(number) > 1})
        if repeated:
            raise InputRefused(f"Scene {_listed(repeated)} is named more than once.", hint)
        missing = sorted(set(present) - set(numbers))
        if missing:
            raise InputRefused(f"Scene {_listed(missing)} is missing from the new order.", hint)
        return Storyboard(tuple(self.scenes[number - 1] for number in numbers))

    def move(self, rows: Sequence[int], before: int) -> "Storyboard":
        """The scenes at ``rows``, kept in order, put before the scene now at row ``before`` (its end: ``len``)."""
        chosen = sorted(set(rows))
        moved = tuple(self.scenes[row] for row in chosen)
        head = tuple(scene for row, scene in enumerate(self.scenes[:before]) if row not in chosen)
        tail = tuple(scene for row, scene in enumerate(self.scenes[before:], before) if row not in chosen)
        return Storyboard(head + moved + tail)

    def insert(self, row: int, scene: Scene) -> "Storyboard":
        """With ``scene`` put in at ``row``."""
        return Storyboard((*self.scenes[:row], scene, *self.scenes[row:]))

    def remove(self, row: int) -> "Storyboard":
        """Without the scene at ``row``."""
        return Storyboard(self.scenes[:row] + self.scenes[row + 1 :])

    def range(self, numbers: str) -> range:
        """Rows of a range of scenes written as ``2-4`` or ``3``; raises ``InputRefused`` for anything else."""
        first, _, last = numbers.partition("-")
        if not (first.isdigit() and (last or first).isdigit()) or not 1 <= int(first) <= int(last or first) <= len(
            self
        ):
            raise InputRefused(
                f"“{numbers}” is no range of scenes.", f"Write it as 2-4 or 3; there are scenes 1 to {len(self)}."
            )
        return range(int(first) - 1, int(last or first))

    def update(self, scene: Scene) -> "Storyboard":
        """With ``scene`` in place of the one that has its id."""
        row = self.row_of(scene.id)
        return Storyboard((*self.scenes[:row], scene, *self.scenes[row + 1 :]))


def _listed(numbers: Sequence[int]) -> str:
    return ", ".join(str(number) for number in numbers)


def without_picture(scene: Scene) -> Scene:
    """The same scene as it is before any picture."""
    return replace(scene, picture=None, status=ImageStatus.PENDING, error="")


def check_scene(scene: Scene) -> Scene:
    """The scene, its caption cleaned, if a film can show it; raises ``InputRefused`` naming what it can't."""
    check_scene_seconds(scene.duration)
    if not 0 <= scene.strength <= MAX_STRENGTH:
        raise InputRefused(
            f"A camera move can't have the strength {scene.strength:g}.", f"Choose 0 to {MAX_STRENGTH:g}; 1 is usual."
        )
    if not 0 <= scene.transition_seconds <= MAX_TRANSITION_SECONDS:
        raise InputRefused(
            f"A transition can't last {scene.transition_seconds:g} seconds.",
            f"Choose 0 to {MAX_TRANSITION_SECONDS:g} seconds.",
        )
    return replace(scene, caption=check_caption(scene.caption))


def check_scene_seconds(seconds: float) -> float:
    """A scene's duration if it is one; raises ``InputRefused`` otherwise."""
    if not MIN_SCENE_SECONDS <= seconds <= MAX_SCENE_SECONDS:  # also refuses NaN
        raise InputRefused(
            f"A scene can't last {seconds:g} seconds.",
            f"Choose {MIN_SCENE_SECONDS:g} to {MAX_SCENE_SECONDS:g} seconds.",
        )
    return float(seconds)
