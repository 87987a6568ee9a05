"""Pictures made from pictures: the current one changed as one says, through each field the models have for it."""

import hashlib
import json
import os
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from PIL import Image

from tests.factories import a_studio, made_job, picture_request
from tests.servers.openai import KEY, OpenAIServer
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_script import ANSWER_LOST, html
from vidstudio.core.control import Control
from vidstudio.core.images import Role
from vidstudio.core.job import Job
from vidstudio.core.refine import PictureMaker, Refinement, edited_prompt
from vidstudio.core.version import with_version
from vidstudio.errors import InputRefused, PictureRefused, ServiceUnreachable
from vidstudio.services.images.models import MODELS, OTHERS, model
from vidstudio.services.images.upload import SMALL
from vidstudio.studio import generate
from vidstudio.studio.context import Studio
from vidstudio.studio.pictures import take_own
from vidstudio.studio.refine import RefineWork, editing_model, refine

DUSK = "Make it dusk, and let it rain"
KONTEXT = "black-forest-labs/flux-kontext-pro"
EDITORS = [each.id for each in (*MODELS, *OTHERS) if each.edits]


def edit(job: Job, model_id: str = KONTEXT, **changes: Any) -> RefineWork:
    work = {"maker": PictureMaker.SERVICE, "model": model_id, "edit": True, **changes}
    return RefineWork(job.id, job.scenes[0].id, Refinement(DUSK), **work)


def file_of(studio: Studio, job: Job) -> bytes:
    picture = job.scenes[0].picture
    assert picture is not None
    return (studio.storage.images(job.id) / picture.file).read_bytes()


def inputs(server: ReplicateServer, number: int = -1) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(server.seen("create")[number].body)["input"]
    return found


@pytest.mark.parametrize("model_id", EDITORS)
def test_the_current_picture_is_sent_in_the_models_own_field(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, model_id: str
) -> None:
    job = made_job(paid, pictures)
    after = refine(paid, edit(job, model_id), Control())
    sent, field = inputs(replicate_server), model(model_id).edits
    assert field is not None
    assert sent["prompt"] == DUSK
    assert sent["aspect_ratio"] == "16:9"
    address = sent[field.name] if field.most is None else sent[field.name][0]
    assert replicate_server.sent(address) == file_of(paid, job)
    assert after.scenes[0].picture != job.scenes[0].picture
    assert (after.refinement_count, replicate_server.charged) == (1, 1)
    (line,) = paid.library(lambda library: library.generations.of_job(job.id))
    assert [(picture.role, picture.digest) for picture in picture_request(line).pictures] == [
        (Role.EDIT, hashlib.sha256(file_of(paid, job)).hexdigest())
    ]


def test_the_scene_keeps_its_prompt_and_gets_what_changed(paid: Studio, pictures: Path) -> None:
    job = made_job(paid, pictures)
    before = job.scenes[0].image_prompt
    after = refine(paid, edit(job, variants=2), Control())
    assert after.scenes[0].image_prompt == edited_prompt(before, DUSK) == f"{before.rstrip('.')}. {DUSK}"
    found = paid.library(lambda library: library.storyboards.versions(job.scenes[0].id))
    assert [version.picture.prompt for version in found] == [
        "",
        after.scenes[0].image_prompt,
        edited_prompt(before, DUSK),
    ]
    assert with_version(job.scenes[0], found[-1].picture).image_prompt == after.scenes[0].image_prompt


@pytest.mark.parametrize(
    ("prompt", "instruction", "whole"),
    [
        ("A fox.", DUSK, f"A fox. {DUSK}"),
        (f"A fox. {DUSK}", DUSK, f"A fox. {DUSK}"),
        ("", DUSK, DUSK),
        ("x" * 1990, DUSK, "x" * 1990),
    ],
)
def test_a_prompt_and_what_changed(prompt: str, instruction: str, whole: str) -> None:
    assert edited_prompt(prompt, instruction) == whole


def large(folder: Path, name: str = "large.png") -> Path:
    """A picture that is too large to be sent within the order."""
    file = folder / name
    Image.frombytes("RGB", (512, 512), os.urandom(512 * 512 * 3)).save(file)
    assert file.stat().st_size > SMALL
    return file


