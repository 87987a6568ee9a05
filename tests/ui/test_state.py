"""What the panels say of a job in every state, as tables."""

from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from tests.factories import MOMENT, a_job, a_picture, a_scene, approved
from vidstudio.core.approval import fingerprint
from vidstudio.core.captions import CaptionStyle
from vidstudio.core.film import FilmSettings
from vidstudio.core.job import Film, Job, JobStatus
from vidstudio.core.scene import ImageStatus
from vidstudio.ui.export_state import export_state
from vidstudio.ui.state import RefineState, header_state, refine_state

FILM = Path("/films/7/final.mp4")
READY = approved(a_job())
MISSING = replace(a_job(), scenes=(a_scene(1), a_scene(2, picture=None)))
WAITING = replace(a_job(), scenes=(a_scene(1, picture=None, status=ImageStatus.GENERATING), a_scene(2, picture=None)))


def with_film(job: Job, *, stale: bool = False) -> Job:
    made = Film("of another storyboard" if stale else fingerprint(job), 7.5, 1920, 1080, MOMENT)
    return replace(job, film=made, status=JobStatus.COMPLETED)


def edited(job: Job) -> Job:
    return replace(job, scenes=(replace(job.scenes[0], duration=9.0), *job.scenes[1:]))


HEADERS: list[tuple[str, Job, Path | None, dict[str, Any]]] = [
    (
        "not approved",
        a_job(),
        None,
        {
            "can_preview": True,
            "captioned": False,
            "badge": "Not approved",
            "tone": "muted",
            "note": "Look it over, then approve it.",
            "can_approve": True,
            "can_render": False,
            "can_edit": True,
            "has_film": False,
            "rendering": False,
        },
    ),
    (
        "approved",
        READY,
        None,
        {"badge": "Approved", "tone": "success", "note": "Ready to render.", "can_approve": False, "can_render": True},
    ),
    (
        "edited since",
        edited(READY),
        None,
        {
            "badge": "Changed since approval",
            "tone": "warning",
            "note": "Scene 1: duration changed",
            "can_approve": True,
            "can_render": False,
        },
    ),
    ("no scenes", a_job(0), None, {"note": "Add a scene to begin.", "can_approve": False, "can_edit": True}),
    (
        "a picture missing",
        MISSING,
        None,
        {"note": "1 scene without a picture", "can_approve": False, "can_preview": False},
    ),
    ("captioned", replace(a_job(), scenes=(a_scene(1, caption="Dawn"),)), None, {"captioned": True}),
    (
        "with a title alone",
        replace(a_job(), scenes=(a_scene(1, caption="Dawn", caption_style=CaptionStyle.TITLE),)),
        None,
        {"captioned": False},
    ),
    ("on the way", WAITING, None, {"note": "1 picture on the way", "can_approve": False}),
    (
        "film",
        with_film(READY),
        FILM,
        {"badge": "Approved", "note": "The film is up to date.", "can_render": False, "has_film": True},
    ),
    (
        "old film",
        with_film(READY, stale=True),
        FILM,
        {"note": "The film was made from an older storyboard.", "can_render": True, "has_film": True},
    ),
    ("film lost", with_film(READY), None, {"note": "Ready to render.", "can_render": True, "has_film": False}),
    (
        "rendering",
        replace(READY, status=JobStatus.RENDERING),
        None,
        {"badge": "Approved", "can_render": False, "can_preview": False, "can_edit": True, "rendering": True},
    ),
    (
        "being drawn",
        replace(a_job(), status=JobStatus.GENERATING_STORYBOARD),
        None,
        {"badge": "Drawing the storyboard", "tone": "muted", "can_approve": False, "can_edit": False},
    ),
    (
        "failed",
        replace(MISSING, status=JobStatus.FAILED, error="The service said no."),
        None,
        {"badge": "Failed", "tone": "danger", "note": "The service said no.", "can_approve": False, "can_edit": True},
    ),
    ("canceled", replace(MISSING, status=JobStatus.CANCELED), None, {"badge": "Canceled", "can_edit": True}),
]


@pytest.mark.parametrize(("job", "film", "wanted"), [case[1:] for case in HEADERS], ids=[case[0] for case in HEADERS])
def test_the_header(job: Job, film: Path | None, wanted: dict[str, Any]) -> None:
    state = header_state(job, film)
    assert {name: getattr(state, name) for name in wanted} == wanted


def test_the_headers_facts() -> None:
    assert header_state(a_job(), None).facts == "3 scenes  ·  0:08  ·  16:9  ·  cinematic"


def test_facts_name_a_size_and_a_rate_that_are_not_the_usual_ones() -> None:
    job = replace(a_job(1), settings=FilmSettings(fps=60, short_side=2160, watermark="me", music_decibels=-6))
    assert header_state(job, None).facts == "1 scene  ·  0:02  ·  16:9  ·  cinematic  ·  2160p  ·  60 fps"


def test_while_a_preview_is_made_no_other_film_is_begun() -> None:
    state = header_state(READY, None, filming=True)
    assert (state.can_render, state.can_preview, state.can_edit, state.rendering) == (False, False, True, False)


def test_only_pictures_that_are_there_can_be_approved() -> None:
    picture = a_picture("another")
    whole = replace(MISSING, scenes=(MISSING.scenes[0], replace(MISSING.scenes[1], picture=picture)))
    assert header_state(whole, None).can_approve


BUTTONS = [
    ((True, True), "Generate  ·  $0.02"),
    ((True, False), "Draw a draft  ·  free"),
    ((False, True), "Save description  ·  free"),
    ((False, False), "Save description  ·  free"),
]


@pytest.mark.parametrize(("asked", "words"), BUTTONS)
def test_the_price_is_on_the_button(asked: tuple[bool, bool], words: str) -> None:
    new_image, paid = asked
    assert RefineState(3, Decimal("0.02")).button(new_image=new_image, paid=paid) == words


@pytest.mark.parametrize(("used", "words"), [(0, "5 of 5"), (2, "3 of 5"), (5, "0 of 5"), (7, "0 of 5")])
def test_the_slots_that_are_left(used: int, words: str) -> None:
    state = refine_state(replace(a_job(), refinement_count=used), Decimal("0.02"))
    assert state.slots == f"{words} refinements left"


EXPORTS = [
    ("no film", READY, None, "Render the film first.", False),
    ("film", with_film(READY), FILM, "", False),
    ("old film", with_film(READY, stale=True), FILM, "", True),
    (
        "rendering again",
        replace(with_film(READY), status=JobStatus.RENDERING),
        FILM,
        "The film is being rendered.",
        False,
    ),
]


@pytest.mark.parametrize(
    ("job", "film", "why_not", "stale"), [case[1:] for case in EXPORTS], ids=[case[0] for case in EXPORTS]
)
def test_what_can_be_exported(job: Job, film: Path | None, why_not: str, stale: bool) -> None:
    state = export_state(job, film, Path("/films/exports/7"))
    assert (state.why_not, state.stale, state.job_id) == (why_not, stale, 7)
