"""Making a job: from an idea or a script to a storyboard with a picture in every scene."""

import hashlib
import logging
import shutil
from collections.abc import Callable, Iterator
from contextlib import ExitStack, closing, contextmanager, suppress
from dataclasses import dataclass, replace
from enum import StrEnum
from pathlib import Path

from vidstudio.core.control import Control, Progress
from vidstudio.core.images import provider_of
from vidstudio.core.job import AspectRatio, Job, JobStatus, check_storyboard
from vidstudio.core.scene import Picture, PictureSource, Scene
from vidstudio.core.script import Outline, check_style, outline_idea, outline_script
from vidstudio.core.sentences import clean, cut_words
from vidstudio.errors import InputRefused, SourceUnreadable
from vidstudio.services.deliver import written
from vidstudio.services.images.files import keep_picture
from vidstudio.services.untrusted import probe_audio_untrusted
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import chosen_model, image_service
from vidstudio.studio.paint import Painting, ScenePaint, paint
from vidstudio.studio.pictures import draw, put, read_folder
from vidstudio.studio.planning import Planned, open_planner, plan_scenes

MAX_SCRIPT_BYTES = 5_000_000
TITLE_LETTERS = 200

_log = logging.getLogger(__name__)


class Pictures(StrEnum):
    """Where a new job's pictures come from, unless it is a folder of the user's own; ``SERVICE`` is paid."""

    DRAFT = "draft"
    SERVICE = "service"


@dataclass(frozen=True, slots=True)
class NewJob:
    """What a person asks for.

    Attributes:
        text: the idea, or the whole script.
        duration: seconds, None for 30 or what the script says.
        pictures: the source, or a folder with a picture for each scene.
        model: the image model where a service makes the pictures, empty for the default.
        planner: the language model that plans the scenes of an idea, empty for the rules.
        captions: whether what is spoken in a planned scene becomes its caption.
        lettered: whether drafts show their scene's words and that they are drafts.
    """

    text: str
    is_script: bool = False
    title: str = ""
    duration: float | None = None
    aspect_ratio: AspectRatio = AspectRatio.WIDE
    style: str = "cinematic"
    pictures: Pictures | Path = Pictures.DRAFT
    model: str = ""
    planner: str = ""
    captions: bool = False
    lettered: bool = True


def read_script(file: Path) -> str:
    """The text of a script file; raises ``InputRefused`` for one that is missing, too large or no text."""
    no_text = InputRefused(f"{file.name} is no text file.", "Save the script as plain text or Markdown in UTF-8.")
    try:
        if file.stat().st_size > MAX_SCRIPT_BYTES:
            raise InputRefused(
                f"{file.name} is too large for a script.", f"At most {MAX_SCRIPT_BYTES // 1_000_000} MB."
            )
        data = file.read_bytes()
    except OSError as exc:
        raise InputRefused(f"The script {file} can't be read: {exc.strerror}.", "Check the file's name.") from exc
    try:
        text = data.decode("utf-16" if data[:2] in {b"\xff\xfe", b"\xfe\xff"} else "utf-8-sig")
    except UnicodeDecodeError as exc:
        raise no_text from exc
    if "\x00" in text:
        raise no_text
    return text


def outline(wanted: NewJob) -> Outline:
    """The scenes the rules make for a new job; raises ``InputRefused``. Nothing is saved."""
    make = outline_script if wanted.is_script else outline_idea
    return make(wanted.text, wanted.duration, wanted.aspect_ratio, wanted.style)


def create_job(
    studio: Studio,
    wanted: NewJob,
    control: Control,
    music: Path | None = None,
    told: Callable[[ScenePaint], object] = lambda _paint: None,
    planned: Planned = lambda _number, _scene: None,
) -> Job:
    """Make a job with its storyboard and pictures; ``told`` hears of each picture that is paid for.

    Where a language model plans the scenes, ``planned`` hears of each, and nothing is saved before all are there.
    All or nothing where nothing is paid: an error or a cancel leaves no trace. With the image service, scenes that fail
    say so and the storyboard is usable without them; a job in which all fail is ``failed``.
    """
    scenes, plans = outline(wanted), tuple[int, ...]()
    if music is not None:
        probe_audio_untrusted(music)
    if wanted.planner:
        scenes, plans = _plan(studio, wanted, control, planned)
    job = _create(studio, wanted, scenes, control, told, plans)
    try:
        if wanted.captions:
            job = _captioned(studio, job, scenes)
        return job if music is None else set_music(studio, job.id, music)
    except BaseException:
        if wanted.pictures is not Pictures.SERVICE:
            _discard(studio, job.id)
        raise


def _plan(studio: Studio, wanted: NewJob, control: Control, planned: Planned) -> tuple[Outline, tuple[int, ...]]:
    """The scenes as a language model wants them, and its lines in the ledger; what would fail later is tried before."""
    if wanted.is_script:
        raise InputRefused("A script says itself what its scenes are.", "Give an idea, or leave the model out.")
    if wanted.pictures is Pictures.SERVICE:
        with image_service(studio, provider_of(chosen_model(studio, wanted.model))):
            pass
    elif isinstance(wanted.pictures, Path):
        read_folder(wanted.pictures)
    with closing(open_planner(studio, wanted.planner)) as planner:
        return plan_scenes(studio, wanted, planner, control, planned)


