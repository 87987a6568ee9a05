"""The queue of deliveries: what waits, runs and is over, which comes next, and what may be done with each."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import IntEnum, StrEnum

from vidstudio.core.export import twin
from vidstudio.core.preset import Preset
from vidstudio.core.report import Report
from vidstudio.errors import NotReady


class QueueState(StrEnum):
    """Where an entry of the queue stands."""

    WAITING = "waiting"
    RUNNING = "running"
    PAUSED = "paused"
    DONE = "done"
    FAILED = "failed"
    CANCELED = "canceled"
    INTERRUPTED = "interrupted"


ACTIVE = frozenset({QueueState.RUNNING, QueueState.PAUSED})
"""States in which a process is at work on it, or held in mid-work."""

OPEN = ACTIVE | {QueueState.WAITING}
"""States from which something may still come by itself."""

AGAIN = frozenset({QueueState.FAILED, QueueState.CANCELED, QueueState.INTERRUPTED})
"""States in which an entry can be put back in line."""

_NEXT = {
    QueueState.WAITING: {QueueState.RUNNING, QueueState.CANCELED},
    QueueState.RUNNING: {
        *(QueueState.PAUSED, QueueState.DONE, QueueState.FAILED, QueueState.CANCELED, QueueState.INTERRUPTED),
    },
    QueueState.PAUSED: {
        *(QueueState.RUNNING, QueueState.DONE, QueueState.FAILED, QueueState.CANCELED, QueueState.INTERRUPTED),
    },
    QueueState.DONE: set(),
    QueueState.FAILED: {QueueState.WAITING},
    QueueState.CANCELED: {QueueState.WAITING},
    QueueState.INTERRUPTED: {QueueState.WAITING},
}


class Priority(IntEnum):
    """Of entries that wait, the higher one comes first."""

    LOW = -1
    NORMAL = 0
    HIGH = 1


class WhenDone(StrEnum):
    """What happens once nothing waits or runs any more."""

    NOTHING = "nothing"
    NOTIFY = "notify"
    REVEAL = "reveal"


@dataclass(frozen=True, slots=True)
class QueueItem:
    """One file to be made.

    Attributes:
        title: of the job when it was put in line.
        preset: how it is exported, None for a render of the film itself, or for fetching it from elsewhere.
        to: file or folder a copy goes to, empty for none.
        held: whether it is passed over for now.
        position: its place in line; smaller comes first within a priority.
        error, hint: why it failed.
        file: what was made, where the user has it.
        command: what ran, to be copied; ``log``: what it said.
        report: the finished file as measured.
    """

    id: int
    job_id: int
    title: str
    preset: Preset | None
    to: str
    state: QueueState
    held: bool
    priority: Priority
    position: int
    created_at: datetime
    started_at: datetime | None = None
    ended_at: datetime | None = None
    error: str = ""
    hint: str = ""
    file: str = ""
    command: str = ""
    log: str = ""
    report: Report | None = None


@dataclass(frozen=True, slots=True)
class QueueSettings:
    """How the queue as a whole behaves; kept with it, so that window and command line agree."""

    paused: bool = False
    when_done: WhenDone = WhenDone.NOTIFY


@dataclass(frozen=True, slots=True)
class Queue:
    """The queue at one moment, in the order it is worked off, what is over last."""

    items: tuple[QueueItem, ...] = ()
    settings: QueueSettings = QueueSettings()

    def count(self, states: Iterable[QueueState]) -> int:
        """How many entries are in one of these states."""
        wanted = set(states)
        return sum(item.state in wanted for item in self.items)


def check_step(item: QueueItem, then: QueueState) -> None:
    """Raise ``NotReady`` unless an entry may go from its state to ``then``."""
    if then not in _NEXT[item.state]:
        raise NotReady(f"Entry {item.id} of the queue is {item.state}, so it can't be {then}.")


def came_from(then: QueueState) -> list[QueueState]:
    """The states from which an entry may go to ``then``."""
    return [state for state, following in _NEXT.items() if then in following]


def next_item(items: Sequence[QueueItem]) -> QueueItem | None:
    """The entry that may begin now; ``items`` in the order they are worked off.

    One that another one will help is passed over for the moment: an export of a film that is still to be rendered, and
    one whose streams are just being made for its twin. Two that would write the same file never run at once.
    """
    active = [item for item in items if item.state in ACTIVE]
    writing = {(item.job_id, _file(item)) for item in active}
    rendering = {item.job_id for item in items if item.preset is None and item.state in OPEN and not item.held}
    for item in items:
        if item.state is not QueueState.WAITING or item.held:
            continue
        if item.preset is not None and item.job_id in rendering:
            continue
        if (item.job_id, _file(item)) in writing or (item.job_id, _twin_file(item)) in writing:
            continue
        return item
    return None


def _file(item: QueueItem) -> str:
    return f"{item.preset.stem}.{item.preset.container}" if item.preset else "film"


def _twin_file(item: QueueItem) -> str:
    other = twin(item.preset) if item.preset else None
    return f"{other.stem}.{other.container}" if other else "-"


def at_once(cores: int, wished: int = 0) -> int:
    """How many entries are worked on side by side: as many as are wished for, else by the cores.

    An encoder of our formats fills four to eight cores by itself; more of them at once only take each other's.
    """
    return wished or max(1, min(4, cores // 6))


def moved(ids: Sequence[int], chosen: Sequence[int], steps: int) -> list[int]:
    """The order once the chosen entries have gone that many places, up if negative; they keep their own order."""
    picked = [each for each in ids if each in set(chosen)]
    if not picked:
        return list(ids)
    rest = [each for each in ids if each not in set(chosen)]
    first = list(ids).index(picked[0] if steps < 0 else picked[-1])
    before = first if steps < 0 else first - len(picked) + 1
    place = max(0, min(len(rest), before + steps))
    return [*rest[:place], *picked, *rest[place:]]
