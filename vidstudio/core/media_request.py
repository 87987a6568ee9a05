"""What is asked of a model that makes a clip, a narration or music, and what its answer may be."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

Input = str | int | float | bool


@dataclass(frozen=True, slots=True)
class MediaRequest:
    """One clip, narration or piece of music wanted.

    Attributes:
        model: the service's name for it, ``owner/name``, with ``:`` and its version where it needs one.
        prompt: what is asked for in words: what happens, what is said, how it sounds.
        seed: chosen by us, unlike any other request's; sent only where ``inputs`` has it.
        inputs: all that is sent but the picture, in the model's own field names.
        picture: name of the file in the job's ``images`` folder that a clip begins with; empty for a sound.
        picture_field: what the model calls it.
        seconds: how long it was asked to last, 0 where that is the model's to decide.
    """

    model: str
    prompt: str
    seed: int
    inputs: tuple[tuple[str, Input], ...] = ()
    picture: str = ""
    picture_field: str = ""
    seconds: float = 0.0

    @property
    def takes_seed(self) -> bool:
        """Whether it can be recognized by its seed."""
        return any(name == "seed" for name, _ in self.inputs)

    def stored(self) -> str:
        """All but model, prompt and seed as JSON, for the ledger."""
        document: dict[str, Any] = {"input": dict(self.inputs), "seconds": self.seconds}
        if self.picture:
            document["picture"] = {"file": self.picture, "field": self.picture_field}
        return json.dumps(document, ensure_ascii=False, sort_keys=True)


def request_from(model: str, prompt: str, seed: int, stored: str) -> MediaRequest:
    """The request that was stored so."""
    document = json.loads(stored)
    picture = document.get("picture", {})
    return MediaRequest(
        model=model,
        prompt=prompt,
        seed=seed,
        inputs=tuple(document["input"].items()),
        picture=picture.get("file", ""),
        picture_field=picture.get("field", ""),
        seconds=document["seconds"],
    )


@dataclass(frozen=True, slots=True)
class Rate:
    """How a model is paid for, in US dollars; all but one are None.

    Attributes:
        each: for one, however long.
        second: for each second of what it makes.
        thousand_letters: for a thousand letters it is given.
        machine_second: for each second its machine works, which only the bill tells.
        typical: seconds a machine usually works, to tell a price before.
    """

    each: Decimal | None = None
    second: Decimal | None = None
    thousand_letters: Decimal | None = None
    machine_second: Decimal | None = None
    typical: float = 0.0

    def price(self, seconds: float = 0.0, letters: int = 0) -> Decimal | None:
        """What it should cost, to a ten-thousandth of a dollar; None where nobody knows."""
        if self.each is not None:
            found = self.each
        elif self.second is not None:
            found = self.second * Decimal(str(seconds))
        elif self.thousand_letters is not None:
            found = self.thousand_letters * letters / 1000
        elif self.machine_second is not None:
            found = self.machine_second * Decimal(str(self.typical))
        else:
            return None
        return found.quantize(_LEAST)

    def cost(self, price: Decimal | None, worked: float | None) -> Decimal | None:
        """What it did cost: its price, but where the machine's time counts, the seconds it ``worked``."""
        if self.machine_second is None:
            return price
        return None if worked is None else (self.machine_second * Decimal(str(worked))).quantize(_LEAST)


_LEAST = Decimal("0.0001")


def total(prices: Iterable[Decimal | None]) -> Decimal | None:
    """What several come to, None where one of them is not known."""
    found = Decimal(0)
    for price in prices:
        if price is None:
            return None
        found += price
    return found
