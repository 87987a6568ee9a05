"""Refinements through the real client and a Replicate on loopback, as the window shows, keeps and pays them."""

from decimal import Decimal
from pathlib import Path

import pytest

from tests.end_to_end.conftest import OpenWindow
from tests.factories import a_studio, made_job, picture_folder
from tests.servers.replicate import TOKEN, ReplicateServer
from tests.servers.replicate_script import Behaviour

pytestmark = [pytest.mark.xvfb, pytest.mark.slow]


def test_a_picture_is_paid_once_a_canceled_one_never_and_words_are_free(
    open_window: OpenWindow, replicate_server: ReplicateServer, tmp_path: Path
) -> None:
    with a_studio() as studio:
        job = made_job(studio, picture_folder(tmp_path / "pictures"))
    replicate_server.next(Behaviour(seconds=4), Behaviour(seconds=3600))
    window = open_window("refinement", REPLICATE_API_TOKEN=TOKEN, REPLICATE_BASE_URL=replicate_server.url)
    window.ends_well()
    assert (replicate_server.created, replicate_server.charged) == (2, 1)
    assert [replicate_server.status(each) for each in replicate_server.ids] == ["succeeded", "canceled"]
    with a_studio() as studio:
        kept = studio.library(lambda library: library.jobs.get(job.id))
        versions = studio.library(lambda library: library.storyboards.versions(job.scenes[0].id))
        assert all((studio.storage.images(job.id) / version.picture.file).is_file() for version in versions)
        assert not studio.library(lambda library: library.generations.open())
    assert (kept.refinement_count, kept.estimated_cost, kept.actual_cost) == (2, Decimal("0.02"), Decimal("0.003"))
    assert [version.picture.source for version in versions] == ["own", "replicate"]
