"""How what was made came out: measured on the finished file, compared with its film and with today's storyboard."""

import logging
from dataclasses import replace
from pathlib import Path

from vidstudio.core.approval import fingerprint
from vidstudio.core.control import Control
from vidstudio.core.plan import Plan
from vidstudio.core.queue import QueueItem
from vidstudio.core.report import FELL_BACK, Report
from vidstudio.errors import MediaError, NotReady, VidstudioError
from vidstudio.services.deliver import probe_made
from vidstudio.services.likeness import measure_vmaf
from vidstudio.services.loudness import measure_loudness
from vidstudio.services.untrusted import probe_untrusted
from vidstudio.studio.context import Studio

_log = logging.getLogger(__name__)


def measured(
    studio: Studio,
    job_id: int,
    plan: Plan | None,
    made: Path,
    took: float,
    card_failed: VidstudioError | None,
) -> Report | None:
    """How a finished file came out; None if it can't be measured, which is no reason to call its making failed.

    ``plan`` is what made it, None if it was there already; it ``took`` seconds, in software if the ``card_failed``.
    """
    try:
        facts = probe_untrusted(made) if plan and plan.way == "fetch" else probe_made(made)
        heard = measure_loudness(studio.ffmpeg(), made, facts.audio_track, Control()) if facts.audio_codec else None
    except MediaError:
        _log.warning("“%s” could not be measured", made, exc_info=True)
        return None
    film = studio.library(lambda library: library.jobs.get(job_id)).film
    return Report(
        way=plan.way if plan else "kept",
        encoder=plan.encoder if plan else "",
        container=facts.container,
        codec=facts.video_codec,
        size=facts.size,
        seconds=facts.video_duration,
        width=facts.display_width,
        height=facts.display_height,
        frames=facts.frames or round(facts.video_duration * facts.fps),
        kbps=facts.size / facts.video_duration / 125 if facts.video_duration else 0.0,
        took=took,
        loudness=heard.integrated if heard else None,
        peak=heard.peak if heard else None,
        fingerprint=film.fingerprint if film else "",
        note=FELL_BACK if card_failed else "",
    )


def last_words(error: VidstudioError | None) -> str:
    """What the process said that failed, or what is known of it."""
    return error.log or error.message if error else ""


def compare_item(studio: Studio, item_id: int, control: Control) -> QueueItem:
    """Measure how like the file of a finished entry is to its film, and keep that; takes as long as encoding did.

    Raises ``NotReady`` where there is nothing to compare, and as ``measure_vmaf`` does.
    """
    item = studio.library(lambda library: library.queue.get(item_id))
    film, file = studio.storage.film(item.job_id), Path(item.file)
    if item.report is None or item.preset is None or not item.preset.comparable:
        raise NotReady(f"Entry {item_id} of the queue can't be compared with its film.", "Only whole exports can.")
    if not film.is_file() or not file.is_file():
        raise NotReady("The film or the export is not there any more.", "Export it again.")
    vmaf = measure_vmaf(studio.ffmpeg(), file, film, probe_untrusted(film), control)
    report = replace(item.report, vmaf=vmaf)
    return studio.library(lambda library: library.queue.add_report(item_id, report))


def is_older(studio: Studio, item: QueueItem) -> bool:
    """Whether what an entry made is of a storyboard (sound, settings) that is not the job's any more."""
    if item.report is None or not item.report.fingerprint:
        return False
    return item.report.fingerprint != fingerprint(studio.library(lambda library: library.jobs.get(item.job_id)))
