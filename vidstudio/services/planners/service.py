"""What the rest of the program asks of a language model, whoever runs it."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from typing import Protocol, runtime_checkable

from vidstudio.core.control import Control
from vidstudio.core.scene_plan import PlanRequest


def nobody(_prediction_id: str) -> None:
    """For callers who keep no ledger."""


@runtime_checkable
class Billed(Protocol):
    """A planner whose service tells what an answer took."""

    def cost(self, prediction_id: str) -> Decimal | None:
        """US dollars of the work of that id, None where nobody knows; raises nothing."""


class ScenePlanner(Protocol):
    """One model of one service. Close it when it is no longer needed."""

    @property
    def model(self) -> str:
        """The model's name, as a person chooses it."""

    @property
    def price(self) -> str | None:
        """What it costs, in words, or None where nobody knows before the bill."""

    def stream(
        self, request: PlanRequest, control: Control, submitted: Callable[[str], None] = nobody
    ) -> Iterator[str]:
        """Ask, and give the answer's text in pieces as they come; leaving it early stops the model.

        Args:
            request: what is asked.
            control: Cancel is noticed within a moment, however silent the service, and passed on to it; but while the
                id of the work is awaited, it waits for that, as nothing could be stopped without it.
            submitted: is given the service's id of the work, where it has one, before any of the answer is read, so
                that a ledger can keep it.

        Raises:
            AnswerLost: the model may have been set to work, and cost money; it was not asked again.
            ImageServiceError: or one of its kinds; ``ServiceBusy`` and ``ServiceUnreachable`` are worth another try.
            PredictionFailed: the model gave no answer, or broke off.
            Canceled: Cancel was pressed.
        """

    def close(self) -> None:
        """Let go of it."""
