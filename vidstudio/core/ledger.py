"""The ledger for people: all that is paid for by scene and version, and what it comes to."""

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal

from vidstudio.core.generation import Generation, committed
from vidstudio.core.job import Job

COLUMNS = (
    *("entry", "asked_at", "job", "scene", "version", "provider", "model", "prediction", "state"),
    *("estimated", "price", "actual", "seconds", "error", "kind"),
)


@dataclass(frozen=True, slots=True)
class LedgerLine:
    """One line.

    Attributes:
        scene: its number in the storyboard as it is now, None if it was taken out, or is for none.
    """

    generation: Generation
    scene: int | None

    def cells(self) -> tuple[str, ...]:
        """As ``COLUMNS`` has them; amounts in US dollars, times in UTC."""
        asked = self.generation
        return (
            str(asked.id),
            asked.created_at.isoformat(timespec="seconds"),
            "" if asked.job_id is None else str(asked.job_id),
            "" if self.scene is None else str(self.scene),
            "" if asked.version_id is None else str(asked.version_id),
            asked.provider,
            asked.request.model,
            asked.prediction_id,
            asked.state.value,
            *(_plain(money) for money in (asked.estimated_cost, asked.price, asked.actual_cost)),
            "" if asked.predict_seconds is None else f"{asked.predict_seconds:g}",
            asked.error,
            asked.kind.value,
        )


@dataclass(frozen=True, slots=True)
class Totals:
    """What lines of the ledger come to, US dollars.

    Attributes:
        estimated: by the flat price of a refinement.
        actual: as far as it is known.
        open: bound by what is still under way.
        unknown: how many were had whose cost nobody knows.
    """

    estimated: Decimal
    actual: Decimal
    open: Decimal
    unknown: int


def ledger_lines(generations: Iterable[Generation], jobs: Iterable[Job]) -> tuple[LedgerLine, ...]:
    """The ledger of these jobs, oldest first."""
    numbers: Mapping[int, int] = {scene.id: number for job in jobs for number, scene in enumerate(job.scenes, 1)}
    return tuple(LedgerLine(generation, numbers.get(generation.scene_id or 0)) for generation in generations)


def totals(generations: Sequence[Generation]) -> Totals:
    """What they come to."""
    known = [each.actual_cost for each in generations if each.actual_cost is not None]
    waiting = [each for each in generations if each.state.open]
    had = [each for each in generations if each.state.had and each.actual_cost is None]
    return Totals(
        estimated=sum((each.estimated_cost for each in generations if each.state.open or each.state.had), Decimal(0)),
        actual=sum(known, Decimal(0)),
        open=committed(waiting),
        unknown=len(had),
    )


def ledger_csv(lines: Iterable[LedgerLine]) -> str:
    """The ledger as CSV (RFC 4180), for a spreadsheet; no cell of it is taken for a formula there."""
    file = io.StringIO()
    writer = csv.writer(file)
    writer.writerow(COLUMNS)
    writer.writerows([_no_formula(cell) for cell in line.cells()] for line in lines)
    return file.getvalue()


def _plain(money: Decimal | None) -> str:
    return "" if money is None else f"{money.normalize():f}"


def _no_formula(cell: str) -> str:
    return f"'{cell}" if cell.startswith(("=", "+", "-", "@", "\t", "\r")) else cell
