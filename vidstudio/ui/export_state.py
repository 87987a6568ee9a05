"""What the export panel says of a choice of presets: frozen states, no widgets."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path

from vidstudio.core.approval import film_is_stale
from vidstudio.core.estimate import FilmFacts, Rates, estimate
from vidstudio.core.export import DEFAULT_PAIR, ExportFormat, pair_of, proposed
from vidstudio.core.fetch import ending_of
from vidstudio.core.job import Job, JobStatus
from vidstudio.core.preset import Preset, ranged
from vidstudio.core.wording import clock, plural, preset_facts, preset_title, shorten, size
from vidstudio.errors import InputRefused
from vidstudio.studio.hand_over import AlreadyThere

_USES = {
    ExportFormat.MP4: "H.264, plays everywhere",
    ExportFormat.MOV: "H.264 for editing programs",
    ExportFormat.WEBM: "VP9 and Opus for the web; slower to make",
}


@dataclass(frozen=True, slots=True)
class ExportState:
    """What the export panel shows of a job.

    Attributes:
        folder: where exports of this job go.
        why_not: why nothing can be exported, empty if it can.
        stale: whether the film is older than the storyboard.
        film: what an estimate needs to know of it, None without one.
        fetched_first: whether the film is elsewhere still.
        proposed: what to begin with, until somebody chooses.
    """

    job_id: int
    folder: Path
    why_not: str
    stale: bool
    film: FilmFacts | None = None
    fetched_first: bool = False
    proposed: Preset = DEFAULT_PAIR


def export_state(job: Job, film: Path | None, folder: Path) -> ExportState:
    """The export panel for a job."""
    if film is None and not job.video_url:
        why_not = "Render the film first."
    elif job.status is not JobStatus.COMPLETED:
        why_not = f"The film is being {'fetched' if job.video_url else 'rendered'}."
    else:
        why_not = ""
    made = job.film
    facts = FilmFacts(made.width, made.height, made.duration, Fraction(job.settings.fps)) if made else None
    begin_with = proposed(made.width, made.height, ending_of(job.video_url)) if made else DEFAULT_PAIR
    return ExportState(job.id, folder, why_not, film_is_stale(job), facts, film is None, begin_with)


@dataclass(frozen=True, slots=True)
class ChoiceState:
    """What is said of what is ticked.

    Attributes:
        presets: what an export would make, with the part that is wanted.
        about: what that is, and how large and how long.
        remark: what stands in the way, or what should be known before.
        button: the words on the button.
    """

    presets: tuple[Preset, ...]
    about: str
    remark: str
    button: str
    can_export: bool


def choice_state(
    state: ExportState | None,
    chosen: Sequence[Preset],
    part: str,
    learnt: Rates,
    there: AlreadyThere,
) -> ChoiceState:
    """What is said of a choice; ``part`` is a range as it was typed, empty for the whole film."""
    wrong = ""
    presets = tuple(chosen)
    try:
        if part.strip():
            presets = tuple(ranged(preset, part) for preset in chosen)
    except InputRefused as exc:
        wrong = f"{exc.message} {exc.hint}"
    if not chosen:
        wrong = "Choose a format and a quality, or a preset."
    why_not = "Open a job first." if state is None else state.why_not
    remarks = ["The film is older than the storyboard."] if state and state.stale else []
    remarks += ["The film is fetched first."] if state and state.fetched_first else []
    remarks += [replaced_words(there.replaced)] if there.replaced else []
    count = len(presets)
    return ChoiceState(
        presets=presets,
        about=_about(state, presets, learnt, there) if chosen else "",
        remark=wrong or (why_not if state else "") or "\n".join(remarks),
        button="Export" if count < 2 else f"Export {count} files",
        can_export=not wrong and not why_not,
    )


def replaced_words(files: Sequence[Path]) -> str:
    """``Replaces film.mp4 and 3 more in Films``: what an export writes over."""
    first = files[0]
    more = f" and {len(files) - 1} more" if len(files) > 1 else f" in {first.parent.name}"
    return f"Replaces {shorten(first.name, 60)}{more}."


def _about(state: ExportState | None, presets: Sequence[Preset], learnt: Rates, there: AlreadyThere) -> str:
    titles = "  ·  ".join(preset_title(preset) for preset in presets)
    lines = _described(presets[0]) if len(presets) == 1 else [titles]
    if state and state.film:
        told = estimate(state.film, presets, learnt)
        bound = "Up to" if all(preset.video_kbps for preset in presets) else "About"
        lines.append(f"{bound} {size(told.size)}, in about {clock(told.seconds)}")
        if told.copies:
            verb = "is" if told.copies == 1 else "are"
            lines.append(f"{plural(told.copies, 'file')} {verb} copied from another, not encoded")
    if there.kept:
        count = len(there.kept)
        lines.append("Already made, and still right" if len(presets) == 1 else f"{count} of them already made")
    return "\n".join(lines)


def _described(preset: Preset) -> list[str]:
    pair = pair_of(preset)
    if pair:
        bits = f"{preset.video_kbps} + {preset.audio_kbps} kbit/s"
        return [_USES[pair[0]], f"Fits {preset.width}x{preset.height}, {bits}"]
    return [preset.about, preset_facts(preset)] if preset.about else [preset_facts(preset)]
