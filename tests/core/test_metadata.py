"""The metadata document: exactly the agreed shape."""

import json
from dataclasses import replace
from datetime import datetime, timedelta, timezone
from decimal import Decimal
from pathlib import Path
from typing import Any

from tests.factories import MOMENT, a_job, a_scene, approved
from vidstudio.core.job import AspectRatio, Film, JobStatus
from vidstudio.core.metadata import metadata, metadata_text
from vidstudio.core.scene import ImageStatus

AGREED = """{"job_id": 123, "status": "completed", "created_at": "2025-11-15T10:00:00",
 "updated_at": "2025-11-15T10:05:00", "approved": true, "approved_at": "2025-11-15T10:04:00",
 "scenes": {"total": 6, "completed": 6, "failed": 0,
            "details": [{"scene_number": 1, "duration": 5.0, "status": "completed", "has_image": true}]},
 "costs": {"estimated": 0.15, "actual": 0.12, "currency": "USD"},
 "metrics": {"refinement_count": 2, "download_count": 5},
 "video": {"available": true, "url": "…/123/final.mp4",
           "parameters": {"duration": 30, "aspect_ratio": "16:9", "style": "cinematic"}},
 "error": null}"""


def shape(value: Any) -> Any:
    """Keys in their order, and types."""
    if isinstance(value, dict):
        return [(key, shape(part)) for key, part in value.items()]
    if isinstance(value, list):
        return [shape(part) for part in value[:1]]
    return type(value)


def full(tmp_path: Path) -> dict[str, Any]:
    job = approved(a_job(scenes=6, status=JobStatus.COMPLETED, duration=30.0, refinement_count=2, download_count=5))
    job = replace(job, id=123, estimated_cost=Decimal("0.15"), actual_cost=Decimal("0.12"))
    return metadata(job, tmp_path / "123" / "final.mp4")


def test_metadata_has_exactly_the_agreed_shape(tmp_path: Path) -> None:
    made = json.loads(json.dumps(full(tmp_path)))
    assert shape(made) == shape(json.loads(AGREED))


def test_metadata_tells_the_job(tmp_path: Path) -> None:
    made = full(tmp_path)
    assert (made["created_at"], made["approved_at"]) == ("2026-03-01T12:30:15", "2026-03-01T12:30:15")
    assert made["costs"] == {"estimated": 0.15, "actual": 0.12, "currency": "USD"}
    assert made["metrics"] == {"refinement_count": 2, "download_count": 5}
    assert made["video"]["url"] == (tmp_path / "123" / "final.mp4").as_uri()
    assert made["video"]["parameters"] == {"duration": 30, "aspect_ratio": "16:9", "style": "cinematic"}
    assert [entry["scene_number"] for entry in made["scenes"]["details"]] == [1, 2, 3, 4, 5, 6]


def test_metadata_of_a_job_without_film_approval_and_all_pictures() -> None:
    scenes = (
        a_scene(1),
        a_scene(2, picture=None, status=ImageStatus.FAILED),
        a_scene(3, status=ImageStatus.GENERATING),
    )
    made = metadata(replace(a_job(duration=7.5), scenes=scenes, error="No network"), None)
    assert (made["approved"], made["approved_at"], made["error"]) == (False, None, "No network")
    assert made["video"] == {
        "available": False,
        "url": None,
        "parameters": {"duration": 7.5, "aspect_ratio": "16:9", "style": "cinematic"},
    }
    assert (made["scenes"]["total"], made["scenes"]["completed"], made["scenes"]["failed"]) == (3, 1, 1)
    assert [entry["has_image"] for entry in made["scenes"]["details"]] == [True, False, True]


def test_a_withdrawn_approval_has_no_time() -> None:
    job = approved(a_job())
    assert metadata(replace(job, scenes=job.scenes[::-1]), None)["approved_at"] is None


def test_times_are_utc_to_the_second() -> None:
    local = datetime(2025, 11, 15, 12, 0, 0, 999_999, timezone(timedelta(hours=2)))
    assert metadata(a_job(created_at=local, updated_at=MOMENT), None)["created_at"] == "2025-11-15T10:00:00"


def test_the_text_is_the_document_with_its_letters(tmp_path: Path) -> None:
    job = a_job(style="film noir – été")
    assert "film noir – été" in metadata_text(job, tmp_path)
    assert json.loads(metadata_text(job, tmp_path)) == metadata(job, tmp_path)


def test_a_film_from_elsewhere_is_there_at_its_address_until_it_is_fetched(tmp_path: Path) -> None:
    url = "https://example.org/film.mp4"
    job = a_job(scenes=0, status=JobStatus.COMPLETED, video_url=url, duration=0.0, style="")
    unknown = {"duration": None, "aspect_ratio": None, "style": None}
    assert metadata(job, None)["video"] == {"available": True, "url": url, "parameters": unknown}
    fetched = replace(job, duration=12.5, film=Film("f", 12.5, 1440, 1080, MOMENT), aspect_ratio=AspectRatio.SQUARE)
    file = tmp_path / "final.mp4"
    known = {"duration": 12.5, "aspect_ratio": "4:3", "style": None}
    assert metadata(fetched, file)["video"] == {"available": True, "url": file.as_uri(), "parameters": known}
    hd = replace(fetched, film=Film("f", 12.5, 1920, 1088, MOMENT), aspect_ratio=AspectRatio.nearest(1920, 1088))
    assert metadata(hd, file)["video"]["parameters"]["aspect_ratio"] == "16:9"
    assert list(metadata(job, None)) == list(full(tmp_path))
