"""Approval as a fingerprint: the user's yes to exactly this storyboard.

What was approved is kept word for word, as a *document*; approved means that the storyboard's document is still the
same. So nothing has to remember to withdraw it, undo brings it back, and what changed since can be said.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from vidstudio.core.job import Job, JobStatus, check_storyboard
from vidstudio.core.scene import DEFAULT_TRANSITION_SECONDS, Framing, Scene
from vidstudio.errors import NotReady


def document(scenes: Sequence[Scene]) -> str:
    """All that an approval covers, as canonical JSON: order, texts, durations, motion, transitions, image bytes."""
    entries = [_entry(scene) for scene in scenes]
    return json.dumps(entries, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def _entry(scene: Scene) -> dict[str, Any]:
    """What came later is named only where it differs from what was so before, and thus keeps older approvals valid."""
    entry = {
        "id": scene.id,
        "description": scene.description,
        "image_prompt": scene.image_prompt,
        "duration": round(scene.duration, 6),
        "motion": scene.motion.value,
        "transition": scene.transition.value,
        "image": scene.picture.digest if scene.picture else "",
    }
    later: dict[str, tuple[Any, Any]] = {
        "strength": (scene.strength, 1.0),
        "transition_seconds": (scene.transition_seconds, DEFAULT_TRANSITION_SECONDS),
        "framing": (scene.framing.value, Framing.CROP.value),
        "caption": (scene.caption, ""),
        "caption_style": (scene.caption_style.value if scene.caption else "caption", "caption"),
        "clip": (scene.clip.digest if scene.clip else "", ""),
    }
    return entry | {name: value for name, (value, plain) in later.items() if value != plain}


def is_approved(job: Job) -> bool:
    """Whether the storyboard is, to the letter, the one that was approved."""
    return bool(job.approved_document) and job.approved_document == document(job.scenes)


def fingerprint(job: Job) -> str:
    """Short name of the storyboard, its sound and the film's settings; a film made from others is stale."""
    parts = [document(job.scenes), job.music_digest]
    sounds = [
        (scene.id, *(sound.digest if sound else "" for sound in (scene.narration, scene.effect)))
        for scene in job.scenes
    ]
    heard = [sound for sound in sounds if any(sound[1:])]
    settings = job.settings.changed()
    if heard or settings:  # as it was before there were any, so that older films stay fresh
        parts.append(json.dumps([heard, settings], sort_keys=True))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


def film_is_stale(job: Job) -> bool:
    """Whether the film was made from another storyboard, sound or settings than there are now.

    One from elsewhere was made from none of ours.
    """
    return job.film is not None and not job.video_url and job.film.fingerprint != fingerprint(job)


_NAMES = {
    "description": "description",
    "image_prompt": "image prompt",
    "duration": "duration",
    "motion": "camera move",
    "strength": "camera move's strength",
    "transition": "transition",
    "transition_seconds": "transition's length",
    "framing": "framing",
    "caption": "caption",
    "caption_style": "caption's style",
    "image": "picture",
    "clip": "clip",
}


def changes_since_approval(job: Job) -> list[str]:
    """What differs from the approved storyboard, a line each, numbers as they are now; empty if none was approved."""
    if not job.approved_document:
        return []
    before: list[dict[str, Any]] = json.loads(job.approved_document)
    after: list[dict[str, Any]] = json.loads(document(job.scenes))
    old = {entry["id"]: entry for entry in before}
    lines = []
    for number, entry in enumerate(after, 1):
        was = old.get(entry["id"])
        if was is None:
            lines.append(f"Scene {number} is new")
            continue
        changed = [name for key, name in _NAMES.items() if entry.get(key) != was.get(key)]
        if changed:
            lines.append(f"Scene {number}: {', '.join(changed)} changed")
    now = [entry["id"] for entry in after]
    removed = [number for number, entry in enumerate(before, 1) if entry["id"] not in now]
    lines += [f"Scene {number} of the approved storyboard was removed" for number in removed]
    stayed = [entry["id"] for entry in before if entry["id"] in now]
    if stayed != [scene_id for scene_id in now if scene_id in old]:
        lines.append("The order changed")
    return lines


def check_approvable(job: Job) -> None:
    """Raise ``NotReady`` unless there is a whole storyboard to say yes to."""
    check_storyboard(job, "approve")
    if job.status not in {JobStatus.STORYBOARD_READY, JobStatus.COMPLETED, JobStatus.RENDERING}:
        raise NotReady(f"Job {job.id} has no finished storyboard (status is {job.status}).", "Wait until it is drawn.")
    if not job.scenes:
        raise NotReady(f"Job {job.id} has no scenes.", "Add a scene first.")
    without = [str(number) for number, scene in enumerate(job.scenes, 1) if scene.picture is None]
    if without:
        raise NotReady(
            f"Job {job.id} has no picture in scene {', '.join(without)}.",
            "Refine it, or drop in a picture of your own.",
        )


def check_ready(job: Job) -> None:
    """Raise ``NotReady`` unless the storyboard is approved, has a scene, and a picture in every scene."""
    check_approvable(job)
    if not is_approved(job):
        changed = "; ".join(changes_since_approval(job))
        raise NotReady(
            f"Job {job.id} is not approved{f' as it is now ({changed})' if changed else ''}.",
            f"Look at the storyboard, then approve it: vidstudio approve {job.id}.",
        )


def check_renderable(job: Job) -> None:
    """Raise ``NotReady`` as ``check_ready`` does, and for a job that is being rendered already.

    A film from elsewhere is fetched instead, which needs nothing.
    """
    if job.status is JobStatus.RENDERING:
        doing = "fetched" if job.video_url else "rendered"
        raise NotReady(f"Job {job.id} is already being {doing}.", "Wait until it is done, or cancel it.")
    if not job.video_url:
        check_ready(job)
