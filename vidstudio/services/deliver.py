"""The files around a plan: written before it, checked and renamed after it, cleared away however it ended.

Whoever runs the processes (``services.run``, the window's runner) does ``prepare``, runs the steps, then ``deliver``
or not, and always ``discard``. Output goes to a temporary name beside the target and is renamed over it only after it
was probed, so that the earlier file stays until there is a better one.
"""

import contextlib
import errno
import logging
import os
import shutil
import sys
from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

from vidstudio.core.media import MediaFacts
from vidstudio.core.plan import Expected, Plan, Step
from vidstudio.core.wording import size
from vidstudio.errors import DiskFull, OutputWrong, ProcessFailed, SourceMissing, SourceUnreadable, StorageRefused
from vidstudio.services.probe import probe
from vidstudio.services.probe_animation import probe_animation
from vidstudio.services.untrusted import probe_untrusted

_log = logging.getLogger(__name__)


def prepare(plan: Plan) -> None:
    """Make the folders a plan writes to, and check that its sources and the room it needs are there.

    Raises:
        SourceMissing, DiskFull, StorageRefused
    """
    made = {path for step in plan.steps for path in step.outputs} | {
        file for step in plan.steps for file, _ in step.files
    }
    for source in {path for step in plan.steps for path in step.inputs} - made:
        if not source.exists():
            raise SourceMissing(f"“{source.name}” is not there any more.", f"It was looked for in {source.parent}.")
    for path in {*made, plan.output, plan.target}:
        with written(path.parent):
            path.parent.mkdir(parents=True, exist_ok=True)
    check_room(plan.target, plan.room, "choose a smaller quality")


def check_room(target: Path, room: int, instead: str) -> None:
    """Raise ``DiskFull`` where a file of ``room`` bytes has no room, with what to do ``instead`` of making some.

    Better now than after an hour; what else writes to the disk meanwhile is nobody's to know.
    """
    free = shutil.disk_usage(target.parent).free
    if free < room:
        needs = f"it needs up to {size(room)}, and {size(free)} are free"
        raise DiskFull(
            f"There is not enough room for “{target.name}”: {needs}.",
            f"Make room on the disk of {target.parent}, or {instead}.",
        )


def write_files(step: Step) -> None:
    """Write the small files a step reads. Raises ``DiskFull`` or ``StorageRefused``."""
    for path, content in step.files:
        with written(path):
            path.write_text(content, encoding="utf-8", newline="\n")


def check_outputs(step: Step) -> None:
    """Raise ``ProcessFailed`` unless a step that exited with 0 has left all it promised."""
    for path in step.outputs:
        if not path.exists():
            raise ProcessFailed(
                f"{step.title}: ended without making “{path.name}”.", "The log has more; Help opens it."
            )


def deliver(plan: Plan) -> MediaFacts:
    """Check the finished output against what was expected and give it its name. Returns the facts of the new file.

    Raises:
        OutputWrong: it is not what was asked for; it was removed, the earlier file is still there.
        DiskFull, StorageRefused: it could not be put in place; it was removed as well.
    """
    try:
        facts = check_made(plan)
        with written(plan.target):
            put_in_place(plan.output, plan.target)
    except BaseException:
        _remove(plan.output)
        raise
    return facts


def put_in_place(fresh: Path, target: Path) -> None:
    """Give a finished file or folder beside its place its name; from then on it is there even if the power fails.

    Raises ``OSError``; an earlier file is still there then.
    """
    if fresh.is_file():
        _sync(fresh)
    fresh.replace(target)
    if sys.platform != "win32":
        _sync(target.parent)


def discard(plan: Plan, *, with_output: bool) -> None:
    """Remove a plan's leftovers, and its temporary output too unless it is still to be delivered."""
    for path in plan.leftovers:
        _remove(path)
    if with_output:
        _remove(plan.output)


@contextlib.contextmanager
def written(path: Path) -> Iterator[None]:
    """Turn what the system says against writing ``path`` into our errors."""
    try:
        yield
    except OSError as exc:
        if exc.errno in {errno.ENOSPC, errno.EDQUOT}:
            hint = "Make room and try again; what was there before is still there."
            raise DiskFull(f"The disk is full: “{path.name}” could not be written.", hint) from exc
        hint = f"Check the permissions of {path.parent}, and that no other program has the file open."
        raise StorageRefused(f"“{path.name}” can't be written: {exc.strerror or exc}.", hint) from exc


def check_made(plan: Plan) -> MediaFacts:
    """The facts of a finished output that is what was expected; raises ``OutputWrong`` for any other."""
    if plan.expected is None:
        return _some_film(plan)
    try:
        facts = probe_made(plan.output)
    except (SourceMissing, SourceUnreadable) as exc:
        raise OutputWrong(f"The finished file can't be read: {exc.message}", "Try again.") from exc
    found = differences(facts, plan.expected)
    if found:
        raise OutputWrong(f"The finished file is not what was asked for: {'; '.join(found)}.", "Try again.")
    return facts


def _some_film(plan: Plan) -> MediaFacts:
    """Nobody here has made it: it is looked into as any file from elsewhere is, and need only be a film."""
    try:
        return probe_untrusted(plan.output)
    except (SourceMissing, SourceUnreadable) as exc:
        reason = exc.message.replace(plan.output.name, plan.target.name)
        raise OutputWrong(f"What came is no film: {reason}", "Check where it comes from, then try again.") from exc


def probe_made(file: Path) -> MediaFacts:
    """The facts of a file made here, which its name tells the kind of; raises as ``services.probe.probe`` does."""
    return probe_animation(file) if file.suffix in {".gif", ".webp"} else probe(file)


def differences(facts: MediaFacts, expected: Expected) -> list[str]:
    """What a finished file has that was not expected, each in a few words; empty if it is right."""
    pairs = [
        ("container", facts.container, expected.container),
        ("video codec", facts.video_codec, expected.video_codec),
        ("audio codec", facts.audio_codec or "none", expected.audio_codec or "none"),
        ("size", f"{facts.display_width}x{facts.display_height}", f"{expected.width}x{expected.height}"),
    ]
    found = [f"{what} {is_now} instead of {wanted}" for what, is_now, wanted in pairs if is_now != wanted]
    if facts.sample_aspect_ratio != Fraction(1):
        found.append(f"pixels of {facts.sample_aspect_ratio} instead of square")
    if expected.faststart and not facts.faststart:
        found.append("its index at the end")
    if abs(facts.video_duration - expected.duration) > expected.tolerance:
        found.append(f"{facts.video_duration:.2f} s long instead of {expected.duration:.2f} s")
    return found


def _sync(path: Path) -> None:
    """Have the system write a file, or a folder's list of names, to the disk itself."""
    flags = os.O_RDWR if path.is_file() else os.O_RDONLY
    handle = os.open(path, flags)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _remove(path: Path) -> None:
    """Remove a file or folder if it is there; one that stays is logged, for it must not hide how the plan ended."""
    try:
        if path.is_dir() and not path.is_symlink():
            shutil.rmtree(path)
        else:
            path.unlink(missing_ok=True)
    except OSError:
        _log.warning("Could not remove %s", path, exc_info=True)
