"""Exporting: the finished film by a preset, made once and used again while it still matches."""

import hashlib
import logging
import secrets
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path

from vidstudio.core import timeline
from vidstudio.core.approval import film_is_stale
from vidstudio.core.control import Control
from vidstudio.core.copy_export import copy_plan, satisfies
from vidstudio.core.direct_export import direct_plan, gains
from vidstudio.core.export import Span, export_plan, kept_as, settings_of, span_in, twin
from vidstudio.core.fetch import place
from vidstudio.core.hardware import HardwareEncoder, kind_of
from vidstudio.core.job import Export, Job, JobStatus, check_storyboard
from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Plan
from vidstudio.core.preset import Preset
from vidstudio.core.render import RenderSources
from vidstudio.core.storyboard import Storyboard
from vidstudio.errors import (
    DiskFull,
    InputRefused,
    MediaError,
    NotReady,
    OutputWrong,
    SourceMissing,
    SourceUnreadable,
    StorageRefused,
    VidstudioError,
)
from vidstudio.services.deliver import check_made, deliver, discard
from vidstudio.services.ffmpeg import require_encoders
from vidstudio.services.loudness import measure_loudness
from vidstudio.services.probe import probe
from vidstudio.services.untrusted import probe_untrusted
from vidstudio.store.locks import Lock
from vidstudio.studio.context import Studio, stamp
from vidstudio.studio.fetch import needs_fetching
from vidstudio.studio.hardware import give_up, hardware_for
from vidstudio.studio.render import render_sources, render_tools

_log = logging.getLogger(__name__)

_NOT_THE_CARD = (DiskFull, StorageRefused, SourceMissing, SourceUnreadable)
"""Errors that the software's encoder would meet as well."""

_BY_CARD = "~"
"""Between the source of a kept export and the card's encoder that made it."""


@dataclass(frozen=True, slots=True)
class ExportWork:
    """An export under way.

    Attributes:
        source: tells the film and the settings it is made from.
        card_failed: why it is made in software though it was begun with the card's encoder.
    """

    job: Job
    preset: Preset
    source: str
    plan: Plan
    lock: Lock
    card_failed: VidstudioError | None = None


def film_file(studio: Studio, job: Job) -> Path:
    """The film of a completed job.

    Raises ``NotReady`` before it is made or fetched, and ``SourceMissing`` when it is gone.
    """
    if job.status is not JobStatus.COMPLETED:
        raise NotReady(
            f"Job {job.id} is not completed yet (status is {job.status}).",
            f"Render it first: vidstudio render {job.id}.",
        )
    film = studio.storage.film(job.id)
    if needs_fetching(studio, job):
        raise NotReady(
            f"The film of job {job.id} has not been fetched yet, from {place(job.video_url)}.",
            f"Fetch it: vidstudio render {job.id}.",
        )
    if not film.is_file():
        raise SourceMissing(
            f"The film of job {job.id} is missing: {film}.", f"Render it again: vidstudio render {job.id}."
        )
    return film


def video_file(studio: Studio, job: Job) -> Path | None:
    """The job's film if it has one on disk, however old."""
    film = studio.storage.film(job.id)
    return film if job.film is not None and film.is_file() else None


def finished_export(studio: Studio, job: Job, preset: Preset) -> Path | None:
    """The export by this preset if there is one that still matches the film and was not touched, else None.

    One that a graphics card encoded counts only while cards are wished for: who turns them off wants the software's.
    The software's always counts.
    """
    for export in studio.library(lambda library: library.exports.of_job(job.id)):
        file = Path(export.file)
        if file == export_file(studio, job.id, preset):
            source, by_card, _encoder = export.source.partition(_BY_CARD)
            wanted = studio.settings.hardware_encoders or not by_card
            fresh = source == _source(studio, job, preset) and export.stamp == stamp(file)
            return file if wanted and fresh and file.is_file() else None
    return None


def export_file(studio: Studio, job_id: int, preset: Preset) -> Path:
    """Where an export of a job lies."""
    return studio.storage.exports(job_id) / f"{preset.stem}.{preset.container}"


