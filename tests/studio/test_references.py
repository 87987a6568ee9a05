"""Pictures of a character or a look, kept with a job and sent along with its pictures."""

import json
from pathlib import Path
from typing import Any

import pytest

from tests.factories import image_bytes, made_job, picture_request
from tests.servers.replicate import ReplicateServer
from vidstudio.core.control import Control
from vidstudio.core.images import Role
from vidstudio.core.job import Job
from vidstudio.core.refine import PictureMaker, Refinement
from vidstudio.errors import LimitReached, NotFound, PictureRefused
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import image_service
from vidstudio.studio.paint import Painting, paint
from vidstudio.studio.references import add_reference, remove_reference
from vidstudio.studio.refine import RefineWork, refine

TAKERS = {
    "google/nano-banana": "image_input",
    "bytedance/seedream-4": "image_input",
    "black-forest-labs/flux-2-pro": "input_images",
    "black-forest-labs/flux-kontext-pro": "input_image",
    "black-forest-labs/flux-1.1-pro": "image_prompt",
    "ideogram-ai/ideogram-v3-turbo": "style_reference_images",
}


@pytest.fixture
def keeper(tmp_path: Path) -> Path:
    file = tmp_path / "The Keeper.png"
    file.write_bytes(image_bytes((9, 9, 99)))
    return file


def inputs(server: ReplicateServer) -> list[dict[str, Any]]:
    return [json.loads(request.body)["input"] for request in server.seen("create")]


def painted(studio: Studio, job: Job, model_id: str) -> Job:
    with image_service(studio) as service:
        return paint(studio, service, job.id, [each.id for each in job.scenes], model_id, Painting(Control()))


def test_it_is_kept_with_the_job_named_replaced_and_removed(studio: Studio, job: Job, keeper: Path) -> None:
    kept = add_reference(studio, job.id, keeper).references
    assert [each.name for each in kept] == ["The Keeper"]
    file = studio.storage.references(job.id) / kept[0].file
    assert file.read_bytes() == keeper.read_bytes()
    keeper.write_bytes(image_bytes((99, 9, 9)))
    after = add_reference(studio, job.id, keeper, "  Whale\n")
    assert [each.name for each in after.references] == ["The Keeper", "Whale"]
    after = add_reference(studio, job.id, keeper, "The Keeper")
    assert len({each.digest for each in after.references}) == 1
    assert [each.name for each in remove_reference(studio, job.id, "The Keeper").references] == ["Whale"]
    assert file.is_file()
    with pytest.raises(NotFound, match="no reference picture “The Keeper”"):
        remove_reference(studio, job.id, "The Keeper")


def test_what_can_not_be_one(studio: Studio, job: Job, keeper: Path, tmp_path: Path) -> None:
    (tmp_path / "notes.png").write_text("no picture")
    for file in ("notes.png", "missing.png"):
        with pytest.raises(PictureRefused):
            add_reference(studio, job.id, tmp_path / file)
    with pytest.raises(NotFound):
        add_reference(studio, 99, keeper)
    for number in range(4):
        add_reference(studio, job.id, keeper, f"Number {number}")
    with pytest.raises(LimitReached, match="4 reference pictures"):
        add_reference(studio, job.id, keeper, "One more")
    assert len(add_reference(studio, job.id, keeper, "Number 2").references) == 4


@pytest.mark.parametrize("model_id", TAKERS)
def test_all_pictures_go_by_it_in_the_models_own_field(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, keeper: Path, model_id: str
) -> None:
    job = made_job(paid, pictures)
    add_reference(paid, job.id, keeper)
    painted(paid, job, model_id)
    assert len(inputs(replicate_server)) == 3
    for each in inputs(replicate_server):
        sent = each[TAKERS[model_id]]
        assert replicate_server.sent(sent[0] if isinstance(sent, list) else sent) == keeper.read_bytes()


def test_a_model_that_takes_none_is_sent_none(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, keeper: Path
) -> None:
    job = made_job(paid, pictures)
    add_reference(paid, job.id, keeper)
    painted(paid, job, "black-forest-labs/flux-schnell")
    assert {tuple(each) for each in inputs(replicate_server)} == {
        ("prompt", "aspect_ratio", "seed", "output_format", "go_fast")
    }
    lines = paid.library(lambda library: library.generations.of_job(job.id))
    assert [picture_request(line).pictures for line in lines] == [()] * 3


@pytest.mark.parametrize(
    ("model_id", "roles"),
    [
        ("google/nano-banana", [Role.EDIT, Role.REFERENCE, Role.REFERENCE]),
        ("black-forest-labs/flux-kontext-pro", [Role.EDIT]),
    ],
)
def test_a_picture_to_be_changed_comes_first_and_alone_where_there_is_room_for_one(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, keeper: Path, model_id: str, roles: list[Role]
) -> None:
    job = made_job(paid, pictures)
    add_reference(paid, job.id, keeper)
    add_reference(paid, job.id, pictures / "9.png", "Whale")
    work = RefineWork(job.id, job.scenes[0].id, Refinement("Make it dusk"), PictureMaker.SERVICE, model_id, edit=True)
    refine(paid, work, Control())
    (line,) = paid.library(lambda library: library.generations.of_job(job.id))
    assert [picture.role for picture in picture_request(line).pictures] == roles
    picture = job.scenes[0].picture
    assert picture is not None
    assert picture_request(line).pictures[0].digest == picture.digest
