"""Working off the queue: an entry is taken, made, measured and handed over, and its line says how it went.

The window runs the plan of an entry through QProcess, the command line through subprocess; all around it is here.
"""

import logging
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

from vidstudio.core.control import Control
from vidstudio.core.plan import Plan
from vidstudio.core.preset import Preset
from vidstudio.core.queue import Priority, QueueItem, QueueState, next_item
from vidstudio.core.wording import queue_what
from vidstudio.errors import Canceled, LeftForLater, VidstudioError
from vidstudio.services.poster import glimpse
from vidstudio.services.run import STALL_SECONDS, run_plan
from vidstudio.store.locks import Lock
from vidstudio.studio.context import Studio
from vidstudio.studio.export import ExportWork, abandon_export, begin_export, finish_export, instead, is_as_made
from vidstudio.studio.export_now import run_export
from vidstudio.studio.fetch import needs_fetching
from vidstudio.studio.hand_over import check_target, hand_over, kept_path
from vidstudio.studio.render import RenderWork, abandon_render, begin_render, finish_render
from vidstudio.studio.reports import last_words, measured

GLIMPSE_WIDTH = 336
"""Pixels of the picture that shows what an export is at."""

LOOK_SECONDS = 0.5
"""Between looks whether another process has paused or canceled the entry at work."""

_log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class QueueWork:
    """An entry at work: what it makes, or the file that was there already."""

    item: QueueItem
    lock: Lock
    work: ExportWork | RenderWork | Path
    began: float

    @property
    def plan(self) -> Plan | None:
        """What has to run; None if nothing has."""
        return None if isinstance(self.work, Path) else self.work.plan

    @property
    def card_failed(self) -> VidstudioError | None:
        """Why it is made in software though it was begun with the graphics card's encoder."""
        return self.work.card_failed if isinstance(self.work, ExportWork) else None


def queue_up(
    studio: Studio,
    job_ids: Sequence[int],
    presets: Sequence[Preset | None],
    to: Path | None = None,
    priority: Priority = Priority.NORMAL,
) -> tuple[QueueItem, ...]:
    """Put jobs in line, each by each preset (None: render its film).

    A film that is still elsewhere is put before its exports, to be fetched.
    """
    elsewhere = set(studio.library(lambda library: library.jobs.from_elsewhere())).intersection(job_ids)
    jobs = studio.library(lambda library: [library.jobs.get(job_id) for job_id in elsewhere])
    first = [job.id for job in jobs if needs_fetching(studio, job)]
    return studio.library(lambda library: library.queue.add(job_ids, presets, kept_path(to), priority, first))


def edit_item(studio: Studio, item_id: int, preset: Preset, to: Path | None) -> QueueItem:
    """Change what an entry that waits will make; raises ``NotReady`` for any other."""
    return studio.library(lambda library: library.queue.edit(item_id, preset, kept_path(to)))


def begin_item(studio: Studio, item_id: int, control: Control) -> QueueWork | None:
    """Take an entry and plan its work; None if somebody else has it, or it does not wait any more.

    What can't be planned is written down as failed, and raised; so is Cancel, as canceled.
    """
    lock = studio.locks.take(f"queue-{item_id}", f"Entry {item_id} of the queue is being worked on already.")
    try:
        item = studio.library(lambda library: library.queue.begin(item_id))
    except BaseException:
        lock.release()
        raise
    if item is None:
        lock.release()
        return None
    began = time.monotonic()
    with _accounted(studio, item, lock):
        made = QueueWork(item, lock, _begun(studio, item, control), began)
        if made.plan:
            _note_command(studio, item_id, made.plan)
        return made


def _note_command(studio: Studio, item_id: int, plan: Plan) -> None:
    studio.library(lambda library: library.queue.note_command(item_id, plan.commands))


@contextmanager
def _accounted(studio: Studio, item: QueueItem, lock: Lock) -> Iterator[None]:
    """Whatever goes wrong inside ends the entry, with the reason, and lets go of it."""
    try:
        yield
    except BaseException as exc:
        if isinstance(exc, VidstudioError):
            _end(studio, item, QueueState.FAILED, exc)
        else:
            _end(studio, item, QueueState.CANCELED if isinstance(exc, Canceled) else QueueState.INTERRUPTED)
        lock.release()
        raise


def _begun(studio: Studio, item: QueueItem, control: Control) -> ExportWork | RenderWork | Path:
    if item.preset is None:
        return begin_render(studio, item.job_id)
    if item.to:
        job = studio.library(lambda library: library.jobs.get(item.job_id))
        check_target(studio, job, item.preset, Path(item.to))
    return begin_export(studio, item.job_id, item.preset, control)


def item_instead(studio: Studio, work: QueueWork, error: VidstudioError | None) -> QueueWork | None:
    """What is to run after the plan of an entry has ended, with that error or well: see ``studio.export.instead``."""
    other = instead(studio, work.work, error) if isinstance(work.work, ExportWork) else None
    if other is None:
        return None
    _note_command(studio, work.item.id, other.plan)
    return replace(work, work=other)