def begin_export(studio: Studio, job_id: int, preset: Preset, control: Control) -> ExportWork | Path:
    """Plan an export, or give the file of one that can be used again.

    Takes long where the film's loudness has to be measured, or the graphics card's encoders to be found. Raises
    ``NotReady``, ``InputRefused``, ``SourceMissing``, ``SourceUnreadable``, ``FfmpegUnusable`` or ``Canceled``. Follow
    it by ``finish_export`` or ``abandon_export``, whatever happens.
    """
    job = studio.library(lambda library: library.jobs.get(job_id))
    film = film_file(studio, job)
    kind = "/".join(kept_as(preset))
    done = finished_export(studio, job, preset)
    if done is not None:
        _log.info("Exporting job %d to %s: already there", job_id, kind)
        return done
    ffmpeg = studio.ffmpeg()
    require_encoders(ffmpeg, preset)
    lock = studio.locks.take(lock_name(job_id, preset), f"Job {job_id} is already being exported to {kind}.")
    try:
        source = _source(studio, job, preset)
        plan = _plan(studio, job, film, preset, ffmpeg, lock, control)
    except BaseException:
        lock.release()
        raise
    _log.info("Exporting job %d to %s", job_id, kind)
    return ExportWork(job, preset, source, plan, lock)


def lock_name(job_id: int, preset: Preset) -> str:
    """What an export is locked by while it is made, whatever letters the preset's name has."""
    return f"export-{job_id}-{hashlib.sha256(preset.stem.encode()).hexdigest()[:12]}-{preset.container}"


def _plan(studio: Studio, job: Job, film: Path, preset: Preset, ffmpeg: str, lock: Lock, control: Control) -> Plan:
    """The cheapest way to an export: a copy of its twin or of the film, the storyboard's frames, the film encoded.

    What is encoded is encoded by the graphics card where that is wished for and works, with the software to fall back
    on.
    """
    target, token = export_file(studio, job.id, preset), secrets.token_hex(4)
    twin = _finished_twin(studio, job, preset)
    if twin:
        return copy_plan(twin, probe(twin), preset, target=target, ffmpeg=ffmpeg, token=token)
    as_made = is_as_made(studio, job)
    facts = probe(film) if as_made else probe_untrusted(film)
    if as_made and satisfies(facts, preset):
        return copy_plan(film, facts, preset, target=target, ffmpeg=ffmpeg, token=token)
    span = _span(job, preset, facts)
    gain = _gain(ffmpeg, film, facts, preset, span, control)
    sources = _sources_of(studio, job) if gains(facts, preset) else None
    if not sources and not preset.captions and any(scene.caption for scene in job.scenes):
        raise NotReady(
            "Captions can only be left out of a film that is as it was rendered, and whole.",
            "Render the film again, or export it with its captions.",
        )
    work, tools = studio.places.work, render_tools(studio, ffmpeg, lock)

    def encoded(hardware: HardwareEncoder | None) -> Plan:
        if sources:
            return direct_plan(job, sources, tools, film, facts, preset, target, gain, hardware)
        places = {"target": target, "work": work}
        return export_plan(
            film, facts, preset, **places, ffmpeg=ffmpeg, token=token, span=span, gain=gain, hardware=hardware
        )

    software, hardware = encoded(None), hardware_for(studio, preset, ffmpeg, control)
    return replace(encoded(hardware), fallback=software) if hardware else software


def _finished_twin(studio: Studio, job: Job, preset: Preset) -> Path | None:
    """A finished export by the same settings in the container that holds the same streams."""
    other = twin(preset)
    return finished_export(studio, job, other) if other else None


