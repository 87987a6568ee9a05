"""What the queue's window and the export panel show, worked out from the queue: frozen states, no widgets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from vidstudio.core.control import Progress
from vidstudio.core.queue import ACTIVE, AGAIN, OPEN, Priority, Queue, QueueItem, QueueState
from vidstudio.core.wording import OLDER, QUEUE, clock, plural, queue_what, report_facts, size, time_left

_TONES = {
    QueueState.DONE: "success",
    QueueState.FAILED: "danger",
    QueueState.INTERRUPTED: "warning",
    QueueState.PAUSED: "warning",
    QueueState.RUNNING: "link",
}


@dataclass(frozen=True, slots=True)
class RowState:
    """One line of the queue.

    Attributes:
        what: what is made of which film.
        words: where it stands, in ``tone``, a colour's name.
        fraction: 0 to 1 while it is at work, else None; -1 while nobody can tell.
    """

    id: int
    title: str
    what: str
    words: str
    tone: str
    fraction: float | None
    state: QueueState


def row_state(item: QueueItem, progress: Progress | None = None) -> RowState:
    """A line as it is now; ``progress`` of one at work here."""
    fraction = None
    if item.state in ACTIVE:
        fraction = -1.0 if progress is None or progress.fraction is None else progress.fraction
    return RowState(
        id=item.id,
        title=item.title,
        what=queue_what(item),
        words=_words(item, progress),
        tone=_TONES.get(item.state, "muted"),
        fraction=fraction,
        state=item.state,
    )


def _words(item: QueueItem, progress: Progress | None) -> str:
    match item.state:
        case QueueState.WAITING if item.held:
            return "Held"
        case QueueState.WAITING:
            return {Priority.HIGH: "Waiting, first", Priority.LOW: "Waiting, last"}.get(item.priority, "Waiting")
        case QueueState.RUNNING if progress is not None:
            return "  ·  ".join(progress_facts(progress))
        case QueueState.DONE if item.report is not None:
            return f"Done in {clock(item.report.took)}  ·  {size(item.report.size)}"
        case QueueState.FAILED:
            return item.error or "Failed"
    return QUEUE[item.state]


def progress_facts(progress: Progress) -> list[str]:
    """``Encoding``, ``42 %``, ``3.2x``, ``4.1 MB``, ``about 0:12 left``: what is known of it."""
    parts = [progress.text]
    if progress.fraction is not None:
        parts.append(f"{progress.fraction:.0%}")
    if progress.speed:
        parts.append(f"{progress.speed:.1f}x")
    if progress.size:
        parts.append(size(progress.size))
    if progress.seconds_left is not None:
        parts.append(time_left(progress.seconds_left))
    return parts


@dataclass(frozen=True, slots=True)
class QueueWindowState:
    """The head of the queue's window.

    Attributes:
        summary: "2 running, 14 waiting, about 3:10 left".
        going: whether what waits will begin by itself.
    """

    summary: str
    going: bool
    can_clear: bool


def window_state(queue: Queue, *, going: bool, seconds_left: float | None) -> QueueWindowState:
    """The head of the queue as it is; ``going`` whether this window works it off."""
    counts = [
        (queue.count([QueueState.RUNNING]), "running"),
        (queue.count([QueueState.PAUSED]), "paused"),
        (queue.count([QueueState.WAITING]), "waiting"),
        (queue.count([QueueState.INTERRUPTED]), "interrupted"),
        (queue.count([QueueState.FAILED]), "failed"),
        (queue.count([QueueState.DONE]), "done"),
    ]
    parts = [f"{count} {word}" for count, word in counts if count]
    if queue.count(OPEN) and seconds_left is not None:
        parts.append(time_left(seconds_left))
    over = len(queue.items) - queue.count(OPEN)
    return QueueWindowState("  ·  ".join(parts), going, over > 0)


@dataclass(frozen=True, slots=True)
class DetailState:
    """All about the chosen lines.

    Attributes:
        remark: what should be known of a file that is right.
        file: what was made, None if it is not there (any more).
        can_pause, can_resume and the like: what may be done with every one of the chosen.
    """

    heading: str = ""
    facts: str = ""
    remark: str = ""
    error: str = ""
    command: str = ""
    log: str = ""
    job_id: int = 0
    file: Path | None = None
    can_pause: bool = False
    can_resume: bool = False
    can_cancel: bool = False
    can_retry: bool = False
    can_remove: bool = False
    can_move: bool = False
    can_compare: bool = False


def detail_state(items: Sequence[QueueItem], older: int = 0) -> DetailState:
    """What is told of the chosen entries, and what may be done with them; ``older`` is one of an older storyboard."""
    if not items:
        return DetailState()
    states = {item.state for item in items}
    held = {item.held for item in items}
    waiting = states == {QueueState.WAITING}
    one = items[0] if len(items) == 1 else None
    heading = f"{queue_what(one)} of “{one.title}”" if one else plural(len(items), "entry", "entries")
    return DetailState(
        heading=heading,
        facts=_facts(one) if one else "",
        remark=OLDER if one and one.id == older else "",
        error=f"{one.error} {one.hint}".strip() if one else "",
        command=one.command if one else "",
        log=one.log if one else "",
        job_id=one.job_id if one else 0,
        file=Path(one.file) if one and one.file else None,
        can_pause=(waiting and held == {False}) or states == {QueueState.RUNNING},
        can_resume=(waiting and held == {True}) or states == {QueueState.PAUSED},
        can_cancel=states <= OPEN,
        can_retry=states <= AGAIN,
        can_remove=not states & ACTIVE,
        can_move=waiting,
        can_compare=bool(one and one.report and one.report.vmaf is None and one.preset and one.preset.comparable),
    )


def _facts(item: QueueItem) -> str:
    if item.report:
        return report_facts(item.report)
    where = f"A copy goes to {item.to}" if item.to else ""
    return where if item.state in OPEN else item.file


def total_fraction(queue: Queue, progress: Mapping[int, Progress]) -> float | None:
    """How far all that was begun together is, 0 to 1; None while nothing is at work."""
    active = [item for item in queue.items if item.state in ACTIVE]
    if not active:
        return None
    parts = [progress[item.id].fraction or 0.0 if item.id in progress else 0.0 for item in active]
    return sum(parts) / len(parts)
