"""The metadata document of a job: the same in the window's pane, on the command line and in the copied JSON."""

import json
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import Any

from vidstudio.core.approval import is_approved
from vidstudio.core.job import Job
from vidstudio.core.scene import ImageStatus

CURRENCY = "USD"


def metadata(job: Job, video: Path | None) -> dict[str, Any]:
    """The document, ready for ``json.dumps``. ``video`` is the film's file, None while there is none.

    Times are UTC without an offset, to the second; money is in US dollars. A film from elsewhere is there at its
    address until it is fetched; its parameters are null as long as nobody knows them.
    """
    approved = is_approved(job)
    return {
        "job_id": job.id,
        "status": job.status.value,
        "created_at": _time(job.created_at),
        "updated_at": _time(job.updated_at),
        "approved": approved,
        "approved_at": _time(job.approved_at) if approved else None,
        "scenes": {
            "total": len(job.scenes),
            "completed": sum(scene.status is ImageStatus.COMPLETED for scene in job.scenes),
            "failed": sum(scene.status is ImageStatus.FAILED for scene in job.scenes),
            "details": [
                {
                    "scene_number": number,
                    "duration": scene.duration,
                    "status": scene.status.value,
                    "has_image": scene.picture is not None,
                }
                for number, scene in enumerate(job.scenes, 1)
            ],
        },
        "costs": {
            "estimated": float(job.estimated_cost),
            "actual": float(job.actual_cost),
            "currency": CURRENCY,
        },
        "metrics": {"refinement_count": job.refinement_count, "download_count": job.download_count},
        "video": {
            "available": video is not None or bool(job.video_url),
            "url": video.absolute().as_uri() if video else job.video_url or None,
            "parameters": _parameters(job),
        },
        "error": job.error or None,
    }


def _parameters(job: Job) -> dict[str, Any]:
    if job.video_url and job.film is None:
        return dict.fromkeys(("duration", "aspect_ratio", "style"))
    return {
        "duration": int(job.duration) if job.duration == int(job.duration) else job.duration,
        "aspect_ratio": film_shape(job),
        "style": job.style or None,
    }


def film_shape(job: Job) -> str:
    """The shape a job's film has: ``16:9``, or of a film from elsewhere whatever its sides come to."""
    shape, film = job.aspect_ratio, job.film
    if not job.video_url or film is None:
        return shape.value
    width, height = shape.sides
    if abs(film.width * height / (film.height * width) - 1) < 0.01:
        return shape.value
    return "{}:{}".format(*Fraction(film.width, film.height).as_integer_ratio())


def metadata_text(job: Job, video: Path | None) -> str:
    """The document as indented JSON."""
    return json.dumps(metadata(job, video), indent=2, ensure_ascii=False)


def _time(moment: datetime | None) -> str | None:
    if moment is None:
        return None
    return moment.astimezone(UTC).replace(tzinfo=None, microsecond=0).isoformat()
