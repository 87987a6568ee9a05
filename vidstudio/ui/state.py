"""What the panels show, worked out from a job: frozen states, no widgets."""

from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

from vidstudio.core.approval import changes_since_approval, film_is_stale, is_approved
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.fetch import place
from vidstudio.core.film import DEFAULT_SETTINGS
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.metadata import film_shape
from vidstudio.core.refine import MAX_REFINEMENTS, refinements_left
from vidstudio.core.scene import ImageStatus
from vidstudio.core.wording import STATUS, clock, dollars, plural

_BEING_DRAWN = {JobStatus.PENDING, JobStatus.PARSING, JobStatus.GENERATING_STORYBOARD}
_DRAWN = {JobStatus.STORYBOARD_READY, JobStatus.COMPLETED, JobStatus.RENDERING}


@dataclass(frozen=True, slots=True)
class HeaderState:
    """The line above the storyboard.

    Attributes:
        badge: the approval or the state, in a word or two; ``tone`` is "success", "warning", "danger" or "muted".
        note: what to do next, or what changed since the approval.
        can_preview: whether there is a whole storyboard, and no film or preview being made.
        captioned: whether there are captions that could be taken out.
        render_words: what the main button does.
        elsewhere: whether the film is from elsewhere, and there is no storyboard.
        empty: what stands where the scenes would be, in a few words and a line.
    """

    title: str
    facts: str
    badge: str
    tone: str
    note: str
    can_approve: bool
    can_render: bool
    can_preview: bool
    can_edit: bool
    complete: bool
    captioned: bool
    has_film: bool
    rendering: bool
    render_words: str
    elsewhere: bool = False
    empty: tuple[str, str] = ("No scenes yet", "Add one with “Add scene”.")


def header_state(job: Job, film: Path | None, *, filming: bool = False) -> HeaderState:
    """The header of a job; ``filming`` while a film or a preview is being made, of whichever job."""
    if job.video_url:
        return _elsewhere(job, film, filming=filming)
    approved = is_approved(job)
    drawn = job.status in _DRAWN
    complete = bool(job.scenes) and all(scene.picture for scene in job.scenes)
    rendering = job.status is JobStatus.RENDERING
    idle = drawn and complete and not rendering and not filming
    badge, tone = _badge(job, approved=approved)
    return HeaderState(
        title=job.title,
        facts=_facts(job),
        badge=badge,
        tone=tone,
        note=_note(job, approved=approved, complete=complete, film=film),
        can_approve=drawn and complete and not approved,
        can_render=idle and approved and (film is None or film_is_stale(job)),
        can_preview=idle,
        can_edit=job.status not in _BEING_DRAWN,
        complete=complete,
        captioned=any(scene.caption and scene.caption_style is CaptionStyle.CAPTION for scene in job.scenes),
        has_film=film is not None,
        rendering=rendering,
        render_words="Render film" if film is None else "Render again",
    )


def _elsewhere(job: Job, film: Path | None, *, filming: bool) -> HeaderState:
    """Of a film from elsewhere: where it comes from, and whether it is here."""
    server, fetching = place(job.video_url), job.status is JobStatus.RENDERING
    facts = [f"from {server}"]
    if film is not None and job.film is not None:
        facts += [clock(job.film.duration), film_shape(job), f"{job.film.width}x{job.film.height}"]
        badge, note = "Fetched", f"Fetched on {job.film.rendered_at:%Y-%m-%d}; ready to export."
    else:
        badge, note = "Not fetched", "Fetch it, or export it: then it is fetched first."
    if fetching:
        badge, note = "Fetching", "Whatever comes is kept, should the line break."
    return HeaderState(
        title=job.title,
        facts="  ·  ".join(facts),
        badge=badge,
        tone="success" if badge == "Fetched" else "muted",
        note=job.error or note,
        can_approve=False,
        can_render=film is None and not fetching and not filming,
        can_preview=False,
        can_edit=False,
        complete=False,
        captioned=False,
        has_film=film is not None,
        rendering=fetching,
        render_words="Fetch film" if film is None else "Fetch again",
        elsewhere=True,
        empty=(f"A film from {server}", f"It has no storyboard. {note}"),
    )


def _facts(job: Job) -> str:
    """What is as usual is not named."""
    length, settings = clock(sum(scene.duration for scene in job.scenes)), job.settings
    parts = [plural(len(job.scenes), "scene"), length, job.aspect_ratio.value, job.style]
    if settings.short_side != DEFAULT_SETTINGS.short_side:
        parts.append(f"{settings.short_side}p")
    if settings.fps != DEFAULT_SETTINGS.fps:
        parts.append(f"{settings.fps} fps")
    return "  ·  ".join(parts)


def _badge(job: Job, *, approved: bool) -> tuple[str, str]:
    if job.status not in _DRAWN:
        tone = "danger" if job.status is JobStatus.FAILED else "muted"
        return STATUS[job.status], tone
    if approved:
        return "Approved", "success"
    return ("Changed since approval", "warning") if job.approved_document else ("Not approved", "muted")


def _note(job: Job, *, approved: bool, complete: bool, film: Path | None) -> str:
    if job.error:
        return job.error
    if not job.scenes:
        return "Add a scene to begin."
    if not complete:
        waiting = sum(scene.status is ImageStatus.GENERATING for scene in job.scenes)
        missing = sum(scene.picture is None for scene in job.scenes)
        return (
            f"{plural(waiting, 'picture')} on the way" if waiting else f"{plural(missing, 'scene')} without a picture"
        )
    if not approved:
        changes = changes_since_approval(job)
        return "; ".join(changes) if changes else "Look it over, then approve it."
    if film is None:
        return "Ready to render."
    return "The film was made from an older storyboard." if film_is_stale(job) else "The film is up to date."


@dataclass(frozen=True, slots=True)
class RefineState:
    """What the refine dialog says about money and slots."""

    left: int
    price: Decimal

    @property
    def slots(self) -> str:
        """``3 of 5 refinements left``."""
        return f"{self.left} of {MAX_REFINEMENTS} refinements left"

    def button(self, *, new_image: bool, paid: bool, variants: int = 1) -> str:
        """The words on the button: what it does and what that costs."""
        if not new_image:
            return "Save description  ·  free"
        if not paid:
            return "Draw a draft  ·  free"
        return f"Generate{f' {variants}' if variants > 1 else ''}  ·  {dollars(self.price * variants)}"


def refine_state(job: Job, price: Decimal) -> RefineState:
    """Slots and price for a job."""
    return RefineState(refinements_left(job), price)
