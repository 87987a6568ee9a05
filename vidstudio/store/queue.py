"""The queue in the library. Each step of an entry is guarded by the state it comes from, so that no late news of one
process overwrites what another has decided.
"""

from collections.abc import Collection, Sequence
from dataclasses import replace
from functools import lru_cache

from peewee import SqliteDatabase, chunked, fn

from vidstudio.core.preset import Preset
from vidstudio.core.preset_file import read_preset, write_preset
from vidstudio.core.queue import (
    ACTIVE,
    AGAIN,
    OPEN,
    Priority,
    Queue,
    QueueItem,
    QueueSettings,
    QueueState,
    WhenDone,
    came_from,
    check_step,
)
from vidstudio.core.report import Report, read_report
from vidstudio.errors import NotFound, NotReady
from vidstudio.store.reading import job_titles
from vidstudio.store.tables import QueueRow, QueueSettingsRow, aware, now

_FILM = ""
"""What stands for a preset in an entry that makes the film itself."""


class Queues:
    """Entries and settings of the one queue of a library."""

    def __init__(self, database: SqliteDatabase) -> None:
        self._database = database

    def read(self) -> Queue:
        """The whole queue: what is at work, what waits in its order, what is over with the newest first."""
        rows = QueueRow.select().order_by(QueueRow.id)
        items = sorted((_read(row) for row in rows), key=_place)
        return Queue(tuple(items), self.settings())

    def add(
        self,
        job_ids: Sequence[int],
        presets: Sequence[Preset | None],
        to: str = "",
        priority: Priority = Priority.NORMAL,
        first: Collection[int] = (),
    ) -> tuple[QueueItem, ...]:
        """Put each job in line by each preset, None for a render of its film; all of them or none.

        ``first`` are jobs whose film has to be made before all else, unless that is in line already. Raises
        ``NotFound`` for a job that is none.
        """
        with self._database.atomic("IMMEDIATE"):
            last = self._last_position()
            texts = [write_preset(preset) if preset else _FILM for preset in presets]
            missing = set(first) - self._with_film_in_line() if _FILM not in texts else set()
            titles = job_titles(job_ids)
            rows = [
                {"job": job_id, "title": titles[job_id], "preset": text, "target": to, "priority": int(priority)}
                for job_id in job_ids
                for text in ([_FILM] if job_id in missing else []) + texts
            ]
            placed = [{**row, "position": last + number} for number, row in enumerate(rows, 1)]
            # One by one, hundreds of them would keep the other threads waiting for the interpreter.
            for some in chunked(placed, 100):
                QueueRow.insert_many(some).execute()
            made = QueueRow.select().where(QueueRow.position > last).order_by(QueueRow.position)
            return tuple(_read(row) for row in made)

    def get(self, item_id: int) -> QueueItem:
        """One entry; raises ``NotFound``."""
        row: QueueRow | None = QueueRow.get_or_none(QueueRow.id == item_id)
        if row is None:
            raise NotFound(f"There is no entry {item_id} in the queue.", "See them: vidstudio queue list.")
        return _read(row)

    def begin(self, item_id: int) -> QueueItem | None:
        """Take an entry to work on it; None if somebody else has, or has taken it out."""
        started = {"started_at": now(), "ended_at": None, "error": "", "hint": "", "log": "", "command": ""}
        return self.get(item_id) if self._step(item_id, QueueState.RUNNING, file="", report="", **started) else None

    def step(self, item_id: int, then: QueueState) -> QueueItem:
        """Pause, go on with, cancel or put back an entry; raises ``NotReady`` where its state does not allow it."""
        with self._database.atomic("IMMEDIATE"):
            check_step(self.get(item_id), then)
            over = {"ended_at": now()} if then not in OPEN else {}
            self._step(item_id, then, **over)
            return self.get(item_id)

    def end(
        self,
        item_id: int,
        state: QueueState,
        *,
        error: str = "",
        hint: str = "",
        file: str = "",
        log: str = "",
        report: Report | None = None,
    ) -> QueueItem:
        """It is over: done, failed, canceled or interrupted. One that was canceled meanwhile stays canceled."""
        told = {"error": error, "hint": hint, "file": file, "log": log, "ended_at": now()}
        self._step(item_id, state, report=report.to_json() if report else "", **told)
        return self.get(item_id)

    def record(
        self, job_id: int, preset: Preset, to: str, file: str, report: Report | None, command: str, log: str = ""
    ) -> None:
        """Keep what was made outside the line, as done."""
        with self._database.atomic("IMMEDIATE"):
            (item,) = self.add([job_id], [preset], to)
            self._step(item.id, QueueState.RUNNING, started_at=now(), command=command)
            self.end(item.id, QueueState.DONE, file=file, log=log, report=report)

    def add_report(self, item_id: int, report: Report) -> QueueItem:
        """Keep what was measured of a finished file later."""
        QueueRow.update(report=report.to_json()).where(QueueRow.id == item_id).execute()
        return self.get(item_id)

    def note_command(self, item_id: int, command: str) -> None:
        """Keep what runs for an entry while it runs."""
        QueueRow.update(command=command).where(QueueRow.id == item_id).execute()

    def retry(self, ids: Sequence[int]) -> None:
        """Put entries that are over without a result back in line, at its end."""
        with self._database.atomic("IMMEDIATE"):
            last = self._last_position()
            for offset, item_id in enumerate(ids, 1):
                item = self.get(item_id)
                if item.state not in AGAIN:
                    raise NotReady(f"Entry {item_id} of the queue is {item.state}, so it can't be tried again.")
                self._step(item_id, QueueState.WAITING, position=last + offset, held=False, error="", hint="")

    def remove(self, ids: Sequence[int]) -> None:
        """Take entries out; those at work stay, and raise ``NotReady``. Files that were made stay as well."""
        with self._database.atomic("IMMEDIATE"):
            for item_id in ids:
                if self.get(item_id).state in ACTIVE:
                    raise NotReady(f"Entry {item_id} of the queue is at work.", "Cancel it first.")
            QueueRow.delete().where(QueueRow.id.in_(list(ids))).execute()

    def clear(self) -> int:
        """Take out all that is over; how many those were."""
        over = [state.value for state in QueueState if state not in OPEN]
        with self._database.atomic("IMMEDIATE"):
            return int(QueueRow.delete().where(QueueRow.state.in_(over)).execute())

    def hold(self, ids: Sequence[int], *, held: bool) -> None:
        """Pass over entries that wait, or no longer."""
        self._change_waiting(ids, held=held)

    def pause(self, ids: Sequence[int]) -> None:
        """Hold what waits and what runs where it is, all of it or nothing; raises ``NotReady`` for what is over."""
        with self._database.atomic("IMMEDIATE"):
            for item_id in ids:
                if self.get(item_id).state is QueueState.WAITING:
                    self.hold([item_id], held=True)
                else:
                    self.step(item_id, QueueState.PAUSED)

    def resume(self, ids: Sequence[int]) -> None:
        """Let go on what is held or paused."""
        with self._database.atomic("IMMEDIATE"):
            for item_id in ids:
                if self.get(item_id).state is QueueState.PAUSED:
                    self.step(item_id, QueueState.RUNNING)
                else:
                    self.hold([item_id], held=False)

    def cancel(self, ids: Sequence[int]) -> None:
        """Cancel what waits or runs; whoever is at work on it sees that and stops."""
        with self._database.atomic("IMMEDIATE"):
            for item_id in ids:
                self.step(item_id, QueueState.CANCELED)

    def set_priority(self, ids: Sequence[int], priority: Priority) -> None:
        """Have entries that wait come earlier or later than all others."""
        self._change_waiting(ids, priority=int(priority))

    def edit(self, item_id: int, preset: Preset | None, to: str) -> QueueItem:
        """Change what an entry that waits will make; raises ``NotReady`` for any other."""
        with self._database.atomic("IMMEDIATE"):
            if self.get(item_id).state is not QueueState.WAITING:
                raise NotReady(f"Entry {item_id} of the queue does not wait any more.", "Add another one instead.")
            self._change_waiting([item_id], preset=write_preset(preset) if preset else _FILM, target=to)
            return self.get(item_id)

    def reorder(self, ids: Sequence[int]) -> None:
        """Put entries that wait in this order; they share out the places they had among them."""
        with self._database.atomic("IMMEDIATE"):
            rows = {row.id: row.position for row in QueueRow.select().where(QueueRow.id.in_(list(ids)))}
            places = sorted(rows.values())
            known = [item_id for item_id in ids if item_id in rows]
            for item_id, position in zip(known, places, strict=True):
                if rows[item_id] != position:
                    QueueRow.update(position=position).where(QueueRow.id == item_id).execute()

    def settings(self) -> QueueSettings:
        """How the queue behaves."""
        row: QueueSettingsRow | None = QueueSettingsRow.get_or_none()
        if row is None:
            return QueueSettings()
        known = set(WhenDone)
        return QueueSettings(row.paused, WhenDone(row.when_done) if row.when_done in known else WhenDone.NOTIFY)

    def change_settings(self, **changes: object) -> QueueSettings:
        """Change some of ``QueueSettings``."""
        with self._database.atomic("IMMEDIATE"):
            settings = replace(self.settings(), **changes)  # type: ignore[arg-type]
            QueueSettingsRow.delete().execute()
            QueueSettingsRow.create(paused=settings.paused, when_done=settings.when_done.value)
        return settings

    def active(self) -> tuple[int, ...]:
        """Entries that are at work, by the library's word; their process may have died."""
        rows = QueueRow.select(QueueRow.id).where(QueueRow.state.in_([state.value for state in ACTIVE]))
        return tuple(row.id for row in rows)

    @staticmethod
    def _with_film_in_line() -> set[int]:
        """Jobs whose film is being made, or waits to be."""
        still = QueueRow.state.in_([state.value for state in OPEN])
        return {row.job_id for row in QueueRow.select(QueueRow.job).where((QueueRow.preset == _FILM) & still)}

    @staticmethod
    def _last_position() -> int:
        return int(QueueRow.select(fn.MAX(QueueRow.position)).scalar() or 0)

    @staticmethod
    def _step(item_id: int, then: QueueState, **fields: object) -> bool:
        before = [state.value for state in came_from(then)]
        query = QueueRow.update(state=then.value, **fields)
        return bool(query.where((QueueRow.id == item_id) & QueueRow.state.in_(before)).execute())

    def _change_waiting(self, ids: Sequence[int], **fields: object) -> None:
        waiting = QueueRow.state == QueueState.WAITING.value
        with self._database.atomic("IMMEDIATE"):
            for item_id in ids:
                self.get(item_id)
            QueueRow.update(**fields).where(QueueRow.id.in_(list(ids)) & waiting).execute()


def _place(item: QueueItem) -> tuple[float, ...]:
    """At work first, then by priority and place in line, then what is over, newest first."""
    if item.state in ACTIVE:
        return (0, item.position)
    if item.state is QueueState.WAITING:
        return (1, -item.priority, item.position)
    return (2, -(item.ended_at or item.created_at).timestamp(), -item.id)


@lru_cache(maxsize=512)
def _preset(text: str) -> Preset:
    """Kept, for hundreds of entries share a few presets."""
    return read_preset(text)


def _read(row: QueueRow) -> QueueItem:
    return QueueItem(
        id=row.id,
        job_id=row.job_id,
        title=row.title,
        preset=_preset(row.preset) if row.preset else None,
        to=row.target,
        state=QueueState(row.state),
        held=row.held,
        priority=Priority(row.priority),
        position=row.position,
        created_at=aware(row.created_at),
        started_at=aware(row.started_at) if row.started_at else None,
        ended_at=aware(row.ended_at) if row.ended_at else None,
        error=row.error,
        hint=row.hint,
        file=row.file,
        command=row.command,
        log=row.log,
        report=read_report(row.report),
    )
