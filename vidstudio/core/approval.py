"""Approval as a fingerprint: the user's yes to exactly this storyboard.

What was approved is kept word for word, as a *document*; approved means that the storyboard's document is still the
same. So nothing has to remember to withdraw it, undo brings it back, and what changed since can be said.
"""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from vidstudio.core.job import Job, JobStatus, Scene
from vidstudio.errors import NotReady


def document(scenes: Sequence[Scene]) -> str:
    """All that an approval covers, as canonical JSON: order, texts, durations, motion, transitions, image bytes."""
    entries = [
        {
            "id": scene.id,
            "description": scene.description,
            "image_prompt": scene.image_prompt,
            "duration": round(scene.duration, 6),
            "motion": scene.motion.value,
            "transition": scene.transition.value,
            "image": scene.picture.digest if scene.picture else "",
        }
        for scene in scenes
    ]
    return json.dumps(entries, sort_keys=True, ensure_ascii=False, separators=(",", ":"))


def is_approved(job: Job) -> bool:
    """Whether the storyboard is, to the letter, the one that was approved."""
    return bool(job.approved_document) and job.approved_document == document(job.scenes)


def fingerprint(job: Job) -> str:
    """Short name of the storyboard and its music as they are now; a film made from another one is stale."""
    return hashlib.sha256(f"{document(job.scenes)}\n{job.music_digest}".encode()).hexdigest()


def film_is_stale(job: Job) -> bool:
    """Whether the film was made from another storyboard or music than there is now."""
    return job.film is not None and job.film.fingerprint != fingerprint(job)


_NAMES = {
    "description": "description",
    "image_prompt": "image prompt",
    "duration": "duration",
    "motion": "camera move",
    "transition": "transition",
    "image": "picture",
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
        changed = [name for key, name in _NAMES.items() if entry[key] != was[key]]
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
    """Raise ``NotReady`` as ``check_ready`` does, and for a job that is being rendered already."""
    if job.status is JobStatus.RENDERING:
        raise NotReady(f"Job {job.id} is already being rendered.", "Wait until it is done, or cancel it.")
    check_ready(job)