def finish_item(studio: Studio, work: QueueWork) -> QueueItem:
    """Put what came out in its place, hand it over, measure it, and write down that it is done."""
    with _accounted(studio, work.item, work.lock):
        file, made = _finished(studio, work)
        took = time.monotonic() - work.began
        report = measured(studio, work.item.job_id, work.plan, made, took, work.card_failed)
    log = last_words(work.card_failed)
    done = studio.library(
        lambda library: library.queue.end(work.item.id, QueueState.DONE, file=str(file), log=log, report=report)
    )
    work.lock.release()
    _log.info("Entry %d of the queue is done: %s", work.item.id, file)
    return done


def abandon_item(studio: Studio, work: QueueWork, state: QueueState, error: VidstudioError | None = None) -> None:
    """Nothing came of it: clear up, and write down why."""
    try:
        if isinstance(work.work, ExportWork):
            abandon_export(work.work)
        elif isinstance(work.work, RenderWork):
            abandon_render(studio, work.work)
    finally:
        _end(studio, work.item, state, error)
        work.lock.release()


def run_item(studio: Studio, item_id: int, control: Control, stall_seconds: float = STALL_SECONDS) -> QueueItem | None:
    """Make one entry from beginning to end in this process and its children; None if it does not wait any more.

    Its own failure is raised once it is written down; ``Canceled`` means that this entry was canceled, by whomever.
    """
    watched = _Watched(studio, item_id, control)
    work = begin_item(studio, item_id, watched)
    if work is None:
        return None
    try:
        if isinstance(work.work, ExportWork):
            made = run_export(
                studio, work.work, watched, stall_seconds, lambda plan: _note_command(studio, item_id, plan)
            )
            work = replace(work, work=made)
        elif work.plan:
            run_plan(work.plan, watched, stall_seconds=stall_seconds)
    except VidstudioError as exc:
        abandon_item(studio, work, QueueState.FAILED, exc)
        raise
    except Canceled:
        abandon_item(studio, work, QueueState.CANCELED)
        raise
    except BaseException:
        abandon_item(studio, work, QueueState.INTERRUPTED)
        raise
    return finish_item(studio, work)


def run_queue(studio: Studio, control: Control, told: Callable[[QueueItem], object]) -> None:
    """Work off the queue one by one until nothing may begin, or it is paused; ``told`` hears of each that is over.

    An entry that fails does not keep the others from being made.
    """
    while True:
        control.check()
        queue = studio.library(lambda library: library.queue.read())
        item = None if queue.settings.paused else next_item(queue.items)
        if item is None:
            return
        try:
            run_item(studio, item.id, control.part(0.0, 1.0, f"{queue_what(item)} of “{item.title}”"))
        except VidstudioError:
            _log.info("Entry %d of the queue failed", item.id, exc_info=True)
        except Canceled:
            control.check()  # else it was this entry alone
        told(_read(studio, item.id))


def _read(studio: Studio, item_id: int) -> QueueItem:
    return studio.library(lambda library: library.queue.get(item_id))


class _Watched(Control):
    """The control of one entry: it also follows what other processes ask of that entry through the library."""

    def __init__(self, studio: Studio, item_id: int, within: Control) -> None:
        super().__init__(within.progress)
        self._studio, self._item_id, self._within = studio, item_id, within
        self._looked = time.monotonic()

    def check(self) -> None:
        self._within.check()
        if time.monotonic() - self._looked > LOOK_SECONDS:
            self._looked = time.monotonic()
            state = _read(self._studio, self._item_id).state
            if state is QueueState.CANCELED:
                raise Canceled
            (self.pause if state is QueueState.PAUSED else self.go_on)()
        super().check()


def seen_at(studio: Studio, item: QueueItem, fraction: float) -> bytes:
    """A small picture of what an export is at, from the film it is made of; empty where there is none to trust."""
    job = studio.library(lambda library: library.jobs.get(item.job_id))
    film = studio.storage.film(job.id)
    if item.preset is None or job.film is None or not is_as_made(studio, job):
        return b""
    start, end = item.preset.start or 0.0, item.preset.end or job.film.duration
    return glimpse(film, start + fraction * (min(end, job.film.duration) - start), GLIMPSE_WIDTH)


def interrupt(studio: Studio, item_id: int) -> None:
    """Write down that an entry was left in mid-work, by a process that is gone."""
    studio.library(lambda library: library.queue.end(item_id, QueueState.INTERRUPTED))


def _end(studio: Studio, item: QueueItem, state: QueueState, error: VidstudioError | None = None) -> None:
    message, hint, log = (error.message, error.hint, error.log) if error else ("", "", "")
    try:
        studio.library(lambda library: library.queue.end(item.id, state, error=message, hint=hint, log=log))
    except LeftForLater:
        _log.warning("Entry %d of the queue could not be written down as %s", item.id, state)


def _finished(studio: Studio, work: QueueWork) -> tuple[Path, Path]:
    """What the user has, and the file in the library's folder it was made from."""
    item = work.item
    if isinstance(work.work, RenderWork):
        job = finish_render(studio, work.work)
        film = studio.storage.film(job.id)
        return film, film
    made = work.work if isinstance(work.work, Path) else finish_export(studio, work.work)
    job = studio.library(lambda library: library.jobs.get(item.job_id))
    if item.preset is None:
        return made, made
    return hand_over(studio, job, item.preset, made, Path(item.to) if item.to else None), made