def _create(
    studio: Studio,
    wanted: NewJob,
    scenes: Outline,
    control: Control,
    told: Callable[[ScenePaint], object],
    plans: tuple[int, ...],
) -> Job:
    """The job with its pictures; what its plan has cost goes to it as soon as it is there."""
    if wanted.pictures is Pictures.SERVICE:
        model_id = chosen_model(studio, wanted.model)
        with image_service(studio, provider_of(model_id)) as service, _new(studio, wanted, scenes, plans) as job:
            return paint(studio, service, job.id, [scene.id for scene in job.scenes], model_id, Painting(control, told))
    own = read_folder(wanted.pictures) if isinstance(wanted.pictures, Path) else []
    with _new(studio, wanted, scenes, plans) as job:
        try:
            for row, scene in enumerate(job.scenes):
                _tell(job, row, "Drawing", control)
                if row < len(own):
                    taken = _take(studio, job, scene, own[row])
                else:
                    taken = draw(studio, job, scene, lettered=wanted.lettered)
                put(studio, scene.id, taken)
            return _ready(studio, job.id)
        except BaseException:
            _discard(studio, job.id)
            raise


def _captioned(studio: Studio, job: Job, scenes: Outline) -> Job:
    """The job with what is spoken in its scenes as their captions."""
    spoken = zip(job.scenes, scenes.scenes, strict=True)
    after = [replace(scene, caption=draft.spoken) for scene, draft in spoken]
    return studio.library(lambda library: library.storyboards.save(job.id, job.scenes, after))


def set_music(studio: Studio, job_id: int, file: Path | None) -> Job:
    """Choose a job's music, copied into its folder, or none; raises ``SourceUnreadable`` for a file without sound."""
    if file is None:
        return studio.library(lambda library: library.jobs.set_music(job_id, "", ""))
    check_storyboard(studio.library(lambda library: library.jobs.get(job_id)), "put music to")
    probe_audio_untrusted(file)
    return keep_music(studio, job_id, _read(file), file.suffix.lower())


def keep_music(studio: Studio, job_id: int, data: bytes, suffix: str) -> Job:
    """Make the bytes of an audio file a job's music."""
    target = studio.storage.job(job_id) / f"music{suffix}"
    fresh = target.with_name(f".{target.name}.part")
    with written(target):
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            fresh.write_bytes(data)
            fresh.replace(target)
        finally:
            with suppress(OSError):
                fresh.unlink(missing_ok=True)
    digest = hashlib.sha256(data).hexdigest()
    return studio.library(lambda library: library.jobs.set_music(job_id, target.name, digest))


def generate_music(studio: Studio, job_id: int) -> Job:
    """Make a quiet bed of music as long as the film the job's music."""
    from vidstudio.services.music import bed  # noqa: PLC0415 - numpy starts slowly

    job = studio.library(lambda library: library.jobs.get(job_id))
    check_storyboard(job, "put music to")
    return keep_music(studio, job_id, bed(sum(scene.duration for scene in job.scenes) or job.duration), ".wav")


def _read(file: Path) -> bytes:
    try:
        return file.read_bytes()
    except OSError as exc:
        raise SourceUnreadable(f"“{file.name}” can't be read: {exc.strerror}.", "Check the file.") from exc


@contextmanager
def _new(studio: Studio, wanted: NewJob, scenes: Outline, plans: tuple[int, ...]) -> Iterator[Job]:
    """The job in the library, and the lock that says it is being made; the lock comes first."""
    title = cut_words(clean(wanted.title), TITLE_LETTERS) or scenes.title
    text, style = clean(wanted.text), check_style(wanted.style)
    with ExitStack() as held:

        def claim(job_id: int) -> None:
            held.enter_context(studio.locks.hold(f"new-{job_id}", "This job is being made."))

        job = studio.library(
            lambda library: library.jobs.create(title, text, scenes, wanted.aspect_ratio, style, claim)
        )
        for line in plans:
            studio.library(lambda library, line=line: library.generations.assign(line, job.id))  # type: ignore[misc]
        _log.info("New job %d: %d scenes, %g s, %s", job.id, len(job.scenes), job.duration, job.aspect_ratio)
        yield job


def _tell(job: Job, row: int, doing: str, control: Control) -> None:
    control.check()
    control.progress(Progress(row / len(job.scenes), f"{doing} scene {row + 1} of {len(job.scenes)}"))


def _take(studio: Studio, job: Job, scene: Scene, file: tuple[str, bytes]) -> Picture:
    name, data = file
    return keep_picture(studio.storage.images(job.id), scene.id, data, PictureSource.OWN, name=name)


def _ready(studio: Studio, job_id: int) -> Job:
    return studio.library(lambda library: library.jobs.set_status(job_id, JobStatus.STORYBOARD_READY))


def _discard(studio: Studio, job_id: int) -> None:
    """Take out a job that never came to be, with its files."""
    studio.library(lambda library: library.jobs.discard(job_id))
    shutil.rmtree(studio.storage.job(job_id), ignore_errors=True)
