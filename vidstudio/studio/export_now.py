"""An export made at once, without waiting in line."""

import logging
import time
from collections.abc import Callable
from pathlib import Path

from vidstudio.core.control import Control
from vidstudio.core.export import kept_as
from vidstudio.core.plan import Plan
from vidstudio.core.preset import Preset
from vidstudio.core.report import FELL_BACK
from vidstudio.errors import VidstudioError
from vidstudio.services.run import STALL_SECONDS, run_plan
from vidstudio.studio.context import Studio
from vidstudio.studio.export import ExportWork, abandon_export, begin_export, finish_export, instead
from vidstudio.studio.fetch import needs_fetching
from vidstudio.studio.hand_over import hand_over, kept_path
from vidstudio.studio.render import render
from vidstudio.studio.reports import last_words, measured

_log = logging.getLogger(__name__)


def export_now(
    studio: Studio,
    job_id: int,
    preset: Preset,
    control: Control,
    to: Path | None = None,
    told: Callable[[str], object] = lambda _words: None,
) -> Path:
    """Export without waiting in line, and hand over; what was made is in the queue's history all the same.

    A film that is still elsewhere is fetched first. ``told`` hears what the user should know of how it was made. Raises
    as ``begin_export`` and ``run_plan`` do, and leaves no line behind then.
    """
    if needs_fetching(studio, studio.library(lambda library: library.jobs.get(job_id))):
        render(studio, job_id, control)
    began = time.monotonic()
    work = begin_export(studio, job_id, preset, control)
    if isinstance(work, ExportWork):
        try:
            ran = run_export(studio, work, control, told=lambda _plan: told(FELL_BACK))
        except BaseException:
            abandon_export(work)
            _log.info("Exporting job %d to %s did not end", job_id, "/".join(kept_as(preset)), exc_info=True)
            raise
        made, plan, failed = finish_export(studio, ran), ran.plan, ran.card_failed
    else:
        made, plan, failed = work, None, None
    took = time.monotonic() - began
    job = studio.library(lambda library: library.jobs.get(job_id))
    file = hand_over(studio, job, preset, made, to)
    report = measured(studio, job_id, plan, made, took, failed)
    commands, log = plan.commands if plan else "", last_words(failed)
    studio.library(
        lambda library: library.queue.record(job_id, preset, kept_path(to), str(file), report, commands, log)
    )
    return file


def run_export(
    studio: Studio,
    work: ExportWork,
    control: Control,
    stall_seconds: float = STALL_SECONDS,
    told: Callable[[Plan], object] = lambda _plan: None,
) -> ExportWork:
    """Run the plan of an export, and the one in its place if the card fails; ``told`` hears of that one.

    Both write the same temporary files, so that whatever ends it is cleared up after in the same way.
    """
    while True:
        error = None
        try:
            run_plan(work.plan, control, stall_seconds=stall_seconds)
        except VidstudioError as exc:
            error = exc
        other = instead(studio, work, error)
        if other is not None:
            told(other.plan)
            work = other
        elif error is not None:
            raise error
        else:
            return work
