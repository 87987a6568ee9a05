"""Descriptions of models: asked for once a day, kept, and done without."""

import json
import os
import time
from pathlib import Path

import pytest

from tests.factories import made_job
from tests.servers.replicate import ReplicateServer
from tests.servers.replicate_jobs import SCHEMAS
from tests.servers.replicate_script import ANSWER_LOST, html
from vidstudio.core.control import Control
from vidstudio.core.refine import PictureMaker, Refinement
from vidstudio.errors import Canceled
from vidstudio.services.images import models
from vidstudio.services.images.models import DEFAULT_MODEL, MODELS, model
from vidstudio.studio.context import Studio
from vidstudio.studio.generate import image_service
from vidstudio.studio.refine import RefineWork, refine
from vidstudio.studio.schemas import learn_model, learn_offered

FOXES = "ada/foxes"


@pytest.fixture
def foxes(monkeypatch: pytest.MonkeyPatch) -> str:
    """A model that the table does not have, without wide pictures."""
    monkeypatch.setitem(SCHEMAS, FOXES, {"aspect_ratio": {"1:1", "3:2"}})
    return FOXES


def test_it_is_asked_for_once_a_day(paid: Studio, replicate_server: ReplicateServer, foxes: str) -> None:
    with image_service(paid) as service:
        assert learn_model(paid, service, foxes).nearest
        models._TOLD.clear()
        assert learn_model(paid, service, foxes).nearest
        assert len(replicate_server.seen("model")) == 1
        (file,) = paid.places.models.iterdir()
        yesterday = time.time() - 25 * 3600
        os.utime(file, (yesterday, yesterday))
        learn_model(paid, service, foxes)
        assert len(replicate_server.seen("model")) == 2
        file.write_text("[no JSON", "utf-8")
        learn_model(paid, service, foxes)
        assert len(replicate_server.seen("model")) == 3


def test_a_model_that_the_table_does_not_have_is_sent_what_it_takes(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, foxes: str
) -> None:
    job = made_job(paid, pictures)
    work = RefineWork(job.id, job.scenes[0].id, Refinement("A red heron"), PictureMaker.SERVICE, foxes)
    refine(paid, work, Control())
    sent = json.loads(replicate_server.seen("create")[0].body)["input"]
    assert sent["aspect_ratio"] == "3:2"
    refine(paid, work, Control())
    assert len(replicate_server.seen("model")) == 1


def test_where_nobody_can_tell_the_table_is_right(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer
) -> None:
    replicate_server.fail("model", html(500), times=9)
    offered = learn_offered(paid, MODELS, Control())
    assert offered == MODELS
    assert len(replicate_server.seen("model")) == 1
    job = made_job(paid, pictures)
    work = RefineWork(job.id, job.scenes[0].id, Refinement("A red heron"), PictureMaker.SERVICE, DEFAULT_MODEL)
    refine(paid, work, Control())
    assert len(replicate_server.seen("model")) == 1  # a known one is not asked for before an order


def test_all_that_are_offered_are_learned_until_it_is_stopped(paid: Studio, replicate_server: ReplicateServer) -> None:
    assert [each.id for each in learn_offered(paid, MODELS, Control())] == [each.id for each in MODELS]
    assert len(replicate_server.seen("model")) == len(MODELS)
    assert model(DEFAULT_MODEL).price == MODELS[0].price
    stopped = Control()
    stopped.cancel()
    with pytest.raises(Canceled):
        learn_offered(paid, MODELS, stopped)


def test_a_lost_order_of_a_model_without_a_seed_is_found_after_a_restart(
    paid: Studio, pictures: Path, replicate_server: ReplicateServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(SCHEMAS, FOXES, {"aspect_ratio": {"1:1", "16:9"}})
    monkeypatch.setattr("tests.servers.replicate_jobs._SEEDLESS", {FOXES})
    job = made_job(paid, pictures)
    replicate_server.fail("create", ANSWER_LOST)
    work = RefineWork(job.id, job.scenes[0].id, Refinement("A red heron"), PictureMaker.SERVICE, FOXES)
    refine(paid, work, Control())
    assert "seed" not in json.loads(replicate_server.seen("create")[0].body)["input"]
    assert (replicate_server.created, replicate_server.charged) == (1, 1)
