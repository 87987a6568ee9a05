"""Seconds shared out among scenes, so that they add up to the wanted total."""

from collections.abc import Sequence

from vidstudio.core.job import MAX_FILM_SECONDS, MIN_FILM_SECONDS
from vidstudio.core.scene import MAX_SCENE_SECONDS, MIN_SCENE_SECONDS
from vidstudio.core.wording import plural, seconds
from vidstudio.errors import InputRefused


def check_film_seconds(value: float) -> float:
    """A film's duration if it is one; raises ``InputRefused`` otherwise."""
    if not MIN_FILM_SECONDS <= value <= MAX_FILM_SECONDS:  # also refuses NaN
        raise InputRefused(
            f"A film can't last {value:g} seconds.", f"Choose {MIN_FILM_SECONDS:g} to {MAX_FILM_SECONDS:g} seconds."
        )
    return float(value)


def share(total: float, weights: Sequence[float]) -> list[float]:
    """``total`` seconds in proportion to ``weights``, in tenths (hundredths where scenes are shorter than a second).

    No scene gets less than half of the average or more than twice of it: a one-word line still wants to be seen.
    Raises ``InputRefused`` when there are more scenes than the total can hold, or too few to fill it.
    """
    count = len(weights)
    if total / count < MIN_SCENE_SECONDS:
        least = seconds(count * MIN_SCENE_SECONDS)
        raise InputRefused(
            f"{count} scenes don't fit into {seconds(total)}.",
            f"Ask for a duration of at least {least}, or fewer scenes.",
        )
    if total / count > MAX_SCENE_SECONDS:
        raise InputRefused(
            f"{plural(count, 'scene')} can't fill {seconds(total)}.",
            f"A scene lasts at most {MAX_SCENE_SECONDS:g} s: ask for a shorter film, or write more scenes.",
        )
    average = sum(weights) / count or 1.0
    bounded = [min(max(weight or average, average / 2), average * 2) for weight in weights]
    unit = 10 if total / count >= 1 else 100
    units = int(total * unit + 1e-6)
    exact = [units * weight / sum(bounded) for weight in bounded]
    least_units = -(-int(MIN_SCENE_SECONDS * 100) * unit // 100)
    most_units = int(MAX_SCENE_SECONDS) * unit
    shares = [min(max(int(part), least_units), most_units) for part in exact]
    by_remainder = sorted(range(count), key=lambda index: (shares[index] - exact[index], index))
    while sum(shares) < units:
        open_to_more = [index for index in by_remainder if shares[index] < most_units]
        for index in open_to_more[: units - sum(shares)]:
            shares[index] += 1
    while sum(shares) > units:
        longest = max(range(count), key=lambda index: shares[index])
        shares[longest] -= 1
    result = [part / unit for part in shares]
    result[-1] = round(total - sum(result[:-1]), 6)
    return result