def test_a_large_picture_is_uploaded_once_for_all_variants(
    paid: Studio, pictures: Path, tmp_path: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    job = take_own(paid, job.id, job.scenes[0].id, large(tmp_path))
    refine(paid, edit(job, variants=3), Control())
    assert len(replicate_server.seen("upload")) == 1
    assert {inputs(replicate_server, row)["input_image"] for row in range(3)} == set(replicate_server.uploads)
    assert list(replicate_server.uploads.values()) == [file_of(paid, job)]


def test_an_upload_that_fails_is_tried_again_and_orders_nothing(
    paid: Studio, pictures: Path, tmp_path: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    job = take_own(paid, job.id, job.scenes[0].id, large(tmp_path))
    replicate_server.fail("upload", html(503), times=2)
    after = refine(paid, edit(job), Control())
    assert (len(replicate_server.seen("upload")), replicate_server.created) == (3, 1)
    job = take_own(paid, job.id, job.scenes[0].id, large(tmp_path, "another.png"))
    replicate_server.fail("upload", ANSWER_LOST, times=9)
    with pytest.raises(ServiceUnreachable):
        refine(paid, edit(job), Control())
    assert replicate_server.created == 1
    now = paid.library(lambda library: library.jobs.get(job.id))
    assert (now.refinement_count, now.estimated_cost) == (1, after.estimated_cost)


def test_a_picture_that_was_changed_or_is_gone_orders_nothing(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    job = made_job(paid, pictures)
    picture = job.scenes[0].picture
    assert picture is not None
    file = paid.storage.images(job.id) / picture.file
    file.write_bytes(file.read_bytes() + b"more")
    with pytest.raises(PictureRefused, match="changed by another program"):
        refine(paid, edit(job), Control())
    file.unlink()
    with pytest.raises(PictureRefused, match="can't be read"):
        refine(paid, edit(job), Control())
    assert not replicate_server.requests
    now = paid.library(lambda library: library.jobs.get(job.id))
    assert (now.refinement_count, now.estimated_cost) == (0, Decimal(0))


def test_a_lost_order_is_found_again(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    job = made_job(paid, pictures)
    for model_id in (KONTEXT, "google/nano-banana"):
        replicate_server.fail("create", ANSWER_LOST)
        refine(paid, edit(job, model_id), Control())
    assert (replicate_server.created, replicate_server.charged) == (2, 2)


def test_who_changes_pictures(paid: Studio, pictures: Path, replicate_server: ReplicateServer) -> None:
    assert editing_model(paid) == KONTEXT
    wished = Studio(paid.library, paid.places, paid.settings.model_copy(update={"image_model": "google/nano-banana"}))
    assert editing_model(wished) == "google/nano-banana"
    assert editing_model(paid, "openai:gpt-image-1") == "openai:gpt-image-1"
    job = made_job(paid, pictures)
    for model_id in ("black-forest-labs/flux-schnell", "ada/foxes", "openai:dall-e-3"):
        with pytest.raises(InputRefused, match="can't change a picture"):
            refine(paid, edit(job, model_id), Control())
    with pytest.raises(InputRefused, match="draws from a picture alone"):
        refine(paid, edit(job, "qwen/qwen-image-edit", edit=False), Control())
    assert not replicate_server.created


def test_an_openai_like_service_gets_it_in_a_form(
    openai_server: OpenAIServer, pictures: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OPENAI_BASE_URL", openai_server.url)
    monkeypatch.setenv("OPENAI_API_KEY", KEY)
    monkeypatch.setattr(generate, "POLL_SECONDS", 0.01)
    with a_studio() as studio:
        job = made_job(studio, pictures)
        after = refine(studio, edit(job, "openai:gpt-image-1"), Control())
        assert openai_server.sent == [[file_of(studio, job)]]
    assert openai_server.charged == {DUSK: 1}
    assert after.scenes[0].picture != job.scenes[0].picture
    request = openai_server.seen("edit")[0]
    assert request.headers["content-type"].startswith("multipart/form-data")
    assert request.headers["authorization"] == f"Bearer {KEY}"
    assert b"1536x1024" in request.body