def _span(job: Job, preset: Preset, facts: MediaFacts) -> Span | None:
    """The part of the film that is meant; scenes are taken without the transitions to their outer neighbours."""
    if not preset.scenes:
        return span_in(preset, facts.video_duration)
    check_storyboard(job, "take scenes of")
    rows = Storyboard(job.scenes).range(preset.scenes)
    if film_is_stale(job):
        raise NotReady(
            "The film is older than the storyboard, so its scenes can't be told apart.", "Render it again first."
        )
    rate = Fraction(job.settings.fps)
    seen = timeline.excerpt(timeline.segments(job.scenes, rate), rows)
    if not seen:
        raise InputRefused("These scenes are all transition.", "Take the scenes beside them along.")
    frames = sum(segment.frames for segment in seen)
    return Span(float(seen[0].first / rate), float(frames / rate))


def _gain(ffmpeg: str, film: Path, facts: MediaFacts, preset: Preset, span: Span | None, control: Control) -> float:
    """Decibels to the loudness that is asked for; what is within a third of one is left as it is."""
    if preset.loudness is None or facts.audio_codec is None or preset.audio_codec is None:
        return 0.0
    heard = measure_loudness(ffmpeg, film, facts.audio_track, control, span)
    gain = preset.loudness - heard.integrated if heard else 0.0
    return 0.0 if abs(gain) < 0.3 else min(gain, 40.0)


def _source(studio: Studio, job: Job, preset: Preset) -> str:
    """Tells the film, and for a preset that may be changed its settings; for some scenes, which ones they are."""
    settings = settings_of(preset)
    return f"{stamp(studio.storage.film(job.id))}{f'+{settings}' if settings else ''}"


def film_of(export: Export) -> str:
    """The stamp of the film that an export was made from, whatever else its source tells."""
    return export.source.partition(_BY_CARD)[0].partition("+")[0]


def is_as_made(studio: Studio, job: Job) -> bool:
    """Whether the film on disk was rendered here, and nobody has touched it since."""
    return job.film is not None and not job.video_url and job.film.stamp == stamp(studio.storage.film(job.id))


def _sources_of(studio: Studio, job: Job) -> RenderSources | None:
    """What the film on disk was made from, if it is the one made from the storyboard as it is now and all is there."""
    if film_is_stale(job) or not is_as_made(studio, job):
        return None
    try:
        return render_sources(studio, job)
    except MediaError:  # a picture was taken away: the film still has it
        return None


def instead(studio: Studio, work: ExportWork, error: VidstudioError | None) -> ExportWork | None:
    """The same export in software, if the plan has ended because the card's encoder failed; None to go on as usual.

    ``error`` is what the plan ended with. Without one, what came out is looked at: a card may say that all went well
    and leave half a film. A full disk, or a film that is gone or not the same any more, is no failure of a card.
    """
    if work.plan.fallback is None or isinstance(error, _NOT_THE_CARD):
        return None
    if _source(studio, work.job, work.preset) != work.source:
        return None
    if error is None:
        try:
            check_made(work.plan)
        except OutputWrong as exc:
            error = exc
        else:
            return None
    _log.warning("%s failed, going on in software: %s\n%s", work.plan.encoder, error, error.log)
    discard(work.plan, with_output=True)
    give_up(studio, work.plan, work.preset)
    return replace(work, plan=work.plan.fallback, card_failed=error)


def finish_export(studio: Studio, work: ExportWork) -> Path:
    """Probe what came out, give it its name, and remember it; on an error everything is as before."""
    try:
        if _source(studio, work.job, work.preset) != work.source:
            raise OutputWrong("The film was changed while it was being exported.", "Export it again.")
        deliver(work.plan)
        file = work.plan.target
        fmt, quality = kept_as(work.preset)
        export = Export(
            job_id=work.job.id,
            format=fmt,
            quality=quality,
            file=str(file),
            source=f"{work.source}{_BY_CARD}{work.plan.encoder}" if kind_of(work.plan.encoder) else work.source,
            stamp=stamp(file),
            fingerprint=work.job.film.fingerprint if work.job.film else "",
            made_at=datetime.now(UTC),
        )
        studio.library(lambda library: library.exports.record(export))
    finally:
        abandon_export(work)
    _log.info("Exported job %d to %s", work.job.id, file)
    return file


def abandon_export(work: ExportWork) -> None:
    """Clear up behind an export, however it ended."""
    discard(work.plan, with_output=True)
    work.lock.release()
